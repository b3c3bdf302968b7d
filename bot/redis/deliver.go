package redis

import (
	"context"
	"fmt"
	"time"

	"lyt/bot"
)

// Done takes the first n replies of the lease off the list, notes what was sent
// (the whole list, as it shall stand), and gives what came in since; an empty Token
// means that nothing is left to do. bot.ErrLeaseLost when somebody else delivers.
func (p *People) Done(ctx context.Context, who bot.Person, lease bot.Lease, n int, sent []bot.Sent) (bot.Lease, error) {
	keys := keysOf(who)
	part, err := p.sealSentPart(keys.person, sent)
	if err != nil {
		return bot.Lease{}, fmt.Errorf("acknowledge replies: %w", err)
	}
	return p.advance(ctx, keys, bot.Lease{Token: lease.Token, Sent: sent}, n, part)
}

// advance turns the lease on by n replies. An empty part leaves the record's list
// of sent messages as it is.
func (p *People) advance(ctx context.Context, keys personKeys, lease bot.Lease, n int, part []byte) (bot.Lease, error) {
	if lease.Token == "" || n < 0 {
		return bot.Lease{}, fmt.Errorf("acknowledge replies: no lease")
	}
	answer, err := p.db.run(ctx, doneScript, keys.list(), keys.who, lease.Token, nextToken(lease.Token), n,
		ms(p.db.now()), p.db.lease.Milliseconds(), dueLife.Milliseconds(), part)
	switch {
	case err != nil:
		return bot.Lease{}, fmt.Errorf("acknowledge replies: %w", err)
	case answer.number(0) == 0:
		p.db.count(LeaseLost)
		return bot.Lease{}, fmt.Errorf("acknowledge replies: %w", bot.ErrLeaseLost)
	case answer.text(1) == "":
		return bot.Lease{}, nil
	}
	lease.Token = answer.text(1)
	return p.filled(ctx, keys, lease, answer.list(2).texts(), false)
}

// filled opens the replies of a lease and takes out those that cannot be delivered.
// When none is left the lease is given back, unless it must be kept for a timer.
func (p *People) filled(ctx context.Context, keys personKeys, lease bot.Lease, sealed []string, keep bool) (bot.Lease, error) {
	s := p.sortParcels(keys.out, sealed, p.db.now())
	lease.Parcels = s.good
	if len(s.bad) == 0 {
		return lease, nil
	}
	args := append([]any{lease.Token}, s.bad...)
	if _, err := p.db.run(ctx, dropScript, []string{keys.out, keys.lease}, args...); err != nil {
		return bot.Lease{}, fmt.Errorf("drop replies: %w", err)
	}
	if len(s.good) > 0 || keep {
		return lease, nil
	}
	return p.advance(ctx, keys, lease, 0, nil)
}

// PutOff ends the lease; the rest is due again at the time given, or earlier when
// the person writes or a timer of theirs is due. bot.ErrLeaseLost when somebody
// else delivers.
func (p *People) PutOff(ctx context.Context, who bot.Person, lease bot.Lease, until time.Time) error {
	keys := keysOf(who)
	answer, err := p.db.run(ctx, putOffScript, keys.list(), keys.who, lease.Token, ms(until), ms(p.db.now()), dueLife.Milliseconds())
	if err != nil {
		return fmt.Errorf("put off replies: %w", err)
	}
	if answer.number(0) == 0 {
		p.db.count(LeaseLost)
		return fmt.Errorf("put off replies: %w", bot.ErrLeaseLost)
	}
	return nil
}

// Resume takes the lease on what is undelivered, if nobody has it; the job's lease
// has no token otherwise.
func (p *People) Resume(ctx context.Context, who bot.Person) (bot.Job, error) {
	keys := keysOf(who)
	job := bot.Job{Person: who}
	token, err := p.newToken("")
	if err != nil {
		return bot.Job{}, fmt.Errorf("resume delivery: %w", err)
	}
	answer, err := p.db.run(ctx, resumeScript, keys.list(), keys.who, token, ms(p.db.now()),
		p.db.lease.Milliseconds(), dueLife.Milliseconds())
	if err != nil {
		return bot.Job{}, fmt.Errorf("resume delivery: %w", err)
	}
	if len(answer) == 0 {
		return job, nil
	}
	lease := bot.Lease{Token: token, Sent: p.sentOrNone(keys.person, answer.bytes(0))}
	job.Lease, err = p.filled(ctx, keys, lease, answer.list(1).texts(), false)
	return job, err
}

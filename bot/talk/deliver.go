package talk

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"lyt/bot"
)

// sendTimeout bounds one call to a channel. The lease on a person's replies lasts
// at least three of these.
const sendTimeout = 6 * time.Second

// Backing off: a reply waits about as long as it has waited already.
const (
	shortestWait = time.Second
	longestWait  = 10 * time.Minute
)

// send delivers under a lease, beside the caller, who need not wait for it.
func (t *Talk) send(who bot.Person, lease bot.Lease) {
	if lease.Token == "" {
		return
	}
	t.sending.Go(func() { t.drain(context.Background(), who, lease) })
}

// resume sends what a repeated update left undelivered, if nobody is at it.
func (t *Talk) resume(ctx context.Context, who bot.Person) error {
	job, err := t.Store.Resume(ctx, who)
	if err == nil {
		t.send(who, job.Lease)
	}
	return err
}

// drain delivers in order until nothing is left, or something has to wait.
func (t *Talk) drain(ctx context.Context, who bot.Person, lease bot.Lease) {
	for lease.Token != "" {
		aside := t.aloud.noted(who)
		lease.Sent = withAside(lease.Sent, aside)
		went := t.deliver(ctx, lease)
		if went.wait > 0 {
			t.putOff(ctx, who, lease, went)
			return
		}
		var err error
		if lease, err = t.done(ctx, who, lease, went); err != nil {
			return
		}
		t.aloud.recorded(who, len(aside))
	}
}

// withAside adds what was sent past the outbox.
func withAside(sent, aside []bot.Sent) []bot.Sent {
	all := slices.Clone(sent)
	for _, one := range aside {
		if !slices.ContainsFunc(all, func(s bot.Sent) bool { return s.Message == one.Message }) {
			all = append(all, one)
		}
	}
	return all
}

// ackPatience is how long delivered replies are acknowledged again while the store
// is away. With deliverSpan and one send it ends about when the lease does: after
// that somebody else sends them again.
const ackPatience = 8 * time.Second

// done acknowledges what was delivered, as often as it takes: what is not
// acknowledged would be said twice, and hold up all that comes after it.
func (t *Talk) done(ctx context.Context, who bot.Person, lease bot.Lease, went round) (bot.Lease, error) {
	ctx, cancel := context.WithTimeout(ctx, ackPatience)
	defer cancel()
	for wait := firstAckWait; ; wait = min(2*wait, lastAckWait) {
		next, err := t.Store.Done(ctx, who, lease, went.n, went.sent)
		if err == nil {
			t.receipts(went.told)
			return next, nil
		}
		t.Log.Warn("acknowledge replies", "error", err)
		if errors.Is(err, bot.ErrLeaseLost) || !pause(ctx, wait) {
			return bot.Lease{}, err
		}
	}
}

const (
	firstAckWait = 100 * time.Millisecond
	lastAckWait  = 2 * time.Second
)

// pause waits; false when ctx ended first.
func pause(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}

// putOff acknowledges what was delivered and leaves the rest for later.
func (t *Talk) putOff(ctx context.Context, who bot.Person, lease bot.Lease, went round) {
	if went.n > 0 {
		next, err := t.done(ctx, who, lease, went)
		if err != nil || next.Token == "" {
			return
		}
		lease = next
	}
	if err := t.Store.PutOff(ctx, who, lease, t.Now().Add(went.wait)); err != nil {
		t.Log.Warn("put off replies", "error", err)
	}
}

// deliverSpan bounds how long replies are sent before what went out is acknowledged
// and the lease renewed: with one more send it is well within the lease.
const deliverSpan = 6 * time.Second

// round is what became of some replies: n are dealt with, wait is not zero when the
// next one must be tried later.
type round struct {
	sent []bot.Sent
	n    int
	told []outcome
	wait time.Duration
}

// outcome is what became of one reply that somebody wants to know of.
type outcome struct {
	of      bot.Receipt
	arrived bool
}

func (r *round) tell(out bot.Out, arrived bool) {
	if out.Receipt != (bot.Receipt{}) {
		r.told = append(r.told, outcome{out.Receipt, arrived})
	}
}

// deliver sends the oldest update's replies of a lease.
func (t *Talk) deliver(ctx context.Context, lease bot.Lease) (went round) {
	went.sent = append(went.sent, lease.Sent...)
	began := t.Now()
	for _, parcel := range ofOneUpdate(lease.Parcels) {
		if went.n > 0 && t.Now().Sub(began) > deliverSpan {
			return went
		}
		if parcel.Out.Urgent && t.aloud.done(parcel.Out.ID) {
			went.n++ // it went ahead of the others
			continue
		}
		message, err := t.sendOne(ctx, parcel)
		var refused *bot.SendError
		switch {
		case err == nil:
			went.sent = noteSent(went.sent, parcel.Out, message, t.Now())
		case errors.As(err, &refused) && refused.Gone:
			t.count("person_gone")
			for _, lost := range lease.Parcels[went.n:] {
				went.tell(lost.Out, false)
			}
			went.n = len(lease.Parcels)
			return went
		case errors.As(err, &refused) && refused.Drop:
			t.count("send_dropped")
			t.Log.Warn("send dropped", "error", err)
		case t.Now().Sub(parcel.At) > bot.GiveUp:
			t.count("send_given_up")
		default:
			t.count("send_retry")
			t.Log.Warn("send put off", "error", err)
			went.wait = waitFor(err, t.Now().Sub(parcel.At))
			return went
		}
		went.tell(parcel.Out, err == nil)
		went.n++
	}
	return went
}

// receiptPatience is how long a receipt may take; one that is lost is lost.
const receiptPatience = 3 * time.Second

// receipts tells the counsellors what became of their words, beside the deliveries.
func (t *Talk) receipts(told []outcome) {
	if len(told) == 0 {
		return
	}
	t.sending.Go(func() {
		ctx, cancel := context.WithTimeout(context.Background(), receiptPatience)
		defer cancel()
		for _, one := range told {
			if err := t.Queue.Received(ctx, one.of, one.arrived); err != nil {
				t.Log.Debug("note receipt", "error", err)
			}
		}
	})
}

// ofOneUpdate gives the replies of the oldest update. They are acknowledged before
// the next are sent, so that a crash repeats the replies of one update at most.
func ofOneUpdate(parcels []bot.Parcel) []bot.Parcel {
	for i := range parcels {
		if updateOf(parcels[i]) != updateOf(parcels[0]) {
			return parcels[:i]
		}
	}
	return parcels
}

// updateOf is what a reply answers; see turn.reply.
func updateOf(p bot.Parcel) string {
	return p.Out.ID[:max(0, strings.LastIndexByte(p.Out.ID, '.'))]
}

func (t *Talk) sendOne(ctx context.Context, parcel bot.Parcel) (string, error) {
	channel := t.Channels[parcel.Channel]
	if channel == nil {
		return "", &bot.SendError{Drop: true, Err: errors.New("channel is not running here")}
	}
	ctx, cancel := context.WithTimeout(ctx, sendTimeout)
	defer cancel()
	return channel.Send(ctx, parcel.Address, parcel.Out)
}

func waitFor(err error, age time.Duration) time.Duration {
	var refused *bot.SendError
	if errors.As(err, &refused) && refused.After > 0 {
		return refused.After
	}
	return min(max(age, shortestWait), longestWait)
}

// noteSent remembers which messages can still be changed or deleted.
func noteSent(sent []bot.Sent, out bot.Out, message string, now time.Time) []bot.Sent {
	kept := sent[:0:0]
	for _, s := range sent {
		if now.Sub(s.At) >= deletable {
			continue
		}
		if s.Message == out.Settle {
			s.Buttons = false
		}
		kept = append(kept, s)
	}
	if message != "" && out.Text != "" && message != out.Replace {
		kept = append(kept, bot.Sent{Message: message, Buttons: len(out.Buttons) > 0, At: now})
	}
	const remembered = 100 // Bot API: deleteMessages takes at most 100
	return kept[max(0, len(kept)-remembered):]
}

package redis

import (
	"context"
	"fmt"
	"strings"
	"sync/atomic"

	goredis "github.com/redis/go-redis/v9"

	"lyt/bot"
)

// turn says where the next look begins, so that no partition always comes last.
type turn struct{ n atomic.Uint32 }

func (t *turn) next() int { return int(t.n.Add(1) % partitions) }

// Due claims people with replies or timers due, at most max. Each job's lease must
// be ended with Done or PutOff, even when it holds no reply; what is not ended is
// due again when the lease has run out. It takes one round trip when nothing is
// due, else two.
func (p *People) Due(ctx context.Context, max int) ([]bot.Job, error) {
	now := ms(p.db.now())
	counts := make([]*goredis.IntCmd, partitions)
	_, err := p.db.client.Pipelined(ctx, func(pipe goredis.Pipeliner) error {
		for i := range counts {
			counts[i] = pipe.ZCount(ctx, dueKey.key(partitionTag(i)), "-inf", fmt.Sprint(now))
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("look for due work: %w", err)
	}
	var shares []share
	for i, first := 0, p.turn.next(); i < partitions && max > 0; i++ {
		part := (first + i) % partitions
		if n := int(counts[part].Val()); n > 0 {
			shares = append(shares, share{partitionTag(part), min(n, max)})
			max -= min(n, max)
		}
	}
	return p.claim(ctx, shares, now)
}

// share is how many people of one partition are claimed.
type share struct {
	tag  string
	most int
}

// claim asks all partitions at once; they may lie on different nodes.
func (p *People) claim(ctx context.Context, shares []share, now int64) ([]bot.Job, error) {
	if len(shares) == 0 {
		return nil, nil
	}
	token, err := p.newToken("")
	if err != nil {
		return nil, fmt.Errorf("claim due work: %w", err)
	}
	calls := make([]*goredis.Cmd, len(shares))
	// The error of the pipeline is that of one of its calls, looked at below.
	_, _ = p.db.client.Pipelined(ctx, func(pipe goredis.Pipeliner) error {
		for i, s := range shares {
			calls[i] = claimScript.EvalSha(ctx, pipe, []string{dueKey.key(s.tag)}, p.claimArgs(s, token, now)...)
		}
		return nil
	})
	var jobs []bot.Job
	for i, s := range shares {
		answer, callErr := calls[i].Slice()
		if callErr != nil && goredis.HasErrorPrefix(callErr, "NOSCRIPT") { // this node has not seen it yet
			answer, callErr = claimScript.Eval(ctx, p.db.client, []string{dueKey.key(s.tag)}, p.claimArgs(s, token, now)...).Slice()
		}
		if callErr != nil {
			err = callErr
			continue
		}
		jobs = append(jobs, p.jobs(ctx, token, reply(answer))...)
	}
	// What was claimed must be worked off; the error of another partition shows again
	// at the next look.
	if len(jobs) == 0 && err != nil {
		return nil, fmt.Errorf("claim due work: %w", err)
	}
	return jobs, nil
}

func (p *People) claimArgs(s share, token string, now int64) []any {
	return []any{personKey.prefix(s.tag), outKey.prefix(s.tag), leaseKey.prefix(s.tag), token, now,
		p.db.lease.Milliseconds(), dueLife.Milliseconds(), s.most}
}

// jobs reads what one partition gave. One person whose replies cannot be read does
// not keep the others from theirs.
func (p *People) jobs(ctx context.Context, token string, answer reply) []bot.Job {
	var jobs []bot.Job
	for i := range answer {
		one := answer.list(i)
		who := bot.Pseudonym(strings.Clone(one.text(0)))
		keys := keysOf(who)
		wake := fromMS(one.number(1))
		lease := bot.Lease{Token: token, Sent: p.sentOrNone(keys.person, one.bytes(2))}
		lease, err := p.filled(ctx, keys, lease, one.list(3).texts(), !wake.IsZero())
		if err != nil {
			p.db.log.Error("claimed work dropped until its lease ends", "error", err)
			continue
		}
		if lease.Token != "" {
			jobs = append(jobs, bot.Job{Person: who, Lease: lease, Wake: wake})
		}
	}
	return jobs
}

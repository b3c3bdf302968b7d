package telegram

import (
	"context"
	"time"
)

// backoff spaces repeated tries: half a second, doubled up to half a minute, each
// spread by up to a half so that replicas do not come back all at once.
type backoff struct {
	jitter func() float64
	tries  int
}

const (
	firstWait = 500 * time.Millisecond
	lastWait  = 30 * time.Second
)

// wait sleeps before the next try, at least as long as Telegram asked for; false
// when the context ended first.
func (b *backoff) wait(ctx context.Context, atLeast time.Duration) bool {
	d := min(firstWait<<min(b.tries, 10), lastWait)
	b.tries++
	d += time.Duration(b.jitter() * float64(d) / 2)
	return waitFor(ctx.Done(), max(d, atLeast))
}

func (b *backoff) reset() { b.tries = 0 }

package telegram

import (
	"context"
	"sync/atomic"
	"time"

	"golang.org/x/time/rate"
)

const (
	spareLife = time.Second            // a grant not used by then is given up
	grantTime = 500 * time.Millisecond // longer than that, and the shared rate counts as out of reach
	ownLife   = 5 * time.Second        // how long this process then limits itself
)

// gate lets messages out at the shared rate. One caller at a time asks for
// grants, for everybody who waits behind it, so that a busy replica asks seldom.
type gate struct {
	perSecond int
	shared    Pace
	own       *rate.Limiter
	count     func(Event)
	now       func() time.Time

	turn    chan struct{}
	waiting atomic.Int64
	spare   int       // guarded by turn
	until   time.Time // of spare
	alone   time.Time // until then the shared rate is not asked
}

func newGate(c Config) *gate {
	return &gate{
		perSecond: c.Rate, shared: c.Pace, count: c.Count, now: c.Now,
		own: rate.NewLimiter(rate.Limit(c.Rate), max(c.Rate, 1)), turn: make(chan struct{}, 1),
	}
}

// pass waits until one more message may go out.
func (g *gate) pass(ctx context.Context) error {
	if g.perSecond <= 0 {
		return nil
	}
	g.waiting.Add(1)
	defer g.waiting.Add(-1)
	select {
	case g.turn <- struct{}{}:
	case <-ctx.Done():
		return brokenCall(ctx.Err())
	}
	defer func() { <-g.turn }()
	return g.take(ctx)
}

func (g *gate) take(ctx context.Context) error {
	for {
		now := g.now()
		switch {
		case g.spare > 0 && now.Before(g.until):
			g.spare--
			return nil
		case g.shared == nil || now.Before(g.alone):
			if g.own.Wait(ctx) != nil {
				return &callError{what: "no room in the message rate in time", cause: ctx.Err()}
			}
			return nil
		}
		if wait := g.ask(ctx, now); wait > 0 && !waitFor(ctx.Done(), wait) {
			return brokenCall(ctx.Err())
		}
	}
}

// ask gets grants for all who wait, and a few in hand; or says how long to wait.
func (g *gate) ask(ctx context.Context, now time.Time) time.Duration {
	asking, cancel := context.WithTimeout(ctx, grantTime)
	defer cancel()
	want := min(int(g.waiting.Load())+g.perSecond/10, g.perSecond)
	got, wait, err := g.shared.Grant(asking, g.perSecond, max(want, 1))
	switch {
	case ctx.Err() != nil: // our caller gave up, which says nothing about the shared rate
		return time.Millisecond
	case err != nil:
		g.count(OwnPace)
		g.alone = now.Add(ownLife)
		return 0
	case got > 0:
		g.spare, g.until = got, now.Add(spareLife)
		return 0
	}
	return min(max(wait, time.Millisecond), time.Second)
}

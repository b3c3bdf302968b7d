package telegram

import (
	"context"
	"errors"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"lyt/bot"
)

// bucket is a shared rate in memory: perSecond a second, over all who ask it.
type bucket struct {
	mu     sync.Mutex
	asked  int
	broken bool
	slot   time.Time
	used   int
}

func (b *bucket) Grant(_ context.Context, perSecond, want int) (int, time.Duration, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.asked++
	if b.broken {
		return 0, 0, errors.New("store is away")
	}
	now := time.Now()
	if now.Sub(b.slot) >= time.Second {
		b.slot, b.used = now, 0
	}
	got := min(want, perSecond-b.used)
	b.used += got
	return got, b.slot.Add(time.Second).Sub(now), nil
}

func passMany(t *testing.T, gates []*gate, n int) time.Duration {
	t.Helper()
	start := time.Now()
	var all sync.WaitGroup
	for i := range n {
		all.Go(func() {
			if err := gates[i%len(gates)].pass(t.Context()); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	return time.Since(start)
}

func TestPaceIsSharedByReplicas(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := &bucket{}
		c := Config{Rate: 30, Pace: b}.complete()
		took := passMany(t, []*gate{newGate(c), newGate(c)}, 300)
		if took < 9*time.Second || took > 12*time.Second {
			t.Errorf("300 messages at 30 a second took %v", took)
		}
		if b.asked > 100 {
			t.Errorf("the shared rate was asked %d times for 300 messages", b.asked)
		}
	})
}

func TestPaceWithoutSharedRate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		counts := 0
		b := &bucket{broken: true}
		c := Config{Rate: 30, Pace: b, Count: func(e Event) {
			if e == OwnPace {
				counts++
			}
		}}.complete()
		if took := passMany(t, []*gate{newGate(c)}, 120); took < 2900*time.Millisecond || took > 4*time.Second {
			t.Errorf("120 messages at 30 a second, 30 at once, took %v", took)
		}
		if counts == 0 || b.asked > 3 {
			t.Errorf("counted %d, asked %d times", counts, b.asked)
		}
	})
}

func TestPaceWithoutLimit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := &bucket{}
		if took := passMany(t, []*gate{newGate(Config{Pace: b}.complete())}, 1000); took != 0 || b.asked != 0 {
			t.Errorf("took %v, asked %d times", took, b.asked)
		}
	})
}

// A caller that gives up says nothing about the shared rate.
func TestPaceEndsWithItsCaller(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := &bucket{}
		g := newGate(Config{Rate: 1, Pace: b}.complete())
		if err := g.pass(t.Context()); err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
		defer cancel()
		if err := g.pass(ctx); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("got %v", err)
		}
		if !g.alone.IsZero() {
			t.Error("the shared rate counts as out of reach")
		}
	})
}

// The crisis card waits for nothing.
func TestUrgentWaitsForNoRate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRigInside(t, func(c *Config) { c.Rate, c.Pace = 1, &bucket{} })
		r.fake.User(personID).Write("hej")
		send(t, r, bot.Out{ID: "0", Text: "først"})
		var waiting sync.WaitGroup
		for i := range 5 {
			waiting.Go(func() { send(t, r, bot.Out{ID: string(rune('a' + i)), Text: "venter"}) })
		}
		synctest.Wait()
		start := time.Now()
		send(t, r, bot.Out{ID: "!", Text: "Ring 112", Urgent: true})
		if took := time.Since(start); took != 0 {
			t.Errorf("the crisis card waited %v", took)
		}
		waiting.Wait()
		if took := time.Since(start); took < 4*time.Second {
			t.Errorf("the others did not wait: %v", took)
		}
	})
}

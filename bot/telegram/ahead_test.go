package telegram

import (
	"context"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"lyt/bot"
)

// watchful is a talk that sees what has to wait.
type watchful struct {
	*listener
	mu   sync.Mutex
	seen []string
}

func (w *watchful) Ahead(_ context.Context, in bot.In) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.seen = append(w.seen, in.Text.Reveal())
	if in.Text.Reveal() == "panik" {
		panic(secretWords)
	}
}

func (w *watchful) saw() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.Clone(w.seen)
}

// Danger must not wait behind an update that is not safe yet: the talk sees at once what
// stands behind it, once, and gets it in its turn all the same.
func TestPollShowsWhatHasToWait(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRigInside(t)
		talk := &watchful{listener: r.talk}
		away := true
		r.failing(func(bot.In) bool { talk.mu.Lock(); defer talk.mu.Unlock(); return away })
		ctx, stop := context.WithCancel(t.Context())
		ended := make(chan struct{})
		go func() { defer close(ended); _ = r.Poll(ctx, talk) }()
		r.fake.User(personID).Write("hej")
		r.fake.User(personID).Write("fare")
		<-time.After(2 * time.Second)
		if seen := talk.saw(); !slices.Equal(seen, []string{"fare"}) {
			t.Errorf("seen ahead: %q", seen)
		}
		r.fake.User(personID).Write("panik")
		<-time.After(time.Minute)
		if seen := talk.saw(); len(seen) != 2 || r.counted(Panicked) != 1 {
			t.Errorf("seen ahead: %q, counted %v", seen, r.counts)
		}
		talk.mu.Lock()
		away = false
		talk.mu.Unlock()
		<-time.After(time.Minute)
		if n := len(r.talk.heard()); n != 3 {
			t.Errorf("%d of 3 were heard in the end", n)
		}
		stop()
		<-ended
	})
}

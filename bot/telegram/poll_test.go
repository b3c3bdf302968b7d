package telegram

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"lyt/bot"
)

// polling runs Poll; stop ends it and waits.
func (r *rig) polling(t *testing.T) (stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- r.Poll(ctx, r.talk) }()
	var once sync.Once
	stop = func() {
		once.Do(func() {
			cancel()
			if err := <-done; err != nil && !errors.Is(err, context.Canceled) {
				t.Errorf("poll: %v", err)
			}
		})
	}
	t.Cleanup(stop)
	return stop
}

// confirmed waits until Telegram holds nothing back any more.
func (r *rig) confirmed() {
	r.fake.Wait("all updates to be confirmed", func() bool { return r.fake.Pending() == 0 })
}

func TestPoll(t *testing.T) {
	r := newRig(t)
	user := r.fake.User(personID)
	user.Start("helsingor")
	stop := r.polling(t)
	r.talk.hear(1)
	send(t, r, bot.Out{ID: "1", Text: "Hvad nu?", Buttons: []bot.Button{{Label: "Ja", Data: "1:ja"}}})
	tap := user.Tap("Ja")
	user.Edit("jeg vil dø")
	user.Photo("se")
	in := r.talk.hear(3)
	if in[0].Kind != bot.Start || in[0].Data != "helsingor" || in[1].Kind != bot.Tap || in[2].Kind != bot.Edited || in[3].Kind != bot.Unusable {
		t.Errorf("heard %+v", in)
	}
	r.fake.Wait("the tap's answer", func() bool { return r.fake.Answered(tap) })
	stop()
	if n := r.fake.Pending(); n != 0 {
		t.Errorf("%d updates come again after a clean stop", n)
	}
}

// The library confirms before it handles: stopped or killed, it loses what it
// holds. Whenever we stop, what was not handled is still at Telegram.
func TestPollStoppedLosesNothing(t *testing.T) {
	for after := range 31 {
		synctest.Test(t, func(t *testing.T) {
			r := newRigInside(t)
			for i := range 30 {
				r.fake.User(int64(personID + i%7)).Write(fmt.Sprint(i))
			}
			ctx, cancel := context.WithTimeout(t.Context(), time.Second)
			defer cancel()
			var mu sync.Mutex
			handled := 0
			r.talk.when(func(ctx context.Context, _ bot.In) error {
				mu.Lock()
				defer mu.Unlock()
				if handled++; handled == after {
					cancel()
				}
				return ctx.Err()
			})
			if after == 0 {
				cancel()
			}
			if err := r.Poll(ctx, r.talk); err != nil && !errors.Is(err, context.Canceled) {
				t.Error(err)
			}
			seen := map[string]bool{}
			for _, in := range r.talk.heard() {
				seen[in.ID] = true
			}
			if len(seen)+r.fake.Pending() < 30 {
				t.Errorf("stopped after %d: %d handled, %d still at Telegram", after, len(seen), r.fake.Pending())
			}
			if len(seen) != len(r.talk.heard()) {
				t.Errorf("stopped after %d: %d handled, %d different", after, len(r.talk.heard()), len(seen))
			}
		})
	}
}

// One update that cannot be read stops the library for ever.
func TestPollPoisonBatch(t *testing.T) {
	r := newRig(t)
	user := r.fake.User(personID)
	user.Write("før")
	r.fake.PushRaw(personID, "message", map[string]any{"text": map[string]string{"new": secretWords}, "chat": "x"})
	r.fake.PushRaw(personID, "message", "no message at all")
	r.fake.PushRaw(otherID, "message", map[string]any{
		"message_id": 5, "date": 1, "text": "videresendt", "from": map[string]any{"id": otherID},
		"chat": map[string]any{"id": otherID, "type": "private"}, "forward_origin": map[string]any{"type": "from_mars"},
	})
	user.Write("efter")
	r.polling(t)
	heard := map[string]bool{}
	for _, in := range r.talk.hear(3) {
		heard[in.Text.Reveal()] = true
	}
	if !heard["før"] || !heard["efter"] || !heard["videresendt"] {
		t.Errorf("heard %v", heard)
	}
	r.confirmed()
	if r.counted(DeadLetter) != 2 {
		t.Errorf("%d laid aside, want 2", r.counted(DeadLetter))
	}
}

// An update that is not safe is never passed over and never confirmed; others are
// served meanwhile, new ones too.
func TestPollTriesAgainAndServesOthers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRigInside(t)
		var mu sync.Mutex
		tries, away := 0, true
		r.talk.when(func(_ context.Context, in bot.In) error {
			mu.Lock()
			defer mu.Unlock()
			if in.Address.Reveal() != fmt.Sprint(personID) || !away {
				return nil
			}
			if tries++; tries%2 == 0 {
				panic(secretWords)
			}
			return errStore
		})
		stuck := r.fake.User(personID).Write("et")
		r.fake.User(personID).Write("to")
		stop := r.polling(t)
		for i := range 5 {
			r.fake.User(otherID).Write(fmt.Sprint(i))
			r.talk.hear(1)
		}
		<-time.After(10 * time.Minute)
		if n := r.fake.Pending(); n != 7 {
			t.Errorf("%d updates at Telegram, want all 7", n)
		}
		mu.Lock()
		if tries < 15 || tries > 40 {
			t.Errorf("%d tries in ten minutes", tries)
		}
		away = false
		mu.Unlock()
		in := r.talk.hear(2)
		if in[5].Text.Reveal() != "et" || in[6].Text.Reveal() != "to" {
			t.Errorf("out of order: %q, %q", in[5].Text.Reveal(), in[6].Text.Reveal())
		}
		r.confirmed()
		if r.fake.Visits(stuck.Update) < 2 {
			t.Error("the stuck update was asked for once only")
		}
		stop()
		if polls := len(r.fake.Calls("getUpdates")); polls > 700 {
			t.Errorf("%d polls in ten minutes: the poller does not rest", polls)
		}
		if r.counted(Panicked) == 0 || r.counted(Unsafe) == 0 {
			t.Errorf("counted %v", r.counts)
		}
	})
}

func TestPollKeepsOneInOrderAndManySideBySide(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRigInside(t)
		var mu sync.Mutex
		now, most := 0, 0
		r.talk.when(func(context.Context, bot.In) error {
			mu.Lock()
			now++
			most = max(most, now)
			mu.Unlock()
			<-time.After(100 * time.Millisecond)
			mu.Lock()
			now--
			mu.Unlock()
			return nil
		})
		for i := range 90 {
			r.fake.User(int64(personID + i%30)).Write(fmt.Sprint(i))
		}
		start := time.Now()
		r.polling(t)
		last := map[string]int{}
		for _, in := range r.talk.hear(90) {
			var n int
			if _, err := fmt.Sscan(in.Text.Reveal(), &n); err != nil || n < last[in.Address.Reveal()] {
				t.Errorf("%q out of order", in.Text.Reveal())
			}
			last[in.Address.Reveal()] = n
		}
		if most != atOnce || time.Since(start) > time.Second {
			t.Errorf("at most %d at once, want %d; took %v", most, atOnce, time.Since(start))
		}
	})
}

package telegram

import (
	"context"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"lyt/bot"
	"lyt/bot/bottest"
)

// failing lets the handler fail for whom the test says.
func (r *rig) failing(who func(bot.In) bool) {
	r.talk.when(func(_ context.Context, in bot.In) error {
		if who(in) {
			return errStore
		}
		return nil
	})
}

func theSick(in bot.In) bool { return in.Address.Reveal() == fmt.Sprint(personID) }

// Telegram brings no more than a hundred updates past the oldest one that is not
// safe. One that never can be made safe must not silence everybody for ever.
func TestPollOneHopelessUpdateStopsNobody(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRigInside(t)
		r.failing(theSick)
		r.fake.User(personID).Write(secretWords)
		for i := range 150 {
			r.fake.User(otherID + int64(i)).Write("hej")
		}
		r.polling(t)
		<-time.After(hopeless - time.Minute)
		if n := r.counted(DeadLetter); n != 0 {
			t.Errorf("%d laid aside too soon", n)
		}
		<-time.After(3 * time.Minute)
		if n := len(r.talk.heard()); n != 150 {
			t.Errorf("%d of 150 others were heard", n)
		}
		if n := len(r.fake.Calls("getUpdates")); n > 300 {
			t.Errorf("asked %d times for the same hundred", n)
		}
		r.confirmed()
		if r.counted(DeadLetter) != 1 || !strings.Contains(r.logs.String(), "laid aside") {
			t.Errorf("counted %v", r.counts)
		}
	})
}

// While others get through one by one, the hopeless one goes too, and what its
// writer sent after it is heard.
func TestPollHopelessUpdateMakesWayForTheNext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRigInside(t)
		r.failing(func(in bot.In) bool { return in.Text.Reveal() == secretWords })
		r.fake.User(personID).Write(secretWords)
		r.fake.User(personID).Write("hallo?")
		r.polling(t)
		for i := range 60 {
			r.fake.User(otherID + int64(i)).Write("hej")
			<-time.After(20 * time.Second)
		}
		r.confirmed()
		if n := len(r.talk.heard()); n != 61 || r.counted(DeadLetter) != 1 {
			t.Errorf("heard %d of 61, counted %v", n, r.counts)
		}
	})
}

// A store that is away fails everybody. However long that takes, all are heard.
func TestPollLaysNothingAsideWhileTheStoreIsAway(t *testing.T) {
	for _, c := range []struct{ people, updates int }{{7, 14}, {120, 120}} {
		synctest.Test(t, func(t *testing.T) {
			r := newRigInside(t)
			var away atomic.Bool
			r.failing(func(bot.In) bool { return away.Load() })
			r.polling(t)
			r.fake.User(otherID).Write("før")
			r.talk.hear(1)
			away.Store(true)
			for i := range c.updates {
				r.fake.User(personID + int64(i%c.people)).Write("hej")
			}
			// What needs no store gets through all the time, and says nothing about it.
			for began := time.Now(); time.Since(began) <= hopeless; <-time.After(time.Minute) {
				r.fake.Group(-otherID).Write("i en gruppe")
			}
			away.Store(false)
			<-time.After(2 * time.Minute)
			if n := len(r.talk.heard()); n != c.updates+1 || r.counted(DeadLetter) != 0 {
				t.Errorf("%d updates of %d people: heard %d, counted %v", c.updates, c.people, n, r.counts)
			}
		})
	}
}

// A store that comes and goes: an update that failed for long while it was away
// gets its full time once it is back.
func TestPollCountsOnlyTimeInWhichOthersGetThrough(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRigInside(t)
		var away, mended atomic.Bool
		away.Store(true)
		r.failing(func(in bot.In) bool { return away.Load() || theSick(in) && !mended.Load() })
		r.polling(t)
		r.fake.User(personID).Write(secretWords)
		<-time.After(20 * time.Minute)
		away.Store(false)
		for i := range 30 {
			r.fake.User(otherID + int64(i)).Write("hej")
			<-time.After(20 * time.Second)
		}
		mended.Store(true)
		r.confirmed()
		if n := len(r.talk.heard()); n != 31 || r.counted(DeadLetter) != 0 {
			t.Errorf("heard %d of 31, counted %v", n, r.counts)
		}
	})
}

// An update that nobody can read is counted once, also while Telegram brings it
// again and again behind one that is stuck.
func TestPollCountsUnreadableOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRigInside(t)
		r.failing(theSick)
		r.fake.User(personID).Write(secretWords)
		r.fake.PushRaw(otherID, "message", "no message at all")
		r.polling(t)
		<-time.After(5 * time.Minute)
		if n := r.counted(DeadLetter); n != 1 {
			t.Errorf("counted %d times", n)
		}
	})
}

// Handling that hangs holds a stop up no longer than it may, and stays at Telegram.
func TestPollStopsInTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRigInside(t, func(c *Config) { c.Finish = 7 * time.Second })
		r.talk.when(func(ctx context.Context, in bot.In) error {
			if theSick(in) {
				<-ctx.Done()
			}
			return ctx.Err()
		})
		r.fake.User(otherID).Write("hej")
		r.fake.User(personID).Write(secretWords)
		stop := r.polling(t)
		r.talk.hear(1)
		start := time.Now()
		stop()
		if took := time.Since(start); took > 7*time.Second {
			t.Errorf("took %v", took)
		}
		if n := r.fake.Pending(); n != 1 {
			t.Errorf("%d at Telegram, want the one that hung", n)
		}
		<-time.After(handleTime)
	})
}

// Also a Telegram that does not answer holds a stop up no longer than it may.
func TestPollStopsInTimeWithoutTelegram(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRigInside(t, func(c *Config) { c.Finish = 7 * time.Second })
		r.talk.when(func(ctx context.Context, _ bot.In) error { <-time.After(4 * time.Second); return nil })
		stop := r.polling(t)
		r.fake.User(personID).Write(secretWords)
		<-time.After(time.Second)
		r.fake.Fail(hangs("getUpdates"))
		start := time.Now()
		stop()
		if took := time.Since(start); took > 7*time.Second {
			t.Errorf("took %v", took)
		}
	})
}

func hangs(method string) bottest.TelegramFailure {
	return bottest.TelegramFailure{Method: method, Times: 100, Delay: time.Hour, Reset: true}
}

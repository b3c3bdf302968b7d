package telegram

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"lyt/bot/bottest"
)

// The world breaks in many ways; none of them loses an update or stops the poller.
func TestPollGoesOnAfterTrouble(t *testing.T) {
	for name, fail := range map[string]bottest.TelegramFailure{
		"conflict": {Status: 409, Reason: "Conflict: terminated by other getUpdates request"},
		"429":      {Status: 429, After: 5},
		"500":      {Status: 500},
		"502 page": {Status: 502, HTML: true},
		"200 page": {Status: 200, HTML: true},
		"reset":    {Reset: true},
		"token":    {Status: 401},
		"hangs":    {Delay: time.Hour, Reset: true},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r := newRigInside(t)
				fail.Method, fail.Times = "getUpdates", 3
				r.fake.Fail(fail)
				r.fake.User(personID).Write(secretWords)
				start := time.Now()
				r.polling(t)
				r.talk.hear(1)
				took := time.Since(start)
				if name == "429" && took < 15*time.Second {
					t.Errorf("went on after %v, against Telegram's wish", took)
				}
				if took < 3*firstWait || r.counted(PollAgain) != 3 {
					t.Errorf("took %v, counted %v", took, r.counts)
				}
				if name == "conflict" && r.counted(PollTaken) != 3 {
					t.Errorf("counted %v", r.counts)
				}
			})
		})
	}
}

// Two programs with one token: Telegram sends the older away, nothing gets lost.
func TestPollTwoPollers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRigInside(t)
		other := newRigOn(t, r.fake, func(c *Config) { c.Transport = r.fake.Transport() })
		r.polling(t)
		other.polling(t)
		<-time.After(time.Minute)
		for i := range 20 {
			r.fake.User(personID).Write(fmt.Sprint(i))
			<-time.After(7 * time.Second)
		}
		<-time.After(5 * time.Minute)
		heard := map[string]bool{}
		for _, in := range append(r.talk.heard(), other.talk.heard()...) {
			heard[in.ID] = true
		}
		if len(heard) != 20 || r.counted(PollTaken)+other.counted(PollTaken) == 0 {
			t.Errorf("%d of 20 heard, counted %v and %v", len(heard), r.counts, other.counts)
		}
	})
}

// A webhook from before is taken away, and what waits at Telegram stays there.
func TestPollDropsWebhook(t *testing.T) {
	r := newRig(t)
	r.serve(t)
	r.hook.Close()
	r.fake.User(personID).Write("ventede")
	r.polling(t)
	if in := r.talk.hear(1); in[0].Text.Reveal() != "ventede" {
		t.Errorf("heard %v", in)
	}
	if drop := r.fake.Calls("deleteWebhook")[0].Params["drop_pending_updates"]; drop == "true" {
		t.Error("what waited was thrown away")
	}
}

// After a week's rest Telegram numbers from somewhere else, maybe lower.
func TestPollAfterALongRest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRigInside(t)
		r.polling(t)
		r.fake.User(personID).Write("et")
		r.talk.hear(1)
		<-time.After(renumber + time.Hour)
		last := r.fake.Calls("getUpdates")
		if offset, ok := last[len(last)-1].Params["offset"]; ok {
			t.Errorf("still asks from %s", offset)
		}
	})
}

func TestPollRefusedToken(t *testing.T) {
	r := newRig(t)
	r.fake.Fail(bottest.TelegramFailure{Method: "deleteWebhook", Status: 401})
	if err := r.Poll(t.Context(), r.talk); !errors.Is(err, ErrToken) || strings.Contains(err.Error(), "FaKe") {
		t.Errorf("got %v", err)
	}
}

// Groups are left while polling too, and hold nobody up.
func TestPollLeavesGroups(t *testing.T) {
	r := newRig(t)
	group := r.fake.Group(-otherID)
	group.Write(secretWords)
	group.Write(secretWords)
	r.polling(t)
	r.confirmed()
	if !group.Left() || len(r.talk.heard()) != 0 {
		t.Errorf("left %v, handled %d", group.Left(), len(r.talk.heard()))
	}
}

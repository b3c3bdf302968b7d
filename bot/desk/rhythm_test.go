package desk_test

import (
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"lyt/bot/bottest"
	"lyt/bot/handoff"
)

// TestStreamEndsWithTheLogin: an open page shows nothing more, and keeps nobody on
// duty, when its login is not what it was.
func TestStreamEndsWithTheLogin(t *testing.T) {
	for name, change := range map[string]func(*memStaff){
		"logged out": func(s *memStaff) { delete(s.sessions, "token") },
		"another role": func(s *memStaff) {
			s.accounts["maja"] = handoff.Account{Name: "maja", Role: handoff.RoleCoordinator, Services: []string{"nord", "syd"}}
		},
		"other services": func(s *memStaff) {
			s.accounts["maja"] = handoff.Account{Name: "maja", Role: handoff.RoleCounsellor, Services: []string{"syd"}}
		},
	} {
		t.Run(name, func(t *testing.T) { streamEnds(t, change) })
	}
}

func streamEnds(t *testing.T, change func(*memStaff)) {
	h := build(t)
	h.staff.sessions["token"] = "maja"
	synctest.Test(t, func(t *testing.T) {
		h.T = t
		d := h.begin()
		w := bottest.Record(t, d, "/events?board=1", "desk=token")
		synctest.Wait()
		h.staff.set(true)
		<-time.After(25 * time.Second) // a store that is away ends nothing
		synctest.Wait()
		h.staff.set(false)
		select {
		case <-w.Ended:
			t.Error("the stream ended while its login held")
		default:
		}
		h.staff.mu.Lock()
		change(h.staff)
		h.staff.mu.Unlock()
		before := len(h.queue.noted())
		<-time.After(21 * time.Second)
		synctest.Wait()
		h.waits("nord", "bagefter", handoff.Other, 1)
		<-time.After(time.Minute)
		synctest.Wait()
		if strings.Contains(w.String(), "bagefter") {
			t.Error("the queue is still shown")
		}
		if len(h.queue.noted()) != before {
			t.Error("still on duty")
		}
		w.Leave()
	})
}

// TestPresenceAndRhythm: while a page is open its counsellor is on duty for all
// their services, the stream is kept alive, and what no bell told is seen as well.
func TestPresenceAndRhythm(t *testing.T) {
	h := build(t)
	h.staff.sessions["token"] = "maja"
	synctest.Test(t, func(t *testing.T) {
		h.T = t
		d := h.begin()
		w := bottest.Record(t, d, "/events?board=1", "desk=token")
		synctest.Wait()
		if want := []string{"maja@nord on until 12:00:45", "maja@syd on until 12:00:45"}; !slices.Equal(h.queue.noted(), want) {
			t.Errorf("on opening: %v", h.queue.noted())
		}
		h.waits("nord", "stille", handoff.Other, 1)
		<-time.After(6 * time.Second)
		synctest.Wait()
		if !strings.Contains(w.String(), "stille") {
			t.Error("not seen without a bell")
		}
		<-time.After(11 * time.Second)
		synctest.Wait()
		if len(h.queue.noted()) != 4 {
			t.Errorf("after 17 s: %v", h.queue.noted())
		}
		if n := strings.Count(w.String(), ": ping\n\n"); n != 1 {
			t.Errorf("%d pings", n)
		}
		if n := strings.Count(w.String(), "event: queue\n"); n != 2 {
			t.Errorf("the list was sent %d times, it changed once", n)
		}
		w.Leave()
		before := len(h.queue.noted())
		<-time.After(time.Minute)
		synctest.Wait()
		if len(h.queue.noted()) != before {
			t.Error("still on duty after the page was closed")
		}
	})
}

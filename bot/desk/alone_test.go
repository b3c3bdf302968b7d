package desk_test

import (
	"fmt"
	"sync"
	"testing"

	"lyt/bot"
	"lyt/bot/handoff"
)

// TestRoomOverSeveralServices: who may have one talk gets one, though they click at two
// services in two windows at the same moment.
func TestRoomOverSeveralServices(t *testing.T) {
	h := open(t)
	h.staff.accounts["maja"] = handoff.Account{Name: "maja", Role: handoff.RoleCounsellor, Services: []string{"nord", "syd"}, Most: 1}
	windows := map[string]*browser{"nord": h.login("maja"), "syd": h.login("maja")}
	for n := range 20 {
		var clicks sync.WaitGroup
		for service, window := range windows {
			r := handoff.Request{ID: fmt.Sprint(service, n), Service: service, Person: bot.Pseudonym(fmt.Sprint(service, n)), Priority: handoff.Other, At: noon}
			asked, err := h.queue.Ask(t.Context(), r)
			fine(t, err)
			clicks.Go(func() { window.claim(service, asked.ID) })
		}
		clicks.Wait()
		if has := h.closeAll("maja"); has != 1 {
			t.Fatalf("with room for one talk she has %d", has)
		}
	}
}

// closeAll ends all talks of somebody, and says how many there were.
func (h *house) closeAll(staff string) (count int) {
	for _, service := range []string{"nord", "syd"} {
		mine, err := h.queue.Mine(h.Context(), service, staff)
		fine(h.T, err)
		for _, talk := range mine {
			fine(h.T, h.queue.Close(h.Context(), service, talk.ID, "close "+talk.ID, staff, handoff.Talked))
			count++
		}
	}
	return count
}

// TestTimesAtSeveralServices: nobody has two times at once, though they are opened at two
// services in two windows at the same moment, one of them as a weekly pattern.
func TestTimesAtSeveralServices(t *testing.T) {
	p := plan(t)
	one, other := p.login("maja"), p.login("maja")
	weekly := func(date string) {
		form := slotFields("service", "syd", "day", date, "last", date, "do", "open", "count", "1", "every", "1")
		for _, d := range []string{"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"} {
			form.Add("days", d)
		}
		other.post("/calendar/weekly", form)
	}
	weekly("2026-12-01") // so it can be opened
	for day := 2; day <= 28; day++ {
		date := fmt.Sprintf("2026-12-%02d", day)
		var clicks sync.WaitGroup
		clicks.Go(func() { one.post("/calendar/new", slotFields("day", date)) })
		clicks.Go(func() { weekly(date) })
		clicks.Wait()
	}
	nord, syd := p.free("nord"), p.free("syd")
	if len(nord)+len(syd) != 28 || len(syd) == 0 {
		t.Errorf("of 28 days she has %d times at one and %d at the other", len(nord), len(syd))
	}
}

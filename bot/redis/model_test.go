package redis_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2"
	"pgregory.net/rapid"

	"lyt/bot"
	"lyt/bot/booking"
)

// calendarModel is what the calendar must do, in a few lines.
type calendarModel struct {
	slots []booking.Slot
	has   map[string]booking.Appointment // by person
}

// taken says whether somebody has the slot.
func (m *calendarModel) taken(slot string) bool {
	for _, a := range m.has {
		if a.Slot.ID == slot {
			return true
		}
	}
	return false
}

// verdict is what must come of a request.
func (m *calendarModel) verdict(r booking.Request, slot booking.Slot, now time.Time) error {
	has, any := m.has[r.Person.Key()]
	any = any && has.Slot.Start.Add(has.Slot.Length).After(now)
	switch {
	case slot.ID == "":
		return booking.ErrGone
	case any && has.ID != r.Instead:
		return booking.ErrHasOne
	case !any && r.Instead != "":
		return booking.ErrUnknown
	case !slot.Start.After(now):
		return booking.ErrGone
	case m.taken(slot.ID):
		return booking.ErrTaken
	}
	return nil
}

// free lists what can be taken.
func (m *calendarModel) free(now time.Time) (ids []string) {
	for _, s := range m.slots {
		if s.Start.After(now) && !m.taken(s.ID) {
			ids = append(ids, s.ID)
		}
	}
	return ids
}

func TestCalendarAgainstModel(t *testing.T) {
	server := miniredis.RunT(t)
	w := newWorld(t, "redis://"+server.Addr())
	rapid.Check(t, func(rt *rapid.T) {
		server.FlushAll()
		m := &calendarModel{slots: w.openSlots(5), has: map[string]booking.Appointment{}}
		op := 0
		rt.Repeat(map[string]func(*rapid.T){
			"take":   func(rt *rapid.T) { op++; w.takeAndCompare(rt, m, op, false) },
			"move":   func(rt *rapid.T) { op++; w.takeAndCompare(rt, m, op, true) },
			"cancel": func(rt *rapid.T) { w.cancelAndCompare(rt, m) },
			"time passes": func(rt *rapid.T) {
				d := time.Duration(rapid.IntRange(1, 90).Draw(rt, "minutes")) * time.Minute
				w.clock.Move(d)
				server.FastForward(d)
			},
			"": func(rt *rapid.T) {
				if got, want := w.free(), m.free(w.clock.Now()); !slices.Equal(got, want) {
					rt.Fatalf("free are %v, want %v", got, want)
				}
			},
		})
	})
}

var modelPeople = []string{"anna", "bo", "carl"}

func (w *world) takeAndCompare(rt *rapid.T, m *calendarModel, op int, move bool) {
	who := bot.Pseudonym(rapid.SampledFrom(modelPeople).Draw(rt, "who"))
	slot := rapid.SampledFrom(append(m.slots, booking.Slot{})).Draw(rt, "slot")
	r := w.request(fmt.Sprint("op", op), slot.ID, who)
	if move { // one's own, or somebody else's
		r.Instead = m.has[rapid.SampledFrom(modelPeople).Draw(rt, "whose")].ID
	}
	want := m.verdict(r, slot, w.clock.Now())
	for range 2 { // the same request again gives the same answer
		got, err := w.calendar.Take(w.t.Context(), r)
		if !errors.Is(err, want) || want == nil && err != nil {
			rt.Fatalf("got %v, want %v", err, want)
		}
		if errors.Is(want, booking.ErrHasOne) && got.ID != m.has[who.Key()].ID {
			rt.Fatal("refused for another appointment than the person's")
		}
		if want == nil {
			if got.Slot.ID != slot.ID {
				rt.Fatal("another slot than the one asked for")
			}
			m.has[who.Key()] = got
		}
	}
}

func (w *world) cancelAndCompare(rt *rapid.T, m *calendarModel) {
	who := rapid.SampledFrom(modelPeople).Draw(rt, "who")
	whose := rapid.SampledFrom(modelPeople).Draw(rt, "whose")
	a, any := m.has[whose]
	err := w.calendar.Cancel(w.t.Context(), service, a.ID, bot.Pseudonym(who), w.clock.Now())
	if any && who == whose {
		if err != nil {
			rt.Fatal(err)
		}
		delete(m.has, who)
		return
	}
	if !errors.Is(err, booking.ErrUnknown) {
		rt.Fatalf("cancelled what is not theirs: %v", err)
	}
}

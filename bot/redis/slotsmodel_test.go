package redis_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"lyt/bot/booking"
)

// TestOpeningAgainstModel opens, changes, removes, takes and closes in any order: what
// is kept is what a few plain lines keep, and no counsellor ever has two times at once.
func TestOpeningAgainstModel(t *testing.T) {
	server := miniredis.RunT(t)
	w := newWorld(t, "redis://"+server.Addr())
	day := booking.Day(w.clock.Now().AddDate(0, 0, 2), time.UTC)
	rapid.Check(t, func(rt *rapid.T) {
		server.FlushAll()
		m := &openingModel{world: w, day: day}
		rt.Repeat(map[string]func(*rapid.T){
			"open": m.open, "change": m.change, "remove": m.remove, "take": m.take, "close": m.closeDay, "": m.check,
		})
	})
}

// openingModel is what is there, in a list.
type openingModel struct {
	*world
	there  []booking.Slot
	day    booking.Span
	closed bool
	ops    int
}

func (m *openingModel) draw(rt *rapid.T) booking.Slot {
	return booking.Slot{
		Start:  m.day.From.Add(time.Duration(rapid.IntRange(-6, 30).Draw(rt, "hour")) * time.Hour),
		Length: time.Duration(rapid.IntRange(1, 5).Draw(rt, "length")) * 30 * time.Minute,
		Buffer: time.Duration(rapid.IntRange(0, 2).Draw(rt, "buffer")) * 15 * time.Minute,
		Format: booking.Chat, Counsellor: rapid.SampledFrom([]string{"Mette", "Anders", ""}).Draw(rt, "who"),
	}
}

// verdict is what must come of opening a slot when one is left out of account.
func (m *openingModel) verdict(s booking.Slot, without string) error {
	if m.closed && s.Within(m.day) {
		return booking.ErrClosed
	}
	for _, other := range m.there {
		if other.ID != without && booking.Overlap(s, other) {
			return booking.ErrOverlap
		}
	}
	return nil
}

func same(a, b booking.Slot) bool { return a.Start.Equal(b.Start) && a.Counsellor == b.Counsellor }

func (m *openingModel) open(rt *rapid.T) {
	s := m.draw(rt)
	opened, err := m.calendar.AddSlots(m.t.Context(), service, []booking.Slot{s})
	for _, other := range m.there {
		if same(other, s) {
			if err != nil || len(opened) > 0 {
				rt.Fatalf("opened again what is there: %v", err)
			}
			return
		}
	}
	if want := m.verdict(s, ""); !errors.Is(err, want) || want == nil && (err != nil || len(opened) != 1) {
		rt.Fatalf("got %v, want %v", err, want)
	}
	m.there = append(m.there, opened...)
}

func (m *openingModel) pick(rt *rapid.T) int {
	if len(m.there) == 0 {
		rt.Skip("nothing is there")
	}
	return rapid.IntRange(0, len(m.there)-1).Draw(rt, "which")
}

func (m *openingModel) change(rt *rapid.T) {
	i, to := m.pick(rt), m.draw(rt)
	was := m.there[i]
	want := m.verdict(to, was.ID)
	for _, other := range m.there {
		if other.ID != was.ID && same(other, to) {
			want = booking.ErrOverlap
		}
	}
	if was.Taken {
		want = booking.ErrTaken
	}
	got, err := m.calendar.Change(m.t.Context(), service, was.ID, was.Version, to)
	if !errors.Is(err, want) || want == nil && err != nil {
		rt.Fatalf("got %v, want %v", err, want)
	}
	if err == nil {
		m.there[i] = got
	}
}

func (m *openingModel) remove(rt *rapid.T) {
	i := m.pick(rt)
	taken, changed, err := m.calendar.Remove(m.t.Context(), service, []booking.Slot{m.there[i]})
	if err != nil || len(changed) > 0 || (len(taken) == 1) != m.there[i].Taken {
		rt.Fatalf("%d taken, %d changed (%v)", len(taken), len(changed), err)
	}
	if len(taken) == 0 {
		m.there = append(m.there[:i:i], m.there[i+1:]...)
	}
}

func (m *openingModel) take(rt *rapid.T) {
	i := m.pick(rt)
	m.ops++
	_, err := m.calendar.Take(m.t.Context(), m.request(fmt.Sprint("m", m.ops), m.there[i].ID, person(fmt.Sprint("m", m.ops))))
	if m.there[i].Taken != errors.Is(err, booking.ErrTaken) || !m.there[i].Taken && err != nil {
		rt.Fatal(err)
	}
	m.there[i].Taken = true
}

func (m *openingModel) closeDay(rt *rapid.T) {
	if rapid.Bool().Draw(rt, "open again") {
		m.closed = false
		must(m.t, m.calendar.OpenDay(m.t.Context(), service, m.day))
		return
	}
	_, err := m.calendar.CloseDay(m.t.Context(), service, m.day)
	must(m.t, err)
	m.closed = true
	var left []booking.Slot
	for _, s := range m.there {
		if s.Taken || !s.Within(m.day) {
			left = append(left, s)
		}
	}
	m.there = left
}

func (m *openingModel) check(rt *rapid.T) {
	list, err := m.calendar.List(m.t.Context(), service, time.Time{}, time.Time{})
	must(m.t, err)
	if len(list) != len(m.there) {
		rt.Fatalf("%d slots are kept, want %d", len(list), len(m.there))
	}
	for _, want := range m.there {
		want.Start = want.Start.UTC()
		found := false
		for _, got := range list {
			found = found || cmp.Equal(got, want)
		}
		if !found {
			rt.Fatalf("a slot at %v is not kept as it was opened", want.Start)
		}
	}
}

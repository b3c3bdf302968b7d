package feeds

import (
	"slices"
	"time"

	"lyt/bot/booking"
	"lyt/bot/ics"
)

// Span is what is looked at: from now on, as far ahead as times are opened.
type Span struct {
	From, To time.Time
	Zone     *time.Location
	Holiday  func(local time.Time) bool // nil knows none; opening hours do not hold on them
}

// Slots gives the times that can be booked, earliest first.
func (f Feed) Slots(events []ics.Event, span Span) []booking.Slot {
	var found []booking.Slot
	if f.Rule.Mode == Titled {
		found = f.titled(events)
	} else {
		found = f.around(events, span)
	}
	found = slices.DeleteFunc(found, func(s booking.Slot) bool { return !s.Start.After(span.From) || !s.Start.Before(span.To) })
	slices.SortStableFunc(found, func(a, b booking.Slot) int { return a.Start.Compare(b.Start) })
	return slices.CompactFunc(found, func(a, b booking.Slot) bool { return a.Start.Equal(b.Start) })
}

// slot makes one; what the counsellor needs afterwards is the feed's.
func (f Feed) slot(start time.Time, length time.Duration) booking.Slot {
	s := f.Slot
	s.Service, s.Feed, s.Start, s.Length = f.Service, f.ID, start.Truncate(time.Minute), length.Truncate(time.Minute)
	return s
}

// titled gives the chosen events, each whole or cut to the feed's length. A whole day
// is no time to meet.
func (f Feed) titled(events []ics.Event) (found []booking.Slot) {
	for _, e := range events {
		if !e.Chosen || e.AllDay {
			continue
		}
		if f.Slot.Length > 0 {
			found = append(found, f.cut(e.Start, e.End)...)
			continue
		}
		if length := e.End.Sub(e.Start); length >= time.Minute && length+f.Slot.Buffer <= longest {
			found = append(found, f.slot(e.Start, length))
		}
	}
	return found
}

// cut lays slots one after the other, each with its buffer; after the last none is
// needed.
func (f Feed) cut(from, to time.Time) (found []booking.Slot) {
	step := f.Slot.Length + f.Slot.Buffer
	for start := from; !start.Add(f.Slot.Length).After(to); start = start.Add(step) {
		if found = append(found, f.slot(start, f.Slot.Length)); len(found) == maxSlots {
			break
		}
	}
	return found
}

// around lays slots over the opening hours and leaves out those in which something is,
// or in the buffer of which. They stay where they are when something comes or goes, so
// that nobody's choice slips away because of another hour.
func (f Feed) around(events []ics.Event, span Span) (found []booking.Slot) {
	busy := busyTimes(events)
	first := span.From.In(span.Zone)
	for i := 0; ; i++ {
		day := time.Date(first.Year(), first.Month(), first.Day()+i, 12, 0, 0, 0, span.Zone)
		if day.After(span.To.Add(24 * time.Hour)) {
			return found
		}
		if span.Holiday != nil && span.Holiday(day) {
			continue
		}
		for _, h := range f.Rule.Hours {
			if h.Day == day.Weekday() {
				found = append(found, slices.DeleteFunc(f.within(h, day), func(s booking.Slot) bool { return isBusy(busy, s) })...)
			}
		}
	}
}

// within lays slots over opening hours by the clock on the wall. A time that is left
// out in spring is left out.
func (f Feed) within(h Hours, day time.Time) (found []booking.Slot) {
	length, step := int(f.Slot.Length/time.Minute), max(1, int((f.Slot.Length+f.Slot.Buffer)/time.Minute))
	for minute := h.From; minute+length <= h.To; minute += step {
		start := time.Date(day.Year(), day.Month(), day.Day(), minute/60, minute%60, 0, 0, day.Location())
		if start.Hour()*60+start.Minute() == minute {
			found = append(found, f.slot(start, f.Slot.Length))
		}
	}
	return found
}

// busyTimes joins what overlaps, so that each moment is in one at most.
func busyTimes(events []ics.Event) (busy []booking.Span) {
	for _, e := range slices.SortedStableFunc(slices.Values(events), func(a, b ics.Event) int { return a.Start.Compare(b.Start) }) {
		if e.Free || !e.End.After(e.Start) {
			continue
		}
		if last := len(busy) - 1; last >= 0 && !e.Start.After(busy[last].To) {
			busy[last].To = later(busy[last].To, e.End)
			continue
		}
		busy = append(busy, booking.Span{From: e.Start, To: e.End})
	}
	return busy
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

func isBusy(busy []booking.Span, s booking.Slot) bool {
	// The first that ends after the slot has begun.
	i, _ := slices.BinarySearchFunc(busy, s.Start, func(b booking.Span, t time.Time) int {
		if b.To.After(t) {
			return 1
		}
		return -1
	})
	return i < len(busy) && busy[i].From.Before(s.Over())
}

// A Change is what makes the open times those a calendar gives.
type Change struct {
	Open  []booking.Slot // that are not there yet
	Close []booking.Slot // open ones that are no longer given
	Kept  []string       // ids of taken ones that are not: people come, so they stay
}

// Compare holds the times a feed gives against those there are of it.
func Compare(given, there []booking.Slot) (c Change) {
	for _, s := range there {
		same := slices.ContainsFunc(given, func(g booking.Slot) bool { return s.Start.Equal(g.Start) && s.Length == g.Length })
		alike := slices.ContainsFunc(given, func(g booking.Slot) bool { return alike(s, g) })
		switch {
		case s.Taken && !same:
			c.Kept = append(c.Kept, s.ID)
		case !s.Taken && !alike:
			c.Close = append(c.Close, s)
		}
	}
	for _, g := range given {
		if !slices.ContainsFunc(there, func(s booking.Slot) bool { return alike(s, g) }) {
			c.Open = append(c.Open, g)
		}
	}
	return c
}

// alike says whether a slot is as it would be made now.
func alike(s, g booking.Slot) bool {
	return s.Start.Equal(g.Start) && s.Length == g.Length && s.Buffer == g.Buffer && s.Format == g.Format &&
		s.Counsellor == g.Counsellor && s.Profession == g.Profession && s.Place == g.Place
}

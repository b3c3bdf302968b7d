package booking

import (
	"slices"
	"strings"
	"time"

	"golang.org/x/text/unicode/norm"
)

// Same says whether two names are the same counsellor's. Case and spaces around do not
// make another name, nor does the way in which a keyboard puts å together. No name is
// nobody: who it is with is decided later.
func Same(name, other string) bool {
	name, other = norm.NFC.String(strings.TrimSpace(name)), norm.NFC.String(strings.TrimSpace(other))
	return name != "" && strings.EqualFold(name, other)
}

// Overlap says whether one counsellor cannot keep both times, what they need for
// themselves afterwards counted in.
func Overlap(a, b Slot) bool {
	return Same(a.Counsellor, b.Counsellor) && a.Start.Before(b.Over()) && b.Start.Before(a.Over())
}

// Within says whether a slot begins in a span.
func (s Slot) Within(span Span) bool { return !s.Start.Before(span.From) && s.Start.Before(span.To) }

// A Clash is a time that cannot be opened, and the one that stands in its way: another
// of the counsellor's, or a closing day.
type Clash struct {
	Slot   Slot
	With   Slot // zero when the service is closed
	Closed bool
}

// Sort tells the times that can be opened from those that cannot, by what is there
// already, at whatever service. Of two wanted that overlap the earlier is opened. A
// time that is there already, open or taken, clashes with nothing and is in neither.
func Sort(wanted, there []Slot, closed []Span) (free []Slot, clashes []Clash) {
	there = byStart(there)
	for _, slot := range byStart(wanted) {
		if slices.ContainsFunc(closed, slot.Within) {
			clashes = append(clashes, Clash{Slot: slot, Closed: true})
			continue
		}
		with, stands := firstOver(slot, there)
		switch {
		case stands && with.is(slot):
		case stands:
			clashes = append(clashes, Clash{Slot: slot, With: with})
		default:
			if taken, twice := firstOver(slot, free); twice {
				clashes = append(clashes, Clash{Slot: slot, With: taken})
				continue
			}
			free = append(free, slot)
		}
	}
	return free, clashes
}

// is says whether two are the same time of the same counsellor at the same service.
func (s Slot) is(other Slot) bool {
	return s.Service == other.Service && s.Start.Equal(other.Start) && s.Format == other.Format &&
		(s.Counsellor == other.Counsellor || Same(s.Counsellor, other.Counsellor))
}

func firstOver(slot Slot, there []Slot) (Slot, bool) {
	// What began more than the longest time and its buffer ago is over.
	from, _ := slices.BinarySearchFunc(there, slot.Start.Add(-2*dayLength*time.Minute), func(s Slot, t time.Time) int {
		return s.Start.Compare(t)
	})
	for _, other := range there[from:] {
		if !other.Start.Before(slot.Over()) {
			break
		}
		if Overlap(slot, other) || slot.is(other) {
			return other, true
		}
	}
	return Slot{}, false
}

func byStart(slots []Slot) []Slot {
	return slices.SortedStableFunc(slices.Values(slots), func(a, b Slot) int { return a.Start.Compare(b.Start) })
}

// Days counts the dates from now to a moment, on the clock of a zone: 0 is today.
func Days(now, at time.Time, zone *time.Location) int {
	from, to := date(now.In(zone), time.UTC), date(at.In(zone), time.UTC)
	return int(to.Sub(from).Hours() / 24)
}

// Soon is within how many days something should be free, or somebody hears of it.
const Soon = 7

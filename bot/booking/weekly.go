package booking

import (
	"slices"
	"time"
)

// A Pattern is a time that comes back every week.
type Pattern struct {
	Days    []time.Weekday
	First   time.Time // the first day; of it and of Last only the date counts
	Last    time.Time // the last day, at most a year after the first
	Hour    int
	Minute  int
	Count   int  // how many on each day, one after the other
	Every   int  // each how many weeks, counted from the week of the first day; 0 is each
	Slot    Slot // what they have in common: Length, Buffer, Format, Counsellor, …
	Holiday func(local time.Time) bool
}

// The bounds of a pattern.
const (
	longest   = 366     // days from the first to the last
	mostADay  = 24      // slots
	mostWeeks = 12      // from one to the next
	dayLength = 24 * 60 // minutes
)

// A Flaw is what is wrong with a pattern or a time: the end of a message key.
type Flaw string

func (f Flaw) Error() string { return "pattern has a flaw: " + string(f) }

// The flaws there are.
const (
	FlawDays   Flaw = "days"   // no weekday
	FlawSpan   Flaw = "span"   // the last day lies before the first
	FlawYear   Flaw = "year"   // it runs for more than a year
	FlawClock  Flaw = "clock"  // no such time of day
	FlawLength Flaw = "length" // too short or too long
	FlawDay    Flaw = "day"    // the last of a day would end after midnight
	FlawCount  Flaw = "count"  // none, or too many a day
	FlawLong   Flaw = "long"   // a field of the slot holds too much
)

// Check says what is wrong with a pattern, nil when nothing is.
func (p Pattern) Check() error {
	first, last := date(p.First, time.UTC), date(p.Last, time.UTC)
	switch {
	case len(p.Days) == 0:
		return FlawDays
	case last.Before(first):
		return FlawSpan
	case last.Sub(first) > longest*24*time.Hour:
		return FlawYear
	case p.Hour < 0 || p.Hour > 23 || p.Minute < 0 || p.Minute > 59:
		return FlawClock
	case p.Count < 1 || p.Count > mostADay || p.Every < 0 || p.Every > mostWeeks:
		return FlawCount
	case p.Slot.Length < time.Minute || p.Slot.Buffer < 0 || p.Slot.Length+p.Slot.Buffer > dayLength*time.Minute:
		return FlawLength
	case p.minute(p.Count-1)+minutes(p.Slot.Length) > dayLength:
		return FlawDay
	}
	return nil
}

// Slots writes the pattern out on the clock of the zone: a time at 15.00 is at 15.00 in
// summer and in winter. A time that does not exist, because the clock is put forward,
// is left out; of one that comes twice, the first counts. Holidays are left out, and
// given beside.
func (p Pattern) Slots(zone *time.Location) (slots []Slot, holidays []time.Time, err error) {
	if err := p.Check(); err != nil {
		return nil, nil, err
	}
	for i := range int(date(p.Last, time.UTC).Sub(date(p.First, time.UTC)).Hours()/24) + 1 {
		noon := time.Date(p.First.Year(), p.First.Month(), p.First.Day()+i, 12, 0, 0, 0, zone)
		switch {
		case !slices.Contains(p.Days, noon.Weekday()) || !p.inWeek(noon):
		case p.Holiday != nil && p.Holiday(noon):
			holidays = append(holidays, noon)
		default:
			slots = append(slots, p.on(noon, zone)...)
		}
	}
	return slots, holidays, nil
}

// on gives the slots of one day.
func (p Pattern) on(day time.Time, zone *time.Location) []Slot {
	var slots []Slot
	for i := range p.Count {
		minute := p.minute(i)
		start := time.Date(day.Year(), day.Month(), day.Day(), minute/60, minute%60, 0, 0, zone)
		if start.Hour() != minute/60 || start.Minute() != minute%60 {
			continue // the clock is put forward over it
		}
		if first := start.Add(-time.Hour); first.Hour() == start.Hour() {
			start = first // the clock is put back over it
		}
		slot := p.Slot
		slot.Start = start
		slots = append(slots, slot)
	}
	return slots
}

// minute is when the i-th of a day begins, in minutes after midnight.
func (p Pattern) minute(i int) int {
	return p.Hour*60 + p.Minute + i*minutes(p.Slot.Length+p.Slot.Buffer)
}

// inWeek says whether the pattern comes in the week of that day.
func (p Pattern) inWeek(day time.Time) bool {
	if p.Every <= 1 {
		return true
	}
	weeks := int(Monday(day, time.UTC).Sub(Monday(p.First, time.UTC)).Hours()) / (7 * 24)
	return weeks%p.Every == 0
}

func minutes(d time.Duration) int { return int(d / time.Minute) }

// date is the midnight with which a date begins.
func date(t time.Time, zone *time.Location) time.Time {
	year, month, day := t.Date()
	return time.Date(year, month, day, 0, 0, 0, 0, zone)
}

// Monday is the day with which the week of a date begins.
func Monday(t time.Time, zone *time.Location) time.Time {
	back := (int(t.Weekday()) + 6) % 7
	return date(t.AddDate(0, 0, -back), zone)
}

// A Span is from a moment up to another, which is not in it.
type Span struct{ From, To time.Time }

// Day is the span of a whole date in a zone: 23 to 25 hours.
func Day(t time.Time, zone *time.Location) Span {
	from := date(t, zone)
	return Span{from, date(from.AddDate(0, 0, 1), zone)}
}

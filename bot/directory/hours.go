package directory

import "time"

// Hours are a service's opening hours in local time.
type Hours struct {
	Always   bool      // open around the clock, holidays too
	Week     [7][]Span // by time.Weekday, Sunday first
	Holidays bool      // the week's hours hold on public holidays too
	Sample   bool      // an example; the service itself has not set its hours yet
}

// Span is a part of a day in minutes after midnight, From included, To not.
type Span struct{ From, To int }

const minutesADay = 24 * 60

// Known says whether there are hours at all. A service without hours is neither
// open nor closed: nobody has told.
func (h Hours) Known() bool {
	if h.Always {
		return true
	}
	for _, day := range h.Week {
		if len(day) > 0 {
			return true
		}
	}
	return false
}

// Open says whether the moment lies within the hours, by the clock on the wall.
func (h Hours) Open(at time.Time, loc *time.Location) bool {
	if h.Always {
		return true
	}
	at = at.In(loc)
	minute := at.Hour()*60 + at.Minute()
	for _, s := range h.day(at) {
		if s.From <= minute && minute < s.To {
			return true
		}
	}
	return false
}

// Until gives the end of the present opening; false when it is closed, or open
// past the end of the day.
func (h Hours) Until(at time.Time, loc *time.Location) (time.Time, bool) {
	if h.Always || !h.Open(at, loc) {
		return time.Time{}, false
	}
	at = at.In(loc)
	minute := at.Hour()*60 + at.Minute()
	for _, s := range h.day(at) {
		if s.From <= minute && minute < s.To && s.To < minutesADay {
			return time.Date(at.Year(), at.Month(), at.Day(), s.To/60, s.To%60, 0, 0, loc), true
		}
	}
	return time.Time{}, false
}

// horizon is longer than any row of holidays can keep a weekly opening shut.
const horizon = 60

// Next gives the first moment, at or later, when it is open; false when it never is.
func (h Hours) Next(at time.Time, loc *time.Location) (time.Time, bool) {
	if h.Open(at, loc) {
		return at, true
	}
	y, m, d := at.In(loc).Date()
	for i := range horizon {
		// Noon exists on every day, whatever the clocks do at night.
		if t, ok := h.firstOn(time.Date(y, m, d+i, 12, 0, 0, 0, loc), at); ok {
			return t, true
		}
	}
	return time.Time{}, false
}

// firstOn gives the first open moment on the day of noon, not before at.
func (h Hours) firstOn(noon, at time.Time) (time.Time, bool) {
	spans := h.day(noon)
	if len(spans) == 0 {
		return time.Time{}, false
	}
	y, m, d := noon.Date()
	start := time.Date(y, m, d, 0, 0, 0, 0, noon.Location())
	end := time.Date(y, m, d+1, 0, 0, 0, 0, noon.Location())
	if end.Sub(start) != 24*time.Hour {
		return h.walk(start, end, at)
	}
	for _, s := range spans {
		if t := start.Add(time.Duration(s.From) * time.Minute); !t.Before(at) {
			return t, true
		}
	}
	return time.Time{}, false
}

// walk looks at every minute of a day on which the clocks change: some minutes on
// the wall are missing or come twice, so they cannot be reckoned from midnight.
func (h Hours) walk(start, end, at time.Time) (time.Time, bool) {
	for t := start; t.Before(end); t = t.Add(time.Minute) {
		if !t.Before(at) && h.Open(t, t.Location()) {
			return t, true
		}
	}
	return time.Time{}, false
}

// day gives the spans of a local day; none on a holiday.
func (h Hours) day(local time.Time) []Span {
	spans := h.Week[local.Weekday()]
	if len(spans) == 0 || (!h.Holidays && Holiday(local)) {
		return nil
	}
	return spans
}

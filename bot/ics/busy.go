package ics

import (
	"slices"
	"strings"
	"time"
)

// understood are the components that are read or keep nobody, each with where it may
// stand. An event anywhere else may be busy, and nobody would know.
var understood = map[string]string{ // never changed
	"VEVENT": "VCALENDAR", "VFREEBUSY": "VCALENDAR", "VTODO": "VCALENDAR", "VJOURNAL": "VCALENDAR", "VTIMEZONE": "VCALENDAR",
	"STANDARD": "VTIMEZONE", "DAYLIGHT": "VTIMEZONE", "VALARM": "VEVENT VTODO",
}

// strange counts what stands in a calendar and is not understood.
func strange(c component) (count int) {
	for _, part := range c.parts {
		if !slices.Contains(strings.Fields(understood[part.name]), c.name) {
			count++
			continue
		}
		count += strange(part)
	}
	return count
}

// told is a time about which VFREEBUSY says when somebody is busy.
type told struct{ from, to time.Time }

// busyTimes reads VFREEBUSY, which some servers publish in place of events. One without
// a line says no more than an empty calendar does.
func (r *reader) busyTimes(c component) error {
	for _, part := range c.parts {
		if part.name != "VFREEBUSY" {
			continue
		}
		r.tell(part)
		lines := part.all("FREEBUSY")
		r.out.Total += min(len(lines), 1)
		for _, p := range lines {
			if strings.EqualFold(p.param("FBTYPE"), "FREE") {
				continue
			}
			if err := r.periods(p); err != nil {
				return err
			}
		}
	}
	return nil
}

// tell notes of which time a VFREEBUSY tells; one that does not say tells of none.
func (r *reader) tell(c component) {
	start, _ := c.first("DTSTART")
	end, _ := c.first("DTEND")
	from, err := r.moment(start, start.value)
	if err != nil {
		r.out.Unread++
		return
	}
	to, err := r.moment(end, end.value)
	if err != nil || to.time().Before(from.time()) {
		r.out.Unread++
		return
	}
	r.told = append(r.told, told{from.time(), to.time()})
}

func (r *reader) periods(p property) error {
	for _, text := range strings.Split(p.value, ",") {
		m, s, err := r.period(p, text)
		if err != nil {
			r.out.Unread++
			continue
		}
		if err := r.add(Event{Start: m.time(), End: s.end(m)}); err != nil {
			return err
		}
	}
	return nil
}

// untold takes for busy what VFREEBUSY, where there is any, does not tell of.
func (r *reader) untold() error {
	if len(r.told) == 0 || r.out.Total == 0 {
		return nil
	}
	slices.SortFunc(r.told, func(a, b told) int { return a.from.Compare(b.from) })
	reached := r.want.From
	for _, t := range append(r.told, told{r.want.To, r.want.To}) {
		if t.from.After(reached) {
			r.warn(WarnPart)
			if err := r.add(Event{Start: reached, End: t.from}); err != nil {
				return err
			}
		}
		if t.to.After(reached) {
			reached = t.to
		}
	}
	return nil
}

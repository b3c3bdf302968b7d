package ics

import (
	"errors"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"
)

// series reads all entries of one UID: what recurs, and what of it was moved. If one
// of them cannot be understood none is, since it may have moved any of the others.
func (r *reader) series(entries []component) error {
	before := len(r.out.Events)
	err := r.readSeries(entries)
	if errors.Is(err, errUnread) {
		r.out.Events = r.out.Events[:before]
		r.out.Unread += len(entries)
		return r.late()
	}
	return err
}

// latest gives the last version of each entry. One that a later one replaced cannot be
// chosen; but it keeps somebody still, because who publishes both may mean both.
func latest(entries []component) map[string]int {
	last := map[string]int{}
	for _, e := range entries {
		last[e.text("RECURRENCE-ID")] = max(last[e.text("RECURRENCE-ID")], version(e))
	}
	return last
}

func version(e component) int {
	n, _ := strconv.Atoi(e.text("SEQUENCE")) // without one it is the first
	return n
}

func (r *reader) readSeries(entries []component) error {
	if err := r.late(); err != nil {
		return err
	}
	moved, err := r.moved(entries)
	if err != nil {
		return err
	}
	last := latest(entries)
	for _, e := range entries {
		if err := r.entry(e, moved, version(e) < last[e.text("RECURRENCE-ID")]); err != nil {
			return err
		}
	}
	return nil
}

// dates are times that are left out: by instant, or by the day.
type dates struct {
	instants map[int64]bool
	days     map[string]bool
}

// note adds a time. A day names none of the times of a series that has times, so that
// is not understood. The other way round it is: a whole day begins at midnight.
func (d dates) note(m moment, wholeDay bool, usual zone) error {
	begins := usual.wall(m.time())
	switch {
	case m.date && !wholeDay, wholeDay && !m.date && !midnight(m.wall) && !midnight(begins):
		return errUnread
	case m.date || wholeDay && midnight(m.wall) && !midnight(begins):
		d.days[m.day()] = true
	case wholeDay:
		d.days[begins.Format(time.DateOnly)] = true
	default:
		d.instants[m.time().Unix()] = true
	}
	return nil
}

func midnight(wall time.Time) bool { return wall.Equal(wall.Truncate(24 * time.Hour)) }

func (d dates) have(m moment) bool {
	if m.date {
		return d.days[m.day()]
	}
	return d.instants[m.time().Unix()]
}

// add notes a time of a series itself.
func (d dates) add(m moment) {
	if m.date {
		d.days[m.day()] = true
		return
	}
	d.instants[m.time().Unix()] = true
}

// moved lists which times of a series have an entry of their own.
func (r *reader) moved(entries []component) (dates, error) {
	d := dates{map[int64]bool{}, map[string]bool{}}
	for _, e := range entries {
		p, ok := e.first("RECURRENCE-ID")
		if !ok {
			continue
		}
		if p.param("RANGE") != "" { // moves all that follow too; nobody has sent it for years
			return d, errUnread
		}
		m, err := r.moment(p, p.value)
		if err != nil {
			return d, err
		}
		if err := d.note(m, allDay(entries, m.date), r.zones.days); err != nil {
			return d, err
		}
	}
	return d, nil
}

// allDay says whether the series is one of days; of one that is not in the feed, what
// else is known.
func allDay(entries []component, otherwise bool) bool {
	for _, e := range entries {
		if p, ok := e.first("DTSTART"); ok && !e.has("RECURRENCE-ID") {
			return len(p.value) == len("20260102")
		}
	}
	return otherwise
}

// entry reads one VEVENT.
func (r *reader) entry(c component, moved dates, replaced bool) error {
	if contradicts(c) {
		return errUnread
	}
	if strings.EqualFold(c.text("STATUS"), "CANCELLED") {
		return nil
	}
	p, _ := c.first("DTSTART")
	first, err := r.moment(p, p.value)
	if err != nil {
		return err
	}
	length, err := r.spanOf(c, first)
	if err != nil {
		return err
	}
	e := Event{AllDay: first.date, Free: isFree(c), Chosen: !replaced && accepted(c) && r.chosen(c)}
	if c.has("RECURRENCE-ID") { // one of a series, on its own
		return r.addAt(e, first, length)
	}
	without, err := r.excluded(c, first, moved)
	if err != nil {
		return err
	}
	return r.expand(c, e, first, length, without)
}

// contradicts says that an entry tells two different things of what can be only one.
func contradicts(c component) bool {
	for _, name := range []string{"DTSTART", "DTEND", "DURATION", "RECURRENCE-ID", "STATUS", "TRANSP", "X-MICROSOFT-CDO-BUSYSTATUS"} {
		all := c.all(name)
		if len(all) > 1 && slices.ContainsFunc(all, func(p property) bool { return p.value != all[0].value || p.param("TZID") != all[0].param("TZID") }) {
			return true
		}
	}
	return false
}

func (r *reader) chosen(c component) bool {
	return r.want.Chosen != nil && r.want.Chosen(c.text("SUMMARY"))
}

// accepted says that nobody who is invited has left it open or said no: the feed does
// not tell which of them keeps the calendar. Rooms need not answer.
func accepted(c component) bool {
	for _, p := range c.all("ATTENDEE") {
		switch strings.ToUpper(p.param("CUTYPE")) {
		case "ROOM", "RESOURCE":
			continue
		}
		if !strings.EqualFold(p.param("PARTSTAT"), "ACCEPTED") {
			return false
		}
	}
	return true
}

func (r *reader) addAt(e Event, m moment, s span) error {
	e.Start, e.End = m.time(), s.end(m)
	return r.add(e)
}

// isFree says that an event keeps nobody. Old Exchange says so in its own line only.
func isFree(c component) bool {
	busy := strings.ToUpper(c.text("X-MICROSOFT-CDO-BUSYSTATUS"))
	switch strings.ToUpper(c.text("TRANSP")) {
	case "TRANSPARENT":
		return busy != "BUSY" && busy != "OOF"
	case "":
		return busy == "FREE"
	default:
		return false
	}
}

// excluded adds EXDATE to what was moved.
func (r *reader) excluded(c component, first moment, moved dates) (dates, error) {
	moved = dates{maps.Clone(moved.instants), maps.Clone(moved.days)} // another entry of the same UID has its own
	for _, p := range c.all("EXDATE") {
		if p.value == "" {
			continue
		}
		left, _, err := r.moments(p)
		if err != nil {
			return moved, err
		}
		for _, m := range left {
			if err := moved.note(m, first.date, r.zones.days); err != nil {
				return moved, err
			}
		}
	}
	return moved, nil
}

// expand adds all times of an event that lie in the span that is read.
func (r *reader) expand(c component, e Event, first moment, length span, without dates) error {
	walls, err := r.walls(c, first, r.want.From.Add(-length.longest()), r.want.To)
	if err != nil {
		return err
	}
	for _, wall := range walls {
		m := first.on(wall)
		if without.have(m) {
			continue
		}
		if err := r.addAt(e, m, length); err != nil {
			return err
		}
		without.add(m) // an RDATE that says the same adds nothing
	}
	return r.extra(c, e, length, without)
}

// extra adds RDATE: times outside the rule, each perhaps with a length of its own.
func (r *reader) extra(c component, e Event, length span, without dates) error {
	for _, p := range c.all("RDATE") {
		found, spans, err := r.moments(p)
		if err != nil {
			return err
		}
		for i, m := range found {
			if m.date != e.AllDay { // a day of what has times: nobody knows when
				return errUnread
			}
			if spans[i].days < 0 {
				spans[i] = length
			}
			if without.have(m) {
				continue
			}
			if err := r.addAt(e, m, spans[i]); err != nil {
				return err
			}
		}
	}
	return nil
}

package ics

import (
	"errors"
	"strconv"
	"strings"
	"time"
)

// errUnread says that one entry cannot be understood; the rest of the feed can.
var errUnread = errors.New("entry cannot be understood")

// A moment is a time as a clock on the wall shows it, in a zone. Rules are reckoned
// with the wall's time, so that a talk at nine stays at nine in winter.
type moment struct {
	wall time.Time // its figures only; always in UTC
	zone zone
	date bool // a day, without a time
}

func (m moment) time() time.Time { return m.zone.at(m.wall) }

// on gives the same moment at another wall time.
func (m moment) on(wall time.Time) moment { return moment{wall, m.zone, m.date} }

func (m moment) day() string { return m.wall.Format(time.DateOnly) }

// A span is how long something takes: days by the calendar, and time by the clock.
type span struct {
	days int
	more time.Duration
}

func (s span) end(m moment) time.Time { return m.zone.at(m.wall.AddDate(0, 0, s.days)).Add(s.more) }

// longest bounds how long before the span that is read something may have begun.
func (s span) longest() time.Duration {
	const day = 24 * time.Hour
	return time.Duration(s.days+2)*day + s.more
}

// moment reads one time of a property.
func (r *reader) moment(p property, text string) (moment, error) {
	m, floats, err := r.figures(text)
	switch {
	case err != nil:
		return moment{}, err
	case !m.date && strings.EqualFold(p.param("VALUE"), "DATE"):
		return moment{}, errUnread
	case floats:
		m.zone, err = r.zones.find(p.param("TZID"))
	}
	return m, err
}

// figures reads a time as it is written; floats says that its zone stands elsewhere.
func (r *reader) figures(text string) (m moment, floats bool, err error) {
	text = strings.ToUpper(strings.TrimSpace(text))
	if len(text) == len("20260102") {
		wall, err := time.Parse("20060102", text)
		if err != nil {
			return moment{}, false, errUnread
		}
		return moment{wall, r.zones.days, true}, false, nil
	}
	wall, err := time.Parse("20060102T150405", strings.TrimSuffix(text, "Z"))
	if err != nil {
		return moment{}, false, errUnread
	}
	return moment{wall, inUTC, false}, !strings.HasSuffix(text, "Z"), nil
}

// moments reads a list of times, some of which may be periods.
func (r *reader) moments(p property) (found []moment, spans []span, err error) {
	for _, text := range strings.Split(p.value, ",") {
		if strings.Contains(text, "/") {
			m, s, err := r.period(p, text)
			if err != nil {
				return nil, nil, err
			}
			found, spans = append(found, m), append(spans, s)
			continue
		}
		m, err := r.moment(p, text)
		if err != nil {
			return nil, nil, err
		}
		found, spans = append(found, m), append(spans, span{-1, 0})
	}
	return found, spans, nil
}

// period reads start/end or start/duration.
func (r *reader) period(p property, text string) (moment, span, error) {
	first, second, ok := strings.Cut(text, "/")
	from, err := r.moment(property{params: map[string]string{"TZID": p.param("TZID")}}, first)
	if err != nil || !ok {
		return moment{}, span{}, errUnread
	}
	if strings.ContainsAny(second, "Pp") {
		s, err := parseSpan(second)
		return from, s, err
	}
	to, err := r.moment(property{params: map[string]string{"TZID": p.param("TZID")}}, second)
	if err != nil || to.time().Before(from.time()) {
		return moment{}, span{}, errUnread
	}
	return from, span{0, to.time().Sub(from.time())}, nil
}

// spanOf gives how long an event takes.
func (r *reader) spanOf(c component, from moment) (span, error) {
	if p, ok := c.first("DTEND"); ok {
		to, err := r.moment(p, p.value)
		if err != nil || to.date != from.date {
			return span{}, errUnread
		}
		if from.date {
			days := int(to.wall.Sub(from.wall) / (24 * time.Hour))
			return span{max(days, 1), 0}, impossible(days < 0 || days > longestSpan)
		}
		more := to.time().Sub(from.time())
		return span{0, more}, impossible(more < 0 || more > longestSpan*24*time.Hour)
	}
	if p, ok := c.first("DURATION"); ok {
		return parseSpan(p.value)
	}
	if from.date {
		return span{1, 0}, nil
	}
	return span{}, nil
}

// impossible: what ends before it begins, or goes on for ever, cannot be understood.
func impossible(is bool) error {
	if is {
		return errUnread
	}
	return nil
}

// longestSpan bounds numbers that would run over.
const longestSpan = 10 * 366 // days

// parseSpan reads P1W, P1DT2H30M, PT45M.
func parseSpan(text string) (s span, err error) {
	rest, ok := strings.CutPrefix(strings.TrimPrefix(strings.ToUpper(strings.TrimSpace(text)), "+"), "P")
	if !ok || rest == "" {
		return span{}, errUnread
	}
	clock := false
	for rest != "" {
		if rest[0] == 'T' {
			clock, rest = true, rest[1:]
			continue
		}
		end := strings.IndexFunc(rest, func(r rune) bool { return r < '0' || r > '9' })
		if end < 1 || end > 8 {
			return span{}, errUnread
		}
		n, _ := strconv.Atoi(rest[:end]) // at most eight digits
		if err := s.count(n, rest[end], clock); err != nil {
			return span{}, err
		}
		rest = rest[end+1:]
	}
	return s, impossible(s.longest() > longestSpan*24*time.Hour)
}

func (s *span) count(n int, unit byte, clock bool) error {
	switch {
	case unit == 'W' && !clock:
		s.days += min(7*n, longestSpan)
	case unit == 'D' && !clock:
		s.days += min(n, longestSpan)
	case unit == 'H' && clock:
		s.more += time.Duration(min(n, longestSpan*24)) * time.Hour
	case unit == 'M' && clock:
		s.more += time.Duration(n) * time.Minute
	case unit == 'S' && clock:
		s.more += time.Duration(n) * time.Second
	default:
		return errUnread
	}
	return nil
}

package ics

import (
	"slices"
	"strings"
	"time"

	"github.com/teambition/rrule-go"
)

// ruleParts are the parts of a rule that we understand. HOURLY and faster are no
// times of people, and BYEASTER is nobody's but the library's.
var ruleParts = []string{ // never changed
	"FREQ", "INTERVAL", "COUNT", "WKST", "BYDAY", "BYMONTHDAY", "BYYEARDAY", "BYWEEKNO", "BYMONTH", "BYSETPOS", "BYHOUR", "BYMINUTE", "BYSECOND",
}

// walls gives the wall times at which an event or a change of clocks begins, the
// first of all included, as far as they can matter between two instants. The library
// reckons in naive time: its own handling of zones and of UNTIL is wrong.
func (r *reader) walls(c component, first moment, from, to time.Time) ([]time.Time, error) {
	if c.has("EXRULE") { // nobody has sent it since 2009; to pass over it would be a guess
		return nil, errUnread
	}
	walls := []time.Time{first.wall}
	for _, p := range c.all("RRULE") {
		option, over, err := r.rule(p.value, first, from, to)
		if err != nil {
			return nil, err
		}
		if over {
			continue
		}
		more, err := r.follow(option, first.zone.wall(from))
		if err != nil {
			return nil, err
		}
		walls = append(walls, more...)
	}
	slices.SortFunc(walls, time.Time.Compare)
	return slices.CompactFunc(walls, time.Time.Equal), nil
}

// rule reads an RRULE; over says that it ended before anybody wants to know.
func (r *reader) rule(text string, first moment, from, to time.Time) (option *rrule.ROption, over bool, err error) {
	if len(text) > longestRule {
		return nil, false, errUnread
	}
	parts, until := []string{}, ""
	for part := range strings.SplitSeq(strings.Trim(strings.ToUpper(text), "; "), ";") {
		key, value, _ := strings.Cut(strings.TrimSpace(part), "=")
		switch {
		case key == "UNTIL":
			until = value
		case !slices.Contains(ruleParts, key) || value == "" || slices.Contains([]string{"INTERVAL=0", "COUNT=0"}, key+"="+strings.TrimLeft(value, "+")):
			return nil, false, errUnread
		default:
			parts = append(parts, key+"="+value)
		}
	}
	last, err := r.until(until, first)
	if err != nil {
		return nil, false, err
	}
	if until != "" && first.zone.at(last).Before(from) {
		return nil, true, nil
	}
	option, err = parseRule(strings.Join(parts, ";"))
	if err != nil {
		return nil, false, err
	}
	option.Dtstart, option.Until = first.wall, first.zone.wall(to)
	if until != "" && last.Before(option.Until) {
		option.Until = last
	}
	skip(option, first.zone.wall(from))
	return option, option.Until.Before(option.Dtstart), nil
}

// until gives the last wall time a rule may reach.
func (r *reader) until(text string, first moment) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	m, err := r.moment(property{params: map[string]string{}}, text)
	switch {
	case err != nil:
		return time.Time{}, err
	case m.date:
		return m.wall.Add(24*time.Hour - time.Second), nil
	case strings.HasSuffix(text, "Z"):
		return first.zone.wall(m.time()), nil
	default:
		return m.wall, nil
	}
}

// Bounds of what a rule may ask for.
const (
	maxInterval = 1000
	maxClocks   = 24 // times a day
	longestRule = 500
)

func parseRule(text string) (*rrule.ROption, error) {
	option, err := rrule.StrToROption(text)
	if err != nil || !strings.Contains(text, "FREQ=") || option.Freq > rrule.DAILY || option.Interval < 0 || option.Interval > maxInterval || option.Count < 0 ||
		max(1, len(option.Byhour))*max(1, len(option.Byminute))*max(1, len(option.Bysecond)) > maxClocks {
		return nil, errUnread
	}
	if _, err := rrule.NewRRule(*option); err != nil {
		return nil, errUnread
	}
	return option, nil
}

// skip moves the beginning of a rule that has gone on for years closer, by whole
// steps, so that it need not be counted through.
func skip(o *rrule.ROption, from time.Time) {
	step := max(o.Interval, 1)
	switch o.Freq {
	case rrule.DAILY:
	case rrule.WEEKLY:
		step *= 7
	default:
		return
	}
	behind := int(from.Sub(o.Dtstart)/(24*time.Hour)) - 7
	if o.Count > 0 || behind < step {
		return
	}
	o.Dtstart = o.Dtstart.AddDate(0, 0, behind/step*step)
}

// lastYear is where the library gives up looking for a rule that never comes true, and
// cycle after how many years the calendar is the same again, weekdays and all.
const (
	lastYear = rrule.MAXYEAR
	cycle    = 400
)

// follow counts a rule through; what begins before from does not matter. It does so as
// near to the library's last year as it can, so that looking in vain is soon over.
func (r *reader) follow(option *rrule.ROption, from time.Time) ([]time.Time, error) {
	ahead := (lastYear - option.Until.Year()) / cycle * cycle
	option.Dtstart, option.Until = option.Dtstart.AddDate(ahead, 0, 0), option.Until.AddDate(ahead, 0, 0)
	rule, err := rrule.NewRRule(*option)
	if err != nil {
		return nil, errUnread
	}
	var walls []time.Time
	next := rule.Iterator()
	for wall, ok := next(); ok; wall, ok = next() {
		if r.steps--; r.steps < 0 {
			return nil, TooMuch
		}
		if wall = wall.AddDate(-ahead, 0, 0); !wall.Before(from) {
			walls = append(walls, wall)
		}
	}
	return walls, r.late()
}

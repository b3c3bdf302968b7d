package ics

import (
	"regexp"
	"slices"
	"strings"
	"time"
)

// A zone says how far ahead of UTC its clocks are at an instant.
type zone struct{ ahead func(time.Time) time.Duration }

var inUTC = zone{func(time.Time) time.Duration { return 0 }} // never changed

func inLocation(l *time.Location) zone {
	return zone{func(t time.Time) time.Duration {
		_, seconds := t.In(l).Zone()
		return time.Duration(seconds) * time.Second
	}}
}

// at gives the instant at which the zone's clocks show a time. A time that is left
// out in spring is reckoned as if the clocks had not changed yet: 02:30 is 03:30. One
// that comes twice in autumn is the first of them.
func (z zone) at(wall time.Time) time.Time {
	before := z.ahead(wall.Add(-24 * time.Hour))
	after := z.ahead(wall.Add(24 * time.Hour))
	if first := wall.Add(-before); z.ahead(first) == before {
		return first
	}
	if second := wall.Add(-after); z.ahead(second) == after {
		return second
	}
	return wall.Add(-before)
}

// wall gives what the zone's clocks show at an instant.
func (z zone) wall(t time.Time) time.Time { return t.UTC().Add(z.ahead(t)) }

// zones knows the zones of one calendar by name.
type zones struct {
	r     *reader
	own   map[string]component // VTIMEZONE, by TZID
	known map[string]zone
	usual string // names the zone of times without one; empty when nothing does
	days  zone   // of whole days
}

func newZones(r *reader, c component) *zones {
	z := &zones{r: r, own: map[string]component{}, known: map[string]zone{}, usual: c.text("X-WR-TIMEZONE"), days: inLocation(r.want.Zone)}
	for _, part := range c.parts {
		if part.name == "VTIMEZONE" {
			z.own[part.text("TZID")] = part
		}
	}
	return z
}

// find gives the zone of that name: as the feed describes it, else as Windows, else
// as everybody names it. What takes place in one that nobody knows cannot be understood:
// it may be at any hour.
func (z *zones) find(name string) (zone, error) {
	if name == "" {
		name = z.usual
	}
	if name == "" {
		return z.days, nil
	}
	if found, ok := z.known[name]; ok {
		return found, nil
	}
	found, ok := z.described(name)
	if !ok {
		if l := location(name); l != nil {
			found, ok = inLocation(l), true
		}
	}
	if !ok {
		z.r.warn(WarnZone)
		return zone{}, errUnread
	}
	z.known[name] = found
	return found, nil
}

// longestName bounds what is looked at: the names Windows shows are 70 letters or so.
const longestName = 200

var zoneName = regexp.MustCompile(`^[A-Za-z0-9_+-]+(/[A-Za-z0-9_+-]+)+$`)

// location knows a zone by its Windows name, its IANA name, or one that ends in it
// (/mozilla.org/20050126_1/Europe/Copenhagen), or by a city of Europe in what Windows
// shows to people: (UTC+01:00) Brussels, Copenhagen, Madrid, Paris.
func location(name string) *time.Location {
	name = strings.Trim(strings.TrimSpace(name), `"`)
	if len(name) > longestName {
		return nil
	}
	switch strings.ToUpper(name) {
	case "UTC", "GMT", "ETC/UTC", "ETC/GMT", "Z":
		return time.UTC
	case "CET", "MET":
		name = "Europe/Copenhagen"
	}
	if iana, ok := windowsZones[strings.ToLower(name)]; ok {
		name = iana
	}
	if cities, ok := cutOffset(name); ok {
		return cityOf(cities)
	}
	for zoneName.MatchString(strings.TrimPrefix(name, "/")) || strings.HasPrefix(name, "/") {
		name = strings.TrimPrefix(name, "/")
		if l := load(name); l != nil {
			return l
		}
		_, name, _ = strings.Cut(name, "/")
	}
	return nil
}

func load(name string) *time.Location {
	if !zoneName.MatchString(name) {
		return nil
	}
	l, err := time.LoadLocation(name)
	if err != nil {
		return nil
	}
	return l
}

// cutOffset takes (UTC+01:00) away.
func cutOffset(name string) (string, bool) {
	if !strings.HasPrefix(name, "(UTC") && !strings.HasPrefix(name, "(GMT") {
		return "", false
	}
	_, cities, ok := strings.Cut(name, ")")
	return cities, ok
}

func cityOf(cities string) *time.Location {
	for _, city := range strings.Split(cities, ",") {
		if l := load("Europe/" + strings.ReplaceAll(strings.TrimSpace(city), " ", "_")); l != nil {
			return l
		}
	}
	return nil
}

// An onset is when clocks are changed.
type onset struct {
	at       time.Time
	from, to time.Duration
}

// described reads a VTIMEZONE of the feed.
func (z *zones) described(name string) (zone, bool) {
	c, ok := z.own[name]
	if !ok {
		return zone{}, false
	}
	var onsets []onset
	for _, part := range c.parts {
		if part.name != "STANDARD" && part.name != "DAYLIGHT" {
			continue
		}
		some, err := z.onsets(part)
		if err != nil {
			return zone{}, false
		}
		onsets = append(onsets, some...)
	}
	if len(onsets) == 0 {
		return zone{}, false
	}
	slices.SortStableFunc(onsets, func(a, b onset) int { return a.at.Compare(b.at) })
	return zone{func(t time.Time) time.Duration { return aheadAt(onsets, t) }}, true
}

func aheadAt(onsets []onset, t time.Time) time.Duration {
	after, exact := slices.BinarySearchFunc(onsets, t, func(o onset, t time.Time) int { return o.at.Compare(t) })
	if exact {
		for after < len(onsets) && onsets[after].at.Equal(t) {
			after++
		}
	}
	if after == 0 {
		return onsets[0].from
	}
	return onsets[after-1].to
}

// onsets gives all changes of one kind until a year after what is read.
func (z *zones) onsets(c component) ([]onset, error) {
	from, err := parseAhead(c.text("TZOFFSETFROM"))
	if err != nil {
		return nil, err
	}
	to, err := parseAhead(c.text("TZOFFSETTO"))
	if err != nil {
		return nil, err
	}
	p, _ := c.first("DTSTART")
	first, _, err := z.r.figures(p.value)
	if err != nil {
		return nil, err
	}
	// The clocks that are about to be changed show the time.
	first.zone = zone{func(time.Time) time.Duration { return from }}
	walls, err := z.r.walls(c, first, time.Time{}, z.r.want.To.AddDate(1, 0, 0))
	if err != nil {
		return nil, err
	}
	var all []onset
	for _, wall := range walls {
		all = append(all, onset{first.zone.at(wall), from, to})
	}
	return all, nil
}

// parseAhead reads +0100 and -033000.
func parseAhead(text string) (time.Duration, error) {
	for _, layout := range []string{"-0700", "-070000", "-07:00"} {
		if t, err := time.Parse(layout, text); err == nil {
			_, seconds := t.Zone()
			return time.Duration(seconds) * time.Second, nil
		}
	}
	return 0, errUnread
}

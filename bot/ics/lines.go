package ics

import (
	"bytes"
	"strings"
	"unicode/utf8"

	ical "github.com/arran4/golang-ical"
	"golang.org/x/text/encoding/charmap"
)

// A component is what stands between BEGIN and END.
type component struct {
	name  string
	props []property
	parts []component
}

// A property is one line: TZID=Europe/Copenhagen is a parameter of it.
type property struct {
	name   string
	params map[string]string
	value  string
}

func (p property) param(name string) string { return p.params[name] }

// first gives the first property of a name.
func (c component) first(name string) (property, bool) {
	for _, p := range c.props {
		if p.name == name {
			return p, true
		}
	}
	return property{}, false
}

func (c component) all(name string) (found []property) {
	for _, p := range c.props {
		if p.name == name {
			found = append(found, p)
		}
	}
	return found
}

func (c component) has(name string) bool { _, ok := c.first(name); return ok }

func (c component) text(name string) string {
	p, _ := c.first(name)
	return strings.TrimSpace(p.value)
}

// wanted are the lines that say when something takes place, and what chooses it; of
// an ATTENDEE only the answer is kept. Nothing else of an event is even looked at.
var wanted = map[string]bool{ // never changed
	"UID": true, "SUMMARY": true, "DTSTART": true, "DTEND": true, "DURATION": true, "RRULE": true, "EXRULE": true,
	"RDATE": true, "EXDATE": true, "RECURRENCE-ID": true, "SEQUENCE": true, "STATUS": true, "TRANSP": true,
	"X-MICROSOFT-CDO-BUSYSTATUS": true, "FREEBUSY": true, "TZID": true, "TZOFFSETFROM": true, "TZOFFSETTO": true,
	"X-WR-TIMEZONE": true, "ATTENDEE": true,
}

// clean takes away what does not belong in a text, so that what is left can be read.
func clean(feed []byte) ([]byte, []Warning) {
	feed = bytes.TrimPrefix(feed, []byte("\xef\xbb\xbf"))
	var warnings []Warning
	if unfolded := unfold(feed); !utf8.Valid(unfolded) {
		// Every byte means something in this encoding, so this never fails.
		feed, _ = charmap.Windows1252.NewDecoder().Bytes(unfolded)
		warnings = []Warning{WarnLetters}
	} else {
		feed = unfolded
	}
	return bytes.Map(func(r rune) rune {
		if r < ' ' && r != '\n' && r != '\t' || r == 0x7f {
			return -1
		}
		return r
	}, feed), warnings
}

// unfold joins lines that were folded. Some fold in the middle of a letter, so this
// comes before anything looks at letters.
func unfold(feed []byte) []byte {
	feed = bytes.ReplaceAll(feed, []byte("\r\r\n"), []byte("\n"))
	feed = bytes.ReplaceAll(feed, []byte("\r\n"), []byte("\n"))
	feed = bytes.ReplaceAll(feed, []byte("\r"), []byte("\n"))
	feed = bytes.ReplaceAll(feed, []byte("\n "), nil)
	return bytes.ReplaceAll(feed, []byte("\n\t"), nil)
}

// deepest is how far components may stand inside one another; real ones need three.
const deepest = 8

// parse puts a text together: one or more whole calendars and nothing else.
func parse(text []byte) ([]component, error) {
	var stack, done []component
	for line := range bytes.Lines(text) {
		line = bytes.TrimRight(line, "\n")
		if len(bytes.TrimSpace(line)) == 0 {
			continue
		}
		name, whole := nameOf(line)
		if len(stack) == 0 && (name != "BEGIN" || componentName(line) != "VCALENDAR") {
			if len(done) > 0 {
				return nil, Broken
			}
			return nil, NotCalendar
		}
		switch {
		case name == "BEGIN":
			if len(stack) == deepest {
				return nil, Broken
			}
			stack = append(stack, component{name: componentName(line)})
		case name == "END":
			top := stack[len(stack)-1]
			if componentName(line) != top.name {
				return nil, Broken
			}
			if stack = stack[:len(stack)-1]; len(stack) == 0 {
				done = append(done, top)
				continue
			}
			above := &stack[len(stack)-1]
			above.parts = append(above.parts, top)
		case wanted[name]:
			p, err := lineOf(name, line, whole)
			if err != nil {
				return nil, err
			}
			top := &stack[len(stack)-1]
			top.props = append(top.props, p)
		}
	}
	if len(stack) > 0 {
		return nil, Broken
	}
	if len(done) == 0 {
		return nil, NotCalendar
	}
	return done, nil
}

// nameOf gives the name a line begins with, and whether something follows it.
func nameOf(line []byte) (string, bool) {
	end := bytes.IndexAny(line, ":;")
	if end < 0 {
		end = len(line)
	}
	name := strings.TrimFunc(string(line[:min(end, 64)]), func(r rune) bool { return !inName(r) })
	return strings.ToUpper(name), end < len(line)
}

// inName says what a name is made of. Some put a space before the colon, or what cannot
// be seen: the line counts all the same.
func inName(r rune) bool {
	return r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '-' || r == '_'
}

// componentName gives what begins or ends: BEGIN:VEVENT.
func componentName(line []byte) string {
	_, value, _ := bytes.Cut(line, []byte(":"))
	return strings.ToUpper(string(bytes.TrimSpace(value[:min(len(value), 64)])))
}

// lineOf reads a line that matters. Of who is invited it keeps no name, and what cannot
// be read of them is no answer.
func lineOf(name string, line []byte, whole bool) (property, error) {
	p, err := parseLine(name, line, whole)
	if name != "ATTENDEE" {
		return p, err
	}
	return property{name: name, params: map[string]string{"PARTSTAT": p.param("PARTSTAT"), "CUTYPE": p.param("CUTYPE")}}, nil
}

// parseLine reads a line; one that cannot be read makes the feed broken.
func parseLine(name string, line []byte, whole bool) (property, error) {
	if !whole {
		return property{}, Broken
	}
	line = line[bytes.IndexAny(line, ":;"):]
	read, err := ical.ParseProperty(ical.ContentLine(name + string(line)))
	if err != nil || read == nil {
		return property{}, Broken
	}
	p := property{name: name, value: strings.TrimSpace(read.Value), params: map[string]string{}}
	for key, values := range read.ICalParameters {
		p.params[strings.ToUpper(key)] = strings.Join(values, ",")
	}
	return p, nil
}

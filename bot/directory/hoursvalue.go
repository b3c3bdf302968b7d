package directory

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"
)

// dayNames are the keys of opening hours, by time.Weekday.
var dayNames = []string{"sun", "mon", "tue", "wed", "thu", "fri", "sat"}

// hours reads "always", or a table of days and times:
//
//	hours: {mon-thu: 9-16, fri: [9-12, 12:30-14], holidays: open, sample: true}
func (s *source) hours(v value) Hours {
	var h Hours
	n := target(v.node)
	switch {
	case n == nil:
		return h
	case n.Kind == yaml.ScalarNode:
		if text, ok := s.scalar(n); ok && text != "always" {
			s.find(n, "bad-hours", "always, or days with times, is expected here")
		}
		return Hours{Always: true}
	case n.Kind != yaml.MappingNode:
		s.find(n, "bad-hours", "always, or days with times, is expected here")
		return h
	}
	seen := map[string]bool{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		s.hoursEntry(&h, n.Content[i], n.Content[i+1], seen)
	}
	if !h.Known() {
		s.find(n, "bad-hours", "no day has a time; leave the hours out when they are unknown")
	}
	return h
}

func (s *source) hoursEntry(h *Hours, key, val *yaml.Node, seen map[string]bool) {
	word, ok := s.scalar(key)
	if !ok {
		return
	}
	switch word {
	case "sample":
		s.once(key, word, seen)
		h.Sample = s.truth(value{val})
	case "holidays":
		s.once(key, word, seen)
		h.Holidays = s.openOrClosed(val)
	default:
		spans := s.spans(val)
		for _, day := range s.days(key, word) {
			s.once(key, dayNames[day], seen)
			h.Week[day] = spans
		}
	}
}

func (s *source) once(key *yaml.Node, word string, seen map[string]bool) {
	if seen[word] {
		s.find(key, "duplicate-key", fmt.Sprintf("%q stands here twice", word))
	}
	seen[word] = true
}

func (s *source) openOrClosed(n *yaml.Node) bool {
	text, ok := s.scalar(n)
	if ok && text != "open" && text != "closed" {
		s.find(n, "bad-hours", "open or closed is expected here")
	}
	return text == "open"
}

// days reads "mon" or "mon-thu"; the week goes round, so "sat-mon" is three days.
func (s *source) days(key *yaml.Node, word string) []int {
	first, last, isRange := strings.Cut(word, "-")
	if !isRange {
		last = first
	}
	from, to := slices.Index(dayNames, first), slices.Index(dayNames, last)
	if from < 0 || to < 0 {
		s.find(key, "unknown-key", fmt.Sprintf("%q is no day; days are mon, tue, wed, thu, fri, sat, sun", word))
		return nil
	}
	days := []int{from}
	for d := from; d != to; {
		d = (d + 1) % len(dayNames)
		days = append(days, d)
	}
	return days
}

// spans reads one time span or several in order.
func (s *source) spans(n *yaml.Node) []Span {
	n = target(n)
	nodes := []*yaml.Node{n}
	if n.Kind == yaml.SequenceNode {
		nodes = n.Content
	}
	var out []Span
	for _, n := range nodes {
		span, ok := s.span(n)
		if ok && len(out) > 0 && span.From < out[len(out)-1].To {
			s.find(n, "bad-hours", "times must follow each other and not overlap")
		}
		if ok {
			out = append(out, span)
		}
	}
	return out
}

var spanPattern = regexp.MustCompile(`^(\d{1,2})(?::(\d{2}))?-(\d{1,2})(?::(\d{2}))?$`)

// span reads "9-16" or "9:30-15:45"; a day ends at 24.
func (s *source) span(n *yaml.Node) (Span, bool) {
	text, ok := s.scalar(n)
	if !ok {
		return Span{}, false
	}
	m := spanPattern.FindStringSubmatch(text)
	if m == nil {
		s.find(n, "bad-hours", "a time span such as 9-16 or 9:30-15:45 is expected here")
		return Span{}, false
	}
	span := Span{minutes(m[1], m[2]), minutes(m[3], m[4])}
	if span.From < 0 || span.To > minutesADay || span.From >= span.To {
		s.find(n, "bad-hours", "a time span must end later than it begins, at 24 at the latest")
		return Span{}, false
	}
	return span, true
}

// minutes gives minutes after midnight, or far too many when there is no such time.
func minutes(hour, minute string) int {
	h, _ := strconv.Atoi(hour) // the pattern lets only digits through
	m := 0
	if minute != "" {
		m, _ = strconv.Atoi(minute)
	}
	if m > 59 {
		return 2 * minutesADay
	}
	return h*60 + m
}

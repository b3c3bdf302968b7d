package directory

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"go.yaml.in/yaml/v4"
)

// value is anything under a key, kept with the place where it stands. A key that is
// absent, or null, has no node.
type value struct{ node *yaml.Node }

// UnmarshalYAML keeps the node for the reader, who knows what it must be.
func (v *value) UnmarshalYAML(n *yaml.Node) error {
	v.node = n
	return nil
}

// target follows an alias to what it stands for.
func target(n *yaml.Node) *yaml.Node {
	if n != nil && n.Kind == yaml.AliasNode {
		return n.Alias
	}
	return n
}

// scalar gives the words of a node that is one value.
func (s *source) scalar(n *yaml.Node) (string, bool) {
	n = target(n)
	if n == nil || n.Kind != yaml.ScalarNode || n.ShortTag() == "!!null" {
		s.find(n, "not-a-word", "one word or sentence is expected here")
		return "", false
	}
	text := strings.TrimSpace(n.Value)
	if text == "" {
		s.find(n, "empty", "this is empty; leave the key out when it is unknown")
		return "", false
	}
	return text, true
}

// text reads a value that may be absent.
func (s *source) text(v value) string {
	if v.node == nil {
		return ""
	}
	text, _ := s.scalar(v.node)
	return text
}

// must reads a value that has to be there.
func (s *source) must(v value, key string) string {
	if v.node == nil {
		s.find(nil, "missing-key", fmt.Sprintf("%q is missing", key))
		return ""
	}
	return s.text(v)
}

// list reads one word or several, each of which ok must know. The word all stands
// for an empty list.
func (s *source) list(v value, key, all string, ok func(string) bool) []string {
	if v.node == nil {
		s.find(nil, "missing-key", fmt.Sprintf("%q is missing", key))
		return nil
	}
	nodes := []*yaml.Node{v.node}
	if n := target(v.node); n.Kind == yaml.SequenceNode {
		nodes = n.Content
	} else if text, _ := s.scalar(n); text == all {
		return nil
	}
	if len(nodes) == 0 {
		s.find(v.node, "empty", "the list is empty")
	}
	return s.items(nodes, key, ok)
}

func (s *source) items(nodes []*yaml.Node, key string, ok func(string) bool) []string {
	var out []string
	for _, n := range nodes {
		text, good := s.scalar(n)
		switch {
		case !good:
		case !ok(text):
			s.find(n, "unknown-"+strings.TrimSuffix(key, "s"), fmt.Sprintf("%q is not known as one of the %s", text, key))
		case slices.Contains(out, text):
			s.find(n, "twice", fmt.Sprintf("%q stands here twice", text))
		default:
			out = append(out, text)
		}
	}
	return out
}

// truth reads true or false; absent is false.
func (s *source) truth(v value) bool {
	if v.node == nil {
		return false
	}
	text, ok := s.scalar(v.node)
	if ok && text != "true" && text != "false" {
		s.find(v.node, "not-true-or-false", "true or false is expected here")
	}
	return text == "true"
}

// day reads a date; absent or null is nil.
func (s *source) day(v value) *time.Time {
	if v.node == nil || target(v.node).ShortTag() == "!!null" {
		return nil
	}
	text, ok := s.scalar(v.node)
	if !ok {
		return nil
	}
	day, err := time.Parse(time.DateOnly, text)
	if err != nil {
		s.find(v.node, "bad-date", "a date such as 2026-11-21, or null, is expected here")
		return nil
	}
	return &day
}

// oldest is the upper end of an age range that has none.
const oldest = 120

var agesPattern = regexp.MustCompile(`^(\d{1,3})-(\d{1,3})$`)

// ages reads "12-25", or "all".
func (s *source) ages(v value) [2]int {
	text := s.must(v, "ages")
	if text == "all" {
		return [2]int{0, oldest}
	}
	m := agesPattern.FindStringSubmatch(text)
	if m == nil {
		if text != "" {
			s.find(v.node, "bad-ages", "an age range such as 12-25, or all, is expected here")
		}
		return [2]int{}
	}
	from, _ := strconv.Atoi(m[1]) // the pattern lets only digits through
	to, _ := strconv.Atoi(m[2])
	if from > to || to > oldest {
		s.find(v.node, "bad-ages", "the age range must go upwards and end at 120")
	}
	return [2]int{from, to}
}

package flow

import (
	"strconv"
	"strings"
	"time"
)

// reader reads the values of one file, and reports what is not as it must be. Where
// it reports, it gives something harmless, so that reading goes on and finds more.
type reader struct {
	*loader
	*source
}

// stepReader reads one step.
type stepReader struct {
	reader
	step *step
	node *node
}

// only checks the keys of a set: all needed ones are there, and no other than may be.
func (r reader) only(n *node, what string, needs, may []string) {
	if n.shape != mapping {
		return
	}
	known := append(append([]string{}, needs...), may...)
	for _, f := range n.fields {
		if !contains(known, f.key.text) {
			r.report(f.key.place, "unknown-key", "%s has no key %q%s; it has %s", what, f.key.text, meant(f.key.text, known...), strings.Join(known, ", "))
		}
	}
	for _, need := range needs {
		if n.get(need) == nil {
			r.report(n.place, "missing-key", "%s needs the key %s", what, need)
		}
	}
}

func contains(names []string, name string) bool {
	for _, n := range names {
		if n == name {
			return true
		}
	}
	return false
}

// word reads a single word; "" is reported, or missing.
func (r reader) word(n *node) string {
	switch {
	case n == nil, n.banned:
		return ""
	case n.shape != scalar:
		r.report(n.place, "bad-value", "expected a single word here, not %s", n.shape.what())
		return ""
	case n.empty || n.text == "":
		r.report(n.place, "bad-value", "something is missing here")
		return ""
	}
	return n.text
}

// oneOf reads a word out of a few.
func (r reader) oneOf(n *node, what string, values ...string) string {
	value := r.word(n)
	if value == "" || contains(values, value) {
		return value
	}
	r.report(n.place, "bad-value", "%s cannot be %q%s; it can be %s", what, value, meant(value, values...), strings.Join(values, ", "))
	return ""
}

// checkID reads a name of small letters, digits and hyphens.
func (r reader) checkID(n *node, what string, not ...string) bool {
	id := r.word(n)
	switch {
	case id == "":
		return false
	case !isID(id):
		r.report(n.place, "bad-id", "%q cannot name a %s; use at most %d small letters a-z, digits and single hyphens", id, what, maxID)
		return false
	case contains(not, id):
		r.report(n.place, "reserved-id", "%q is a button of the engine's own; call this %s something else", id, what)
		return false
	}
	return true
}

func (r reader) number(n *node, least, most int, into *int) {
	word := r.word(n)
	if word == "" {
		return
	}
	number, err := strconv.Atoi(word)
	if err != nil || number < least || number > most {
		r.report(n.place, "bad-value", "expected a number from %d to %d, not %q", least, most, word)
		return
	}
	*into = number
}

func (r reader) truth(n *node, into *bool) {
	if word := r.word(n); word != "" {
		*into = r.oneOf(n, "this", "true", "false") == "true"
	}
}

// duration reads "7d" or "36h", at most 60 days.
func (r reader) duration(n *node, into *time.Duration) {
	word := r.word(n)
	if word == "" {
		return
	}
	unit := map[byte]time.Duration{'d': 24 * time.Hour, 'h': time.Hour}[word[len(word)-1]]
	number, err := strconv.Atoi(word[:len(word)-1])
	length := time.Duration(number) * unit
	if err != nil || number < 1 || number > 2000 || length <= 0 || length > 60*24*time.Hour {
		r.report(n.place, "bad-value", "expected a time such as 7d or 36h, at most 60d, not %q", word)
		return
	}
	*into = length
}

// target reads where a key leads; nil when that was reported.
func (r *stepReader) target(key string) *step { return r.targetOf(r.node, key) }

func (r *stepReader) targetOf(n *node, key string) *step { return r.to(n.get(key)) }

// to reads "step" of the same flow, or "flow/step".
func (r *stepReader) to(n *node) *step {
	word := r.word(n)
	if word == "" {
		return nil
	}
	fl, name := r.flow, word
	if other, inner, jump := strings.Cut(word, "/"); jump {
		if fl = r.flows[other]; fl == nil {
			r.report(n.place, "unknown-flow", "there is no flow %q%s", other, meantName(other, r.flows))
			return nil
		}
		name = inner
	}
	to := fl.steps[name]
	if to == nil {
		r.report(n.place, "unknown-target", "there is no step %q in %s%s", name, fl.name, meantName(name, fl.steps))
	}
	return to
}

func (r *stepReader) calledFlow(key string) *flow {
	n := r.node.get(key)
	word := r.word(n)
	if word == "" {
		return &flow{}
	}
	fl := r.flows[word]
	if fl == nil {
		r.report(n.place, "unknown-flow", "there is no flow %q%s", word, meantName(word, r.flows))
		return &flow{}
	}
	return fl
}

// section reads the set of keys that stands under a kind's own key.
func (r *stepReader) section(key string) *node {
	n := r.node.get(key)
	if n.shape != mapping {
		r.report(n.place, "bad-value", "expected a set of keys here, such as {…: …}")
		return &node{shape: mapping, place: n.place}
	}
	return n
}

func (r *stepReader) fields(key string) []field {
	n := r.section(key)
	if n == r.node.get(key) && len(n.fields) == 0 {
		r.report(n.place, "bad-value", "%s needs at least one", key)
	}
	return n.fields
}

func (r *stepReader) items(key string) []*node {
	n := r.node.get(key)
	if n.shape != list || len(n.items) == 0 {
		r.report(n.place, "bad-value", "expected a list here, such as [{if: …, go: …}, {go: …}]")
		return nil
	}
	var items []*node
	for _, item := range n.items {
		if item.shape != mapping {
			r.report(item.place, "bad-value", "expected {if: …, go: …} here")
			continue
		}
		items = append(items, item)
	}
	return items
}

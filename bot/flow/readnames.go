package flow

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// remember reads the declarations of a flow. The memory is one for all flows, so
// a name that another flow declares must be declared alike.
func (r reader) remember(n *node) {
	if n == nil || n.empty {
		return
	}
	if n.shape != mapping {
		r.report(n.place, "bad-value", "remember needs names with what they can hold")
		return
	}
	for _, f := range n.fields {
		if r.full() {
			return
		}
		v := r.declaration(f)
		if v == nil {
			continue
		}
		first := r.names[v.name]
		if first == nil {
			r.names[v.name], first = v, v
		}
		if !first.same(v) {
			r.report(f.key.place, "different-declaration", "%s is %s in %s:%d; declare it alike here", v.name, first.declared(), first.at.file, first.at.line)
		}
		r.flow.names[v.name] = v
	}
}

func (r reader) declaration(f field) *variable {
	v := &variable{name: f.key.text, at: f.key.place}
	if !isName(v.name) {
		r.report(f.key.place, "bad-name", "%q cannot be a name; use small letters and digits, beginning with a letter, and no word that conditions use", v.name)
		return nil
	}
	switch n := f.value; n.shape {
	case list:
		v.kind, v.values = oneOf, r.values(n)
	case mapping:
		r.only(n, "remember", []string{"many"}, nil)
		if n.get("many") == nil {
			return nil
		}
		v.kind, v.values = manyOf, r.values(n.get("many"))
	default:
		word := r.oneOf(n, v.name, "area", "screening", "text")
		if word == "" {
			return nil
		}
		v.kind = map[string]domain{"area": anArea, "screening": aScore, "text": aText}[word]
	}
	return v
}

// isName says whether conditions can use a name as it is.
func isName(s string) bool {
	if !isID(s) || strings.Contains(s, "-") || s[0] < 'a' {
		return false
	}
	switch s {
	case "and", "or", "not", "in", "let", "if", "else", "true", "false", "nil", "matches", "contains",
		"all", "none", "any", "one", "filter", "map", "count", "sum", "find", "reduce":
		return false
	}
	return true
}

// maxValues is more than anybody can choose from; package proof has room for no more.
const maxValues = 200

func (r reader) values(n *node) []string {
	if n.shape != list || len(n.items) == 0 {
		r.report(n.place, "bad-value", "expected a list of values here, such as [young, parent]")
		return nil
	}
	if len(n.items) > maxValues {
		r.report(n.place, "bad-value", "a name has at most %d values", maxValues)
		return nil
	}
	var values []string
	for _, item := range n.items {
		if !r.checkID(item, "value") {
			continue
		}
		if slices.Contains(values, item.text) {
			r.report(item.place, "duplicate-value", "%q stands in the list already", item.text)
			continue
		}
		values = append(values, item.text)
	}
	return values
}

// variable reads a declared name that holds what the kind needs.
func (r *stepReader) variable(key string, want domain) *variable {
	n := r.node.get(key)
	v := r.declared(n)
	if v == nil {
		return &variable{}
	}
	if v.kind != want {
		r.report(n.place, "wrong-type", "%s needs a name that holds %s, but %s holds %s", key, want.what(), v.name, v.kind.what())
	}
	return v
}

func (r *stepReader) declared(n *node) *variable {
	name := r.word(n)
	if name == "" {
		return nil
	}
	v := r.flow.names[name]
	if v == nil {
		r.report(n.place, "unknown-name", "%q is not declared in remember%s", name, meantName(name, r.flow.names))
	}
	return v
}

// sharedNames reads what a human may be told.
func (r *stepReader) sharedNames(n *node) []string {
	if n == nil {
		return nil
	}
	if n.shape != list {
		r.report(n.place, "bad-value", "expected a list of names here, such as [role, age]")
		return nil
	}
	var names []string
	for _, item := range n.items {
		if v := r.declared(item); v != nil && !slices.Contains(names, v.name) {
			names = append(names, v.name)
		}
	}
	return names
}

// answer reads what a button does: where it leads, and what it remembers.
func (r *stepReader) answer(n *node) ([]assign, *step) {
	if n.shape != mapping {
		return nil, r.to(n)
	}
	r.only(n, "a button", []string{"go"}, []string{"set"})
	set := n.get("set")
	if set == nil {
		return nil, r.targetOf(n, "go")
	}
	if set.shape != mapping || len(set.fields) == 0 {
		r.report(set.place, "bad-value", "expected names with values here, such as {role: young}")
		return nil, r.targetOf(n, "go")
	}
	var sets []assign
	for _, f := range set.fields {
		if v := r.declared(f.key); v != nil {
			sets = append(sets, assign{v.name, r.held(v, f.value)})
		}
	}
	return sets, r.targetOf(n, "go")
}

// held reads the value, or the list of values, that a name shall hold.
func (r *stepReader) held(v *variable, n *node) []string {
	if v.kind == aText || v.kind == aScore {
		r.report(n.place, "wrong-type", "a button cannot set %s, which holds %s", v.name, v.kind.what())
		return nil
	}
	items := []*node{n}
	if n.shape == list && v.kind == manyOf {
		items = n.items
	}
	var values []string
	for _, item := range items {
		value := r.word(item)
		if value == "" {
			continue
		}
		if !v.accepts([]string{value}) {
			r.report(item.place, "unknown-value", "%s cannot be %q%s; it can be %s", v.name, value, meant(value, v.values...), v.declared())
		}
		values = append(values, value)
	}
	return values
}

// condition reads and compiles a condition. An error points into its text where
// the text stands in the file as it is.
func (r *stepReader) condition(n *node) *condition {
	if r.word(n) == "" {
		return nil
	}
	c, err := parseCondition(n.text, r.flow.names)
	if wrong, ok := errors.AsType[*conditionError](err); ok {
		r.report(r.within(n, wrong.at), wrong.code, "%s", wrong.message)
	} else if err != nil {
		r.report(n.place, "bad-condition", "%s", fmt.Sprint(err))
	}
	return c
}

// within is the place of a character of a text, if it stands in one line unescaped.
func (r *stepReader) within(n *node, at int) place {
	runes := []rune(r.lines[n.line-1])
	from := n.col - 1
	if from < len(runes) && (runes[from] == '"' || runes[from] == '\'') {
		from++
	}
	if from > len(runes) || !strings.HasPrefix(string(runes[from:]), n.text) || at > utf8.RuneCountInString(n.text) {
		return n.place
	}
	return place{n.file, n.line, from + at + 1}
}

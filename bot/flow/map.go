package flow

import (
	"maps"
	"slices"
)

// This file shows the conversations from above, for package proof, which walks all
// that can happen in them. It only reads.

// Place is where something stands in a flow file.
type Place struct {
	File      string
	Line, Col int
}

func (p place) shown() Place { return Place{p.file, p.line, p.col} }

// A Map is all flows, as steps that lead to one another.
type Map struct {
	Steps  []MapStep
	Starts map[string]int // of each flow, its first step
	Names  []MapName      // what is remembered, in alphabetical order
}

// MapStep is one step and every way on from it.
type MapStep struct {
	Place
	Flow, Step, Kind string
	Key              string   // of its text; "" when it says nothing of its own
	Asks             string   // the name that ticks, ask, pick or screen ask for
	Share            []string // what a hand-off may pass on
	Crisis           bool     // it shows the crisis card
	Calls            int      // for a call: the step it begins with
	Ways             []Way
}

// Way is one way on from a step.
type Way struct {
	Place
	How  string              // the button, or the key in the file: go, skip, done, none, ended, …
	To   int                 // the step
	Sets map[string][]string // what a button remembers
	If   *Condition          // of a case of a branch; nil when it always holds
}

// MapName is one remembered name.
type MapName struct {
	Place
	Name   string
	Kind   string   // "one", "many", "area", "screening" or "text"
	Values []string // of one and many
}

// Condition is a branch's question to the memory.
type Condition struct{ c *condition }

// Holds answers the question.
func (c Condition) Holds(memory map[string][]string) bool { return c.c.holds(memory) }

// Same says that a condition asks about one name just what another asks about its own.
func (c Condition) Same(o Condition, name, others string) bool { return c.c.same(o.c, name, others) }

func (c *condition) same(o *condition, name, others string) bool {
	return c.op == o.op && (c.name == o.name && c.name != others || c.name == name && o.name == others) &&
		c.number == o.number && slices.Equal(c.values, o.values) &&
		slices.EqualFunc(c.parts, o.parts, func(a, b *condition) bool { return a.same(b, name, others) })
}

// Parts are the single questions that && || and not join.
func (c Condition) Parts() []Condition {
	if len(c.c.parts) == 0 {
		return []Condition{c}
	}
	var parts []Condition
	for _, part := range c.c.parts {
		parts = append(parts, Condition{part}.Parts()...)
	}
	return parts
}

// Name is what a single question asks about.
func (c Condition) Name() string { return c.c.name }

// Values are those a single question compares with; none for a screening.
func (c Condition) Values() []string { return c.c.values }

// Map gives the map of all flows, in the order of the files.
func (f *Flows) Map() Map {
	m := Map{Starts: map[string]int{}}
	index := map[*step]int{}
	for _, name := range f.Names() {
		for _, st := range f.flows[name].order {
			index[st] = len(index)
		}
	}
	for _, name := range f.Names() {
		m.Starts[name] = index[f.flows[name].start]
		for _, st := range f.flows[name].order {
			m.Steps = append(m.Steps, st.mapped(index))
		}
	}
	m.Names = f.mapNames()
	return m
}

func (f *Flows) mapNames() []MapName {
	var names []MapName
	for _, name := range slices.Sorted(maps.Keys(f.names)) {
		v := f.names[name]
		kind := [...]string{"one", "many", "area", "screening", "text"}[v.kind]
		names = append(names, MapName{v.at.shown(), v.name, kind, v.values})
	}
	return names
}

func (s *step) mapped(index map[*step]int) MapStep {
	m := MapStep{Place: s.at.shown(), Flow: s.flow.name, Step: s.name, Kind: s.word, Key: s.key}
	way := func(how string, to *step) {
		m.Ways = append(m.Ways, Way{Place: s.keyPlace(how), How: how, To: index[to]})
	}
	switch k := s.kind.(type) {
	case *say:
		m.Crisis = k.crisis
		way("go", k.to)
	case *buttons:
		for _, c := range k.choices {
			m.Ways = append(m.Ways, Way{Place: c.at.shown(), How: c.button.ID, To: index[c.to], Sets: c.remembers()})
		}
	case *branch:
		for _, c := range k.cases {
			w := Way{Place: c.at.shown(), How: "case", To: index[c.to]}
			if c.when != nil {
				w.If = &Condition{c.when}
			}
			m.Ways = append(m.Ways, w)
		}
	case *ticks:
		m.Asks = k.name.name
		way(doneID, k.to)
	case *ask:
		m.Asks = k.name.name
		way("go", k.to)
	case *pick:
		m.Asks = k.name.name
		way("go", k.to)
	case *screen:
		m.Asks = k.name.name
		way(doneID, k.to)
		m.Ways = append(m.Ways, Way{Place: s.keyPlace("skipped"), How: SkipButton, To: index[s.skip]})
	case *call:
		m.Calls = index[k.flow.start]
		way("go", k.to)
	case *offerSlot:
		way("booked", k.booked)
		way("none", k.none)
		way("declined", k.no)
	case *handOff:
		m.Share = k.share
		way("ended", k.ended)
		way("closed", k.closed)
		way("declined", k.no)
	case *refer:
		way("go", k.to)
		way("none", k.none)
	}
	if s.skip != nil && s.word != "screen" {
		way(SkipButton, s.skip)
	}
	return m
}

// remembers is what a choice sets, by name.
func (c choice) remembers() map[string][]string {
	sets := map[string][]string{}
	for _, a := range c.sets {
		sets[a.name] = a.values
	}
	return sets
}

// keyPlace is where a key of the step stands; the step itself when it has none such.
func (s *step) keyPlace(key string) Place {
	if at, ok := s.keys[key]; ok {
		return at.shown()
	}
	return s.at.shown()
}

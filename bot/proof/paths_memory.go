package proof

import (
	"slices"
	"strconv"
	"strings"

	"lyt/bot/flow"
)

// This file makes a small memory out of the real one. What a name holds matters only
// as far as conditions can tell: an age they never ask about need not be told apart
// from another. So each name becomes a slot with few classes, and each class has one
// real value that stands for all of its kind.

// slot is what is kept of one name, of one of its values, or of a rule.
type slot struct {
	name    string     // as remembered; "" for what only the proof keeps
	value   string     // of a name with several values, the one this slot is about
	classes [][]string // a real value for each class; the first is "nothing"
	truth   [][]bool   // by class and question: the answer
	answer  func(values []string) []bool
	asked   []flow.Condition // the questions of a name with one value, after the first
	atoms   int              // where its questions begin among those of all slots
}

// memory has a class for each slot.
type memory string

// model knows all slots.
type model struct {
	slots []slot
	atoms int              // how many single questions there are
	held  map[string][]int // the slots of a name
	asked map[string]int   // the slot that says the name was asked for
	wide  []flow.MapName   // names of which more is asked than a class can tell
}

// maxClasses is how many classes of a value are told apart; each fits a byte.
const maxClasses = 250

// newModel makes the slots. Questions are those of branches and of rules, by name;
// only before a branch it matters whether a name was asked for at all.
func newModel(m flow.Map, questions, branches map[string][]flow.Condition) *model {
	mo := &model{held: map[string][]int{}, asked: map[string]int{}}
	for _, name := range m.Names {
		switch asked := questions[name.Name]; {
		case name.Kind == "text":
		case name.Kind == "many":
			mo.addBits(name, asked)
		case name.Kind == "area", name.Kind == "screening", len(asked) > 0:
			mo.addValue(name, asked)
		}
	}
	for _, name := range m.Names {
		if len(branches[name.Name]) > 0 {
			mo.asked[name.Name] = mo.addFlag()
		}
	}
	return mo
}

func (mo *model) add(s slot) int {
	s.atoms = mo.atoms
	mo.atoms += len(s.truth[0])
	mo.slots = append(mo.slots, s)
	if s.name != "" {
		mo.held[s.name] = append(mo.held[s.name], len(mo.slots)-1)
	}
	return len(mo.slots) - 1
}

// addFlag makes a slot that is true (class 1) or not.
func (mo *model) addFlag() int {
	return mo.add(slot{classes: [][]string{nil, {""}}, truth: [][]bool{{false}, {true}}})
}

// What a rule's slot says of a conversation.
const (
	idle   byte = iota // the rule asks for nothing, yet
	passed             // one of its steps was passed
	due                // its condition has come true, and none was passed
)

// addDuty makes the slot of a rule about ways. Its questions: passed? due?
func (mo *model) addDuty() int {
	return mo.add(slot{classes: [][]string{nil, {""}, {""}}, truth: [][]bool{{false, false}, {true, false}, {false, true}}})
}

// addBits makes a slot of each value that is asked about.
func (mo *model) addBits(name flow.MapName, questions []flow.Condition) {
	for _, value := range name.Values {
		about := func(c flow.Condition) bool { return c.Values()[0] == value }
		if slices.ContainsFunc(questions, about) {
			has := func(values []string) []bool { return []bool{slices.Contains(values, value)} }
			mo.add(slot{name: name.Name, value: value, classes: [][]string{nil, {value}}, truth: [][]bool{{false}, {true}}, answer: has})
		}
	}
}

// addValue makes one slot with a class for each way to answer all the questions.
func (mo *model) addValue(name flow.MapName, questions []flow.Condition) {
	s := slot{name: name.Name, asked: questions, answer: func(values []string) []bool { return answers(name, questions, values) }}
	for _, values := range candidates(name, questions) {
		if len(s.classes) == maxClasses {
			mo.wide = append(mo.wide, name)
			break
		}
		if truth := s.answer(values); !slices.ContainsFunc(s.truth, func(t []bool) bool { return slices.Equal(t, truth) }) {
			s.classes, s.truth = append(s.classes, values), append(s.truth, truth)
		}
	}
	mo.add(s)
}

// answers is what the questions say of a value; before them, whether there is one at
// all: a pick does not ask for an area twice, and texts name areas and scores.
func answers(name flow.MapName, questions []flow.Condition, values []string) []bool {
	truth := []bool{(name.Kind == "area" || name.Kind == "screening") && len(values) > 0}
	for _, c := range questions {
		truth = append(truth, c.Holds(map[string][]string{name.Name: values}))
	}
	return truth
}

// candidates are values enough to meet every class, nothing first.
func candidates(name flow.MapName, questions []flow.Condition) [][]string {
	made := [][]string{nil}
	switch name.Kind {
	case "one":
		for _, value := range name.Values {
			made = append(made, []string{value})
		}
	case "area":
		return append(made, areas(questions)...)
	case "screening":
		for sum := 25; sum >= 0; sum-- {
			made = append(made, screenings(sum)...)
		}
	}
	return made
}

// areas are those asked about, and one that is not.
func areas(questions []flow.Condition) [][]string {
	var made [][]string
	named := map[string]bool{}
	for _, c := range questions {
		for _, id := range c.Values() {
			named[id] = true
			made = append(made, []string{id})
		}
	}
	for _, id := range []string{"helsingor", "aarhus", "odense", "aalborg"} {
		if !named[id] {
			return append([][]string{{id}}, made...)
		}
	}
	return append(made, []string{"et-andet-sted"})
}

// screenings are five answers with the sum: without a zero if that can be, and with.
func screenings(sum int) [][]string {
	var made [][]string
	if sum >= 5 {
		made = append(made, []string{spread(sum, 5)})
	}
	if sum <= 20 {
		made = append(made, []string{spread(sum, 4) + "0"})
	}
	return made
}

// spread shares a sum out over so many answers, as evenly as it goes.
func spread(sum, over int) string {
	var b strings.Builder
	for left := over; left > 0; left-- {
		points := (sum + left - 1) / left
		b.WriteString(strconv.Itoa(points))
		sum -= points
	}
	return b.String()
}

// class finds the class of what a name shall hold.
func (s slot) class(values []string) byte {
	truth := s.answer(values)
	return byte(max(0, slices.IndexFunc(s.truth, func(t []bool) bool { return slices.Equal(t, truth) })))
}

// recall gives the memory as flows know it, with the values that stand for theirs.
func (mo *model) recall(m memory) map[string][]string {
	held := map[string][]string{}
	for i, s := range mo.slots {
		if s.name != "" && m[i] > 0 {
			held[s.name] = append(held[s.name], s.classes[m[i]]...)
		}
	}
	return held
}

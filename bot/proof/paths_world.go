package proof

import (
	"slices"

	"lyt/bot/flow"
)

// Entry is the conversation a talk begins with.
const Entry = "first-contact"

// world is all that the walk needs to know beforehand.
type world struct {
	*model
	steps   []flow.MapStep
	starts  map[string]int
	names   map[string]flow.MapName
	entry   string
	called  []string
	when    []duty
	says    map[int][]string // the kinds of what a step's text names: area, screening
	passing map[int][]int    // for a step, the slots of the rules it satisfies
	side    []bool           // the steps that flows played in between come to
	touched []bool           // the slots that those read or set
	moves   [][]move         // what can happen at each step
	cut     []int            // steps with more answers than can be told apart
	lasting [][][]byte       // what to forget at each step
}

// duty is a rule of safety about ways.
type duty struct {
	flow.SafetyRule
	slot  int   // idle, passed or due
	reads []int // the slots that its condition asks about
}

// asksPerson says that a step of this kind waits for somebody.
func asksPerson(kind string) bool {
	return kind != "say" && kind != "branch" && kind != "call" && kind != "end"
}

// newWorld prepares the walk. Places gives the placeholders of a text.
func newWorld(flows *flow.Flows, safety flow.Safety, places func(key string) []string) *world {
	m := flows.Map()
	w := &world{steps: m.Steps, starts: m.Starts, names: map[string]flow.MapName{}, says: map[int][]string{}, passing: map[int][]int{}}
	for _, name := range m.Names {
		w.names[name.Name] = name
	}
	for i, st := range m.Steps {
		for _, place := range places(st.Key) {
			if kind := map[string]string{"area": "area", "score": "screening"}[place]; kind != "" {
				w.says[i] = append(w.says[i], kind)
			}
		}
	}
	w.entry, w.called = entryOf(m), calledOf(m)
	branches, questions := conditionsOf(m, safety)
	w.model = newModel(m, questions, branches)
	w.addRules(safety)
	w.side = w.spread(func(i int) bool {
		return slices.ContainsFunc(w.called, func(name string) bool { return w.starts[name] == i })
	})
	live := w.alive()
	w.lasting = w.forgetting(live)
	ruled := w.ruled()
	for i := range w.steps {
		live[i].merge(ruled)
	}
	for i := range w.steps {
		w.moves = append(w.moves, w.movesOf(i, live))
	}
	return w
}

// entryOf is the flow that all begins with; in a test, the first one.
func entryOf(m flow.Map) string {
	if _, ok := m.Starts[Entry]; ok {
		return Entry
	}
	return m.Steps[0].Flow
}

// calledOf are the flows that the program plays by itself, from any place of any talk.
// What no other flow leads to is taken for one of them.
func calledOf(m flow.Map) []string {
	led := map[string]bool{entryOf(m): true}
	for _, st := range m.Steps {
		for _, to := range leadsOf(st) {
			if m.Steps[to].Flow != st.Flow {
				led[m.Steps[to].Flow] = true
			}
		}
	}
	var names []string
	for _, st := range m.Steps {
		if name := st.Flow; (!led[name] || name != entryOf(m) && slices.Contains(calledFlows(), name)) && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}

// leadsOf are the steps that may follow one, the start of a call among them.
func leadsOf(st flow.MapStep) []int {
	var to []int
	for _, way := range st.Ways {
		to = append(to, way.To)
	}
	if st.Kind == "call" {
		to = append(to, st.Calls)
	}
	return to
}

// conditionsOf collects the single questions to each name: those of branches, and
// all of them, the rules' included.
func conditionsOf(m flow.Map, safety flow.Safety) (branches, all map[string][]flow.Condition) {
	branches, all = map[string][]flow.Condition{}, map[string][]flow.Condition{}
	for _, st := range m.Steps {
		for _, way := range st.Ways {
			if way.If != nil {
				collect(branches, *way.If)
				collect(all, *way.If)
			}
		}
	}
	for _, rule := range safety.Rules {
		if rule.When != nil {
			collect(all, *rule.When)
		}
	}
	return branches, all
}

func collect(into map[string][]flow.Condition, c flow.Condition) {
	for _, part := range c.Parts() {
		into[part.Name()] = append(into[part.Name()], part)
	}
}

// addRules makes a slot for each rule about ways, and notes which steps satisfy it.
func (w *world) addRules(safety flow.Safety) {
	for _, rule := range safety.Rules {
		if rule.When == nil {
			continue
		}
		passes := rule.Passes
		if passes == nil {
			passes = questionSteps(safety)
		}
		slot := w.addDuty()
		var reads []int
		for _, part := range rule.When.Parts() {
			reads = append(reads, w.held[part.Name()]...)
		}
		w.when = append(w.when, duty{rule, slot, reads})
		for i, st := range w.steps {
			if slices.Contains(passes, st.Flow+"/"+st.Step) {
				w.passing[i] = append(w.passing[i], slot)
			}
		}
	}
}

// ruled are all questions of the rules.
func (w *world) ruled() bits {
	all := make(bits, w.atoms/64+1)
	for _, rule := range w.when {
		w.reads(all, rule.When)
	}
	return all
}

// slotsOf are the slots of all names of a kind.
func (w *world) slotsOf(kind string) []int {
	var slots []int
	for name, n := range w.names {
		if n.Kind == kind {
			slots = append(slots, w.held[name]...)
		}
	}
	return slots
}

func questionSteps(safety flow.Safety) []string {
	var names []string
	for _, q := range safety.Questions {
		names = append(names, q.Step)
	}
	return names
}

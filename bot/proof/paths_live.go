package proof

import (
	"slices"

	"lyt/bot/flow"
)

// This file finds out which questions to the memory can still be asked from each
// step on. What is not asked any more is forgotten, which keeps the walk small.

// bits is a set of questions.
type bits []uint64

func (b bits) has(i int) bool { return b[i/64]>>(i%64)&1 == 1 }
func (b bits) put(i int)      { b[i/64] |= 1 << (i % 64) }
func (b bits) drop(i int)     { b[i/64] &^= 1 << (i % 64) }

// merge adds all of another set; it says whether there was anything new.
func (b bits) merge(o bits) (news bool) {
	for i := range b {
		news = news || o[i]&^b[i] != 0
		b[i] |= o[i]
	}
	return news
}

// follow is a place that may come next, and the slots that are set on the way.
type follow struct {
	to   int
	sets []int
}

// liveness is the work of finding the live questions of all steps.
type liveness struct {
	*world
	rules   bool // whether the rules of safety still ask
	follows [][]follow
	live    []bits
}

// alive gives the live questions of each step. The last set belongs to no step but
// to every place that a called flow may come back to.
func (w *world) alive(rules bool) []bits {
	l := &liveness{world: w, rules: rules}
	for range len(w.steps) + 1 {
		l.live = append(l.live, make(bits, w.atoms/64+1))
	}
	l.connect()
	for changed := true; changed; {
		changed = false
		for i := len(l.follows) - 1; i >= 0; i-- {
			for _, f := range l.follows[i] {
				changed = l.flowBack(i, f) || changed
			}
		}
	}
	return l.live
}

// flowBack carries what is asked after a step over to it, but for what is set on the way.
func (l *liveness) flowBack(from int, f follow) bool {
	news := slices.Clone(l.live[f.to])
	for _, i := range f.sets {
		l.dropSlot(news, i)
	}
	return l.live[from].merge(news)
}

func (l *liveness) dropSlot(b bits, i int) {
	for q := range l.slots[i].truth[0] {
		b.drop(l.slots[i].atoms + q)
	}
}

// connect lists what may come after each step, and what each step itself asks.
func (l *liveness) connect() {
	anywhere := len(l.steps)
	l.follows = make([][]follow, anywhere+1)
	for i, st := range l.steps {
		for _, way := range st.Ways {
			l.follows[i] = append(l.follows[i], follow{way.To, l.setBy(st, way)})
		}
		if asksPerson(st.Kind) {
			l.follows[anywhere] = append(l.follows[anywhere], follow{to: i})
			l.follows[i] = append(l.follows[i], l.calledStarts()...)
		}
		if st.Kind == "call" {
			l.follows[i] = append(l.follows[i], follow{to: st.Calls})
		}
		l.asks(i, st)
	}
	l.connectEnds(anywhere)
}

func (l *liveness) calledStarts() []follow {
	var starts []follow
	for _, name := range l.called {
		starts = append(starts, follow{to: l.starts[name]})
	}
	return starts
}

// connectEnds: after an end comes whatever called; or everything begins anew.
func (l *liveness) connectEnds(anywhere int) {
	anew := append(l.calledStarts(), follow{to: l.starts[l.entry]})
	for i, st := range l.steps {
		if st.Kind == "end" {
			l.follows[i] = append(l.follows[i], anew...)
		}
	}
	for _, start := range l.calledStarts() {
		l.comesBack(start.to, anywhere)
	}
	for _, st := range l.steps {
		if st.Kind == "call" {
			l.comesBack(st.Calls, st.Ways[0].To)
		}
	}
}

// comesBack leads the ends that can be reached from a start back to a place.
func (l *liveness) comesBack(start, back int) {
	seen := map[int]bool{start: true}
	for queue := []int{start}; len(queue) > 0; queue = queue[1:] {
		st := l.steps[queue[0]]
		if st.Kind == "end" {
			l.follows[queue[0]] = append(l.follows[queue[0]], follow{to: back})
		}
		next := make([]int, 0, len(st.Ways)+1)
		for _, way := range st.Ways {
			next = append(next, way.To)
		}
		for _, to := range next {
			if !seen[to] {
				seen[to] = true
				queue = append(queue, to)
			}
		}
	}
}

// asks notes the questions that a step itself puts to the memory.
func (l *liveness) asks(i int, st flow.MapStep) {
	for _, kind := range l.says[i] {
		for _, s := range l.slotsOf(kind) {
			l.live[i].put(l.slots[s].atoms)
		}
	}
	switch st.Kind {
	case "pick":
		for _, s := range l.held[st.Asks] {
			l.live[i].put(l.slots[s].atoms)
		}
	case "branch":
		for _, way := range st.Ways {
			l.reads(i, way.If, true)
		}
	case "end":
		for _, rule := range l.when {
			l.live[i].put(l.slots[rule.passed].atoms)
			if l.rules {
				l.reads(i, rule.When, false)
			}
		}
	}
}

// reads notes a condition's questions; first of all, whether its names were asked for.
func (l *liveness) reads(i int, c *flow.Condition, first bool) {
	if c == nil {
		return
	}
	for _, part := range c.Parts() {
		if asked, ok := l.asked[part.Name()]; ok && first {
			l.live[i].put(l.slots[asked].atoms)
		}
		for _, s := range l.held[part.Name()] {
			slot := l.slots[s]
			if slot.value != "" && slot.value == part.Values()[0] {
				l.live[i].put(slot.atoms)
			} else if slot.value == "" {
				l.live[i].put(slot.atoms + 1 + slices.Index(slot.asked, part))
			}
		}
	}
}

// forgetting gives, for each step and slot, the class that stands for all those which
// nothing tells apart from there on.
func (w *world) forgetting(live []bits) [][][]byte {
	tables := make([][][]byte, len(w.steps))
	for i := range w.steps {
		for _, s := range w.slots {
			tables[i] = append(tables[i], s.alike(live[i]))
		}
	}
	return tables
}

func (s slot) alike(live bits) []byte {
	table := make([]byte, len(s.truth))
	for class := range s.truth {
		table[class] = byte(slices.IndexFunc(s.truth, func(t []bool) bool {
			for q := range t {
				if live.has(s.atoms+q) && t[q] != s.truth[class][q] {
					return false
				}
			}
			return true
		}))
	}
	return table
}

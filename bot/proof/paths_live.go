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

// follow is a place that may come next, the slots that are set on the way, and the
// questions that the rules put to what is remembered then.
type follow struct {
	to   int
	sets []int
	asks bits
}

// liveness is the work of finding the live questions of all steps.
type liveness struct {
	*world
	follows [][]follow
	live    []bits
}

// alive gives the live questions of each step. The last set belongs to no step but
// to every place that a called flow may come back to.
func (w *world) alive() []bits {
	l := &liveness{world: w}
	for range len(w.steps) + 1 {
		l.live = append(l.live, l.none())
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

func (l *liveness) none() bits { return make(bits, l.atoms/64+1) }

// flowBack carries what is asked after a step over to it, but for what is set on the way.
func (l *liveness) flowBack(from int, f follow) bool {
	news := slices.Clone(l.live[f.to])
	if f.asks != nil {
		news.merge(f.asks)
	}
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

// connect lists what may come after each step, and what each step itself asks. What
// is played in between leaves what it does not touch as it was: so a question needs to
// keep for it only what it asks itself.
func (l *liveness) connect() {
	anywhere := len(l.steps)
	l.follows = make([][]follow, anywhere+1)
	aside := l.asideAsks()
	for i, st := range l.steps {
		for _, way := range st.Ways {
			l.follows[i] = append(l.follows[i], follow{way.To, slices.Concat(l.setBy(st, way), l.passing[way.To]), l.triggered(st, way)})
		}
		if asksPerson(st.Kind) || st.Kind == "end" {
			l.follows[anywhere] = append(l.follows[anywhere], follow{to: i})
			l.live[i].merge(aside)
			if slices.Contains(l.called, st.Flow) { // it is played anew where it stands
				l.follows[i] = append(l.follows[i], follow{to: l.starts[st.Flow]})
			}
		}
		if st.Kind == "call" {
			l.follows[i] = append(l.follows[i], follow{to: st.Calls})
		}
		l.asks(l.live[i], i)
		for _, rule := range l.when {
			l.live[i].put(l.slots[rule.slot].atoms + 1)
		}
	}
	l.connectEnds(anywhere)
}

// asideAsks are the questions of all that may be played in between. It notes the slots
// that are touched there.
func (l *liveness) asideAsks() bits {
	asked := l.none()
	l.touched = make([]bool, len(l.slots))
	for i, st := range l.steps {
		if !l.side[i] {
			continue
		}
		l.asks(asked, i)
		for _, slot := range l.passing[i] {
			l.touched[slot] = true
		}
		for _, way := range st.Ways {
			asked.merge(l.triggered(st, way))
			for _, slot := range l.settable(st, way) {
				l.touched[slot] = true
			}
		}
	}
	for i, s := range l.slots {
		for q := range s.truth[0] {
			l.touched[i] = l.touched[i] || asked.has(s.atoms+q)
		}
	}
	return asked
}

// settable are the slots that a way on from a step can set.
func (l *liveness) settable(st flow.MapStep, way flow.Way) []int {
	sets := l.setBy(st, way)
	if st.Kind == "ticks" || st.Kind == "pick" { // nothing ticked; the area is known, and is not asked for
		sets = append(sets, l.held[st.Asks]...)
	}
	return sets
}

// triggered are the questions of the rules which a way on from a step can make due.
func (l *liveness) triggered(st flow.MapStep, way flow.Way) bits {
	asked, sets := l.none(), l.settable(st, way)
	for _, rule := range l.when {
		if slices.ContainsFunc(sets, func(slot int) bool { return slices.Contains(rule.reads, slot) }) {
			l.reads(asked, rule.When)
			asked.put(l.slots[rule.slot].atoms)
		}
	}
	return asked
}

// connectEnds: after an end everything begins anew, or comes what called.
func (l *liveness) connectEnds(anywhere int) {
	var duties, untouched []int
	for _, rule := range l.when {
		duties = append(duties, rule.slot)
	}
	for slot, touched := range l.touched {
		if !touched {
			untouched = append(untouched, slot)
		}
	}
	for _, name := range l.called {
		l.comesBack(l.starts[name], follow{to: anywhere, sets: untouched})
	}
	for i, st := range l.steps {
		switch st.Kind {
		case "end":
			l.follows[i] = append(l.follows[i], follow{to: l.starts[l.entry], sets: duties})
		case "call":
			l.comesBack(st.Calls, follow{to: st.Ways[0].To, sets: l.passing[st.Ways[0].To]})
		}
	}
}

// comesBack leads the ends that can be reached from a start back to a place.
func (l *liveness) comesBack(start int, back follow) {
	seen := map[int]bool{start: true}
	for queue := []int{start}; len(queue) > 0; queue = queue[1:] {
		st := l.steps[queue[0]]
		if st.Kind == "end" {
			l.follows[queue[0]] = append(l.follows[queue[0]], back)
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
func (w *world) asks(into bits, i int) {
	st := w.steps[i]
	for _, kind := range w.says[i] {
		for _, s := range w.slotsOf(kind) {
			into.put(w.slots[s].atoms)
		}
	}
	switch st.Kind {
	case "pick":
		for _, s := range w.held[st.Asks] {
			into.put(w.slots[s].atoms)
		}
	case "branch":
		for _, way := range st.Ways {
			if way.If == nil {
				continue
			}
			w.reads(into, way.If)
			for _, part := range way.If.Parts() { // first of all, whether it was asked for
				into.put(w.slots[w.model.asked[part.Name()]].atoms)
			}
		}
	}
}

// reads notes a condition's questions.
func (w *world) reads(into bits, c *flow.Condition) {
	for _, part := range c.Parts() {
		for _, s := range w.held[part.Name()] {
			slot := w.slots[s]
			if slot.value != "" && slot.value == part.Values()[0] {
				into.put(slot.atoms)
			} else if slot.value == "" {
				into.put(slot.atoms + 1 + slices.Index(slot.asked, part))
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

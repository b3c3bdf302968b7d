package proof

import (
	"maps"
	"slices"

	"lyt/bot/flow"
)

// This file walks all conversations: from every beginning, through everything that
// can happen, to every place (a step with what is still remembered), shortest first.
//
// A call is walked once for each memory it begins with, however many places call it:
// its ends lead back to all of them. So it does not matter how deep calls go.

// most is how many places are walked before the walk stops and says so.
const most = 400_000

// node is one place of one conversation.
type node struct {
	frame  int32 // the call it is in; 0 is none
	step   int32
	memory int32 // in walk.memories
	cost   int32 // what the person has done to get here
	from   int32 // the place before, or that of the call that came back; -1 at a beginning
	exit   int32 // where the call ended that came back; else -1
	asleep bool  // a human has the word
	done   bool  // all that follows is walked
	play   *play // what was done at the place before; nil when nothing
}

// spot is what makes a place another one.
type spot struct {
	frame, step, memory int32
	asleep              bool
}

// edge is a way from one place to another. What is none of the conversation's own
// doing is walked, but makes no edge: the program plays a flow and comes back from it;
// all begins anew after an end.
type edge struct {
	from, to int32
	way      int16 // of the step; the special ones are below
	cost     int16 // what the person does
	who      who
}

// The ways that are not in any file.
const (
	wayWait int16 = -1 - iota // for a human who is there
	wayCall                   // into the flow that a step calls
	wayBack                   // back from a call
)

// frame is one call of a flow with one memory.
type frame struct {
	aside   bool    // the program called; what the names hold is not the flow's doing
	first   int32   // the place it begins with
	callers []int32 // the places that wait for its end
	exits   []int32 // the places where it ends
	results []int32 // those of them with memories of their own
}

type frameKey struct {
	step, memory int32
	aside        bool
}

// walk is the work, and what it found.
type walk struct {
	*world
	most     int
	nodes    []node
	spots    map[spot]int32
	memories []memory
	numbers  map[memory]int32
	frames   []frame
	framesBy map[frameKey]int32
	edges    []edge
	queue    [][]int32 // by cost
	unasked  map[unaskedName]int32
	stopped  bool
}

// unaskedName is a case of a branch, or a text, that reads what nobody was asked for.
type unaskedName struct {
	step, way int    // -1 for the text
	name      string // or the kind that a text names
}

func (w *world) walk(most int) *walk {
	k := &walk{world: w, most: most, spots: map[spot]int32{}, numbers: map[memory]int32{}, framesBy: map[frameKey]int32{}, unasked: map[unaskedName]int32{}}
	k.frames = []frame{{}}
	k.begin()
	for cost := 0; cost < len(k.queue) && !k.stopped; cost++ {
		for i := 0; i < len(k.queue[cost]) && !k.stopped; i++ { // it grows on the way
			k.leave(k.queue[cost][i])
		}
		k.queue[cost] = nil
	}
	return k
}

// begin puts the walk to every beginning: the entry, with and without the area that a
// link may tell, and every flow that the program plays.
func (k *walk) begin() {
	empty := make([]byte, len(k.slots))
	k.start(k.entry, empty, nil)
	for _, name := range slices.Sorted(maps.Keys(k.names)) {
		if k.names[name].Kind != "area" {
			continue
		}
		for class := 1; class < len(k.slots[k.held[name][0]].classes); class++ {
			known := slices.Clone(empty)
			known[k.held[name][0]] = byte(class)
			k.start(k.entry, known, k.slots[k.held[name][0]].classes[class])
		}
	}
	for _, slot := range k.asked {
		empty[slot] = 1
	}
	for _, name := range k.called {
		k.start(name, empty, nil)
	}
}

func (k *walk) start(name string, m []byte, area []string) {
	k.arrive(node{step: int32(k.starts[name]), from: -1, exit: -1, play: &play{"begin", name, area}}, slices.Clone(m))
}

// arrive comes to a place, forgetting what does not matter there, and gives its number.
func (k *walk) arrive(n node, m []byte) int32 {
	for _, slot := range k.passing[int(n.step)] {
		m[slot] = 1
	}
	n.memory = k.remember(k.forget(int(n.step), m))
	at := spot{n.frame, n.step, n.memory, n.asleep}
	if i, known := k.spots[at]; known {
		return i
	}
	i := int32(len(k.nodes))
	k.nodes, k.spots[at] = append(k.nodes, n), i
	for len(k.queue) <= int(n.cost) {
		k.queue = append(k.queue, nil)
	}
	k.queue[n.cost] = append(k.queue[n.cost], i)
	k.stopped = k.stopped || len(k.nodes) >= k.most
	return i
}

// forget makes alike what nothing tells apart any more.
func (k *walk) forget(step int, m []byte) []byte {
	tables := k.lasting[step]
	if !slices.ContainsFunc(k.when, func(r whenRule) bool { return m[r.passed] == 0 }) {
		tables = k.passed[step]
	}
	for i := range m {
		m[i] = tables[i][m[i]]
	}
	return m
}

func (k *walk) remember(m []byte) int32 {
	if i, known := k.numbers[memory(m)]; known { // the compiler makes no copy here
		return i
	}
	i := int32(len(k.memories))
	k.memories = append(k.memories, memory(m))
	k.numbers[memory(m)] = i
	return i
}

// leave does all that can be done at a place.
func (k *walk) leave(i int32) {
	k.nodes[i].done = true
	n := k.nodes[i]
	k.checkSaid(i)
	switch st := k.steps[n.step]; st.Kind {
	case "end":
		k.end(i)
	case "call":
		k.call(i, st.Calls, false, nil)
	case "branch":
		k.decide(i)
	case "pick":
		if held := k.held[st.Asks]; len(held) > 0 && k.memories[n.memory][held[0]] > 0 {
			k.pass(i)
			return
		}
		k.answer(i)
	default:
		k.answer(i)
	}
}

// pass goes through a pick that knows the answer.
func (k *walk) pass(i int32) {
	st := k.steps[k.nodes[i].step]
	k.take(i, &move{sets: k.asking(st)}, nil)
}

// take makes one move.
func (k *walk) take(i int32, m *move, p *play) {
	n := k.nodes[i]
	to := []byte(k.memories[n.memory])
	for _, s := range m.sets {
		to[s.slot] = s.class
	}
	next := node{frame: n.frame, step: int32(k.steps[n.step].Ways[m.way].To), cost: n.cost + int32(m.cost), from: i, exit: -1, play: p}
	k.link(i, k.arrive(next, to), int16(m.way), int16(m.cost), m.who)
}

func (k *walk) link(from, to int32, way, cost int16, by who) {
	k.edges = append(k.edges, edge{from, to, way, cost, by})
}

// answer makes all moves at a question.
func (k *walk) answer(i int32) {
	n := k.nodes[i]
	moves := k.moves[n.step]
	for j := range moves {
		if m := &moves[j]; m.awake == n.asleep {
			p := &m.play
			if m.who == nobody {
				p = nil
			}
			k.take(i, m, p)
		}
	}
	if k.steps[n.step].Kind == "hand-off" && !n.asleep {
		asleep := node{frame: n.frame, step: n.step, cost: n.cost + 1, from: i, exit: -1, asleep: true, play: &play{do: "wait"}}
		k.link(i, k.arrive(asleep, []byte(k.memories[n.memory])), wayWait, 0, outside)
	}
	if asksPerson(k.steps[n.step].Kind) {
		k.aside(i)
	}
}

// decide follows the one case that holds.
func (k *walk) decide(i int32) {
	n := k.nodes[i]
	held := k.recall(k.memories[n.memory])
	for way, c := range k.steps[n.step].Ways {
		if c.If != nil {
			k.checkAsked(i, way, *c.If)
		}
		if c.If == nil || c.If.Holds(held) {
			k.take(i, &move{way: way}, nil)
			return
		}
	}
}

// checkAsked notes names that are read before anybody was asked for them.
func (k *walk) checkAsked(i int32, way int, c flow.Condition) {
	n := k.nodes[i]
	if k.frames[n.frame].aside {
		return
	}
	for _, part := range c.Parts() {
		key := unaskedName{int(n.step), way, part.Name()}
		if _, known := k.unasked[key]; !known && k.memories[n.memory][k.asked[part.Name()]] == 0 {
			k.unasked[key] = i
		}
	}
}

// checkSaid notes texts that name what nobody has told. A pick that knows the area says
// nothing.
func (k *walk) checkSaid(i int32) {
	n := k.nodes[i]
	for _, kind := range k.says[int(n.step)] {
		key := unaskedName{int(n.step), -1, kind}
		if _, known := k.unasked[key]; !known && !slices.ContainsFunc(k.slotsOf(kind), func(slot int) bool { return k.memories[n.memory][slot] > 0 }) {
			k.unasked[key] = i
		}
	}
}

// aside goes into each flow that the program plays, from any question.
func (k *walk) aside(i int32) {
	n := k.nodes[i]
	for _, name := range k.called {
		p := &play{do: "call", what: name}
		if k.steps[n.step].Flow != name || n.asleep {
			k.call(i, k.starts[name], true, p)
			continue
		}
		next := node{frame: n.frame, step: int32(k.starts[name]), cost: n.cost + 1, from: i, exit: -1, play: p}
		k.arrive(next, []byte(k.memories[n.memory]))
	}
}

// call goes into a flow, to come back here from each of its ends.
func (k *walk) call(i int32, start int, aside bool, p *play) {
	n := k.nodes[i]
	m := []byte(k.memories[n.memory])
	key := frameKey{int32(start), k.remember(k.forget(start, slices.Clone(m))), aside || k.frames[n.frame].aside}
	f, known := k.framesBy[key]
	if !known {
		f = int32(len(k.frames))
		k.framesBy[key], k.frames = f, append(k.frames, frame{aside: key.aside})
	}
	first := node{frame: f, step: int32(start), cost: n.cost, from: i, exit: -1, play: p}
	if aside {
		first.cost++
	}
	k.frames[f].first = k.arrive(first, m)
	if !aside {
		k.link(i, k.frames[f].first, wayCall, 0, nobody)
	}
	k.frames[f].callers = append(k.frames[f].callers, i)
	exits := k.frames[f].exits
	if aside {
		exits = k.frames[f].results
	}
	for _, exit := range exits {
		k.comeBack(i, exit)
	}
}

// end is the end of a call, or of it all; then everything may begin anew, and the
// memory stays.
func (k *walk) end(i int32) {
	n := k.nodes[i]
	if n.frame != 0 {
		k.exit(i)
		return
	}
	for _, name := range append([]string{k.entry}, k.called...) {
		anew := node{step: int32(k.starts[name]), cost: n.cost + 1, from: i, exit: -1, play: &play{do: "begin", what: name}}
		k.arrive(anew, k.anew(k.memories[n.memory]))
	}
}

// exit leads an end back to all that called. Who does not go on from there, but where
// they were, comes to the same place from every end with the same memory.
func (k *walk) exit(i int32) {
	f := &k.frames[k.nodes[i].frame]
	f.exits = append(f.exits, i)
	twin := slices.ContainsFunc(f.results, func(o int32) bool { return k.nodes[o].memory == k.nodes[i].memory })
	if !twin {
		f.results = append(f.results, i)
	}
	for _, caller := range f.callers {
		if !twin || k.steps[k.nodes[caller].step].Kind == "call" {
			k.comeBack(caller, i)
		}
	}
}

// anew is what a next conversation begins with: all that is remembered. A rule that
// was satisfied is so no longer, unless what it is about still holds.
func (k *walk) anew(m memory) []byte {
	held, next := k.recall(m), []byte(m)
	for _, rule := range k.when {
		next[rule.passed] = 0
	}
	for _, rule := range k.when {
		if rule.When.Holds(held) {
			next[rule.passed] = m[rule.passed]
		}
	}
	return next
}

// comeBack goes on where a call came from.
func (k *walk) comeBack(caller, exit int32) {
	c, e := k.nodes[caller], k.nodes[exit]
	st := k.steps[c.step]
	if st.Kind != "call" && c.memory == e.memory {
		return // nothing has changed
	}
	first := k.nodes[k.frames[e.frame].first]
	back := node{frame: c.frame, step: c.step, asleep: c.asleep, cost: c.cost + e.cost - k.nodes[first.from].cost, from: caller, exit: exit}
	m := []byte(k.memories[e.memory])
	if st.Kind != "call" {
		k.arrive(back, m)
		return
	}
	back.step = int32(st.Ways[0].To)
	k.link(exit, k.arrive(back, m), wayBack, 0, nobody)
}

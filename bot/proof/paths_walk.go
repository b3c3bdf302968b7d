package proof

import (
	"maps"
	"slices"

	"lyt/bot/flow"
)

// This file walks all conversations: from every beginning, through everything that
// can happen, to every place (a step with what is still remembered), shortest first.

// most is how many places are walked before the walk stops and says so; of ways
// between them there may be ten times as many.
const most = 1_000_000

// node is one place of one conversation.
type node struct {
	frame  int32 // the call it is in; 0 is none
	step   int32
	memory int32 // in walk.memories
	cost   int32 // what the person has done to get here
	from   int32 // the place before, or that of the call that came back; -1 at a beginning
	exit   int32 // where the call ended that came back; else -1
	asleep bool  // a human has the word
	hub    bool  // the answer to ticks is to be made; see answer
	done   bool  // all that follows is walked
	play   *play // what was done at the place before; nil when nothing
}

// spot is what makes a place another one.
type spot struct {
	frame, step, memory int32
	asleep, hub         bool
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
	wayHub                    // to where the answer to ticks is made
)

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
	m = slices.Clone(m)
	for _, rule := range k.when {
		k.notice(m, rule)
	}
	k.arrive(node{step: int32(k.starts[name]), from: -1, exit: -1, play: &play{"begin", name, area}}, m)
}

// arrive comes to a place, forgetting what does not matter there, and gives its number.
func (k *walk) arrive(n node, m []byte) int32 {
	for _, slot := range k.passing[int(n.step)] {
		m[slot] = passed
	}
	n.memory = k.remember(k.forget(int(n.step), m))
	at := spot{n.frame, n.step, n.memory, n.asleep, n.hub}
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
		if !k.rests(n) {
			k.take(i, &move{sets: k.asking(st)}, nil)
			return
		}
		k.answer(i)
	default:
		k.answer(i)
	}
}

// rests says that the conversation waits at a place for somebody, or is over; a pick
// that knows the answer does not ask.
func (k *walk) rests(n node) bool {
	st := k.steps[n.step]
	switch st.Kind {
	case "ticks":
		return !n.hub
	case "end":
		return n.frame == 0
	case "pick":
		return k.memories[n.memory][k.held[st.Asks][0]] == 0
	}
	return asksPerson(st.Kind)
}

// leaving is the memory to go on with from a place. What was due there at the latest
// is told once, and is no longer; after an end all that the rules ask for begins anew.
func (k *walk) leaving(i int32) []byte {
	n := k.nodes[i]
	m := []byte(k.memories[n.memory])
	for _, rule := range k.when {
		if k.rests(n) && (m[rule.slot] == due || k.steps[n.step].Kind == "end") {
			m[rule.slot] = idle
		}
	}
	return m
}

// notice makes a rule due whose condition may have come true.
func (k *walk) notice(m []byte, rule duty) {
	if m[rule.slot] == idle && rule.When.Holds(k.recall(memory(m))) {
		m[rule.slot] = due
	}
}

// take makes one move.
func (k *walk) take(i int32, m *move, p *play) {
	n := k.nodes[i]
	to := k.leaving(i)
	for _, s := range m.sets {
		to[s.slot] = s.class
	}
	for _, rule := range k.when {
		if slices.ContainsFunc(m.sets, func(s setting) bool { return slices.Contains(rule.reads, s.slot) }) {
			k.notice(to, rule)
		}
	}
	next := node{frame: n.frame, step: int32(k.steps[n.step].Ways[m.way].To), cost: n.cost + int32(m.cost), from: i, exit: -1, play: p}
	k.link(i, k.arrive(next, to), int16(m.way), int16(m.cost), m.who)
}

func (k *walk) link(from, to int32, way, cost int16, by who) {
	const perPlace = 10
	k.edges = append(k.edges, edge{from, to, way, cost, by})
	k.stopped = k.stopped || len(k.edges) >= perPlace*k.most
}

// answer makes all moves at a question. The many answers to ticks forget what was
// ticked before; so all places that differ in nothing else share one hub, from which
// the answers lead on.
func (k *walk) answer(i int32) {
	n := k.nodes[i]
	moves := k.moves[n.step]
	for j := range moves {
		if m := &moves[j]; m.awake == n.asleep && m.ticks == n.hub {
			p := &m.play
			if m.who == nobody {
				p = nil
			}
			k.take(i, m, p)
		}
	}
	if n.hub {
		return
	}
	if st := k.steps[n.step]; st.Kind == "ticks" {
		m := k.leaving(i)
		for _, slot := range k.held[st.Asks] {
			m[slot] = 0
		}
		hub := node{frame: n.frame, step: n.step, cost: n.cost, from: i, exit: -1, hub: true}
		k.link(i, k.arrive(hub, m), wayHub, 0, person)
	}
	if k.steps[n.step].Kind == "hand-off" && !n.asleep {
		asleep := node{frame: n.frame, step: n.step, cost: n.cost + 1, from: i, exit: -1, asleep: true, play: &play{do: "wait"}}
		k.link(i, k.arrive(asleep, k.leaving(i)), wayWait, 0, outside)
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

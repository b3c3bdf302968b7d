package proof

import (
	"slices"

	"lyt/bot/flow"
)

// This file lists what can happen at a step, kind by kind.

// who makes a move.
type who uint8

const (
	nobody  who = iota // the conversation goes on by itself
	person             // the person answers
	outside            // the world does: nobody is there, nothing is free
)

// move is one thing that can happen at a step.
type move struct {
	who   who
	way   int // of the step's
	sets  []setting
	cost  int // what the person does, in taps and words typed
	play  play
	awake bool // of a hand-off: it happens after the waiting
	ticks bool // it sets all that can be ticked, whatever was ticked before
}

// setting is a slot and its new class.
type setting struct {
	slot  int
	class byte
}

// play is what to do in a real conversation to make the move.
type play struct {
	do     string // tap, skip, write, area, tick, screen, report, wait; call, begin
	what   string
	values []string
}

// movesOf lists what can happen at a step, but for a branch, a call and an end.
func (w *world) movesOf(i int, live []bits) []move {
	st := w.steps[i]
	var moves []move
	for n, way := range st.Ways {
		m := move{who: person, way: n, cost: 1, play: play{do: "tap", what: way.How}}
		m.sets = w.asking(st)
		switch {
		case way.How == flow.SkipButton:
			m.play.do = "skip"
		case st.Kind == "say", st.Kind == "branch", st.Kind == "call":
			m.who, m.cost, m.play = nobody, 0, play{}
		case st.Kind == "ticks":
			moves = append(moves, w.tickings(i, m, live)...)
			continue
		case st.Kind == "pick", st.Kind == "screen":
			moves = append(moves, w.values(st, m, live)...)
			continue
		case st.Kind == "ask":
			m.play = play{do: "write", what: "det er svært"}
		case st.Kind == "buttons":
			for name, values := range way.Sets {
				m.sets = append(m.sets, w.set(name, values)...)
			}
		default:
			m = w.request(st, m)
		}
		moves = append(moves, m)
	}
	return moves
}

// request is an outcome of an offer of times, a hand-off or a referral.
func (w *world) request(st flow.MapStep, m move) move {
	how := st.Ways[m.way].How
	m.play = play{do: "report", what: how}
	if how == "none" || how == "closed" {
		m.who, m.cost = outside, 0
	}
	m.awake = st.Kind == "hand-off" && how != "closed"
	return m
}

// asking notes that a step has asked for its name, whatever the answer.
func (w *world) asking(st flow.MapStep) []setting {
	var sets []setting
	for _, name := range asksFor(st) {
		if slot, ok := w.asked[name]; ok {
			sets = append(sets, setting{slot, 1})
		}
	}
	return sets
}

// asksFor are the names a step asks for.
func asksFor(st flow.MapStep) []string {
	if st.Asks != "" {
		return []string{st.Asks}
	}
	var names []string
	for _, way := range st.Ways {
		for name := range way.Sets {
			names = append(names, name)
		}
	}
	return names
}

// set gives the slots of a name that gets these values.
func (w *world) set(name string, values []string) []setting {
	var sets []setting
	for _, slot := range w.held[name] {
		sets = append(sets, setting{slot, w.slots[slot].class(values)})
	}
	return sets
}

// setBy lists the slots that are set on every way of this sort.
func (w *world) setBy(st flow.MapStep, way flow.Way) []int {
	var slots []int
	for _, s := range w.asking(st) {
		slots = append(slots, s.slot)
	}
	for name := range way.Sets {
		slots = append(slots, w.held[name]...)
	}
	if st.Asks != "" && way.How != flow.SkipButton && st.Kind != "pick" { // a pick may know the area and set nothing
		slots = append(slots, w.held[st.Asks]...)
	}
	return slots
}

// values are the answers to a question for an area or a screening, one of each class
// that still matters afterwards.
func (w *world) values(st flow.MapStep, m move, live []bits) []move {
	kind := map[string]string{"pick": "area", "screen": "screen"}[st.Kind]
	m.play, m.cost = play{do: kind, what: unasked(st.Kind)}, map[string]int{"pick": 1, "screen": 5}[st.Kind]
	if len(w.held[st.Asks]) == 0 {
		return []move{m}
	}
	slot := w.held[st.Asks][0]
	table := w.slots[slot].alike(live[st.Ways[m.way].To])
	var moves []move
	met := map[byte]bool{}
	for class := 1; class < len(table); class++ {
		if met[table[class]] {
			continue
		}
		met[table[class]] = true
		one := m
		one.sets = append(slices.Clone(m.sets), setting{slot, byte(class)})
		one.play.what = w.slots[slot].classes[class][0]
		moves = append(moves, one)
	}
	return moves
}

// unasked is an answer where no condition ever asks for it.
func unasked(kind string) string {
	return map[string]string{"pick": "helsingor", "screen": "33333"}[kind]
}

// maxTicks is how many values of a question are told apart; more make too many ways.
const maxTicks = 12

// tickings are the answers to a question with several: each way to tick what is asked
// about afterwards, and what to tick when it is none of that.
func (w *world) tickings(step int, m move, live []bits) []move {
	st := w.steps[step]
	var free, rest []int // slots that matter afterwards, and those that do not
	for _, slot := range w.held[st.Asks] {
		if s := w.slots[slot]; live[st.Ways[m.way].To].has(s.atoms) {
			free = append(free, slot)
		} else {
			rest = append(rest, slot)
		}
	}
	if len(free) > maxTicks {
		w.cut = append(w.cut, step)
		free, rest = free[:maxTicks], append(rest, free[maxTicks:]...)
	}
	var moves []move
	for n := range 1 << len(free) {
		one := m
		one.sets, one.play, one.ticks = slices.Clone(m.sets), play{do: "tick"}, true
		for i, slot := range free {
			one.sets = append(one.sets, setting{slot, byte(n >> i & 1)})
			if n>>i&1 == 1 {
				one.play.values = append(one.play.values, w.slots[slot].value)
			}
		}
		for _, slot := range rest {
			one.sets = append(one.sets, setting{slot, 0})
		}
		if n == 0 {
			other := w.unaskedTick(st.Asks, free)
			if other == "" {
				continue
			}
			one.play.values = []string{other}
		}
		one.cost = len(one.play.values) + 1
		moves = append(moves, one)
	}
	return append(moves, w.tickNothing(st, m)...)
}

// unaskedTick is a value that can be ticked without setting any of the slots.
func (w *world) unaskedTick(name string, slots []int) string {
	for _, value := range w.names[name].Values {
		if !slices.ContainsFunc(slots, func(slot int) bool { return w.slots[slot].value == value }) {
			return value
		}
	}
	return ""
}

// tickNothing is going on with nothing ticked: where the question can be skipped it
// is, and what was ticked earlier is forgotten.
func (w *world) tickNothing(st flow.MapStep, m move) []move {
	way := slices.IndexFunc(st.Ways, func(way flow.Way) bool { return way.How == flow.SkipButton })
	if way < 0 {
		return nil
	}
	m.way, m.play = way, play{do: "tick"}
	m.sets = append(slices.Clone(m.sets), w.set(st.Asks, nil)...)
	return []move{m}
}

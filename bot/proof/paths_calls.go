package proof

import "slices"

// This file walks into calls and back, and from an end on.
//
// A call is walked once for each memory it begins with, however many places call it:
// its ends lead back to all of them. So it does not matter how deep calls go.

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
		k.arrive(next, k.leaving(i))
	}
}

// call goes into a flow, to come back here from each of its ends. What is played aside
// needs to know only what it touches.
func (k *walk) call(i int32, start int, aside bool, p *play) {
	n := k.nodes[i]
	m := k.leaving(i)
	for slot, touched := range k.touched {
		if aside && !touched {
			m[slot] = 0
		}
	}
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
	anew := node{step: int32(k.starts[k.entry]), cost: n.cost + 1, from: i, exit: -1, play: &play{do: "begin", what: k.entry}}
	k.arrive(anew, k.leaving(i))
	for _, name := range k.called {
		k.call(i, k.starts[name], true, &play{do: "begin", what: name})
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

// comeBack goes on where a call came from.
func (k *walk) comeBack(caller, exit int32) {
	c, e := k.nodes[caller], k.nodes[exit]
	st := k.steps[c.step]
	first := k.nodes[k.frames[e.frame].first]
	back := node{frame: c.frame, step: c.step, asleep: c.asleep, cost: c.cost + e.cost - k.nodes[first.from].cost, from: caller, exit: exit}
	m := []byte(k.memories[e.memory])
	if st.Kind != "call" {
		was := k.leaving(caller)
		for slot, touched := range k.touched {
			if !touched {
				m[slot] = was[slot]
			}
		}
		k.arrive(back, m)
		return
	}
	back.step = int32(st.Ways[0].To)
	k.link(exit, k.arrive(back, m), wayBack, 0, nobody)
}

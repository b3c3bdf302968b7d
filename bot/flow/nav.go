package flow

import (
	"maps"
	"slices"
)

func (t *turn) canGoBack() bool { return len(t.s.Undo) > 0 || t.at.kind.inside(t.s) }

// back takes the last answer back and asks its question again.
func (t *turn) back() {
	switch {
	case t.at.kind.inside(t.s):
		t.s.Misses = 0
		t.at.kind.back(t)
	case len(t.s.Undo) == 0:
		t.say("flow.no-back")
		t.at.kind.ask(t)
	case t.undo():
		t.at.kind.ask(t)
	default:
		t.restart("")
	}
}

// undo makes the state what it was before the last answer; false when there is
// none, or its step does not exist any more.
func (t *turn) undo() bool {
	last := len(t.s.Undo) - 1
	if last < 0 {
		return false
	}
	u := t.s.Undo[last]
	for name, values := range u.Before {
		t.s = t.s.With(name, values...)
	}
	t.clear()
	t.s.Undo = t.s.Undo[:last]
	t.s.Flow, t.s.Step, t.s.Stack = u.Flow, u.Step, u.Stack
	t.s.Digits, t.s.Picked, t.s.Args = u.Digits, u.Picked, u.Args
	t.s.Ended, t.args = false, nil
	t.find()
	return t.at != nil
}

// call goes into another flow, to come back to the question at hand, or to sleep,
// when it ends.
func (t *turn) call(name string) {
	to := t.flows.flows[name]
	switch {
	case t.s.Flow == "" || t.s.Ended || t.at == nil && !t.s.Sleep:
		t.begin(name, nil)
	case to == nil && t.s.Sleep: // nowhere to go, nothing to show
	case to == nil:
		t.again()
	case to == t.at.flowOf() && !t.s.Sleep: // from within: from its start, not once more inside of itself
		t.answered()
		t.goTo(to.start)
	default:
		t.leaveFor(to)
	}
}

// flowOf is the flow of a step that may not exist.
func (s *step) flowOf() *flow {
	if s == nil {
		return nil
	}
	return s.flow
}

func (t *turn) leaveFor(to *flow) {
	frame := Frame{Flow: t.s.Flow, Step: t.s.Step, Sleep: t.s.Sleep, Digits: t.s.Digits, Picked: t.s.Picked, Args: t.s.Args}
	if !t.s.Sleep {
		t.answered() // Tilbage leads out of the call again
	}
	t.push(frame)
	t.s.Sleep, t.s.Args, t.args = false, nil, nil
	t.goTo(to.start)
}

// push keeps a place to come back to, in a slice of its own. When there are too
// many, one is given up: neither the first, which is where the talk came from, nor
// one that waits for a human.
func (t *turn) push(frame Frame) {
	stack := slices.Concat(t.s.Stack, []Frame{frame})
	if len(stack) > maxStack {
		i := slices.IndexFunc(stack[1:], func(f Frame) bool { return !f.Sleep })
		stack = slices.Delete(stack, i+1, i+2)
	}
	t.s.Stack = stack
}

// comeBack ends a call: on to the next step, back to the question that was left, or
// back to sleep.
func (t *turn) comeBack() {
	last := len(t.s.Stack) - 1
	frame := t.s.Stack[last]
	t.s.Stack = t.s.Stack[:last]
	t.clear()
	t.s.Flow, t.s.Step, t.s.Args, t.args = frame.Flow, frame.Step, frame.Args, nil
	t.s.Digits, t.s.Picked = frame.Digits, frame.Picked
	t.find()
	switch {
	case frame.Sleep:
		t.sleep()
	case t.at == nil:
		t.restart("")
	default:
		t.at.kind.resume(t)
	}
}

// sleep leaves the word to a human.
func (t *turn) sleep() {
	t.clear()
	t.done()
	t.s.Sleep, t.s.Args, t.args, t.s.Hops = true, nil, nil, 0
}

// reported takes in what became of a request, or of a human.
func (t *turn) reported(in Input) {
	r := in.Result
	switch r.Name {
	case "claimed", "ended", "left":
		if !t.unwind() || r.Name == "claimed" {
			return
		}
		t.s.Sleep = false
		if _, ok := t.kindHere().(*handOff); !ok {
			t.restart(in.Flow)
			return
		}
	default:
		if t.s.Sleep || t.s.Ended {
			return // it comes too late to matter
		}
	}
	if t.at == nil {
		if t.s.Flow != "" {
			t.restart(in.Flow)
		}
		return
	}
	t.at.kind.report(t, r)
}

// kindHere is the kind of the step at hand, nil when that does not exist.
func (t *turn) kindHere() kind {
	if t.at == nil {
		return nil
	}
	return t.at.kind
}

// take keeps a result's placeholders for the texts that follow.
func (t *turn) take(r Result) {
	if len(r.Args) > 0 {
		t.s.Args, t.args = maps.Clone(r.Args), nil
	}
}

// unwind goes to the place that waits for a human, the outermost if there are
// several, and sleeps there; false when nothing waits.
func (t *turn) unwind() bool {
	i := slices.IndexFunc(t.s.Stack, func(f Frame) bool { return f.Sleep })
	if i < 0 {
		return t.s.Sleep
	}
	frame := t.s.Stack[i]
	t.s.Stack = t.s.Stack[:i]
	t.s.Flow, t.s.Step, t.s.Ended = frame.Flow, frame.Step, false
	t.find()
	t.sleep()
	return true
}

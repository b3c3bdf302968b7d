package flow

import (
	"maps"
	"slices"
	"strings"
)

// Step plays one input: it gives the new state, and what shall happen, in order.
// It never changes the state it is given, and never asks clock, network or chance.
//
// At the end of a step the conversation has asked a question, sleeps because a
// human has the word, waits for a Report, or has ended.
func (f *Flows) Step(words Words, areas Areas, s State, in Input) (State, []Event) {
	t := &turn{flows: f, words: words, areas: areas, s: s}
	t.find()
	t.play(in)
	return t.s, t.events
}

func (t *turn) play(in Input) {
	switch {
	case in.Do == Begin:
		t.begin(in.Flow, in.Remember)
	case in.Do == Report:
		t.reported(in)
	case in.Do == Call:
		t.call(in.Flow)
	case t.s.Sleep: // the words belong to the human
	case t.s.Flow == "":
		t.begin(in.Flow, nil)
	case t.s.Ended:
		t.afterEnd(in)
	case t.at == nil:
		t.restart(in.Flow)
	default:
		t.person(in)
	}
}

// person plays what the person themselves did.
func (t *turn) person(in Input) {
	switch in.Do {
	case Say:
		t.said(in.Text)
	case Tap:
		t.tapped(in.Button, in.Turn)
	case Back:
		t.back()
	case Skip:
		t.skip()
	default:
		t.again()
	}
}

// begin starts a flow from its first step, forgetting the place but not the memory.
func (t *turn) begin(name string, remember map[string][]string) {
	fl := t.flows.entry(name, t.s)
	t.s = State{Turn: t.s.Turn, Memory: t.s.Memory}
	t.recall(remember)
	t.goTo(fl.start)
}

// entry finds the flow to begin with: the one asked for, the one at hand, or the
// one everything was called from.
func (f *Flows) entry(name string, s State) *flow {
	names := []string{name, s.Flow}
	if len(s.Stack) > 0 {
		names = []string{name, s.Stack[0].Flow, s.Flow}
	}
	for _, name := range names {
		if fl := f.flows[name]; fl != nil {
			return fl
		}
	}
	return f.flows[f.Names()[0]]
}

// recall takes over what is known already, as far as it is declared.
func (t *turn) recall(remember map[string][]string) {
	for _, name := range slices.Sorted(maps.Keys(remember)) {
		if v := t.flows.names[name]; v != nil && v.accepts(remember[name]) {
			t.s = t.s.With(name, remember[name]...)
		}
	}
}

// restart begins again because the place does not exist any more: the flow was
// changed while the talk rested.
func (t *turn) restart(name string) {
	t.say("flow.restart")
	t.begin(name, nil)
}

// afterEnd answers somebody whose talk is over: Tilbage leads back into it, all
// else begins anew.
func (t *turn) afterEnd(in Input) {
	if in.Do == Back && t.undo() {
		t.at.kind.ask(t)
		return
	}
	if in.Do == Tap {
		t.say("flow.stale")
	}
	t.begin(in.Flow, nil)
}

// again shows the question once more, changing nothing.
func (t *turn) again() {
	t.steady = true
	t.at.kind.ask(t)
}

func (t *turn) tapped(button string, turn int) {
	switch {
	case turn != t.s.Turn:
		t.stale()
	case button == BackButton && t.canGoBack():
		t.back()
	case button == SkipButton && t.at.skip != nil:
		t.skip()
	case !t.at.kind.choose(t, button):
		t.stale()
	}
}

// stale answers a button of an older question, or one made up.
func (t *turn) stale() {
	t.say("flow.stale")
	t.again()
}

// maxHeard is how much of a message is looked at: more than an answer of maxNote
// characters can take in UTF-8.
const maxHeard = 4*maxNote + 8

func (t *turn) said(words string) {
	t.typed = true
	words = strings.TrimSpace(words)
	if len(words) > maxHeard {
		words = words[:maxHeard]
	}
	words = strings.ToValidUTF8(words, "")
	if id := t.match(words); id != "" && t.at.kind.choose(t, id) {
		return
	}
	switch t.matchNav(words) {
	case BackButton:
		t.back()
		return
	case SkipButton:
		t.skip()
		return
	}
	if !t.at.kind.hear(t, words) {
		t.miss()
	}
}

// miss answers words that fit nothing: twice a kind second asking, then a human
// is offered; the question follows each time.
func (t *turn) miss() {
	t.s.Misses++
	switch t.s.Misses {
	case 1:
		t.say("flow.again.1")
	case 2:
		t.say("flow.again.2")
	default:
		t.emit(Speak{Key: "flow.again.human", Buttons: []Button{humanButton()}})
	}
	t.at.kind.ask(t)
}

// skip passes a question over, where the flow allows it.
func (t *turn) skip() {
	if t.at.skip == nil {
		t.say("flow.no-skip")
		t.at.kind.ask(t)
		return
	}
	to := t.at.skip
	t.answered()
	t.goTo(to)
}

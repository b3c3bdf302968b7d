package flow

import (
	"maps"
	"slices"
)

// Bounds on what one person's talk may grow to.
const (
	maxHops  = 100 // steps played without a question in between
	maxUndo  = 20  // answers that can be taken back
	maxStack = 6   // calls inside of calls
)

// turn is the work on one input: the new state as it comes about, and the events.
type turn struct {
	flows  *Flows
	words  Words
	areas  Areas
	s      State
	at     *step // where s is; nil when that step does not exist
	events []Event
	steady bool // the question is shown again as it was: old buttons stay good
	typed  bool // the input was words
	looped bool // the step limit was met
	args   map[string]any
}

// goTo leaves the step at hand for another.
func (t *turn) goTo(to *step) {
	t.clear()
	t.steady = false
	t.arrive(to)
}

// clear forgets what belongs to the step at hand only.
func (t *turn) clear() {
	t.s.Picked, t.s.Digits, t.s.Offered = nil, "", nil
	t.s.More, t.s.Asked, t.s.Misses = "", "", 0
}

func (t *turn) arrive(to *step) {
	t.s.Flow, t.s.Step, t.at = to.flow.name, to.name, to
	t.s.Hops++
	if t.s.Hops > maxHops {
		t.breakLoop()
		return
	}
	to.kind.enter(t)
}

// find puts the turn where the state says it is.
func (t *turn) find() {
	t.at = nil
	if fl := t.flows.flows[t.s.Flow]; fl != nil {
		t.at = fl.steps[t.s.Step]
	}
}

// breakLoop ends a loop without a question: it is said, and the last question is
// asked again, so that the person can answer differently.
func (t *turn) breakLoop() {
	t.events = slices.DeleteFunc(t.events, repeats())
	t.emit(Speak{Key: "flow.loop", Buttons: []Button{humanButton()}})
	if t.looped || !t.undo() {
		t.s.Turn++
		t.s.Hops = 0
		return
	}
	t.looped = true
	t.s.Hops = maxHops - maxStack // a loop that goes on through reports is met sooner
	t.at.kind.ask(t)
}

// repeats tells the words that a loop has said before.
func repeats() func(Event) bool {
	seen := map[string]bool{}
	return func(e Event) bool {
		key := "!"
		if speak, ok := e.(Speak); ok {
			key = speak.Key + " " + speak.Text
		}
		again := seen[key]
		seen[key] = true
		return again
	}
}

func humanButton() Button { return Button{ID: HumanButton, Key: "button.human"} }

func (t *turn) emit(e Event) { t.events = append(t.events, e) }

// say speaks the text of an engine's key.
func (t *turn) say(key string) { t.emit(Speak{Key: key}) }

// tell speaks the text of the step at hand.
func (t *turn) tell() { t.emit(Speak{Key: t.at.key, Args: t.textArgs()}) }

// question asks: a text with the buttons of the step, Tilbage and Spring over. A
// new question has a new turn, which makes all older buttons stale.
func (t *turn) question(q Speak) {
	q.Buttons = t.buttons()
	t.s.Hops = 0
	if !t.steady {
		t.s.Turn++
	}
	t.emit(q)
}

// buttons are those of the question as it stands.
func (t *turn) buttons() []Button {
	buttons := t.at.kind.buttons(t)
	if t.canGoBack() {
		buttons = append(buttons, Button{ID: BackButton, Key: "button.back"})
	}
	if t.at.skip != nil {
		buttons = append(buttons, Button{ID: SkipButton, Key: "button.skip", Beside: t.canGoBack()})
	}
	return buttons
}

// textArgs are the placeholders a step's text may use: the last result's, the
// score and the name of the area. It is made once and only read.
func (t *turn) textArgs() map[string]any {
	score, taken := t.flows.Score(t.s)
	id := t.flows.areaOf(t.s)
	if t.args != nil || len(t.s.Args) == 0 && !taken && id == "" {
		return t.args
	}
	t.args = make(map[string]any, len(t.s.Args)+2)
	if taken {
		t.args["score"] = score
	}
	if id != "" {
		t.args["area"] = municipality{id, t.areas}
	}
	for name, value := range t.s.Args {
		t.args[name] = value
	}
	return t.args
}

// municipality is the name of an area, looked up only by a text that says it.
type municipality struct {
	id    string
	areas Areas
}

func (m municipality) String() string {
	for _, found := range m.areas(m.id) {
		if found.ID == m.id {
			return found.Name
		}
	}
	return m.id
}

// assign is a name and what it shall hold; no values forget it.
type assign struct {
	name   string
	values []string
}

// answered notes that the person gave an answer here, so that it can be taken
// back, and remembers what it says.
func (t *turn) answered(sets ...assign) {
	undo := Undo{Flow: t.s.Flow, Step: t.s.Step, Stack: t.s.Stack, Digits: t.s.Digits, Picked: t.s.Picked, Args: t.s.Args}
	if len(sets) > 0 {
		undo.Before = t.before(sets)
		memory := maps.Clone(t.s.Memory)
		if memory == nil {
			memory = make(map[string][]string, len(sets))
		}
		for _, set := range sets {
			put(memory, set.name, set.values)
		}
		t.s.Memory = memory
	}
	t.note(undo)
	t.s.Args, t.args, t.s.Misses = nil, nil, 0
}

// before is what the names hold now. Mostly it is one name that holds nothing, for
// which the map is there already.
func (t *turn) before(sets []assign) map[string][]string {
	if len(sets) == 1 && t.s.Memory[sets[0].name] == nil {
		return t.flows.blank[sets[0].name]
	}
	held := make(map[string][]string, len(sets))
	for _, set := range sets {
		held[set.name] = t.s.Memory[set.name]
	}
	return held
}

func put(memory map[string][]string, name string, values []string) {
	if len(values) == 0 {
		delete(memory, name)
		return
	}
	memory[name] = values
}

// note keeps one more answer to take back, in a slice of its own.
func (t *turn) note(undo Undo) {
	old := t.s.Undo
	old = old[max(0, len(old)-maxUndo+1):]
	t.s.Undo = append(append(make([]Undo, 0, len(old)+1), old...), undo)
}

// done says that what was answered so far has had an effect that Tilbage cannot
// undo: a time is booked, a human is on the way.
func (t *turn) done() { t.s.Undo = nil }

package flow

import "slices"

// ticks asks a question with several answers: each button is ticked or not, the
// last one goes on.
type ticks struct {
	mute
	name *variable
	key  string // of the step's text
	to   *step
}

// doneID is the last button of ticks and refer.
const doneID = "done"

const tick = "✓ "

func readTicks(r *stepReader) kind {
	k := &ticks{name: r.variable("ticks", manyOf), key: r.step.key, to: r.target("done")}
	if slices.Contains(k.name.values, doneID) || slices.Contains(k.name.values, BackButton) || slices.Contains(k.name.values, SkipButton) {
		r.report(r.node.get("ticks").place, "reserved-id", "%s cannot be ticked: one of its values is called done, back or skip, which are the engine's buttons", k.name.name)
	}
	return k
}

func (k *ticks) enter(t *turn) {
	t.s.Picked = t.s.Memory[k.name.name]
	k.ask(t)
}

func (k *ticks) resume(t *turn) { k.ask(t) }
func (k *ticks) ask(t *turn)    { t.question(Speak{Key: k.key, Args: t.textArgs()}) }

func (k *ticks) choose(t *turn, button string) bool {
	if button == doneID {
		k.finish(t)
		return true
	}
	if !slices.Contains(k.name.values, button) {
		return false
	}
	k.toggle(t, button)
	// A tap changes the question in place, so its buttons stay good; after typed
	// words the question is far up, and asked anew.
	t.steady, t.s.Misses = !t.typed, 0
	t.question(Speak{Key: k.key, Args: t.textArgs(), Change: !t.typed})
	return true
}

// toggle keeps the order of the buttons, in a slice of its own.
func (k *ticks) toggle(t *turn, value string) {
	var picked []string
	for _, v := range k.name.values {
		if slices.Contains(t.s.Picked, v) != (v == value) {
			picked = append(picked, v)
		}
	}
	t.s.Picked = picked
}

func (k *ticks) finish(t *turn) {
	switch {
	case len(t.s.Picked) > 0:
		t.answered(assign{k.name.name, t.s.Picked})
		t.goTo(k.to)
	case t.at.skip != nil:
		to := t.at.skip
		t.answered(assign{k.name.name, nil})
		t.goTo(to)
	default:
		t.missDone()
	}
}

// missDone answers "done" with nothing ticked where something must be.
func (t *turn) missDone() {
	if t.s.Misses >= 2 {
		t.miss()
		return
	}
	t.s.Misses++
	t.say("flow.done-nothing")
	t.at.kind.ask(t)
}

func (k *ticks) label(value string) string { return k.key + "." + value }

func (k *ticks) buttons(t *turn) []Button {
	made := make([]Button, 0, len(k.name.values)+3)
	for i, value := range k.name.values {
		b := Button{ID: value, Key: k.label(value), Beside: i%2 == 1} // two a row: all of them on one phone screen
		if slices.Contains(t.s.Picked, value) {
			b.Key, b.Text = "", tick+t.words(b.Key, nil)
		}
		made = append(made, b)
	}
	return append(made, Button{ID: doneID, Key: k.label(doneID)})
}

func (k *ticks) answers() []string { return append(slices.Clone(k.name.values), doneID) }

func (k *ticks) leads() []*step { return []*step{k.to} }

func (k *ticks) keys(use func(KeyUse)) {
	use(KeyUse{})
	for _, value := range k.answers() {
		use(KeyUse{Key: k.label(value), Button: true})
	}
}

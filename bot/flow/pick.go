package flow

import "strconv"

// pick takes a municipality by typing.
type pick struct {
	mute
	name *variable
	to   *step
}

// askedWhich is State.Asked while the person chooses between several that fit.
const askedWhich = "which"

// maxPick is how many that fit become buttons.
const maxPick = 6

func readPick(r *stepReader) kind {
	return &pick{name: r.variable("pick", anArea), to: r.target("go")}
}

// enter passes the step over when the area is known, as from a start link.
func (k *pick) enter(t *turn) {
	if t.s.Value(k.name.name) != "" {
		t.goTo(k.to)
		return
	}
	k.ask(t)
}

func (k *pick) resume(t *turn) { k.enter(t) }

func (k *pick) ask(t *turn) {
	if t.s.Asked == askedWhich {
		t.question(Speak{Key: "flow.which"})
		return
	}
	t.question(Speak{Key: t.at.key, Args: t.textArgs()})
}

func (k *pick) hear(t *turn, words string) bool {
	found := t.areas(head(words))
	switch {
	case len(found) == 0 && t.s.Misses == 0:
		t.s.Misses++
		t.say("flow.no-area")
		k.ask(t)
	case len(found) == 0:
		return false
	case len(found) == 1:
		k.take(t, found[0].ID)
	default:
		k.offer(t, found[:min(len(found), maxPick)])
	}
	return true
}

func (k *pick) offer(t *turn, found []Area) {
	t.clear()
	t.s.Asked = askedWhich
	for _, a := range found {
		t.s.Offered = append(t.s.Offered, Choice{ID: a.ID, Label: a.Name})
	}
	k.ask(t)
}

func (k *pick) take(t *turn, id string) {
	t.answered(assign{k.name.name, []string{id}})
	t.goTo(k.to)
}

func (k *pick) choose(t *turn, button string) bool {
	chosen, ok := t.offered(button)
	if ok {
		k.take(t, chosen.ID)
	}
	return ok
}

func (k *pick) inside(s State) bool { return s.Asked == askedWhich }

func (k *pick) back(t *turn) {
	t.clear()
	k.ask(t)
}

func (k *pick) buttons(t *turn) []Button { return t.offers() }

func (k *pick) leads() []*step { return []*step{k.to} }

func (k *pick) keys(use func(KeyUse)) { use(KeyUse{}) }

// offers are the buttons of what is on offer, numbered from 1.
func (t *turn) offers() []Button {
	made := make([]Button, 0, len(t.s.Offered)+4)
	for i, c := range t.s.Offered {
		made = append(made, Button{ID: strconv.Itoa(i + 1), Text: c.Label})
	}
	return made
}

// offered finds what a button of offers means. The button is foreign.
func (t *turn) offered(button string) (Choice, bool) {
	for i, c := range t.s.Offered {
		if button == strconv.Itoa(i+1) {
			return c, true
		}
	}
	return Choice{}, false
}

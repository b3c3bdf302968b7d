package flow

import "slices"

// buttons asks a question with one answer of several.
type buttons struct {
	mute
	choices []choice
}

// choice is one answer: what it remembers and where it leads.
type choice struct {
	button Button
	sets   []assign
	to     *step
	at     place
}

func readButtons(r *stepReader) kind {
	k := &buttons{}
	for _, f := range r.fields("buttons") {
		r.checkID(f.key, "button", "back", "skip")
		c := choice{button: Button{ID: f.key.text, Key: r.step.key + "." + f.key.text}, at: f.key.place}
		c.sets, c.to = r.answer(f.value)
		k.choices = append(k.choices, c)
	}
	return k
}

func (k *buttons) enter(t *turn)  { k.ask(t) }
func (k *buttons) resume(t *turn) { k.ask(t) }
func (k *buttons) ask(t *turn)    { t.question(Speak{Key: t.at.key, Args: t.textArgs()}) }

func (k *buttons) choose(t *turn, button string) bool {
	i := slices.IndexFunc(k.choices, func(c choice) bool { return c.button.ID == button })
	if i < 0 {
		return false
	}
	t.answered(k.choices[i].sets...)
	t.goTo(k.choices[i].to)
	return true
}

func (k *buttons) buttons(*turn) []Button {
	made := make([]Button, len(k.choices), len(k.choices)+2)
	for i, c := range k.choices {
		made[i] = c.button
	}
	return made
}

func (k *buttons) answers() []string {
	var ids []string
	for _, c := range k.choices {
		ids = append(ids, c.button.ID)
	}
	return ids
}

func (k *buttons) leads() []*step {
	var to []*step
	for _, c := range k.choices {
		to = append(to, c.to)
	}
	return to
}

func (k *buttons) keys(use func(KeyUse)) {
	use(KeyUse{})
	for _, c := range k.choices {
		use(KeyUse{Key: c.button.Key, Button: true, Line: c.at.line, Col: c.at.col})
	}
}

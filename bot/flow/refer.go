package flow

import "slices"

// refer shows others who can help, and all about the one that is chosen.
type refer struct {
	mute
	service string // kind of service, or empty for all
	show    int
	to      *step
	none    *step
}

// askedCard is State.Asked while a partner's card is fetched.
const askedCard = "card"

func readRefer(r *stepReader) kind {
	k := &refer{show: 4}
	how := r.section("refer")
	r.only(how, "refer", nil, []string{"kind", "show"})
	if kind := how.get("kind"); kind != nil {
		k.service = r.oneOf(kind, "kind", "civil", "municipal", "emergency")
	}
	r.number(how.get("show"), 1, 7, &k.show)
	k.to = r.target("go")
	k.none = k.to
	if r.node.get("none") != nil {
		k.none = r.target("none")
	}
	return k
}

func (k *refer) enter(t *turn)  { k.ask(t) }
func (k *refer) resume(t *turn) { k.ask(t) }

func (k *refer) ask(t *turn) {
	t.s.Offered, t.s.Asked = nil, ""
	t.emit(Partners{Kind: k.service, Show: k.show})
}

func (k *refer) report(t *turn, r Result) {
	switch {
	case r.Name == "none", r.Name == "partners" && len(r.Choices) == 0:
		t.take(r)
		t.goTo(k.none)
	case r.Name == "partners":
		t.take(r)
		t.s.Offered = slices.Clone(r.Choices)
		t.question(t.withLines(r.Text))
	case r.Name == "card" && t.s.Asked == askedCard:
		t.s.Asked = ""
		if r.Text != "" {
			t.emit(Speak{Text: r.Text})
		}
		t.question(Speak{Key: t.at.key, Args: t.textArgs()})
	}
}

func (k *refer) choose(t *turn, button string) bool {
	if chosen, ok := t.offered(button); ok {
		t.s.Asked, t.s.Misses = askedCard, 0
		t.emit(Card{Choice: chosen})
		return true
	}
	if button != doneID || len(t.s.Offered) == 0 {
		return false
	}
	t.answered()
	t.goTo(k.to)
	return true
}

func (k *refer) buttons(t *turn) []Button {
	made := t.offers()
	if len(made) == 0 {
		return nil
	}
	return append(made, Button{ID: doneID, Key: t.at.key + "." + doneID})
}

func (k *refer) answers() []string { return []string{"1", doneID} }

func (k *refer) leads() []*step { return []*step{k.to, k.none} }

func (k *refer) keys(use func(KeyUse)) {
	use(KeyUse{})
	use(KeyUse{Key: "." + doneID, Button: true})
}

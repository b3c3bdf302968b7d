package flow

// say says its text, or shows the crisis card, and goes on.
type say struct {
	mute
	crisis bool
	to     *step
}

func readSay(r *stepReader) kind {
	k := &say{to: r.target("go")}
	if card := r.node.get("card"); card != nil {
		k.crisis = r.oneOf(card, "card", "crisis") != ""
	}
	return k
}

func (k *say) enter(t *turn) {
	if k.crisis {
		t.emit(Crisis{})
	} else {
		t.tell()
	}
	t.goTo(k.to)
}

func (k *say) ask(t *turn)    { k.enter(t) }
func (k *say) resume(t *turn) { k.enter(t) }

func (k *say) leads() []*step { return []*step{k.to} }

func (k *say) keys(use func(KeyUse)) {
	if !k.crisis {
		use(KeyUse{})
	}
}

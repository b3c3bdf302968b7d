package flow

// branch goes where the first condition that holds leads; the last case has none.
type branch struct {
	mute
	cases []branchCase
}

type branchCase struct {
	when *condition // nil: always
	text string     // of the condition, as it stands in the file
	to   *step
	at   place
}

func readBranch(r *stepReader) kind {
	k := &branch{}
	items := r.items("branch")
	for i, item := range items {
		c := branchCase{to: r.targetOf(item, "go"), at: item.place}
		r.only(item, "branch", []string{"go"}, []string{"if"})
		switch when := item.get("if"); {
		case when != nil:
			c.when, c.text = r.condition(when), when.text
		case i < len(items)-1:
			r.report(item.place, "default-not-last", "a case without if always holds, so nothing after it is ever reached; put it last")
		}
		k.cases = append(k.cases, c)
	}
	if n := len(items); n > 0 && items[n-1].get("if") != nil {
		r.report(items[n-1].place, "no-default", "the last case needs to be one without if: {go: …}")
	}
	return k
}

func (k *branch) enter(t *turn) {
	for _, c := range k.cases {
		if c.when == nil || c.when.holds(t.s.Memory) {
			t.goTo(c.to)
			return
		}
	}
}

func (k *branch) ask(t *turn)    { k.enter(t) }
func (k *branch) resume(t *turn) { k.enter(t) }

func (k *branch) leads() []*step {
	var to []*step
	for _, c := range k.cases {
		to = append(to, c.to)
	}
	return to
}

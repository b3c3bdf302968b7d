package flow

// call plays another flow from its start; when that one ends, it goes on here.
type call struct {
	mute
	flow *flow
	to   *step
}

func readCall(r *stepReader) kind { return &call{flow: r.calledFlow("call"), to: r.target("go")} }

func (k *call) enter(t *turn) {
	t.push(Frame{Flow: t.s.Flow, Step: t.s.Step})
	t.goTo(k.flow.start)
}

func (k *call) ask(t *turn)    { k.enter(t) }
func (k *call) resume(t *turn) { t.goTo(k.to) }

func (k *call) leads() []*step { return []*step{k.to, k.flow.start} }

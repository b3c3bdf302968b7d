package flow

// end says its text; a call goes back to where it came from, else the talk is over.
type end struct {
	mute
	name string
}

func readEnd(r *stepReader) kind {
	k := &end{}
	if n := r.node.get("end"); r.checkID(n, "end") {
		k.name = n.text
	}
	return k
}

func (k *end) enter(t *turn) {
	t.tell()
	if len(t.s.Stack) > 0 {
		t.comeBack()
		return
	}
	t.s.Ended, t.s.Args, t.args, t.s.Hops = true, nil, nil, 0
	t.emit(End{Flow: t.s.Flow, Step: t.s.Step, Name: k.name})
}

func (k *end) ask(t *turn)    { k.enter(t) }
func (k *end) resume(t *turn) { k.enter(t) }

func (k *end) keys(use func(KeyUse)) { use(KeyUse{}) }

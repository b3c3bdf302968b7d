package flow

import (
	"slices"
	"strings"
)

// handOff asks for a human, after asking what may be passed on. While somebody is
// waited for, and while they talk, the conversation sleeps.
type handOff struct {
	mute
	to     string
	share  []string
	ended  *step
	closed *step
	no     *step // declined: the person stopped waiting
}

// What State.Asked is on the way to a human.
const (
	askedConsent = "consent"
	askedHuman   = "human"
)

const (
	yesID = "yes"
	noID  = "no"
)

func readHandOff(r *stepReader) kind {
	k := &handOff{to: "counsellor"}
	how := r.section("hand-off")
	r.only(how, "hand-off", []string{"to"}, []string{"share"})
	if to := how.get("to"); to != nil && r.checkID(to, "service") {
		k.to = to.text
	}
	k.share = r.sharedNames(how.get("share"))
	k.ended, k.closed, k.no = r.target("ended"), r.target("closed"), r.target("declined")
	return k
}

func (k *handOff) enter(t *turn)  { k.ask(t) }
func (k *handOff) resume(t *turn) { k.ask(t) }

// ask asks what may be passed on, if anything is known; else for the human.
func (k *handOff) ask(t *turn) {
	known := k.known(t.s)
	if len(known) == 0 {
		k.request(t, nil)
		return
	}
	t.s.Asked = askedConsent
	t.question(Speak{Key: "flow.share", Args: map[string]any{"what": t.enumerate(known)}})
}

func (k *handOff) known(s State) []string {
	var names []string
	for _, name := range k.share {
		if s.Value(name) != "" {
			names = append(names, name)
		}
	}
	return names
}

// enumerate names what would be passed on: "hvem du er, din alder og din måling".
func (t *turn) enumerate(names []string) string {
	var labels []string
	for _, name := range names {
		labels = append(labels, t.words("share."+name, nil))
	}
	last := len(labels) - 1
	if last == 0 {
		return labels[0]
	}
	return strings.Join(labels[:last], ", ") + " " + t.words("flow.and", nil) + " " + labels[last]
}

func (k *handOff) request(t *turn, share []string) {
	t.s.Asked, t.s.Misses = askedHuman, 0
	t.emit(Human{To: k.to, Share: share})
}

func (k *handOff) choose(t *turn, button string) bool {
	if t.s.Asked != askedConsent || button != yesID && button != noID {
		return false
	}
	known := k.known(t.s)
	t.answered()
	if button == noID {
		known = nil
	}
	k.request(t, known)
	return true
}

func (k *handOff) report(t *turn, r Result) {
	to := map[string]*step{"closed": k.closed, "ended": k.ended, "left": k.no}[r.Name]
	switch {
	case r.Name == "waiting":
		t.sleep()
	case to != nil:
		t.take(r)
		t.goTo(to)
	}
}

func (k *handOff) buttons(t *turn) []Button {
	if t.s.Asked != askedConsent {
		return nil
	}
	return slices.Grow([]Button{
		{ID: yesID, Key: "flow.share.yes"},
		{ID: noID, Key: "flow.share.no"},
	}, 2)
}

func (k *handOff) answers() []string {
	if len(k.share) == 0 {
		return nil
	}
	return []string{yesID, noID}
}

func (k *handOff) leads() []*step { return []*step{k.ended, k.closed, k.no} }

func (k *handOff) keys(use func(KeyUse)) {
	for _, name := range k.share {
		use(KeyUse{Key: "share." + name})
	}
}

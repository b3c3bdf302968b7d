package flow

import (
	"slices"
	"strings"
	"time"
)

// offerSlot shows free times and books the one that is chosen.
type offerSlot struct {
	mute
	within time.Duration
	show   int
	later  bool
	booked *step
	none   *step
	no     *step // declined
}

// The buttons under the times.
const (
	moreID = "more"
	noneID = "none"
)

// What State.Asked is on the way: a further page of times, by where it begins; or
// a booking that is being made.
const (
	askedPage = "@"
	askedBook = "book"
)

func readOffer(r *stepReader) kind {
	k := &offerSlot{within: 7 * 24 * time.Hour, show: 3}
	how := r.section("offer-slot")
	r.only(how, "offer-slot", nil, []string{"within", "show", "later"})
	r.duration(how.get("within"), &k.within)
	r.number(how.get("show"), 1, 6, &k.show)
	r.truth(how.get("later"), &k.later)
	k.booked, k.none, k.no = r.target("booked"), r.target("none"), r.target("declined")
	return k
}

func (k *offerSlot) enter(t *turn)  { k.ask(t) }
func (k *offerSlot) resume(t *turn) { k.ask(t) }

// ask asks for times anew, so that what is shown is free and in the language of now.
func (k *offerSlot) ask(t *turn) {
	page := ""
	if k.inside(t.s) {
		page = strings.TrimPrefix(t.s.Asked, askedPage)
	}
	t.s.Offered, t.s.More = nil, ""
	t.emit(Offer{Within: k.within, Show: k.show, Later: k.later, More: page})
}

func (k *offerSlot) report(t *turn, r Result) {
	switch r.Name {
	case "booked":
		t.take(r)
		t.done()
		t.goTo(k.booked)
	case "taken":
		t.say("flow.taken")
		t.s.Asked = ""
		k.offer(t, r)
	case "free":
		k.offer(t, r)
	case "none":
		t.take(r)
		t.goTo(k.none)
	}
}

// offer asks which time; without any, it is as if there were none.
func (k *offerSlot) offer(t *turn, r Result) {
	t.take(r)
	if len(r.Choices) == 0 {
		t.goTo(k.none)
		return
	}
	t.s.Offered, t.s.More = slices.Clone(r.Choices), r.More
	t.question(t.withLines(r.Text))
}

// withLines is the step's question with ready lines under it.
func (t *turn) withLines(lines string) Speak {
	if lines == "" {
		return Speak{Key: t.at.key, Args: t.textArgs()}
	}
	return Speak{Text: t.words(t.at.key, t.textArgs()) + "\n\n" + lines}
}

func (k *offerSlot) choose(t *turn, button string) bool {
	chosen, ok := t.offered(button)
	switch {
	case ok:
		t.s.Asked, t.s.Misses = askedBook, 0
		t.emit(Book{Choice: chosen, Else: Offer{Within: k.within, Show: k.show, Later: k.later}})
	case button == moreID && t.s.More != "":
		t.s.Asked, t.s.Misses = askedPage+t.s.More, 0
		k.ask(t)
	case button == noneID && len(t.s.Offered) > 0:
		t.answered()
		t.goTo(k.no)
	default:
		return false
	}
	return true
}

// inside: a later page leads back to the first one.
func (k *offerSlot) inside(s State) bool { return strings.HasPrefix(s.Asked, askedPage) }

func (k *offerSlot) back(t *turn) {
	t.clear()
	k.ask(t)
}

func (k *offerSlot) buttons(t *turn) []Button {
	made := t.offers()
	if len(made) == 0 {
		return nil
	}
	if t.s.More != "" {
		made = append(made, Button{ID: moreID, Key: "flow.more"})
	}
	return append(made, Button{ID: noneID, Key: "flow.no-time-fits"})
}

func (k *offerSlot) answers() []string { return []string{"1", moreID, noneID} }

func (k *offerSlot) leads() []*step { return []*step{k.booked, k.none, k.no} }

func (k *offerSlot) keys(use func(KeyUse)) { use(KeyUse{}) }

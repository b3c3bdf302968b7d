package talk

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"

	"lyt/bot"
	"lyt/bot/flow"
	"lyt/bot/handoff"
)

// onward is a talk that the counsellor wants to hand on. The person sees all that would
// go along and takes out what they like; nothing moves before they say yes, and the
// counsellor stays until somebody else has taken it.
type onward struct {
	Key    string         `json:"k"` // ties the buttons to this question
	To     handoff.Onward `json:"t"`
	Out    []int          `json:"o,omitempty"` // lines the person took out, by their place; the words come last
	Agreed bool           `json:"a,omitempty"` // they said yes
	Next   *meeting       `json:"n,omitempty"` // the request at the other service
}

// kept is what goes along.
func (o onward) kept() handoff.Onward {
	kept := o.To
	kept.Shared = nil
	for i, line := range o.To.Shared {
		if !slices.Contains(o.Out, i) {
			kept.Shared = append(kept.Shared, line)
		}
	}
	if slices.Contains(o.Out, len(o.To.Shared)) {
		kept.Words = ""
	}
	return kept
}

// askOnward asks the person whether they want to be handed on.
func (u *turn) askOnward() error {
	var to handoff.Onward
	if err := handoff.Unpack(u.in.Text, &to); err != nil {
		return u.unreadable(err)
	}
	u.session.Onward = &onward{Key: strconv.FormatUint(bot.Mark(u.in.ID), 36), To: to}
	u.showOnward("")
	return nil
}

// withdrawn says that the counsellor goes on after all.
func (u *turn) withdrawn(ctx context.Context) error {
	if u.session.Onward == nil {
		return nil
	}
	if err := u.leaveNext(ctx); err != nil {
		return err
	}
	u.settleTyped()
	u.say("talk.onward.back", nil)
	return nil
}

// The answers to the question, as they stand in a button's data.
const (
	onwardYes = "ja"
	onwardNo  = "nej"
	onwardOut = "ud" // with the place of a line

	onwardStay = "bliv" // after a yes, until somebody took it
)

// pressOnward takes an answer. A button of another question than the one that is open
// moves nobody.
func (u *turn) pressOnward(ctx context.Context, data string) error {
	key, answer, _ := strings.Cut(data, ":")
	o := u.session.Onward
	if o == nil || o.Key != key || o.Agreed != (answer == onwardStay) || u.session.Human == nil {
		u.settleTap("")
		return u.notNow(ctx)
	}
	if place, ok := strings.CutPrefix(answer, onwardOut); ok {
		u.takeOut(place)
		return nil
	}
	u.session.Dialog = ""
	switch answer {
	case onwardYes:
		u.settleTap(u.words("talk.button.onward-yes", nil))
		u.settleTyped()
		return u.agree(ctx)
	case onwardNo:
		u.settleTap(u.words("talk.button.onward-no", nil))
		u.settleTyped()
		return u.disagree(ctx)
	case onwardStay:
		u.settleTap(u.words("talk.button.onward-stay", nil))
		u.settleTyped()
		return u.stayAfterAll(ctx)
	}
	u.settleTap("")
	return u.notNow(ctx)
}

// takeOut leaves a line out, and shows what is left in the same place.
func (u *turn) takeOut(place string) {
	o := u.session.Onward
	at, err := strconv.Atoi(place)
	if err == nil && at >= 0 && at <= len(o.To.Shared) && !slices.Contains(o.Out, at) {
		o.Out = append(o.Out, at)
	}
	u.settled = u.settled || u.in.Message != ""
	u.settleTyped()
	u.showOnward(u.in.Message)
}

func (u *turn) disagree(ctx context.Context) error {
	human := u.session.Human
	u.session.Onward = nil
	err := u.Queue.Agreed(ctx, human.Service, human.ID, u.in.ID, nil)
	if err != nil && !gone(err) && !errors.Is(err, handoff.ErrSettled) {
		return err
	}
	u.say("talk.onward.stay", nil)
	return nil
}

// stayAfterAll takes a yes back. When a colleague was just as quick, or the counsellor,
// that is told by itself.
func (u *turn) stayAfterAll(ctx context.Context) error {
	human, colleague := u.session.Human, u.session.Onward.Next == nil
	if err := u.leaveNext(ctx); err != nil {
		return err
	}
	switch err := u.Queue.Agreed(ctx, human.Service, human.ID, u.in.ID, nil); {
	case gone(err):
		return u.humanIsGone(ctx)
	case errors.Is(err, handoff.ErrSettled) && colleague:
		return u.notNow(ctx)
	case err != nil && !errors.Is(err, handoff.ErrSettled):
		return err
	}
	if u.live() {
		u.say("talk.onward.stayed", nil)
		return nil
	}
	u.say("talk.onward.stayed-waiting", nil)
	return u.tellPlace(ctx)
}

// agree passes the yes on. Another service gets a request of its own, with what was
// kept; until somebody there takes it, the talk stays where it is.
func (u *turn) agree(ctx context.Context) error {
	o, human := u.session.Onward, *u.session.Human
	kept := o.kept()
	if desk, ok := u.Directory.Find(kept.Service); !ok || !desk.Desk {
		return u.disagree(ctx) // nobody would ever look into that queue
	}
	o.Agreed = true
	o.To.Shared, o.To.Words, o.Out = nil, "", nil // it stands where it belongs by now
	if kept.Service != human.Service {
		taken, err := u.askThere(ctx, kept)
		if err != nil || taken {
			return err
		}
	}
	err := u.Queue.Agreed(ctx, human.Service, human.ID, u.in.ID, &kept)
	switch {
	case errors.Is(err, handoff.ErrSettled): // the counsellor took the question back just now
		return u.withdrawn(ctx)
	case gone(err) && o.Next == nil:
		return u.humanIsGone(ctx)
	case err != nil && !gone(err):
		return err
	}
	return u.tellAsked(ctx, kept)
}

// askThere puts the request into the other service's queue. Taken says that somebody
// there was so quick that they have it already.
func (u *turn) askThere(ctx context.Context, kept handoff.Onward) (taken bool, err error) {
	first, err := u.present(ctx)
	if err != nil {
		return false, err
	}
	human, score := u.session.Human, u.passesScore(kept.Shared)
	request := handoff.Request{
		ID: u.in.ID, Service: kept.Service, Person: u.in.Person, Priority: u.urgency(first, score),
		Shared: kept.Shared, Measures: u.measures(score), Lang: u.session.Lang, At: u.now,
		From: &handoff.Origin{Service: human.Service, Handoff: human.ID, Staff: kept.By, Words: kept.Words},
	}
	if len(kept.Shared) > 0 {
		request.Talks = u.session.Talks
	}
	asked, err := u.Queue.Ask(ctx, request)
	if err != nil {
		return false, err
	}
	next := meeting{Service: kept.Service, ID: asked.ID, Asked: u.now.Unix()}
	u.session.Onward.Next = &next
	u.traces.asked = append(u.traces.asked, next)
	u.count("handed_on")
	if asked.State != handoff.Live {
		return false, nil
	}
	return true, u.takenOn(ctx)
}

// urgency is how urgent it was where the person was; of a talk that is gone, how urgent it
// is by what we know. Without the score that was low nobody may read it off the place.
func (u *turn) urgency(first handoff.Handoff, score bool) handoff.Priority {
	switch was := first.Request.Priority; {
	case first.State == handoff.Over:
		return u.priority(score)
	case was == handoff.Low && !score:
		return handoff.Other
	default:
		return was
	}
}

func (u *turn) passesScore(lines []handoff.Shared) bool {
	name := u.Texts.Text("da", "shared.who5", nil)
	return slices.ContainsFunc(lines, func(l handoff.Shared) bool { return l.Name == name })
}

// hearNext is what the other service did.
func (u *turn) hearNext(ctx context.Context) error {
	switch u.in.Kind {
	case bot.Claimed:
		return u.takenOn(ctx)
	case bot.Declined, bot.Closed:
		return u.declined(ctx)
	}
	return nil
}

// takenOn moves the person over: the first talk is closed, and its counsellor no
// longer sees what they write.
func (u *turn) takenOn(ctx context.Context) error {
	next := *u.session.Onward.Next
	if old := u.session.Human; old != nil {
		if err := u.Queue.MovedOn(ctx, old.Service, old.ID, u.in.ID); err != nil && !gone(err) {
			return err
		}
		u.askLater(old.Service, next.Service)
		u.session.leaveHuman()
	}
	next.Live = true
	u.session.Human, u.session.Onward, u.session.Cards = &next, nil, 0
	u.settleLast()
	u.say("talk.onward.taken", map[string]any{"service": u.serviceName(next.Service)}, u.button("talk.waiting.end", "forlad"))
	return u.step(ctx, flow.Input{Do: flow.Report, Result: flow.Result{Name: "claimed"}})
}

// declined tells both sides that the talk stays where it is.
func (u *turn) declined(ctx context.Context) error {
	var why handoff.Refusal
	if handoff.Unpack(u.in.Text, &why) != nil {
		why = handoff.Refusal{}
	}
	return u.staysHere(ctx, why)
}

func (u *turn) staysHere(ctx context.Context, why handoff.Refusal) error {
	next, human := u.session.Onward.Next, u.session.Human
	why.Service = next.Service
	err := handoff.ErrUnknown
	if human != nil {
		err = u.Queue.NotMoved(ctx, human.Service, human.ID, u.in.ID, why)
	}
	if err != nil && !gone(err) {
		return err
	}
	u.session.leaveNext()
	name := map[string]any{"service": u.serviceName(why.Service)}
	switch {
	case gone(err): // there is nobody here either
		return u.declinedAlone(ctx, why.Service, "ended")
	case u.live():
		u.say("talk.onward.declined", name)
		return nil
	}
	u.say("talk.onward.declined-waiting", name)
	return u.tellPlace(ctx)
}

// declinedAlone is the no to somebody whom nobody is behind any more. Who was in danger can
// ask for another human at once, and no question of the robot's comes on top of that.
func (u *turn) declinedAlone(ctx context.Context, service, how string) error {
	key, name := "talk.onward.declined-alone", map[string]any{"service": u.serviceName(service)}
	if !u.crisisWithin(crisisMemory) || u.session.Safe {
		u.say(key, name)
		return u.humanIsOver(ctx, how)
	}
	u.session.leaveHuman()
	u.quietly(how)
	u.say(key, name, u.afterCard(u.session.Lang, u.lastCard().words)...)
	return nil
}

// nextInVain gives up a request that nobody at the other service took.
func (u *turn) nextInVain(ctx context.Context) error {
	if u.session.Onward == nil || u.session.Onward.Next == nil || u.session.Onward.Next.inVainAt().After(u.now) {
		return nil
	}
	next := u.session.Onward.Next
	if err := u.Queue.Leave(ctx, next.Service, next.ID, u.in.ID); err != nil && !gone(err) {
		return err
	}
	return u.staysHere(ctx, handoff.Refusal{})
}

// waitsElsewhere goes on waiting at the other service when the first talk is over; no
// when there is none.
func (u *turn) waitsElsewhere() bool {
	if u.session.Onward == nil || u.session.Onward.Next == nil {
		return false
	}
	next := *u.session.Onward.Next
	u.session.leaveHuman()
	u.session.Human, u.session.Onward = &next, nil
	return true
}

// nextGoesFirst: danger counts at the other service as well.
func (u *turn) nextGoesFirst(ctx context.Context) error {
	if u.session.Onward == nil || u.session.Onward.Next == nil {
		return nil
	}
	next := u.session.Onward.Next
	found, err := u.Queue.Find(ctx, next.Service, next.ID)
	if gone(err) || err == nil && (found.State != handoff.Waiting || found.Request.Priority == handoff.Crisis) {
		return nil
	}
	if err != nil {
		return err
	}
	again := found.Request
	again.ID, again.Person, again.Priority = u.in.ID+"/next", u.in.Person, handoff.Crisis
	_, err = u.Queue.Ask(ctx, again)
	return err
}

// leaveQueues takes the person out of the queue, or the talk, and out of the one they
// are being handed on to.
func (u *turn) leaveQueues(ctx context.Context) error {
	if human := u.session.Human; human != nil {
		if err := u.Queue.Leave(ctx, human.Service, human.ID, u.in.ID); err != nil && !gone(err) {
			return err
		}
	}
	return u.leaveNext(ctx)
}

func (u *turn) leaveNext(ctx context.Context) error {
	if o := u.session.Onward; o != nil && o.Next != nil {
		if err := u.Queue.Leave(ctx, o.Next.Service, o.Next.ID, u.in.ID+"/next"); err != nil && !gone(err) {
			return err
		}
	}
	u.session.leaveNext()
	return nil
}

// leaveNext forgets that the talk was to be handed on; what stands at the other service
// can still be deleted.
func (s *session) leaveNext() {
	if s.Onward != nil && s.Onward.Next != nil {
		s.Past = append(s.Past, meeting{Service: s.Onward.Next.Service, ID: s.Onward.Next.ID})
	}
	s.Onward = nil
}

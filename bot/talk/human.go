package talk

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"lyt/bot"
	"lyt/bot/directory"
	"lyt/bot/flow"
	"lyt/bot/handoff"
	"lyt/bot/triage"
	"lyt/bot/who5"
)

// gone says that a handoff is over, whatever the reason.
func gone(err error) bool {
	return errors.Is(err, handoff.ErrUnknown) || errors.Is(err, handoff.ErrOver)
}

// meetHuman is the word or the button: it leads to a human from any place. Somebody
// in danger is asked nothing on the way.
func (u *turn) meetHuman(ctx context.Context) error {
	switch {
	case u.blocked():
		return u.sayBlocked()
	case u.session.Human != nil && u.crisisWithin(crisisMemory):
		return u.hurry(ctx)
	case u.session.Human != nil:
		return u.backToQueue(ctx)
	case u.crisisWithin(cardMemory):
		return u.playAside(ctx, humanNowFlow)
	}
	return u.playAside(ctx, humanFlow)
}

// playAside plays a flow from any place in the talk, and comes back there. Who asks for
// a human at the direct question has answered it.
func (u *turn) playAside(ctx context.Context, name string) error {
	u.settleTyped()
	if u.session.Flow.Flow == "" || u.session.Flow.Ended || u.asking() && u.session.Human == nil {
		return u.step(ctx, flow.Input{Do: flow.Begin, Flow: name})
	}
	return u.step(ctx, flow.Input{Do: flow.Call, Flow: name})
}

// quietly tells the flow what became of the human, and leaves out what it would say.
func (u *turn) quietly(how string) {
	u.session.Flow, _ = u.Flows.Step(u.words, u.areas, u.session.Flow, flow.Input{Do: flow.Report, Result: flow.Result{Name: how}})
}

// backToQueue leaves whatever was done while waiting, such as looking for a time.
func (u *turn) backToQueue(ctx context.Context) error {
	if !u.session.Flow.Sleeping() {
		u.settleTyped()
		u.quietly("claimed")
	}
	return u.tellPlace(ctx)
}

// present finds the handoff that the person is in: Over when it is gone.
func (u *turn) present(ctx context.Context) (handoff.Handoff, error) {
	if u.session.Human == nil {
		return handoff.Handoff{}, nil
	}
	found, err := u.Queue.Find(ctx, u.session.Human.Service, u.session.Human.ID)
	if gone(err) {
		return handoff.Handoff{State: handoff.Over}, nil
	}
	return found, err
}

// askHuman puts the request into the queue of the best fitting service that is
// open and has somebody on duty, or says when that will be.
func (u *turn) askHuman(ctx context.Context, e flow.Human) (flow.Result, error) {
	desks := u.desksFor(e.To)
	for _, desk := range desks {
		open, err := u.staffed(ctx, desk)
		if err != nil {
			return flow.Result{}, err
		}
		if open {
			return u.queueUp(ctx, desk, e.Share)
		}
	}
	u.count("handoff_closed")
	return flow.Result{Name: "closed", Args: map[string]string{"opens": u.opens(desks)}}, nil
}

func (u *turn) desksFor(to string) []directory.Service {
	if service, ok := u.Directory.Find(to); ok {
		return []directory.Service{service}
	}
	return u.Directory.Desks(u.need())
}

// staffed says whether the service is open and somebody is at its desk.
func (u *turn) staffed(ctx context.Context, desk directory.Service) (bool, error) {
	if !desk.Hours.Open(u.now, u.Zone) {
		return false, nil
	}
	count, err := u.Queue.OnDuty(ctx, desk.ID)
	return count > 0, err
}

// opens says in a sentence when one of the services opens. Who should be there now
// may be back at any moment.
func (u *turn) opens(desks []directory.Service) string {
	var first time.Time
	for _, desk := range desks {
		next, ok := desk.Hours.Next(u.now, u.Zone)
		if ok && (first.IsZero() || next.Before(first)) {
			first = next
		}
	}
	switch {
	case len(desks) == 0:
		return u.words("talk.open.nobody", nil)
	case first.IsZero():
		return u.words("talk.open.unknown", nil)
	case !first.After(u.now):
		return u.words("talk.open.soon", nil)
	}
	return u.words("talk.open.next", map[string]any{"opens": u.Texts.Time(u.session.Lang, first.In(u.Zone))})
}

func (u *turn) queueUp(ctx context.Context, desk directory.Service, share []string) (flow.Result, error) {
	request := handoff.Request{
		ID: u.in.ID, Service: desk.ID, Person: u.in.Person, Priority: u.priority(slices.Contains(share, "who5")),
		Shared: u.shared(share), Measures: u.measures(slices.Contains(share, "who5")), Lang: u.session.Lang, At: u.now,
	}
	if len(share) > 0 {
		request.Talks = u.session.Talks
	}
	asked, err := u.Queue.Ask(ctx, request)
	if err != nil {
		return flow.Result{}, err
	}
	if err := u.leaveOther(ctx, asked.ID); err != nil {
		return flow.Result{}, err
	}
	u.session.Human = &meeting{Service: desk.ID, ID: asked.ID, Live: asked.State == handoff.Live, Asked: u.now.Unix()}
	u.traces.asked = append(u.traces.asked, *u.session.Human)
	u.count("handoff_asked")
	return flow.Result{Name: "waiting"}, nil
}

// priority is how urgent it is. A low score counts only where it may be passed on: the
// desk could read it off the place in the queue.
func (u *turn) priority(passesScore bool) handoff.Priority {
	if u.crisisWithin(crisisMemory) {
		return handoff.Crisis
	}
	if score, ok := u.session.Flow.Score("who5"); passesScore && ok && who5.Band(score) == who5.Low {
		return handoff.Low
	}
	return handoff.Other
}

// shared puts what the person agreed to pass on into words, in the desk's language.
func (u *turn) shared(names []string) []handoff.Shared {
	var lines []handoff.Shared
	for _, name := range names {
		if value := u.inWords(name); value != "" {
			lines = append(lines, handoff.Shared{Name: u.Texts.Text("da", "shared."+name, nil), Value: value})
		}
	}
	return lines
}

func (u *turn) inWords(name string) string {
	values := u.session.Flow.Memory[name]
	if len(values) == 0 {
		return ""
	}
	if score, ok := u.session.Flow.Score(name); ok {
		return u.Texts.Text("da", "talk.score", map[string]any{"score": score})
	}
	switch name {
	case "area":
		return u.areaName(values[0])
	case "note":
		return values[0]
	}
	var said []string
	for _, value := range values {
		said = append(said, u.Texts.Text("da", "value."+name+"."+value, nil))
	}
	return strings.Join(said, ", ")
}

// humanIsOver lets the flow go on after a human.
func (u *turn) humanIsOver(ctx context.Context, how string) error {
	u.session.leaveHuman()
	if how == "ended" {
		u.forgetHello()
	}
	return u.step(ctx, flow.Input{Do: flow.Report, Result: flow.Result{Name: how}})
}

// forgetHello: who talked with a counsellor before they said who they are is no stranger
// to be greeted afterwards.
func (u *turn) forgetHello() {
	f := &u.session.Flow
	if len(f.Stack) == 1 && f.Stack[0].Flow == u.Entry && f.Value("role") == "" {
		f.Stack = nil
	}
}

// humanIsGone tells somebody who writes or asks what they could not know: that the
// talk is over, or that nobody came to it in time. Who is being handed on goes on
// waiting there.
func (u *turn) humanIsGone(ctx context.Context) error {
	how, key := "left", "talk.waiting.vain"
	if u.session.Human.Live {
		how, key = "ended", "talk.ended"
	}
	u.say(key, nil)
	if u.waitsElsewhere() {
		return u.tellPlace(ctx)
	}
	return u.humanIsOver(ctx, how)
}

// marks are what a counsellor sees beside the words.
var marks = map[triage.Level]handoff.Mark{triage.Crisis: handoff.Danger, triage.Concern: handoff.Worry}

// passOn gives the words to the counsellor, with a mark where they worry us. They are
// kept even while nobody has claimed the talk.
func (u *turn) passOn(ctx context.Context) error {
	if u.in.Text.Reveal() == "" {
		return nil
	}
	human := u.session.Human
	return u.Queue.Say(ctx, human.Service, human.ID, u.in.ID, u.in.Text, marks[u.verdict.Level])
}

// overheard passes on what the robot answers itself. Whether the counsellor is still
// there, the person hears when they write to them.
func (u *turn) overheard(ctx context.Context) error {
	if u.session.Human == nil {
		return nil
	}
	if err := u.passOn(ctx); !gone(err) {
		return err
	}
	return nil
}

// toHuman passes the words on, and says what becomes of them.
func (u *turn) toHuman(ctx context.Context) error {
	human := u.session.Human
	err := u.passOn(ctx)
	if gone(err) {
		return u.humanIsGone(ctx)
	}
	if err != nil {
		return err
	}
	switch desk, _ := u.Directory.Find(human.Service); {
	case u.in.Cut:
		u.say("talk.cut", nil)
	case human.Live:
	case desk.Hours.Open(u.now, u.Zone):
		return u.keptFor(ctx)
	default:
		u.say("talk.waiting.words-closed", map[string]any{"opens": u.opens([]directory.Service{desk})})
	}
	return nil
}

// keptFor says that the words are kept, and where the person stands.
func (u *turn) keptFor(ctx context.Context) error {
	found, err := u.present(ctx)
	if err != nil {
		return err
	}
	text := u.words("talk.waiting.words", nil)
	if found.State == handoff.Waiting {
		told, err := u.line(ctx, found)
		if err != nil {
			return err
		}
		text += " " + u.standing(told)
	}
	u.reply(bot.Out{Text: text})
	return nil
}

// toHumanOrButton: somebody who waits and types what stands on a button means it.
// In a live talk every word is the counsellor's.
func (u *turn) toHumanOrButton(ctx context.Context, words string) error {
	if !u.session.Human.Live {
		for name, key := range map[string]string{"book": "button.book", "forlad": "talk.waiting.leave"} {
			if sameWords(words, u.words(key, nil)) {
				return u.press(ctx, name)
			}
		}
	}
	return u.toHuman(ctx)
}

// leave is the person's own way out of the queue, or of the live talk.
func (u *turn) leave(ctx context.Context) error {
	if u.session.Human == nil {
		return u.notNow(ctx)
	}
	how, key := "left", "talk.waiting.left"
	if u.session.Human.Live {
		how, key = "ended", "talk.waiting.over"
	}
	if err := u.leaveQueues(ctx); err != nil {
		return err
	}
	u.say(key, nil)
	return u.humanIsOver(ctx, how)
}

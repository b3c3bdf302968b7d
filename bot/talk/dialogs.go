package talk

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"lyt/bot"
	"lyt/bot/booking"
	"lyt/bot/flow"
)

// obey does what a word asks for.
func (u *turn) obey(ctx context.Context, w word, rest string) error {
	u.session.Dialog = ""
	switch w {
	case wordStart:
		return u.start(ctx, rest)
	case wordCrisis:
		return u.danger(ctx)
	case wordHuman:
		return u.meetHuman(ctx)
	case wordHelp:
		u.say("talk.help", nil)
		return u.again(ctx)
	case wordPrivacy:
		u.say("talk.privacy", nil)
		return u.again(ctx)
	case wordAppointments:
		return u.appointments(ctx)
	case wordLanguage:
		u.askBeside(wordLanguage, "talk.language", u.button("talk.language.da", "da"), u.button("talk.language.en", "en"))
	case wordDelete:
		u.askBeside(wordDelete, "talk.delete", u.button("talk.delete.yes", "slet"), u.button("talk.delete.no", "behold"))
	case wordBack:
		return u.navigate(ctx, flow.Back)
	case wordSkip:
		return u.navigate(ctx, flow.Skip)
	case wordStop:
		return u.stop(ctx)
	}
	return nil
}

// askBeside asks a question that does not belong to the flow.
func (u *turn) askBeside(w word, key string, buttons ...bot.Button) {
	u.session.Dialog = string(w)
	u.say(key, nil, buttons...)
}

// dialogAnswer takes typed words as the answer to a question beside the flow.
func (u *turn) dialogAnswer(ctx context.Context, words string) (bool, error) {
	if u.staysAfterAll(words) {
		return true, u.pressOnward(ctx, u.session.Onward.Key+":"+onwardStay)
	}
	for name, typed := range u.dialogButtons() {
		for _, one := range typed {
			if sameWords(words, one) {
				return true, u.answerBeside(ctx, name)
			}
		}
	}
	return false, nil
}

// answerBeside takes the words as a tap. That the danger is over is for the counsellor
// to know as well.
func (u *turn) answerBeside(ctx context.Context, name string) error {
	if name == "safe" {
		if err := u.overheard(ctx); err != nil {
			return err
		}
	}
	return u.press(ctx, name)
}

// dialogButtons are the buttons of the question beside the flow, with what people
// type for them.
func (u *turn) dialogButtons() map[string][]string {
	dialog, id, _ := strings.Cut(u.session.Dialog, ":")
	switch word(dialog) {
	case wordDelete:
		return map[string][]string{
			"slet":   {u.words("talk.delete.yes", nil), "ja", "yes"},
			"behold": {u.words("talk.delete.no", nil), "nej", "no"},
		}
	case wordLanguage:
		return map[string][]string{"da": {"dansk", "danish"}, "en": {"english", "engelsk"}}
	case wordAppointments:
		return map[string][]string{
			"flyt:" + id:  {u.words("talk.appointments.move", nil), "flyt", "move"},
			"aflys:" + id: {u.words("talk.appointments.cancel", nil), "aflys", "cancel"},
			"retur":       {u.words("talk.appointments.back", nil), "behold", "keep"},
		}
	case wordCancel:
		return map[string][]string{
			"aflyst:" + id: {u.words("talk.cancel.yes", nil), "ja", "yes"},
			"retur":        {u.words("talk.appointments.back", nil), "nej", "no"},
		}
	case dialogOnward:
		return u.onwardTyped()
	case dialogOffer:
		return u.offerTyped()
	case dialogMet:
		return u.metTyped()
	case wordCrisis:
		return map[string][]string{"safe": {u.words(safeKey(u.lastCard().words), nil)}}
	}
	return nil
}

// press is a button that works outside every flow. Its data is foreign: each one
// is checked against what is kept on the person.
func (u *turn) press(ctx context.Context, name string) error {
	switch {
	case u.blocked() && !stillWorks(name):
		return u.sayBlocked()
	case u.live() && needsTheTalk(name): // the button stays, for when the talk is over
		u.say("talk.live.times", nil)
		return nil
	}
	if kind, rest, ok := strings.Cut(name, ":"); ok && kind == "videre" {
		return u.pressOnward(ctx, rest)
	}
	u.settleTap(u.pressedLabel(name))
	u.settleTyped()
	u.session.Dialog = ""
	switch name {
	case "human", humanNowButton:
		return u.meetHuman(ctx)
	case "akut":
		return u.danger(ctx)
	case "safe":
		return u.safe(ctx)
	case "da", "en":
		u.session.Lang = name
		u.say("talk.language.done", nil)
		return u.again(ctx)
	case "slet":
		return u.deleteAll(ctx)
	case "behold":
		u.say("talk.kept", nil)
		return u.again(ctx)
	case "book":
		u.session.Moving = ""
		return u.bookBeside(ctx)
	case "forlad":
		return u.leave(ctx)
	case "retur":
		if len(u.session.Times) == 0 {
			return u.notNow(ctx)
		}
		u.say("talk.appointments.kept", nil)
		return u.again(ctx)
	}
	return u.pressAppointment(ctx, name)
}

// pressedLabel is the label of a fixed button, to be left visible.
func (u *turn) pressedLabel(name string) string {
	key, ok := map[string]string{
		"human": "button.human", humanNowButton: "button.human", "safe": safeKey(u.lastCard().words), "book": "button.book",
		"da": "talk.language.da", "en": "talk.language.en",
		"slet": "talk.delete.yes", "behold": "talk.delete.no",
		"forlad": "talk.waiting.leave", "retur": "talk.appointments.back",
	}[name]
	if !ok {
		return u.laterLabel(name)
	}
	if name == "forlad" && u.session.Human != nil && u.session.Human.Live {
		key = "talk.waiting.end"
	}
	return u.words(key, nil)
}

// pressAppointment moves or cancels one of the person's own times.
func (u *turn) pressAppointment(ctx context.Context, name string) error {
	action, id, _ := strings.Cut(name, ":")
	own, ok := u.session.appointment(id)
	switch {
	case ok && action == "flyt":
		u.session.Moving = own.ID
		return u.bookBeside(ctx)
	case ok && action == "aflys":
		u.askCancel(own)
		return nil
	case ok && action == "aflyst":
		return u.cancel(ctx, own)
	case action == "tid":
		return u.takeOffered(ctx, id)
	case action == "met":
		return u.met(ctx, id)
	}
	return u.notNow(ctx)
}

// bookBeside books or moves a time without losing the place in the talk.
func (u *turn) bookBeside(ctx context.Context) error {
	if u.session.Flow.Flow == bookFlow && !u.session.Flow.Ended {
		return u.again(ctx)
	}
	return u.step(ctx, flow.Input{Do: flow.Call, Flow: bookFlow})
}

// The flows that the talk itself calls.
const (
	bookFlow     = "book"
	humanFlow    = "human"
	humanNowFlow = "human-now" // from the crisis card
	concernFlow  = "concern"
	otherFlow    = "concern-other" // when it is about somebody else
	grownFlow    = "concern-grown" // when a grown-up does not say whom it is about
)

// humanNowButton stands on the crisis card.
const humanNowButton = "human-now"

// appointments shows the person's future times, each with what can be done about it.
func (u *turn) appointments(ctx context.Context) error {
	for _, own := range append([]booked(nil), u.session.Times...) {
		found, err := u.Calendar.Find(ctx, own.Service, own.ID)
		if errors.Is(err, booking.ErrUnknown) {
			u.session.drop(own.ID)
			continue
		}
		if err != nil {
			return err
		}
		u.say("talk.appointments.one", anyArgs(u.timeArgs(found)),
			u.button("talk.appointments.move", "flyt:"+own.ID),
			u.button("talk.appointments.cancel", "aflys:"+own.ID),
			u.button("talk.appointments.back", "retur"))
	}
	switch len(u.session.Times) {
	case 0:
		u.sayOn("talk.appointments.none", "talk.appointments.none.next", nil, u.button("button.book", "book"))
		return u.againBelow(ctx)
	case 1:
		u.session.Dialog = string(wordAppointments) + ":" + u.session.Times[0].ID
	}
	return nil
}

// againBelow shows what the person is at, if they are at something.
func (u *turn) againBelow(ctx context.Context) error {
	if u.session.Flow.Flow == "" {
		return nil
	}
	return u.again(ctx)
}

func (u *turn) askCancel(own booked) {
	u.session.Dialog = string(wordCancel) + ":" + own.ID
	u.say("talk.cancel.sure", map[string]any{"time": u.timeOf(own)},
		u.button("talk.cancel.yes", "aflyst:"+own.ID), u.button("talk.appointments.back", "retur"))
}

func (u *turn) timeOf(own booked) string {
	return u.Texts.Time(u.session.Lang, time.Unix(own.Start, 0).In(u.Zone))
}

func (u *turn) cancel(ctx context.Context, own booked) error {
	err := u.Calendar.Cancel(ctx, own.Service, own.ID, u.in.Person, u.now)
	if err != nil && !errors.Is(err, booking.ErrUnknown) {
		return err
	}
	u.session.drop(own.ID)
	u.count("cancelled")
	if err := u.noteTime(ctx, "thread.cancelled", own.Service, own.Start); err != nil {
		return err
	}
	u.sayOn("talk.cancelled", "talk.cancelled.next", map[string]any{"time": u.timeOf(own)}, u.button("button.book", "book"))
	return u.againBelow(ctx)
}

// navigate goes back or on, where there is a question to go back from.
func (u *turn) navigate(ctx context.Context, do flow.Do) error {
	if u.session.Flow.Flow == "" {
		return u.start(ctx, "")
	}
	if u.session.Flow.Sleeping() || do == flow.Back && u.session.Human != nil && len(u.session.Flow.Undo) == 0 {
		return u.backToQueue(ctx)
	}
	u.settleTyped()
	return u.step(ctx, flow.Input{Do: do, Flow: u.Entry})
}

// stop ends the talk for now, kindly. What is waited for is waited for no longer.
func (u *turn) stop(ctx context.Context) error {
	u.settleTyped()
	if err := u.leaveQueues(ctx); err != nil {
		return err
	}
	u.session.leaveHuman()
	u.session.Flow = flow.State{Turn: u.session.Flow.Turn} // older buttons stay stale
	u.session.Held = nil
	u.say("talk.stop", nil)
	return nil
}

// deletable is how long a bot may delete its own messages (Bot API, deleteMessage).
const deletable = 48 * time.Hour

// deleteAll takes away everything that is kept: times are freed, requests and
// threads deleted, the bot's messages taken out of the chat. A block goes as well:
// everything is gone is what was promised, and a block that outlived it would need the
// person to be remembered.
func (u *turn) deleteAll(ctx context.Context) error {
	for _, own := range slices.Concat(u.session.Over, u.session.Times) {
		err := u.Calendar.Cancel(ctx, own.Service, own.ID, u.in.Person, u.now)
		if err != nil && !errors.Is(err, booking.ErrUnknown) {
			return err
		}
	}
	u.session.leaveHuman()
	u.session.leaveNext()
	for _, met := range u.session.Past {
		if err := u.Queue.Forget(ctx, met.Service, met.ID); err != nil && !gone(err) {
			return err
		}
	}
	if err := u.forgetEverywhere(ctx); err != nil {
		return err
	}
	u.erase, u.out = true, nil
	u.reply(bot.Out{Delete: u.deletableMessages(), Wipe: true})
	u.reply(bot.Out{Text: u.words("talk.deleted", nil), Final: true})
	u.count("deleted")
	return nil
}

// forgetEverywhere asks every desk, so that nothing stays that the session does not
// know of.
func (u *turn) forgetEverywhere(ctx context.Context) error {
	for _, service := range u.Directory.Services() {
		if !service.Desk {
			continue
		}
		if err := u.Calendar.ForgetPerson(ctx, service.ID, u.in.Person, u.now); err != nil {
			return err
		}
		if err := u.Queue.ForgetPerson(ctx, service.ID, u.in.Person); err != nil {
			return err
		}
	}
	return nil
}

func (u *turn) deletableMessages() []string {
	var ids []string
	for _, sent := range slices.Concat(u.record.Sent, u.aloud.noted(u.in.Person)) {
		if u.now.Sub(sent.At) < deletable {
			ids = append(ids, sent.Message)
		}
	}
	// The tapped message may be so new that it is not noted yet.
	if u.in.Message != "" && !slices.Contains(ids, u.in.Message) {
		ids = append(ids, u.in.Message)
	}
	return ids
}

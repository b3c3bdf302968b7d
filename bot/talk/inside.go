package talk

import (
	"cmp"
	"context"
	"errors"

	"lyt/bot"
	"lyt/bot/booking"
	"lyt/bot/flow"
	"lyt/bot/handoff"
)

// runInside takes what comes from a timer or a counsellor.
func (u *turn) runInside(ctx context.Context) error {
	if u.fresh {
		u.idle = true // the person deleted everything: there is nobody to tell
		return nil
	}
	dialog := u.session.Dialog
	u.session.Dialog = "" // a "ja" after this is meant for somebody else
	if err := u.hear(ctx); err != nil {
		return err
	}
	if len(u.out) == 0 {
		u.session.Dialog = dialog // nothing came in between
	}
	return nil
}

func (u *turn) hear(ctx context.Context) error {
	next := u.session.Onward != nil && u.session.Onward.Next != nil && u.session.Onward.Next.ID == u.in.Data
	switch {
	case u.in.Kind == bot.Wake:
		return u.wake(ctx)
	case u.in.Kind == bot.CalledOff:
		return u.calledOff(ctx)
	case u.in.Kind == bot.NewPlace:
		return u.newPlace(ctx)
	case next:
		return u.hearNext(ctx)
	case u.session.Human == nil || u.session.Human.ID != u.in.Data:
		return nil // of a talk that is over for the person
	}
	return u.hearCounsellor(ctx)
}

// hearCounsellor is what the counsellor of the talk did.
func (u *turn) hearCounsellor(ctx context.Context) error {
	switch u.in.Kind {
	case bot.Claimed:
		return u.claimed(ctx)
	case bot.Answered:
		u.reply(bot.Out{Text: u.in.Text.Reveal(), Voice: bot.Counsellor, Lang: u.session.Lang, Receipt: u.receipt()})
	case bot.Closed:
		return u.closed(ctx)
	case bot.Returned:
		return u.returned(ctx)
	case bot.Offered:
		return u.offered(ctx)
	case bot.Carded:
		return u.carded()
	case bot.Alarmed:
		u.alarmed()
	case bot.Onward:
		return u.askOnward()
	case bot.Withdrawn:
		return u.withdrawn(ctx)
	case bot.Declined:
		return u.declinedHere(ctx)
	case bot.Joined:
		u.say("talk.joined", nil)
	case bot.Departed:
		u.say("talk.departed", nil)
	}
	return nil
}

// declinedHere is a no to the talk the person is in. A live one stays with its counsellor;
// one that waits had been handed on, and nobody is behind it any more.
func (u *turn) declinedHere(ctx context.Context) error {
	u.settleTyped()
	if u.session.Human.Live {
		u.session.Onward = nil
		u.say("talk.onward.declined-colleague", nil)
		return nil
	}
	return u.declinedAlone(ctx, u.session.Human.Service, "left")
}

// receipt is where the counsellor's line is told whether it arrived.
func (u *turn) receipt() bot.Receipt {
	if u.in.Line == "" {
		return bot.Receipt{}
	}
	return bot.Receipt{Service: u.session.Human.Service, Handoff: u.session.Human.ID, Line: u.in.Line}
}

// claimed says that somebody is here; or somebody else, who took over from a colleague.
func (u *turn) claimed(ctx context.Context) error {
	key := "talk.claimed"
	if u.session.Human.Live {
		key = "talk.claimed.colleague"
	}
	u.session.Human.Live, u.session.Cards = true, 0
	if o := u.session.Onward; o != nil && o.Next == nil {
		u.session.Onward = nil
	}
	u.settleLast()
	u.say(key, nil, u.button("talk.waiting.end", "forlad"))
	return u.step(ctx, flow.Input{Do: flow.Report, Result: flow.Result{Name: "claimed"}})
}

// returned says that the counsellor had to go, and that the place is kept.
func (u *turn) returned(ctx context.Context) error {
	human := u.session.Human
	human.Live, human.Asked = false, u.now.Unix()
	if o := u.session.Onward; o != nil && o.Next == nil {
		u.session.Onward = nil // whoever asked has gone
	}
	u.settleLast()
	u.say("talk.returned", nil)
	return u.tellPlace(ctx)
}

// settleLast takes the buttons off the last question, as somebody else goes on; not
// while times are on offer, which stay good.
func (u *turn) settleLast() {
	if len(u.session.Offers) == 0 {
		u.settleTyped()
	}
}

// closed ends the talk. Who is being handed on goes on waiting there.
func (u *turn) closed(ctx context.Context) error {
	u.settleLast()
	var why handoff.Closing
	if handoff.Unpack(u.in.Text, &why) == nil && why.Reason == handoff.Abusive {
		return u.block(ctx)
	}
	u.say("talk.ended", nil)
	if u.waitsElsewhere() {
		return u.tellPlace(ctx)
	}
	return u.humanIsOver(ctx, "ended")
}

// alarmed shows the crisis card, whole, because the counsellor wants it to be seen.
func (u *turn) alarmed() {
	family, r := "", u.readerOf(false)
	if u.crisisWithin(cardMemory) {
		family, r = u.session.Family, u.lastReader()
	}
	u.session.Crisis, u.session.Dialog, u.session.Safe = u.now.Unix(), string(wordCrisis), false
	u.session.Family, u.session.Other, u.session.Cards = family, r.other, 0
	u.count("crisis_by_hand")
	u.reply(u.whole(u.session.Lang, u.cardFor(family, r)))
}

// carded shows all about a place that the counsellor thinks of.
func (u *turn) carded() error {
	var card handoff.Partner
	if err := handoff.Unpack(u.in.Text, &card); err != nil {
		return u.unreadable(err)
	}
	service, ok := u.Directory.Find(card.Service)
	if !ok {
		return nil
	}
	u.count("referred")
	u.say("talk.carded", map[string]any{"card": u.describe(service)})
	if service.Desk { // one meets nobody at a line that one calls
		u.askLater(u.session.Human.Service, service.ID)
	}
	return nil
}

// unreadable is a letter that is none: it would be none the next time too.
func (u *turn) unreadable(err error) error {
	u.count("letter_unreadable")
	u.Log.Error("counsellor's letter dropped", "error", err)
	return nil
}

// calledOff says that the service took an appointment away.
func (u *turn) calledOff(ctx context.Context) error {
	own, ok := u.session.appointment(u.in.Data)
	if !ok {
		return nil // the person had cancelled it
	}
	u.session.drop(own.ID)
	u.session.Off = append(u.session.Off, own)
	u.count("called_off")
	u.tellOff(own)
	return u.noteTime(ctx, "thread.called-off", own.Service, own.Start)
}

func (u *turn) tellOff(own booked) {
	u.sayOn("talk.called-off", "talk.called-off.next", map[string]any{"time": u.timeOf(own), "service": u.serviceName(own.Service)},
		u.button("button.book", "book"), u.button("button.human", "human"))
}

// newPlace tells where an appointment is by now.
func (u *turn) newPlace(ctx context.Context) error {
	own, ok := u.session.appointment(u.in.Data)
	if !ok {
		return nil // the person had cancelled it
	}
	found, err := u.Calendar.Find(ctx, own.Service, own.ID)
	if errors.Is(err, booking.ErrUnknown) {
		return nil // it was called off since
	}
	if err != nil {
		return err
	}
	u.count("new_place")
	u.reply(bot.Out{Text: u.words("talk.new-place", anyArgs(u.timeArgs(found))) + " " + u.changeWords("talk.new-place.next")})
	return nil
}

// Relay lets the people of one service hear what its counsellors did. It is done
// at once by the desk that did it, and again by a sweep, and has one effect.
func (t *Talk) Relay(ctx context.Context, service string) error {
	const batch = 32
	notices, err := t.Queue.Notices(ctx, service, batch)
	if err != nil {
		return err
	}
	var first error
	waits := map[string]bool{} // people whose earlier notice could not be told: theirs stay in order
	for _, n := range notices {
		if waits[n.Person.Key()] {
			continue
		}
		in := bot.In{
			ID: "h:" + n.Service + ":" + n.ID, Kind: n.Kind, Person: n.Person, Text: n.Text,
			Data: n.Handoff, Line: n.Line, At: t.Now(),
		}
		err := t.Handle(ctx, in)
		if err == nil {
			err = t.Queue.Heard(ctx, n)
		}
		if err != nil {
			waits[n.Person.Key()] = true
			first = cmp.Or(first, err)
		}
	}
	return first
}

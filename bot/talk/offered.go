package talk

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"lyt/bot"
	"lyt/bot/booking"
	"lyt/bot/handoff"
)

// offer is a time that a counsellor offered. It stays good until it has begun or is
// taken, also after the talk.
type offer struct {
	Service string `json:"s"`
	Handoff string `json:"h"` // whose thread is told when it is taken
	Slot    string `json:"i"`
	Start   int64  `json:"t"` // Unix seconds
}

// dialogOffer is the question which of them fits.
const dialogOffer word = "tid"

// mostOffers is how many are remembered: a few messages of them.
const mostOffers = 12

// offered shows the times that the counsellor found, each with a button.
func (u *turn) offered(ctx context.Context) error {
	var times handoff.Times
	if err := handoff.Unpack(u.in.Text, &times); err != nil {
		return u.unreadable(err)
	}
	human := u.session.Human
	slots, err := u.stillFree(ctx, human.Service, times.Slots)
	if err != nil {
		return err
	}
	if len(slots) == 0 {
		u.say("talk.offered.gone", nil)
		return nil
	}
	for _, slot := range slots {
		u.session.dropOffer(slot.ID)
		u.session.Offers = append(u.session.Offers, offer{human.Service, human.ID, slot.ID, slot.Start.Unix()})
	}
	u.session.Offers = u.session.Offers[max(0, len(u.session.Offers)-mostOffers):]
	u.showOffers("talk.offered", slots, map[string]any{"count": len(slots)}) // other questions stay open beside it
	return nil
}

func (u *turn) showOffers(key string, slots []booking.Slot, args map[string]any) {
	u.session.Dialog = string(dialogOffer)
	var buttons []bot.Button
	for _, choice := range u.choices(slots) {
		buttons = append(buttons, bot.Button{Label: choice.Label, Data: "!" + string(dialogOffer) + ":" + choice.ID})
	}
	args["times"] = u.timeLines(slots)
	u.say(key, args, buttons...)
}

// stillFree gives those of the slots that nobody took, earliest first.
func (u *turn) stillFree(ctx context.Context, service string, ids []string) ([]booking.Slot, error) {
	const page = 200
	const ahead = 366 * 24 * time.Hour
	var found []booking.Slot
	for from := u.now; len(found) < len(ids); {
		free, err := u.Calendar.Free(ctx, service, from, u.now.Add(ahead), page)
		if err != nil {
			return nil, err
		}
		for _, slot := range free {
			known := slices.ContainsFunc(found, func(s booking.Slot) bool { return s.ID == slot.ID })
			if slices.Contains(ids, slot.ID) && !known {
				found = append(found, slot)
			}
		}
		if len(free) < page || !free[page-1].Start.After(from) {
			break
		}
		from = free[page-1].Start
	}
	return found, nil
}

// takeOffered books one of the times; when somebody else was faster, it shows what is
// left. The data is foreign: only what was offered to this person is taken.
func (u *turn) takeOffered(ctx context.Context, slot string) error {
	at := slices.IndexFunc(u.session.Offers, func(o offer) bool { return o.Slot == slot })
	if at < 0 {
		return u.notNow(ctx)
	}
	chosen := u.session.Offers[at]
	taken, err := u.Calendar.Take(ctx, booking.Request{
		ID: u.in.ID, Service: chosen.Service, Slot: slot, Person: u.in.Person, Now: u.now,
	})
	switch {
	case errors.Is(err, booking.ErrTaken), errors.Is(err, booking.ErrGone):
		u.count("slot_taken")
		u.session.dropOffer(slot)
		return u.offerRest(ctx, chosen)
	case errors.Is(err, booking.ErrHasOne):
		return u.hasOne(ctx, chosen, taken)
	case err != nil:
		return err
	}
	u.count("booked")
	u.traces.taken = append(u.traces.taken, booked{Service: taken.Service, ID: taken.ID})
	if err := u.noteIn(ctx, chosen.talk(), "thread.booked", chosen.Start); err != nil {
		return err
	}
	u.keepTime(taken)
	u.session.Offers = slices.DeleteFunc(u.session.Offers, func(o offer) bool { return o.Service == chosen.Service })
	u.say("book.thanks", anyArgs(u.timeArgs(taken)))
	return nil
}

// talk is the thread that is told what became of the offer.
func (o offer) talk() meeting { return meeting{Service: o.Service, ID: o.Handoff} }

// hasOne says that the time they have still holds, to the counsellor as well. What was
// offered stays good: they may give the other one back first.
func (u *turn) hasOne(ctx context.Context, chosen offer, has booking.Appointment) error {
	if err := u.noteIn(ctx, chosen.talk(), "thread.has-time", has.Slot.Start.Unix()); err != nil {
		return err
	}
	u.keepTime(has)
	slots, err := u.stillOffered(ctx, chosen.Service)
	if err != nil {
		return err
	}
	u.showOffers("talk.offered.has", slots, anyArgs(u.timeArgs(has)))
	return nil
}

// stillOffered are the times of a service that were offered and that nobody took.
func (u *turn) stillOffered(ctx context.Context, service string) ([]booking.Slot, error) {
	var ids []string
	for _, o := range u.session.Offers {
		if o.Service == service {
			ids = append(ids, o.Slot)
		}
	}
	return u.stillFree(ctx, service, ids)
}

// offerRest shows what is left of the times that the counsellor offered.
func (u *turn) offerRest(ctx context.Context, lost offer) error {
	slots, err := u.stillOffered(ctx, lost.Service)
	switch {
	case err != nil:
		return err
	case len(slots) > 0:
		u.showOffers("talk.offered.taken", slots, map[string]any{})
	case u.session.Human != nil && u.session.Human.Live:
		u.say("talk.offered.none", nil)
	default:
		u.say("talk.offered.none-after", nil, u.button("button.book", "book"))
	}
	return nil
}

// offerTyped are the times as people type them.
func (u *turn) offerTyped() map[string][]string {
	typed := map[string][]string{}
	for _, o := range u.session.Offers {
		typed[string(dialogOffer)+":"+o.Slot] = []string{u.offerTime(o)}
	}
	return typed
}

func (u *turn) offerTime(o offer) string {
	return u.Texts.Time(u.session.Lang, time.Unix(o.Start, 0).In(u.Zone))
}

// laterLabel is what stands on a button that a counsellor's doing brought.
func (u *turn) laterLabel(name string) string {
	kind, id, _ := strings.Cut(name, ":")
	switch word(kind) {
	case dialogOffer:
		for _, o := range u.session.Offers {
			if o.Slot == id {
				return u.offerTime(o)
			}
		}
	case dialogMet:
		if answer, _, _ := strings.Cut(id, ":"); slices.Contains(metAnswers, answer) {
			return u.words("talk.button.met."+answer, nil)
		}
	}
	return ""
}

// dropOffer forgets an offered time.
func (s *session) dropOffer(slot string) {
	s.Offers = slices.DeleteFunc(s.Offers, func(o offer) bool { return o.Slot == slot })
}

// oldOffers forgets the offers whose time has come.
func (s *session) oldOffers(now time.Time) {
	s.Offers = slices.DeleteFunc(s.Offers, func(o offer) bool { return o.Start <= now.Unix() })
}

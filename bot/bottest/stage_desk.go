package bottest

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"lyt/bot"
	"lyt/bot/booking"
	"lyt/bot/handoff"
)

// deskAct is something a counsellor does in a live talk. No means that it is not for
// this talk.
type deskAct func(t *testing.T, h *House, live handoff.Handoff, op string, words []string) (yes bool)

// deskActs are what comes behind "@ desk", beside "claims", "declines" and "sweeps":
//
//	says WORDS…                    answers
//	closes [REASON]                ends the talk
//	offers N                       offers the next free times
//	sends SERVICE                  sends a partner's card
//	alarms                         sends the crisis card
//	asks-onward SERVICE [WORDS…]   asks whether to hand on; "colleague" and "team" stay with the service
//	withdraws                      takes that question back
//	asks-in                        asks a colleague into the talk
//	lets-go                        lets the colleague go again
//	takes-over                     a colleague accepts the talk
//	cannot-take-over [WORDS…]      a colleague declines the talk
//	calls-off                      takes the person's next appointment away
//	moves-to PLACE…                gives it another place
//	sweeps                         nobody does anything: the worker looks after the desks
func deskActs() map[string]deskAct {
	return map[string]deskAct{
		"says": deskSays, "closes": deskCloses, "offers": deskOffers, "sends": deskSends, "alarms": deskAlarms,
		"asks-in": deskAsksIn, "lets-go": deskLetsGo,
		"asks-onward": deskAsksOnward, "withdraws": deskWithdraws, "takes-over": deskTakesOver, "cannot-take-over": deskCannotTakeOver,
	}
}

// stageDesk is the counsellor of whatever service the person waits for.
func (h *House) stageDesk(t *testing.T, words []string) {
	t.Helper()
	if words[0] == "sweeps" { // the worker looks after the desks
		h.Talk.Sweep(context.Background())
		h.Settle(t)
		return
	}
	h.n++
	op := "desk:" + strconv.Itoa(h.n)
	for _, id := range h.desks.ids() {
		if h.deskDoes(t, id, op, words) {
			must(t, h.Talk.Relay(context.Background(), id))
			h.Settle(t)
			return
		}
	}
	t.Fatalf("stage: nobody to %v", words)
}

func (h *House) deskDoes(t *testing.T, service, op string, words []string) (acted bool) {
	t.Helper()
	switch words[0] {
	case "claims":
		return h.deskClaims(t, service, op)
	case "declines":
		return h.deskDeclines(t, service, op, strings.Join(words[1:], " "))
	case "calls-off":
		return h.deskCallsOff(t, service)
	case "moves-to":
		return h.deskMovesTo(t, service, strings.Join(words[1:], " "))
	}
	act := deskActs()[words[0]]
	if act == nil {
		t.Fatalf("stage: desk %q is not known", words[0])
	}
	live, err := h.Queue.Live(context.Background(), service)
	must(t, err)
	return slices.ContainsFunc(live, func(one handoff.Handoff) bool { return act(t, h, one, op, words[1:]) })
}

func (h *House) deskClaims(t *testing.T, service, op string) (acted bool) {
	t.Helper()
	waiting, err := h.Queue.Waiting(context.Background(), service)
	must(t, err)
	for _, w := range waiting {
		if !w.Request.Person.Equal(h.Person) {
			continue
		}
		must(t, h.Queue.Here(context.Background(), service, helper(), handoff.On, h.Clock.Now().Add(23*time.Hour)))
		_, err := h.Queue.Claim(context.Background(), service, w.ID, op, helper())
		must(t, err)
		acted = true
	}
	return acted
}

func (h *House) deskDeclines(t *testing.T, service, op, words string) (acted bool) {
	t.Helper()
	waiting, err := h.Queue.Waiting(context.Background(), service)
	must(t, err)
	for _, w := range waiting {
		if w.Request.From == nil {
			continue
		}
		h.Typed = append(h.Typed, words)
		must(t, h.Queue.Decline(context.Background(), service, w.ID, op, Helper, bot.Heard(words)))
		acted = true
	}
	return acted
}

func (h *House) deskCallsOff(t *testing.T, service string) bool {
	t.Helper()
	booked, has := h.appointment(t, service)
	if has {
		_, err := h.Calendar.CallOff(context.Background(), service, booked.ID)
		must(t, err)
	}
	return has
}

func (h *House) deskMovesTo(t *testing.T, service, place string) bool {
	t.Helper()
	booked, has := h.appointment(t, service)
	if has {
		slot, err := h.Calendar.Slot(context.Background(), service, booked.Slot.ID)
		must(t, err)
		_, err = h.Calendar.NewPlace(context.Background(), service, booked.ID, slot.Version, place)
		must(t, err)
	}
	return has
}

// appointment is the person's next one at a service.
func (h *House) appointment(t *testing.T, service string) (booking.Appointment, bool) {
	t.Helper()
	now := h.Clock.Now()
	booked, err := h.Calendar.Appointments(context.Background(), service, now, now.Add(60*24*time.Hour))
	must(t, err)
	at := slices.IndexFunc(booked, func(a booking.Appointment) bool { return a.Person.Equal(h.Person) })
	if at < 0 {
		return booking.Appointment{}, false
	}
	return booked[at], true
}

func deskSays(t *testing.T, h *House, live handoff.Handoff, op string, words []string) bool {
	t.Helper()
	said := strings.Join(words, " ")
	h.Typed = append(h.Typed, said)
	must(t, h.Queue.Answer(context.Background(), live.Request.Service, live.ID, op, live.Staff, bot.Heard(said)))
	return true
}

func deskCloses(t *testing.T, h *House, live handoff.Handoff, op string, words []string) bool {
	t.Helper()
	reason := handoff.Talked
	if len(words) > 0 {
		reason = handoff.Reason(words[0])
	}
	must(t, h.Queue.Close(context.Background(), live.Request.Service, live.ID, op, live.Staff, reason))
	return true
}

func deskOffers(t *testing.T, h *House, live handoff.Handoff, op string, words []string) bool {
	t.Helper()
	most, err := strconv.Atoi(words[0])
	must(t, err)
	service, now := live.Request.Service, h.Clock.Now()
	must(t, h.desks.look(context.Background(), service))
	free, err := h.Calendar.Free(context.Background(), service, now, now.Add(60*24*time.Hour), most)
	must(t, err)
	var letter handoff.Times
	for _, slot := range free {
		letter.Slots = append(letter.Slots, slot.ID)
	}
	h.tell(t, live, op, bot.Offered, letter)
	return true
}

func deskSends(t *testing.T, h *House, live handoff.Handoff, op string, words []string) bool {
	t.Helper()
	h.tell(t, live, op, bot.Carded, handoff.Partner{Service: words[0]})
	return true
}

func deskAlarms(t *testing.T, h *House, live handoff.Handoff, op string, _ []string) bool {
	t.Helper()
	h.tell(t, live, op, bot.Alarmed, struct{}{})
	return true
}

// tell sends the person something else than words.
func (h *House) tell(t *testing.T, live handoff.Handoff, op string, kind bot.Kind, letter any) {
	t.Helper()
	packed, err := handoff.Pack(letter)
	must(t, err)
	must(t, h.Queue.Tell(context.Background(), live.Request.Service, live.ID, op, live.Staff, kind, packed, "thread.told"))
}

func deskAsksOnward(t *testing.T, h *House, live handoff.Handoff, op string, words []string) bool {
	t.Helper()
	to := handoff.Onward{Service: words[0], Shared: live.Request.Shared, Words: strings.Join(words[1:], " ")}
	switch words[0] {
	case "colleague":
		to.Service, to.Staff = live.Request.Service, colleague().Name
	case "team":
		to.Service = live.Request.Service
	}
	if to.Words != "" {
		h.Typed = append(h.Typed, to.Words)
	}
	must(t, h.Queue.HandOn(context.Background(), live.Request.Service, live.ID, op, live.Staff, to))
	return true
}

func deskWithdraws(t *testing.T, h *House, live handoff.Handoff, op string, _ []string) bool {
	t.Helper()
	must(t, h.Queue.Withdraw(context.Background(), live.Request.Service, live.ID, op, live.Staff))
	return true
}

// colleague is somebody else at the same desk.
func colleague() handoff.Account {
	return handoff.Account{Name: "kollega", Role: handoff.RoleCounsellor, Most: 1000}
}

func deskAsksIn(t *testing.T, h *House, live handoff.Handoff, op string, _ []string) bool {
	t.Helper()
	must(t, h.Queue.Invite(context.Background(), live.Request.Service, live.ID, op, live.Staff, colleague().Name))
	return true
}

func deskLetsGo(t *testing.T, h *House, live handoff.Handoff, op string, _ []string) bool {
	t.Helper()
	must(t, h.Queue.Depart(context.Background(), live.Request.Service, live.ID, op, colleague().Name))
	return true
}

func deskTakesOver(t *testing.T, h *House, live handoff.Handoff, op string, _ []string) bool {
	t.Helper()
	ctx, service := context.Background(), live.Request.Service
	must(t, h.Queue.Here(ctx, service, colleague(), handoff.On, h.Clock.Now().Add(time.Hour)))
	_, err := h.Queue.Accept(ctx, service, live.ID, op, colleague())
	must(t, err)
	return true
}

func deskCannotTakeOver(t *testing.T, h *House, live handoff.Handoff, op string, words []string) bool {
	t.Helper()
	said := strings.Join(words, " ")
	h.Typed = append(h.Typed, said)
	must(t, h.Queue.Decline(context.Background(), live.Request.Service, live.ID, op, colleague().Name, bot.Heard(said)))
	return true
}

// stageOthers are other people in the queues of all desks that somebody has looked at,
// or of the one named first:
//
//	[at SERVICE] wait N          so many are in front of the person
//	[at SERVICE] were 5m 9m 7m   so long the last ones waited
//	[at SERVICE] leave           the first in line goes
func (h *House) stageOthers(t *testing.T, words []string) {
	t.Helper()
	ids := h.desks.ids()
	if words[0] == "at" {
		ids, words = []string{words[1]}, words[2:]
	}
	for _, id := range ids {
		switch words[0] {
		case "wait":
			n, err := strconv.Atoi(words[1])
			must(t, err)
			for range n {
				h.other(t, id, h.Clock.Now().Add(-time.Minute))
			}
		case "were":
			h.othersWere(t, id, words[1:])
		case "leave":
			h.firstLeaves(t, id)
		default:
			t.Fatalf("stage: others %q is not known", words[0])
		}
	}
}

// other is somebody else who asks for a human.
func (h *House) other(t *testing.T, service string, at time.Time) string {
	t.Helper()
	h.n++
	name := "other" + strconv.Itoa(h.n)
	asked, err := h.Talk.Queue.Ask(context.Background(), handoff.Request{
		ID: name, Service: service, Person: h.Keys.Person("telegram", name), Priority: handoff.Other, Lang: "da", At: at,
	})
	must(t, err)
	return asked.ID
}

// othersWere lets people be taken, one after the other, each after so long a wait.
func (h *House) othersWere(t *testing.T, service string, waits []string) {
	t.Helper()
	for _, wait := range waits {
		long, err := time.ParseDuration(wait)
		must(t, err)
		id := h.other(t, service, h.Clock.Now())
		h.Clock.Move(long)
		h.Redis.SetTime(h.Clock.Now())
		_, err = h.Queue.Claim(context.Background(), service, id, "others:"+id, helper())
		must(t, err)
		must(t, h.Queue.Close(context.Background(), service, id, "others:"+id, Helper, handoff.Talked))
		must(t, h.Talk.Relay(context.Background(), service))
	}
}

func (h *House) firstLeaves(t *testing.T, service string) {
	t.Helper()
	waiting, err := h.Queue.Waiting(context.Background(), service)
	must(t, err)
	for _, w := range waiting {
		if !w.Request.Person.Equal(h.Person) {
			must(t, h.Queue.Leave(context.Background(), service, w.ID, "others:"+w.ID))
			return
		}
	}
	t.Fatal("stage: nobody else waits")
}

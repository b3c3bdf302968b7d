package talk_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"lyt/bot"
	"lyt/bot/bottest"
	"lyt/bot/handoff"
	"lyt/bot/triage"
)

// What people write here, and what is thought of it.
const (
	dying = "jeg vil ikke leve mere"
	sad   = "jeg er så ked af det"
)

func judged(text string) triage.Verdict {
	return map[string]triage.Verdict{
		dying: {Level: triage.Crisis, Family: triage.Suicidal},
		sad:   {Level: triage.Concern},
	}[text]
}

// TestMarksForTheCounsellor: words that worry us carry a mark in the thread, while the
// person waits and in the live talk, and danger is seen on the talk itself.
func TestMarksForTheCounsellor(t *testing.T) {
	h := bottest.NewHouse(t, nil)
	h.Talk.Judge = judged
	toQueue(t, h)
	h.Handle(t, write(h, "t:1", sad))
	h.Stage(t, []string{"desk", "claims"})
	mine := func() handoff.Handoff {
		found, err := h.Queue.Mine(context.Background(), service, bottest.Helper)
		if err != nil || len(found) != 1 {
			t.Fatalf("%d live talks: %v", len(found), err)
		}
		return found[0]
	}
	if got := mine().Request.Priority; got != handoff.Other {
		t.Errorf("before danger the talk has the priority %v", got)
	}
	h.Handle(t, write(h, "t:2", "hej"))
	h.Handle(t, write(h, "t:3", dying))
	edited := write(h, "t:4", dying)
	edited.Kind = bot.Edited
	h.Handle(t, edited)
	if got := mine().Request.Priority; got != handoff.Crisis {
		t.Errorf("after danger the talk has the priority %v", got)
	}
	lines, err := h.Queue.Thread(context.Background(), service, mine().ID, "", 10)
	if err != nil {
		t.Fatal(err)
	}
	var marks []handoff.Mark
	for _, line := range lines {
		marks = append(marks, line.Mark)
	}
	if diff := cmp.Diff([]handoff.Mark{handoff.Worry, handoff.Unmarked, handoff.Danger, handoff.Danger}, marks); diff != "" {
		t.Error(diff)
	}
}

// TestDangerGoesFirst: from the card one tap leads to the head of the queue, past those
// who have waited longer, and nothing is passed on that nobody was asked about.
func TestDangerGoesFirst(t *testing.T) {
	h := bottest.NewHouse(t, nil)
	h.Talk.Judge = judged
	other := h.Keys.Person("telegram", "999")
	if _, err := h.Queue.Ask(t.Context(), handoff.Request{ID: "x", Service: service, Person: other, Priority: handoff.Low, Lang: "da", At: h.Clock.Now().Add(-time.Hour)}); err != nil {
		t.Fatal(err)
	}
	as(t, h, "/start helsingor", "[Jeg er ung]", "[15–17 år]")
	h.Talk.Judge = judged
	h.Handle(t, write(h, "t:900", dying))
	h.Handle(t, tap(h, "t:901", data(t, h.Channel.Take(), "Tal med et menneske")))
	waiting, err := h.Queue.Waiting(t.Context(), service)
	if err != nil || len(waiting) != 2 {
		t.Fatalf("%d waiting: %v", len(waiting), err)
	}
	first := waiting[0].Request
	if first.Person.Key() != h.Person.Key() || first.Priority != handoff.Crisis || len(first.Shared) != 0 {
		t.Errorf("first in the queue, priority %v, with %d lines shared", first.Priority, len(first.Shared))
	}
}

// TestTakenBackCancelsNothing: the answer is kind, the human stays on offer, and comes
// first all the same.
func TestTakenBackCancelsNothing(t *testing.T) {
	for _, words := range []string{"det var bare for sjov", "glem det", "det var en joke", "jk", "undskyld, det var kun for sjov 😅", "didn’t mean it", "glem det jeg skrev", "jeg mente det ikke", "just kidding", "Pyt med det."} {
		h := bottest.NewHouse(t, nil)
		h.Talk.Judge = judged
		h.Handle(t, write(h, "t:1", "/start helsingor"))
		h.Handle(t, write(h, "t:2", dying))
		h.Channel.Take()
		h.Handle(t, write(h, "t:3", words))
		outs := h.Channel.Take()
		human := data(t, outs, "Tal med et menneske")
		if len(outs) != 1 || !strings.HasPrefix(outs[0].Text, "Det er i orden.") {
			t.Errorf("%q is answered %q", words, outs)
		}
		h.Handle(t, tap(h, "t:4", human))
		if waiting, err := h.Queue.Waiting(t.Context(), service); err != nil || len(waiting) != 1 || waiting[0].Request.Priority != handoff.Crisis {
			t.Errorf("%q: waiting are %v, %v", words, waiting, err)
		}
	}
	h := bottest.NewHouse(t, nil) // without danger before it, it is what it is
	h.Talk.Judge = judged
	h.Handle(t, write(h, "t:1", "/start"))
	h.Channel.Take()
	h.Handle(t, write(h, "t:2", "glem det"))
	if said := texts(h); strings.HasPrefix(said[0], "Det er i orden.") {
		t.Errorf("nothing was said, and yet: %q", said)
	}
}

// TestNothingStandsBeforeTheCard: taking the buttons off an older message may be
// refused for a while; the card of the same update comes all the same.
func TestNothingStandsBeforeTheCard(t *testing.T) {
	h := bottest.NewHouse(t, nil)
	as(t, h, "/start", "[Jeg er ung]", "[Spring over]", "[15–17 år]", "[Skader mig selv]")
	outs := func() []bot.Out { return h.Channel.Take() }
	h.Handle(t, write(h, "t:900", "videre"))
	yes := data(t, outs(), "Ja")
	h.Channel.Fail = func(out bot.Out) error {
		if out.Urgent {
			return nil
		}
		return &bot.SendError{After: time.Hour, Err: errors.New("too many")}
	}
	in := tap(h, "t:901", yes)
	in.Message, in.Shown = "1", "Tænker du på at tage dit eget liv?"
	h.Handle(t, in)
	if said := texts(h); len(said) != 1 || !strings.Contains(said[0], "112") {
		t.Errorf("the card must come now, got %q", said)
	}
}

// TestStoreAwayInDanger: from memory, with the numbers for what is the matter; the whole
// card once for each person, then a short one.
func TestStoreAwayInDanger(t *testing.T) {
	h := bottest.NewHouse(t, nil)
	h.Redis.SetError("LOADING")
	away := func(id string, v triage.Verdict) string {
		h.Talk.Judge = func(string) triage.Verdict { return v }
		if err := h.Talk.Handle(context.Background(), write(h, id, "noget")); err == nil {
			t.Fatal("an update that is not kept was called safe")
		}
		h.Settle(t)
		return strings.Join(texts(h), "\n")
	}
	beaten := triage.Verdict{Level: triage.Crisis, Family: triage.Violence}
	whole := away("t:1", beaten)
	if !slices.Contains(numbers(whole), violence) || !strings.HasPrefix(whole, "Er du i fare lige nu, så ring 112") {
		t.Errorf("the card from memory: %q", whole)
	}
	if short := away("t:2", beaten); short == whole || !strings.Contains(short, "112") {
		t.Errorf("the second one: %q", short)
	}
	if other := away("t:3", triage.Verdict{Level: triage.Crisis, Family: triage.InProgress}); !slices.Contains(numbers(other), poison) {
		t.Errorf("another danger: %q", other)
	}
	if broken := away("t:4", triage.Verdict{Level: triage.Concern}); !strings.Contains(broken, "teknisk fejl") {
		t.Errorf("something hard, with the store away: %q", broken)
	}
}

// TestAppointmentOnTheMoveSurvivesTheDirectQuestion: what is being moved is moved, also
// when the direct question came in between.
func TestAppointmentOnTheMoveSurvivesTheDirectQuestion(t *testing.T) {
	h := bottest.NewHouse(t, nil)
	as(t, h, "/start helsingor", "[Jeg er ung]", "[15–17 år]", "[Spring over]", "[Spring over]", "[Book en tid]", "[tirsdag 24. nov. kl. 13.00]", "/aftaler", "[Flyt tiden]")
	h.Talk.Judge = judged
	h.Hear(t, sad)
	h.Hear(t, "[Nej]")
	h.Hear(t, "[tirsdag 24. nov. kl. 15.00]")
	if heard := h.Hear(t, "/aftaler"); strings.Count(heard, "Du har en tid") != 1 || !strings.Contains(heard, "kl. 15.00") {
		t.Errorf("after moving a time: %q", heard)
	}
}

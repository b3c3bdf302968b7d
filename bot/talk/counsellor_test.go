package talk_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"lyt/bot"
	"lyt/bot/bottest"
	"lyt/bot/handoff"
	"lyt/bot/talk"
)

// What a counsellor does, and what becomes of it on the person's side.

func TestWhetherWordsArrivedIsTold(t *testing.T) {
	refuse := func(err error) func(bot.Out) error {
		return func(out bot.Out) error {
			if out.Voice == bot.Counsellor {
				return err
			}
			return nil
		}
	}
	for name, c := range map[string]struct {
		fail func(bot.Out) error
		want string
	}{
		"they arrive":         {nil, "receipt: yes"},
		"they cannot be sent": {refuse(&bot.SendError{Drop: true, Err: errors.New("too odd")}), "receipt: no"},
		"the person is gone":  {refuse(&bot.SendError{Gone: true, Err: errors.New("blocked")}), "receipt: no"},
	} {
		t.Run(name, func(t *testing.T) {
			h := bottest.NewHouse(t, nil)
			toLive(t, h)
			h.Channel.Fail = c.fail
			h.Stage(t, strings.Fields("desk says hej med dig"))
			got := lines(t, h, service)
			if got[len(got)-1] != c.want {
				t.Errorf("the counsellor reads %q", got)
			}
		})
	}
}

func TestWordsThatArriveLaterAreToldOnce(t *testing.T) {
	h := bottest.NewHouse(t, nil)
	toLive(t, h)
	down := true
	h.Channel.Fail = func(bot.Out) error {
		if down {
			return errors.New("connection reset")
		}
		return nil
	}
	h.Stage(t, strings.Fields("desk says hej med dig"))
	if got := lines(t, h, service); slices.Contains(got, "receipt: yes") || slices.Contains(got, "receipt: no") {
		t.Errorf("nothing is known yet: %q", got)
	}
	down = false
	h.Wait(t, time.Minute) // another replica's worker, as far as the store can tell
	got := slices.DeleteFunc(lines(t, h, service), func(l string) bool { return !strings.HasPrefix(l, "receipt") })
	if len(got) != 1 || got[0] != "receipt: yes" {
		t.Errorf("the counsellor reads %q", got)
	}
}

func TestAReceiptThatCannotBeKeptHoldsNothingUp(t *testing.T) {
	h := bottest.NewHouse(t, nil)
	toLive(t, h)
	h.Talk.Queue = noReceipts{h.Queue}
	for _, words := range []string{"et", "to", "tre"} {
		h.Stage(t, []string{"desk", "says", words})
	}
	if said := texts(h); !slices.Equal(said, []string{"et", "to", "tre"}) {
		t.Errorf("the person heard %q", said)
	}
}

func TestTypingIsShownInALiveTalkOnly(t *testing.T) {
	h := bottest.NewHouse(t, nil)
	ctx := context.Background()
	h.Talk.Typing(ctx, h.Person)
	if h.Talk.Typed(ctx, h.Person) || h.Channel.Typed() != 0 {
		t.Error("nobody talks yet")
	}
	toLive(t, h)
	for range 3 { // at once: it is shown now and then only
		h.Talk.Typing(ctx, h.Person)
		if !h.Talk.Typed(ctx, h.Person) {
			t.Error("there is a counsellor to see it")
		}
	}
	if n := h.Channel.Typed(); n != 1 {
		t.Errorf("shown to the person %d times", n)
	}
	live, err := h.Queue.Live(ctx, service)
	if err != nil || len(live) != 1 || live[0].Typing.IsZero() {
		t.Errorf("the counsellor cannot see that the person writes: %v", err)
	}
	if said := texts(h); len(said) != 0 {
		t.Errorf("typing said %q", said)
	}
	h.Clock.Move(3 * time.Second)
	h.Talk.Typing(ctx, h.Person)
	if n := h.Channel.Typed(); n != 1 {
		t.Errorf("later it is shown again, was %d times", n)
	}
}

func TestTheSweepTakesBackAndKnocks(t *testing.T) {
	h := bottest.NewHouse(t, nil)
	toLive(t, h)
	knocked := map[string]int{}
	h.Talk.Knock = func(_ context.Context, service string) { knocked[service]++ }
	h.Handle(t, write(h, "t:90", "er du der?"))
	h.Wait(t, 9*time.Minute)
	h.Talk.Sweep(context.Background())
	if n := len(waitingAt(t, h, service)); n != 0 {
		t.Fatal("too early")
	}
	h.Wait(t, 2*time.Minute)
	h.Talk.Sweep(context.Background())
	h.Talk.Sweep(context.Background())
	h.Settle(t)
	if said := strings.Join(texts(h), "\n"); strings.Count(said, "Rådgiveren har ikke svaret") != 1 {
		t.Errorf("the person heard %q", said)
	}
	if n := len(waitingAt(t, h, service)); n != 1 {
		t.Errorf("%d wait", n)
	}
	if knocked[service] != 3 {
		t.Errorf("knocked %d times", knocked[service])
	}
	h.Stage(t, []string{"desk", "claims"})
	h.Talk.AnswerWithin = 0
	h.Handle(t, write(h, "t:91", "hej igen"))
	h.Wait(t, time.Hour)
	h.Talk.Sweep(context.Background())
	if n := len(waitingAt(t, h, service)); n != 0 {
		t.Error("with 0 no talk goes back")
	}
}

func TestAnOfferedTimeIsTakenOnce(t *testing.T) {
	h := bottest.NewHouse(t, nil)
	toLive(t, h)
	h.Stage(t, []string{"desk", "offers", "2"})
	take := tap(h, "t:90", data(t, h.Channel.Take(), "tirsdag 24. nov. kl. 13.00"))
	h.Talk.Store = &diesBeforeCommit{h.Talk.Store, true}
	if err := h.Talk.Handle(context.Background(), take); !errors.Is(err, errKilled) {
		t.Fatalf("got %v", err)
	}
	for range 2 {
		h.Handle(t, take)
	}
	if said := strings.Join(texts(h), "\n"); strings.Count(said, "Din tid er tirsdag 24. nov. kl. 13.00") != 1 {
		t.Errorf("the person heard %q", said)
	}
	noted := slices.DeleteFunc(lines(t, h, service), func(l string) bool { return !strings.HasPrefix(l, "system: thread.booked") })
	if len(noted) != 1 || noted[0] != "system: thread.booked\ttirsdag 24. nov. kl. 13.00" {
		t.Errorf("the counsellor reads %q", noted)
	}
	now := h.Clock.Now()
	booked, err := h.Calendar.Appointments(context.Background(), service, now, now.Add(30*24*time.Hour))
	if err != nil || len(booked) != 1 {
		t.Errorf("%d appointments: %v", len(booked), err)
	}
}

// Two questions of the counsellor stand beside each other, and times stay good when the
// talk is over: no buttons go that still mean something.
func TestOpenQuestionsKeepTheirButtons(t *testing.T) {
	h := bottest.NewHouse(t, nil)
	toLive(t, h)
	yes := data(t, askOnward(t, h, elsewhere), onwardYes)
	for _, stage := range []string{"desk offers 2", "desk closes"} {
		h.Stage(t, strings.Fields(stage))
		for _, out := range h.Channel.Take() {
			if out.Settle != "" {
				t.Errorf("after %q buttons were taken away", stage)
			}
		}
		if stage == "desk offers 2" {
			h.Handle(t, tap(h, "t:90", yes))
			if n := len(waitingAt(t, h, elsewhere)); n != 1 {
				t.Errorf("%d wait at the other service", n)
			}
			h.Channel.Take()
		}
	}
}

func TestATimeThatWasNotOfferedIsNotTaken(t *testing.T) {
	h := bottest.NewHouse(t, nil)
	toLive(t, h)
	h.Stage(t, []string{"desk", "offers", "1"})
	now := h.Clock.Now()
	free, err := h.Calendar.Free(context.Background(), service, now, now.Add(30*24*time.Hour), 2)
	if err != nil || len(free) != 2 {
		t.Fatalf("%d free: %v", len(free), err)
	}
	h.Handle(t, tap(h, "t:90", "!tid:"+free[1].ID))
	if booked, err := h.Calendar.Appointments(context.Background(), service, now, now.Add(30*24*time.Hour)); err != nil || len(booked) != 0 {
		t.Errorf("made-up data took %d times: %v", len(booked), err)
	}
}

func TestEarlierMeasuresAndTalksAreSharedWithConsent(t *testing.T) {
	h := bottest.NewHouse(t, nil)
	toLive(t, h)
	h.Stage(t, []string{"desk", "closes"})
	h.Wait(t, 20*time.Hour)
	for _, line := range []string{"/start", "[Jeg er ung]", "helsingør", "[15–17 år]", "[Videre]",
		"[Hele tiden]", "[Hele tiden]", "[Hele tiden]", "[Hele tiden]", "[Hele tiden]",
		"[Tal med et menneske]", "[Ja, giv det videre]"} {
		h.Hear(t, line)
	}
	waiting := waitingAt(t, h, service)
	if len(waiting) != 1 {
		t.Fatalf("%d wait; the talk stands at %+v", len(waiting), h.Place(t).Step)
	}
	var scores []int
	for _, m := range waiting[0].Request.Measures {
		scores = append(scores, m.Score)
	}
	if !slices.Equal(scores, []int{56, 100}) || waiting[0].Request.Talks != 1 {
		t.Errorf("measures %v, talks %d", scores, waiting[0].Request.Talks)
	}
}

func TestWithoutConsentNothingIsShared(t *testing.T) {
	h := bottest.NewHouse(t, nil)
	toLive(t, h)
	h.Stage(t, []string{"desk", "closes"})
	h.Hear(t, "/menneske")
	h.Hear(t, "[Nej, del ikke noget]")
	waiting := waitingAt(t, h, service)
	if len(waiting) != 1 || len(waiting[0].Request.Measures) != 0 || waiting[0].Request.Talks != 0 {
		t.Error("measures and talks must not go along without a yes")
	}
}

func TestWhetherTheyMetIsCountedOnce(t *testing.T) {
	h := bottest.NewHouse(t, nil)
	toLive(t, h)
	h.Stage(t, []string{"desk", "sends", elsewhere})
	h.Stage(t, []string{"desk", "closes", "handed-on"})
	h.Channel.Take()
	h.Wait(t, 7*24*time.Hour+time.Minute)
	answer := tap(h, "t:90", data(t, h.Channel.Take(), "Ikke endnu"))
	for range 3 {
		h.Handle(t, answer)
	}
	h.Handle(t, tap(h, "t:91", answer.Data))
	figures, err := h.Queue.Figures(context.Background(), service, h.Clock.Now())
	if err != nil || figures["met:not-yet"] != 1 {
		t.Errorf("counted %v: %v", figures, err)
	}
}

func TestNobodyIsAskedWhetherTheyMetInTheMiddleOfATalk(t *testing.T) {
	h := bottest.NewHouse(t, nil)
	toLive(t, h)
	h.Stage(t, []string{"desk", "sends", elsewhere})
	h.Stage(t, []string{"desk", "closes"})
	h.Wait(t, 7*24*time.Hour-10*time.Minute)
	h.Handle(t, write(h, "t:90", "/hjaelp"))
	h.Channel.Take()
	h.Wait(t, 20*time.Minute)
	if said := texts(h); len(said) != 0 {
		t.Errorf("asked in the middle of something: %q", said)
	}
	h.Wait(t, 25*time.Hour)
	if said := strings.Join(texts(h), "\n"); !strings.Contains(said, "Fik I mødt hinanden?") || strings.Contains(said, "headspace") {
		t.Errorf("another day it is asked, was %q", said)
	}
}

func TestABlockEndsByItselfAndKeepsNobodyFromTheCard(t *testing.T) {
	h := bottest.NewHouse(t, nil)
	toLive(t, h)
	h.Stage(t, []string{"desk", "closes", "abusive"})
	h.Channel.Take()
	for i, words := range []string{"hej", "hvad laver du", "svar mig"} {
		h.Handle(t, write(h, "b:"+string(rune('0'+i)), words))
	}
	if said := texts(h); len(said) != 0 {
		t.Errorf("answered word for word: %q", said)
	}
	for i, words := range []string{"jeg vil ikke leve mere", "/akut"} {
		h.Handle(t, write(h, "c:"+string(rune('0'+i)), words))
		if said := texts(h); len(said) == 0 || !strings.Contains(said[0], "112") {
			t.Errorf("%q was answered with %q", words, said)
		}
	}
	h.Handle(t, tap(h, "t:91", "!human-now"))
	if said := strings.Join(texts(h), "\n"); !strings.Contains(said, "116 111") {
		t.Errorf("somebody in danger was met with %q", said)
	}
	if n := len(waitingAt(t, h, service)); n != 0 {
		t.Error("a blocked person came into the queue")
	}
	h.Wait(t, handoff.BlockLife)
	h.Handle(t, write(h, "t:92", "/menneske"))
	if said := strings.Join(texts(h), "\n"); !strings.Contains(said, "Må jeg give det her videre") {
		t.Errorf("after a day the person heard %q", said)
	}
}

// noReceipts is a queue that cannot keep whether words arrived.
type noReceipts struct{ talk.Queue }

func (noReceipts) Received(context.Context, bot.Receipt, bool) error { return errors.New("away") }

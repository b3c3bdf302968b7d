package talk_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"lyt/bot"
	"lyt/bot/bottest"
	"lyt/bot/handoff"
)

// What the person took out, or did not want to share, cannot be read off anything else.

// toLow brings the person to the question what may be passed on, with a low score.
func toLow(t *testing.T, h *bottest.House) {
	t.Helper()
	h.Stage(t, []string{"at", "2026-11-23T13:00"})
	for _, line := range []string{"/start", "[Jeg er ung]", "helsingør", "[15–17 år]", "[Skole]", "[Videre]",
		"[Lidt af tiden]", "[Lidt af tiden]", "[Lidt af tiden]", "[Lidt af tiden]", "[Lidt af tiden]", "[Nej]",
		"[Tal med et menneske]"} {
		h.Hear(t, line)
	}
	h.Channel.Take()
}

func TestTheQueueSaysNothingOfAScoreThatIsNotShared(t *testing.T) {
	for answer, want := range map[string]handoff.Priority{"[Ja, giv det videre]": handoff.Low, "[Nej, del ikke noget]": handoff.Other} {
		h := bottest.NewHouse(t, nil)
		toLow(t, h)
		h.Hear(t, answer)
		if w := waitingAt(t, h, service); len(w) != 1 || w[0].Request.Priority != want {
			t.Errorf("after %s: %d wait, want priority %d", answer, len(w), want)
		}
	}
}

func TestDangerGoesFirstWithoutAnyConsent(t *testing.T) {
	h := bottest.NewHouse(t, nil)
	toLow(t, h)
	h.Hear(t, "[Nej, del ikke noget]")
	h.Handle(t, write(h, "t:90", "jeg vil ikke leve mere"))
	if w := waitingAt(t, h, service); len(w) != 1 || w[0].Request.Priority != handoff.Crisis {
		t.Error("somebody in danger goes first")
	}
}

func TestWhatWasTakenOutIsNotPassedOn(t *testing.T) {
	cases := map[string]struct {
		out      []string
		priority handoff.Priority
		measures int
		talks    int
	}{
		"nothing":    {nil, handoff.Low, 1, 1},
		"the score":  {[]string{"Fjern: Trivsel, WHO-5"}, handoff.Other, 0, 1},
		"everything": {[]string{"Fjern: Hvem", "Fjern: Kommune", "Fjern: Alder", "Fjern: Det fylder", "Fjern: Trivsel, WHO-5"}, handoff.Other, 0, 0},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			h := bottest.NewHouse(t, nil)
			toLow(t, h)
			h.Hear(t, "[Ja, giv det videre]")
			h.Stage(t, []string{"desk", "claims"})
			h.Stage(t, []string{"desk", "closes"})
			h.Hear(t, "/menneske")
			h.Hear(t, "[Ja, giv det videre]")
			h.Stage(t, []string{"desk", "claims"})
			h.Channel.Take()
			outs := askOnward(t, h, elsewhere)
			for i, label := range c.out {
				h.Handle(t, tap(h, "out:"+string(rune('a'+i)), data(t, outs, label)))
				outs = h.Channel.Take()
			}
			h.Handle(t, tap(h, "t:90", data(t, outs, onwardYes)))
			w := waitingAt(t, h, elsewhere)
			if len(w) != 1 {
				t.Fatalf("%d wait at the other service", len(w))
			}
			if r := w[0].Request; r.Priority != c.priority || len(r.Measures) != c.measures || r.Talks != c.talks {
				t.Errorf("priority %d, %d measures, %d talks", r.Priority, len(r.Measures), r.Talks)
			}
		})
	}
}

const onwardStay = "Nej, jeg bliver her"

func TestAYesCanBeTakenBackUntilSomebodyTookIt(t *testing.T) {
	for _, to := range []string{elsewhere, "colleague"} {
		h := bottest.NewHouse(t, nil)
		toLive(t, h)
		h.Handle(t, tap(h, "t:90", data(t, askOnward(t, h, to), onwardYes)))
		stay := data(t, h.Channel.Take(), onwardStay)
		for range 2 {
			h.Handle(t, tap(h, "t:91", stay))
		}
		if said := strings.Join(texts(h), "\n"); strings.Count(said, "Jeg har taget det tilbage") != 1 {
			t.Errorf("%s: the person heard %q", to, said)
		}
		live, err := h.Queue.Live(context.Background(), service)
		if err != nil || len(live) != 1 || live[0].Moving != nil {
			t.Errorf("%s: the talk is still being handed on: %v", to, err)
		}
		if n := len(waitingAt(t, h, elsewhere)); n != 0 {
			t.Errorf("%s: %d wait at the other service", to, n)
		}
		if got := lines(t, h, service); got[len(got)-1] != "system: thread.onward-no" {
			t.Errorf("%s: the counsellor reads %q", to, got)
		}
		h.Handle(t, tap(h, "t:92", stay)) // an old button
		if n := strings.Count(strings.Join(lines(t, h, service), "\n"), "onward-no"); n != 1 {
			t.Errorf("%s: taken back %d times", to, n)
		}
	}
}

func TestAYesIsTakenBackAcrossACrash(t *testing.T) {
	h := bottest.NewHouse(t, nil)
	toLive(t, h)
	h.Handle(t, tap(h, "t:90", data(t, askOnward(t, h, elsewhere), onwardYes)))
	stay := tap(h, "t:91", data(t, h.Channel.Take(), onwardStay))
	h.Talk.Store = &diesBeforeCommit{h.Talk.Store, true}
	if err := h.Talk.Handle(context.Background(), stay); err == nil {
		t.Fatal("it should have died")
	}
	h.Handle(t, stay)
	if said := strings.Join(texts(h), "\n"); strings.Count(said, "Jeg har taget det tilbage") != 1 {
		t.Errorf("the person heard %q", said)
	}
}

// press taps a button of what was said since the last time.
func press(t *testing.T, h *bottest.House, id, label string) {
	t.Helper()
	h.Handle(t, tap(h, id, data(t, h.Channel.Take(), label)))
}

// A page opened anew holds nothing: who has not seen that their time is off would go to a
// closed door.
func TestATimeThatIsOffIsToldToAPageOpenedAnew(t *testing.T) {
	h := bottest.NewHouse(t, nil)
	toLive(t, h)
	h.Stage(t, strings.Fields("desk offers 1"))
	press(t, h, "p:1", "tirsdag 24. nov. kl. 13.00")
	h.Stage(t, strings.Fields("desk closes booked"))
	h.Stage(t, strings.Fields("desk calls-off"))
	open := func(id string) string {
		h.Channel.Take()
		in := write(h, id, "")
		in.Kind = bot.Open
		h.Handle(t, in)
		return strings.Join(texts(h), "\n")
	}
	if said := open("o:1"); !strings.Contains(said, "Din tid tirsdag 24. nov. kl. 13.00 hos Ungeværftet er aflyst") {
		t.Errorf("a new page says %q", said)
	}
	h.Wait(t, 25*time.Hour)
	if said := open("o:2"); strings.Contains(said, "aflyst") {
		t.Errorf("when it is long past, a new page says %q", said)
	}
}

// The counsellor sees in the talk what became of times.
func TestTheThreadTellsOfTimes(t *testing.T) {
	h := bottest.NewHouse(t, nil)
	toLive(t, h)
	h.Stage(t, strings.Fields("desk offers 2"))
	press(t, h, "p:2", "tirsdag 24. nov. kl. 13.00")
	h.Stage(t, strings.Fields("desk offers 2"))
	press(t, h, "p:3", "tirsdag 24. nov. kl. 15.00")
	h.Stage(t, strings.Fields("desk calls-off"))
	press(t, h, "p:4", "tirsdag 24. nov. kl. 15.00")
	h.Handle(t, write(h, "t:90", "/aftaler"))
	press(t, h, "p:5", "Aflys tiden")
	press(t, h, "p:6", "Ja, aflys tiden")
	got := slices.DeleteFunc(lines(t, h, service), func(l string) bool {
		return !strings.HasPrefix(l, "system: ") || strings.HasPrefix(l, "system: thread.told")
	})
	first, second := "\ttirsdag 24. nov. kl. 13.00", "\ttirsdag 24. nov. kl. 15.00"
	want := []string{
		"system: thread.booked" + first, "system: thread.has-time" + first, "system: thread.called-off" + first,
		"system: thread.booked" + second, "system: thread.cancelled" + second,
	}
	if !slices.Equal(got, want) {
		t.Errorf("the counsellor reads %q", got)
	}
}

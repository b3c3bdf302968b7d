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

const elsewhere = "headspace-helsingor"

// toLive brings the person into a live talk at Ungeværftet, with WHO-5 answered.
func toLive(t *testing.T, h *bottest.House) {
	t.Helper()
	h.Stage(t, []string{"at", "2026-11-23T13:00"})
	for _, line := range []string{"/start", "[Jeg er ung]", "helsingør", "[15–17 år]", "[Skole]", "[Videre]",
		"[Det meste af tiden]", "[Det meste af tiden]", "[Lidt af tiden]", "[Det meste af tiden]", "[Lidt af tiden]",
		"[Tal med et menneske]", "[Ja, giv det videre]"} {
		h.Hear(t, line)
	}
	h.Stage(t, []string{"desk", "claims"})
	h.Channel.Take()
}

// askOnward lets the counsellor ask, and gives the buttons.
func askOnward(t *testing.T, h *bottest.House, to string) []bot.Out {
	t.Helper()
	h.Stage(t, strings.Fields("desk asks-onward "+to+" hun vil mødes"))
	return h.Channel.Take()
}

const onwardYes = "Ja, giv det videre"

func waitingAt(t *testing.T, h *bottest.House, service string) []handoff.Handoff {
	t.Helper()
	waiting, err := h.Queue.Waiting(context.Background(), service)
	if err != nil {
		t.Fatal(err)
	}
	return waiting
}

// lines gives the thread of the live talk at a service, as "who: words".
func lines(t *testing.T, h *bottest.House, service string) []string {
	t.Helper()
	live, err := h.Queue.Live(context.Background(), service)
	if err != nil || len(live) != 1 {
		t.Fatalf("%d live talks at %s: %v", len(live), service, err)
	}
	thread, err := h.Queue.Thread(context.Background(), service, live[0].ID, "", 100)
	if err != nil {
		t.Fatal(err)
	}
	var told []string
	for _, line := range thread {
		told = append(told, string(line.Who)+": "+line.Text.Reveal())
	}
	return told
}

func TestOnlyWhatThePersonKeptGoesAlong(t *testing.T) {
	h := bottest.NewHouse(t, nil)
	toLive(t, h)
	outs := askOnward(t, h, elsewhere)
	h.Handle(t, tap(h, "t:90", data(t, outs, "Fjern: Alder")))
	h.Handle(t, tap(h, "t:91", data(t, outs, "Fjern: Alder"))) // twice is once
	h.Handle(t, tap(h, "t:92", data(t, outs, "Fjern: rådgiverens ord")))
	h.Handle(t, tap(h, "t:93", data(t, outs, onwardYes)))
	waiting := waitingAt(t, h, elsewhere)
	if len(waiting) != 1 {
		t.Fatalf("%d wait at the other service", len(waiting))
	}
	got := waiting[0].Request
	var names []string
	for _, line := range got.Shared {
		names = append(names, line.Name)
	}
	if want := "Hvem Kommune Det fylder Trivsel, WHO-5"; strings.Join(names, " ") != want {
		t.Errorf("went along: %q, want %q", strings.Join(names, " "), want)
	}
	if got.From == nil || got.From.Service != service || got.From.Words != "" {
		t.Error("the other service must hear from whom, and none of the words that were taken out")
	}
	if len(got.Measures) != 1 {
		t.Errorf("%d measures went along with the score", len(got.Measures))
	}
}

func TestTheScoreGoesWithItsLine(t *testing.T) {
	h := bottest.NewHouse(t, nil)
	toLive(t, h)
	outs := askOnward(t, h, elsewhere)
	h.Handle(t, tap(h, "t:90", data(t, outs, "Fjern: Trivsel, WHO-5")))
	h.Handle(t, tap(h, "t:91", data(t, outs, onwardYes)))
	if waiting := waitingAt(t, h, elsewhere); len(waiting) != 1 || len(waiting[0].Request.Measures) != 0 {
		t.Error("the measures must stay where the score was taken out")
	}
}

// diesBeforeCommit is a replica that is killed when all but the commit is done.
type diesBeforeCommit struct {
	talk.Store
	dies bool
}

var errKilled = errors.New("killed")

func (s *diesBeforeCommit) Commit(ctx context.Context, who bot.Person, c bot.Commit) (bot.Lease, error) {
	if s.dies {
		s.dies = false
		return bot.Lease{}, errKilled
	}
	return s.Store.Commit(ctx, who, c)
}

func TestACrashWhileBeingHandedOnHasOneEffect(t *testing.T) {
	h := bottest.NewHouse(t, nil)
	toLive(t, h)
	yes := tap(h, "t:90", data(t, askOnward(t, h, elsewhere), onwardYes))
	h.Talk.Store = &diesBeforeCommit{h.Talk.Store, true}
	if err := h.Talk.Handle(context.Background(), yes); !errors.Is(err, errKilled) {
		t.Fatalf("got %v", err)
	}
	for range 2 {
		h.Handle(t, yes)
	}
	if n := len(waitingAt(t, h, elsewhere)); n != 1 {
		t.Errorf("%d requests at the other service", n)
	}
	agreed := slices.DeleteFunc(lines(t, h, service), func(line string) bool { return !strings.HasPrefix(line, "system: thread.onward-yes") })
	if len(agreed) != 1 {
		t.Errorf("the counsellor was told %d times", len(agreed))
	}
	if said := strings.Join(texts(h), "\n"); strings.Count(said, "Nu har jeg spurgt") != 1 {
		t.Errorf("the person heard %q", said)
	}
}

func TestTheOtherServiceIsFasterThanTheCommit(t *testing.T) {
	h := bottest.NewHouse(t, nil)
	toLive(t, h)
	yes := tap(h, "t:90", data(t, askOnward(t, h, elsewhere), onwardYes))
	h.Talk.Store = &meanwhile{h.Talk.Store, func() { h.Stage(t, []string{"desk", "claims"}) }}
	h.Handle(t, yes)
	if said := strings.Join(texts(h), "\n"); !strings.Contains(said, "Nu er du hos headspace") {
		t.Errorf("the person heard %q", said)
	}
	live, err := h.Queue.Live(context.Background(), service)
	if err != nil || len(live) != 0 {
		t.Errorf("%d talks are still live at the first service: %v", len(live), err)
	}
	h.Handle(t, write(h, "t:91", "hej til jer"))
	if got := lines(t, h, elsewhere); !slices.Contains(got, "person: hej til jer") {
		t.Errorf("the words went astray: %q", got)
	}
}

func TestTheFirstServiceNoLongerHearsThePerson(t *testing.T) {
	h := bottest.NewHouse(t, nil)
	toLive(t, h)
	h.Handle(t, tap(h, "t:90", data(t, askOnward(t, h, elsewhere), onwardYes)))
	h.Handle(t, write(h, "t:91", "til den første"))
	if got := lines(t, h, service); !slices.Contains(got, "person: til den første") {
		t.Errorf("until somebody else is there the first counsellor hears the person: %q", got)
	}
	h.Stage(t, []string{"desk", "claims"})
	h.Handle(t, write(h, "t:92", "kun til den anden"))
	if mine, err := h.Queue.Mine(context.Background(), service, bottest.Helper); err != nil || len(mine) != 0 {
		t.Errorf("the first counsellor still has %d talks: %v", len(mine), err)
	}
	if got := lines(t, h, elsewhere); !slices.Contains(got, "person: kun til den anden") {
		t.Errorf("the second counsellor reads %q", got)
	}
}

func TestNothingStaysOfWhoIsDeletedWhileBeingHandedOn(t *testing.T) {
	h := bottest.NewHouse(t, nil)
	toLive(t, h)
	h.Handle(t, tap(h, "t:90", data(t, askOnward(t, h, elsewhere), onwardYes)))
	h.Handle(t, tap(h, "t:91", "!slet"))
	if n := len(waitingAt(t, h, elsewhere)); n != 0 {
		t.Errorf("%d still wait at the other service", n)
	}
	if keys := left(h, ":handoff:", ":thread:", ":person:"); len(keys) > 0 {
		t.Errorf("left: %v", keys)
	}
}

func TestWhoEndsTheTalkLeavesTheOtherQueue(t *testing.T) {
	for _, way := range []string{"!forlad", "stop"} {
		h := bottest.NewHouse(t, nil)
		toLive(t, h)
		h.Handle(t, tap(h, "t:90", data(t, askOnward(t, h, elsewhere), onwardYes)))
		if way == "stop" {
			h.Stage(t, []string{"desk", "closes"}) // goes on waiting elsewhere, where the word works
			h.Handle(t, write(h, "t:91", "stop"))
		} else {
			h.Handle(t, tap(h, "t:91", way))
		}
		if n := len(waitingAt(t, h, elsewhere)); n != 0 {
			t.Errorf("%s: %d still wait at the other service", way, n)
		}
	}
}

func TestARequestNobodyTakesIsGivenBack(t *testing.T) {
	h := bottest.NewHouse(t, nil)
	toLive(t, h)
	h.Handle(t, tap(h, "t:90", data(t, askOnward(t, h, elsewhere), onwardYes)))
	h.Channel.Take()
	h.Wait(t, handoff.WaitLife+time.Minute)
	if said := strings.Join(texts(h), "\n"); !strings.Contains(said, "kan ikke tage over lige nu") {
		t.Errorf("after a day the person heard %q", said)
	}
	if got := lines(t, h, service); !slices.Contains(got, "system: thread.declined\t"+elsewhere) {
		t.Errorf("the counsellor reads %q", got)
	}
}

func TestAnOldYesMovesNobody(t *testing.T) {
	h := bottest.NewHouse(t, nil)
	toLive(t, h)
	old := data(t, askOnward(t, h, elsewhere), onwardYes)
	h.Stage(t, []string{"desk", "withdraws"})
	askOnward(t, h, "headspace-chat")
	h.Handle(t, tap(h, "t:90", old))
	for _, id := range []string{elsewhere, "headspace-chat"} {
		if n := len(waitingAt(t, h, id)); n != 0 {
			t.Errorf("a yes to another question put %d into the queue of %s", n, id)
		}
	}
}

func TestDangerCountsInBothQueues(t *testing.T) {
	h := bottest.NewHouse(t, nil)
	toLive(t, h)
	h.Handle(t, tap(h, "t:90", data(t, askOnward(t, h, elsewhere), onwardYes)))
	h.Handle(t, write(h, "t:91", "jeg vil ikke leve mere"))
	if waiting := waitingAt(t, h, elsewhere); len(waiting) != 1 || waiting[0].Request.Priority != handoff.Crisis {
		t.Error("somebody in danger must go first at the other service too")
	}
}

// The other service says no to somebody in danger whose counsellor has closed meanwhile.
func TestANoToSomebodyInDangerOffersAnotherHuman(t *testing.T) {
	h := bottest.NewHouse(t, nil)
	toLive(t, h)
	h.Handle(t, tap(h, "t:90", data(t, askOnward(t, h, elsewhere), onwardYes)))
	h.Handle(t, write(h, "t:91", "jeg vil ikke leve mere"))
	h.Stage(t, []string{"desk", "closes"})
	h.Channel.Take()
	h.Stage(t, strings.Fields("desk declines vi er fulde"))
	out := slices.DeleteFunc(h.Channel.Take(), func(o bot.Out) bool { return o.Text == "" })
	if len(out) != 1 || !strings.Contains(out[0].Text, "ring 112") || len(out[0].Buttons) != 2 || out[0].Buttons[0].Label != "Tal med et menneske" {
		t.Errorf("the person heard %d messages, and no offer of another human", len(out))
	}
}

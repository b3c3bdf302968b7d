package flows_test

import (
	"context"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"lyt/bot"
	"lyt/bot/bottest"
	"lyt/bot/flow"
	"lyt/bot/handoff"
	"lyt/bot/triage"
)

// What people write in these tests, and what is thought of it: not what the real
// judge thinks is the point here, but what follows.
const (
	dying     = "jeg vil ikke leve mere"
	pills     = "jeg har taget noget"
	beaten    = "min far slår mig"
	friend    = "min ven vil dø"
	sad       = "jeg er så træt af det hele"
	sadFriend = "min ven er så ked af det"
)

func judge(text string) triage.Verdict {
	return map[string]triage.Verdict{
		dying:     {Level: triage.Crisis, Family: triage.Suicidal},
		pills:     {Level: triage.Crisis, Family: triage.InProgress},
		beaten:    {Level: triage.Crisis, Family: triage.Violence},
		friend:    {Level: triage.Crisis, Family: triage.Suicidal, Third: true},
		sad:       {Level: triage.Concern},
		sadFriend: {Level: triage.Concern, Third: true},
	}[text]
}

// dangers are the ways in which danger reaches us.
var dangers = []string{dying, "(rettet) " + dying, "(foto) " + dying, "/akut", pills, beaten, friend}

// TestCrisisAtEveryStep says something of danger at every question of every flow. The
// very next message names 112 before any other number, the talk is not over, and the
// question can be answered afterwards exactly as before.
func TestCrisisAtEveryStep(t *testing.T) {
	places := explore(t)
	calm, alarmed := noon(t), noon(t)
	asked := map[string]bool{}
	for _, f := range places {
		if asked[f.step+f.where.Asked] {
			continue
		}
		asked[f.step+f.where.Asked] = true
		for _, danger := range dangers {
			alarmed.PutBack(t, f.saved)
			alarmed.Write(t, danger)
			mustNameHelp(t, f.step+": "+danger, alarmed.Channel.Take())
			if diff := cmp.Diff(f.where, noteless(alarmed.Place(t), f.where), notes); diff != "" {
				t.Errorf("%s: %q moves the talk:\n%s", f.step, danger, diff)
			}
		}
		calm.PutBack(t, f.saved)
		goesOnAlike(t, f, calm, alarmed)
	}
	if len(asked) < 50 {
		t.Errorf("only %d questions were asked", len(asked))
	}
}

// goesOnAlike gives the same answer in a talk that had a crisis and in one that had
// none, and finds no difference.
func goesOnAlike(t *testing.T, f found, calm, alarmed *bottest.House) {
	t.Helper()
	answer := plainAnswer(calm, f.where)
	give(t, calm, f.where, answer)
	give(t, alarmed, f.where, answer)
	if diff := cmp.Diff(calm.Place(t), noteless(alarmed.Place(t), calm.Place(t)), otherID, notes); diff != "" {
		t.Errorf("%s: %q leads elsewhere after a crisis:\n%s", f.step, answer, diff)
	}
	if diff := cmp.Diff(said(calm), said(alarmed)); diff != "" {
		t.Errorf("%s: %q is answered otherwise after a crisis:\n%s", f.step, answer, diff)
	}
}

// noteless is a place with the own words of another: what was written in danger is kept
// where own words were asked for.
func noteless(s, as flow.State) flow.State { return s.With("note", as.Memory["note"]...) }

// TestWordsInDangerAreKept: where own words are asked for, those are an answer, also when
// the question is passed over afterwards.
func TestWordsInDangerAreKept(t *testing.T) {
	house := noon(t)
	for _, line := range []string{"/start", "[Jeg er ung]", "[Spring over]", "[15–17 år]", "[Noget andet]", "[Videre]", dying, "[Jeg er i sikkerhed]", "[Spring over]"} {
		house.Hear(t, line)
	}
	at := house.Place(t)
	if at.Flow+"/"+at.Step == "first-contact/own-words" || at.Value("note") != dying {
		t.Errorf("at %s/%s the note has %d letters", at.Flow, at.Step, len(at.Value("note")))
	}
}

// otherID: the times of two houses have different ids.
var otherID = cmpopts.IgnoreFields(flow.Choice{}, "ID")

// plainAnswer is an answer that takes no time and asks for no human, because the
// second to do so stands further back.
func plainAnswer(house *bottest.House, s flow.State) string {
	words := func(key string, args map[string]any) string { return house.Talk.Texts.Text("da", key, args) }
	for _, b := range slices.Backward(house.Talk.Flows.Buttons(words, s)) {
		if b.ID != flow.BackButton && b.ID != "human" && s.Asked != "consent" {
			return b.ID
		}
	}
	if s.Asked == "consent" {
		return flow.BackButton
	}
	return "> noget helt andet"
}

func said(house *bottest.House) []string {
	var lines []string
	for _, out := range house.Channel.Take() {
		lines = append(lines, out.Transcript())
	}
	return lines
}

func noon(t *testing.T) *bottest.House {
	t.Helper()
	house := bottest.NewHouse(t, nil)
	house.Talk.Judge = judge
	house.Stage(t, []string{"at", "2026-11-23T12:00"})
	return house
}

var number = regexp.MustCompile(`\d[\d ]*\d`)

// mustNameHelp holds the first message to 112, before any other number.
func mustNameHelp(t *testing.T, when string, outs []bot.Out) {
	t.Helper()
	i := slices.IndexFunc(outs, func(out bot.Out) bool { return out.Text != "" })
	if i < 0 {
		t.Errorf("%s: silence", when)
		return
	}
	if first := number.FindString(outs[i].Text); first != "112" {
		t.Errorf("%s: the first number is %q in %q", when, first, outs[i].Text)
	}
	if !outs[i].Urgent {
		t.Errorf("%s: the card is not urgent", when)
	}
}

// TestCrisisWithAHuman: danger while somebody waits, and in the live talk. The
// numbers come, the place is kept, and the counsellor reads the words.
func TestCrisisWithAHuman(t *testing.T) {
	for _, live := range []bool{false, true} {
		for _, danger := range dangers {
			house := noon(t)
			for _, line := range []string{"menneske", "helsingør", "nej"} {
				house.Write(t, line)
			}
			if live {
				house.Stage(t, []string{"desk", "claims"})
			}
			before := house.Place(t)
			house.Channel.Take()
			house.Write(t, danger)
			mustNameHelp(t, danger, house.Channel.Take())
			if diff := cmp.Diff(before, house.Place(t)); diff != "" || !before.Sleep {
				t.Errorf("live %v, %q: the place is lost (asleep: %v):\n%s", live, danger, before.Sleep, diff)
			}
			words := strings.TrimPrefix(strings.TrimPrefix(danger, "(rettet) "), "(foto) ")
			if thread := threadOf(t, house); !slices.Contains(thread, words) {
				t.Errorf("live %v, %q: the counsellor reads only %q", live, danger, thread)
			}
		}
	}
}

// threadOf is what the person wrote, as the counsellor of Ungeværftet sees it.
func threadOf(t *testing.T, house *bottest.House) []string {
	t.Helper()
	ctx, service := context.Background(), "helsingor-ungevaerftet"
	waiting, err := house.Queue.Waiting(ctx, service)
	if err != nil {
		t.Fatal(err)
	}
	mine, err := house.Queue.Mine(ctx, service, bottest.Helper)
	if err != nil {
		t.Fatal(err)
	}
	var words []string
	for _, h := range append(waiting, mine...) {
		lines, err := house.Queue.Thread(ctx, service, h.ID, "", 100)
		if err != nil {
			t.Fatal(err)
		}
		for _, line := range lines {
			if line.Who == handoff.Person {
				words = append(words, line.Text.Reveal())
			}
		}
	}
	return words
}

// TestCrisisBeforeAndAfter: danger before the first hello, after an end, after the stop
// word and after everything was deleted; the talk can begin afterwards as ever.
func TestCrisisBeforeAndAfter(t *testing.T) {
	for when, lines := range map[string][]string{
		"before the start": nil,
		"after the end":    {"/start", "[Jeg arbejder med unge]", "[Spring over]", "[Spring over]", "[Det er nok for nu]"},
		"after stop":       {"/start", "stop"},
		"after deletion":   {"/start", "/slet", "[Ja, slet alt]"},
	} {
		for _, danger := range dangers {
			house := noon(t)
			for _, line := range lines {
				house.Hear(t, line)
			}
			house.Write(t, danger)
			mustNameHelp(t, when+": "+danger, house.Channel.Take())
			if heard := house.Hear(t, "hej"); !strings.Contains(heard, "[Jeg er ung]") {
				t.Errorf("%s, %q: the talk does not begin: %q", when, danger, heard)
			}
		}
	}
}

// TestCrisisInDialogs: danger while something beside the talk is asked. The card comes,
// nothing is done, and what is typed next is no answer to that other question.
func TestCrisisInDialogs(t *testing.T) {
	booked := []string{"/start", "[Jeg er forælder]", "[Spring over]", "[Spring over]", "helsingør", "[Book en tid]", "[tirsdag 24. nov. kl. 13.00]"}
	for when, lines := range map[string][]string{
		"asked whether to delete":  {"/start", "[Jeg er ung]", "/slet"},
		"asked for the language":   {"/start", "[Jeg er ung]", "/sprog"},
		"shown the own time":       append(slices.Clone(booked), "/aftaler"),
		"asked whether to cancel":  append(slices.Clone(booked), "/aftaler", "[Aflys tiden]"),
		"moving a time":            append(slices.Clone(booked), "/aftaler", "[Flyt tiden]"),
		"shown the words for help": {"/start", "/hjaelp"},
	} {
		for _, danger := range dangers {
			house := noon(t)
			for _, line := range lines {
				house.Hear(t, line)
			}
			before := house.Place(t)
			house.Write(t, danger)
			mustNameHelp(t, when+": "+danger, house.Channel.Take())
			house.Hear(t, "ja")
			if diff := cmp.Diff(before, house.Place(t), missed); diff != "" {
				t.Errorf("%s, %q: the talk is elsewhere:\n%s", when, danger, diff)
			}
		}
	}
}

var missed = cmpopts.IgnoreFields(flow.State{}, "Misses")

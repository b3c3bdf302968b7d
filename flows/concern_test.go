package flows_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"lyt/bot/flow"
	"lyt/bot/triage"
)

const direct = "tage dit eget liv"

// aside are the flows that are played in between.
var aside = []string{"concern", "concern-other", "concern-grown", "human-now"}

// TestConcernAtEveryStep writes of something hard at every question of every flow. The
// direct question comes once; after a no the talk is where the same words would have
// led without it.
func TestConcernAtEveryStep(t *testing.T) {
	calm, worried := noon(t), noon(t)
	calm.Talk.Judge = func(string) triage.Verdict { return triage.Verdict{} }
	asked := 0
	for _, f := range explore(t) {
		if slices.Contains(aside, f.where.Flow) {
			continue
		}
		calm.PutBack(t, f.saved)
		worried.PutBack(t, f.saved)
		heard := worried.Hear(t, sad)
		if !slices.Contains(aside, worried.Place(t).Flow) { // the flow has asked it before
			if strings.Contains(heard, direct) && !strings.Contains(f.step, "safety") {
				t.Errorf("%s: asked out of turn: %q", f.step, heard)
			}
			continue
		}
		asked++
		give(t, worried, worried.Place(t), "no")
		calm.Write(t, sad)
		if diff := cmp.Diff(calm.Place(t), worried.Place(t), otherID, otherTurn, notes); diff != "" {
			t.Errorf("%s: after the direct question the talk is elsewhere:\n%s", f.step, diff)
		}
		if again := worried.Hear(t, sad); slices.Contains(aside, worried.Place(t).Flow) {
			t.Errorf("%s: asked twice: %q", f.step, again)
		}
	}
	if asked < 50 {
		t.Errorf("only %d questions were asked", asked)
	}
}

// otherTurn: questions in between make later buttons new, and words that fitted no
// button were not called a miss.
var otherTurn = cmpopts.IgnoreFields(flow.State{}, "Turn", "Misses")

// notes: nobody distinguishes an answer that cannot be taken back from none.
var notes = cmpopts.EquateEmpty()

// TestConcernAnswered: how people answer the direct question in their own words, and
// what follows.
func TestConcernAnswered(t *testing.T) {
	for words, step := range map[string]string{
		"ja": "concern/danger-now", "Ja.": "concern/danger-now", "ja det gør jeg": "concern/danger-now", "nogle gange": "concern/danger-now",
		"nej": "first-contact/area", "nej slet ikke": "first-contact/area", "overhovedet ikke": "first-contact/area", "næ": "first-contact/area",
		"måske": "concern/care", "ved ikke": "concern/care", "det ved jeg ikke": "concern/care", "idk": "concern/care",
		"vil ikke svare": "concern/care", "hvad rager det dig": "concern/ask", "tak": "concern/ask",
		"stop": "/", "/start": "first-contact/hello", "menneske": "human/where", dying: "concern/ask",
	} {
		house := noon(t)
		for _, line := range []string{"/start", "[Jeg er ung]", sad, words} {
			house.Hear(t, line)
		}
		if at := house.Place(t); at.Flow+"/"+at.Step != step {
			t.Errorf("%q leads to %s/%s, want %s", words, at.Flow, at.Step, step)
		}
	}
}

// TestSafeLeadsPastTheDirectQuestion: who said what danger they are in, and then that
// they are safe, is not asked again whether they are in danger.
func TestSafeLeadsPastTheDirectQuestion(t *testing.T) {
	house := noon(t)
	for _, line := range []string{"/start", "[Jeg er ung]", sad, dying, "[Jeg er i sikkerhed]"} {
		house.Hear(t, line)
	}
	if at := house.Place(t); at.Flow+"/"+at.Step != "first-contact/area" {
		t.Errorf("the talk is at %s/%s", at.Flow, at.Step)
	}
}

// TestConcernIsForTheOther: who writes of somebody else, whoever they are, is not asked
// about themselves.
func TestConcernIsForTheOther(t *testing.T) {
	for _, lines := range [][]string{
		{"/start", "[Jeg er ung]", sadFriend},
		{"/start", "[Jeg er forælder]", sadFriend},
		{"/start", "[Jeg arbejder med unge]", sadFriend},
		{sadFriend},
	} {
		house := noon(t)
		heard := ""
		for _, line := range lines {
			heard = house.Hear(t, line)
		}
		if strings.Contains(heard, direct) || !strings.Contains(heard, "tage sit eget liv") {
			t.Errorf("%q is answered %q", lines, heard)
		}
	}
}

// TestConcernOfAGrownUp: a parent or a professional may well not be well themselves. When
// their words do not say whom it is about, both are asked after.
func TestConcernOfAGrownUp(t *testing.T) {
	for _, who := range []string{"[Jeg er forælder]", "[Jeg arbejder med unge]"} {
		for button, card := range map[string]string{"[Ja, jeg selv]": "du skal ikke være alene med det", "[Ja, en anden]": "Bliv der, hvis du kan"} {
			house := noon(t)
			house.Hear(t, "/start")
			house.Hear(t, who)
			if heard := house.Hear(t, sad); !strings.Contains(heard, "Tænker du selv på") {
				t.Errorf("%s is asked %q", who, heard)
			}
			if heard := house.Hear(t, button); !strings.Contains(heard, card) {
				t.Errorf("%s, %s is told %q", who, button, heard)
			}
		}
	}
}

// TestConcernIsAskedAgainAfterADay, and never on top of danger.
func TestConcernIsAskedAgainAfterADay(t *testing.T) {
	house := noon(t)
	for _, line := range []string{"/start", "[Jeg er ung]", sad, "nej"} {
		house.Hear(t, line)
	}
	house.Wait(t, 25*time.Hour)
	if heard := house.Hear(t, sad); !strings.Contains(heard, direct) {
		t.Errorf("a day later: %q", heard)
	}
	house = noon(t)
	for _, line := range []string{"/start", "[Jeg er ung]", dying} {
		house.Hear(t, line)
	}
	if heard := house.Hear(t, sad); strings.Contains(heard, direct) {
		t.Errorf("after danger: %q", heard)
	}
}

// TestAnswersAreAnswers: who types what stands on a button, or a town, has answered, even where the
// word alone would worry us.
func TestAnswersAreAnswers(t *testing.T) {
	house := noon(t)
	house.Talk.Judge = func(string) triage.Verdict { return triage.Verdict{Level: triage.Concern} }
	for _, line := range []string{"/start", "jeg er ug", "helsingr", "15–17 år"} {
		house.Hear(t, line)
	}
	house.Hear(t, "stress")
	if at := house.Place(t); !slices.Contains(at.Picked, "stress") {
		t.Errorf("typed, the topic leads to %s/%s, ticked %q", at.Flow, at.Step, at.Picked)
	}
}

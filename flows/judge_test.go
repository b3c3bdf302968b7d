package flows_test

import (
	"slices"
	"strings"
	"testing"

	"lyt/bot/bottest"
	"lyt/bot/triage"
	"lyt/flows"
)

// TestTheRealJudgeAgrees: what the conversations take for danger is danger to the real
// judge, about the same person; and of what they take for harmless it calls little
// danger. How little it must be is measured in bot/triage, on many more lines.
func TestTheRealJudgeAgrees(t *testing.T) {
	rules, err := triage.Load(flows.FS)
	if err != nil {
		t.Fatal(err)
	}
	harmless, alarms := 0, []string{}
	for _, words := range everythingTyped(t) {
		want, got := bottest.Judge(words), rules.Judge(words)
		switch {
		case want.Level == triage.None && got.Level == triage.Crisis:
			alarms = append(alarms, words+" ("+got.Reason+")")
		case got.Level < want.Level:
			t.Errorf("%q is %v, and only %v to the real judge", words, want.Level, got.Level)
		case want.Level != triage.None && want.Third != got.Third:
			t.Errorf("%q: about somebody else is %v, and %v to the real judge", words, want.Third, got.Third)
		}
		if want.Level == triage.None {
			harmless++
		}
	}
	if most := harmless / 10; len(alarms) > most {
		t.Errorf("%d of %d harmless lines are danger to the real judge, %d at most may be: %.60q", len(alarms), harmless, most, alarms)
	}
}

// TestTheRealJudgeAndTheCard: who names somebody else may well be the one in danger, and
// gets the card that is theirs.
func TestTheRealJudgeAndTheCard(t *testing.T) {
	rules, err := triage.Load(flows.FS)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ words, card string }{
		{"min kæreste slår mig", "Ingen må slå dig"},
		{"min bror har voldtaget mig", "Du vælger selv, hvor meget du vil sige"},
		{"min kæreste gik fra mig og jeg vil dø", "Det lyder rigtig hårdt, og du skal ikke være alene"},
		{"jeg har taget 20 panodiler", "Har du taget noget, så vent ikke"},
		{"min veninde har taget 20 piller", "Er der taget noget, så vent ikke"},
		{"min veninde vil tage sit eget liv", "Du kan spørge roligt og direkte"},
		{"min datter skærer i sig selv", "Det er godt, at du holder øje"},
	} {
		house := noon(t)
		house.Talk.Judge = rules.Judge
		house.Hear(t, "/start")
		if heard := house.Hear(t, c.words); !strings.Contains(heard, c.card) {
			t.Errorf("%q is answered %q", c.words, heard)
		}
	}
}

// TestWhatWasTakenIsNotForgotten: to the real judge, too, what follows is milder, or of
// another kind; the card stays the one for something taken.
func TestWhatWasTakenIsNotForgotten(t *testing.T) {
	rules, err := triage.Load(flows.FS)
	if err != nil {
		t.Fatal(err)
	}
	for _, lines := range [][]string{
		{"jeg har taget 20 panodiler", "jeg vil dø"},
		{"min veninde har taget 20 piller", "hun svarer ikke"},
	} {
		house := noon(t)
		house.Talk.Judge = rules.Judge
		house.Hear(t, "/start")
		house.Hear(t, lines[0])
		if heard := house.Hear(t, lines[1]); !strings.HasPrefix(heard, "< Ring 112 nu") || !strings.Contains(heard, "82 12 12 12") {
			t.Errorf("%q is answered %q", lines, heard)
		}
	}
}

// everythingTyped is what people write in the conversations, each line once.
func everythingTyped(t *testing.T) []string {
	t.Helper()
	var lines []string
	for _, p := range perform(t) {
		lines = append(lines, p.typed...)
	}
	slices.Sort(lines)
	return slices.Compact(lines)
}

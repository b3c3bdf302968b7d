package flows_test

import (
	"slices"
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

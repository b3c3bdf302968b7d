package triage

import (
	"os"
	"testing"
)

// talkLines are short messages of a live talk and around a meeting, harmless ones and
// dangerous ones in nearly the same words. Nothing is learned from them.
func talkLines(t testing.TB) []Line {
	t.Helper()
	lines, err := readLines(os.DirFS("testdata"), "talk.tsv")
	if err != nil {
		t.Fatal(err)
	}
	return lines
}

// mostAlarms is how many of the harmless ones may be called a crisis: 6 were when this was
// written, and 36 before the corpus had such lines (corpus/talk.tsv, answers.tsv).
const mostAlarms = 8

func TestAnOrdinaryTalkRaisesFewAlarmsAndHidesNoDanger(t *testing.T) {
	var alarms []string
	for _, line := range talkLines(t) {
		level := judge(line.Text).Level
		if line.Level == Crisis && level == None {
			t.Errorf("judge(%q) = none, and it is %s", line.Text, line.Kind)
		}
		if line.Level == None && level == Crisis {
			alarms = append(alarms, line.Text)
		}
	}
	if len(alarms) > mostAlarms {
		t.Errorf("%d harmless messages are called a crisis, %d is the most: %q", len(alarms), mostAlarms, alarms)
	}
}

func TestAShortAnswerIsNoAlarm(t *testing.T) {
	for _, text := range []string{
		"jeg er på vej", "jeg er der nu", "jeg er hos jer nu", "jeg er her nu", "jeg går nu", "jeg vil hellere blive", "jeg vil gerne blive",
		"jeg vil hellere blive hjemme", "jeg vil ikke have en tid", "det gider jeg ikke", "vi ses",
		"ja det vil jeg gerne", "det lover jeg", "jeg er klar", "det kunne jeg godt tænke mig", "det ville være godt", "så er jeg her",
	} {
		if v := judge(text); v.Level != None {
			t.Errorf("judge(%q) = %v (%s), want none", text, v.Level, v.Reason)
		}
	}
}

func TestAWayOrAFarewellThatMayBeDangerIsNoticed(t *testing.T) {
	for _, text := range []string{
		"jeg er på broen nu", "jeg står heroppe nu", "jeg går nu. farvel til jer", "jeg vil ikke blive her mere", "jeg vil ikke mere",
		"farvel", "jeg er på vej derned nu", "det er for sent nu", "jeg vil hellere være død",
	} {
		if v := judge(text); v.Level == None {
			t.Errorf("judge(%q) = none", text)
		}
	}
}

func TestTheTalkIsNotLearnedByHeart(t *testing.T) {
	corpus, _, err := ReadCorpus(os.DirFS("corpus"))
	if err != nil {
		t.Fatal(err)
	}
	learnedFrom := map[string]bool{}
	for _, line := range corpus {
		learnedFrom[bare(line.Text)] = true
	}
	for _, line := range talkLines(t) {
		if learnedFrom[bare(line.Text)] {
			t.Errorf("a line to measure with is also learned from: %q", line.Text)
		}
	}
}

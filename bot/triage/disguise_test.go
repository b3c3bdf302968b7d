package triage

import (
	"os"
	"testing"
)

// heard are the messages of the check part that are called a crisis; most of them only
// the model hears.
func heard(t *testing.T) (danger, harmless []string) {
	t.Helper()
	_, check, err := ReadCorpus(os.DirFS("corpus"))
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range check {
		switch level := judge(line.Text).Level; {
		case level == Crisis:
			danger = append(danger, line.Text)
		case line.Level == None && level == None:
			harmless = append(harmless, line.Text)
		}
	}
	return danger, harmless
}

func TestNoDisguiseHidesWhatTheModelHears(t *testing.T) {
	danger, _ := heard(t)
	hidden := 0
	for _, text := range danger {
		for name, disguise := range disguises {
			if judge(disguise(text)).Level != None {
				continue
			}
			hidden++
			// With a stop behind every word nobody can tell where a sentence ends.
			if name != "dots after words" && name != "dots for spaces" {
				t.Errorf("%s: judge(%q) = none", name, disguise(text))
			}
		}
	}
	if hidden*100 > len(danger)*2 {
		t.Errorf("%d disguises of %d messages hide them", hidden, len(danger))
	}
}

func TestNothingSaidBeforeMakesDangerMilder(t *testing.T) {
	danger, harmless := heard(t)
	for i, text := range danger {
		for j := range 20 {
			before := harmless[(i*31+j*7)%len(harmless)]
			for _, both := range []string{before + ". " + text, before + "\n" + text, text + "\n" + before} {
				if judge(both).Level != Crisis {
					t.Errorf("judge(%q) = %v, and the one sentence is a crisis", both, judge(both).Level)
				}
			}
		}
	}
}

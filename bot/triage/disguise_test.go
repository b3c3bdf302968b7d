package triage

import (
	"os"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

// disguises are ways to write the same words that must never hide a crisis.
var disguises = map[string]func(string) string{
	"capitals":         strings.ToUpper,
	"two spaces":       func(s string) string { return strings.ReplaceAll(s, " ", "  ") },
	"spaces around":    func(s string) string { return "  " + s + " \n" },
	"no danish keys":   strings.NewReplacer("æ", "ae", "ø", "oe", "å", "aa", "Æ", "AE", "Ø", "OE", "Å", "AA").Replace,
	"swedish keys":     strings.NewReplacer("æ", "ä", "ø", "ö").Replace,
	"zero width":       func(s string) string { return interleave(s, "\u200b") },
	"combining":        func(s string) string { return strings.ReplaceAll(s, "e", "e\u0335") },
	"decomposed":       func(s string) string { return strings.ReplaceAll(s, "å", "a\u030a") },
	"dots at the end":  func(s string) string { return s + "......" },
	"dots after words": func(s string) string { return strings.ReplaceAll(s, " ", ". ") + "." },
	"dots for spaces":  func(s string) string { return strings.ReplaceAll(s, " ", "...") },
	"line breaks":      func(s string) string { return s + "\n\n\n" },
	"stretched ends":   stretchEnds,
	"emoji":            func(s string) string { return "💀 " + s + " 🙃" },
	"laughter":         func(s string) string { return s + " lol haha" },
	"stretched vowels": strings.NewReplacer("ø", "øøø", "i", "iii").Replace,
	"harmless before":  func(s string) string { return "hej, jeg vil gerne have en tid på torsdag. " + s },
	"harmless after":   func(s string) string { return s + ". hvornår har i åbent" },
}

func interleave(s, sep string) string { return strings.Join(strings.Split(s, ""), sep) }

func spaceLongest(s string) string {
	return onLongest(s, func(w string) string { return interleave(w, " ") })
}
func dotLongest(s string) string {
	return onLongest(s, func(w string) string { return interleave(w, ".") })
}

// stretchEnds writes the last letter of every word four times: "jegggg villll".
func stretchEnds(s string) string {
	words := strings.Fields(s)
	for i, w := range words {
		if last, n := utf8.DecodeLastRuneInString(w); unicode.IsLetter(last) {
			words[i] = w[:len(w)-n] + strings.Repeat(string(last), 4)
		}
	}
	return strings.Join(words, " ")
}

// onLongest changes the longest word, which most often carries the meaning.
func onLongest(s string, change func(string) string) string {
	longest := ""
	for w := range strings.FieldsSeq(s) {
		if utf8.RuneCountInString(w) > utf8.RuneCountInString(longest) {
			longest = w
		}
	}
	if utf8.RuneCountInString(longest) < 3 {
		return s
	}
	return strings.Replace(s, longest, change(longest), 1)
}

func TestNoDisguiseTurnsCrisisIntoNone(t *testing.T) {
	for _, text := range slices.Concat(crisisWordings(), crisisExamples(t)) {
		for name, disguise := range disguises {
			if v := judge(disguise(text)); v.Level == None {
				t.Errorf("%s: judge(%q) = none", name, disguise(text))
			}
		}
	}
	for _, text := range crisisWordings() {
		for name, hide := range map[string]func(string) string{"one letter apart": spaceLongest, "dotted word": dotLongest} {
			if v := judge(hide(text)); v.Level == None {
				t.Errorf("%s: judge(%q) = none", name, hide(text))
			}
		}
	}
}

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

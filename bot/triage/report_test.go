package triage

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"maps"
	"math"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write REPORT.md anew")

// devLines are the development messages. Nothing is ever learned from them, and the
// part whose number ends in 0 or 5 was not looked at while the rules were written.
func devLines(t testing.TB) (open, kept []Line) {
	t.Helper()
	file, err := os.ReadFile("testdata/crisis-dev.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	for line := range bytes.Lines(file) {
		var d struct{ ID, Text, Label, Kind string }
		if err := json.Unmarshal(line, &d); err != nil {
			t.Fatal(err)
		}
		level, ok := levels[d.Label]
		if !ok {
			t.Fatalf("%s: there is no level %q", d.ID, d.Label)
		}
		if strings.HasSuffix(d.ID, "0") || strings.HasSuffix(d.ID, "5") {
			kept = append(kept, Line{level, d.Kind, d.Text})
		} else {
			open = append(open, Line{level, d.Kind, d.Text})
		}
	}
	return open, kept
}

// A tallyOf counts what a set of messages was called.
type tallyOf struct{ crisis, concern, all int }

// count judges messages, and counts by level and by kind.
func count(lines []Line) (byLevel map[Level]tallyOf, byKind map[string]tallyOf) {
	byLevel, byKind = map[Level]tallyOf{}, map[string]tallyOf{}
	for _, line := range lines {
		level := judge(line.Text).Level
		add := func(c tallyOf) tallyOf {
			c.all++
			if level == Crisis {
				c.crisis++
			}
			if level == Concern {
				c.concern++
			}
			return c
		}
		kind := line.Level.String() + "\t" + line.Kind
		byLevel[line.Level], byKind[kind] = add(byLevel[line.Level]), add(byKind[kind])
	}
	return byLevel, byKind
}

// share writes n of all with its 95 %% interval (Wilson).
func share(n, all int) string {
	if all == 0 {
		return "none to count"
	}
	const z = 1.96
	p, size := float64(n)/float64(all), float64(all)
	middle := (p + z*z/(2*size)) / (1 + z*z/size)
	half := z / (1 + z*z/size) * math.Sqrt(p*(1-p)/size+z*z/(4*size*size))
	return fmt.Sprintf("%d of %d, %.1f %% (%.1f to %.1f)", n, all, 100*p, 100*max(middle-half, 0), 100*min(middle+half, 1))
}

const reportHead = `# What the triage finds, and what it misses

Written by a test: go test ./bot/triage -run Report -update. Every figure is counted,
with its 95 %% interval (Wilson) behind it.

Read it with this in mind. **All messages here were written by a program, a language
model, one by one; none comes from a young person, and no clinician has reviewed the
messages or their labels.** Real messages are other than these, and the shares of kinds
are not those of real traffic. A triage that misses somebody is to be expected: the
numbers and the way to a human stand at every step, whatever it says.

- The corpus to learn from has %d messages, by several writers who did not see each other's.
- The check part has %d, by another writer. Nothing is learned from it; the two thresholds
  are chosen on it, and two of its lines that were once missed led to rules ("it gave way",
  "thanks from a place"), so its figures are a little too good. It is hard on purpose.
- The development messages were never learned from. Four fifths were open to those who
  wrote the rules, so their figure is too good. One fifth was kept closed: it is the
  fairest figure here, and the smallest.
- The short messages of a talk were never learned from, but their writer wrote such lines of the
  corpus too (talk.tsv) and saw how most of them were judged: their figures are too good.

What is wanted of messages never seen: danger called crisis at least 90 %%, crisis or
concern at least 97 %%; of harmless messages at most 3 %% called crisis, of hurting ones
at most 25 %%.
`

// report measures everything that stands in REPORT.md.
func report(t testing.TB) string {
	corpus, check, err := ReadCorpus(os.DirFS("corpus"))
	if err != nil {
		t.Fatal(err)
	}
	open, kept := devLines(t)
	var b strings.Builder
	fmt.Fprintf(&b, reportHead, len(corpus), len(check))
	for _, part := range []struct {
		name  string
		lines []Line
	}{{"The check part", check}, {"Development messages, kept closed", kept}, {"Development messages, open", open}, {"Short messages of a talk", talkLines(t)}} {
		writePart(&b, part.name, part.lines)
	}
	return b.String()
}

func writePart(b *strings.Builder, name string, lines []Line) {
	byLevel, byKind := count(lines)
	danger, hurt, none := byLevel[Crisis], byLevel[Concern], byLevel[None]
	fmt.Fprintf(b, "\n## %s\n\n", name)
	fmt.Fprintf(b, "| what | how many |\n|---|---|\n")
	fmt.Fprintf(b, "| danger called crisis | %s |\n", share(danger.crisis, danger.all))
	fmt.Fprintf(b, "| danger called crisis or concern | %s |\n", share(danger.crisis+danger.concern, danger.all))
	fmt.Fprintf(b, "| harmless called crisis | %s |\n", share(none.crisis, none.all))
	fmt.Fprintf(b, "| harmless called concern | %s |\n", share(none.concern, none.all))
	fmt.Fprintf(b, "| hurting called crisis | %s |\n", share(hurt.crisis, hurt.all))
	fmt.Fprintf(b, "| hurting called concern or crisis | %s |\n", share(hurt.crisis+hurt.concern, hurt.all))
	fmt.Fprintf(b, "\n| level | kind | messages | crisis | concern | none |\n|---|---|---|---|---|---|\n")
	for _, kind := range slices.Sorted(maps.Keys(byKind)) {
		c := byKind[kind]
		level, kind, _ := strings.Cut(kind, "\t")
		fmt.Fprintf(b, "| %s | %s | %d | %d | %d | %d |\n", level, kind, c.all, c.crisis, c.concern, c.all-c.crisis-c.concern)
	}
}

func TestReport(t *testing.T) {
	got := report(t)
	if *update {
		if err := os.WriteFile("REPORT.md", []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile("REPORT.md")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("REPORT.md is old; measure it anew with -update: %s", diff)
	}
}

// What a change may not lose: the bars of messages never seen, held against those
// that come nearest. They are a little lower than the bars themselves where a set is
// small or harder than life; REPORT.md says what was measured.
func TestTriageHoldsItsBars(t *testing.T) {
	open, kept := devLines(t)
	byLevel, _ := count(slices.Concat(open, kept))
	danger, hurt, none := byLevel[Crisis], byLevel[Concern], byLevel[None]
	atLeast := func(what string, n, all int, want float64) {
		if got := float64(n) / float64(all); got < want {
			t.Errorf("%s: %.3f, want at least %.2f", what, got, want)
		}
	}
	atLeast("danger called crisis", danger.crisis, danger.all, 0.90)
	atLeast("danger noticed", danger.crisis+danger.concern, danger.all, 0.97)
	atLeast("harmless not called crisis", none.all-none.crisis, none.all, 0.97)
	atLeast("hurting not called crisis", hurt.all-hurt.crisis, hurt.all, 0.75)
}

// A sum that stays as it was may hide that one kind of danger is no longer heard: of each
// kind in the check part, at most one in ten may pass unnoticed.
func TestNoKindOfDangerPassesUnheard(t *testing.T) {
	_, check, err := ReadCorpus(os.DirFS("corpus"))
	if err != nil {
		t.Fatal(err)
	}
	_, byKind := count(check)
	for kind, c := range byKind {
		if missed := c.all - c.crisis - c.concern; strings.HasPrefix(kind, "crisis\t") && 10*missed > c.all {
			t.Errorf("%d of %d pass unnoticed: %s", missed, c.all, kind)
		}
	}
}

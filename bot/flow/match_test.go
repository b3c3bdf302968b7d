package flow_test

import (
	"strings"
	"testing"

	"lyt/bot/flow"
)

func TestTypedWordsCountAsButtons(t *testing.T) {
	flows := load(t, `flow: main
start: hello
`+names+`
steps:
  hello: {buttons: {young: young, parent: parent, professional: professional, how: how}}
  young: {go: hello}
  parent: {go: hello}
  professional: {go: hello}
  how: {go: hello}
  age: {buttons: {under-12: under, 12-14: twelve, 15-17: fifteen, over-25: over}}
  under: {go: age}
  twelve: {go: age}
  fifteen: {go: age}
  over: {go: age}
  safe: {buttons: {"yes": "yes", "no": "no", unsure: unsure}}
  "yes": {go: safe}
  "no": {go: safe}
  unsure: {go: safe}
  topics: {ticks: topics, done: topics}
  measure: {screen: who5, save: who5, done: hello, skipped: hello}
`, "flow: age\nstart: in\nsteps: {in: {go: main/age}}", "flow: safe\nstart: in\nsteps: {in: {go: main/safe}}",
		"flow: topics\nstart: in\nsteps: {in: {go: main/topics}}", "flow: measure\nstart: in\nsteps: {in: {go: main/measure}}")
	// The steps that answers lead to say something and ask again, so the answer shows
	// in what was said first.
	answer := func(begin, typed string) string {
		s, _ := flows.Step(words, areas, flow.State{}, flow.Input{Do: flow.Begin, Flow: begin})
		next, events := flows.Step(words, areas, s, flow.Input{Do: flow.Say, Text: typed})
		if next.Misses > 0 {
			return ""
		}
		if len(next.Picked) > 0 || next.Digits != "" {
			return strings.Join(next.Picked, ",") + next.Digits
		}
		return strings.TrimPrefix(events[0].(flow.Speak).Key, "main.")
	}
	for _, c := range []struct{ flow, typed, want string }{
		// as it is written, and in any case, with or without punctuation
		{"main", "Jeg er forælder", "parent"},
		{"main", "jeg ER forælder!!", "parent"},
		{"main", "  jeg  er\tung ", "young"},
		// æ, ø, å typed as ae, oe, aa or a, o, a; composed or not
		{"main", "jeg er foraelder", "parent"},
		{"main", "jeg er foralder", "parent"},
		{"topics", "fardig", ""}, // done with nothing ticked
		{"main", "jeg er fora\u0308lder", "parent"},
		{"measure", "paa intet tidspunkt", "0"},
		{"measure", "pa intet tidspunkt", "0"},
		{"measure", "På intet tidspunkt", "0"},
		// the place of the button
		{"main", "2", "parent"},
		{"main", "2.", "parent"},
		{"main", "1)", "young"},
		{"main", "0", ""},
		{"main", "5", ""},
		{"main", "2 3", ""},
		// points and years instead of places
		{"measure", "5", "5"},
		{"measure", "0", "0"},
		{"measure", "6", ""},
		{"measure", "5 = Hele tiden", "5"},
		{"measure", "hele tiden", "5"},
		{"measure", "lidt af tiden", "1"},
		{"measure", "lidt mere end halvdelen", "3"},
		{"measure", "af tiden", ""},
		{"age", "16", "fifteen"},
		{"age", "jeg er 16 år gammel", "fifteen"},
		{"age", "11", "under"},
		{"age", "25", ""},
		{"age", "26 år", "over"},
		{"age", "1", "under"},
		{"age", "15-17", "fifteen"},
		{"age", "over 25", "over"},
		{"age", "mellem 13 og 16", ""},
		// a word of one label only
		{"main", "forælder", "parent"},
		{"main", "ung", "young"},
		{"main", "anonymt", "how"},
		{"main", "jeg er", ""},
		{"main", "jeg", ""},
		{"main", "er", ""},
		// a label in a few words
		{"safe", "ja", "yes"},
		{"safe", "Ja, det gør jeg tit", "yes"},
		{"safe", "nej", "no"},
		{"safe", "nej det gør jeg ikke", "no"},
		{"safe", "ja men jeg vil ikke sige det", ""},
		{"safe", "ja nej", ""},
		{"safe", "det ved ikke", "unsure"},
		{"safe", "ved ik", "unsure"},
		{"safe", "2", "no"},
		{"topics", "det er skolen", "school"},
		{"topics", "det er ikke skolen", ""},
		{"topics", "ensom", "lonely"},
		// typing slips, by length
		{"main", "jeg er foræler", "parent"},
		{"main", "jeg er forælderr", "parent"},
		{"main", "forældr", "parent"},
		{"main", "jeg arbejdr med unge", "professional"},
		{"topics", "skoln", "school"},
		{"topics", "ensm", "lonely"},
		{"topics", "ens", ""},
		{"topics", "sorg", "grief"},
		{"topics", "borg", "grief"},
		{"safe", "jo", ""},
		{"safe", "jaa", "yes"},
		// nothing to go by
		{"main", "", ""},
		{"main", "🦊🦊🦊", ""},
		{"main", "...", ""},
		{"main", "\u200b\u200d", ""},
		{"main", "hvad laver i egentlig her", ""},
		{"main", "\xff\xfe", ""},
		{"main", strings.Repeat("a", 100_000), ""},
		{"main", strings.Repeat("forælder ", 10_000), ""},
		{"main", strings.Repeat("🦊", 25_000), ""},
		{"main", strings.Repeat("1", 5_000), ""},
	} {
		if got := answer(c.flow, c.typed); got != c.want {
			typed := c.typed
			t.Errorf("%s: %.40q counts as %q, want %q", c.flow, typed, got, c.want)
		}
	}
}

func TestLabelOfEmojiOnly(t *testing.T) {
	flows := load(t, "flow: main\nstart: hello\nsteps: {hello: {buttons: {good: good, bad: bad}}, good: {end: good}, bad: {end: bad}}")
	emoji := func(key string, args map[string]any) string {
		return map[string]string{"main.hello.good": "🙂", "main.hello.bad": "🙁"}[key]
	}
	s, _ := flows.Step(emoji, areas, flow.State{}, flow.Input{Do: flow.Begin, Flow: "main"})
	if s, _ = flows.Step(emoji, areas, s, flow.Input{Do: flow.Say, Text: "🙁"}); s.Step != "bad" {
		t.Errorf("at %s", s.Step)
	}
}

func TestEqualLabelsAreNoMatch(t *testing.T) {
	flows := load(t, "flow: main\nstart: hello\nsteps: {hello: {buttons: {a: a, b: b}}, a: {end: a}, b: {end: b}}")
	same := func(key string, _ map[string]any) string {
		if strings.HasPrefix(key, "main.") {
			return "Det samme"
		}
		return key
	}
	s, _ := flows.Step(same, areas, flow.State{}, flow.Input{Do: flow.Begin, Flow: "main"})
	if s, _ = flows.Step(same, areas, s, flow.Input{Do: flow.Say, Text: "Det samme"}); s.Misses != 1 {
		t.Errorf("at %s: one of two was guessed", s.Step)
	}
}

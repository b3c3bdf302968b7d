package flow_test

import (
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"lyt/bot/flow"
)

func withSafety(t testing.TB) *flow.Flows {
	return load(t, "flow: main\nstart: hello\n"+names+`
steps:
  hello: {buttons: {"yes": alarm, "no": bye}}
  alarm: {card: crisis, go: bye}
  bye: {end: done}
`)
}

const goodSafety = `safety-questions:
  main/hello: ["yes"]
rules:
  - {name: low, why: danger, when: who5.score <= 35 || who5.zero, before: question, passes: safety-question}
  - {name: child, why: danger, when: age == "under-12", before: question, passes: [main/hello]}
  - {name: near, why: help, every: step, within: 3 taps, reach: hand-off, except: [main]}
  - {name: told, why: help, every: flow, reach: safety-question}
  - {name: ends, why: help, every: end, names: ["112", /menneske]}
  - {name: none, why: help, every: none, names: "112", offers: [refer]}
`

func TestReadSafety(t *testing.T) {
	safety, findings := withSafety(t).ReadSafety(one(flow.SafetyFile, goodSafety))
	if len(findings) > 0 {
		t.Fatal(findings)
	}
	if len(safety.Questions) != 1 || safety.Questions[0].Step != "main/hello" || safety.Questions[0].Yes[0] != "yes" {
		t.Errorf("questions: %v", safety.Questions)
	}
	low, child, near, none := safety.Rules[0], safety.Rules[1], safety.Rules[2], safety.Rules[5]
	if low.Name != "low" || low.Passes != nil || !low.When.Holds(map[string][]string{"who5": {"55550"}}) {
		t.Errorf("the rule with when: %+v", low)
	}
	if diff := cmp.Diff([]string{"main/hello"}, child.Passes); diff != "" {
		t.Error(diff)
	}
	if near.Within != 3 || near.Reach != flow.HandOff || near.Except[0] != "main" || near.Line != 6 {
		t.Errorf("the rule about steps: %+v", near)
	}
	if none.Names[0] != "112" || none.Offers[0] != "refer" {
		t.Errorf("the rule about no times: %+v", none)
	}
}

// Each slip is shown with its place, and the rule it stands in is not used.
func TestSafetyIsReadStrictly(t *testing.T) {
	for _, test := range []struct{ name, old, new, want, at string }{
		{"a key nobody knows", "within: 3 taps", "within: 3 taps, beyond: 4", "unknown-key", "beyond"},
		{"another key", "rules:\n", "more: 1\nrules:\n", "unknown-key", "more"},
		{"a key is missing", "before: question, passes: [main", "passes: [main", "missing-key", "{name: child"},
		{"neither when nor every", "every: end, ", "", "missing-key", "{name: ends"},
		{"a step that is not there", "passes: [main/hello]", "passes: [main/helo]", "unknown-target", "main/helo"},
		{"a question that is not there", "main/hello: [", "main/helo: [", "unknown-target", "main/helo"},
		{"an answer that is not there", `["yes"]`, `["ja"]`, "unknown-value", `"ja"`},
		{"a flow that is not there", "except: [main]", "except: [mains]", "unknown-flow", "mains"},
		{"a condition that cannot be read", "who5.score <= 35", "who5.score =< 35", "bad-condition", "=< 35"},
		{"a name that is not remembered", "when: age ==", "when: ages ==", "unknown-name", "ages"},
		{"too many taps", "within: 3 taps", "within: 30 taps", "bad-value", "30 taps"},
		{"no number of taps", "within: 3 taps", "within: near", "bad-value", "near"},
		{"about something else", "every: flow", "every: talk", "bad-value", "talk"},
		{"to something else", "reach: safety-question}", "reach: heaven}", "bad-value", "heaven"},
		{"an offer of something else", "offers: [refer]", "offers: [tea]", "bad-value", "tea"},
		{"nothing to name", `names: "112"`, "names: []", "bad-value", "[]"},
		{"no reason", "why: danger, when: age", "why: , when: age", "bad-value", ", when: age"},
		{"before something else", "before: question, passes: [main", "before: noon, passes: [main", "bad-value", "noon"},
		{"no question with buttons", "main/hello: [", "main/bye: [", "unknown-value", "main/bye"},
		{"a rule that is none", "{name: told, why: help, every: flow, reach: safety-question}", "told", "bad-value", "told"},
		{"an offer where nobody is", "every: none, ", "every: closed, ", "unknown-key", "offers"},
		{"twice", "rules:\n", "rules: []\nrules:\n", "bad-value duplicate-key", "[]"},
		{"no YAML", "rules:\n", "rules: {\n", "syntax", ""},
		{"rules that are none", "rules:\n", "rules: never\nold:\n", "unknown-key bad-value", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			text := strings.Replace(goodSafety, test.old, test.new, 1)
			if text == goodSafety {
				t.Fatalf("%q stands nowhere", test.old)
			}
			safety, findings := withSafety(t).ReadSafety(one(flow.SafetyFile, text))
			got := strings.Split(codes(findings), " ")
			if diff := cmp.Diff(strings.Split(test.want, " "), got, cmpopts.SortSlices(strings.Compare)); diff != "" {
				t.Fatalf("%s\n%v", diff, findings)
			}
			f := findings[0]
			line, caret, _ := strings.Cut(f.Excerpt, "\n")
			if test.at != "" && !strings.HasPrefix(line[len(caret)-1:], test.at) {
				t.Errorf("it points elsewhere:\n%s", f.Excerpt)
			}
			if f.File != flow.SafetyFile || f.Severity != flow.SeverityError {
				t.Errorf("%v", f)
			}
			if all := len(safety.Rules) + len(safety.Questions); all >= 7 && test.name != "another key" {
				t.Error("what is wrong is used")
			}
		})
	}
}

func TestNoSafetyFile(t *testing.T) {
	safety, findings := withSafety(t).ReadSafety(fstest.MapFS{})
	if codes(findings) != "safety-rules" || len(safety.Rules) != 0 {
		t.Errorf("%v %v", safety, findings)
	}
	if safety, findings = withSafety(t).ReadSafety(one(flow.SafetyFile, "")); len(findings) == 0 || len(safety.Rules) != 0 {
		t.Errorf("an empty file: %v %v", safety, findings)
	}
}

// Whatever stands in the file: no panic, and what is given out can be used.
func FuzzSafety(f *testing.F) {
	shipped, err := os.ReadFile("../../flows/safety.yaml")
	if err != nil {
		f.Fatal(err)
	}
	for _, text := range []string{goodSafety, string(shipped), "", "rules: [{}]", "rules: [{when: , every: step}]", "safety-questions: {main/hello: {}}", "rules: {a: b}", "- a", "rules: [[a]]", "rules: [{name: a, why: b, every: step, within: {}, reach: hand-off}]"} {
		f.Add(text)
	}
	flows := withSafety(f)
	f.Fuzz(func(t *testing.T, text string) {
		safety, findings := flows.ReadSafety(one(flow.SafetyFile, text))
		for _, finding := range findings {
			if finding.Code == "" || finding.Message == "" {
				t.Errorf("an empty finding: %v", finding)
			}
		}
		for _, rule := range safety.Rules {
			if rule.Name == "" || rule.Why == "" || rule.When == nil && rule.Every == "" {
				t.Errorf("half a rule is given out: %+v", rule)
			}
			if rule.When != nil {
				rule.When.Holds(map[string][]string{"who5": {"00000"}})
			}
		}
	})
}

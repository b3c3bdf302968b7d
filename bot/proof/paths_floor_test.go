package proof

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"lyt/bot/flow"
)

// Nobody can do without the rules that protect somebody in danger, nobody can take the
// sting out of them, and everybody may ask for more.
func TestRulesAreNoWeaker(t *testing.T) {
	const hello = `
  hello: {buttons: {danger: safe, talk: choose, measure: measure}}
  measure: {screen: who5, save: who5, done: after, skipped: choose}
  after: {branch: [{if: who5.score <= 50 || who5.zero, go: safe}, {go: choose}]}`
	const full = rules + `  - {name: told, every: flow, reach: safety-question, except: [human], why: danger}
  - {name: closed, every: closed, names: ["112", "116 111"], why: help}
  - {name: none, every: none, names: ["112"], offers: [hand-off], why: help}
`
	least := func(c Content) flow.Safety {
		safety, found := c.Flows.ReadSafety(fstest.MapFS{flow.SafetyFile: {Data: []byte(full)}})
		if len(found) > 0 {
			t.Fatal(found)
		}
		return safety
	}
	for _, test := range []struct {
		name, old, new string
		at             string // what the finding points at; "" when nothing is wrong
	}{
		{"as it is", "", "", ""},
		{"fewer taps", "within: 3 taps", "within: 2 taps", ""},
		{"fewer names", `["112", "116 111"]`, `["112"]`, ""},
		{"no exceptions", "except: [human], ", "", ""},
		{"no offers", "offers: [hand-off], ", "", ""},
		{"another rule", "rules:\n", "rules:\n  - {name: child, when: age == \"child\", before: question, passes: [first-contact/safe], why: care}\n", ""},
		{"another name of a rule", "name: low,", "name: lowest,", ""},
		{"the steps themselves instead of the word", "passes: safety-question", "passes: [first-contact/safe]", ""},
		{"another question", `{first-contact/safe: ["yes"]}`, `{first-contact/choose: [danger]}`, "safety-questions:"},
		{"another yes", `{first-contact/safe: ["yes"]}`, `{first-contact/safe: ["no"]}`, "first-contact/safe:"},
		{"somebody is not asked after a low score", "who5.score <= 35", "who5.score <= 31", "{name: low"},
		{"only some are asked", "who5.score <= 35", `who5.score <= 35 && role == "young"`, "{name: low"},
		{"they pass something else", "before: question, passes: safety-question", "before: question, passes: [first-contact/choose]", "{name: low"},
		{"nobody is asked after a zero", "when: who5.zero", "when: who5.zero && who5.score <= 50", "{name: zero"},
		{"a human is far away", "within: 3 taps", "within: 4 taps", "{name: near"},
		{"a human is far away in this flow", "reach: hand-off", "reach: hand-off, except: [first-contact]", "{name: near"},
		{"an end without help", "  - {name: helps, every: end, names: [\"112\"], why: help}\n", "", "safety-questions:"},
		{"an end without help in this flow", "every: end,", "every: end, except: [first-contact],", "{name: helps"},
		{"a name that is none", `names: ["112", "116 111"]`, `names: ["."]`, "{name: closed"},
		{"something else is offered", "offers: [hand-off]", "offers: [offer-slot]", "{name: none"},
		{"one more exception", "except: [human]", "except: [human, first-contact]", "{name: told"},
	} {
		t.Run(test.name, func(t *testing.T) {
			changed := strings.Replace(full, test.old, test.new, 1)
			if changed == full && test.old != "" {
				t.Fatalf("%q stands nowhere", test.old)
			}
			c := talk(t, hello, strings.TrimSpace(changed), human)
			found, _ := paths(c, least(c), most)
			found = slices.DeleteFunc(found, func(f flow.Finding) bool { return f.Code != "safety-rules" })
			if test.at == "" {
				if len(found) > 0 {
					t.Errorf("found %v", found)
				}
				return
			}
			if len(found) != 1 || found[0].Severity != flow.SeverityError {
				t.Fatalf("found %v", found)
			}
			if under := c.files.read(found[0].File)[found[0].Line-1][found[0].Col-1:]; !strings.HasPrefix(under, test.at) {
				t.Errorf("it points at %q: %v", under, found)
			}
		})
	}
}

// A screening under another name is held to the same rules.
func TestRulesForEveryScreening(t *testing.T) {
	c := talk(t, "  hello: {buttons: {measure: more/in, danger: safe, talk: choose}}", rules, `flow: more
start: in
remember: {other: screening}
steps:
  in: {screen: who5, save: other, done: first-contact/safe, skipped: first-contact/choose}
`)
	shipped, _ := c.Flows.ReadSafety(c.files.flows)
	found, _ := paths(c, shipped, most)
	if len(found) != 1 || found[0].Code != "safety-rules" || !strings.Contains(found[0].Message, "the same for other") {
		t.Errorf("found %v", found)
	}
}

// Without rules that can be read nothing is published; what they lack is not told too.
func TestRulesThatCannotBeRead(t *testing.T) {
	for name, text := range map[string]string{"empty": "", "without rules": "safety-questions: {first-contact/safe: [\"yes\"]}\nrules: []\n"} {
		found, _ := Paths(talk(t, "  hello: {buttons: {danger: safe, talk: choose}}", text))
		if len(found) != 1 || !flow.Broken(found) || found[0].Line == 0 {
			t.Errorf("%s: found %v", name, found)
		}
	}
}

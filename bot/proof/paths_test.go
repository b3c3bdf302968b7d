package proof

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"lyt/bot/flow"
	"lyt/flows"
	"lyt/locales"
)

// names are what the conversations of the tests remember.
const names = `
remember:
  role:   [young, parent]
  age:    [child, young, adult]
  topics: {many: [school, grief, harm]}
  area:   area
  note:   text
  who5:   screening
`

// rest are steps that each of them may lead to, all as they should be.
const rest = `
  safe: {buttons: {"yes": alarm, "no": choose}}
  alarm: {card: crisis, go: choose}
  choose: {buttons: {human: help, danger: safe, enough: bye}}
  help: {hand-off: {to: counsellor, share: [role, age, note, area]}, ended: bye, closed: closed, declined: bye}
  closed: {buttons: {human: help, enough: bye}}
  bye: {end: bye}
`

// rules are the least there must be.
const rules = `
safety-questions: {first-contact/safe: ["yes"]}
rules:
  - {name: low, when: who5.score <= 35, before: question, passes: safety-question, why: danger}
  - {name: zero, when: who5.zero, before: question, passes: safety-question, why: danger}
  - {name: near, every: step, within: 3 taps, reach: hand-off, why: nearness}
  - {name: helps, every: end, names: ["112"], why: help}
`

// talk makes the content of one conversation; its steps go before the rest. Every text
// is its key and a number to call, but for those that have silent in their name.
func talk(t testing.TB, steps, safety string, more ...string) Content {
	t.Helper()
	first, _, _ := strings.Cut(strings.TrimSpace(steps), ":")
	files := fstest.MapFS{
		"first-contact.yaml": {Data: []byte("flow: first-contact\nstart: " + first + names + "steps:\n" + strings.Trim(steps, "\n") + rest)},
		"safety.yaml":        {Data: []byte(safety)},
	}
	for _, text := range more {
		name := strings.TrimPrefix(strings.SplitN(strings.TrimSpace(text), "\n", 2)[0], "flow: ")
		files[name+".yaml"] = &fstest.MapFile{Data: []byte(text)}
	}
	return contentOf(t, files)
}

func contentOf(t testing.TB, files fstest.MapFS) Content {
	t.Helper()
	loaded, found := flow.Load(files)
	if loaded == nil {
		t.Fatalf("the flows of the test are broken: %v", found)
	}
	shipped, _ := Read(flows.FS, locales.FS)
	return Content{Flows: loaded, Texts: textsOf(t, loaded), Who5: shipped.Who5, files: newFiles(files, locales.FS)}
}

func textsOf(t testing.TB, loaded *flow.Flows) *locales.Catalog {
	t.Helper()
	said := map[string]string{"common.missing": "?"}
	for _, use := range loaded.Keys() {
		switch said[use.Key] = use.Key; {
		case use.Button:
			said[use.Key] = use.Key[strings.LastIndexByte(use.Key, '.')+1:]
		case !strings.Contains(use.Key, "silent"):
			said[use.Key] += " 112"
		}
		if strings.HasSuffix(use.Key, ".scored") {
			said[use.Key] += " {score}"
		}
	}
	var toml strings.Builder
	for key, text := range said {
		fmt.Fprintf(&toml, "%q = %q\n", key, text)
	}
	texts, err := locales.Load(fstest.MapFS{"active.da.toml": {Data: []byte(toml.String())}, "active.en.toml": {Data: []byte(toml.String())}})
	if err != nil {
		t.Fatal(err)
	}
	return texts
}

// pathsOf holds a content against its own rules alone.
func pathsOf(c Content) ([]flow.Finding, Coverage) { return paths(c, flow.Safety{}, most) }

// done is what the person does in a conversation, and the world.
func done(chat string) string {
	var lines []string
	for line := range strings.Lines(chat) {
		if line = strings.TrimSpace(line); strings.HasPrefix(line, "> ") || strings.HasPrefix(line, "# ") {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "\n")
}

// Each conversation has one slip; beside it stand the finding, the words it is about
// and the shortest talk that shows it.
func TestFindings(t *testing.T) {
	for _, test := range []struct {
		name, steps, safety, more string
		want                      []string // codes
		at                        string   // what the file has under the caret of the first
		chat                      string   // of the first
	}{
		{
			name:  "all is well",
			steps: "  hello: {buttons: {danger: safe, talk: choose}}",
		},
		{
			name: "a loop without a question",
			steps: `
  hello: {buttons: {a: one, b: choose}}
  one: {go: two}
  two: {go: one}`,
			want: []string{"loop"}, at: "go: two", chat: "> /start\n> [a]",
		},
		{
			name: "times that lead back to themselves when there are none",
			steps: `
  hello: {buttons: {a: offer}}
  offer: {offer-slot: {within: 7d}, booked: bye, none: offer, declined: choose}`,
			want: []string{"far-from-human", "far-from-human", "loop"}, at: "hello:", chat: "> /start",
		},
		{
			name: "questions that go round for ever",
			steps: `
  hello: {buttons: {a: one, b: choose}}
  one: {buttons: {next: two}}
  two: {buttons: {prev: one}}`,
			want: []string{"dead-end", "far-from-human", "far-from-human"}, at: "one: {", chat: "> /start\n> [a]",
		},
		{
			name: "a question that cannot be left",
			steps: `
  hello: {buttons: {a: stuck, b: choose}}
  stuck: {buttons: {x: stuck, y: stuck}, skip: stuck}`,
			want: []string{"cannot-leave", "far-from-human"}, at: "stuck: {", chat: "> /start\n> [a]",
		},
		{
			name: "a call that never comes back",
			steps: `
  hello: {buttons: {a: outing, b: choose}}
  outing: {call: side, go: choose}`,
			more: "flow: side\nstart: in\nsteps:\n  in: {buttons: {a: more}}\n  more: {buttons: {b: in}}\n  over: {end: over}\n",
			want: []string{"dead-end", "endless-call", "far-from-human", "far-from-human"}, at: "outing: {", chat: "> /start\n> [a]",
		},
		{
			name: "a case that another hides",
			steps: `
  hello: {screen: who5, save: who5, done: after, skipped: choose}
  after: {branch: [{if: who5.score <= 50, go: safe}, {if: who5.score <= 35, go: alarm}, {if: who5.zero, go: safe}, {go: choose}]}`,
			want: []string{"case-never-taken"}, at: "{if: who5.score <= 35",
			chat: "> /start" + strings.Repeat("\n> [Hele tiden]", 5),
		},
		{
			name: "a name nobody was asked for",
			steps: `
  hello: {buttons: {ask: ages, go-on: look}}
  ages: {buttons: {child: {set: {age: child}, go: look}, young: {set: {age: young}, go: look}}}
  look: {branch: [{if: age == "child", go: safe}, {go: choose}]}`,
			want: []string{"read-before-set"}, at: "{if: age", chat: "> /start\n> [go-on]",
		},
		{
			name: "a score told to somebody who was not measured",
			steps: `
  hello: {screen: who5, save: who5, done: scored, skipped: scored}
  scored: {go: safe}`,
			want: []string{"read-before-set"}, at: "scored:", chat: "> /start\n> [skip]",
		},
		{
			name: "a low score and no question",
			steps: `
  hello: {screen: who5, save: who5, done: after, skipped: choose}
  after: {branch: [{if: who5.score <= 20 || who5.zero, go: safe}, {go: choose}]}`,
			want: []string{"safety-not-asked"}, at: "hello:",
			chat: "> /start\n> [Lidt mindre end halvdelen af tiden]\n> [Lidt mindre end halvdelen af tiden]\n> [Lidt mindre end halvdelen af tiden]\n> [Lidt af tiden]\n> [Lidt af tiden]",
		},
		{
			name: "one answer at no time and no question",
			steps: `
  hello: {screen: who5, save: who5, done: after, skipped: choose}
  after: {branch: [{if: who5.score <= 35, go: safe}, {go: choose}]}`,
			want: []string{"safety-not-asked"}, at: "hello:",
			chat: "> /start\n> [Hele tiden]\n> [Hele tiden]\n> [Hele tiden]\n> [Hele tiden]\n> [På intet tidspunkt]",
		},
		{
			name: "a low score, and questions that go round",
			steps: `
  hello: {screen: who5, save: who5, done: after, skipped: choose}
  after: {branch: [{if: who5.score <= 35, go: one}, {if: who5.zero, go: safe}, {go: choose}]}
  one: {buttons: {a: two, human: help}}
  two: {buttons: {a: one, human: help}}`,
			want: []string{"safety-not-asked"}, at: "hello:",
			chat: "> /start\n> [Lidt mindre end halvdelen af tiden]\n> [Lidt mindre end halvdelen af tiden]\n> [Lidt mindre end halvdelen af tiden]\n> [Lidt af tiden]\n> [Lidt af tiden]",
		},
		{
			name: "a low score that is measured once more",
			steps: `
  hello: {screen: who5, save: who5, done: after, skipped: choose}
  after: {branch: [{if: who5.score <= 35, go: again}, {if: who5.zero, go: safe}, {go: choose}]}
  again: {screen: who5, save: who5, done: then, skipped: safe}
  then: {branch: [{if: who5.score <= 35 || who5.zero, go: safe}, {go: choose}]}`,
			want: []string{"safety-not-asked"}, at: "hello:",
			chat: "> /start\n> [Lidt mindre end halvdelen af tiden]\n> [Lidt mindre end halvdelen af tiden]\n> [Lidt mindre end halvdelen af tiden]\n> [Lidt af tiden]\n> [Lidt af tiden]",
		},
		{
			name: "something said before the crisis card",
			steps: `
  hello: {buttons: {a: asked, b: safe}}
  asked: {buttons: {"yes": comfort, "no": choose}}
  comfort: {go: alarm}`,
			safety: strings.Replace(rules, "first-contact/safe", "first-contact/asked", 1),
			want:   []string{"crisis-route"}, at: `"yes": comfort`, chat: "> /start\n> [a]\n> [yes]",
		},
		{
			name: "no human after the crisis card",
			steps: `
  hello: {buttons: {a: asked, b: safe}}
  asked: {buttons: {"yes": card, "no": choose}}
  card: {card: crisis, go: next}
  next: {buttons: {go-on: choose}}`,
			safety: strings.Replace(rules, "first-contact/safe", "first-contact/asked", 1),
			want:   []string{"crisis-route"}, at: `"yes": card`, chat: "> /start\n> [a]\n> [yes]",
		},
		{
			name: "one who is closed leads to another, and back",
			steps: `
  hello: {buttons: {danger: safe, human: one}}
  one: {hand-off: {to: counsellor}, ended: bye, closed: silent-one, declined: bye}
  silent-one: {buttons: {human: two, talk: choose}}
  two: {hand-off: {to: counsellor}, ended: bye, closed: silent-two, declined: bye}
  silent-two: {buttons: {human: one, talk: choose}}`,
			safety: rules + "  - {name: there, every: closed, names: [\"112\"], why: help}\n",
			want:   []string{"closed-without-help", "closed-without-help"}, at: "closed: silent-one", chat: "> /start\n> [human]\n# nobody is there",
		},
		{
			name: "a human four taps away",
			steps: `
  hello: {buttons: {a: one}}
  one: {buttons: {a: two}}
  two: {buttons: {a: choose}}`,
			want: []string{"far-from-human"}, at: "hello:", chat: "> /start",
		},
		{
			name: "a human far away only when no time is free",
			steps: `
  hello: {offer-slot: {within: 7d}, booked: bye, none: one, declined: choose}
  one: {buttons: {a: two}}
  two: {buttons: {a: three}}
  three: {buttons: {a: choose}}`,
			want: []string{"far-from-human", "far-from-human"}, at: "hello:", chat: "> /start",
		},
		{
			name: "an end without help",
			steps: `
  hello: {buttons: {a: choose, b: silent}}
  silent: {end: silent}`,
			want: []string{"end-without-help"}, at: "silent: {end", chat: "> /start\n> [b]",
		},
		{
			name: "yes that leads past the crisis card",
			steps: `
  hello: {buttons: {a: asked, b: choose}}
  asked: {buttons: {"yes": choose, "no": choose}}`,
			safety: strings.Replace(rules, "first-contact/safe", "first-contact/asked", 1),
			want:   []string{"crisis-route"}, at: `"yes": choose`, chat: "> /start\n> [a]\n> [yes]",
		},
		{
			name:   "no safety question to be come to",
			steps:  `  hello: {buttons: {a: help}}`,
			safety: rules + "  - {name: told, every: flow, reach: safety-question, why: danger}\n",
			want:   []string{"no-safety-question", "no-safety-question"}, at: "hello:",
		},
		{
			name: "nobody there, and nothing said",
			steps: `
  hello: {hand-off: {to: counsellor}, ended: bye, closed: silent, declined: bye}
  silent: {go: silent-too}
  silent-too: {buttons: {again: hello, danger: safe, enough: bye}}`,
			safety: rules + "  - {name: there, every: closed, names: [\"112\"], why: help}\n",
			want:   []string{"closed-without-help"}, at: "closed: silent", chat: "> /start\n# nobody is there",
		},
		{
			name: "no time, and nothing said",
			steps: `
  hello: {offer-slot: {within: 7d}, booked: bye, none: silent, declined: choose}
  silent: {buttons: {enough: choose}}`,
			safety: rules + "  - {name: there, every: none, names: [\"112\"], offers: [hand-off], why: help}\n",
			want:   []string{"none-without-help"}, at: "none: silent", chat: "> /start\n# no time is free",
		},
		{
			name: "a question that never is asked",
			steps: `
  hello: {buttons: {here: {set: {area: helsingor}, go: where}, "no": choose}}
  where: {pick: area, go: choose, skip: choose}`,
			want: []string{"never-chosen"}, at: "skip: choose", chat: "> /start\n> [here]",
		},
		{
			name: "a case for what nobody can answer",
			steps: `
  hello: {buttons: {a: ages, b: choose}}
  ages: {buttons: {child: {set: {age: child}, go: look}, adult: {set: {age: adult}, go: look}}}
  look: {branch: [{if: age == "young", go: more/in}, {if: age == "child", go: safe}, {go: choose}]}`,
			more: "flow: more\nstart: in\nsteps:\n  in: {buttons: {a: first-contact/choose}}\n",
			want: []string{"case-never-taken"}, at: `{if: age == "young"`, chat: "> /start\n> [a]\n> [child]",
		},
		{
			name: "a flow that only a lost step leads to",
			steps: `
  hello: {buttons: {a: choose}}
  lost: {go: more/in}`,
			more: "flow: more\nstart: in\nsteps:\n  in: {buttons: {a: first-contact/choose}}\n",
			want: []string{"unreachable-step"}, at: "in:",
		},
		{
			name: "remembered, and never looked at",
			steps: `
  hello: {buttons: {a: {set: {age: child}, go: choose}, own: own}}
  own: {ask: note, go: choose}`,
			more: "flow: more\nstart: in\nremember: {pet: [dog, cat]}\nsteps:\n  in: {buttons: {a: {set: {pet: dog}, go: first-contact/choose}}}\n",
			want: []string{"never-read"}, at: "pet:",
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			if test.safety == "" {
				test.safety = rules
			}
			var more []string
			if test.more != "" {
				more = []string{test.more}
			}
			c := talk(t, test.steps, test.safety, more...)
			found, _ := pathsOf(c)
			var codes []string
			for _, f := range found {
				codes = append(codes, f.Code)
			}
			slices.Sort(codes)
			slices.Sort(test.want)
			if diff := cmp.Diff(test.want, codes); diff != "" {
				t.Fatalf("(-want +found): %s\n%v", diff, found)
			}
			if len(found) == 0 {
				return
			}
			Sort(found)
			line := c.files.read(found[0].File)[found[0].Line-1]
			if under := line[found[0].Col-1:]; !strings.HasPrefix(under, test.at) {
				t.Errorf("it points at %q", under)
			}
			if diff := cmp.Diff(test.chat, done(found[0].Chat)); diff != "" {
				t.Errorf("the talk that shows it (-want +found): %s\n%s", diff, found[0].Chat)
			}
		})
	}
}

package flow_test

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"lyt/bot/flow"
)

func TestKeys(t *testing.T) {
	flows := load(t, `flow: main
start: hello
`+names+`
steps:
  hello: {buttons: {a: offer, b: topics}}
  offer: {offer-slot: {}, booked: thanks, none: hello, declined: hello}
  thanks: {go: after}
  after: {buttons: {a: measure}}
  topics: {ticks: topics, done: human}
  human: {hand-off: {to: counsellor, share: [role]}, ended: card, closed: nobody, declined: hello}
  nobody: {buttons: {a: hello}}
  card: {card: crisis, go: others}
  others: {refer: {}, go: area}
  area: {pick: area, go: note}
  note: {ask: note, go: which}
  which: {branch: [{go: trip}]}
  trip: {call: main, go: end}
  measure: {screen: who5, save: who5, done: end, skipped: end}
  end: {end: done}
`)
	var got []string
	for _, use := range flows.Keys() {
		line := fmt.Sprintf("%s:%d:%d %s %v", use.Step, use.Line, use.Col, use.Key, use.Args)
		if use.Button {
			line += " button"
		}
		if use.Flow != "" {
			got = append(got, line)
		}
	}
	want := split(`
		hello:13:3 main.hello [area score]
		hello:13:21 main.hello.a [] button
		hello:13:31 main.hello.b [] button
		offer:14:3 main.offer [area score]
		thanks:15:3 main.thanks [area pass place score service time]
		after:16:3 main.after [area pass place score service time]
		after:16:21 main.after.a [] button
		topics:17:3 main.topics [area score]
		topics:17:3 main.topics.lonely [] button
		topics:17:3 main.topics.school [] button
		topics:17:3 main.topics.grief [] button
		topics:17:3 main.topics.done [] button
		human:18:3 share.role []
		nobody:19:3 main.nobody [area opens score]
		nobody:19:22 main.nobody.a [] button
		others:21:3 main.others [area score]
		others:21:3 main.others.done [] button
		area:22:3 main.area [area score]
		note:23:3 main.note [area score]
		measure:26:3 who5.item.1 []
		measure:26:3 who5.item.2 []
		measure:26:3 who5.item.3 []
		measure:26:3 who5.item.4 []
		measure:26:3 who5.item.5 []
		measure:26:3 who5.option.5 []
		measure:26:3 who5.option.4 []
		measure:26:3 who5.option.3 []
		measure:26:3 who5.option.2 []
		measure:26:3 who5.option.1 []
		measure:26:3 who5.option.0 []
		end:27:3 main.end [area score]`)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// Every key that the engine can speak with stands among the keys, and in the locale
// files of its own.
func TestEveryKeyThatIsSpokenIsListed(t *testing.T) {
	flows := everyKind(t)
	listed := map[string]bool{}
	for _, use := range flows.Keys() {
		listed[use.Key] = true
	}
	for _, lang := range []string{"da", "en"} {
		data, err := os.ReadFile("../../locales/active." + lang + ".toml")
		if err != nil {
			t.Fatal(err)
		}
		for key := range listed {
			engines := strings.HasPrefix(key, "flow.") || strings.HasPrefix(key, "button.") || strings.HasPrefix(key, "share.")
			if engines && !strings.Contains(string(data), `"`+key+`" = `) {
				t.Errorf("%s lacks %s", lang, key)
			}
		}
	}
	p := &player{TB: t, flows: flows}
	for _, script := range scripts {
		p.state = flow.State{}
		for _, line := range split(script) {
			p.speaks(line, listed)
		}
	}
}

// scripts meet every text of the engine's own.
var scripts = []string{
	"begin main\nskip\nskip\nskip\nskip\nback\nsay x\nsay x\nsay x\nold a",
	"begin main\nback\ntap loop\ntap young\nskip\nskip\nsay ho\nsay ho",
	"begin side\ntap young\ntap done\nskip\nbegin main role=young\nskip\nskip\nskip\nskip\ntap human",
	"begin main\nskip\nskip\nskip\nskip\ntap book\nreport free choices=1,2 more=t\nreport taken choices=1",
}

func (p *player) speaks(line string, listed map[string]bool) {
	p.Helper()
	for _, e := range p.step(p.parse(line)) {
		speak, ok := e.(flow.Speak)
		if !ok {
			continue
		}
		keys := []string{speak.Key}
		for _, b := range speak.Buttons {
			keys = append(keys, b.Key)
		}
		for _, key := range keys {
			if key != "" && !listed[key] {
				p.Errorf("%s: %s is not among the keys", line, key)
			}
		}
	}
}

func TestSteps(t *testing.T) {
	flows := everyKind(t)
	var kinds []string
	for _, info := range flows.Steps() {
		kinds = append(kinds, info.Kind)
		if info.Flow == "main" && info.Step == "measure" {
			want := flow.StepInfo{Flow: "main", Step: "measure", Kind: "screen", Buttons: []string{"5", "4", "3", "2", "1", "0", "skip"},
				Leads: []string{"main/after", "main/choose"}, File: "main.yaml", Line: 39, Col: 3}
			if diff := cmp.Diff(want, info); diff != "" {
				t.Error(diff)
			}
		}
	}
	slices.Sort(kinds)
	want := []string{"ask", "branch", "buttons", "call", "end", "hand-off", "offer-slot", "pick", "refer", "say", "screen", "ticks"}
	if diff := cmp.Diff(want, slices.Compact(kinds)); diff != "" {
		t.Error(diff)
	}
	if !flows.Has("side") || flows.Has("nowhere") || flows.Audience("main") != "young" || flows.Audience("nowhere") != "" {
		t.Error("the flows are not what they are")
	}
}

func TestShippedFlowsLoad(t *testing.T) {
	flows, findings := flow.Load(os.DirFS("../../flows"))
	for _, f := range findings {
		t.Errorf("%v\n%s", f, f.Excerpt)
	}
	if flows == nil {
		t.Fatal("no flows")
	}
	for _, name := range []string{"first-contact", "human", "book"} {
		if !flows.Has(name) {
			t.Errorf("there is no flow %s", name)
		}
	}
}

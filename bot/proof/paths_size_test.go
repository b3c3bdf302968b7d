package proof

import (
	"fmt"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"testing"

	"lyt/bot/flow"
)

// long makes a conversation of so many steps of every kind, each of which leads on to
// some that come soon after it, with conditions on what was answered before.
func long(steps int) string {
	r := rand.New(rand.NewPCG(7, 7))
	var b strings.Builder
	for i := range steps {
		near := func() string {
			if to := i + 1 + r.IntN(4); to < steps {
				return fmt.Sprintf("s%d", to)
			}
			return "choose"
		}
		fmt.Fprintf(&b, "  s%d: ", i)
		switch i % 10 {
		case 0:
			fmt.Fprintf(&b, "{buttons: {a: {set: {age: child}, go: %s}, b: {set: {age: young}, go: %s}, c: %s, human: help}}\n", near(), near(), near())
		case 1, 6:
			fmt.Fprintf(&b, "{go: s%d}\n", min(i+1, steps-1))
		case 2:
			fmt.Fprintf(&b, "{ticks: topics, done: %s, skip: %s}\n", near(), near())
		case 3:
			fmt.Fprintf(&b, "{branch: [{if: '\"grief\" in topics', go: %s}, {if: 'age == \"child\" && \"harm\" in topics', go: %s}, {go: s%d}]}\n", near(), near(), min(i+1, steps-1))
		case 4:
			fmt.Fprintf(&b, "{screen: who5, save: who5, done: s%d, skipped: %s}\n", i+1, near())
		case 5:
			fmt.Fprintf(&b, "{branch: [{if: who5.score <= 35 || who5.zero, go: safe}, {if: who5.score <= 60, go: %s}, {go: %s}]}\n", near(), near())
		case 7:
			fmt.Fprintf(&b, "{pick: area, go: %s, skip: %s}\n", near(), near())
		case 8:
			fmt.Fprintf(&b, "{offer-slot: {within: 7d}, booked: bye, none: %s, declined: %s}\n", near(), near())
		case 9:
			fmt.Fprintf(&b, "{hand-off: {to: counsellor}, ended: %s, closed: s%d, declined: %s}\n", near(), min(i+1, steps-1), near())
		}
	}
	return strings.Replace(b.String(), "s499: {hand-off: {to: counsellor}, ended: choose, closed: s499", "s499: {hand-off: {to: counsellor}, ended: choose, closed: closed", 1)
}

const human = `flow: human
start: where
` + names + `
steps:
  where: {pick: area, go: now, skip: now}
  now: {hand-off: {to: counsellor}, ended: bye, closed: bye, declined: bye}
  bye: {end: bye}
`

// A conversation of 500 steps is walked as a whole, with room to spare.
func TestALongConversation(t *testing.T) {
	c := talk(t, long(500), rules, human)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	found, coverage := pathsOf(c)
	runtime.ReadMemStats(&after)
	t.Logf("%+v, %d MB allocated, %d findings", coverage, (after.TotalAlloc-before.TotalAlloc)>>20, len(found))
	if coverage.Stopped || coverage.Steps < 500 || coverage.Reached < 450 {
		t.Errorf("not all is walked: %+v", coverage)
	}
	if coverage.States > most/2 {
		t.Errorf("%d places leave no room for a conversation of this size", coverage.States)
	}
	const bound = 500 << 20
	if used := after.TotalAlloc - before.TotalAlloc; used > bound {
		t.Errorf("%d MB were allocated", used>>20)
	}
}

// Where more can be remembered than there is room for, the walk stops and says so, and
// calls nothing wrong that it has not seen.
func TestAWalkThatStops(t *testing.T) {
	c := talk(t, `
  hello: {buttons: {a: {set: {age: child}, go: topics}, b: {set: {age: adult}, go: topics}, c: choose}}
  topics: {ticks: topics, done: area, skip: area}
  area: {pick: area, go: look, skip: look}
  look: {branch: [{if: '"grief" in topics && age == "child"', go: safe}, {if: 'area == "aarhus"', go: safe}, {if: '"harm" in topics', go: safe}, {go: choose}]}`, rules)
	_, whole := pathsOf(c)
	for limit := 5; limit < whole.States; limit += 7 {
		found, coverage := paths(c, flow.Safety{}, limit)
		if !coverage.Stopped || coverage.States > limit+50 {
			t.Errorf("a walk of at most %d places: %+v", limit, coverage)
		}
		if len(found) != 1 || found[0].Code != "not-covered" || found[0].Severity != flow.SeverityError {
			t.Errorf("a walk of at most %d places found %v", limit, found)
		}
	}
	found, _ := paths(c, flow.Safety{}, 6)
	if !strings.Contains(found[0].Message, "not come to: first-contact/") {
		t.Errorf("it does not say what it missed: %s", found[0].Message)
	}
}

// A question with very many values that conditions ask about is cut down, and that is said.
func TestManyValues(t *testing.T) {
	var values, cases []string
	for i := range 16 {
		values = append(values, fmt.Sprintf("v%d", i))
		cases = append(cases, fmt.Sprintf(`{if: '"v%d" in many', go: bye}`, i))
	}
	c := talk(t, "  hello: {buttons: {a: choose}}", rules, "flow: more\nstart: in\nremember: {many: {many: ["+strings.Join(values, ", ")+
		"]}}\nsteps:\n  in: {ticks: many, done: look}\n  look: {branch: ["+strings.Join(cases, ", ")+", {go: bye}]}\n  bye: {end: bye}\n")
	found, coverage := pathsOf(c)
	if !coverage.Stopped || !slices.ContainsFunc(found, func(f flow.Finding) bool { return f.Code == "not-covered" }) {
		t.Errorf("%+v %v", coverage, found)
	}
}

// So is a name of which conditions ask more than can be told apart.
func TestManyAreas(t *testing.T) {
	var cases []string
	for i := range maxClasses {
		cases = append(cases, fmt.Sprintf(`{if: 'area == "a%d"', go: safe}`, i))
	}
	found, coverage := pathsOf(talk(t, "  hello: {pick: area, go: look}\n  look: {branch: ["+strings.Join(cases, ", ")+", {go: choose}]}", rules))
	if !coverage.Stopped || len(found) != 1 || found[0].Code != "not-covered" {
		t.Errorf("%+v %v", coverage, found)
	}
}

// A word for each of many topics, one branch after the other, is walked as a whole: what
// is played in between needs to know nothing of them.
func TestAWordForEachTopic(t *testing.T) {
	const count = 9
	var values, steps []string
	for i := range count {
		values = append(values, fmt.Sprintf("v%d", i))
		next := fmt.Sprintf("b%d", i+1)
		steps = append(steps, fmt.Sprintf(`  b%d: {branch: [{if: '"v%d" in many', go: a%d}, {go: %s}]}`, i, i, i, next), fmt.Sprintf("  a%d: {go: %s}", i, next))
	}
	more := "flow: more\nstart: in\nremember: {many: {many: [" + strings.Join(values, ", ") + "]}}\nsteps:\n  in: {ticks: many, done: b0, skip: b0}\n" +
		strings.Join(steps, "\n") + fmt.Sprintf("\n  b%d: {buttons: {human: first-contact/help, enough: first-contact/choose}}\n", count)
	found, coverage := pathsOf(talk(t, "  hello: {buttons: {more: more/in, talk: choose}}", rules, more, human))
	if coverage.Stopped || len(found) > 0 {
		t.Errorf("%+v %v", coverage, found)
	}
	if coverage.States > 60<<count || coverage.Ways > 100<<count {
		t.Errorf("too much is kept: %+v", coverage)
	}
}

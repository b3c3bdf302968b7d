package flows_test

import (
	"slices"
	"testing"

	"lyt/bot/flow"
)

// TestEveryStepAndButtonIsVisited names the steps and buttons of the shipped flows
// that no conversation in testdata comes to.
func TestEveryStepAndButtonIsVisited(t *testing.T) {
	visited, tapped := map[string]bool{}, map[string]bool{}
	played := perform(t)
	steps := played[0].talking.Flows.Steps()
	for _, p := range played {
		for step := range p.rested {
			visited[step] = true
		}
		for button := range p.tapped {
			tapped[button] = true
		}
		for _, s := range steps {
			if p.keys[s.Flow+"."+s.Step] {
				visited[s.Flow+"/"+s.Step] = true // it said its text and went on
			}
		}
	}
	passThrough(silent(played[0].talking.Flows), steps, visited)
	for _, s := range steps {
		if !visited[s.Flow+"/"+s.Step] {
			t.Errorf("%s:%d: no conversation comes to %s/%s", s.File, s.Line, s.Flow, s.Step)
		}
		for _, button := range s.Buttons {
			if !tapped[s.Flow+"/"+s.Step+" "+button] {
				t.Errorf("%s:%d: in no conversation the button %q of %s/%s is tapped", s.File, s.Line, button, s.Flow, s.Step)
			}
		}
	}
	if len(steps) < 80 {
		t.Errorf("only %d steps", len(steps))
	}
}

// silent are the steps without a word of their own: branches and crisis cards.
func silent(flows *flow.Flows) []flow.StepInfo {
	speaks := map[string]bool{}
	for _, use := range flows.Keys() {
		speaks[use.Key] = true
	}
	return slices.DeleteFunc(flows.Steps(), func(s flow.StepInfo) bool {
		return s.Kind != "branch" && s.Kind != "say" || speaks[s.Flow+"."+s.Step]
	})
}

// passThrough marks the silent steps, at which nobody rests: one counts as visited
// when a step that leads to it was, and one that it leads to.
func passThrough(silent, steps []flow.StepInfo, visited map[string]bool) {
	leadsTo := func(name string) bool {
		return slices.ContainsFunc(steps, func(s flow.StepInfo) bool {
			return visited[s.Flow+"/"+s.Step] && slices.Contains(s.Leads, name)
		})
	}
	for range silent { // they may stand in a row
		for _, s := range silent {
			name := s.Flow + "/" + s.Step
			goesOn := slices.ContainsFunc(s.Leads, func(lead string) bool {
				return visited[lead] || slices.ContainsFunc(silent, func(o flow.StepInfo) bool { return o.Flow+"/"+o.Step == lead })
			})
			visited[name] = visited[name] || goesOn && leadsTo(name)
		}
	}
}

package proof

import (
	"slices"
	"strings"
	"sync"

	"lyt/bot/flow"
	"lyt/flows"
)

// This file holds the rules of safety themselves against those that are shipped: they
// can be made stricter, and no weaker.

// shippedSafety are the rules that are built in, read once.
var shippedSafety = sync.OnceValue(func() flow.Safety {
	loaded, _ := flow.Load(flows.FS)
	safety, _ := loaded.ReadSafety(flows.FS)
	return safety
})

// noWeaker: every shipped safety question is still one, and every shipped rule is there.
func (p *prover) noWeaker(shipped flow.Safety) {
	for _, want := range shipped.Questions {
		exists := slices.ContainsFunc(p.steps, func(st flow.MapStep) bool { return st.Flow+"/"+st.Step == want.Step })
		is := flow.SafetyQuestion{Place: topOfSafety()}
		for _, q := range p.safety.Questions {
			if q.Step == want.Step {
				is = q
			}
		}
		if exists && !within(want.Yes, is.Yes) {
			p.fault(is.Place, "safety-rules", nil, "step %s must stand among the safety questions, with the answers %s; put it back", want.Step, strings.Join(want.Yes, ", "))
		}
	}
	for _, want := range shipped.Rules {
		if want.When == nil {
			p.ruleKept(want, "", "")
			continue
		}
		own := want.When.Parts()[0].Name() // a screening, as in all shipped rules of this sort
		for _, saved := range p.screened() {
			p.ruleKept(want, own, saved)
		}
	}
}

// screened are the names that the answers to a screening are saved under.
func (p *prover) screened() []string {
	var names []string
	for _, st := range p.steps {
		if st.Kind == "screen" && !slices.Contains(names, st.Asks) {
			names = append(names, st.Asks)
		}
	}
	return names
}

// ruleKept: a rule is there that asks no less than this one; about the screening saved,
// where this one is about its own.
func (p *prover) ruleKept(want flow.SafetyRule, own, saved string) {
	where, missing := topOfSafety(), "it"
	for _, r := range p.safety.Rules {
		less := p.less(r, want, own, saved)
		if less == "" {
			return
		}
		if r.Name == want.Name {
			where, missing = r.Place, "its key "+less
		}
	}
	if saved != own {
		where, missing = topOfSafety(), "in the same for "+saved
	}
	p.fault(where, "safety-rules", nil, "the rule %s must be no weaker than the shipped one (%s); put %s back", want.Name, want.Why, missing)
}

// topOfSafety is where something is missing.
func topOfSafety() flow.Place { return flow.Place{File: flow.SafetyFile, Line: 1, Col: 1} }

// less names the key in which a rule asks for less than another; "" if in none.
func (p *prover) less(r, want flow.SafetyRule, own, saved string) string {
	switch {
	case r.Every != want.Every, (r.When == nil) != (want.When == nil):
		return "every"
	case r.When != nil && !r.When.Same(*want.When, saved, own):
		return "when"
	case !within(r.Passes, questionSteps(p.safety)):
		return "passes"
	case r.Within > want.Within:
		return "within"
	case !within(r.Names, want.Names):
		return "names"
	case !within(r.Offers, want.Offers):
		return "offers"
	case !within(r.Except, want.Except):
		return "except"
	}
	return ""
}

// within says that all of some words are among others.
func within(words, others []string) bool {
	return !slices.ContainsFunc(words, func(word string) bool { return !slices.Contains(others, word) })
}

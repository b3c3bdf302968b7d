package proof

import (
	"slices"
	"strings"

	"lyt/bot/flow"
)

// This file holds the conversations against the rules of safety.

// hold checks one rule.
func (p *prover) hold(rule flow.SafetyRule) {
	switch rule.Every {
	case "":
		p.holdWhen(rule)
	case flow.EveryStep:
		p.holdNear(rule)
	case flow.EveryFlow:
		p.holdReach(rule)
	case flow.EveryEnd:
		p.holdEnds(rule)
	case flow.EveryClosed:
		p.holdOutcome(rule, "hand-off", "closed")
	case flow.EveryNone:
		p.holdOutcome(rule, "offer-slot", "none")
	}
}

func (p *prover) excepted(rule flow.SafetyRule, step int) bool {
	return slices.Contains(rule.Except, p.steps[step].Flow)
}

// holdWhen: where the condition came true, no other question comes before one of the
// steps, and no end. The finding stands where it came true.
func (p *prover) holdWhen(rule flow.SafetyRule) {
	at := slices.IndexFunc(p.when, func(d duty) bool { return d.Place == rule.Place })
	slot := p.when[at].slot
	for _, i := range p.byCost(func(n node) bool { return p.rests(n) && p.memories[n.memory][slot] == due }) {
		p.fault(p.becameDue(slot, i), "safety-not-asked", p.at(i), "a conversation goes on from here to step %s without the safety question, though the rule %s has it come first: %s", p.name(int(p.nodes[i].step)), rule.Name, rule.Why)
	}
}

// byCost lists places, those that are come to first first.
func (p *prover) byCost(want func(n node) bool) []int32 {
	var made []int32
	for i, n := range p.nodes {
		if want(n) {
			made = append(made, int32(i))
		}
	}
	slices.SortStableFunc(made, func(a, b int32) int { return int(p.nodes[a].cost - p.nodes[b].cost) })
	return made
}

// becameDue finds where, on the way to a place, the condition of a rule came true.
func (p *prover) becameDue(slot int, i int32) flow.Place {
	at := p.nodes[i]
	for at.from >= 0 {
		at = p.nodes[at.from]
		if p.memories[at.memory][slot] != due {
			break
		}
	}
	return p.steps[at.step].Place
}

// holdNear: from every question a human is no more than so many taps away, whatever
// the world does.
func (p *prover) holdNear(rule flow.SafetyRule) {
	left := p.taps(p.graph, rule.Reach, rule.Within)
	for _, i := range p.byCost(func(n node) bool { return asksPerson(p.steps[n.step].Kind) && !n.asleep && !n.hub }) {
		step := int(p.nodes[i].step)
		if left[i] > rule.Within && !p.excepted(rule, step) {
			p.fault(p.steps[step].Place, "far-from-human", p.at(i), "from step %s a human can be more than %d taps away; add an answer that leads to a hand-off (rule %s: %s)", p.name(step), rule.Within, rule.Name, rule.Why)
		}
	}
}

// holdReach: from the start of every flow a safety question can be come to.
func (p *prover) holdReach(rule flow.SafetyRule) {
	questions := questionSteps(p.safety)
	targets := p.byCost(func(n node) bool { return slices.Contains(questions, p.name(int(n.step))) })
	reaches := p.leadingTo(targets)
	for _, name := range p.Flows.Names() {
		start := p.starts[name]
		if first := p.first[start]; first >= 0 && !reaches[first] && !slices.Contains(rule.Except, name) {
			p.fault(p.steps[start].Place, "no-safety-question", nil, "no way through the flow %s comes to a safety question; add one, or have the rule %s except the flow: %s", name, rule.Name, rule.Why)
		}
	}
}

// holdEnds: the text of every end names help.
func (p *prover) holdEnds(rule flow.SafetyRule) {
	for i, st := range p.steps {
		if st.Kind == "end" && p.first[i] >= 0 && !p.excepted(rule, i) && !p.namesHelp(rule, []string{st.Key}) {
			p.fault(st.Place, "end-without-help", p.at(p.first[i]), "the text of the end %s names nobody who helps (%s); name one of them in every language", p.name(i), strings.Join(rule.Names, ", "))
		}
	}
}

// namesHelp says that the texts, taken together, name help in every language.
func (p *prover) namesHelp(rule flow.SafetyRule, keys []string) bool {
	return !slices.ContainsFunc(languages(), func(lang string) bool {
		said := ""
		for _, key := range keys {
			said += p.say(lang, key, nil) + "\n"
		}
		return !slices.ContainsFunc(rule.Names, func(name string) bool { return strings.Contains(said, name) })
	})
}

// holdOutcome: what is said when nobody is there, or nothing is free, names help, or
// what is asked then offers it.
func (p *prover) holdOutcome(rule flow.SafetyRule, kind, outcome string) {
	code := "closed-without-help"
	if outcome == "none" {
		code = "none-without-help"
	}
	for _, e := range p.edges {
		step := int(p.nodes[e.from].step)
		st := p.steps[step]
		if st.Kind != kind || e.way < 0 || st.Ways[e.way].How != outcome || p.excepted(rule, step) {
			continue
		}
		if path := p.untilQuestion(e.to); !p.helps(rule, path, step) {
			p.fault(st.Ways[e.way].Place, code, p.after(e), "when the outcome of step %s is %s, nothing that is said or offered then helps; name one of these: %s (rule %s)", p.name(step), outcome, strings.Join(rule.Names, ", "), rule.Name)
		}
	}
}

// helps says that what is said names help; or that the conversation goes on to a step
// that helps. Where nobody is there only another hand-off does, at once: it is held to
// the same rule. Where no time is free, one tap may lead on to what the rule offers.
func (p *prover) helps(rule flow.SafetyRule, path []int32, failed int) bool {
	var keys []string
	for _, i := range path {
		st := p.steps[p.nodes[i].step]
		if st.Crisis || p.offers(rule, path, failed) {
			return true
		}
		if st.Kind != "pick" || p.rests(p.nodes[i]) {
			keys = append(keys, st.Key)
		}
	}
	return p.namesHelp(rule, keys) || len(rule.Offers) > 0 && slices.ContainsFunc(p.graph.of(path[len(path)-1]), func(e edge) bool {
		return e.who == person && p.offers(rule, p.untilQuestion(e.to), failed)
	})
}

func (p *prover) offers(rule flow.SafetyRule, path []int32, failed int) bool {
	offered := rule.Offers
	if rule.Every == flow.EveryClosed {
		offered = []string{flow.HandOff}
	}
	return slices.ContainsFunc(path, func(i int32) bool {
		step := int(p.nodes[i].step)
		return step != failed && slices.Contains(offered, p.steps[step].Kind)
	})
}

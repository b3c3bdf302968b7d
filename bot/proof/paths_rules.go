package proof

import (
	"slices"
	"strconv"
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

// holdWhen: no conversation ends where the condition holds and none of the steps was
// passed. The finding stands where the condition became true.
func (p *prover) holdWhen(rule flow.SafetyRule) {
	passed := p.passedSlot(rule)
	for _, i := range p.byCost(func(n node) bool { return n.frame == 0 && p.steps[n.step].Kind == "end" }) {
		m := p.memories[p.nodes[i].memory]
		if m[passed] == 1 || !rule.When.Holds(p.recall(m)) {
			continue
		}
		where := p.becameTrue(rule, i)
		p.fault(where, "safety-not-asked", p.at(i), "a conversation goes on from here to its end (step %s) without the safety question, though the rule %s asks for it: %s", p.name(int(p.nodes[i].step)), rule.Name, rule.Why)
	}
}

func (p *prover) passedSlot(rule flow.SafetyRule) int {
	i := slices.IndexFunc(p.when, func(w whenRule) bool { return w.Place == rule.Place })
	return p.when[i].passed
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

// becameTrue finds where, on the way to a place, the rule's condition began to hold.
func (p *prover) becameTrue(rule flow.SafetyRule, i int32) flow.Place {
	at := i
	for ; p.nodes[at].from >= 0; at = p.nodes[at].from {
		if from := p.nodes[at].from; !rule.When.Holds(p.recall(p.memories[p.nodes[from].memory])) {
			return p.steps[p.nodes[from].step].Place
		}
	}
	return p.steps[p.nodes[at].step].Place
}

// holdNear: from every question a human is no more than so many taps away, whatever
// the world does.
func (p *prover) holdNear(rule flow.SafetyRule) {
	left := p.taps(p.graph, rule.Reach, rule.Within)
	for _, i := range p.byCost(func(n node) bool { return asksPerson(p.steps[n.step].Kind) && !n.asleep }) {
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

// helps says that what is said names help; or that the conversation goes on, by itself
// or with one tap, to a step of a kind the rule knows, other than that which just failed.
func (p *prover) helps(rule flow.SafetyRule, path []int32, failed int) bool {
	var keys []string
	for _, i := range path {
		st := p.steps[p.nodes[i].step]
		if st.Crisis || p.offers(rule, path, failed) {
			return true
		}
		keys = append(keys, st.Key)
	}
	return p.namesHelp(rule, keys) || slices.ContainsFunc(p.graph.of(path[len(path)-1]), func(e edge) bool {
		return e.who == person && p.offers(rule, p.untilQuestion(e.to), failed)
	})
}

func (p *prover) offers(rule flow.SafetyRule, path []int32, failed int) bool {
	return slices.ContainsFunc(path, func(i int32) bool {
		step := int(p.nodes[i].step)
		return step != failed && slices.Contains(rule.Offers, p.steps[step].Kind)
	})
}

// minimum are the rules that no one may do without: who scores low, or answers "at no
// time", is asked; a human is within three taps; yes leads to the crisis card; every
// end names help.
func (p *prover) minimum() {
	const near = 3
	has := func(fits func(flow.SafetyRule) bool) bool { return slices.ContainsFunc(p.safety.Rules, fits) }
	named := func(rule flow.SafetyRule) bool {
		return !slices.ContainsFunc(rule.Except, func(name string) bool { return !slices.Contains(p.called, name) })
	}
	for _, need := range []struct {
		what string
		met  bool
	}{
		{"a safety question, with the answer that leads to the crisis card", len(p.safety.Questions) > 0},
		{"that every conversation with who5.score <= 35 passes a safety question before its end", has(p.asksWhen(lowScores()))},
		{"the same for who5.zero, a single answer \"at no time\"", has(p.asksWhen(zeros()))},
		{"that every step has a hand-off within 3 taps", has(func(r flow.SafetyRule) bool {
			return r.Every == flow.EveryStep && r.Within <= near && named(r)
		})},
		{"that every end names help", has(func(r flow.SafetyRule) bool { return r.Every == flow.EveryEnd && named(r) })},
	} {
		if !need.met {
			p.fault(flow.Place{File: flow.SafetyFile, Line: 1, Col: 1}, "safety-rules", nil, "the rules of safety must say %s, and do not; put the rule back", need.what)
		}
	}
}

// asksWhen says whether a rule has the question asked after each of the screenings.
func (p *prover) asksWhen(screenings []string) func(flow.SafetyRule) bool {
	questions := questionSteps(p.safety)
	return func(r flow.SafetyRule) bool {
		if len(p.namesOf("screening")) == 0 {
			return true // nobody is measured
		}
		if r.When == nil || slices.ContainsFunc(r.Passes, func(step string) bool { return !slices.Contains(questions, step) }) {
			return false
		}
		return !slices.ContainsFunc(screenings, func(digits string) bool {
			return !slices.ContainsFunc(p.namesOf("screening"), func(name string) bool {
				return r.When.Holds(map[string][]string{name: {digits}})
			})
		})
	}
}

// namesOf are the names of a kind.
func (p *prover) namesOf(kind string) []string {
	var names []string
	for _, name := range p.names {
		if name.Kind == kind {
			names = append(names, name.Name)
		}
	}
	return names
}

// lowScores are five answers for every score up to 35 of 100.
func lowScores() []string {
	const most = 35 / 4
	var made []string
	for sum := range most + 1 {
		for _, values := range screenings(sum) {
			made = append(made, values[0])
		}
	}
	return made
}

// zeros are five answers with a zero at each place, high and low.
func zeros() []string {
	var made []string
	for _, digit := range []string{"5", "1"} {
		for i := range 5 {
			made = append(made, strings.Repeat(digit, i)+strconv.Itoa(0)+strings.Repeat(digit, 4-i))
		}
	}
	return made
}

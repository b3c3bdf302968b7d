package proof

import (
	"slices"

	"lyt/bot/flow"
)

// This file holds the answers to the safety questions against what must follow them.

// How many answers a human may be away after a safety question: after a yes it is the
// one beside the crisis card; else there may be the question where they live, too.
const (
	nearAfterYes = 1
	nearAfterAll = 2
)

// crisisRoutes: the first thing after a yes is the crisis card, and beside it a human.
// Whoever does not say no is led to a human, too. Nobody passes the question over.
func (p *prover) crisisRoutes() {
	left := p.taps(p.graph, flow.HandOff, nearAfterAll)
	for _, q := range p.safety.Questions {
		step := slices.IndexFunc(p.steps, func(st flow.MapStep) bool { return st.Flow+"/"+st.Step == q.Step })
		if p.first[step] < 0 && !p.partial() {
			p.fault(q.Place, "no-safety-question", nil, "no conversation comes to the safety question %s; lead to it, or take the step and this line away", q.Step)
		}
		for _, i := range p.byCost(func(n node) bool { return int(n.step) == step }) {
			for _, e := range p.graph.of(i) {
				if e.way >= 0 {
					p.crisisRoute(q, e, left)
				}
			}
		}
	}
}

// crisisRoute holds one answer to a safety question.
func (p *prover) crisisRoute(q flow.SafetyQuestion, e edge, left []int) {
	way := p.steps[p.nodes[e.from].step].Ways[e.way]
	path := p.untilQuestion(e.to)
	switch yes := slices.Contains(q.Yes, way.How); {
	case way.How == flow.SkipButton:
		p.fault(way.Place, "crisis-route", p.after(e), "the safety question %s can be passed over; take the key skip away, and give an answer for who will not say", q.Step)
	case yes && !p.cardFirst(path):
		p.fault(way.Place, "crisis-route", p.after(e), "the answer %s at the safety question %s does not lead straight to the crisis card; lead it to a step with card: crisis, and say nothing before", way.How, q.Step)
	case yes && left[e.to] > nearAfterYes:
		p.fault(way.Place, "crisis-route", p.after(e), "after the answer %s at the safety question %s and the crisis card, no button leads to a human; add one to step %s", way.How, q.Step, p.name(int(p.nodes[path[len(path)-1]].step)))
	case !yes && way.How != "no" && left[e.to] > nearAfterAll:
		p.fault(way.Place, "crisis-route", p.after(e), "the answer %s at the safety question %s leads to no human; only the answer no may, so lead it to a step with a button to a hand-off", way.How, q.Step)
	}
}

// cardFirst says that the crisis card comes before anything else is said or asked.
func (p *prover) cardFirst(path []int32) bool {
	for _, i := range path {
		if st := p.steps[p.nodes[i].step]; st.Crisis || st.Kind != "branch" && st.Kind != "call" {
			return st.Crisis
		}
	}
	return false
}

package proof

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"lyt/bot/flow"
	"lyt/locales"
)

// Coverage says how much of the conversations was walked.
type Coverage struct {
	Steps, Reached int  // steps there are, and those that were come to
	States         int  // places walked: a step with what is remembered there
	Ways           int  // ways between them
	Stopped        bool // there was more than the walk has room for; see not-covered
}

// Paths walks all that can happen in the conversations, and says what is wrong with
// them and which rules of safety they break; each with the shortest conversation that
// leads there.
func Paths(c Content) ([]flow.Finding, Coverage) { return paths(c, shippedSafety(), most) }

// paths wants rules no weaker than those given.
func paths(c Content, least flow.Safety, most int) ([]flow.Finding, Coverage) {
	safety, wrong := c.Flows.ReadSafety(c.files.flows)
	for i := range wrong {
		wrong[i].File = flowsFolder + wrong[i].File
	}
	k := newWorld(c.Flows, safety, c.places).walk(most)
	p := &prover{Content: c, walk: k, safety: safety, graph: k.byFrom(), first: k.firsts(), found: wrong}
	if !flow.Broken(wrong) {
		p.noWeaker(least)
	}
	p.prove()
	return p.found, k.coverage()
}

// places are the placeholders of a text in all languages.
func (c Content) places(key string) []string {
	var names []string
	for _, lang := range languages() {
		names = append(names, c.Texts.Places(lang, key)...)
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// prover holds the walk against what must be.
type prover struct {
	Content
	*walk
	safety flow.Safety
	graph  ways
	first  []int32 // for each step, the first place that is at it; -1 for none
	found  []flow.Finding
}

func (p *prover) prove() {
	p.notCovered()
	if p.stopped {
		return // what was not walked could still lead to all that is missed
	}
	p.loops()
	p.traps()
	p.readEarly()
	p.neverRead()
	if !p.partial() {
		p.unreachable()
		p.neverTaken()
		p.endlessCalls()
	}
	p.crisisRoutes()
	for _, rule := range p.safety.Rules {
		p.hold(rule)
	}
}

// firsts finds the shortest way to each step.
func (k *walk) firsts() []int32 {
	first := make([]int32, len(k.steps))
	for i := range first {
		first[i] = -1
	}
	for i, n := range k.nodes {
		if was := first[n.step]; was < 0 || n.cost < k.nodes[was].cost {
			first[n.step] = int32(i)
		}
	}
	return first
}

func (k *walk) coverage() Coverage {
	c := Coverage{Steps: len(k.steps), States: len(k.nodes), Ways: len(k.edges), Stopped: k.partial()}
	for _, i := range k.firsts() {
		if i >= 0 {
			c.Reached++
		}
	}
	return c
}

// fault notes an error at a place of a flow; shown is what a person does in the
// conversation that shows it, if one does. Of the same at one place only the first is
// noted: the walk finds it in many.
func (p *prover) fault(where flow.Place, code string, shown []*play, format string, args ...any) {
	p.note(where, flow.SeverityError, code, shown, fmt.Sprintf(format, args...))
}

func (p *prover) warn(where flow.Place, code string, shown []*play, format string, args ...any) {
	p.note(where, flow.SeverityWarning, code, shown, fmt.Sprintf(format, args...))
}

func (p *prover) note(where flow.Place, severity, code string, shown []*play, message string) {
	f := flow.Finding{File: flowsFolder + where.File, Line: where.Line, Col: where.Col, Severity: severity, Code: code, Message: message}
	if slices.ContainsFunc(p.found, func(o flow.Finding) bool {
		return o.Code == code && o.File == f.File && o.Line == f.Line && o.Col == f.Col
	}) {
		return
	}
	if lines := p.files.read(f.File); f.Line >= 1 && f.Line <= len(lines) {
		f.Excerpt = flow.Excerpt(lines[f.Line-1], f.Col)
	}
	if shown != nil {
		f.Chat = p.chat(p.Flows, p.danish, shown).said.String()
	}
	p.found = append(p.found, f)
}

// danish gives the texts of a shown conversation.
func (p *prover) danish(key string, args map[string]any) string {
	return p.say(locales.Danish, key, args)
}

func (p *prover) say(lang, key string, args map[string]any) string {
	if own, ok := p.Who5.Text(lang, key); ok {
		return own
	}
	return p.Texts.Text(lang, key, args)
}

// name is how a finding calls a step.
func (k *walk) name(step int) string { return k.steps[step].Flow + "/" + k.steps[step].Step }

// partial says that not all was walked.
func (k *walk) partial() bool { return k.stopped || len(k.cut)+len(k.wide) > 0 }

// notCovered says what was not walked.
func (p *prover) notCovered() {
	for _, step := range p.cut {
		p.fault(p.steps[step].Place, "not-covered", nil, "conditions ask about more than %d of the values that step %s takes, so not every answer was walked; ask about fewer", maxTicks, p.name(step))
	}
	for _, name := range p.wide {
		p.fault(name.Place, "not-covered", nil, "conditions ask about more than %d values of %s, so not every answer was walked; ask about fewer", maxClasses, name.Name)
	}
	if !p.stopped {
		return
	}
	var missed []string
	for i, first := range p.first {
		if first < 0 {
			missed = append(missed, p.name(i))
		}
	}
	what := "every step was come to, but not with all that can be remembered there"
	if len(missed) > 0 {
		const few = 10
		what = fmt.Sprintf("not come to: %s; in all %d", strings.Join(missed[:min(few, len(missed))], ", "), len(missed))
	}
	p.fault(flow.Place{File: p.steps[p.starts[p.entry]].File, Line: 1, Col: 1}, "not-covered", nil,
		"more can happen than there is room for, so the walk stopped after %d places (%s); have conditions ask about less", len(p.nodes), what)
}

// loops finds circles that nobody's answer ends.
func (p *prover) loops() {
	told := map[int]bool{}
	for _, ring := range p.rings(p.graph, edge.automatic) {
		at := p.earliest(ring)
		if step := int(p.nodes[at].step); !told[step] {
			told[step] = true
			p.fault(p.wayInside(at, ring), "loop", p.at(at), "step %s leads back to itself without a question in between (%s); put a question in, or lead somewhere else", p.name(step), p.stepNames(ring))
		}
	}
}

// earliest is the place of a ring that is come to first.
func (k *walk) earliest(ring []int32) int32 {
	return slices.MinFunc(ring, func(a, b int32) int { return int(k.nodes[a].cost - k.nodes[b].cost) })
}

// wayInside is where the way stands that leads from a place on inside of its ring.
func (p *prover) wayInside(at int32, ring []int32) flow.Place {
	for _, e := range p.graph.of(at) {
		if e.way >= 0 && e.automatic() && slices.Contains(ring, e.to) {
			return p.steps[p.nodes[at].step].Ways[e.way].Place
		}
	}
	return p.steps[p.nodes[at].step].Place
}

func (p *prover) stepNames(ring []int32) string {
	var names []string
	for _, i := range ring {
		if name := p.name(int(p.nodes[i].step)); !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return strings.Join(names, ", ")
}

// traps finds questions from which no answer ever leads to an end or a human.
func (p *prover) traps() {
	var good []int32
	for i, n := range p.nodes {
		isOver := p.steps[n.step].Kind == "end" && len(p.graph.of(int32(i))) == 0
		if !n.done || n.asleep || isOver {
			good = append(good, int32(i))
		}
	}
	fine := p.leadingTo(good)
	told := map[int]bool{}
	for _, ring := range p.rings(p.graph, always) {
		if fine[ring[0]] || p.leaves(ring) {
			continue
		}
		ring = slices.DeleteFunc(ring, func(i int32) bool { return !asksPerson(p.steps[p.nodes[i].step].Kind) })
		if len(ring) == 0 {
			continue // a loop, which is told
		}
		at := p.earliest(ring)
		step := int(p.nodes[at].step)
		if told[step] {
			continue
		}
		told[step] = true
		if names := p.stepNames(ring); strings.Contains(names, ",") {
			p.fault(p.steps[step].Place, "dead-end", p.at(at), "from step %s no answer ever leads to an end or a human (it goes round between %s); lead one of them there", p.name(step), names)
		} else {
			p.fault(p.steps[step].Place, "cannot-leave", p.at(at), "every answer at step %s leads back to it; lead one of them somewhere else", p.name(step))
		}
	}
}

// leaves says that a way leads out of a ring.
func (p *prover) leaves(ring []int32) bool {
	inside := map[int32]bool{}
	for _, i := range ring {
		inside[i] = true
	}
	return slices.ContainsFunc(ring, func(i int32) bool {
		return slices.ContainsFunc(p.graph.of(i), func(e edge) bool { return !inside[e.to] })
	})
}

// readEarly finds cases and texts that read what nobody was asked for.
func (p *prover) readEarly() {
	for step, st := range p.steps {
		for _, kind := range p.says[step] {
			if at, early := p.unasked[unaskedName{step, -1, kind}]; early {
				p.fault(st.Place, "read-before-set", p.at(at), "the text of step %s names the %s, which nobody has told in this conversation; ask before, or say it without", p.name(step), map[string]string{"area": "area", "screening": "score"}[kind])
			}
		}
		for way, w := range st.Ways {
			for _, name := range slices.Sorted(maps.Keys(p.names)) {
				if at, early := p.unasked[unaskedName{step, way, name}]; early {
					p.fault(w.Place, "read-before-set", p.at(at), "step %s looks at %s, which nobody has been asked for in this conversation; ask before, or lead this way round the step", p.name(step), name)
				}
			}
		}
	}
}

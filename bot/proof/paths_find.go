package proof

import "slices"

// unreachable finds steps that stand behind others which are never come to, or in a
// flow that nobody plays. What a file itself shows, the reader of the flows has told.
func (p *prover) unreachable() {
	walked := p.spread(func(i int) bool { return p.first[i] >= 0 })
	heads := map[int]bool{}
	for _, start := range p.starts {
		heads[start] = true
	}
	shown := p.spread(func(i int) bool { return heads[i] })
	for i, st := range p.steps {
		if !walked[i] && shown[i] {
			p.warn(st.Place, "unreachable-step", nil, "no conversation comes to step %s; lead to it, or take it away", p.name(i))
		}
	}
}

// spread gives the steps that the files lead to from some steps.
func (w *world) spread(from func(i int) bool) []bool {
	seen := make([]bool, len(w.steps))
	var queue []int
	for i := range w.steps {
		if from(i) {
			seen[i], queue = true, append(queue, i)
		}
	}
	for ; len(queue) > 0; queue = queue[1:] {
		for _, to := range leadsOf(w.steps[queue[0]]) {
			if !seen[to] {
				seen[to], queue = true, append(queue, to)
			}
		}
	}
	return seen
}

// neverTaken finds ways that no conversation takes, from steps that it comes to. The
// last case of a branch has to be there, taken or not.
func (p *prover) neverTaken() {
	taken := map[[2]int]bool{}
	for _, e := range p.edges {
		taken[[2]int{int(p.nodes[e.from].step), int(e.way)}] = true
	}
	for i, st := range p.steps {
		for n, way := range st.Ways {
			switch {
			case taken[[2]int{i, n}], p.first[i] < 0, st.Kind == "call":
			case st.Kind != "branch":
				p.warn(way.Place, "never-chosen", p.at(p.first[i]), "nobody can ever go this way (%s) at step %s; take it away, or mend what comes before", way.How, p.name(i))
			case way.If != nil:
				p.fault(way.Place, "case-never-taken", p.at(p.first[i]), "this case of step %s never holds when a conversation comes to it; a case above may hold already: change the order, or take it away", p.name(i))
			}
		}
	}
}

// endlessCalls finds calls that never come back.
func (p *prover) endlessCalls() {
	told := map[int32]bool{}
	for _, f := range p.frames[1:] {
		for _, caller := range f.callers {
			step := p.nodes[caller].step
			if st := p.steps[step]; len(f.exits) == 0 && st.Kind == "call" && !told[step] {
				told[step] = true
				p.fault(st.Place, "endless-call", p.at(caller), "the flow that step %s calls never comes to an end, so nothing after it is ever reached; lead it to an end", p.name(int(step)))
			}
		}
	}
}

// known are the names that the program itself reads, to find who fits the person.
func known() []string { return []string{"role", "area", "age", "topics"} }

// neverRead finds names that are set and that nobody ever looks at.
func (p *prover) neverRead() {
	read := map[string]bool{}
	for _, name := range known() {
		read[name] = true
	}
	set := map[string]bool{}
	for _, st := range p.steps {
		for _, name := range st.Share {
			read[name] = true
		}
		for _, name := range asksFor(st) {
			set[name] = true
		}
		for _, way := range st.Ways {
			if way.If != nil {
				for _, part := range way.If.Parts() {
					read[part.Name()] = true
				}
			}
		}
	}
	for _, name := range p.names {
		if set[name.Name] && !read[name.Name] && name.Kind != "screening" { // whose score the texts say
			p.warn(name.Place, "never-read", nil, "%s is remembered, and nobody ever looks at it; do not ask for it, or share it with the counsellor", name.Name)
		}
	}
}

// untilQuestion follows a conversation by itself from a place up to and with the next
// question or end.
func (p *prover) untilQuestion(i int32) []int32 {
	path := []int32{i}
	for range len(p.steps) {
		next := slices.IndexFunc(p.graph.of(i), func(e edge) bool { return e.who == nobody })
		if next < 0 {
			break
		}
		i = p.graph.of(i)[next].to
		path = append(path, i)
	}
	return path
}

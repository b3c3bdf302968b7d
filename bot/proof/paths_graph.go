package proof

import (
	"cmp"
	"slices"
)

// This file looks at the walk as a whole: what leads where, and in how many taps.

// ways are the edges of the walk by the place they leave from.
type ways struct {
	first []int32 // of each place, in edges; one more at the end
	edges []edge
}

func (k *walk) byFrom() ways {
	g := ways{first: make([]int32, len(k.nodes)+1), edges: k.edges}
	slices.SortFunc(g.edges, func(a, b edge) int {
		return cmp.Or(cmp.Compare(a.from, b.from), cmp.Compare(a.way, b.way), cmp.Compare(a.to, b.to))
	})
	for _, e := range k.edges {
		g.first[e.from+1]++
	}
	for i := range k.nodes {
		g.first[i+1] += g.first[i]
	}
	return g
}

func (g ways) of(i int32) []edge { return g.edges[g.first[i]:g.first[i+1]] }

// always counts every edge.
func always(edge) bool { return true }

// automatic says that no answer of a person lies between.
func (e edge) automatic() bool { return e.who != person && e.way != wayWait }

// rings finds the groups of places that all lead to one another by the edges that
// count, each in the order of the walk. A place alone is one if it leads to itself.
// (Tarjan, without recursion: a talk can be long.)
func (k *walk) rings(g ways, counts func(edge) bool) [][]int32 {
	var found [][]int32
	index, low := make([]int32, len(k.nodes)), make([]int32, len(k.nodes))
	onStack := make([]bool, len(k.nodes))
	var stack []int32
	count := int32(0)
	type visit struct{ at, next int32 }
	for root := range k.nodes {
		if index[root] != 0 {
			continue
		}
		path := []visit{{at: int32(root)}}
		for len(path) > 0 {
			v := &path[len(path)-1]
			if v.next == 0 {
				count++
				index[v.at], low[v.at] = count, count
				stack, onStack[v.at] = append(stack, v.at), true
			}
			if edges := g.of(v.at); int(v.next) < len(edges) {
				e := edges[v.next]
				v.next++
				switch {
				case !counts(e):
				case index[e.to] == 0:
					path = append(path, visit{at: e.to})
				case onStack[e.to]:
					low[v.at] = min(low[v.at], index[e.to])
				}
				continue
			}
			at := v.at
			path = path[:len(path)-1]
			if len(path) > 0 {
				up := path[len(path)-1].at
				low[up] = min(low[up], low[at])
			}
			if low[at] != index[at] {
				continue
			}
			from := len(stack) - 1
			for stack[from] != at {
				from--
			}
			ring := slices.Clone(stack[from:])
			stack = stack[:from]
			for _, i := range ring {
				onStack[i] = false
			}
			if len(ring) > 1 || slices.ContainsFunc(g.of(at), func(e edge) bool { return e.to == at && counts(e) }) {
				slices.Sort(ring)
				found = append(found, ring)
			}
		}
	}
	return found
}

// leadingTo finds all places from which a way leads to one of some places.
func (k *walk) leadingTo(targets []int32) []bool {
	into := make([][]int32, len(k.nodes))
	for _, e := range k.edges {
		into[e.to] = append(into[e.to], e.from)
	}
	reached := make([]bool, len(k.nodes))
	for queue := targets; len(queue) > 0; queue = queue[1:] {
		if i := queue[0]; !reached[i] {
			reached[i] = true
			queue = append(queue, into[i]...)
		}
	}
	return reached
}

// taps counts, for each place, how many answers the person needs at most to come to
// a step of a kind when they go straight for it, whatever the world does; more than
// the limit is limit+1.
func (k *walk) taps(g ways, kind string, limit int) []int {
	left := make([]int, len(k.nodes))
	for i := range left {
		left[i] = limit + 1
		if k.steps[k.nodes[i].step].Kind == kind || !k.nodes[i].done {
			left[i] = 0
		}
	}
	for changed := true; changed; {
		changed = false
		for i := len(left) - 1; i >= 0; i-- {
			if n := k.tapsFrom(g, int32(i), left, limit); n < left[i] {
				left[i], changed = n, true
			}
		}
	}
	return left
}

// tapsFrom is the best answer of the person, against the worst that the world can do.
func (k *walk) tapsFrom(g ways, i int32, left []int, limit int) int {
	best, worst := limit+1, 0
	asked, goesOn := false, false
	for _, e := range g.of(i) {
		if e.who == person {
			asked = true
			best = min(best, int(e.cost)+left[e.to])
		} else {
			goesOn = true
			worst = max(worst, left[e.to])
		}
	}
	if asked || !goesOn {
		return max(best, worst)
	}
	return worst
}

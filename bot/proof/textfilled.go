package proof

import (
	"slices"

	"lyt/bot/flow"
	"lyt/locales"
)

// A text may only speak of what is known on every way to it: who reads "Din tid er …"
// without having a time is left with nothing. What an outcome brings lasts up to and
// with the next question. (The score, which lasts, is a matter of Paths.)

// brings are the placeholders that an outcome fills.
func brings(kind, how string) []string {
	switch kind + " " + how {
	case "offer-slot booked":
		return []string{"time", "service", "place", "pass"}
	case "hand-off closed":
		return []string{"opens"}
	}
	return nil
}

// goesOn says that a conversation goes on from a step without an answer.
func goesOn(kind string) bool { return kind == "say" || kind == "branch" || kind == "call" }

// outcomes are the placeholders that some outcome fills.
func outcomes() []string { return []string{"time", "service", "place", "pass", "opens"} }

// filledIn: each such placeholder of a step's text is known on every way there.
func (r *reading) filledIn() {
	flows := r.Flows.Map()
	known := knownAt(flows)
	for i, step := range flows.Steps {
		if step.Key == "" {
			continue
		}
		gaps := slices.DeleteFunc(r.Texts.Places(locales.Danish, step.Key), func(name string) bool {
			return slices.Contains(known[i], name) || !slices.Contains(outcomes(), name) || !slices.Contains(r.argsOf(step.Key), name)
		})
		if len(gaps) > 0 {
			r.fault(r.wayWithout(flows, known, i, gaps[0]), "placeholder-unknown", "this way leads to step %s, whose text says %s, and nothing is known to put in; lead to another step, or say it without", step.Step, braced(gaps))
		}
	}
}

// argsOf are the placeholders that can be filled at all; about others there is another finding.
func (r *reading) argsOf(key string) []string {
	var args []string
	for _, use := range r.uses[key] {
		args = append(args, use.Args...)
	}
	return args
}

// knownAt finds for each step what is known on all ways to it: it begins with
// all there can be, and takes away until nothing changes.
func knownAt(flows flow.Map) [][]string {
	known := make([][]string, len(flows.Steps))
	for i := range known {
		known[i] = outcomes()
	}
	for _, start := range flows.Starts {
		known[start] = nil
	}
	for changed := true; changed; {
		changed = false
		for i, step := range flows.Steps {
			for _, way := range step.Ways {
				left := slices.DeleteFunc(slices.Clone(known[way.To]), func(name string) bool { return !carries(step, known[i], way.How, name) })
				changed = changed || len(left) < len(known[way.To])
				known[way.To] = left
			}
		}
	}
	return known
}

// carries says that a placeholder is known at the end of a way.
func carries(from flow.MapStep, known []string, how, name string) bool {
	return slices.Contains(brings(from.Kind, how), name) || slices.Contains(known, name) && goesOn(from.Kind)
}

// wayWithout is a way to a step on which the placeholder is not known; or the step
// itself, where a conversation begins with it.
func (r *reading) wayWithout(flows flow.Map, known [][]string, to int, name string) place {
	for i, step := range flows.Steps {
		for _, way := range step.Ways {
			if way.To == to && !carries(step, known[i], way.How, name) {
				return at(flowsFolder+way.File, way.Line, way.Col)
			}
		}
	}
	step := flows.Steps[to]
	return at(flowsFolder+step.File, step.Line, step.Col)
}

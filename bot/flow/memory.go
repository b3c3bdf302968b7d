package flow

import (
	"maps"
	"slices"

	"lyt/bot/who5"
)

// The buttons that the engine adds under a question.
const (
	BackButton = "back" // Tilbage
	SkipButton = "skip" // Spring over
)

// HumanButton offers a human after the third answer that fitted nothing. It is
// none of the flow's business: whoever steps the flow carries it out with Call.
const HumanButton = "!human"

// Value gives what a name holds, the first of several, or "".
func (s State) Value(name string) string {
	if values := s.Memory[name]; len(values) > 0 {
		return values[0]
	}
	return ""
}

// Values gives all that a name holds. Do not change the slice.
func (s State) Values(name string) []string { return s.Memory[name] }

// With gives a copy in which the name holds these values; none forgets it.
func (s State) With(name string, values ...string) State {
	memory := maps.Clone(s.Memory)
	switch {
	case len(values) == 0:
		delete(memory, name)
	case memory == nil:
		memory = map[string][]string{name: slices.Clone(values)}
	default:
		memory[name] = slices.Clone(values)
	}
	s.Memory = memory
	return s
}

// Sleeping says that a human has the word, or is waited for.
func (s State) Sleeping() bool { return s.Sleep }

// Score gives the score of a screening, 0 to 100, if it is complete.
func (s State) Score(name string) (int, bool) {
	answers, err := who5.Read(s.Value(name))
	if err != nil {
		return 0, false
	}
	return answers.Score(), true
}

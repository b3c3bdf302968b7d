package flow

import (
	"maps"
	"slices"
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
func (s State) Score(name string) (int, bool) { return scoreOf(s.Value(name)) }

// scoreOf is the rule of package who5, which the flow must not import; a test
// holds the two together.
func scoreOf(digits string) (int, bool) {
	if len(digits) != screenItems {
		return 0, false
	}
	sum := 0
	for i := range len(digits) {
		if digits[i] < '0' || digits[i] > '0'+screenMost {
			return 0, false
		}
		sum += int(digits[i] - '0')
	}
	return sum * 4, true
}

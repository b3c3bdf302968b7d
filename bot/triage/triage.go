// Package triage reads one message and says whether somebody may be in danger:
// crisis, concern or none, and which rule says so.
//
// It is the safety decision, and it is alone in its package so that a clinician
// can read it: the rules stand in rules.go, one line an idea, in plain Danish.
// Judge brings every message to one spelling first (spell.go), cuts it into
// clauses (words.go), and looks for the rules in each clause. A denial, a figure
// of speech, a film or a homework cancels only the words it belongs to, never
// the rest of the message.
//
// Judge is pure: no clock, no network, no memory of earlier messages. It prefers
// a false alarm to a miss. It will miss some all the same, so the numbers and the
// way to a human must be in reach whatever it says.
package triage

// A Level says how much a message worries us.
type Level int

// The levels, mildest first, so that they can be compared.
const (
	None    Level = iota // nothing in the words points to danger
	Concern              // hurting: answer warmly and ask one gentle, direct question
	Crisis               // acute danger or a disclosure: the numbers and a human, now
)

// String gives the word that `lyt triage` prints.
func (l Level) String() string {
	switch l {
	case Crisis:
		return "crisis"
	case Concern:
		return "concern"
	default:
		return "none"
	}
}

// A Verdict is what Judge thinks of one message.
type Verdict struct {
	Level  Level  //
	Reason string // the family and the rule, e.g. "self-harm: cutting"; empty for None. Never a word of the message
}

// Judge reads one message. The same text always gets the same verdict.
func Judge(text string) Verdict {
	m := read(text, &lexicon)
	var best finding
	for i := range m.clauses {
		m.weigh(&m.clauses[i], &best)
	}
	m.combine(&best)
	return best.verdict()
}

// Package triage reads one message and says whether somebody may be in danger:
// crisis, concern or none, and what says so.
//
// It is the safety decision, and it is alone in its package so that a clinician can
// read it. Two listen to every message, each in its own way:
//
//   - The rules (flows/triage/da.yaml and en.yaml) hold what is known to be danger, one
//     idea a rule, in plain words, with examples. A denial, a figure of speech, a film
//     or homework cancels only the words it belongs to, never the rest of the message.
//   - The model (model.go) is learned from some thousand written examples (corpus),
//     since most people in danger use none of the expected words. It adds up words,
//     letters, what words are about (ideas.txt) and what the rules found.
//
// Either is enough to call a human. A rule is doubted only when the model is sure that
// the very clause is harmless, and then a question is asked.
//
// Before both, spell.go and words.go bring the message to one spelling and cut it into
// sentences and clauses. Judge is pure: no clock, no network, no memory of earlier
// messages. It prefers a false alarm to a miss, and it will miss some all the same
// (REPORT.md), so the numbers and the way to a human must be in reach whatever it says.
package triage

import (
	"cmp"
	"io/fs"
	"slices"
	"sync"
)

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
	Level  Level
	Family string // what kind of danger, one of the families below; empty for None, and where only the model speaks
	Third  bool   // it is about somebody else: a friend, a child, a pupil
	Reason string // the rule, e.g. "self-harm: cutting", or the model's score; empty for None. Never a word of the message
}

// Rules are all that Judge goes by: the rules of the files, and the learned model
// with the ideas it knows. Nothing changes them after they are read.
type Rules struct {
	book  book
	ideas *ideas
	model *model
	spare sync.Pool // messages to be used again
}

// Load reads the rules from the folder of the flows, and the model that comes with
// the program.
func Load(fsys fs.FS) (*Rules, error) {
	lexicons, err := readLexicons(fsys)
	if err != nil {
		return nil, err
	}
	m, err := readModel(learned)
	if err != nil {
		return nil, err
	}
	return &Rules{book: compile(lexicons), ideas: readIdeas(ideaFile), model: m}, nil
}

// calm is the log odds of a crisis below which the model is sure that words are
// harmless. A rule that speaks alone then asks a question instead of calling a human.
const calm = -1

// Judge reads one message. The same text always gets the same verdict. Rules and
// model judge apart, and either can raise the level.
func (r *Rules) Judge(text string) Verdict {
	m := read(text, r)
	defer m.done()
	found := r.rules(m)
	verdict, opinion := found.verdict(), r.model.read(m)
	switch {
	case verdict.Level == Crisis && opinion.crisis < calm && r.harmless(m):
		verdict.Level = Concern
	case verdict.Level < Crisis && opinion.crisis > r.model.above.crisis:
		return opinion.crisisVerdict()
	case verdict.Level < Concern && opinion.hurt > r.model.above.hurt:
		return opinion.concernVerdict()
	}
	return verdict
}

// A Mistake is an example that the rules do not keep to, or a rule without examples.
type Mistake struct {
	File string // in the folder of the flows
	Rule string
	Text string // the example; empty when the rule has none
	Must string // what the rule was to do with it: finds or leaves
}

// Mistakes holds the rules against their own examples.
func (r *Rules) Mistakes() []Mistake {
	var all []Mistake
	for _, rule := range r.book.rules {
		if rule.half == 0 && (len(rule.Finds) == 0 || len(rule.Leaves) == 0) {
			all = append(all, Mistake{File: rule.file, Rule: rule.Name})
		}
		for _, text := range rule.Finds {
			if r.found(text) < rule.level || rule.level == None && r.found(text) == Crisis {
				all = append(all, Mistake{rule.file, rule.Name, text, "finds"})
			}
		}
		for _, text := range rule.Leaves {
			if r.found(text) == Crisis {
				all = append(all, Mistake{rule.file, rule.Name, text, "leaves"})
			}
		}
	}
	return all
}

// found gives what the rules alone find in a text.
func (r *Rules) found(text string) Level {
	m := read(text, r)
	defer m.done()
	return r.rules(m).level
}

// harmless says whether the model is sure of every clause in which a rule found a
// crisis, taken by itself: what stands around it must not talk it away.
func (r *Rules) harmless(m *message) bool {
	for _, c := range m.alarms {
		if r.model.clause(m, c) >= calm {
			return false
		}
	}
	return len(m.alarms) > 0
}

// rules gives the worst that the rules find.
func (r *Rules) rules(m *message) finding {
	var worst finding
	for i := range m.clauses {
		m.weigh(&m.clauses[i], &worst)
	}
	m.combine(&worst)
	slices.SortStableFunc(m.signs, func(a, b sign) int { return cmp.Compare(a.at, b.at) })
	return worst
}

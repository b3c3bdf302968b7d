package flow

import (
	"io/fs"
	"slices"
	"strings"
)

// SafetyFile holds the rules of safety. It is no conversation.
const SafetyFile = "safety.yaml"

// Safety is what clinicians demand of all conversations; see flows/safety.yaml. It
// is only read here; package proof holds the conversations against it.
type Safety struct {
	Questions []SafetyQuestion
	Rules     []SafetyRule
}

// SafetyQuestion is a step that asks about danger, with the answers that say yes.
type SafetyQuestion struct {
	Place
	Step string // "flow/step"
	Yes  []string
}

// What a rule can be about.
const (
	EveryStep   = "step"   // each question; Within and Reach
	EveryFlow   = "flow"   // each flow from its start; Reach
	EveryEnd    = "end"    // the text of each end; Names
	EveryClosed = "closed" // what is said when no counsellor is there; Names
	EveryNone   = "none"   // what is said when there is no free time; Names, or Offers
)

// Words that stand for steps in a rule.
const (
	SafetyQuestions = "safety-question"
	HandOff         = "hand-off"
)

// SafetyRule is one rule: either When something is so, a conversation Passes one of
// these steps before it asks anything else, or ends; or what holds for Every one of a sort.
type SafetyRule struct {
	Place
	Name, Why string
	When      *Condition
	Passes    []string // "flow/step"; nil means all safety questions
	Every     string
	Within    int      // taps
	Reach     string   // HandOff or SafetyQuestions
	Names     []string // a text must hold one of them
	Offers    []string // or one tap must lead to a step of such a kind
	Except    []string // flows
}

// ReadSafety reads the rules of safety, and says what is wrong with them. What
// cannot be read is left out.
func (f *Flows) ReadSafety(fsys fs.FS) (Safety, []Finding) {
	s := &source{name: SafetyFile, flow: &flow{name: "safety", names: f.names}}
	data, err := readFile(fsys, SafetyFile)
	if err != nil {
		s.report(place{s.name, 1, 1}, "safety-rules", "the file of the safety rules is missing; put it back")
		return Safety{}, s.findings
	}
	r := reader{&loader{Flows: *f}, s}
	safety := r.safety(s.parse(data))
	sortFindings(s.findings)
	return safety, s.findings
}

func (r reader) safety(root *node) (safety Safety) {
	if root == nil {
		return safety
	}
	if root.shape != mapping {
		r.report(root.place, "bad-value", "the file begins with safety-questions: or rules:")
		return safety
	}
	r.only(root, "the file of the safety rules", []string{"safety-questions", "rules"}, nil)
	sr := &stepReader{r, &step{flow: r.flow}, root}
	if root.get("safety-questions") != nil {
		for _, f := range sr.fields("safety-questions") {
			if !r.full() {
				safety.Questions = append(safety.Questions, sr.question(f)...)
			}
		}
	}
	if root.get("rules") != nil {
		safety.Rules = sr.rules(root.get("rules"))
	}
	return safety
}

// question reads `first-contact/safety: ["yes"]`.
func (r *stepReader) question(f field) []SafetyQuestion {
	st := r.to(f.key)
	yes := r.words(f.value)
	if st == nil || len(yes) == 0 {
		return nil
	}
	if _, asks := st.kind.(*buttons); !asks {
		r.report(f.key.place, "unknown-value", "step %s is no question with buttons; only such a step can ask about danger", f.key.text)
		return nil
	}
	for _, id := range yes {
		if !slices.Contains(st.kind.answers(), id.text) {
			r.report(id.place, "unknown-value", "step %s has no answer %q%s; it has %s", f.key.text, id.text,
				meant(id.text, st.kind.answers()...), strings.Join(st.kind.answers(), ", "))
			return nil
		}
	}
	return []SafetyQuestion{{f.key.place.shown(), f.key.text, texts(yes)}}
}

// words reads a list of single words, or one word alone.
func (r *stepReader) words(n *node) []*node {
	if n == nil {
		return nil
	}
	items := []*node{n}
	if n.shape == list {
		items = n.items
	}
	if len(items) == 0 {
		r.report(n.place, "bad-value", "something is missing here")
	}
	return slices.DeleteFunc(slices.Clone(items), func(item *node) bool { return r.word(item) == "" })
}

func texts(nodes []*node) []string {
	var made []string
	for _, n := range nodes {
		made = append(made, n.text)
	}
	return made
}

func (r *stepReader) rules(n *node) (rules []SafetyRule) {
	if n.shape != list || len(n.items) == 0 {
		r.report(n.place, "bad-value", "expected a list of rules here")
	}
	for _, item := range n.items {
		switch {
		case r.full():
		case item.shape != mapping:
			r.report(item.place, "bad-value", "expected a rule here, such as {name: …, every: …, why: …}")
		default:
			rules = append(rules, r.rule(item)...)
		}
	}
	return rules
}

// rule reads one rule; which keys it has says what it is.
func (r *stepReader) rule(n *node) []SafetyRule {
	before := len(r.source.findings)
	rule := SafetyRule{Place: n.place.shown(), Name: r.word(n.get("name")), Why: r.word(n.get("why"))}
	if n.get("when") != nil {
		r.whenRule(n, &rule)
	} else {
		r.everyRule(n, &rule)
	}
	if len(r.source.findings) > before {
		return nil
	}
	return []SafetyRule{rule}
}

func (r *stepReader) whenRule(n *node, rule *SafetyRule) {
	r.only(n, "a rule with when", []string{"name", "why", "when", "before", "passes"}, nil)
	if c := r.condition(n.get("when")); c != nil {
		rule.When = &Condition{c}
	}
	r.oneOf(n.get("before"), "before", "question")
	if to := n.get("passes"); to == nil || to.shape == scalar && to.text == SafetyQuestions {
		return
	}
	for _, item := range r.words(n.get("passes")) {
		if r.to(item) != nil {
			rule.Passes = append(rule.Passes, item.text)
		}
	}
}

// everyRule reads a rule about each step, flow, end and so on.
func (r *stepReader) everyRule(n *node, rule *SafetyRule) {
	if n.get("every") == nil {
		r.report(n.place, "missing-key", "a rule needs the key when, or the key every")
		return
	}
	rule.Every = r.oneOf(n.get("every"), "every", EveryStep, EveryFlow, EveryEnd, EveryClosed, EveryNone)
	if rule.Every == "" {
		return
	}
	needs, may := []string{"name", "why", "every"}, []string{"except"}
	switch rule.Every {
	case EveryStep:
		needs = append(needs, "within", "reach")
		rule.Within = r.taps(n.get("within"))
		rule.Reach = r.oneOf(n.get("reach"), "reach", HandOff)
	case EveryFlow:
		needs = append(needs, "reach")
		rule.Reach = r.oneOf(n.get("reach"), "reach", SafetyQuestions)
	default:
		if needs = append(needs, "names"); rule.Every == EveryNone {
			may = append(may, "offers")
		}
		rule.Names = texts(r.words(n.get("names")))
	}
	r.only(n, "a rule of this sort", needs, may)
	r.offersAndExcept(n, rule)
}

func (r *stepReader) offersAndExcept(n *node, rule *SafetyRule) {
	for _, item := range r.words(n.get("offers")) {
		rule.Offers = append(rule.Offers, r.oneOf(item, "offers", HandOff, "refer", "offer-slot"))
	}
	for _, item := range r.words(n.get("except")) {
		if r.flows[item.text] == nil {
			r.report(item.place, "unknown-flow", "there is no flow %q%s", item.text, meantName(item.text, r.flows))
		}
		rule.Except = append(rule.Except, item.text)
	}
}

// taps reads "3 taps".
func (r *stepReader) taps(n *node) (taps int) {
	if word := r.word(n); word != "" {
		const most = 9
		short := *n
		short.text = strings.TrimSuffix(strings.TrimSuffix(word, " taps"), " tap")
		r.number(&short, 1, most, &taps)
	}
	return taps
}

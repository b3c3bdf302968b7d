package flow

import (
	"maps"
	"slices"
	"strings"
)

// Flows are all conversations, checked and ready to be played. They never change
// once loaded, so any number of people may be stepped at once.
type Flows struct {
	flows  map[string]*flow
	names  map[string]*variable           // the one memory of all flows
	scores []string                       // the names that hold a screening
	areas  []string                       // the names that hold an area
	blank  map[string]map[string][]string // for each name, that it holds nothing
}

// flow is one conversation.
type flow struct {
	name     string
	audience string
	at       place
	names    map[string]*variable // what it declares itself
	start    *step
	steps    map[string]*step
	order    []*step // as they stand in the file
}

// step is one step of a conversation.
type step struct {
	flow *flow
	name string
	key  string // of its text
	word string // its kind in the file
	kind kind
	skip *step // where Spring over leads; nil when it may not be skipped
	at   place
	keys map[string]place // of its keys in the file
}

// place is where something stands in the files.
type place struct {
	file      string
	line, col int
}

// Has says whether there is a flow of this name.
func (f *Flows) Has(name string) bool { return f.flows[name] != nil }

// Names lists the flows by name.
func (f *Flows) Names() []string { return slices.Sorted(maps.Keys(f.flows)) }

// Audience says whom a flow's texts are for: "young", "parent" or "professional".
func (f *Flows) Audience(name string) string {
	if fl := f.flows[name]; fl != nil {
		return fl.audience
	}
	return ""
}

// Score gives the score of the screening that was taken, 0 to 100, if one was.
func (f *Flows) Score(s State) (int, bool) {
	for _, name := range f.scores {
		if score, taken := s.Score(name); taken {
			return score, true
		}
	}
	return 0, false
}

// areaOf gives the id of the area that is known, or "".
func (f *Flows) areaOf(s State) string {
	for _, name := range f.areas {
		if id := s.Value(name); id != "" {
			return id
		}
	}
	return ""
}

// Buttons gives the buttons of the current question as they stand; none while it
// sleeps or when it is over.
func (f *Flows) Buttons(words Words, s State) []Button {
	t := &turn{flows: f, words: words, s: s}
	t.find()
	if t.at == nil || s.Sleep || s.Ended {
		return nil
	}
	return t.buttons()
}

// Label gives the label of a button of the current question, "" when it has none
// such. Ask before the step, to leave the chosen answer visible after it.
func (f *Flows) Label(words Words, s State, button string) string {
	t := &turn{flows: f, words: words, s: s}
	for _, b := range f.Buttons(words, s) {
		if b.ID == button {
			return strings.TrimPrefix(t.label(b), tick)
		}
	}
	return ""
}

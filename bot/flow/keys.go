package flow

import (
	"maps"
	"slices"
	"strings"
)

// A KeyUse is one text key that a flow needs.
type KeyUse struct {
	Key    string
	Button bool     // a button's label, which must be short
	Args   []string // the placeholders its text may use
	Flow   string   // who needs it; empty for the engine's own
	Step   string
	File   string
	Line   int
	Col    int
}

// Keys lists every text key that the flows and the engine need, in the order of
// the files. A key can stand there more than once.
func (f *Flows) Keys() []KeyUse {
	given := f.givenArgs()
	var uses []KeyUse
	for _, name := range f.Names() {
		for _, st := range f.flows[name].order {
			st.kind.keys(func(use KeyUse) { uses = append(uses, st.complete(use, given[st])) })
		}
	}
	return append(uses, engineKeys()...)
}

// complete fills in what the kind left to the step.
func (s *step) complete(use KeyUse, args []string) KeyUse {
	if use.Key == "" || strings.HasPrefix(use.Key, ".") {
		use.Key = s.key + use.Key
	}
	if use.Line == 0 {
		use.Line, use.Col = s.at.line, s.at.col
	}
	if use.Key == s.key {
		use.Args = args
	}
	use.Flow, use.Step, use.File = s.flow.name, s.name, s.at.file
	return use
}

// engineKeys are the texts that every flow needs.
func engineKeys() []KeyUse {
	uses := []KeyUse{
		{Key: "flow.progress", Args: []string{"n", "of"}},
		{Key: "flow.share", Args: []string{"what"}},
		{Key: "flow.too-long", Args: []string{"max"}},
	}
	for _, key := range []string{"again.1", "again.2", "again.human", "and", "done-nothing", "loop", "no-area", "no-back", "no-skip", "restart", "stale", "taken", "which"} {
		uses = append(uses, KeyUse{Key: "flow." + key})
	}
	for _, key := range []string{"flow.more", "flow.no-time-fits", "flow.share.yes", "flow.share.no", "button.back", "button.skip", "button.human"} {
		uses = append(uses, KeyUse{Key: key, Button: true})
	}
	return uses
}

// resultArgs are the placeholders that come with what became of a request.
func resultArgs(to *step, k kind) []string {
	switch k := k.(type) {
	case *offerSlot:
		if to == k.booked {
			return []string{"time", "service", "place", "pass"}
		}
	case *handOff:
		if to == k.closed {
			return []string{"opens"}
		}
	}
	return nil
}

// givenArgs finds which placeholders a step's text may use: the score and the area
// everywhere, and what a result brought up to and with the next question.
func (f *Flows) givenArgs() map[*step][]string {
	given := map[*step]map[string]bool{}
	var bring func(to *step, args []string)
	bring = func(to *step, args []string) {
		if given[to] == nil {
			given[to] = map[string]bool{"score": len(f.scores) > 0, "area": len(f.areas) > 0}
		}
		news := slices.DeleteFunc(slices.Clone(args), func(a string) bool { return given[to][a] })
		for _, arg := range news {
			given[to][arg] = true
		}
		if len(news) > 0 && to.passes() {
			for _, next := range to.leads() {
				bring(next, news)
			}
		}
	}
	for _, fl := range f.flows {
		for _, st := range fl.order {
			bring(st, nil)
			for _, to := range st.leads() {
				bring(to, resultArgs(to, st.kind))
			}
		}
	}
	sorted := map[*step][]string{}
	for st, args := range given {
		maps.DeleteFunc(args, func(_ string, has bool) bool { return !has })
		sorted[st] = slices.Sorted(maps.Keys(args))
	}
	return sorted
}

// passes says that the conversation goes through the step without an answer.
func (s *step) passes() bool {
	switch s.kind.(type) {
	case *say, *branch, *call, *pick:
		return true
	}
	return false
}

// leads lists where a step leads to.
func (s *step) leads() []*step {
	to := s.kind.leads()
	if s.skip != nil {
		to = append(slices.Clone(to), s.skip)
	}
	return to
}

// StepInfo describes one step, for pictures and for tests that count visits.
type StepInfo struct {
	Flow    string
	Step    string
	Kind    string   // as in the file: "buttons", "hand-off", …; "say" for a step with go alone
	Buttons []string // ids of the answers it offers, as they come in Input.Button
	Leads   []string // "flow/step" of where it leads to
	File    string
	Line    int
	Col     int
}

// Steps lists every step of every flow, in the order of the files. Which one a
// State is at stands in its Flow and Step.
func (f *Flows) Steps() []StepInfo {
	var infos []StepInfo
	for _, name := range f.Names() {
		for _, st := range f.flows[name].order {
			infos = append(infos, st.info())
		}
	}
	return infos
}

func (s *step) info() StepInfo {
	info := StepInfo{Flow: s.flow.name, Step: s.name, Kind: s.word, Buttons: s.kind.answers(), File: s.at.file, Line: s.at.line, Col: s.at.col}
	if s.skip != nil {
		info.Buttons = append(info.Buttons, SkipButton)
	}
	for _, to := range s.leads() {
		info.Leads = append(info.Leads, to.flow.name+"/"+to.name)
	}
	return info
}

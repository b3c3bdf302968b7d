package flow_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"lyt/bot/flow"
)

// everyKind has each kind of step, calls, jumps and loops.
func everyKind(t testing.TB) *flow.Flows {
	return load(t, `flow: main
start: welcome
`+names+`
steps:
  welcome: {go: hello}
  hello:
    buttons:
      young: {set: {role: young}, go: area}
      parent: {set: {role: parent, topics: [school]}, go: side/in}
      how: round
      loop: again
    skip: topics
  round: {go: hello}
  again: {go: and-again}
  and-again: {go: again}
  area: {pick: area, go: age, skip: age}
  age:
    buttons:
      12-14: {set: {age: 12-14}, go: topics}
      15-17: {set: {age: 15-17}, go: trip}
    skip: topics
  trip: {call: side, go: topics}
  topics: {ticks: topics, done: which, skip: note}
  which:
    branch:
      - {if: '"grief" in topics', go: note}
      - {if: 'role == "parent" and not who5.taken', go: crisis}
      - {go: measure}
  crisis: {card: crisis, go: note}
  note: {ask: note, go: measure, skip: measure}
  measure: {screen: who5, save: who5, done: after, skipped: choose}
  after:
    branch:
      - {if: who5.score <= 35, go: human}
      - {go: choose}
  choose: {buttons: {book: offer, human: human, others: others, enough: bye}}
  offer: {offer-slot: {within: 7d, show: 3}, booked: thanks, none: offer, declined: choose}
  human: {hand-off: {to: counsellor, share: [role, age, topics, note, who5]}, ended: bye, closed: choose, declined: hello}
  others: {refer: {kind: civil}, go: choose, none: human}
  thanks: {end: booked}
  bye: {end: bye}
`, `flow: side
start: in
`+names+`
steps:
  in: {buttons: {young: {set: {role: young}, go: more}, out: main/choose, over: over}}
  more: {ticks: topics, done: over}
  over: {end: over}
`)
}

// anything is any input at all, drawn so that it often fits.
func anything(t *rapid.T, flows *flow.Flows, s flow.State) flow.Input {
	known := []string{"", "nonsense", "more", "none", "done", "back", "skip", "1", "2", "3"}
	for _, b := range flows.Buttons(words, s) {
		known = append(known, b.ID, b.ID, b.ID)
	}
	in := flow.Input{
		Do:     flow.Do(rapid.IntRange(-1, 8).Draw(t, "do")),
		Flow:   rapid.SampledFrom([]string{"", "main", "side", "nowhere"}).Draw(t, "flow"),
		Text:   rapid.OneOf(rapid.SampledFrom([]string{"2", "ho", "greve", "jeg er ung", "5", "ja", "tilbage", "spring over", "🦊"}), rapid.String()).Draw(t, "text"),
		Button: rapid.SampledFrom(known).Draw(t, "button"),
		Turn:   s.Turn - rapid.SampledFrom([]int{0, 0, 0, 0, 1, -1}).Draw(t, "turn"),
	}
	in.Result.Name = rapid.SampledFrom([]string{"", "free", "none", "booked", "taken", "waiting", "closed", "claimed", "ended", "left", "partners", "card", "?"}).Draw(t, "result")
	for range rapid.IntRange(0, 3).Draw(t, "choices") {
		in.Result.Choices = append(in.Result.Choices, flow.Choice{Service: "s", ID: "i", Label: "kl. 10"})
	}
	if rapid.Bool().Draw(t, "more") {
		in.Result.More, in.Result.Args = "t", map[string]string{"opens": "8"}
	}
	if rapid.Bool().Draw(t, "remember") {
		in.Remember = map[string][]string{"area": {"greve"}, "role": {rapid.SampledFrom([]string{"young", "king"}).Draw(t, "role")}}
	}
	return in
}

// settled says how a step may end: with a question, asleep, over, or waiting for a
// report on what it asked for.
func settled(s flow.State, events []flow.Event) bool {
	if s.Sleep || s.Ended || len(events) == 0 {
		return true
	}
	switch e := events[len(events)-1].(type) {
	case flow.Speak:
		return e.Key == "flow.loop" || slices.Contains([]string{"main", "side"}, s.Flow) && s.Hops == 0
	case flow.Offer, flow.Book, flow.Human, flow.Partners, flow.Card:
		return true
	}
	return false
}

func TestWalk(t *testing.T) {
	flows := everyKind(t)
	rapid.Check(t, func(t *rapid.T) {
		var s flow.State
		var past []flow.State // older states share memory with newer ones; no step may write into it
		var kept []string
		for range rapid.IntRange(1, 60).Draw(t, "length") {
			in := anything(t, flows, s)
			saved, frozen := saveR(t, s), deepCopy(s)
			next, events := flows.Step(words, areas, s, in)
			if diff := cmp.Diff(frozen, s); diff != "" {
				t.Fatalf("%+v changed the state it was given: %s", in, diff)
			}
			restored := restoreR(t, saved)
			twin, same := flows.Step(words, areas, restored, in)
			if diff := cmp.Diff(next, twin, cmpopts.EquateEmpty()); diff != "" {
				t.Fatalf("%+v goes elsewhere once saved: %s", in, diff)
			}
			if diff := cmp.Diff(shown(events), shown(same)); diff != "" {
				t.Fatalf("%+v says something else once saved: %s", in, diff)
			}
			if !settled(next, events) {
				t.Fatalf("%+v ends in %+v with %v", in, next, shown(events))
			}
			if fromPerson(in.Do) && !s.Sleep && len(events) == 0 {
				t.Fatalf("%+v is answered with silence at %+v", in, s)
			}
			if next.Turn < s.Turn || len(next.Undo) > 20 || len(next.Stack) > 6 {
				t.Fatalf("%+v: turn %d, %d undos, %d frames", in, next.Turn, len(next.Undo), len(next.Stack))
			}
			questions(t, events)
			past, kept = append(past, s), append(kept, saved)
			for i := max(0, len(past)-4); i < len(past); i++ {
				if saveR(t, past[i]) != kept[i] {
					t.Fatalf("%+v changed a state of before: %s", in, kept[i])
				}
			}
			s = next
		}
	})
}

func fromPerson(do flow.Do) bool {
	return do == flow.Say || do == flow.Tap || do == flow.Back || do == flow.Skip || do == flow.Again
}

// questions checks that no step asks two, whose buttons would share a turn.
func questions(t *rapid.T, events []flow.Event) {
	asked := 0
	for _, e := range events {
		speak, ok := e.(flow.Speak)
		if ok && slices.ContainsFunc(speak.Buttons, func(b flow.Button) bool { return !strings.HasPrefix(b.ID, "!") }) {
			asked++
		}
	}
	if asked > 1 {
		t.Fatalf("%d questions at once: %v", asked, shown(events))
	}
}

func shown(events []flow.Event) []string {
	var lines []string
	for _, e := range events {
		lines = append(lines, describe(e))
	}
	return lines
}

func deepCopy(s flow.State) flow.State {
	s.Memory = maps.Clone(s.Memory)
	for name, values := range s.Memory {
		s.Memory[name] = slices.Clone(values)
	}
	s.Args = maps.Clone(s.Args)
	s.Picked, s.Offered, s.Stack, s.Undo = slices.Clone(s.Picked), slices.Clone(s.Offered), slices.Clone(s.Stack), slices.Clone(s.Undo)
	for i := range s.Undo {
		s.Undo[i].Before = maps.Clone(s.Undo[i].Before)
		s.Undo[i].Stack = slices.Clone(s.Undo[i].Stack)
		s.Undo[i].Picked = slices.Clone(s.Undo[i].Picked)
	}
	return s
}

// answers give, at a question, an input that answers it.
func answer(t *rapid.T, flows *flow.Flows, s flow.State) flow.Input {
	var ids []string
	for _, b := range flows.Buttons(words, s) {
		if b.ID != flow.BackButton {
			ids = append(ids, b.ID)
		}
	}
	if len(ids) == 0 {
		return flow.Input{Do: flow.Say, Text: rapid.SampledFrom([]string{"greve", "ho", "noget"}).Draw(t, "say")}
	}
	return flow.Input{Do: flow.Tap, Button: rapid.SampledFrom(ids).Draw(t, "tap"), Turn: s.Turn}
}

// settleReports answers the flow's requests until it asks the person something.
func settleReports(t *rapid.T, flows *flow.Flows, s flow.State, events []flow.Event) flow.State {
	for range 300 {
		if len(events) == 0 {
			return s
		}
		r := flow.Result{Choices: []flow.Choice{{ID: "a", Label: "kl. 10"}, {ID: "b", Label: "kl. 11"}}}
		switch events[len(events)-1].(type) {
		case flow.Offer:
			r.Name, r.More = "free", "t"
		case flow.Book:
			r.Name = "taken"
		case flow.Human:
			r.Name, r.Args = "closed", map[string]string{"opens": "8"}
		case flow.Partners:
			r.Name = "partners"
		case flow.Card:
			r.Name = "card"
		default:
			return s
		}
		s, events = flows.Step(words, areas, s, flow.Input{Do: flow.Report, Result: r})
	}
	t.Fatalf("reports without end at %+v", s)
	return s
}

// Tilbage is the inverse of an answer: place and memory are what they were.
func TestBackIsTheInverseOfAnAnswer(t *testing.T) {
	flows := everyKind(t)
	rapid.Check(t, func(t *rapid.T) {
		s, events := flows.Step(words, areas, flow.State{}, flow.Input{Do: flow.Begin, Flow: "main"})
		for range rapid.IntRange(0, 30).Draw(t, "length") {
			s = settleReports(t, flows, s, events)
			if s.Ended {
				return
			}
			in := answer(t, flows, s)
			next, said := flows.Step(words, areas, s, in)
			next = settleReports(t, flows, next, said)
			if answered(s, next) {
				back, asked := flows.Step(words, areas, next, flow.Input{Do: flow.Back})
				back = settleReports(t, flows, back, asked)
				if diff := cmp.Diff(place(s), place(back), cmpopts.EquateEmpty()); diff != "" {
					t.Fatalf("after %+v Tilbage leads elsewhere (-before +back): %s", in, diff)
				}
			}
			s, events = next, nil
		}
	})
}

// answered says that the input was an answer to take back: not a tick, not a page of
// times or a partner looked at, not a loop that was broken.
func answered(before, after flow.State) bool {
	return len(after.Undo) > len(before.Undo) || len(after.Digits) > len(before.Digits)
}

// place is what Tilbage must restore.
func place(s flow.State) flow.State {
	return flow.State{Flow: s.Flow, Step: s.Step, Memory: s.Memory, Stack: s.Stack, Undo: s.Undo, Picked: s.Picked, Digits: s.Digits, Args: s.Args}
}

func saveR(t *rapid.T, s flow.State) string {
	data, err := s.MarshalJSON()
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func restoreR(t *rapid.T, data string) flow.State {
	var s flow.State
	if err := s.UnmarshalJSON([]byte(data)); err != nil {
		t.Fatal(err)
	}
	return s
}

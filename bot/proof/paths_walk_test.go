package proof

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"lyt/bot/flow"
	"lyt/flows"
	"lyt/locales"
)

// everyKind has each kind of step, calls inside of calls, jumps and loops.
func everyKind(t testing.TB) Content {
	return talk(t, `
  hello:
    buttons:
      young: {set: {role: young}, go: where}
      parent: {set: {role: parent, topics: [school]}, go: side/in}
      how: hello
      far: {set: {area: odense}, go: trip}
    skip: topics
  where: {pick: area, go: age, skip: age}
  age: {buttons: {child: {set: {age: child}, go: topics}, adult: {set: {age: adult}, go: trip}}, skip: topics}
  trip: {call: side, go: topics}
  topics: {ticks: topics, done: which, skip: own}
  which:
    branch:
      - {if: '"grief" in topics && age != "adult"', go: own}
      - {if: 'role == "parent" and not who5.taken', go: alarm}
      - {if: 'area == "aarhus"', go: measure}
      - {go: choose}
  own: {ask: note, go: measure, skip: measure}
  measure: {screen: who5, save: who5, done: after, skipped: which}
  after: {branch: [{if: who5.score <= 35 || who5.zero, go: safe}, {if: who5.score > 80, go: others}, {go: offer}]}
  offer: {offer-slot: {within: 7d}, booked: bye, none: topics, declined: others}
  others: {refer: {kind: civil}, go: choose, none: help}`, rules, `flow: side
start: in
`+names+`
steps:
  in: {buttons: {young: {set: {role: young}, go: more}, out: first-contact/choose, over: over, deep: deep}}
  more: {ticks: topics, done: over}
  deep: {call: aside, go: over}
  over: {end: over}
`, `flow: aside
start: place
`+names+`
steps:
  place: {pick: area, go: ages, skip: ages}
  ages: {branch: [{if: age == "child", go: ask}, {go: done}]}
  ask: {buttons: {grown: {set: {age: adult}, go: done}, same: done}}
  done: {end: done}
`, `flow: visit
start: in
`+names+`
steps: # no flow leads here: the program plays it
  in: {buttons: {odd: {set: {topics: [grief, school], area: aarhus}, go: out}, plain: out}}
  out: {end: out}
`)
}

func shippedContent(t testing.TB) Content {
	c, _ := Read(flows.FS, locales.FS)
	if !c.Complete() {
		t.Fatal("the shipped content cannot be read")
	}
	return c
}

// walked is a walk with what a test needs to play in it.
type walked struct {
	Content
	*walk
	prover *prover
	step   map[string]int32
	known  map[string]bool // places, by step and memory
}

func walkOf(c Content) *walked {
	safety, _ := c.Flows.ReadSafety(c.files.flows)
	k := newWorld(c.Flows, safety, c.places).walk(most)
	w := &walked{Content: c, walk: k, prover: &prover{Content: c}, step: map[string]int32{}, known: map[string]bool{}}
	for i := range k.steps {
		w.step[k.name(i)] = int32(i)
	}
	for _, n := range k.nodes {
		if n.hub {
			continue
		}
		w.known[w.place(n.step, []byte(k.memories[n.memory]))] = true
	}
	return w
}

// place is a step and what is remembered there, but for what only the proof keeps, and
// what is played aside does not touch.
func (w *walked) place(step int32, m []byte) string {
	var b strings.Builder
	for i, s := range w.slots {
		if s.name != "" && (w.touched[i] || !w.side[step]) {
			fmt.Fprint(&b, w.lasting[step][i][m[i]], " ")
		}
	}
	return w.name(int(step)) + " " + b.String()
}

// of is the place of a real talk.
func (w *walked) of(s flow.State) string {
	m := make([]byte, len(w.slots))
	for i, slot := range w.slots {
		if slot.name != "" {
			m[i] = slot.class(s.Memory[slot.name])
		}
	}
	return w.place(w.step[s.Flow+"/"+s.Step], m)
}

// Whatever happens in a talk, the walk has been there.
func TestNoTalkLeavesTheWalk(t *testing.T) {
	for name, c := range map[string]Content{"every kind": everyKind(t), "shipped": shippedContent(t), "long": talk(t, long(500), rules, human)} {
		t.Run(name, func(t *testing.T) {
			w := walkOf(c)
			visited := map[string]bool{}
			rapid.Check(t, func(t *rapid.T) {
				s := flow.State{}
				var last flow.Event
				var past []string
				for range rapid.IntRange(1, 80).Draw(t, "length") {
					in := w.anything(t, s, last)
					past = append(past, fmt.Sprint(in.Do, in.Flow, in.Button, in.Text, in.Result.Name))
					var events []flow.Event
					s, events = w.Flows.Step(w.prover.danish, areasOf, s, in)
					if last = nil; len(events) > 0 {
						last = events[len(events)-1]
					}
					if s.Flow == "" {
						continue
					}
					visited[w.of(s)] = true
					if !w.known[w.of(s)] {
						t.Fatalf("the walk never comes to %s; the talk was %v", w.of(s), past)
					}
				}
			})
			if len(visited) < 50 {
				t.Errorf("only %d places were visited", len(visited))
			}
		})
	}
}

func areasOf(typed string) []flow.Area {
	switch typed {
	case "helsingor", "aarhus", "odense":
		return []flow.Area{{ID: typed, Name: typed}}
	case "n":
		return []flow.Area{{ID: "nyborg", Name: "Nyborg"}, {ID: "naestved", Name: "Næstved"}}
	}
	return nil
}

// anything is what a person or the world may do now.
func (w *walked) anything(t *rapid.T, s flow.State, last flow.Event) flow.Input {
	choices := []flow.Choice{{ID: "a", Label: "kl. 10"}, {ID: "b", Label: "kl. 11"}}
	report := func(names ...string) flow.Input {
		name := rapid.SampledFrom(names).Draw(t, "result")
		r := flow.Result{Name: name, Choices: choices, More: "t"}
		if name == "none" || name == "taken" && rapid.Bool().Draw(t, "no more") {
			r.Choices = nil
		}
		return flow.Input{Do: flow.Report, Result: r}
	}
	switch last.(type) {
	case flow.Offer:
		return report("free", "free", "none")
	case flow.Book:
		return report("booked", "taken", "none")
	case flow.Human:
		return report("closed", "waiting")
	case flow.Partners:
		return report("partners", "none")
	case flow.Card:
		return report("card")
	}
	if s.Flow == "" {
		return flow.Input{Do: flow.Begin, Flow: rapid.SampledFrom(append([]string{w.entry, w.entry}, w.called...)).Draw(t, "begin")}
	}
	act := rapid.IntRange(0, 20).Draw(t, "act")
	switch {
	case act == 0 && len(w.called) > 0:
		return flow.Input{Do: flow.Call, Flow: rapid.SampledFrom(w.called).Draw(t, "call")}
	case act == 1:
		return flow.Input{Do: flow.Back, Flow: w.entry}
	case s.Sleep:
		return report("ended", "left", "claimed")
	case s.Ended:
		return flow.Input{Do: flow.Tap, Button: "old", Flow: w.entry}
	case act == 2:
		return flow.Input{Do: flow.Skip}
	case act == 3:
		return flow.Input{Do: flow.Again}
	}
	if buttons := w.Flows.Buttons(w.prover.danish, s); len(buttons) > 0 && act < 18 {
		return flow.Input{Do: flow.Tap, Button: rapid.SampledFrom(buttons).Draw(t, "button").ID, Turn: s.Turn}
	}
	return flow.Input{Do: flow.Say, Text: rapid.SampledFrom([]string{"helsingor", "aarhus", "n", "noget", "ja", "2"}).Draw(t, "say")}
}

// The shortest talk to a place, played for real, comes to that very place.
func TestTalksToEveryPlaceAreReal(t *testing.T) {
	for name, c := range map[string]Content{"every kind": everyKind(t), "shipped": shippedContent(t), "long": talk(t, long(500), rules, human)} {
		t.Run(name, func(t *testing.T) {
			w := walkOf(c)
			some := rand.New(rand.NewPCG(1, 2))
			tried := 0
			for i, n := range w.nodes {
				if !asksPerson(w.steps[n.step].Kind) || !w.rests(n) || len(w.nodes) > 2000 && some.IntN(len(w.nodes)) > 2000 {
					continue
				}
				tried++
				c := w.chat(w.Flows, w.prover.danish, w.at(int32(i)))
				at, want := w.of(c.s), w.place(n.step, []byte(w.memories[n.memory]))
				if at != want || c.s.Sleep != n.asleep {
					t.Fatalf("the talk to %q ends at %q (asleep %v):\n%s", want, at, c.s.Sleep, c.said.String())
				}
			}
			t.Logf("%d of %d places", tried, len(w.nodes))
			if tried < 50 {
				t.Errorf("only %d places", tried)
			}
		})
	}
}

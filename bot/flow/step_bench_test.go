package flow_test

import (
	"os"
	"testing"

	"lyt/bot/flow"
)

// halfDone is a talk with a few answers, at a question of buttons.
func halfDone(t testing.TB, flows *flow.Flows) flow.State {
	p := &player{TB: t, flows: flows}
	for _, line := range []string{"begin main", "tap young", "say greve", "tap 15-17", "tap young", "tap school", "tap done", "skip"} {
		p.input(line)
	}
	return p.state
}

// The bar for one answer by a button: 5 µs and 10 allocations.
func TestStepAllocatesLittle(t *testing.T) {
	flows := everyKind(t)
	p := &player{TB: t, flows: flows}
	p.input("begin main area=greve")
	s := p.state
	allocs := testing.AllocsPerRun(1000, func() {
		flows.Step(words, areas, s, flow.Input{Do: flow.Tap, Button: "young", Turn: s.Turn})
	})
	if allocs > 10 {
		t.Errorf("%.0f allocations for an answer by a button, want at most 10", allocs)
	}
}

func BenchmarkStepButton(b *testing.B) {
	flows := everyKind(b)
	s, _ := flows.Step(words, areas, flow.State{}, flow.Input{Do: flow.Begin, Flow: "main", Remember: map[string][]string{"area": {"greve"}}})
	in := flow.Input{Do: flow.Tap, Button: "young", Turn: s.Turn}
	b.ReportAllocs()
	for b.Loop() {
		flows.Step(words, areas, s, in)
	}
}

func BenchmarkStepScreen(b *testing.B) {
	flows := everyKind(b)
	s := halfDone(b, flows)
	s.Flow, s.Step, s.Digits = "main", "measure", "432"
	in := flow.Input{Do: flow.Tap, Button: "4", Turn: s.Turn}
	b.ReportAllocs()
	for b.Loop() {
		flows.Step(words, areas, s, in)
	}
}

func BenchmarkStepTyped(b *testing.B) {
	flows := everyKind(b)
	s, _ := flows.Step(words, areas, flow.State{}, flow.Input{Do: flow.Begin, Flow: "main"})
	for name, text := range map[string]string{"label": "jeg er foraelder", "slip": "jeg er foræler", "nothing": "hvad er det her for noget"} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				flows.Step(words, areas, s, flow.Input{Do: flow.Say, Text: text})
			}
		})
	}
}

func BenchmarkLoad(b *testing.B) {
	folder := os.DirFS("../../flows")
	for b.Loop() {
		if flows, findings := flow.Load(folder); flows == nil {
			b.Fatal(findings)
		}
	}
}

func BenchmarkStateSaved(b *testing.B) {
	s := halfDone(b, everyKind(b))
	for b.Loop() {
		restore(b, save(b, s))
	}
}

package flow_test

import (
	"testing"

	"lyt/bot/flow"
)

// FuzzStep reads bytes as a talk: each input is a kind, a number and words.
func FuzzStep(f *testing.F) {
	f.Add([]byte("\x00\x00\x00"), "jeg er ung")
	f.Add([]byte("\x00\x00\x02\x01\x02\x02\x01\x01\x02\x03\x03\x00\x06\x01\x07\x04\x07\x05"), "2")
	f.Add([]byte("\x00\x00\x02\x00\x01\x00\x02\x01\x06\x01\x02\x00\x03\x00\x03\x00"), "Hørsholm 🦊")
	f.Add([]byte("\x06\x00\x02\x02\x07\x05\x06\x01\x07\x07\x07\x08"), "\xff\u200d")
	flows := everyKind(f)
	results := []string{"free", "none", "booked", "taken", "waiting", "claimed", "ended", "left", "closed", "partners", "card", ""}
	names := []string{"main", "side", "", "nowhere"}
	f.Fuzz(func(t *testing.T, script []byte, text string) {
		var s flow.State
		for i := 0; i+1 < len(script) && i < 200; i += 2 {
			n := int(script[i+1])
			in := flow.Input{Do: flow.Do(script[i] % 9), Flow: names[n%len(names)], Text: text, Button: text, Turn: s.Turn}
			if buttons := flows.Buttons(words, s); len(buttons) > 0 && n > 0 {
				in.Button = buttons[n%len(buttons)].ID
			}
			in.Result = flow.Result{Name: results[n%len(results)], Text: text, Choices: make([]flow.Choice, n%4), More: text}
			next, events := flows.Step(words, areas, s, in)
			if !settled(next, events) {
				t.Fatalf("%+v ends in %+v with %v", in, next, shown(events))
			}
			if fromPerson(in.Do) && !s.Sleep && len(events) == 0 {
				t.Fatalf("%+v is answered with silence at %+v", in, s)
			}
			s = restore(t, save(t, next))
		}
	})
}

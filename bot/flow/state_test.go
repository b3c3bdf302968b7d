package flow_test

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"lyt/bot/flow"
)

// A talk half done, as it rests in the store between two messages.
func TestHalfDoneTalkIsSmall(t *testing.T) {
	flows := everyKind(t)
	p := &player{TB: t, flows: flows}
	for _, line := range []string{
		"begin main", "tap how", "tap young", "say helsingør", "tap 12-14", "tap lonely", "tap school", "tap done",
		"tap 3", "tap 2", "tap 4",
	} {
		p.input(line)
	}
	saved := save(t, p.state)
	t.Logf("%d bytes: %s", len(saved), saved)
	if len(saved) > 250 {
		t.Errorf("%d bytes, want at most 250: %s", len(saved), saved)
	}
	if p.state.Digits == "" || len(p.state.Undo) < 4 || len(p.state.Memory) < 4 {
		t.Errorf("this talk is not half done: %s", saved)
	}
}

func TestStateSurvivesBeingSaved(t *testing.T) {
	frame := flow.Frame{Flow: "main", Step: "human", Sleep: true}
	for _, s := range []flow.State{
		{},
		{Flow: "main", Step: "hello", Turn: 3, Ended: true},
		{Flow: "side", Step: "in", Stack: []flow.Frame{frame, {Flow: "main", Step: "measure", Digits: "43", Picked: []string{"a"}, Args: map[string]string{"opens": "8"}}}},
		{Flow: "main", Undo: []flow.Undo{
			{Flow: "main", Step: "hello", Before: map[string][]string{"role": nil, "topics": nil}},
			{Flow: "main", Step: "topics", Picked: []string{"school", "grief"}, Before: map[string][]string{"topics": nil}},
			{Flow: "main", Step: "topics", Before: map[string][]string{"topics": {"school"}}},
			{Flow: "side", Step: "in", Stack: []flow.Frame{frame}},
			{Flow: "side", Step: "measure", Digits: "4321", Before: map[string][]string{"who5": nil}},
			{Flow: "main", Step: "nobody", Args: map[string]string{"opens": "8"}},
			{Flow: "Not/an id:", Step: "~+^", Digits: "x,y", Picked: []string{"a,b"}, Before: map[string][]string{"": nil}},
			{Flow: "main", Step: "", Before: map[string][]string{}},
		}},
		{Flow: "side", Stack: []flow.Frame{frame}, Undo: []flow.Undo{
			{Flow: "main", Step: "hello"},
			{Flow: "side", Step: "in", Stack: []flow.Frame{frame}},
			{Flow: "side", Step: "more", Stack: []flow.Frame{frame}, Digits: "1"},
			{Flow: "side", Step: "more", Stack: []flow.Frame{frame, frame}},
		}},
	} {
		saved := save(t, s)
		if diff := cmp.Diff(s, restore(t, saved), cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("%s: %s", saved, diff)
		}
	}
}

func FuzzState(f *testing.F) {
	f.Add([]byte(`{"f":"main","s":"hello","n":3,"m":{"role":["young"]},"u":["hello:role","side/in","^a~43+b,c:d,e",{"f":"a","s":"b"}]}`))
	f.Add([]byte(`{"u":["",":","^","~","+,","/",1,null,{}]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		var s flow.State
		if json.Unmarshal(data, &s) != nil {
			if diff := cmp.Diff(flow.State{}, s); diff != "" {
				t.Fatalf("an error, and yet a state: %s", diff)
			}
			return
		}
		saved := save(t, s)
		if diff := cmp.Diff(saved, save(t, restore(t, saved))); diff != "" {
			t.Fatalf("it is written otherwise once read: %s", diff)
		}
	})
}

// TestScore: only five answers have one.
func TestScore(t *testing.T) {
	if score, taken := (flow.State{}).With("who5", "43210").Score("who5"); score != 40 || !taken {
		t.Errorf("the score of ten points is %d", score)
	}
	for _, digits := range []string{"", "4", "4321", "432100", "43216", "4321x", "4321/", "4321ø"} {
		if score, taken := (flow.State{}).With("who5", digits).Score("who5"); score != 0 || taken {
			t.Errorf("%q has a score", digits)
		}
	}
}

func TestMemory(t *testing.T) {
	before := flow.State{}.With("topics", "school", "grief").With("role", "young")
	after := before.With("topics").With("age", "12-14")
	if before.Value("topics") != "school" || len(before.Values("topics")) != 2 || before.Value("age") != "" {
		t.Errorf("the first state was changed: %v", before.Memory)
	}
	if after.Value("topics") != "" || after.Value("role") != "young" || after.Value("age") != "12-14" {
		t.Errorf("the second state is wrong: %v", after.Memory)
	}
}

func TestLabelsAndButtons(t *testing.T) {
	flows := everyKind(t)
	p := &player{TB: t, flows: flows}
	p.input("begin main")
	if got := flows.Label(words, p.state, "parent"); got != "Jeg er forælder" {
		t.Errorf("the label is %q", got)
	}
	if got := flows.Label(words, p.state, "nonsense"); got != "" {
		t.Errorf("a made-up button has the label %q", got)
	}
	if got := flows.Label(words, p.state, flow.SkipButton); got != "Spring over" {
		t.Errorf("skip has the label %q", got)
	}
	p.input("skip")
	p.input("tap grief")
	if got := flows.Label(words, p.state, "grief"); got != "Sorg" {
		t.Errorf("a ticked button has the label %q", got)
	}
	for _, s := range []flow.State{{}, {Flow: "main", Step: "gone"}, {Flow: "main", Step: "hello", Sleep: true}, {Flow: "main", Step: "hello", Ended: true}} {
		if got := flows.Buttons(words, s); got != nil {
			t.Errorf("%+v has buttons %v", s, got)
		}
		if got := flows.Label(words, s, "young"); got != "" {
			t.Errorf("%+v has a label %q", s, got)
		}
	}
}

func TestStateAndInputAreNotPrinted(t *testing.T) {
	const secret = "det er min bror"
	state := flow.State{Memory: map[string][]string{"note": {secret}}}
	for _, printed := range []string{
		fmt.Sprint(state), fmt.Sprintf("%+v", state), fmt.Sprintf("%#v", &state), slog.AnyValue(state).Resolve().String(),
		fmt.Sprint(flow.Input{Text: secret}), fmt.Sprintf("%#v", flow.Input{Text: secret}), slog.AnyValue(flow.Input{Text: secret}).Resolve().String(),
	} {
		if strings.Contains(printed, secret) {
			t.Errorf("words were printed: %s", printed)
		}
	}
}

package flow_test

import (
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"lyt/bot/flow"
)

func TestLongOwnWords(t *testing.T) {
	flows := load(t, "flow: main\nstart: note\n"+names+"steps: {note: {ask: note, go: bye}, bye: {end: done}}")
	for _, c := range []struct {
		name, text string
		kept       int // characters
		cut        bool
	}{
		{"just enough", strings.Repeat("æ", 1000), 1000, false},
		{"one too many", strings.Repeat("æ", 1001), 1000, true},
		{"a hundred thousand", strings.Repeat("å ", 50_000), 999, true},
		{"emoji only", strings.Repeat("🦊", 25_000), 1000, true},
		{"spaces around", strings.Repeat(" ", 50_000) + "hej" + strings.Repeat("\n", 50_000), 3, false},
		{"not inside of an accent", strings.Repeat("a", 999) + "e\u0301\u0302bc", 999, true},
		{"not inside of a family", strings.Repeat("a", 998) + "👨\u200d👩\u200d👧 og", 998, true},
		{"broken bytes", "hej\xff\xfe du", 6, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			s, _ := flows.Step(words, areas, flow.State{}, flow.Input{Do: flow.Begin, Flow: "main"})
			s, events := flows.Step(words, areas, s, flow.Input{Do: flow.Say, Text: c.text})
			note := s.Value("note")
			if got := utf8.RuneCountInString(note); got != c.kept || !utf8.ValidString(note) {
				t.Errorf("kept %d characters, want %d", got, c.kept)
			}
			if said := describe(events[0]); (said == "< flow.too-long{max=1000}") != c.cut {
				t.Errorf("said %s", said)
			}
		})
	}
}

// Long words are cut before anybody looks at them: a step stays far from noticeable.
func TestLongWordsAreFast(t *testing.T) {
	flows := everyKind(t)
	for _, begin := range []string{"main", "side"} {
		for _, text := range []string{strings.Repeat("forælder ", 12_000), strings.Repeat("🦊", 25_000), strings.Repeat("\u0301", 50_000), strings.Repeat("ﷺ", 33_000), strings.Repeat(" ", 100_000)} {
			s, _ := flows.Step(words, areas, flow.State{}, flow.Input{Do: flow.Begin, Flow: begin})
			start := time.Now()
			next, events := flows.Step(words, areas, s, flow.Input{Do: flow.Say, Text: text})
			if took := time.Since(start); took > 200*time.Millisecond {
				t.Errorf("%.10q… takes %v", text, took)
			}
			if len(events) == 0 || next.Misses != 1 {
				t.Errorf("%.10q… counts as an answer", text)
			}
		}
	}
}

// A call from outside comes back to every kind of question as it was left.
func TestCallComesBackToEveryQuestion(t *testing.T) {
	flows := load(t, `flow: main
start: hello
`+names+`
steps:
  hello: {buttons: {a: note, b: area, c: topics, d: offer, e: others, f: human}}
  note: {ask: note, go: hello}
  area: {pick: area, go: hello}
  topics: {ticks: topics, done: hello}
  offer: {offer-slot: {}, booked: hello, none: hello, declined: hello}
  others: {refer: {}, go: hello}
  human: {hand-off: {to: counsellor, share: [role]}, ended: hello, closed: hello, declined: hello}
`, "flow: side\nstart: in\n"+names+"steps: {in: {buttons: {over: {set: {area: greve}, go: over}, out: over}}, over: {end: over}}")
	const aside = `
> call side
< side.in [over out back]
> tap out
< side.over
`
	for name, script := range map[string]string{
		"buttons":  "> begin main\n< main.hello [a b c d e f]" + aside + "< main.hello [a b c d e f back]",
		"ask":      "> begin main\n< main.hello [a b c d e f]\n> tap a\n< main.note [back]" + aside + "< main.note [back]",
		"pick":     "> begin main\n< main.hello [a b c d e f]\n> tap b\n< main.area [back]" + aside + "< main.area [back]",
		"ticks":    "> begin main\n< main.hello [a b c d e f]\n> tap c\n< main.topics [lonely +school grief done back]\n> tap school\n< main.topics (change) [lonely +✓school grief done back]" + aside + "< main.topics [lonely +✓school grief done back]",
		"offer":    "> begin main\n< main.hello [a b c d e f]\n> tap d\n! offer 168h0m0s show 3 more \"\" later false\n> report free choices=1\n< main.offer [1 none back]" + aside + "! offer 168h0m0s show 3 more \"\" later false",
		"refer":    "> begin main\n< main.hello [a b c d e f]\n> tap e\n! partners \"\" 4\n> report partners choices=1\n< main.others [1 done back]" + aside + "! partners \"\" 4",
		"hand-off": "> begin main role=young\n< main.hello [a b c d e f]\n> tap f\n< flow.share{what=share.role} [yes no back]" + aside + "< flow.share{what=share.role} [yes no back]",
	} {
		t.Run(name, func(t *testing.T) { play(t, flows, script) })
	}
	play(t, flows, `
# what was asked has been answered meanwhile: it is not asked twice
> begin main
< main.hello [a b c d e f]
> tap b
< main.area [back]
> call side
< side.in [over out back]
> tap over
< side.over{area=Greve}
< main.hello{area=Greve} [a b c d e f back]
`)
}

func TestBoundsOfUndoAndCalls(t *testing.T) {
	flows := load(t, "flow: main\nstart: hello\nsteps: {hello: {buttons: {a: hello, b: two/in}}}",
		"flow: two\nstart: in\nsteps: {in: {buttons: {a: over, b: main/hello}}, over: {end: over}}")
	p := &player{TB: t, flows: flows}
	p.input("begin main")
	for range 50 {
		p.input("tap a")
	}
	if n := len(p.state.Undo); n != 20 {
		t.Errorf("%d answers can be taken back, want 20", n)
	}
	// Calls inside of calls: the first place stays the one that is come back to last.
	p.state = flow.State{}
	p.input("begin main")
	for range 20 {
		p.input("call two")
		p.input("tap b")
	}
	if n := len(p.state.Stack); n != 6 {
		t.Errorf("%d calls deep, want 6", n)
	}
	if first := p.state.Stack[0]; first.Flow != "main" || first.Step != "hello" {
		t.Errorf("the first place is given up: %+v", first)
	}
	if size := len(save(t, p.state)); size > 8_000 {
		t.Errorf("%d bytes at the worst", size)
	}
}

// However many calls are made while somebody waits, the waiting is not given up.
func TestWaitingSurvivesManyCalls(t *testing.T) {
	flows := load(t, "flow: main\nstart: hello\n"+names+withHuman,
		"flow: two\nstart: in\nsteps: {in: {buttons: {a: main/hello}}}")
	p := &player{TB: t, flows: flows}
	for _, line := range []string{"begin main", "call two", "tap a", "tap parent", "report waiting"} {
		p.input(line)
	}
	for range 20 {
		p.input("call two")
		p.input("tap a")
	}
	p.lines = nil
	replay(t, p, "> report ended\n< main.after [a]")
}

// A state of before keeps the calls it was made with, whatever is called later.
func TestOlderStatesKeepTheirCalls(t *testing.T) {
	flows := load(t, "flow: main\nstart: hello\nsteps: {hello: {buttons: {a: hello}}}",
		"flow: two\nstart: in\nsteps: {in: {buttons: {a: over, b: three/in}}, over: {end: over}}",
		"flow: three\nstart: in\nsteps: {in: {buttons: {a: over, b: main/hello}}, over: {end: over}}")
	step := func(s flow.State, in flow.Input) flow.State {
		in.Turn = s.Turn
		next, _ := flows.Step(words, areas, s, in)
		return next
	}
	s := step(flow.State{}, flow.Input{Do: flow.Begin, Flow: "main"})
	for _, name := range []string{"two", "three", "two"} {
		s = step(s, flow.Input{Do: flow.Call, Flow: name})
	}
	saved := save(t, s)
	back := step(s, flow.Input{Do: flow.Tap, Button: "a"})
	step(step(back, flow.Input{Do: flow.Tap, Button: "b"}), flow.Input{Do: flow.Call, Flow: "two"})
	if again := save(t, s); again != saved {
		t.Errorf("was %s, is %s", saved, again)
	}
}

// Nobody can choose from hundreds of values.
func TestTooManyValues(t *testing.T) {
	for count, want := range map[int]string{200: "", 201: "bad-value"} {
		values := strings.TrimSuffix(strings.Repeat("v§, ", count), ", ")
		for i := range count {
			values = strings.Replace(values, "§", strconv.Itoa(i), 1)
		}
		_, found := flow.Load(one("main.yaml", "flow: main\nstart: bye\nremember: {kind: ["+values+"]}\nsteps: {bye: {end: done}}"))
		if got := codes(found); got != want {
			t.Errorf("%d values: %v", count, found)
		}
	}
}

package flow_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"lyt/bot/flow"
)

// load reads flows written in a test: each begins with its name on a line of its own.
func load(t testing.TB, files ...string) *flow.Flows {
	t.Helper()
	fsys := fstest.MapFS{}
	for _, file := range files {
		name := strings.TrimPrefix(strings.SplitN(strings.TrimSpace(file), "\n", 2)[0], "flow: ")
		fsys[name+".yaml"] = &fstest.MapFile{Data: []byte(file)}
	}
	flows, findings := flow.Load(fsys)
	for _, f := range findings {
		t.Errorf("%v\n%s", f, f.Excerpt)
	}
	if flows == nil {
		t.FailNow()
	}
	return flows
}

// labels are the button labels of the tests; every other text is its key.
var labels = map[string]string{
	"main.hello.young":        "Jeg er ung",
	"main.hello.parent":       "Jeg er forælder",
	"main.hello.professional": "Jeg arbejder med unge",
	"main.hello.how":          "Hvor anonymt er det?",
	"main.topics.lonely":      "Ensom",
	"main.topics.school":      "Skolen",
	"main.topics.grief":       "Sorg",
	"main.topics.done":        "Færdig",
	"main.age.under-12":       "Under 12 år",
	"main.age.12-14":          "12-14 år",
	"main.age.15-17":          "15-17 år",
	"main.age.over-25":        "Over 25 år",
	"main.safe.yes":           "Ja",
	"main.safe.no":            "Nej",
	"main.safe.unsure":        "Ved ikke",
	"who5.option.5":           "5 = Hele tiden",
	"who5.option.4":           "4 = Det meste af tiden",
	"who5.option.3":           "3 = Lidt mere end halvdelen af tiden",
	"who5.option.2":           "2 = Lidt mindre end halvdelen af tiden",
	"who5.option.1":           "1 = Lidt af tiden",
	"who5.option.0":           "0 = På intet tidspunkt",
	"button.back":             "Tilbage",
	"button.skip":             "Spring over",
	"flow.more":               "Vis flere",
	"flow.no-time-fits":       "Ingen af dem passer",
	"flow.share.yes":          "Ja, del det",
	"flow.share.no":           "Nej, del ikke",
}

func words(key string, args map[string]any) string {
	if label := labels[key]; label != "" {
		return label
	}
	if len(args) == 0 {
		return key
	}
	var said []string
	for _, name := range slices.Sorted(maps.Keys(args)) {
		said = append(said, fmt.Sprintf("%s=%v", name, args[name]))
	}
	return key + "{" + strings.Join(said, " ") + "}"
}

// areas knows a few municipalities: by id, by name, by beginning.
func areas(typed string) []flow.Area {
	all := []flow.Area{{ID: "helsingor", Name: "Helsingør"}, {ID: "horsens", Name: "Horsens"}, {ID: "horsholm", Name: "Hørsholm"}, {ID: "greve", Name: "Greve"}}
	typed = strings.NewReplacer("ø", "o").Replace(strings.ToLower(strings.TrimSpace(typed)))
	var found []flow.Area
	for _, a := range all {
		if typed != "" && strings.HasPrefix(a.ID, typed) {
			found = append(found, a)
		}
	}
	return found
}

// player plays flows and writes down what happens. Between every two inputs the
// state is saved and read back, and every step is checked to leave it alone.
type player struct {
	testing.TB
	flows *flow.Flows
	state flow.State
	lines []string
}

func (p *player) step(in flow.Input) []flow.Event {
	p.Helper()
	before := p.state
	saved := save(p, before)
	next, events := p.flows.Step(words, areas, before, in)
	if again := save(p, before); again != saved {
		p.Fatalf("the step changed the state it was given:\n%s\n%s", saved, again)
	}
	if diff := cmp.Diff(restore(p, saved), before, cmpopts.EquateEmpty()); diff != "" {
		p.Fatalf("the state is not what it was saved as: %s", diff)
	}
	p.state = restore(p, save(p, next))
	if diff := cmp.Diff(next, p.state, cmpopts.EquateEmpty()); diff != "" {
		p.Fatalf("the new state does not survive being saved: %s", diff)
	}
	return events
}

func save(t testing.TB, s flow.State) string {
	t.Helper()
	data, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func restore(t testing.TB, data string) flow.State {
	t.Helper()
	var s flow.State
	if err := json.Unmarshal([]byte(data), &s); err != nil {
		t.Fatal(err)
	}
	return s
}

// play runs a script: lines with ">" go in, all others are what must come out.
func play(t *testing.T, flows *flow.Flows, script string) *player {
	t.Helper()
	p := &player{TB: t, flows: flows}
	replay(t, p, script)
	return p
}

// split gives the lines of a script that are no remarks.
func split(script string) []string {
	var lines []string
	for _, line := range strings.Split(script, "\n") {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "#") {
			lines = append(lines, line)
		}
	}
	return lines
}

func replay(t *testing.T, p *player, script string) {
	t.Helper()
	want := split(script)
	for _, line := range want {
		if in, ok := strings.CutPrefix(line, "> "); ok {
			p.lines = append(p.lines, line)
			p.input(in)
		}
	}
	if diff := cmp.Diff(strings.Join(want, "\n"), strings.Join(p.lines, "\n")); diff != "" {
		t.Errorf("the talk went differently (-want +got):\n%s", diff)
	}
}

func (p *player) input(line string) {
	p.Helper()
	if line == "show" {
		p.lines = append(p.lines, "= "+p.where())
		return
	}
	for _, e := range p.step(p.parse(line)) {
		p.lines = append(p.lines, describe(e))
	}
}

func (p *player) parse(line string) flow.Input {
	p.Helper()
	verb, rest, _ := strings.Cut(line, " ")
	head, tail, _ := strings.Cut(rest, " ")
	switch verb {
	case "begin":
		return flow.Input{Do: flow.Begin, Flow: head, Remember: values(tail)}
	case "say":
		return flow.Input{Do: flow.Say, Text: rest}
	case "tap":
		return flow.Input{Do: flow.Tap, Button: head, Turn: p.state.Turn}
	case "old":
		return flow.Input{Do: flow.Tap, Button: head, Turn: p.state.Turn - 1}
	case "back":
		return flow.Input{Do: flow.Back}
	case "skip":
		return flow.Input{Do: flow.Skip}
	case "again":
		return flow.Input{Do: flow.Again}
	case "call":
		return flow.Input{Do: flow.Call, Flow: head}
	case "report":
		return flow.Input{Do: flow.Report, Result: result(head, values(tail))}
	}
	p.Fatalf("unknown input %q", line)
	return flow.Input{}
}

// values reads "role=young topics=school,grief".
func values(text string) map[string][]string {
	read := map[string][]string{}
	for _, pair := range strings.Fields(text) {
		name, list, _ := strings.Cut(pair, "=")
		read[name] = strings.Split(list, ",")
	}
	return read
}

func result(name string, given map[string][]string) flow.Result {
	r := flow.Result{Name: name}
	for key, list := range given {
		switch key {
		case "choices":
			for _, id := range list {
				r.Choices = append(r.Choices, flow.Choice{Service: "s", ID: id, Label: "kl. " + id})
			}
		case "text":
			r.Text = list[0]
		case "more":
			r.More = list[0]
		default:
			if r.Args == nil {
				r.Args = map[string]string{}
			}
			r.Args[key] = list[0]
		}
	}
	return r
}

func (p *player) where() string {
	s := p.state
	said := s.Flow + "/" + s.Step
	for _, name := range slices.Sorted(maps.Keys(s.Memory)) {
		said += " " + name + "=" + strings.Join(s.Memory[name], ",")
	}
	said += fmt.Sprintf(" turn=%d", s.Turn)
	if s.Sleep {
		said += " asleep"
	}
	if s.Ended {
		said += " ended"
	}
	return said
}

// describe writes an event as one line.
func describe(e flow.Event) string {
	switch e := e.(type) {
	case flow.Speak:
		return "< " + spoken(e)
	case flow.Offer:
		return fmt.Sprintf("! offer %v show %d more %q later %v", e.Within, e.Show, e.More, e.Later)
	case flow.Book:
		return "! book " + e.Choice.ID
	case flow.Human:
		return fmt.Sprintf("! human %s %v", e.To, e.Share)
	case flow.Partners:
		return fmt.Sprintf("! partners %q %d", e.Kind, e.Show)
	case flow.Card:
		return "! card " + e.Choice.ID
	case flow.Crisis:
		return "! crisis"
	case flow.End:
		return "! end " + e.Flow + "/" + e.Step + " " + e.Name
	}
	return fmt.Sprintf("? %T", e)
}

func spoken(e flow.Speak) string {
	said := strings.ReplaceAll(e.Text, "\n", "|")
	if said == "" {
		said = words(e.Key, e.Args)
	}
	if e.Change {
		said += " (change)"
	}
	if len(e.Buttons) == 0 {
		return said
	}
	var ids []string
	for _, b := range e.Buttons {
		id := b.ID
		if strings.HasPrefix(b.Text, "✓") {
			id = "✓" + id
		}
		if b.Beside {
			id = "+" + id
		}
		ids = append(ids, id)
	}
	return said + " [" + strings.Join(ids, " ") + "]"
}

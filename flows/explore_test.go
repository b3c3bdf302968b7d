package flows_test

import (
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"lyt/bot/bottest"
	"lyt/bot/flow"
)

// found is a question of the shipped flows, reached by a short talk.
type found struct {
	step  string // "flow/step"
	where flow.State
	saved []byte // the person's whole record at it
}

// explorer walks from the first message to every question, as a person would: it taps
// every button and types where typing is asked for. Where a talk goes may depend on
// the world, so it looks at three of them.
type explorer struct {
	worlds  []*bottest.House
	kinds   map[string]string // of the steps
	worldly map[string]bool   // what follows the step depends on the world
	seen    map[string]bool
	found   []found
}

// explored are all questions, found once for all tests.
var explored struct {
	once  sync.Once
	found []found
}

func explore(t *testing.T) []found {
	t.Helper()
	explored.once.Do(func() { explored.found = walk(t) })
	return explored.found
}

func walk(t *testing.T) []found {
	t.Helper()
	e := &explorer{kinds: map[string]string{}, seen: map[string]bool{}}
	for _, stage := range [][]string{{"at 2026-11-23T12:00"}, {"at 2026-11-24T02:30", "times none"}, {"times none", "times open in-person 2026-12-07T13:00"}} {
		house := bottest.NewHouse(t, nil)
		house.Talk.Judge = judge
		for _, what := range stage {
			house.Stage(t, strings.Fields(what))
		}
		e.worlds = append(e.worlds, house)
	}
	first := e.worlds[0]
	for _, s := range first.Talk.Flows.Steps() {
		e.kinds[s.Flow+"/"+s.Step] = s.Kind
	}
	e.worldly = worldly(first.Talk.Flows.Steps())
	for _, begin := range [][]string{{"/start"}, {"menneske"}, {"/aftaler", "!book"}, {"/akut", "!human-now"}, {sad}, {sadFriend}, {"/start", "[Jeg er forælder]", sad}} {
		first.PutBack(t, nil)
		for _, does := range begin {
			if strings.HasPrefix(does, "!") {
				first.TapData(t, does)
				continue
			}
			first.Hear(t, does)
		}
		e.arrive(t, first)
	}
	for i := 0; i < len(e.found); i++ {
		e.leave(t, e.found[i])
	}
	return e.found
}

// worldly are the steps that ask for a time or a human, or lead there without a
// further question.
func worldly(steps []flow.StepInfo) map[string]bool {
	asks, follows := map[string]bool{}, map[string]bool{}
	for range steps {
		for _, s := range steps {
			name := s.Flow + "/" + s.Step
			next := slices.ContainsFunc(s.Leads, func(lead string) bool { return asks[lead] })
			asks[name] = s.Kind == "offer-slot" || s.Kind == "hand-off" || next && slices.Contains([]string{"say", "branch", "pick"}, s.Kind)
			follows[name] = asks[name] || next
		}
	}
	return follows
}

// arrive notes where a talk stands, if nobody has been there.
func (e *explorer) arrive(t *testing.T, house *bottest.House) {
	t.Helper()
	s := house.Place(t)
	at := s.Flow + "/" + s.Step
	if s.Sleep {
		e.wake(t, house, at)
		return
	}
	key := at + " " + s.Digits + strings.Join(s.Picked, ",")
	if s.Digits == "" && s.Picked == nil {
		key += " " + world(s)
	}
	if e.seen[key] || s.Ended || s.Flow == "" {
		return
	}
	e.seen[key] = true
	e.found = append(e.found, found{at, s, house.Keep(t)})
}

// wake ends the waiting for a human: by a whole talk with them, or else by going away.
func (e *explorer) wake(t *testing.T, house *bottest.House, at string) {
	t.Helper()
	if e.seen["asleep at "+at] {
		house.TapData(t, "!forlad")
		return
	}
	e.seen["asleep at "+at] = true
	house.Stage(t, []string{"desk", "claims"})
	house.Stage(t, []string{"desk", "closes"})
	e.arrive(t, house)
}

// world is what decides on the offers of a person; else one way to a question is as
// good as another.
func world(s flow.State) string {
	asked, _, page := strings.Cut(s.Asked, "@")
	if page {
		asked = "page"
	}
	outside := s.Value("age") == "under-12" || s.Value("age") == "over-25"
	return asked + " " + strconv.FormatBool(s.Value("area") == "helsingor") + " " + strconv.FormatBool(outside)
}

// leave answers a question in every way and in every world.
func (e *explorer) leave(t *testing.T, f found) {
	t.Helper()
	worlds := e.worlds
	if !e.worldly[f.step] {
		worlds = worlds[:1]
	}
	for _, house := range worlds {
		for _, answer := range e.answers(house, f.where) {
			house.PutBack(t, f.saved)
			give(t, house, f.where, answer)
			e.arrive(t, house)
		}
	}
}

// answers are the buttons of a question, and what may be typed.
func (e *explorer) answers(house *bottest.House, s flow.State) []string {
	words := func(key string, args map[string]any) string { return house.Talk.Texts.Text("da", key, args) }
	var answers []string
	for _, b := range house.Talk.Flows.Buttons(words, s) {
		if b.ID != flow.BackButton {
			answers = append(answers, b.ID)
		}
	}
	switch e.kinds[s.Flow+"/"+s.Step] {
	case "ask":
		answers = append(answers, "> det er svært")
	case "pick":
		answers = append(answers, "> helsingør", "> nykøbing")
	case "ticks":
		if len(s.Picked) > 0 {
			answers = []string{"done"} // one topic at a time
		}
	case "offer-slot": // a time that is taken is gone for the rest of the walk, and leads to an end
		answers = slices.DeleteFunc(answers, func(id string) bool { return len(id) == 1 })
	case "screen": // every item alike: enough for every score band
		if s.Digits != "" {
			answers = []string{s.Digits[:1]}
		}
	}
	return answers
}

// give answers a question by a button's id, or by typing what follows "> ".
func give(t *testing.T, house *bottest.House, s flow.State, answer string) {
	t.Helper()
	if words, typed := strings.CutPrefix(answer, "> "); typed {
		house.Write(t, words)
		return
	}
	house.TapData(t, strconv.FormatInt(int64(s.Turn), 36)+":"+answer)
}

// questions are the kinds of steps at which a person is asked something.
var questions = []string{"buttons", "ticks", "ask", "pick", "screen", "offer-slot", "hand-off", "refer"}

// TestEveryQuestionCanBeReached holds the explorer to all the flows.
func TestEveryQuestionCanBeReached(t *testing.T) {
	reached := map[string]bool{}
	for _, f := range explore(t) {
		reached[f.step] = true
	}
	house := bottest.NewHouse(t, nil)
	for _, s := range house.Talk.Flows.Steps() {
		asks := slices.Contains(questions, s.Kind) && (s.Kind != "hand-off" || len(s.Buttons) > 0) // who passes nothing on asks nothing
		if asks && !reached[s.Flow+"/"+s.Step] {
			t.Errorf("%s/%s is never reached", s.Flow, s.Step)
		}
	}
}

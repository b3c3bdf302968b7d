package flows_test

import (
	"bytes"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"

	"lyt/bot"
	"lyt/bot/bottest"
	"lyt/bot/flow"
	"lyt/bot/talk"
)

// performance is one conversation of testdata as it was played, with all that could
// be seen of it from outside.
type performance struct {
	path    string
	typed   []string        // what the person and the counsellor wrote
	outs    []bot.Out       // what the bot did
	logs    string          // at debug level
	store   map[string]bool // every key with its value, as they stood after each line
	keys    map[string]bool // the texts that were asked for
	rested  map[string]bool // the steps at which the talk rested, "flow/step"
	tapped  map[string]bool // the buttons that were tapped, "flow/step button"
	talking *talk.Talk
}

// performances are all conversations, each played once for all tests.
var performances struct {
	once   sync.Once
	played []performance
}

// perform plays every conversation once and gives what was seen.
func perform(t *testing.T) []performance {
	t.Helper()
	performances.once.Do(func() {
		for _, path := range conversations(t) {
			performances.played = append(performances.played, performOne(t, path))
		}
	})
	if len(performances.played) == 0 {
		t.Fatal("the conversations could not be played; see the first test that tried")
	}
	return performances.played
}

func conversations(t *testing.T) []string {
	t.Helper()
	paths, err := filepath.Glob("testdata/*/*.chat")
	if err != nil || len(paths) == 0 {
		t.Fatalf("no conversations in testdata: %v", err)
	}
	return paths
}

func performOne(t *testing.T, path string) performance {
	t.Helper()
	var logs bytes.Buffer
	house := bottest.NewHouse(t, &logs)
	p := performance{
		path: path, talking: house.Talk,
		store: map[string]bool{}, keys: map[string]bool{}, rested: map[string]bool{}, tapped: map[string]bool{},
	}
	house.Talk.Texts = listening{house.Talk.Texts, p.keys}
	house.Watch = func(before flow.State, in bot.In) {
		p.see(house.Dump(t))
		p.rest(before)
		if data, ok := strings.CutPrefix(in.Data, strconv.FormatInt(int64(before.Turn), 36)+":"); ok && in.Kind == bot.Tap {
			p.tapped[before.Flow+"/"+before.Step+" "+data] = true
		}
	}
	bottest.Play(t, house, path, *update)
	p.see(house.Dump(t))
	p.rest(house.Place(t))
	p.typed, p.outs, p.logs = house.Typed, house.Outs(), logs.String()
	return p
}

func (p *performance) see(dump string) {
	for line := range strings.Lines(dump) {
		p.store[line] = true
	}
}

func (p *performance) rest(s flow.State) {
	if s.Flow != "" {
		p.rested[s.Flow+"/"+s.Step] = true
	}
}

// listening notes which texts are asked for.
type listening struct {
	talk.Texts
	keys map[string]bool
}

// Text gives the text of a key.
func (l listening) Text(lang, key string, args map[string]any) string {
	l.keys[key] = true
	return l.Texts.Text(lang, key, args)
}

package talk_test

import (
	"bytes"
	"context"
	"io/fs"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"

	"lyt/bot"
	"lyt/bot/bottest"
	"lyt/bot/directory"
	"lyt/bot/handoff"
	"lyt/bot/triage"
	"lyt/flows"
)

// thread is what the counsellor reads of the person, with the marks.
func thread(t *testing.T, h *bottest.House) []string {
	t.Helper()
	waiting, err := h.Queue.Waiting(t.Context(), service)
	if err != nil {
		t.Fatal(err)
	}
	mine, err := h.Queue.Mine(t.Context(), service, bottest.Helper)
	if err != nil {
		t.Fatal(err)
	}
	var read []string
	for _, handed := range append(waiting, mine...) {
		lines, err := h.Queue.Thread(t.Context(), service, handed.ID, "", 20)
		if err != nil {
			t.Fatal(err)
		}
		for _, line := range lines {
			if line.Who == handoff.Person {
				read = append(read, strings.TrimSpace(line.Text.Reveal()+" "+string(line.Mark)))
			}
		}
	}
	return read
}

func edit(h *bottest.House, id, text string) bot.In {
	in := write(h, id, text)
	in.Kind = bot.Edited
	return in
}

// TestTheCounsellorHearsEverything: also what the robot answers itself, and what was
// changed afterwards; but no answer to the robot's own questions.
func TestTheCounsellorHearsEverything(t *testing.T) {
	h := bottest.NewHouse(t, nil)
	h.Talk.Judge = judged
	toQueue(t, h)
	h.Stage(t, []string{"desk", "claims"})
	h.Handle(t, write(h, "t:1", dying))
	h.Handle(t, write(h, "t:2", "Jeg er i sikkerhed"))
	h.Handle(t, write(h, "t:3", "hjælp"))
	h.Handle(t, edit(h, "t:4", sad))
	h.Handle(t, edit(h, "t:5", "hej"))
	h.Handle(t, write(h, "t:6", "/sprog"))
	h.Handle(t, write(h, "t:7", "dansk"))
	if diff := cmp.Diff([]string{dying + " crisis", "Jeg er i sikkerhed", "hjælp", sad + " concern"}, thread(t, h)); diff != "" {
		t.Error(diff)
	}
}

// TestWorryWhileLookingForATime: who waits, and looks for a time meanwhile, writes of
// something hard to the robot; the counsellor will read it.
func TestWorryWhileLookingForATime(t *testing.T) {
	h := bottest.NewHouse(t, nil)
	h.Talk.Judge = judged
	toQueue(t, h)
	h.Handle(t, tap(h, "t:1", "!book"))
	h.Handle(t, write(h, "t:2", sad))
	if diff := cmp.Diff([]string{sad + " concern"}, thread(t, h)); diff != "" {
		t.Error(diff)
	}
}

// TestTheCounsellorHasGone: the talk was closed, and the person has not heard of it. In
// danger they are told so after the card, and offered another human.
func TestTheCounsellorHasGone(t *testing.T) {
	h := bottest.NewHouse(t, nil)
	h.Talk.Judge = judged
	toQueue(t, h)
	h.Stage(t, []string{"desk", "claims"})
	mine, err := h.Queue.Mine(t.Context(), service, bottest.Helper)
	if err != nil || len(mine) != 1 {
		t.Fatalf("%d live talks: %v", len(mine), err)
	}
	if err := h.Queue.Close(t.Context(), service, mine[0].ID, "op:close", bottest.Helper, handoff.Talked); err != nil {
		t.Fatal(err)
	}
	h.Channel.Take()
	h.Handle(t, write(h, "t:1", dying))
	outs := slices.DeleteFunc(h.Channel.Take(), func(out bot.Out) bool { return out.Text == "" })
	if len(outs) != 2 || !outs[0].Urgent || !strings.Contains(outs[1].Text, "har sluttet samtalen") {
		t.Fatalf("after the close: %q", outs)
	}
	h.Handle(t, tap(h, "t:2", data(t, outs[1:], "Tal med et menneske")))
	if said := strings.Join(texts(h), "\n"); !strings.Contains(said, "i køen hos") {
		t.Errorf("another human: %q", said)
	}
}

// TestAnOldButtonDismissesNothing: "I am safe" of this morning is no answer to the direct
// question of tonight.
func TestAnOldButtonDismissesNothing(t *testing.T) {
	h := bottest.NewHouse(t, nil)
	h.Talk.Judge = judged
	h.Handle(t, write(h, "t:1", "/start"))
	h.Handle(t, write(h, "t:2", dying))
	safe := data(t, h.Channel.Take(), "Jeg er i sikkerhed")
	h.Wait(t, 7*time.Hour)
	h.Handle(t, write(h, "t:3", sad))
	h.Channel.Take()
	h.Handle(t, tap(h, "t:4", safe))
	if said := strings.Join(texts(h), "\n"); !strings.Contains(said, "Tænker du på at tage dit eget liv?") {
		t.Errorf("the question is gone: %q", said)
	}
}

// TestAParentsCardStaysOne: a parent in danger gets short cards after the whole one.
func TestAParentsCardStaysOne(t *testing.T) {
	h := bottest.NewHouse(t, nil)
	as(t, h, parent...)
	own := triage.Verdict{Level: triage.Crisis, Family: triage.Suicidal}
	whole := shown(t, h, "t:900", own).Text
	for _, id := range []string{"t:901", "t:902", "t:903"} {
		text := shown(t, h, id, own).Text
		if diff := cmp.Diff([]string{"112", life}, numbers(text)); diff != "" || text == whole {
			t.Errorf("%s: %q", id, text)
		}
	}
}

// TestParentsLine stands on the card of a parent who fears for a child, once somebody
// has checked it, and while it is open.
func TestParentsLine(t *testing.T) {
	const line = "35 55 55 57"
	child := triage.Verdict{Level: triage.Crisis, Family: triage.SelfHarm, Third: true}
	for when, want := range map[string]bool{day: true, night: false} {
		h := bottest.NewHouse(t, nil)
		h.Stage(t, []string{"at", when})
		as(t, h, parent...)
		if text := shown(t, h, "t:900", child).Text; slices.Contains(numbers(text), line) {
			t.Errorf("nobody has checked it: %q", text)
		}
		h.Talk.Directory = checkedLine(t, h)
		h.Handle(t, write(h, "t:901", "/akut"))
		if text := texts(h)[0]; slices.Contains(numbers(text), line) != want {
			t.Errorf("at %s: %q", when, text)
		}
	}
}

// TestDangerThatHasToWait is answered from memory, and not again in its turn.
func TestDangerThatHasToWait(t *testing.T) {
	h := bottest.NewHouse(t, nil)
	h.Talk.Judge = judged
	h.Talk.Ahead(context.Background(), write(h, "t:1", "hej"))
	h.Talk.Ahead(context.Background(), write(h, "t:2", dying))
	h.Talk.Ahead(context.Background(), write(h, "t:2", dying))
	h.Settle(t)
	if said := texts(h); len(said) != 1 || !strings.HasPrefix(said[0], "Er du i fare lige nu, så ring 112") {
		t.Fatalf("ahead of its turn: %q", said)
	}
	h.Handle(t, write(h, "t:2", dying))
	if said := texts(h); len(said) != 0 {
		t.Errorf("in its turn: %q", said)
	}
}

// TestDeletionReachesTheCard: also one that was sent past the outbox.
func TestDeletionReachesTheCard(t *testing.T) {
	h := bottest.NewHouse(t, nil)
	h.Talk.Judge = judged
	h.Handle(t, write(h, "t:1", "/start"))
	before := len(h.Channel.Take())
	h.Redis.SetError("LOADING")
	if err := h.Talk.Handle(context.Background(), write(h, "t:2", dying)); err == nil {
		t.Fatal("an update that is not kept was called safe")
	}
	h.Settle(t)
	if said := texts(h); len(said) != 1 {
		t.Fatalf("with the store away: %q", said)
	}
	h.Redis.SetError("")
	h.Handle(t, write(h, "t:2", dying))
	h.Handle(t, write(h, "t:3", "/slet"))
	h.Handle(t, write(h, "t:4", "ja, slet alt"))
	var deleted []string
	for _, out := range h.Channel.Take() {
		deleted = append(deleted, out.Delete...)
	}
	if want := before + 2; len(deleted) != want { // the greeting, the card, and the question whether to delete
		t.Errorf("%d messages are deleted, not %d", len(deleted), want)
	}
}

// checkedLine is the directory after somebody checked ForældreTelefonen.
func checkedLine(t *testing.T, h *bottest.House) *directory.Directory {
	t.Helper()
	files := fstest.MapFS{}
	err := fs.WalkDir(flows.FS, "services", func(path string, file fs.DirEntry, err error) error {
		if err != nil || file.IsDir() {
			return err
		}
		text, err := fs.ReadFile(flows.FS, path)
		if strings.HasSuffix(path, "foraeldretelefonen.yaml") {
			text = bytes.Replace(text, []byte("verified: null"), []byte("verified: 2026-11-21\nhours:\n  mon-sun: 9-21"), 1)
		}
		files[path] = &fstest.MapFile{Data: text}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	files["areas.yaml"] = &fstest.MapFile{Data: areas(t)}
	checked, problems := directory.Load(files)
	for _, p := range problems {
		if p.Severity == directory.Error {
			t.Fatal(p)
		}
	}
	checked.Zone = h.Talk.Zone
	return checked
}

func areas(t *testing.T) []byte {
	t.Helper()
	text, err := fs.ReadFile(flows.FS, "areas.yaml")
	if err != nil {
		t.Fatal(err)
	}
	return text
}

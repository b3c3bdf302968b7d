package talk_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"lyt/bot"
	"lyt/bot/bottest"
	"lyt/bot/handoff"
	"lyt/bot/talk"
)

// What can go wrong between the parts: each of these once did.

const service = "helsingor-ungevaerftet"

// toQueue brings the person into the queue of Ungeværftet.
func toQueue(t *testing.T, h *bottest.House) {
	t.Helper()
	h.Handle(t, write(h, "q:1", "/menneske"))
	h.Handle(t, write(h, "q:2", "helsingør"))
	h.Handle(t, tap(h, "q:3", data(t, h.Channel.Take(), "Ja, giv det videre")))
	h.Channel.Take()
}

// toOffer brings the person to the free times of Ungeværftet.
func toOffer(t *testing.T, h *bottest.House) []bot.Out {
	t.Helper()
	h.Handle(t, write(h, "o:1", "/start"))
	h.Handle(t, tap(h, "o:2", data(t, h.Channel.Take(), "Jeg er ung")))
	h.Channel.Take()
	h.Handle(t, tap(h, "o:3", "!book"))
	h.Channel.Take()
	h.Handle(t, write(h, "o:4", "helsingør"))
	return h.Channel.Take()
}

// left lists the keys that hold something of the person, by a part of their name.
func left(h *bottest.House, parts ...string) []string {
	var keys []string
	for _, key := range h.Redis.Keys() {
		if slices.ContainsFunc(parts, func(part string) bool { return strings.Contains(key, part) }) {
			keys = append(keys, key)
		}
	}
	return keys
}

func TestYesIsMeantForTheLastQuestion(t *testing.T) {
	const deleted = "Nu er alt om dig slettet"
	t.Run("after a tap", func(t *testing.T) {
		h := bottest.NewHouse(t, nil)
		h.Handle(t, write(h, "t:1", "/start"))
		young := data(t, h.Channel.Take(), "Jeg er ung")
		h.Handle(t, write(h, "t:2", "/slet"))
		h.Handle(t, tap(h, "t:3", young))
		h.Handle(t, write(h, "t:4", "ja"))
		if said := strings.Join(texts(h), "\n"); strings.Contains(said, deleted) {
			t.Errorf("a yes to another question deleted everything:\n%s", said)
		}
	})
	t.Run("after a counsellor's words", func(t *testing.T) {
		h := bottest.NewHouse(t, nil)
		toQueue(t, h)
		h.Handle(t, write(h, "t:4", "/slet"))
		h.Stage(t, []string{"desk", "claims"})
		h.Stage(t, []string{"desk", "says", "Er", "du", "alene", "nu?"})
		h.Handle(t, write(h, "t:5", "ja"))
		if said := strings.Join(texts(h), "\n"); strings.Contains(said, deleted) {
			t.Errorf("a yes to the counsellor deleted everything:\n%s", said)
		}
	})
}

func TestDangerBehindACommand(t *testing.T) {
	for _, said := range []string{"/hjaelp jeg vil ikke leve mere", "/menneske jeg vil dø", "/stop jeg vil ikke leve mere", "/start jeg vil dø"} {
		h := bottest.NewHouse(t, nil)
		h.Handle(t, write(h, "t:1", "/start"))
		h.Channel.Take()
		h.Handle(t, write(h, "t:2", said))
		if heard := strings.Join(texts(h), "\n"); !strings.HasPrefix(heard, "Er du i fare lige nu, så ring 112") {
			t.Errorf("%q was answered with %.80q", said, heard)
		}
	}
}

func TestCrisisCardGoesPastWhatIsStuck(t *testing.T) {
	t.Run("behind a pause of the channel", func(t *testing.T) {
		h := bottest.NewHouse(t, nil)
		h.Channel.Fail = func(out bot.Out) error {
			if out.Urgent {
				return nil
			}
			return &bot.SendError{After: time.Hour, Err: errors.New("too many")}
		}
		h.Handle(t, write(h, "t:1", "/start"))
		h.Handle(t, write(h, "t:2", "jeg vil ikke leve mere"))
		if said := texts(h); len(said) != 1 || !strings.Contains(said[0], "112") {
			t.Errorf("the card must come now, got %q", said)
		}
		h.Channel.Fail = nil
		h.Wait(t, 2*time.Hour)
		if said := strings.Join(texts(h), "\n"); strings.Count(said, "116 111") > 0 {
			t.Errorf("the card came a second time later:\n%s", said)
		}
	})
	t.Run("behind the lease of a replica that died", func(t *testing.T) {
		h := bottest.NewHouse(t, nil)
		h.Handle(t, write(h, "t:1", "/start"))
		h.Channel.Take()
		whole := h.Talk.Store
		h.Talk.Store = diesAfterCommit{whole}
		h.Handle(t, write(h, "t:2", "/hjaelp"))
		h.Talk.Store = whole
		h.Handle(t, write(h, "t:3", "jeg vil ikke leve mere"))
		if said := texts(h); len(said) != 1 || !strings.Contains(said[0], "112") {
			t.Errorf("the card must come now, got %q", said)
		}
	})
}

// diesAfterCommit is a replica that is killed between the commit and the send.
type diesAfterCommit struct{ talk.Store }

func (s diesAfterCommit) Commit(ctx context.Context, who bot.Person, c bot.Commit) (bot.Lease, error) {
	_, err := s.Store.Commit(ctx, who, c)
	return bot.Lease{}, err
}

func TestCardFromMemoryThatFailsIsNotTheLast(t *testing.T) {
	h := bottest.NewHouse(t, nil)
	h.Handle(t, write(h, "t:1", "/start"))
	h.Channel.Take()
	gate := make(chan struct{})
	h.Talk.Channels["telegram"] = breaksFromMemory{h.Channel, gate}
	h.Redis.SetError("LOADING")
	if err := h.Talk.Handle(context.Background(), write(h, "t:2", "jeg vil ikke leve mere")); err == nil {
		t.Fatal("an update that is not kept was called safe")
	}
	h.Redis.SetError("")
	if err := h.Talk.Handle(context.Background(), write(h, "t:2", "jeg vil ikke leve mere")); err != nil {
		t.Fatal(err)
	}
	close(gate)
	h.Settle(t)
	if said := texts(h); len(said) != 1 {
		t.Errorf("the card was sent %d times, want once", len(said))
	}
}

// breaksFromMemory is a connection that breaks while the card from memory is sent.
type breaksFromMemory struct {
	bot.Channel
	gate chan struct{}
}

func (s breaksFromMemory) Send(ctx context.Context, to bot.Address, out bot.Out) (string, error) {
	if strings.HasSuffix(out.ID, ".away") {
		<-s.gate
		return "", errors.New("connection reset")
	}
	return s.Channel.Send(ctx, to, out)
}

func TestOnePersonsTroubleDoesNotSilenceTheOthers(t *testing.T) {
	h := bottest.NewHouse(t, nil)
	ctx := context.Background()
	other := h.Keys.Person("telegram", "999")
	asked, err := h.Queue.Ask(ctx, handoff.Request{ID: "x", Service: service, Person: other, Priority: handoff.Other, Lang: "da", At: h.Clock.Now()})
	if err != nil {
		t.Fatal(err)
	}
	if err := h.Queue.Here(ctx, service, handoff.Account{Name: bottest.Helper}, handoff.On, h.Clock.Now().Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	if _, err := h.Queue.Claim(ctx, service, asked.ID, "op-1", handoff.Account{Name: bottest.Helper}); err != nil {
		t.Fatal(err)
	}
	h.Talk.Store = brokenFor{h.Talk.Store, other}
	toQueue(t, h)
	waiting, err := h.Queue.Waiting(ctx, service)
	if err != nil || len(waiting) != 1 {
		t.Fatalf("%d waiting: %v", len(waiting), err)
	}
	if _, err := h.Queue.Claim(ctx, service, waiting[0].ID, "op-2", handoff.Account{Name: bottest.Helper}); err != nil {
		t.Fatal(err)
	}
	if err := h.Talk.Relay(ctx, service); err == nil {
		t.Error("the trouble must be told")
	}
	h.Settle(t)
	if said := texts(h); len(said) != 1 {
		t.Errorf("behind somebody else's trouble %d messages came, want the counsellor's hello", len(said))
	}
}

// brokenFor is a store that cannot read one person's record.
type brokenFor struct {
	talk.Store
	who bot.Person
}

func (b brokenFor) Load(ctx context.Context, who bot.Person) (bot.Record, error) {
	if who.Equal(b.who) {
		return bot.Record{}, errors.New("record cannot be read")
	}
	return b.Store.Load(ctx, who)
}

// meanwhile lets something else happen between an update's effect and its commit.
type meanwhile struct {
	talk.Store
	happens func()
}

func (m *meanwhile) Commit(ctx context.Context, who bot.Person, c bot.Commit) (bot.Lease, error) {
	if happens := m.happens; happens != nil {
		m.happens = nil
		happens()
	}
	return m.Store.Commit(ctx, who, c)
}

func TestWhatTheLoserOfARaceTookIsGivenBack(t *testing.T) {
	t.Run("a time", func(t *testing.T) {
		h := bottest.NewHouse(t, nil)
		outs := toOffer(t, h)
		h.Talk.Store = &meanwhile{h.Talk.Store, func() { h.Handle(t, write(h, "o:9", "tilbage")) }}
		h.Handle(t, tap(h, "o:8", outs[len(outs)-1].Buttons[0].Data))
		h.Channel.Take()
		h.Handle(t, write(h, "o:10", "/aftaler"))
		if said := strings.Join(texts(h), "\n"); strings.Contains(said, "Du har en tid") {
			t.Errorf("the person was told of no time, and has one:\n%s", said)
		}
		if keys := left(h, ":appt:"); len(keys) > 0 {
			t.Errorf("a time is taken that nobody knows of: %v", keys)
		}
	})
	t.Run("a place in the queue", func(t *testing.T) {
		h := bottest.NewHouse(t, nil)
		h.Handle(t, write(h, "t:1", "/menneske"))
		h.Handle(t, write(h, "t:2", "helsingør"))
		yes := data(t, h.Channel.Take(), "Ja, giv det videre")
		h.Talk.Store = &meanwhile{h.Talk.Store, func() { h.Handle(t, tap(h, "t:4", "!slet")) }}
		h.Handle(t, tap(h, "t:3", yes))
		if waiting, err := h.Queue.Waiting(context.Background(), service); err != nil || len(waiting) > 0 {
			t.Errorf("%d wait after everything was deleted: %v", len(waiting), err)
		}
	})
}

func TestWhoWaitsInVainIsTold(t *testing.T) {
	h := bottest.NewHouse(t, nil)
	toQueue(t, h)
	h.Wait(t, 23*time.Hour)
	if said := strings.Join(texts(h), "\n"); strings.Contains(said, "nåede ikke") {
		t.Errorf("too early: %q", said)
	}
	h.Wait(t, 2*time.Hour)
	said := strings.Join(texts(h), "\n")
	if !strings.Contains(said, "Der nåede ikke at komme en rådgiver") || !strings.Contains(said, "112") {
		t.Errorf("after a day in the queue the person heard %q", said)
	}
	if waiting, err := h.Queue.Waiting(context.Background(), service); err != nil || len(waiting) > 0 {
		t.Errorf("%d still wait: %v", len(waiting), err)
	}
}

func TestTimeFarAheadIsRememberedAndReminded(t *testing.T) {
	h := bottest.NewHouse(t, nil)
	h.Stage(t, []string{"times", "none"})
	h.Stage(t, []string{"times", "open", "in-person", "2027-01-04T13:00"})
	outs := toOffer(t, h)
	h.Handle(t, tap(h, "o:8", data(t, outs, "Vis senere tider")))
	outs = h.Channel.Take()
	h.Handle(t, tap(h, "o:9", outs[len(outs)-1].Buttons[0].Data))
	if said := texts(h); !slices.ContainsFunc(said, func(s string) bool { return strings.HasPrefix(s, "Din tid er mandag 4. jan. kl. 13.00") }) {
		t.Fatalf("booked: %q", said)
	}
	var heard []string
	for range 42 {
		h.Wait(t, 24*time.Hour)
		heard = append(heard, texts(h)...)
	}
	if len(heard) != 1 || !strings.HasPrefix(heard[0], "Husk din tid") {
		t.Errorf("over six weeks the person heard %q, want one reminder", heard)
	}
}

func TestMoreTimesAtTheSameHourAreAllShown(t *testing.T) {
	h := bottest.NewHouse(t, nil)
	h.Stage(t, []string{"times", "none"})
	for _, format := range []string{"in-person", "video", "chat", "phone"} {
		h.Stage(t, []string{"times", "open", format, "2026-11-25T09:00"})
	}
	outs := toOffer(t, h)
	seen := map[string]bool{}
	for page := range 3 {
		last := outs[len(outs)-1]
		for _, button := range last.Buttons {
			if strings.HasPrefix(button.Label, "onsdag") {
				seen[button.Label] = true
			}
		}
		if !slices.ContainsFunc(last.Buttons, func(b bot.Button) bool { return b.Label == "Vis flere" }) {
			break
		}
		h.Handle(t, tap(h, fmt.Sprint("p:", page), data(t, outs, "Vis flere")))
		outs = h.Channel.Take()
	}
	if len(seen) < 4 {
		t.Errorf("of four times at one hour %d were shown: %v", len(seen), seen)
	}
}

func TestLongWordsAreCutAndSaidSo(t *testing.T) {
	h := bottest.NewHouse(t, nil)
	toQueue(t, h)
	h.Handle(t, write(h, "l:1", strings.Repeat("ord ", 30_000)))
	if said := texts(h); len(said) != 1 || !strings.HasPrefix(said[0], "Det var en lang besked") {
		t.Errorf("got %q", said)
	}
	if lines, err := h.Queue.Thread(context.Background(), service, waitingID(t, h), "", 10); err != nil || len(lines) != 1 || len(lines[0].Text.Reveal()) != 4000 {
		t.Errorf("the thread holds %d lines: %v", len(lines), err)
	}
}

func waitingID(t *testing.T, h *bottest.House) string {
	t.Helper()
	waiting, err := h.Queue.Waiting(context.Background(), service)
	if err != nil || len(waiting) != 1 {
		t.Fatalf("%d waiting: %v", len(waiting), err)
	}
	return waiting[0].ID
}

func TestDeletionLeavesNothingOfManyTalks(t *testing.T) {
	h := bottest.NewHouse(t, nil)
	for i := range 8 {
		h.Handle(t, write(h, fmt.Sprint("m:", i), "/menneske"))
		h.Handle(t, write(h, fmt.Sprint("n:", i), "helsingør"))
		h.Handle(t, tap(h, fmt.Sprint("y:", i), data(t, h.Channel.Take(), "Ja, giv det videre")))
		h.Stage(t, []string{"desk", "claims"})
		h.Handle(t, write(h, fmt.Sprint("w:", i), "min hemmelighed"))
		h.Stage(t, []string{"desk", "closes"})
		h.Handle(t, write(h, fmt.Sprint("s:", i), "/stop"))
		h.Channel.Take()
	}
	h.Handle(t, write(h, "d:1", "/slet"))
	h.Handle(t, write(h, "d:2", "Ja, slet alt"))
	if keys := left(h, ":thread:", ":handoff:", ":asks:", ":person:", ":out:", h.Person.Key()); len(keys) > 0 {
		t.Errorf("left after deletion: %v", keys)
	}
	h.Channel.Take()
	h.Handle(t, write(h, "d:3", "Ja, slet alt"))
	if said := strings.Join(texts(h), "\n"); !strings.Contains(said, "slettet") || len(left(h, ":person:")) > 0 {
		t.Errorf("said once more, because the answer was lost: %q", said)
	}
}

package bottest

import (
	"context"
	"io"
	"io/fs"
	"log/slog"
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2"

	"lyt/bot"
	"lyt/bot/flow"
	"lyt/bot/handoff"
	"lyt/bot/redis"
	"lyt/bot/talk"
	"lyt/flows"
	"lyt/locales"
)

// House is a whole Lyt without a network: all parts as in production, on a Redis
// in memory, with a clock that stands still and one person who writes.
type House struct {
	Talk     *talk.Talk
	Clock    *Clock
	Channel  *Recorder
	Person   bot.Person
	Lang     string
	Redis    *miniredis.Miniredis
	Keys     *redis.Keyset
	Calendar *redis.Calendar
	Queue    *redis.Handoffs

	desks  *desks
	zone   *time.Location
	n      int // updates so far
	shown  []shownMessage
	people talk.Store

	// Typed is every word the person typed and every word a counsellor wrote so far.
	Typed []string
	// Watch, when set, hears of everything the person did, and where the talk was before.
	Watch func(before flow.State, in bot.In)
}

type shownMessage struct {
	message string
	out     bot.Out
}

// Monday is when conversations in the files begin, unless they say otherwise: a
// Monday morning with everybody at work.
const Monday = "2026-11-23T10:00"

// busyMachine is longer than any test is kept waiting by its neighbours.
const busyMachine = 30 * time.Second

// answerWithin is how long people wait for an answer in the tests.
const answerWithin = 10 * time.Minute

// Helper is the counsellor of the tests.
const Helper = "raadgiver"

// helper is their account, with room for everybody who waits.
func helper() handoff.Account {
	return handoff.Account{Name: Helper, Role: handoff.RoleCounsellor, Most: 1000}
}

// NewHouse builds a house with the shipped conversations. Logs go to logs at debug
// level; nil is nowhere.
func NewHouse(t *testing.T, logs io.Writer) *House {
	t.Helper()
	return NewHouseOf(t, logs, flows.FS, locales.FS)
}

// NewHouseOf is NewHouse with other conversations.
func NewHouseOf(t *testing.T, logs io.Writer, flowFiles, localeFiles fs.FS) *House {
	t.Helper()
	zone, err := time.LoadLocation("Europe/Copenhagen")
	must(t, err)
	now, err := time.ParseInLocation("2006-01-02T15:04", Monday, zone)
	must(t, err)
	h := &House{Clock: NewClock(now), Channel: &Recorder{}, Lang: "da", zone: zone}
	h.Redis = miniredis.RunT(t)
	h.Redis.SetTime(now)
	h.Keys, err = redis.NewKeyset()
	must(t, err)
	log := slog.New(slog.DiscardHandler)
	if logs != nil {
		log = slog.New(slog.NewJSONHandler(logs, &slog.HandlerOptions{Level: slog.LevelDebug}))
	}
	db, err := redis.Open("redis://"+h.Redis.Addr(), redis.Options{Now: h.Clock.Now, Log: log, Random: newDice(), HashMemory: 8})
	must(t, err)
	t.Cleanup(func() { _ = db.Close() })
	h.Calendar, h.Queue = redis.NewCalendar(db, h.Keys), redis.NewHandoffs(db, h.Keys, redis.NewBell(db))
	h.Person = h.Keys.Person("telegram", "4711")
	h.people = redis.NewPeople(db, h.Keys)
	c, err := load(flowFiles, localeFiles, zone)
	must(t, err)
	h.desks = newDesks(h, c.services.Services())
	h.Talk = &talk.Talk{
		Flows: c.flows, Entry: "first-contact", Directory: c.services, Texts: c.texts, WHO5: c.screening, Judge: Judge,
		Store: h.people, Calendar: deskCalendar{h.Calendar, h.desks}, Queue: deskQueue{h.Queue, h.desks},
		Channels: map[string]bot.Channel{"telegram": h.Channel}, Now: h.Clock.Now, Zone: zone, Log: log,
		CrisisPatience: busyMachine, AnswerWithin: answerWithin,
	}
	return h
}

// Handle gives an update to the talk and waits until its replies are sent.
func (h *House) Handle(t *testing.T, in bot.In) {
	t.Helper()
	must(t, h.Talk.Handle(context.Background(), in))
	h.Settle(t)
}

// Settle waits until all that is on its way has been sent.
func (h *House) Settle(t *testing.T) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	h.Talk.Drain(ctx)
	must(t, ctx.Err())
}

// Wait lets time pass, and what becomes due happen.
func (h *House) Wait(t *testing.T, d time.Duration) {
	t.Helper()
	h.Clock.Move(d)
	h.Redis.SetTime(h.Clock.Now())
	h.Redis.FastForward(d)
	h.Talk.Tick(context.Background())
	h.Settle(t)
}

// heard gives what was said since the last call, as a transcript.
func (h *House) heard() string {
	var text string
	for _, sent := range h.Channel.take() {
		if sent.out.Replace != "" {
			sent.message = sent.out.Replace
		}
		h.shown = append(h.shown, sent)
		if line := sent.out.Transcript(); line != "" {
			text += line + "\n"
		}
	}
	if text == "" {
		return ""
	}
	return text[:len(text)-1]
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

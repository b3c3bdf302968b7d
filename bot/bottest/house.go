package bottest

import (
	"context"
	"io"
	"io/fs"
	"log/slog"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2"

	"lyt/bot"
	"lyt/bot/booking"
	"lyt/bot/directory"
	"lyt/bot/flow"
	"lyt/bot/handoff"
	"lyt/bot/redis"
	"lyt/bot/talk"
	"lyt/bot/triage"
	"lyt/bot/who5"
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

	directory *directory.Directory
	zone      *time.Location
	n         int // updates so far
	shown     []shownMessage
}

type shownMessage struct {
	message string
	out     bot.Out
}

// Monday is when conversations in the files begin, unless they say otherwise: a
// Monday morning with everybody at work.
const Monday = "2026-11-23T10:00"

// helper is the counsellor of the tests.
const helper = "raadgiver"

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
	db, err := redis.Open("redis://"+h.Redis.Addr(), redis.Options{Now: h.Clock.Now, Log: log, Random: rand.NewChaCha8([32]byte{})})
	must(t, err)
	t.Cleanup(func() { _ = db.Close() })
	h.Calendar, h.Queue = redis.NewCalendar(db, h.Keys), redis.NewHandoffs(db, h.Keys, redis.NewBell(db))
	h.Person = h.Keys.Person("telegram", "4711")
	h.furnish(t, flowFiles, localeFiles, log, redis.NewPeople(db, h.Keys))
	h.Stage(t, []string{"duty", "on"})
	h.openTimes(t)
	return h
}

func (h *House) furnish(t *testing.T, flowFiles, localeFiles fs.FS, log *slog.Logger, people talk.Store) {
	t.Helper()
	conversations, problems := flow.Load(flowFiles)
	if flow.Broken(problems) {
		t.Fatalf("flows: %v", problems)
	}
	services, wrong := directory.Load(flowFiles)
	for _, w := range wrong {
		if w.Severity == directory.Error {
			t.Fatalf("services: %v", w)
		}
	}
	texts, err := locales.Load(localeFiles)
	must(t, err)
	screening, err := who5.Load(flowFiles)
	must(t, err)
	texts.Zone, services.Zone, h.directory = h.zone, h.zone, services
	h.Talk = &talk.Talk{
		Flows: conversations, Entry: "first-contact", Directory: services, Texts: texts, WHO5: screening, Judge: triage.Judge,
		Store: people, Calendar: h.Calendar, Queue: h.Queue, Channels: map[string]bot.Channel{"telegram": h.Channel},
		Now: h.Clock.Now, Zone: h.zone, Log: log,
	}
}

// openTimes opens the same three times on each of the next working days at every desk.
func (h *House) openTimes(t *testing.T) {
	t.Helper()
	today := h.Clock.Now().In(h.zone)
	for _, id := range h.desks() {
		var slots []booking.Slot
		for day := 1; day <= 4; day++ {
			for _, hour := range []int{13, 15} {
				start := time.Date(today.Year(), today.Month(), today.Day()+day, hour, 0, 0, 0, h.zone)
				slots = append(slots, booking.Slot{Service: id, Start: start, Length: 45 * time.Minute, Format: booking.InPerson})
			}
		}
		_, err := h.Calendar.AddSlots(context.Background(), id, slots)
		must(t, err)
	}
}

func (h *House) desks() []string {
	var ids []string
	for _, s := range h.directory.Services() {
		if s.Desk {
			ids = append(ids, s.ID)
		}
	}
	return ids
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

// Stage is what happens around the person:
//
//	at 2026-11-23T22:00    the clock shows this
//	duty on | off          counsellors come or go, at every desk
//	times none             all free times are gone
//	times taken            somebody else takes the first time on offer
//	desk claims | says WORDS… | closes
func (h *House) Stage(t *testing.T, words []string) {
	t.Helper()
	ctx := context.Background()
	switch words[0] {
	case "at":
		at, err := time.ParseInLocation("2006-01-02T15:04", words[1], h.zone)
		must(t, err)
		h.Clock.Move(at.Sub(h.Clock.Now()))
		h.Redis.SetTime(at)
	case "duty":
		until := h.Clock.Now().Add(23 * time.Hour)
		if words[1] == "off" {
			until = h.Clock.Now().Add(-time.Second)
		}
		for _, id := range h.desks() {
			must(t, h.Queue.Duty(ctx, id, helper, until))
		}
	case "times":
		h.stageTimes(t, words[1])
	case "desk":
		h.stageDesk(t, words[1:])
	default:
		t.Fatalf("stage: %q is not known", words[0])
	}
}

func (h *House) stageTimes(t *testing.T, what string) {
	t.Helper()
	ctx, now := context.Background(), h.Clock.Now()
	most := 1
	if what == "none" {
		most = 1000
	}
	for _, id := range h.desks() {
		free, err := h.Calendar.Free(ctx, id, now, now.Add(60*24*time.Hour), most)
		must(t, err)
		for i, slot := range free {
			other := h.Keys.Person("telegram", "other"+strconv.Itoa(i)+slot.ID)
			_, err := h.Calendar.Take(ctx, booking.Request{ID: "other:" + slot.ID, Service: id, Slot: slot.ID, Person: other, Now: now})
			must(t, err)
		}
	}
}

// stageDesk is the counsellor of whatever service the person waits for.
func (h *House) stageDesk(t *testing.T, words []string) {
	t.Helper()
	ctx := context.Background()
	h.n++
	op := "desk:" + strconv.Itoa(h.n)
	for _, id := range h.desks() {
		acted := false
		switch words[0] {
		case "claims":
			waiting, err := h.Queue.Waiting(ctx, id)
			must(t, err)
			for _, w := range waiting {
				_, err := h.Queue.Claim(ctx, id, w.ID, op, helper)
				must(t, err)
				acted = true
			}
		default:
			acted = h.stageTalk(t, id, op, words)
		}
		if acted {
			must(t, h.Talk.Relay(ctx, id))
			h.Settle(t)
			return
		}
	}
	t.Fatalf("stage: nobody to %v", words)
}

func (h *House) stageTalk(t *testing.T, service, op string, words []string) bool {
	t.Helper()
	ctx := context.Background()
	mine, err := h.Queue.Mine(ctx, service, helper)
	must(t, err)
	for _, live := range mine {
		if live.State != handoff.Live {
			continue
		}
		if words[0] == "closes" {
			must(t, h.Queue.Close(ctx, service, live.ID, op, helper))
			return true
		}
		must(t, h.Queue.Answer(ctx, service, live.ID, op, helper, bot.Heard(strings.Join(words[1:], " "))))
		return true
	}
	return false
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

package bottest

import (
	"context"
	"strconv"
	"strings"
	"testing"
	"time"

	"lyt/bot"
	"lyt/bot/booking"
	"lyt/bot/handoff"
)

// Stage is what happens around the person:
//
//	at 2026-11-23T22:00    the clock shows this
//	duty on | off          counsellors come or go, at every desk
//	times none             all free times are gone
//	times taken            somebody else takes the first time on offer
//	times open phone 2026-12-07T13:00    one more time at every desk
//	desk claims | says WORDS… | closes
func (h *House) Stage(t *testing.T, words []string) {
	t.Helper()
	ctx := context.Background()
	switch words[0] {
	case "at":
		at := h.localTime(t, words[1])
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
		if words[1] == "open" {
			h.openTime(t, booking.Format(words[2]), words[3])
			return
		}
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
		said := strings.Join(words[1:], " ")
		h.Typed = append(h.Typed, said)
		must(t, h.Queue.Answer(ctx, service, live.ID, op, helper, bot.Heard(said)))
		return true
	}
	return false
}

func (h *House) openTime(t *testing.T, how booking.Format, start string) {
	t.Helper()
	at := h.localTime(t, start)
	for _, id := range h.desks() {
		slot := booking.Slot{Service: id, Start: at, Length: 45 * time.Minute, Format: how}
		_, err := h.Calendar.AddSlots(context.Background(), id, []booking.Slot{slot})
		must(t, err)
	}
}

func (h *House) localTime(t *testing.T, clock string) time.Time {
	t.Helper()
	at, err := time.ParseInLocation("2006-01-02T15:04", clock, h.zone)
	must(t, err)
	return at
}

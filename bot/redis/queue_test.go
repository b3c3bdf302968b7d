package redis_test

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"lyt/bot"
	"lyt/bot/handoff"
)

func queueOrder(t *testing.T, w *world) {
	var ids [4]string
	for i, p := range []handoff.Priority{handoff.Other, handoff.Low, handoff.Crisis, handoff.Low} {
		ids[i] = w.ask(fmt.Sprint(i), person(fmt.Sprint("p", i)), p).ID
		w.clock.Move(time.Second)
	}
	if diff := cmp.Diff([]string{ids[2], ids[1], ids[3], ids[0]}, w.waiting()); diff != "" {
		t.Fatal(diff)
	}
	if place := w.find(ids[3]).Place; place != 3 {
		t.Fatalf("place %d, want 3", place)
	}
	// In danger, the last becomes the second: behind who was in danger before.
	w.clock.Move(time.Hour)
	if h := w.ask("again", person("p3"), handoff.Crisis); h.Place != 2 || h.Request.Priority != handoff.Crisis {
		t.Fatalf("in danger at place %d", h.Place)
	}
}

func twoClaim(t *testing.T, w *world) {
	h := w.ask("1", person("anna"), handoff.Other)
	var wg sync.WaitGroup
	var won atomic.Int32
	for i := range 50 {
		wg.Go(func() {
			_, err := w.claim(h.ID, fmt.Sprint("raadgiver", i%5))
			switch {
			case err == nil:
				won.Add(1)
			case !errors.Is(err, handoff.ErrClaimed):
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if won.Load() != 10 { // ten clicks of the one who got it
		t.Fatalf("%d of 50 clicks got it, want the ten of one counsellor", won.Load())
	}
	if n := w.notices(); len(n) != 1 || n[0].Kind != bot.Claimed {
		t.Fatalf("%d notices of one claim", len(n))
	}
}

func waitingEnds(t *testing.T, w *world) {
	h := w.ask("1", person("anna"), handoff.Crisis)
	must(t, w.desk.Say(ctx(t), service, h.ID, "2", bot.Heard("x"), handoff.Unmarked))
	for _, class := range []string{"handoff", "asks", "thread", "queue"} {
		ttl, err := w.raw.PTTL(ctx(t), w.keysOf(class)[0]).Result()
		must(t, err)
		if ttl < handoff.WaitLife-time.Minute || ttl > handoff.WaitLife {
			t.Fatalf("%s of somebody who waits lives %v, want a day", class, ttl)
		}
	}
	w.clock.Move(12 * time.Hour)
	later := w.ask("3", person("bo"), handoff.Crisis)
	w.clock.Move(12*time.Hour + time.Second)
	for _, class := range []string{"handoff", "asks", "thread"} {
		for _, key := range w.keysOf(class) {
			if strings.HasSuffix(key, h.ID) || strings.HasSuffix(key, ":anna") {
				must(t, w.raw.Del(ctx(t), key).Err()) // its day is over
			}
		}
	}
	if place := w.find(later.ID).Place; place != 1 {
		t.Fatalf("behind somebody whose day is over: place %d", place)
	}
	if diff := cmp.Diff([]string{later.ID}, w.waiting()); diff != "" {
		t.Fatal(diff)
	}
	_, err := w.claim(h.ID, "mette")
	wantErr(t, "claim what is over", err, handoff.ErrUnknown)
}

func (w *world) notices() []handoff.Notice {
	w.t.Helper()
	list, err := w.desk.Notices(ctx(w.t), service, 100)
	must(w.t, err)
	return list
}

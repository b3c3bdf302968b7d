package redis_test

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2"
	goredis "github.com/redis/go-redis/v9"
	"pgregory.net/rapid"

	"lyt/bot"
	"lyt/bot/handoff"
	"lyt/bot/redis"
)

func (w *world) note(d *redis.Deeds, service, what string) {
	w.t.Helper()
	must(w.t, d.Note(ctx(w.t), handoff.Deed{Who: "mette", Service: service, What: what, On: "samtalen", More: "talked"}))
}

// log writes down what a service's log tells, newest first, read in pages.
func (w *world) log(d *redis.Deeds, service string, page int) (told []string) {
	w.t.Helper()
	for before := ""; ; {
		deeds, err := d.List(ctx(w.t), service, before, page)
		must(w.t, err)
		if len(deeds) == 0 {
			return told
		}
		for _, deed := range deeds {
			if deed.What != redis.DeedAnchor {
				told = append(told, deed.What)
			}
		}
		before = deeds[len(deeds)-1].ID
	}
}

func wantLog(t testing.TB, what string, got []string, want ...string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Fatalf("%s: the log tells %v, want %v", what, got, want)
	}
}

// deedsInOrder: what was noted comes back as it was, each service's by itself.
func deedsInOrder(t *testing.T, w *world) {
	d := redis.NewDeeds(w.db, w.keys)
	wantLog(t, "before anything was done", w.log(d, service, 10))
	w.note(d, service, "looked")
	w.note(d, service, "claimed")
	w.clock.Move(time.Minute)
	w.note(d, service, "closed")
	w.note(d, "", "account-made")
	wantLog(t, "in one page", w.log(d, service, 10), "closed", "claimed", "looked")
	wantLog(t, "in three pages", w.log(d, service, 1), "closed", "claimed", "looked")
	wantLog(t, "of no service", w.log(d, "", 10), "account-made")
	wantLog(t, "of another service", w.log(d, "en-anden", 10))
	deeds, err := d.List(ctx(t), service, "", 1)
	must(t, err)
	one := deeds[0]
	if one.Who != "mette" || one.Service != service || one.On != "samtalen" || one.More != "talked" || !one.At.Equal(w.clock.Now()) {
		t.Fatalf("the deed came back as %+v", one)
	}
	if deeds, err := d.List(ctx(t), service, "intet id", 10); err != nil || len(deeds) != 3 {
		t.Fatalf("a made-up id gives %d deeds (%v), want all three", len(deeds), err)
	}
	if err := d.Note(ctx(t), handoff.Deed{Service: service, What: "looked"}); err == nil {
		t.Fatal("a deed of nobody was noted")
	}
}

// deedsLostAnswer: a deed whose answer was lost is noted once.
func deedsLostAnswer(t *testing.T, w *world) {
	d := redis.NewDeeds(w.db, w.keys)
	w.note(d, service, "looked")
	w.losing("note", func() error {
		return d.Note(ctx(t), handoff.Deed{Who: "mette", Service: service, What: "claimed"})
	})
	wantLog(t, "after a lost answer", w.log(d, service, 10), "claimed", "looked")
}

// deedsAtOnce: two replicas write at once, and the chain holds.
func deedsAtOnce(t *testing.T, w *world) {
	replicas := []*redis.Deeds{redis.NewDeeds(w.db, w.keys), redis.NewDeeds(w.open(nil), w.keys)}
	var all sync.WaitGroup
	for i := range 24 {
		all.Go(func() {
			deed := handoff.Deed{Who: "mette", Service: service, What: fmt.Sprint("nr-", i)}
			if err := replicas[i%2].Note(ctx(t), deed); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	told := w.log(replicas[0], service, 7)
	slices.Sort(told)
	if len(slices.Compact(told)) != 24 || slices.Contains(told, redis.DeedMissing) {
		t.Fatalf("of 24 deeds at once the log tells %v", told)
	}
}

// deedsTamperedWith: whoever has Redis and not the keyset cannot hide that they
// changed the log.
func deedsTamperedWith(t *testing.T, w *world) {
	d := redis.NewDeeds(w.db, w.keys)
	fill := func() {
		for _, what := range []string{"one", "two", "three", "four"} {
			w.note(d, service, what)
		}
	}
	for _, c := range []struct {
		what   string
		tamper func(key string, entries []goredis.XMessage)
		want   []string
	}{
		{"the first is taken out", w.without(0), []string{"four", "three", "two", redis.DeedMissing}},
		{"one in the middle is taken out", w.without(2), []string{"four", redis.DeedMissing, "two", "one"}},
		{"the last is taken out", w.without(3), []string{redis.DeedMissing, "three", "two", "one"}},
		{"all are taken out", func(key string, _ []goredis.XMessage) { must(t, w.raw.Del(ctx(t), key).Err()) }, []string{redis.DeedMissing}},
		{"one stands in the place of another", w.rewritten(func(all []goredis.XMessage) { all[1].Values = all[2].Values }), []string{"four", "three", redis.DeedChanged, "one"}},
		{"two change places", w.rewritten(func(all []goredis.XMessage) { all[1].Values, all[2].Values = all[2].Values, all[1].Values }),
			[]string{"four", redis.DeedChanged, redis.DeedChanged, "one"}},
		{"one is rubbish", w.rewritten(func(all []goredis.XMessage) { all[3].Values = map[string]any{"e": "rubbish"} }), []string{redis.DeedChanged, "three", "two", "one"}},
		{"one is put in", w.rewritten(func(all []goredis.XMessage) { all[0].ID, all[0].Values = "1-1", all[1].Values }), []string{"four", "three", "two", redis.DeedMissing}},
	} {
		fill()
		key := w.monthKeys()[0]
		entries, err := w.raw.XRange(ctx(t), key, "-", "+").Result()
		must(t, err)
		c.tamper(key, entries)
		for _, page := range []int{10, 1} {
			wantLog(t, c.what, w.log(d, service, page), c.want...)
		}
		w.note(d, service, "after") // the desk goes on, and the gap stays to be seen
		told := w.log(d, service, 10)
		if told[0] != "after" || !slices.Contains(told, redis.DeedMissing) && !slices.Contains(told, redis.DeedChanged) {
			t.Fatalf("%s: the next deed hides it: %v", c.what, told)
		}
		for _, key := range w.keysOf("deeds") { // of two services: not in one go on a cluster
			must(t, w.raw.Del(ctx(t), key).Err())
		}
	}
}

// deedsSetBack: the newest deeds are taken out and the tip is set back to where it stood,
// or all is taken out, and it is seen all the same, also after the desk went on.
func deedsSetBack(t *testing.T, w *world) {
	d := redis.NewDeeds(w.db, w.keys)
	told := func(what string, want ...string) {
		t.Helper()
		for _, page := range []int{10, 1} {
			wantLog(t, what, w.log(redis.NewDeeds(w.db, w.keys), service, page), want...)
		}
	}
	setBack := func(entry string, tip string) {
		t.Helper()
		must(t, w.raw.XDel(ctx(t), w.monthKeys()[0], entry).Err())
		must(t, w.raw.Set(ctx(t), w.tipKey(), tip, time.Hour).Err())
		w.clock.Move(time.Second)
	}
	newest := func() (id, tip string) {
		t.Helper()
		all, err := w.raw.XRevRangeN(ctx(t), w.monthKeys()[0], "+", "-", 1).Result()
		must(t, err)
		return all[0].ID, w.raw.Get(ctx(t), w.tipKey()).Val()
	}
	w.note(d, service, "one")
	_, tip := newest()
	w.clock.Move(time.Hour)
	w.note(d, service, "two") // the first of its hour
	two, later := newest()
	setBack(two, tip)
	told("set back", redis.DeedMissing, "one")
	w.note(d, service, "three")
	told("after the desk went on", "three", redis.DeedMissing, "one")

	_, tip = newest()
	w.note(d, service, "four")
	told("read", "four", "three", redis.DeedMissing, "one")
	four, _ := newest()
	setBack(four, tip)
	told("what somebody read is set back", redis.DeedMissing, "three", redis.DeedMissing, "one")
	setBack(four, later)
	must(t, w.raw.Del(ctx(t), w.monthKeys()[0], w.tipKey()).Err())
	told("all is taken out", redis.DeedMissing)
}

// monthKeys are the keys of a service's log without the tip.
func (w *world) monthKeys() []string {
	return slices.DeleteFunc(w.keysOf("deeds"), func(key string) bool {
		return strings.HasSuffix(key, ":tip") || strings.Contains(key, "{staff}")
	})
}

func (w *world) tipKey() string {
	w.t.Helper()
	month, _, _ := strings.Cut(w.monthKeys()[0], ":deeds:")
	return month + ":deeds:tip"
}

func (w *world) without(i int) func(string, []goredis.XMessage) {
	return func(key string, entries []goredis.XMessage) {
		must(w.t, w.raw.XDel(ctx(w.t), key, entries[i].ID).Err())
	}
}

func (w *world) rewritten(change func([]goredis.XMessage)) func(string, []goredis.XMessage) {
	return func(key string, entries []goredis.XMessage) {
		change(entries)
		must(w.t, w.raw.Del(ctx(w.t), key).Err())
		for _, entry := range entries {
			must(w.t, w.raw.XAdd(ctx(w.t), &goredis.XAddArgs{Stream: key, ID: entry.ID, Values: entry.Values}).Err())
		}
	}
}

// deedsLostTip: without its tip the log goes on behind what is there, and the place
// can be seen.
func deedsLostTip(t *testing.T, w *world) {
	d := redis.NewDeeds(w.db, w.keys)
	w.note(d, service, "looked")
	tip := strings.Replace(w.monthKeys()[0], w.clock.Now().UTC().Format("2006-01"), "tip", 1)
	must(t, w.raw.Set(ctx(t), tip, "rubbish", time.Hour).Err())
	w.note(d, service, "claimed")
	wantLog(t, "after the tip was lost", w.log(d, service, 10), "claimed", redis.DeedMissing, "looked")
}

// TestDeedsAgainstModel: over months, in pages of any size, the log tells all that was
// done in thirteen months and nothing older, and one that is taken out is missed.
func TestDeedsAgainstModel(t *testing.T) {
	server := miniredis.RunT(t)
	w := newWorld(t, "redis://"+server.Addr())
	d := redis.NewDeeds(w.db, w.keys)
	rapid.Check(t, func(rt *rapid.T) {
		server.FlushAll()
		var model []handoff.Deed
		n := 0
		rt.Repeat(map[string]func(*rapid.T){
			"note": func(rt *rapid.T) {
				n++
				w.note(d, service, fmt.Sprint("nr-", n))
				model = append(model, handoff.Deed{What: fmt.Sprint("nr-", n), At: w.clock.Now()})
			},
			"time passes": func(rt *rapid.T) {
				// Never whole hours: what happens in the very moment that a life ends is nobody's promise.
				passed := time.Duration(rapid.IntRange(0, 60*24).Draw(rt, "hours"))*time.Hour + time.Millisecond
				w.clock.Move(passed)
				server.FastForward(passed)
				model = slices.DeleteFunc(model, func(deed handoff.Deed) bool { return deed.At.Before(w.clock.Now().Add(-handoff.DeedLife)) })
			},
			"": func(rt *rapid.T) {
				told := w.log(d, service, rapid.IntRange(1, 5).Draw(rt, "page"))
				slices.Reverse(told)
				if !slices.EqualFunc(told, model, func(what string, deed handoff.Deed) bool { return what == deed.What }) {
					rt.Fatalf("the log tells %v of %d deeds", told, len(model))
				}
			},
		})
		w.takeOneOut(rt, d)
	})
}

func (w *world) takeOneOut(rt *rapid.T, d *redis.Deeds) {
	before := w.log(d, service, 100)
	if len(before) == 0 {
		return
	}
	key := rapid.SampledFrom(w.monthKeys()).Draw(rt, "month")
	entries, err := w.raw.XRange(ctx(w.t), key, fmt.Sprint(w.clock.Now().Add(-handoff.DeedLife).UnixMilli()), "+").Result()
	must(w.t, err)
	if len(entries) == 0 {
		return
	}
	must(w.t, w.raw.XDel(ctx(w.t), key, rapid.SampledFrom(entries).Draw(rt, "entry").ID).Err())
	told := w.log(d, service, rapid.IntRange(1, 5).Draw(rt, "page"))
	missed := slices.Index(told, redis.DeedMissing)
	if len(told) != len(before) || missed < 0 || slices.Index(told[missed+1:], redis.DeedMissing) >= 0 {
		rt.Fatalf("one was taken out of %v, and the log tells %v", before, told)
	}
}

// seenHappens leaves what a desk notes beside the talks.
func (w *world) seenHappens(t *testing.T, id string) {
	t.Helper()
	d := redis.NewDeeds(w.db, w.keys)
	for _, of := range []string{service, ""} {
		must(t, d.Note(ctx(t), handoff.Deed{Who: "raadgiver-navn", Service: of, What: "slog-op", On: id, More: "Mette Hemmelig"}))
	}
	must(t, w.desk.KeepDraft(ctx(t), service, id, "raadgiver-navn", handoff.Counsellor, bot.Heard("ikke sendt endnu")))
	must(t, w.desk.Announced(ctx(t), service, "chat", w.clock.Now(), time.Minute))
}

package redis_test

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"lyt/bot"
)

const month = 30 * 24 * time.Hour

// say is a commit that answers with these words.
func (w *world) say(id string, loaded bot.Record, state string, words ...string) bot.Commit {
	return bot.Commit{ID: id, Loaded: loaded, State: []byte(state), Life: month, Out: w.parcels(id, words...)}
}

func (w *world) parcels(id string, words ...string) []bot.Parcel {
	var parcels []bot.Parcel
	for i, word := range words {
		parcels = append(parcels, bot.Parcel{Channel: "telegram", Address: bot.At("4711"), At: w.clock.Now(),
			Out: bot.Out{ID: fmt.Sprintf("%s.%d", id, i), Text: word}})
	}
	return parcels
}

func (w *world) load(who bot.Person) bot.Record {
	w.t.Helper()
	r, err := w.people.Load(ctx(w.t), who)
	must(w.t, err)
	return r
}

func (w *world) commit(who bot.Person, c bot.Commit) bot.Lease {
	w.t.Helper()
	lease, err := w.people.Commit(ctx(w.t), who, c)
	must(w.t, err)
	return lease
}

func (w *world) done(who bot.Person, lease bot.Lease, n int, sent ...bot.Sent) bot.Lease {
	w.t.Helper()
	next, err := w.people.Done(ctx(w.t), who, lease, n, sent)
	must(w.t, err)
	return next
}

func (w *world) due(max int) []bot.Job {
	w.t.Helper()
	jobs, err := w.people.Due(ctx(w.t), max)
	must(w.t, err)
	return jobs
}

func words(l bot.Lease) string {
	var all []string
	for _, p := range l.Parcels {
		all = append(all, p.Out.Text)
	}
	return strings.Join(all, " ")
}

func wantWords(t *testing.T, what string, l bot.Lease, want string) {
	t.Helper()
	if l.Token == "" {
		t.Fatalf("%s: no lease", what)
	}
	if got := words(l); got != want {
		t.Fatalf("%s: lease holds %q, want %q", what, got, want)
	}
}

func wantNoLease(t *testing.T, what string, l bot.Lease) {
	t.Helper()
	if l.Token != "" || len(l.Parcels) > 0 {
		t.Fatalf("%s: got a lease on %q, want none", what, words(l))
	}
}

func (w *world) sent(id int, buttons bool) bot.Sent {
	return bot.Sent{Message: strconv.Itoa(id), Buttons: buttons, At: w.clock.Now().Truncate(time.Minute).UTC()}
}

func commitAndLoad(t *testing.T, w *world) {
	who := person("anna")
	if r := w.load(who); r.Version != "" || r.State != nil || len(r.Seen)+len(r.Sent) > 0 {
		t.Fatal("something is kept on somebody who never wrote")
	}
	lease := w.commit(who, w.say("t:1", bot.Record{}, "one", "hej"))
	wantWords(t, "first commit", lease, "hej")
	if p := lease.Parcels[0]; p.Channel != "telegram" || p.Address.Reveal() != "4711" || !p.At.Equal(w.clock.Now()) {
		t.Fatal("the parcel lost its channel, address or time")
	}
	sent := []bot.Sent{w.sent(100, true), w.sent(103, false)}
	wantNoLease(t, "all delivered", w.done(who, lease, 1, sent...))

	r := w.load(who)
	if string(r.State) != "one" || !r.Saw("t:1") || r.Saw("t:2") || r.Version == "" {
		t.Fatal("the record is not what was committed")
	}
	if diff := cmp.Diff(sent, r.Sent); diff != "" {
		t.Fatal(diff)
	}
	for i := range 70 {
		wantNoLease(t, "nothing to say", w.commit(who, w.say(fmt.Sprint("m:", i), w.load(who), "s")))
	}
	r = w.load(who)
	if len(r.Seen) != 64 || r.Saw("t:1") || !r.Saw("m:69") || !r.Saw("m:6") || r.Saw("m:5") {
		t.Fatalf("seen holds %d updates, want the last 64", len(r.Seen))
	}
	empty := w.commit(who, bot.Commit{ID: "e", Loaded: r, State: []byte{}, Life: month})
	wantNoLease(t, "empty state", empty)
	if r := w.load(who); r.State == nil || len(r.State) != 0 {
		t.Fatal("an empty state reads as none")
	}
	for name, c := range map[string]bot.Commit{"no id": {State: []byte("x"), Life: month}, "no life": {ID: "i", State: []byte("x")},
		"too long a life": {ID: "i", State: []byte("x"), Life: 101 * 24 * time.Hour}} {
		if _, err := w.people.Commit(ctx(t), who, c); err == nil || errors.Is(err, bot.ErrConflict) {
			t.Fatalf("commit with %s: error %v, want a refusal", name, err)
		}
	}
}

func twoCommitters(t *testing.T, w *world) {
	who := person("to")
	loaded := w.load(who)
	w.commit(who, w.say("a", loaded, "a", "fra a"))
	if _, err := w.people.Commit(ctx(t), who, w.say("b", loaded, "b", "fra b")); !errors.Is(err, bot.ErrConflict) {
		t.Fatalf("second commit from the same record: %v, want a conflict", err)
	}
	if r := w.load(who); string(r.State) != "a" || r.Saw("b") {
		t.Fatal("the loser left something behind")
	}
	const many, each = 16, 8
	var wg sync.WaitGroup
	for i := range many {
		wg.Go(func() {
			for j := range each {
				w.increment(who, fmt.Sprintf("%d.%d", i, j))
			}
		})
	}
	wg.Wait()
	if got := string(w.load(who).State); got != strconv.Itoa(many*each) {
		t.Fatalf("%d people counted to %s", many*each, got)
	}
}

// increment counts on in the record, again and again until nobody was in between.
func (w *world) increment(who bot.Person, id string) {
	for {
		r, err := w.people.Load(ctx(w.t), who)
		if err != nil {
			w.t.Error(err)
			return
		}
		n, _ := strconv.Atoi(string(r.State))
		_, err = w.people.Commit(ctx(w.t), who, bot.Commit{ID: id, Loaded: r, State: []byte(strconv.Itoa(n + 1)), Life: month})
		if err == nil {
			return
		}
		if !errors.Is(err, bot.ErrConflict) {
			w.t.Error(err)
			return
		}
	}
}

func sameUpdateAtOnce(t *testing.T, w *world) {
	who := person("dobbelt")
	loaded := w.load(who)
	var wg sync.WaitGroup
	var leases atomic.Int32
	for range 20 {
		wg.Go(func() {
			lease, err := w.people.Commit(ctx(t), who, w.say("t:9", loaded, "once", "et", "to"))
			if err != nil {
				t.Errorf("same update at once: %v", err)
			}
			if lease.Token != "" {
				leases.Add(1)
			}
		})
	}
	wg.Wait()
	if leases.Load() != 1 {
		t.Fatalf("%d handlers deliver, want one", leases.Load())
	}
	w.runOut("lease")
	job, err := w.people.Resume(ctx(t), who)
	must(t, err)
	wantWords(t, "after twenty at once", job.Lease, "et to")
}

func erase(t *testing.T, w *world) {
	who := person("glem")
	c := w.say("1", bot.Record{}, "1", "a", "b")
	c.Next = w.clock.Now().Add(time.Hour)
	other := w.commit(who, c)
	must(t, w.feed.Append(ctx(t), who, "1", []byte("side")))
	lease := w.commit(who, bot.Commit{ID: "slet", Loaded: w.load(who), Out: w.parcels("slet", "slettet")})
	wantWords(t, "only the last words", lease, "slettet")
	if _, err := w.people.Done(ctx(t), who, other, 1, nil); !errors.Is(err, bot.ErrLeaseLost) {
		t.Fatalf("who delivered before the deletion goes on: %v", err)
	}
	// The same update, handled at once elsewhere, has no second effect.
	wantNoLease(t, "same deletion", w.commit(who, bot.Commit{ID: "slet", Loaded: bot.Record{Version: "12345678"}, Out: w.parcels("slet", "slettet")}))
	if _, err := w.people.Commit(ctx(t), who, w.say("2", bot.Record{Version: "12345678"}, "x")); !errors.Is(err, bot.ErrConflict) {
		t.Fatalf("commit on what was deleted: %v", err)
	}
	if keys := append(w.keysOf("person"), w.keysOf("web")...); len(keys) > 0 {
		t.Fatal("the record or the page is still there")
	}
	ttl, err := w.raw.PTTL(ctx(t), w.keysOf("out")[0]).Result()
	must(t, err)
	if ttl <= 0 || ttl > 10*time.Minute {
		t.Fatalf("the last words live %v", ttl)
	}
	wantNoLease(t, "said", w.done(who, lease, 1, w.sent(3, false)))
	if keys := w.allKeys(); len(keys) > 0 {
		t.Fatalf("%d keys are left of somebody who deleted everything", len(keys))
	}
	wantNoLease(t, "nothing kept, nothing said", w.commit(who, bot.Commit{ID: "igen"}))
	if r := w.load(who); r.Version != "" {
		t.Fatal("deleting brought something back")
	}
}

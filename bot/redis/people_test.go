package redis_test

import (
	"bytes"
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
	"lyt/bot/redis"
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
		"too long a life": {ID: "i", State: []byte("x"), Life: 2 * month}} {
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

func orderOfReplies(t *testing.T, w *world) {
	who := person("orden")
	first := w.commit(who, w.say("1", bot.Record{}, "1", "a", "b"))
	wantWords(t, "first", first, "a b")
	wantNoLease(t, "somebody delivers", w.commit(who, w.say("2", w.load(who), "2", "c")))
	wantNoLease(t, "somebody delivers", w.commit(who, w.say("3", w.load(who), "3", "d", "e")))
	next := w.done(who, first, 1)
	wantWords(t, "after one", next, "b c d e")
	if next.Token == first.Token {
		t.Fatal("the token stayed the same, so a repetition cannot be told")
	}
	next = w.done(who, next, 3)
	wantWords(t, "after four", next, "e")
	must(t, w.people.PutOff(ctx(t), who, next, w.clock.Now().Add(time.Hour)))
	wantWords(t, "older ones go first", w.commit(who, w.say("4", w.load(who), "4", "f")), "e f")
}

func sentSurvivesCommit(t *testing.T, w *world) {
	who := person("sendt")
	lease := w.commit(who, w.say("1", bot.Record{}, "1", "a"))
	loaded := w.load(who) // before the message was sent
	wantNoLease(t, "sent", w.done(who, lease, 1, w.sent(7, true)))
	lease = w.commit(who, w.say("2", loaded, "2", "b"))
	if diff := cmp.Diff([]bot.Sent{w.sent(7, true)}, lease.Sent); diff != "" {
		t.Fatalf("the lease does not know what was sent: %s", diff)
	}
	r := w.load(who)
	if string(r.State) != "2" || len(r.Sent) != 1 {
		t.Fatal("the commit undid what was noted as sent")
	}
	wantNoLease(t, "web ids", w.done(who, lease, 1, bot.Sent{Message: "w:x.0", At: time.Unix(0, 0).UTC()}))
	if r := w.load(who); len(r.Sent) != 1 || r.Sent[0].Message != "w:x.0" {
		t.Fatal("an id that is no number is not kept")
	}
}

func putOffAndDue(t *testing.T, w *world) {
	who := person("senere")
	lease := w.commit(who, w.say("1", bot.Record{}, "1", "a"))
	must(t, w.people.PutOff(ctx(t), who, lease, w.clock.Now().Add(30*time.Second)))
	if jobs := w.due(10); len(jobs) > 0 {
		t.Fatal("due before its time")
	}
	w.clock.Move(30 * time.Second)
	jobs := w.due(10)
	if len(jobs) != 1 || !jobs[0].Person.Equal(who) || !jobs[0].Wake.IsZero() {
		t.Fatalf("%d jobs are due, want the one put off", len(jobs))
	}
	wantWords(t, "due", jobs[0].Lease, "a")
	if len(w.due(10)) > 0 {
		t.Fatal("claimed twice")
	}
	wantNoLease(t, "delivered", w.done(who, jobs[0].Lease, 1))
	w.clock.Move(24 * time.Hour)
	if len(w.due(10)) > 0 || len(w.keysOf("due")) > 0 {
		t.Fatal("something is due of somebody with nothing to do")
	}
}

func timers(t *testing.T, w *world) {
	who := person("påmindelse")
	c := w.say("1", bot.Record{}, "1")
	c.Next = w.clock.Now().Add(time.Hour)
	wantNoLease(t, "only a timer", w.commit(who, c))
	if len(w.due(10)) > 0 {
		t.Fatal("woken too early")
	}
	w.clock.Move(time.Hour)
	jobs := w.due(10)
	if len(jobs) != 1 || !jobs[0].Wake.Equal(c.Next) || jobs[0].Lease.Token == "" {
		t.Fatalf("%d jobs after an hour, want one that wakes", len(jobs))
	}
	wantNoLease(t, "the waker delivers", w.commit(who, w.say("wake", w.load(who), "2", "husk")))
	next := w.done(who, jobs[0].Lease, 0, jobs[0].Lease.Sent...)
	wantWords(t, "what waking brought", next, "husk")
	wantNoLease(t, "delivered", w.done(who, next, 1))
	if w.clock.Move(48 * time.Hour); len(w.due(10)) > 0 {
		t.Fatal("woken twice")
	}

	// A timer that was not handled comes again, but not at once.
	c = w.say("3", w.load(who), "3")
	c.Next = w.clock.Now().Add(time.Minute)
	w.commit(who, c)
	w.clock.Move(time.Minute)
	wantNoLease(t, "nothing to say", w.done(who, w.due(10)[0].Lease, 0))
	if len(w.due(10)) > 0 {
		t.Fatal("a timer that failed comes again at once")
	}
	w.clock.Move(3 * time.Second)
	job := w.due(10)
	if len(job) != 1 || !job[0].Wake.Equal(c.Next) {
		t.Fatal("a timer that failed does not come again")
	}
	until := w.clock.Now().Add(time.Minute)
	must(t, w.people.PutOff(ctx(t), who, job[0].Lease, until))
	if w.clock.Move(59 * time.Second); len(w.due(10)) > 0 {
		t.Fatal("due before it was put off to")
	}
	if w.clock.Move(time.Second); len(w.due(10)) != 1 {
		t.Fatal("not due when it was put off to")
	}
	// Its record ends: so does the timer.
	w.runOut("person")
	w.runOut("lease")
	w.clock.Move(time.Hour)
	if len(w.due(10)) > 0 || len(w.keysOf("due")) > 0 {
		t.Fatal("a timer outlived its record")
	}
}

func leaseHandOver(t *testing.T, w *world) {
	who := person("vagtskifte")
	lost := w.commit(who, w.say("1", bot.Record{}, "1", "a", "b"))
	if jobs := w.due(10); len(jobs) > 0 {
		t.Fatal("claimed from somebody who delivers")
	}
	w.clock.Move(redis.DefaultLease) // by the clock it is due, but the lease still lives
	if len(w.due(10)) > 0 {
		t.Fatal("claimed although the lease lives")
	}
	w.clock.Move(redis.DefaultLease)
	w.runOut("lease")
	jobs := w.due(10)
	if len(jobs) != 1 {
		t.Fatal("not claimed when the lease ran out")
	}
	wantWords(t, "taken over", jobs[0].Lease, "a b")
	if _, err := w.people.Done(ctx(t), who, lost, 2, []bot.Sent{w.sent(1, false)}); !errors.Is(err, redis.ErrLeaseLost) {
		t.Fatalf("done with a lost lease: %v", err)
	}
	if err := w.people.PutOff(ctx(t), who, lost, w.clock.Now()); !errors.Is(err, redis.ErrLeaseLost) {
		t.Fatalf("put off with a lost lease: %v", err)
	}
	if w.counts[redis.LeaseLost].Load() != 2 || len(w.load(who).Sent) > 0 {
		t.Fatal("a lost lease changed something, or was not counted")
	}
	wantWords(t, "the new holder goes on", w.done(who, jobs[0].Lease, 1), "b")
}

func dueIsSharedOut(t *testing.T, w *world) {
	const people = 300
	for i := range people {
		c := w.say("1", bot.Record{}, "1")
		c.Next = w.clock.Now().Add(time.Second)
		w.commit(person(fmt.Sprint("p", i)), c)
	}
	w.clock.Move(time.Minute)
	var mu sync.Mutex
	seen := map[string]int{}
	var wg sync.WaitGroup
	for range 4 { // four replicas at once
		wg.Go(func() {
			for {
				jobs, err := w.people.Due(ctx(t), 16)
				if err != nil || len(jobs) == 0 {
					if err != nil {
						t.Error(err)
					}
					return
				}
				mu.Lock()
				if len(jobs) > 16 {
					t.Errorf("%d jobs, at most 16 were asked for", len(jobs))
				}
				for _, j := range jobs {
					seen[j.Person.Key()]++
				}
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	for name, n := range seen {
		if n != 1 {
			t.Errorf("%s was claimed %d times", name, n)
		}
	}
	if rest := len(w.due(people)); len(seen)+rest != people {
		t.Fatalf("%d people claimed, want %d", len(seen)+rest, people)
	}
}

func repliesThatCannotGo(t *testing.T, w *world) {
	who := person("gammel")
	old := w.say("1", bot.Record{}, "1", "gammel")
	lease := w.commit(who, old)
	must(t, w.people.PutOff(ctx(t), who, lease, w.clock.Now()))
	w.clock.Move(bot.GiveUp + time.Minute)
	wantWords(t, "the old one is given up", w.commit(who, w.say("2", w.load(who), "2", "ny")), "ny")
	if w.counts[redis.ParcelExpired].Load() != 1 {
		t.Fatal("giving up was not counted")
	}
	w.runOut("lease")

	key := w.keysOf("out")[0]
	must(t, w.raw.LPush(ctx(t), key, "rubbish").Err())
	must(t, w.raw.RPush(ctx(t), key, "more rubbish").Err())
	job, err := w.people.Resume(ctx(t), who)
	must(t, err)
	wantWords(t, "rubbish is dropped", job.Lease, "ny")
	if w.counts[redis.ParcelUnreadable].Load() != 2 {
		t.Fatal("dropping was not counted")
	}
	wantNoLease(t, "the right one was acknowledged", w.done(who, job.Lease, 1))

	must(t, w.raw.RPush(ctx(t), key, "only rubbish").Err())
	job, err = w.people.Resume(ctx(t), who)
	must(t, err)
	wantNoLease(t, "nothing but rubbish", job.Lease)
	if len(w.keysOf("out"))+len(w.keysOf("lease"))+len(w.keysOf("due")) > 0 {
		t.Fatal("rubbish left something behind")
	}

	must(t, w.raw.Set(ctx(t), w.keysOf("person")[0], bytes.Repeat([]byte{1}, 90), time.Hour).Err())
	if _, err := w.people.Load(ctx(t), who); !errors.Is(err, redis.ErrSealed) && !errors.Is(err, redis.ErrRecord) {
		t.Fatalf("a damaged record loads with %v", err)
	}
	if w.counts[redis.RecordUnreadable].Load() == 0 {
		t.Fatal("a damaged record was not counted")
	}
}

func longOutbox(t *testing.T, w *world) {
	who := person("lang")
	lease := w.commit(who, w.say("0", bot.Record{}, "1", "0"))
	for i := 1; i < 150; i++ {
		w.commit(who, w.say(fmt.Sprint(i), w.load(who), "1", fmt.Sprint(i)))
	}
	n := 0
	for lease.Token != "" {
		for _, p := range lease.Parcels {
			if p.Out.Text != fmt.Sprint(n) {
				t.Fatalf("reply %q is number %d", p.Out.Text, n)
			}
			n++
		}
		lease = w.done(who, lease, len(lease.Parcels))
	}
	if n != 150 {
		t.Fatalf("%d replies of 150 came", n)
	}
}

func erase(t *testing.T, w *world) {
	who := person("glem")
	c := w.say("1", bot.Record{}, "1", "a", "b")
	c.Next = w.clock.Now().Add(time.Hour)
	other := w.commit(who, c)
	must(t, w.feed.Append(ctx(t), who, "1", []byte("side")))
	lease := w.commit(who, bot.Commit{ID: "slet", Loaded: w.load(who), Out: w.parcels("slet", "slettet")})
	wantWords(t, "only the last words", lease, "slettet")
	if _, err := w.people.Done(ctx(t), who, other, 1, nil); !errors.Is(err, redis.ErrLeaseLost) {
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

func resume(t *testing.T, w *world) {
	who := person("igen")
	job, err := w.people.Resume(ctx(t), who)
	must(t, err)
	wantNoLease(t, "nothing there", job.Lease)
	w.commit(who, w.say("1", bot.Record{}, "1", "a"))
	job, err = w.people.Resume(ctx(t), who)
	must(t, err)
	wantNoLease(t, "somebody delivers", job.Lease)
	w.runOut("lease")
	job, err = w.people.Resume(ctx(t), who)
	must(t, err)
	wantWords(t, "nobody delivers", job.Lease, "a")
	if !job.Person.Equal(who) {
		t.Fatal("resumed for somebody else")
	}
}

package redis_test

import (
	"bytes"
	"log/slog"
	"strings"
	"testing"
	"time"

	"lyt/bot"
	"lyt/bot/redis"
)

// lostKey: whoever's record was sealed with a key that is gone begins anew.
func lostKey(t *testing.T, w *world) {
	who := person("nøgle væk")
	lease := w.commit(who, w.say("1", bot.Record{}, "gammel", "a"))
	wantNoLease(t, "delivered", w.done(who, lease, 1, w.sent(7, true)))
	before := w.load(who)
	w.furnish(w.another(t))

	r := w.load(who)
	if r.State != nil || r.Sent != nil || r.Version != before.Version || !r.Saw("1") {
		t.Fatal("what cannot be read came along, or what can did not")
	}
	if w.counts[redis.RecordUnreadable].Load() != 1 {
		t.Fatal("an unreadable record was not counted once")
	}
	lease = w.commit(who, w.say("2", r, "ny", "b"))
	wantWords(t, "begun anew", lease, "b")
	if len(lease.Sent) > 0 {
		t.Fatal("a list that cannot be read has something in it")
	}
	wantNoLease(t, "delivered", w.done(who, lease, 1, w.sent(9, false)))
	r = w.load(who)
	if string(r.State) != "ny" || !r.Saw("1") || !r.Saw("2") || len(r.Sent) != 1 || r.Sent[0].Message != "9" {
		t.Fatal("the record begun anew is not as it was committed")
	}

	w.furnish(w.another(t))
	lease = w.commit(who, bot.Commit{ID: "slet", Loaded: w.load(who), Out: w.parcels("slet", "slettet")})
	wantWords(t, "the last words", lease, "slettet")
	wantNoLease(t, "said", w.done(who, lease, 1))
	if len(w.allKeys()) > 0 {
		t.Fatal("what cannot be read cannot be deleted")
	}
}

// another gives a keyset that opens nothing of what was sealed before.
func (w *world) another(t *testing.T) *redis.Keyset {
	t.Helper()
	keys, err := redis.NewKeyset()
	must(t, err)
	return keys
}

// damagedRecord: a record whose head cannot be read counts as none, for Load and for
// every script.
func damagedRecord(t *testing.T, w *world) {
	who := person("skade")
	head := func(layout, marks byte) []byte {
		return append(append([]byte{layout}, "VERSION!\x01\x02\x03\x04\x05\x06"...), marks)
	}
	for name, raw := range map[string][]byte{
		"empty": {}, "one byte": {1}, "cut off in the head": head(1, 0)[:12], "no length": head(1, 0),
		"half a length": append(head(1, 0), 0), "another layout": append(head(2, 0), bytes.Repeat([]byte{0}, 90)...),
		"too many marks":           append(head(1, 65), bytes.Repeat([]byte{0}, 500)...),
		"cut off in the marks":     append(head(1, 64), bytes.Repeat([]byte{0}, 100)...),
		"cut off in what was sent": append(head(1, 0), 1, 0, 's'), "text": []byte(strings.Repeat("x", 90)),
	} {
		// While replies and a timer are on their way.
		c := w.say(name, w.load(who), "gammel", "a", "b")
		c.Next = w.clock.Now().Add(time.Second)
		lease := w.commit(who, c)
		must(t, w.raw.Set(ctx(t), w.keysOf("person")[0], raw, time.Hour).Err())
		counted := w.counts[redis.RecordUnreadable].Load()
		if r := w.load(who); r.Version != "" || r.State != nil || r.Sent != nil || r.Seen != nil {
			t.Fatalf("%s: something was read", name)
		}
		if w.counts[redis.RecordUnreadable].Load() != counted+1 {
			t.Fatalf("%s: not counted once", name)
		}
		lease = w.done(who, lease, 1, w.sent(1, false))
		must(t, w.people.PutOff(ctx(t), who, lease, w.clock.Now()))
		jobs := w.due(10)
		if len(jobs) != 1 || !jobs[0].Wake.IsZero() {
			t.Fatalf("%s: %d jobs are due, want the replies and no timer", name, len(jobs))
		}
		must(t, w.people.PutOff(ctx(t), who, jobs[0].Lease, w.clock.Now().Add(time.Hour)))
		job, err := w.people.Resume(ctx(t), who)
		must(t, err)
		wantWords(t, name, job.Lease, "b")
		wantNoLease(t, name, w.done(who, job.Lease, 1))

		w.commit(who, w.say(name+"2", w.load(who), "ny"))
		if r := w.load(who); string(r.State) != "ny" || !r.Saw(name+"2") {
			t.Fatalf("%s: it was not written over", name)
		}
		must(t, w.raw.Set(ctx(t), w.keysOf("person")[0], raw, time.Hour).Err())
		w.commit(who, bot.Commit{ID: name + "3", Loaded: w.load(who)})
		if len(w.allKeys()) > 0 {
			t.Fatalf("%s: it cannot be deleted", name)
		}
	}
}

// timerFarAhead: a record may be kept until an appointment is over, and its timer
// goes off while there is still a record.
func timerFarAhead(t *testing.T, w *world) {
	const day = 24 * time.Hour
	who, late := person("langt frem"), person("for langt frem")
	c := w.say("1", bot.Record{}, "1")
	c.Life, c.Next = 100*day, w.clock.Now().Add(95*day)
	w.commit(who, c)
	ttl, err := w.raw.PTTL(ctx(t), w.keysOf("person")[0]).Result()
	must(t, err)
	if ttl <= 99*day || ttl > 100*day {
		t.Fatalf("the record lives %v, want 100 days", ttl)
	}
	if ttl, err := w.raw.PTTL(ctx(t), w.keysOf("due")[0]).Result(); err != nil || ttl <= 100*day {
		t.Fatalf("the list of timers lives %v (%v), shorter than a record", ttl, err)
	}
	beyond := w.say("1", bot.Record{}, "1")
	end := w.clock.Now().Add(beyond.Life)
	beyond.Next = end.Add(10 * day)
	w.commit(late, beyond)
	if report, err := w.db.Audit(ctx(t)); err != nil || !report.OK() {
		t.Fatalf("the audit finds a record that is kept for long (%v):\n%s", err, report)
	}

	w.clock.Move(end.Add(-time.Hour).Sub(w.clock.Now()) - time.Second)
	if len(w.due(10)) > 0 {
		t.Fatal("woken too early")
	}
	w.clock.Move(time.Second)
	jobs := w.due(10)
	if len(jobs) != 1 || !jobs[0].Person.Equal(late) || !jobs[0].Wake.Equal(end.Add(-time.Hour)) {
		t.Fatal("a timer beyond its record's life does not go off an hour before its end")
	}
	wantNoLease(t, "handled", w.commit(late, w.say("2", w.load(late), "2")))
	wantNoLease(t, "handled", w.done(late, jobs[0].Lease, 0))
	w.clock.Move(c.Next.Sub(w.clock.Now()))
	if jobs := w.due(10); len(jobs) != 1 || !jobs[0].Person.Equal(who) || !jobs[0].Wake.Equal(c.Next) {
		t.Fatal("a timer within its record's life was moved")
	}
}

func TestUnreadableRecordIsLoggedWithoutContent(t *testing.T) {
	w := inMemory(t)
	who := person("pseudonymet")
	w.commit(who, w.say("1", bot.Record{}, "hemmelig tilstand", "hemmeligt svar"))
	var text bytes.Buffer
	db, err := redis.Open(w.url, redis.Options{Log: slog.New(slog.NewTextHandler(&text, nil))})
	must(t, err)
	defer db.Close() //nolint:errcheck // only read
	if _, err := redis.NewPeople(db, w.another(t)).Load(ctx(t), who); err != nil {
		t.Fatal(err)
	}
	if log := text.String(); !strings.Contains(log, "state of a record dropped") || !strings.Contains(log, "is not in this keyset") {
		t.Fatalf("the log does not say what happened: %s", log)
	}
	for _, secret := range []string{"hemmelig", "pseudonymet", "lyt:{"} {
		if strings.Contains(text.String(), secret) {
			t.Errorf("the log shows %q", secret)
		}
	}
}

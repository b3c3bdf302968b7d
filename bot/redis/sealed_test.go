package redis_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"lyt/bot"
	"lyt/bot/handoff"
	"lyt/bot/redis"
)

func sealedValuesDoNotMove(t *testing.T, w *world) {
	anna, bo := person("anna"), person("bo")
	for _, who := range []bot.Person{anna, bo} {
		w.done(who, w.commit(who, w.say("1", bot.Record{}, "state of "+who.Key(), "a")), 1, w.sent(1, false))
		w.commit(who, w.say("2", w.load(who), "state of "+who.Key(), "for "+who.Key()))
		must(t, w.feed.Append(ctx(t), who, "1", []byte("page of "+who.Key())))
	}
	w.runOut("lease")
	w.copyKeys(t, "anna", "bo", "person", "out", "web")
	if r := w.load(bo); r.State != nil || r.Sent != nil || w.counts[redis.RecordUnreadable].Load() != 1 {
		t.Fatal("another's record opens")
	}
	job, err := w.people.Resume(ctx(t), bo)
	must(t, err)
	wantNoLease(t, "another's replies", job.Lease)
	if w.counts[redis.ParcelUnreadable].Load() != 1 {
		t.Fatal("another's reply was not dropped")
	}
	if entries, err := w.feed.Read(ctx(t), bo, "", 10); err != nil || len(entries) > 0 {
		t.Fatalf("another's page opens (%v)", err)
	}

	s := w.openSlots(2)
	a, b := w.take(w.request("1", s[0].ID, anna)), w.take(w.request("2", s[1].ID, bo))
	w.copyKeys(t, a.ID, b.ID, "appt")
	w.copyKeys(t, s[0].ID, s[1].ID, "slot")
	if list, err := w.calendar.List(ctx(t), service, time.Time{}, time.Time{}); err != nil || len(list) != 1 {
		t.Fatalf("%d slots can be listed beside one that does not open (%v)", len(list), err)
	}
	if _, err := w.calendar.Find(ctx(t), service, b.ID); !errors.Is(err, redis.ErrSealed) {
		t.Fatalf("another's appointment opens: %v", err)
	}
	h, i := w.ask("1", anna, handoff.Low), w.ask("2", bo, handoff.Low)
	must(t, w.desk.Say(ctx(t), service, h.ID, "3", bot.Heard("x"), handoff.Unmarked))
	must(t, w.desk.Say(ctx(t), service, i.ID, "4", bot.Heard("x"), handoff.Unmarked))
	w.copyKeys(t, h.ID, i.ID, "handoff", "thread")
	if _, err := w.desk.Find(ctx(t), service, i.ID); !errors.Is(err, redis.ErrSealed) {
		t.Fatalf("another's handoff opens: %v", err)
	}
	waiting, err := w.desk.Waiting(ctx(t), service)
	if err != nil || len(waiting) != 2 || len(waiting[0].Request.Shared)+len(waiting[1].Request.Shared) != 1 {
		t.Fatalf("%d wait in the queue, one of them unreadable (%v)", len(waiting), err)
	}
	if _, err := w.desk.Thread(ctx(t), service, i.ID, "", 10); !errors.Is(err, redis.ErrSealed) {
		t.Fatalf("another's words open: %v", err)
	}
}

// copyKeys puts the values of one id in the place of another's.
func (w *world) copyKeys(t *testing.T, from, to string, classes ...string) {
	t.Helper()
	for _, class := range classes {
		copied := false
		for _, key := range w.keysOf(class) {
			if !strings.HasSuffix(key, ":"+from) {
				continue
			}
			for _, other := range w.keysOf(class) {
				if strings.HasSuffix(other, ":"+to) {
					w.copyValue(t, key, other)
					copied = true
				}
			}
		}
		if !copied {
			t.Fatalf("no key of class %s to copy", class)
		}
	}
}

// copyValue writes a key's value into another key; DUMP would not go across nodes of
// miniredis's kind, so each type is copied by hand.
func (w *world) copyValue(t *testing.T, from, to string) {
	t.Helper()
	kind, err := w.raw.Type(ctx(t), from).Result()
	must(t, err)
	must(t, w.raw.Del(ctx(t), to).Err())
	switch kind {
	case "string":
		must(t, w.raw.Set(ctx(t), to, w.raw.Get(ctx(t), from).Val(), time.Hour).Err())
	case "list":
		for _, v := range w.raw.LRange(ctx(t), from, 0, -1).Val() {
			must(t, w.raw.RPush(ctx(t), to, v).Err())
		}
	case "hash":
		must(t, w.raw.HSet(ctx(t), to, w.raw.HGetAll(ctx(t), from).Val()).Err())
	case "stream":
		for _, e := range w.raw.XRange(ctx(t), from, "-", "+").Val() {
			must(t, w.raw.Do(ctx(t), "XADD", to, e.ID, "i", e.Values["i"], "e", e.Values["e"]).Err())
		}
	default:
		t.Fatalf("key of type %s", kind)
	}
}

func rotationKeepsOldReadable(t *testing.T, w *world) {
	before := w.keys
	who := before.Person("telegram", "4711")
	w.commit(who, w.say("1", bot.Record{}, "old", "hej"))
	old := w.people

	rotated, err := before.Rotate()
	must(t, err)
	w.furnish(rotated)
	if !rotated.Person("telegram", "4711").Equal(who) {
		t.Fatal("rotation gave a person another pseudonym")
	}
	r := w.load(who)
	if string(r.State) != "old" {
		t.Fatal("what was sealed before the rotation does not open")
	}
	w.commit(who, w.say("2", r, "new", "igen"))

	// A replica that has not been restarted reads what the new key sealed.
	if r, err := old.Load(ctx(t), who); err != nil || string(r.State) != "new" {
		t.Fatalf("a replica with the keyset of before cannot read on: %v", err)
	}
	for range 2 { // two rotations on, it cannot
		rotated, err = rotated.Rotate()
		must(t, err)
	}
	w.furnish(rotated)
	w.commit(who, w.say("3", w.load(who), "newest"))
	if r, err := old.Load(ctx(t), who); err != nil || r.State != nil || r.Version != w.load(who).Version {
		t.Fatalf("a record under an unknown key opens, or locks the person out: %v", err)
	}
}

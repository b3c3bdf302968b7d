package redis_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"lyt/bot"
	"lyt/bot/redis"
)

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
	if _, err := w.people.Done(ctx(t), who, lost, 2, []bot.Sent{w.sent(1, false)}); !errors.Is(err, bot.ErrLeaseLost) {
		t.Fatalf("done with a lost lease: %v", err)
	}
	if err := w.people.PutOff(ctx(t), who, lost, w.clock.Now()); !errors.Is(err, bot.ErrLeaseLost) {
		t.Fatalf("put off with a lost lease: %v", err)
	}
	if w.counts[redis.LeaseLost].Load() != 2 || len(w.load(who).Sent) > 0 {
		t.Fatal("a lost lease changed something, or was not counted")
	}
	wantWords(t, "the new holder goes on", w.done(who, jobs[0].Lease, 1), "b")
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
	w.runOut("lease")
	job, err = w.people.Resume(ctx(t), who)
	must(t, err)
	wantWords(t, "nothing but rubbish was dropped", job.Lease, "ny")
	wantNoLease(t, "the right one was acknowledged", w.done(who, job.Lease, 1))

	must(t, w.raw.RPush(ctx(t), key, "only rubbish").Err())
	job, err = w.people.Resume(ctx(t), who)
	must(t, err)
	wantNoLease(t, "nothing but rubbish", job.Lease)
	if len(w.keysOf("out"))+len(w.keysOf("lease"))+len(w.keysOf("due")) > 0 {
		t.Fatal("rubbish left something behind")
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

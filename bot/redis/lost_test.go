package redis_test

import (
	"strings"
	"testing"

	"lyt/bot"
	"lyt/bot/booking"
	"lyt/bot/handoff"
	"lyt/bot/redis"
)

func lostAnswers(t *testing.T, w *world) {
	who := person("tabt")
	w.losing("commit", func() error {
		wantWords(t, "commit", w.commit(who, w.say("1", bot.Record{}, "1", "a", "b")), "a b")
		return nil
	})
	var lease bot.Lease
	w.runOut("lease")
	w.losing("resume", func() error {
		job, err := w.people.Resume(ctx(t), who)
		wantWords(t, "resume", job.Lease, "a b")
		lease = job.Lease
		return err
	})
	w.losing("done", func() error {
		lease = w.done(who, lease, 1, w.sent(1, false))
		wantWords(t, "done", lease, "b")
		return nil
	})
	w.losing("commit while delivering", func() error {
		wantNoLease(t, "commit", w.commit(who, w.say("2", w.load(who), "2", "c")))
		return nil
	})
	w.losing("put off", func() error { return w.people.PutOff(ctx(t), who, lease, w.clock.Now()) })
	w.losing("claim", func() error {
		jobs := w.due(10)
		if len(jobs) != 1 {
			t.Fatalf("%d jobs claimed", len(jobs))
		}
		lease = jobs[0].Lease
		wantWords(t, "claim", lease, "b c")
		return nil
	})
	w.losing("the last done", func() error {
		wantNoLease(t, "last done", w.done(who, lease, 2, w.sent(3, true)))
		return nil
	})
	if r := w.load(who); string(r.State) != "2" || len(r.Seen) != 2 || len(r.Sent) != 1 {
		t.Fatal("the record is not what one effect each makes")
	}
	w.losing("a commit without replies", func() error {
		wantNoLease(t, "commit", w.commit(who, w.say("3", w.load(who), "3")))
		return nil
	})
	w.losing("erase", func() error {
		lease = w.commit(who, bot.Commit{ID: "slet", Loaded: w.load(who), Out: w.parcels("slet", "væk")})
		wantWords(t, "erase", lease, "væk")
		return nil
	})
	wantNoLease(t, "erased", w.done(who, lease, 1))
	w.commit(who, w.say("4", bot.Record{}, "4"))
	w.losing("erase without a word", func() error {
		wantNoLease(t, "erase", w.commit(who, bot.Commit{ID: "slet", Loaded: w.load(who)}))
		return nil
	})
	if len(w.allKeys()) > 0 {
		t.Fatal("something is left")
	}
	w.lostInCalendar(t)
	w.lostInTalk(t)
	w.lostElsewhere(t, who)
}

func (w *world) lostInCalendar(t *testing.T) {
	var s []booking.Slot
	w.losing("add slots", func() error { s = w.openSlots(3); return nil })
	anna := person("anna")
	var a, b booking.Appointment
	w.losing("take", func() error { a = w.take(w.request("1", s[0].ID, anna)); return nil })
	move := w.request("2", s[1].ID, anna)
	move.Instead = a.ID
	w.losing("move", func() error { b = w.take(move); return nil })
	if len(w.keysOf("appt")) != 1 || len(w.free()) != 2 {
		t.Fatal("moving had more than one effect")
	}
	w.losing("cancel", func() error { return w.calendar.Cancel(ctx(t), service, b.ID, anna, w.clock.Now()) })
	if len(w.keysOf("appt"))+len(w.keysOf("has")) > 0 || len(w.free()) != 3 {
		t.Fatal("cancelling had not its one effect")
	}
}

func (w *world) lostInTalk(t *testing.T) {
	anna := person("anna")
	var h handoff.Handoff
	w.losing("ask", func() error { h = w.ask("1", anna, handoff.Low); return nil })
	w.losing("say", func() error { return w.desk.Say(ctx(t), service, h.ID, "2", bot.Heard("a"), handoff.Unmarked) })
	w.here("mette")
	w.losing("claim", func() error {
		_, err := w.desk.Claim(ctx(t), service, h.ID, "3", counsellor("mette"))
		return err
	})
	w.losing("answer", func() error { return w.desk.Answer(ctx(t), service, h.ID, "4", "mette", bot.Heard("b")) })
	w.losing("close", func() error { return w.desk.Close(ctx(t), service, h.ID, "5", "mette", handoff.Talked) })
	if n := len(w.notices()); n != 3 {
		t.Fatalf("%d notices of claim, answer and close", n)
	}
	if got := w.thread(h.ID, ""); got != "person: a\ncounsellor: b" {
		t.Fatalf("thread is\n%s", got)
	}
	w.losing("forget", func() error { return w.desk.Forget(ctx(t), service, h.ID) })
	h = w.ask("6", anna, handoff.Low)
	w.losing("leave the queue", func() error { return w.desk.Leave(ctx(t), service, h.ID, "7") })
	h = w.ask("8", anna, handoff.Low)
	_, err := w.claim(h.ID, "mette")
	must(t, err)
	w.losing("leave the talk", func() error { return w.desk.Leave(ctx(t), service, h.ID, "10") })
	if got := w.thread(h.ID, ""); got != "system: "+redis.LineLeft {
		t.Fatalf("thread is\n%s", got)
	}
	w.losing("here", func() error { w.here("ole"); return nil })
}

func (w *world) lostElsewhere(t *testing.T, who bot.Person) {
	w.losing("append", func() error { return w.feed.Append(ctx(t), who, "1", []byte("x")) })
	if entries, err := w.feed.Read(ctx(t), who, "", 10); err != nil || len(entries) != 1 {
		t.Fatalf("%d entries of one (%v)", len(entries), err)
	}
	pacer := redis.NewPace(w.db)
	w.losing("grant", func() error {
		got, _, err := pacer.Grant(ctx(t), 100, 4)
		if got != 4 {
			t.Fatalf("%d granted of 4", got)
		}
		return err
	})
	if got, _, err := pacer.Grant(ctx(t), 100, 10); err != nil || got != 6 {
		t.Fatalf("%d left of 10 after 4 (%v): the grant was taken twice", got, err)
	}
	must(t, w.raw.RPush(ctx(t), strings.Replace(w.keysOf("web")[0], ":web:", ":out:", 1), "rubbish").Err())
	w.wire.armed.Store(0)
	must(t, w.staff.Put(ctx(t), handoff.Account{Name: "Mette", Role: handoff.RoleCounsellor}, "hemmelig kode"))
	w.losing("login", func() error {
		_, err := w.staff.Verify(ctx(t), handoff.Login{Name: "mette", Password: "hemmelig kode"})
		return err
	})
}

package redis_test

import (
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2"
	"github.com/google/go-cmp/cmp"

	"lyt/bot"
	"lyt/bot/handoff"
	"lyt/bot/redis"
)

func inMemory(t *testing.T) *world {
	t.Helper()
	server := miniredis.RunT(t)
	w := newWorld(t, "redis://"+server.Addr())
	w.mini = server
	return w
}

func (w *world) forgetTime(who bot.Person) {
	w.t.Helper()
	must(w.t, w.calendar.ForgetPerson(ctx(w.t), service, who, w.clock.Now()))
}

func forgetPersonsTime(t *testing.T, w *world) {
	anna, bo := person("anna"), person("bo")
	w.forgetTime(anna) // nothing at all is there
	s := w.openSlots(3)
	a := w.take(w.request("1", s[0].ID, anna))
	b := w.take(w.request("2", s[1].ID, bo))
	must(t, w.calendar.ForgetPerson(ctx(t), "andet", anna, w.clock.Now()))
	if _, err := w.calendar.Find(ctx(t), service, a.ID); err != nil {
		t.Fatalf("another service's appointment was deleted: %v", err)
	}
	w.losing("forget", func() error { w.forgetTime(anna); return nil })
	w.forgetTime(anna)
	w.onlyBoHasATime(t, b.ID)
	if diff := cmp.Diff([]string{s[0].ID, s[2].ID}, w.free()); diff != "" {
		t.Fatalf("the slot is not free again: %s", diff)
	}

	// Moved before: the one there is now goes, and both slots are free.
	a = w.take(w.request("3", s[0].ID, anna))
	move := w.request("4", s[2].ID, anna)
	move.Instead = a.ID
	w.take(move)
	w.forgetTime(anna)
	w.onlyBoHasATime(t, b.ID)
	if len(w.free()) != 2 {
		t.Fatal("a slot is not free after moving and forgetting")
	}
	w.take(w.request("5", s[0].ID, anna))
	must(t, w.raw.Del(ctx(t), w.keysOf("appt")[0], w.keysOf("appt")[1]).Err())
	w.forgetTime(anna) // what its name leads to is gone
	w.forgetTime(bo)
	if len(w.keysOf("has")) > 0 {
		t.Fatal("a name that leads nowhere is kept")
	}
	w.forgetUnreadableTime(t)
}

func (w *world) onlyBoHasATime(t *testing.T, id string) {
	t.Helper()
	list, err := w.calendar.Appointments(ctx(t), service, time.Time{}, time.Time{})
	must(t, err)
	if len(list) != 1 || list[0].ID != id || len(w.keysOf("appt")) != 1 || len(w.keysOf("has")) != 1 {
		t.Fatalf("%d appointments are left, want the other person's", len(list))
	}
	if n, err := w.raw.ZCard(ctx(t), w.keysOf("pass")[0]).Result(); err != nil || n != 1 {
		t.Fatalf("%d pass names are in use by one person (%v)", n, err)
	}
}

// What began is deleted and not offered again; so is what cannot be read.
func (w *world) forgetUnreadableTime(t *testing.T) {
	t.Helper()
	w.clock.Move(7 * time.Hour)
	s, who := w.openSlots(2), person("carl")
	w.take(w.request("6", s[0].ID, who))
	w.clock.Move(65 * time.Minute)
	w.forgetTime(who)
	if len(w.keysOf("has"))+len(w.keysOf("appt")) > 0 || len(w.free()) != 1 {
		t.Fatal("an appointment that has begun is not deleted, or its time is free again")
	}
	w.take(w.request("7", s[1].ID, who))
	w.furnish(w.another(t))
	w.forgetTime(who)
	if len(w.keysOf("has"))+len(w.keysOf("appt"))+len(w.keysOf("appts")) > 0 {
		t.Fatal("an appointment that cannot be read is not deleted")
	}
	if w.counts[redis.SlotUnreadable].Load() != 1 {
		t.Fatal("an appointment that cannot be read was not counted")
	}
}

func forgetPersonsTalk(t *testing.T, w *world) {
	anna, bo := person("anna"), person("bo")
	forget := func(who bot.Person) {
		t.Helper()
		must(t, w.desk.ForgetPerson(ctx(t), service, who))
	}
	forget(anna) // nothing at all is there
	other := w.ask("1", bo, handoff.Other)
	must(t, w.desk.Say(ctx(t), service, other.ID, "2", bot.Heard("x"), handoff.Unmarked))

	h := w.ask("3", anna, handoff.Low) // waiting
	must(t, w.desk.Say(ctx(t), service, h.ID, "4", bot.Heard("x"), handoff.Unmarked))
	must(t, w.desk.ForgetPerson(ctx(t), "andet", anna))
	w.find(h.ID)
	w.losing("forget", func() error { return w.desk.ForgetPerson(ctx(t), service, anna) })
	forget(anna)
	w.onlyOneTalk(t, other.ID)

	h = w.ask("5", anna, handoff.Low) // live, with notices on their way
	_, err := w.claim(h.ID, "mette")
	must(t, err)
	must(t, w.desk.Answer(ctx(t), service, h.ID, "7", "mette", bot.Heard("hej")))
	_, err = w.claim(other.ID, "mette")
	must(t, err)
	forget(anna)
	forget(anna)
	w.onlyOneTalk(t, other.ID)
	if n := w.notices(); len(n) != 1 || n[0].Handoff != other.ID {
		t.Fatal("a forgotten talk still has notices, or took another's along")
	}
	if mine, err := w.desk.Mine(ctx(t), service, "mette"); err != nil || len(mine) != 1 || mine[0].ID != other.ID {
		t.Fatalf("a forgotten talk is still somebody's (%v)", err)
	}

	must(t, w.desk.Close(ctx(t), service, other.ID, "9", "mette", handoff.Talked))
	forget(bo) // a closed talk is not the open one
	if w.find(other.ID).State != handoff.Over {
		t.Fatal("forgetting the open talk took a closed one along")
	}
	if again := w.ask("10", anna, handoff.Low); again.State != handoff.Waiting || again.ID == h.ID {
		t.Fatal("who was forgotten cannot ask again")
	}
	w.runOut("handoff")
	forget(anna) // what their name leads to is gone
	if len(w.keysOf("asks")) > 0 {
		t.Fatal("a name that leads nowhere is kept")
	}
}

func (w *world) onlyOneTalk(t *testing.T, id string) {
	t.Helper()
	if len(w.keysOf("handoff")) != 1 || len(w.keysOf("thread")) != 1 || len(w.keysOf("asks")) != 1 {
		t.Fatal("not just the other person's talk is left")
	}
	if got := w.thread(id, ""); got != "person: x" {
		t.Fatalf("the other person's thread is\n%s", got)
	}
}

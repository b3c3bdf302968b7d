package redis_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"lyt/bot"
	"lyt/bot/handoff"
)

// counsellor is somebody with room for two talks.
func counsellor(name string) handoff.Account {
	return handoff.Account{Name: name, Role: handoff.RoleCounsellor, Services: []string{service}, Most: 2}
}

// here says that they take talks for an hour.
func (w *world) here(names ...string) {
	w.t.Helper()
	for _, name := range names {
		must(w.t, w.desk.Here(ctx(w.t), service, counsellor(name), handoff.On, w.clock.Now().Add(time.Hour)))
	}
}

// claim is a claim by somebody who is here.
func (w *world) claim(id, staff string) (handoff.Handoff, error) {
	w.t.Helper()
	w.here(staff)
	return w.desk.Claim(ctx(w.t), service, id, "", counsellor(staff))
}

// claimed is somebody's new live talk.
func (w *world) claimed(who, staff string) handoff.Handoff {
	w.t.Helper()
	h, err := w.claim(w.ask("ask "+who, person(who), handoff.Other).ID, staff)
	must(w.t, err)
	return h
}

func duty(t *testing.T, w *world) {
	at := func(name string, p handoff.Presence, until time.Duration) {
		t.Helper()
		must(t, w.desk.Here(ctx(t), service, counsellor(name), p, w.clock.Now().Add(until)))
	}
	want := func(what string, on int, names ...string) {
		t.Helper()
		n, err := w.desk.OnDuty(ctx(t), service)
		must(t, err)
		colleagues, err := w.desk.Colleagues(ctx(t), service)
		must(t, err)
		var got []string
		for _, c := range colleagues {
			got = append(got, c.Name+" "+string(c.Presence))
		}
		if diff := cmp.Diff(names, got); diff != "" || n != on {
			t.Fatalf("%s: %d take talks, want %d; here are %v", what, n, on, got)
		}
	}
	want("an empty desk", 0)
	at("mette", handoff.On, time.Minute)
	at("mette", handoff.On, time.Minute)
	at("ole", handoff.On, 2*time.Minute)
	at("anne", handoff.Pause, 2*time.Minute)
	want("three came, one for a break", 2, "anne pause", "mette on", "ole on")
	w.clock.Move(time.Minute)
	want("one went silent", 1, "anne pause", "ole on")
	at("ole", handoff.Pause, time.Minute)
	at("anne", handoff.On, time.Minute)
	want("two changed over", 1, "anne on", "ole pause")
	at("anne", handoff.Away, time.Minute)
	at("ole", handoff.Pause, 0)
	want("all have gone", 0)
	at("mette", handoff.On, 100*24*time.Hour)
	w.clock.Move(24 * time.Hour)
	want("nobody is here for longer than a day without a word", 0)
	if err := w.desk.Here(ctx(t), service, counsellor("mette"), "asleep", w.clock.Now().Add(time.Minute)); err == nil {
		t.Fatal("somebody is asleep at the desk")
	}
	w.whoCannotClaim(t)
}

func (w *world) whoCannotClaim(t *testing.T) {
	t.Helper()
	h := w.ask("1", person("anna"), handoff.Other)
	by := func(id string) error {
		_, err := w.desk.Claim(ctx(t), service, id, "", counsellor("mette"))
		return err
	}
	wantErr(t, "claim by somebody who is not there", by(h.ID), handoff.ErrAway)
	must(t, w.desk.Here(ctx(t), service, counsellor("mette"), handoff.Pause, w.clock.Now().Add(time.Hour)))
	wantErr(t, "claim on a break", by(h.ID), handoff.ErrAway)
	w.here("mette")
	must(t, by(h.ID))
	must(t, by(w.ask("2", person("bo"), handoff.Other).ID))
	third := w.ask("3", person("carl"), handoff.Crisis).ID
	wantErr(t, "a third talk", by(third), handoff.ErrFull)
	must(t, by(h.ID)) // what one has already
	if c, err := w.desk.Colleagues(ctx(t), service); err != nil || len(c) != 1 || c[0].Talks != 2 || c[0].Room != 2 || c[0].Free() {
		t.Fatalf("colleagues see %v (%v)", c, err)
	}
	must(t, w.desk.Say(ctx(t), service, third, "4", bot.Heard("er der nogen"), handoff.Danger))
	must(t, w.desk.Close(ctx(t), service, h.ID, "5", "mette", handoff.Talked))
	must(t, by(third))
}

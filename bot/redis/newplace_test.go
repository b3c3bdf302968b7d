package redis_test

import (
	"testing"
	"time"

	"lyt/bot"
	"lyt/bot/booking"
)

// Anna has a time. Mette gets another room: time and appointment say so from the same
// moment, and Anna hears of it. Nothing else about the time changes.
func newPlace(t *testing.T, w *world) {
	s := w.opens(w.meet(60, "Mette"))[0]
	a := w.take(w.request("1", s.ID, person("anna")))
	got, err := w.calendar.NewPlace(ctx(t), service, a.ID, s.Version, "Lokale 2")
	must(t, err)
	if got.Slot.Place != "Lokale 2" || got.Pass != a.Pass || !got.Person.Equal(person("anna")) {
		t.Fatal("the appointment is not the same at another place")
	}
	now := w.placed(a)
	if n := w.lastNotice(bot.NewPlace, nil); n.Handoff != a.ID || !n.Person.Equal(person("anna")) {
		t.Fatal("somebody else hears of it")
	}
	// Pressed twice, it is told once; somebody who saw the old room is told that it is another.
	_, err = w.calendar.NewPlace(ctx(t), service, a.ID, s.Version, "Lokale 2")
	must(t, err)
	_, err = w.calendar.NewPlace(ctx(t), service, a.ID, s.Version, "Lokale 3")
	wantErr(t, "somebody saw it before it was changed", err, booking.ErrChanged)
	_, err = w.calendar.NewPlace(ctx(t), service, "findesikke", now, "Lokale 3")
	wantErr(t, "no such appointment", err, booking.ErrUnknown)
	if n := len(w.notices()); n != 1 {
		t.Fatalf("the person hears %d times", n)
	}

	// Given back it is free, with its new room; it is nobody's to be told of.
	must(t, w.calendar.Cancel(ctx(t), service, a.ID, person("anna"), w.clock.Now()))
	_, err = w.calendar.NewPlace(ctx(t), service, a.ID, now, "Lokale 4")
	wantErr(t, "given back", err, booking.ErrUnknown)
	b := w.take(w.request("2", s.ID, person("bo")))
	if b.Slot.Place != "Lokale 2" {
		t.Fatal("the next one is sent to the old room")
	}
	w.clock.Move(61 * time.Minute)
	_, err = w.calendar.NewPlace(ctx(t), service, b.ID, now, "Lokale 4")
	must(t, err)
	if n := len(w.notices()); w.placed(b) == now || n != 1 {
		t.Fatal("the place of a time that has begun is not noted, or somebody hears of it")
	}
}

// placed fails unless slot and appointment name the same place and live as long as they
// did, and gives the slot's version.
func (w *world) placed(a booking.Appointment) string {
	w.t.Helper()
	found, err := w.calendar.Find(ctx(w.t), service, a.ID)
	must(w.t, err)
	slot, err := w.calendar.Slot(ctx(w.t), service, a.Slot.ID)
	must(w.t, err)
	if !slot.Taken || slot.Place != found.Slot.Place || slot.Feed != a.Slot.Feed || slot.Series != a.Slot.Series {
		w.t.Fatal("slot and appointment differ, or more than the place is another")
	}
	for _, key := range append(w.keysOf("slot"), w.keysOf("appt")...) {
		if life, err := w.raw.PTTL(ctx(w.t), key).Result(); err != nil || life <= 0 {
			w.t.Fatalf("a key lives for ever (%v)", err)
		}
	}
	return slot.Version
}

// What a calendar elsewhere gives and somebody here took away, by hand or by calling it
// off, does not come again from there, as long as it is still to come. By hand it may.
func barred(t *testing.T, w *world) {
	all := w.opens(w.meet(60, "Mette"), w.meet(180, "Mette"), w.meet(300, "Mette"))
	byHand, taken, gone := all[0], all[1], all[2]
	a := w.take(w.request("1", taken.ID, person("anna")))
	if late, changed, err := w.calendar.Remove(ctx(t), service, []booking.Slot{byHand}); err != nil || len(late)+len(changed) > 0 {
		t.Fatalf("remove: %v", err)
	}
	_, err := w.calendar.CallOff(ctx(t), service, a.ID)
	must(t, err)
	_, _, err = w.calendar.Retract(ctx(t), service, []booking.Slot{gone})
	must(t, err)

	again := []booking.Slot{w.meet(60, "Mette"), w.meet(180, "Mette"), w.meet(300, "Mette")}
	opened, refused, err := w.calendar.OpenSlots(ctx(t), service, again)
	must(t, err)
	if len(opened) != 1 || opened[0].ID != gone.ID || len(refused) > 0 {
		t.Fatalf("opened %d, refused %d", len(opened), len(refused))
	}
	again[0].Feed = "" // Mette opens it herself, and thinks better of it
	mine := w.opens(again[0])
	if _, _, err := w.calendar.Remove(ctx(t), service, mine); len(mine) != 1 || err != nil {
		t.Fatalf("she opened %d (%v)", len(mine), err)
	}
	if opened, _, err := w.calendar.OpenSlots(ctx(t), service, []booking.Slot{byHand}); err != nil || len(opened) != 0 {
		t.Fatalf("it comes again from the calendar (%v)", err)
	}
	w.clock.Move(3 * 24 * time.Hour)
	w.opens(w.meet(60, "Mette"))
	if len(w.keysOf("barred")) != 0 {
		t.Fatal("they are remembered after they are over")
	}
}

package redis_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"lyt/bot"
	"lyt/bot/booking"
	"lyt/bot/handoff"
)

// meet is a slot of a counsellor, so many minutes from now.
func (w *world) meet(minutes int, who string) booking.Slot {
	return booking.Slot{Start: w.clock.Now().Add(time.Duration(minutes) * time.Minute), Length: 45 * time.Minute, Buffer: 15 * time.Minute,
		Format: booking.Video, Counsellor: who, Profession: "psykolog", Place: "https://video.example/rum", Series: "abc", Feed: "def"}
}

func (w *world) opens(slots ...booking.Slot) []booking.Slot {
	w.t.Helper()
	added, err := w.calendar.AddSlots(ctx(w.t), service, slots)
	must(w.t, err)
	return added
}

func noOverlap(t *testing.T, w *world) {
	first := w.opens(w.meet(60, "Mette"))[0]
	again, err := w.calendar.Slot(ctx(t), service, first.ID)
	must(t, err)
	first.Start = first.Start.UTC()
	if diff := cmp.Diff(first, again); diff != "" {
		t.Fatal(diff)
	}
	for what, slot := range map[string]booking.Slot{
		"into the break": w.meet(119, "Mette"), "over its begin": w.meet(1, "mette "),
	} {
		if _, err := w.calendar.AddSlots(ctx(t), service, []booking.Slot{w.meet(600, "Mette"), slot}); !errors.Is(err, booking.ErrOverlap) {
			t.Fatalf("%s: %v", what, err)
		}
	}
	if len(w.free()) != 1 {
		t.Fatal("of refused slots some were opened")
	}
	w.opens(w.meet(60, "Anders"), w.meet(60, ""), w.meet(61, ""), w.meet(120, "Mette"))
	opened, refused, err := w.calendar.OpenSlots(ctx(t), service, []booking.Slot{w.meet(60, "Mette"), w.meet(150, "Mette"), w.meet(180, "Mette"), w.meet(200, "Mette")})
	must(t, err)
	if len(opened) != 1 || !opened[0].Start.Equal(w.meet(180, "").Start) || len(refused) != 2 {
		t.Fatalf("opened %d, refused %d", len(opened), len(refused))
	}
	// What is taken is busy as well, what is taken away is not.
	w.take(w.request("1", first.ID, person("anna")))
	if _, err := w.calendar.AddSlots(ctx(t), service, []booking.Slot{w.meet(30, "Mette")}); !errors.Is(err, booking.ErrOverlap) {
		t.Fatalf("over a taken one: %v", err)
	}
	taken, changed, err := w.calendar.Remove(ctx(t), service, opened)
	if err != nil || len(taken)+len(changed) > 0 {
		t.Fatalf("remove: %d taken, %d changed, %v", len(taken), len(changed), err)
	}
	w.opens(w.meet(190, "Mette"))
}

func changing(t *testing.T, w *world) {
	a, b := w.opens(w.meet(60, "Mette"))[0], w.opens(w.meet(180, "Mette"))[0]
	to := a
	to.Place = "Lokale 2"
	change := func(id, version string, to booking.Slot) (booking.Slot, error) {
		return w.calendar.Change(ctx(t), service, id, version, to)
	}
	changed, err := change(a.ID, a.Version, to)
	if err != nil || changed.ID != a.ID || changed.Version == a.Version {
		t.Fatalf("another place made another slot, or the same version: %v", err)
	}
	if twice, err := change(a.ID, a.Version, to); err != nil || twice.Version != changed.Version {
		t.Fatalf("the same change pressed twice: %v", err)
	}
	to.Place = "Lokale 3"
	if _, err := change(a.ID, a.Version, to); !errors.Is(err, booking.ErrChanged) {
		t.Fatalf("somebody saw it before it was changed: %v", err)
	}
	to.Start = b.Start.Add(-30 * time.Minute)
	if _, err := change(a.ID, changed.Version, to); !errors.Is(err, booking.ErrOverlap) {
		t.Fatalf("onto another one: %v", err)
	}
	to.Start = a.Start.Add(10 * time.Minute) // over itself
	moved, err := change(a.ID, changed.Version, to)
	if err != nil || moved.ID == a.ID || len(w.free()) != 2 {
		t.Fatalf("another time: %v", err)
	}
	if _, err := change(a.ID, changed.Version, w.meet(500, "Mette")); !errors.Is(err, booking.ErrGone) {
		t.Fatalf("what is gone: %v", err)
	}
	if _, changed, err := w.calendar.Remove(ctx(t), service, []booking.Slot{{ID: moved.ID, Version: a.Version}}); err != nil || len(changed) != 1 {
		t.Fatalf("removing what looks different by now: %d (%v)", len(changed), err)
	}
	w.take(w.request("1", moved.ID, person("anna")))
	if _, err := change(moved.ID, moved.Version, a); !errors.Is(err, booking.ErrTaken) {
		t.Fatalf("what is taken: %v", err)
	}
	if taken, _, err := w.calendar.Remove(ctx(t), service, []booking.Slot{moved}); err != nil || len(taken) != 1 {
		t.Fatalf("removing what is taken: %d (%v)", len(taken), err)
	}
	long := b
	long.Length = 20 * time.Minute
	if _, err = change(b.ID, b.Version, long); err != nil {
		t.Fatal(err)
	}
	w.opens(w.meet(180+35, "Mette")) // what it was longer by is free
}

func seriesAndClosingDays(t *testing.T, w *world) {
	noon := w.clock.Now().Add(48 * time.Hour).Truncate(24 * time.Hour).Add(12 * time.Hour)
	var pattern []booking.Slot
	for i := range 70 {
		s := w.meet(0, "Mette")
		s.Start, s.Series = noon.AddDate(0, 0, i), "serie"
		pattern = append(pattern, s)
	}
	opened := w.opens(pattern...)
	appointment := w.take(w.request("1", opened[3].ID, person("anna")))
	day := booking.Day(opened[3].Start, time.UTC)
	next := booking.Day(opened[4].Start, time.UTC)
	for _, want := range []int{0, 0} {
		if n, err := w.calendar.CloseDay(ctx(t), service, day); err != nil || n != want {
			t.Fatalf("closing a day with a taken time: %d (%v)", n, err)
		}
	}
	if n, err := w.calendar.CloseDay(ctx(t), service, next); err != nil || n != 1 {
		t.Fatalf("closing a day with a free time: %d (%v)", n, err)
	}
	closed, err := w.calendar.Closed(ctx(t), service)
	if err != nil || len(closed) != 2 || !closed[0].From.Equal(day.From) || !closed[0].To.Equal(day.To) {
		t.Fatalf("closed are %v (%v)", closed, err)
	}
	if _, err := w.calendar.AddSlots(ctx(t), service, []booking.Slot{opened[4]}); !errors.Is(err, booking.ErrClosed) {
		t.Fatalf("opening on a closing day: %v", err)
	}
	if _, err := w.calendar.Change(ctx(t), service, opened[5].ID, opened[5].Version, opened[4]); !errors.Is(err, booking.ErrClosed) {
		t.Fatalf("moving to a closing day: %v", err)
	}
	must(t, w.calendar.Cancel(ctx(t), service, appointment.ID, person("anna"), w.clock.Now()))
	if n := len(w.free()); n != 68 {
		t.Fatalf("%d are free: a time given back on a closing day is not", n)
	}
	must(t, w.calendar.OpenDay(ctx(t), service, next))
	w.opens(opened[4])
	w.take(w.request("2", opened[60].ID, person("bo")))
	removed, taken, err := w.calendar.RemoveSeries(ctx(t), service, "serie", opened[10].Start)
	if err != nil || removed != 59 || len(taken) != 1 || taken[0].ID != opened[60].ID {
		t.Fatalf("removed %d, taken %d (%v)", removed, len(taken), err)
	}
	if n := len(w.free()); n != 9 {
		t.Fatalf("%d are left", n)
	}
}

func callingOff(t *testing.T, w *world) {
	s := w.openSlots(2)
	anna := person("anna")
	a := w.take(w.request("1", s[0].ID, anna))
	for range 2 {
		_, err := w.calendar.CallOff(ctx(t), service, a.ID)
		must(t, err)
	}
	if _, err := w.calendar.CallOff(ctx(t), service, "findesikke"); !errors.Is(err, booking.ErrUnknown) {
		t.Fatalf("what there never was: %v", err)
	}
	if len(w.free()) != 1 || len(w.keysOf("appt"))+len(w.keysOf("has")) > 0 {
		t.Fatal("a time that was called off can be taken, or is still had")
	}
	list, err := w.desk.Notices(ctx(t), service, 10)
	must(t, err)
	want := handoff.Notice{ID: "x", Service: service, Handoff: a.ID, Person: anna, Kind: bot.CalledOff}
	if len(list) != 1 || list[0].Handoff != want.Handoff || list[0].Kind != want.Kind || !list[0].Person.Equal(anna) {
		t.Fatalf("%d notices, or another", len(list))
	}
	w.take(w.request("2", s[1].ID, anna)) // they may have another one
}

func nextFree(t *testing.T, w *world) {
	next, err := w.calendar.NextFree(ctx(t), service, "andet")
	if err != nil || len(next) > 0 {
		t.Fatalf("%v (%v)", next, err)
	}
	s := w.openSlots(2)
	w.take(w.request("1", s[0].ID, person("anna")))
	next, err = w.calendar.NextFree(ctx(t), service, "andet")
	if err != nil || len(next) != 1 || !next[service].Equal(s[1].Start) {
		t.Fatalf("%v (%v)", next, err)
	}
	if next, err = w.calendar.NextFree(ctx(t)); err != nil || len(next) > 0 {
		t.Fatalf("of no service: %v (%v)", next, err)
	}
}

func secretLinks(t *testing.T, w *world) {
	links := w.staff.Exports()
	account := handoff.Account{Name: "Mette Hansen", Role: handoff.RoleCounsellor, Services: []string{service}}
	must(t, w.staff.Put(ctx(t), account, "hemmelig kode"))
	if _, has, err := links.Until(ctx(t), "Mette Hansen"); err != nil || has {
		t.Fatalf("a link before there is one (%v)", err)
	}
	first, err := links.Renew(ctx(t), "Mette Hansen")
	must(t, err)
	second, err := links.Renew(ctx(t), "mette hansen ")
	must(t, err)
	whose := func(token string) string {
		a, found, err := links.Whose(ctx(t), token)
		must(t, err)
		return fmt.Sprint(a.Name, found)
	}
	if whose(first) != "false" || whose(second) != "Mette Hansentrue" || whose("") != "false" {
		t.Fatal("the old link still works, or the new one does not")
	}
	if until, has, err := links.Until(ctx(t), "Mette Hansen"); err != nil || !has || until.Sub(w.clock.Now()) < 300*24*time.Hour {
		t.Fatalf("it lasts until %v (%v)", until, err)
	}
	must(t, links.End(ctx(t), "Mette Hansen"))
	must(t, links.End(ctx(t), "Mette Hansen"))
	if whose(second) != "false" {
		t.Fatal("a link that was ended works")
	}
	third, err := links.Renew(ctx(t), "Mette Hansen")
	must(t, err)
	must(t, w.staff.Delete(ctx(t), "Mette Hansen"))
	if whose(third) != "false" {
		t.Fatal("the link of somebody who left works")
	}
}

func lostCalendarAnswers(t *testing.T, w *world) {
	a := w.opens(w.meet(60, "Mette"), w.meet(180, "Mette"))
	to := a[0]
	to.Length = 30 * time.Minute
	var err error
	w.losing("change a slot", func() error { to, err = w.calendar.Change(ctx(t), service, to.ID, to.Version, to); return err })
	to.Start = to.Start.Add(time.Minute)
	w.losing("move a slot", func() error { to, err = w.calendar.Change(ctx(t), service, a[0].ID, to.Version, to); return err })
	w.losing("remove a slot", func() error {
		taken, changed, err := w.calendar.Remove(ctx(t), service, []booking.Slot{to})
		if len(taken)+len(changed) > 0 {
			t.Fatal("a repetition meets a slot")
		}
		return err
	})
	appointment := w.take(w.request("1", a[1].ID, person("anna")))
	w.losing("change the place", func() error {
		_, err := w.calendar.NewPlace(ctx(t), service, appointment.ID, a[1].Version, "Lokale 2")
		return err
	})
	w.losing("call off", func() error { _, err := w.calendar.CallOff(ctx(t), service, appointment.ID); return err })
	list, err := w.desk.Notices(ctx(t), service, 10)
	if err != nil || len(list) != 2 {
		t.Fatalf("%d notices of two (%v)", len(list), err)
	}
	w.losing("close a day", func() error {
		_, err := w.calendar.CloseDay(ctx(t), service, booking.Day(a[1].Start, time.UTC))
		return err
	})
	links := w.staff.Exports()
	var token string
	must(t, w.staff.Put(ctx(t), handoff.Account{Name: "Mette", Role: handoff.RoleCounsellor}, "hemmelig kode"))
	w.losing("renew a link", func() error { token, err = links.Renew(ctx(t), "Mette"); return err })
	if _, found, err := links.Whose(ctx(t), token); err != nil || !found {
		t.Fatalf("the renewed link does not work (%v)", err)
	}
	w.losing("end a link", func() error { return links.End(ctx(t), "Mette") })
}

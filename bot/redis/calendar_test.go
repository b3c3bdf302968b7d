package redis_test

import (
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"lyt/bot"
	"lyt/bot/booking"
	"lyt/bot/redis"
)

const service = "ungevaerftet"

// open opens n slots, one an hour from the next hour on.
func (w *world) openSlots(n int) []booking.Slot {
	w.t.Helper()
	added, err := w.calendar.AddSlots(ctx(w.t), service, w.someSlots(n))
	must(w.t, err)
	if len(added) != n {
		w.t.Fatalf("%d slots added, want %d", len(added), n)
	}
	return added
}

func (w *world) someSlots(n int) []booking.Slot {
	var slots []booking.Slot
	for i := range n {
		slots = append(slots, booking.Slot{Start: w.clock.Now().Add(time.Duration(i+1) * time.Hour), Length: 45 * time.Minute,
			Format: booking.InPerson, Counsellor: "Mette Hemmelig"})
	}
	return slots
}

func (w *world) request(id, slot string, who bot.Person) booking.Request {
	return booking.Request{ID: id, Service: service, Slot: slot, Person: who, Now: w.clock.Now()}
}

func (w *world) take(r booking.Request) booking.Appointment {
	w.t.Helper()
	a, err := w.calendar.Take(ctx(w.t), r)
	must(w.t, err)
	return a
}

func (w *world) free() []string {
	w.t.Helper()
	slots, err := w.calendar.Free(ctx(w.t), service, w.clock.Now(), w.clock.Now().Add(300*24*time.Hour), 1000)
	must(w.t, err)
	var ids []string
	for _, s := range slots {
		ids = append(ids, s.ID)
	}
	return ids
}

func slots(t *testing.T, w *world) {
	added := w.openSlots(70)
	again, err := w.calendar.AddSlots(ctx(t), service, w.someSlots(71))
	must(t, err)
	if len(again) != 1 {
		t.Fatalf("%d slots added where 70 of 71 were there", len(again))
	}
	for _, s := range added {
		if len(s.ID) == 0 || len(s.ID) > 12 {
			t.Fatalf("slot id of %d letters", len(s.ID))
		}
	}
	list, err := w.calendar.List(ctx(t), service, time.Time{}, time.Time{})
	must(t, err)
	want := append(added, again...)
	for i := range want {
		want[i].Start = want[i].Start.UTC()
	}
	if diff := cmp.Diff(want, list); diff != "" {
		t.Fatal(diff)
	}
	span, err := w.calendar.Free(ctx(t), service, want[2].Start, want[5].Start, 10)
	must(t, err)
	if diff := cmp.Diff(want[2:6], span); diff != "" {
		t.Fatal(diff)
	}
	three, err := w.calendar.Free(ctx(t), service, w.clock.Now(), w.clock.Now().Add(week), 3)
	must(t, err)
	if diff := cmp.Diff(want[:3], three); diff != "" {
		t.Fatal(diff)
	}
	other, err := w.calendar.Free(ctx(t), "andet", w.clock.Now(), w.clock.Now().Add(week), 3)
	must(t, err)
	if len(other) > 0 {
		t.Fatal("a slot shows at another service")
	}
	w.clock.Move(90 * time.Minute)
	if len(w.free()) != 70 {
		t.Fatal("a slot that has begun is offered")
	}
	w.refusesSlots(t)
}

const week = 7 * 24 * time.Hour

func (w *world) refusesSlots(t *testing.T) {
	t.Helper()
	good := booking.Slot{Start: w.clock.Now().Add(week), Length: time.Hour, Format: booking.Chat}
	past, far, long, odd := good, good, good, good
	past.Start = w.clock.Now()
	far.Start = w.clock.Now().AddDate(2, 0, 0)
	long.Length = 25 * time.Hour
	odd.Format = "pigeon"
	for _, bad := range []struct {
		slot booking.Slot
		want error
	}{{past, redis.ErrPast}, {far, redis.ErrFar}, {long, redis.ErrSlot}, {odd, redis.ErrSlot}} {
		if _, err := w.calendar.AddSlots(ctx(t), "afvist", []booking.Slot{good, bad.slot}); !errors.Is(err, bad.want) {
			t.Errorf("got %v, want %v", err, bad.want)
		}
	}
	if list, err := w.calendar.List(ctx(t), "afvist", time.Time{}, time.Time{}); err != nil || len(list) > 0 {
		t.Errorf("%d slots opened although one was refused (%v)", len(list), err)
	}
}

func bookingRules(t *testing.T, w *world) {
	s := w.openSlots(3)
	anna, bo := person("anna"), person("bo")
	a := w.take(w.request("t:1", s[0].ID, anna))
	if a.Slot.ID != s[0].ID || !a.Slot.Start.Equal(s[0].Start) || !a.Person.Equal(anna) || a.Service != service ||
		a.Pass < 0 || a.Pass >= booking.Passes || a.Slot.Counsellor != "Mette Hemmelig" {
		t.Fatal("the appointment is not the slot that was taken")
	}
	if diff := cmp.Diff([]string{s[1].ID, s[2].ID}, w.free()); diff != "" {
		t.Fatal(diff)
	}
	found, err := w.calendar.Find(ctx(t), service, a.ID)
	must(t, err)
	if diff := cmp.Diff(a, found); diff != "" {
		t.Fatal(diff)
	}
	if again := w.take(w.request("t:1", s[0].ID, anna)); again.ID != a.ID {
		t.Fatal("the same request made another appointment")
	}
	w.refused(t, "somebody else's slot", w.request("t:2", s[0].ID, bo), booking.ErrTaken)
	w.refused(t, "no such slot", w.request("t:3", "abcdefabcdef", bo), booking.ErrGone)
	had, err := w.calendar.Take(ctx(t), w.request("t:4", s[1].ID, anna))
	if !errors.Is(err, booking.ErrHasOne) || had.ID != a.ID {
		t.Fatalf("a second appointment: %v", err)
	}
	list, err := w.calendar.Appointments(ctx(t), service, w.clock.Now(), w.clock.Now().Add(week))
	must(t, err)
	if diff := cmp.Diff([]booking.Appointment{a}, list); diff != "" {
		t.Fatal(diff)
	}
	all, err := w.calendar.List(ctx(t), service, w.clock.Now(), time.Time{})
	must(t, err)
	if !all[0].Taken || all[1].Taken {
		t.Fatal("the list does not show which is taken")
	}

	if err := w.calendar.Cancel(ctx(t), service, a.ID, bo, w.clock.Now()); !errors.Is(err, booking.ErrUnknown) {
		t.Fatalf("somebody else cancels: %v", err)
	}
	must(t, w.calendar.Cancel(ctx(t), service, a.ID, anna, w.clock.Now()))
	must(t, w.calendar.Cancel(ctx(t), service, a.ID, anna, w.clock.Now())) // the same update, handled again
	if err := w.calendar.Cancel(ctx(t), service, a.ID, bo, w.clock.Now()); !errors.Is(err, booking.ErrUnknown) {
		t.Fatalf("somebody else cancels what is gone: %v", err)
	}
	if len(w.free()) != 3 {
		t.Fatal("a cancelled slot is not free again")
	}
	w.refused(t, "a request done before and cancelled since", w.request("t:1", s[0].ID, anna), booking.ErrGone)
	if _, err := w.calendar.Find(ctx(t), service, a.ID); !errors.Is(err, booking.ErrUnknown) {
		t.Fatalf("a cancelled appointment: %v", err)
	}

	b := w.take(w.request("t:5", s[0].ID, bo))
	w.clock.Move(65 * time.Minute) // it has begun
	must(t, w.calendar.Cancel(ctx(t), service, b.ID, bo, w.clock.Now()))
	if len(w.free()) != 2 {
		t.Fatal("a slot that has begun is free again")
	}
	w.refused(t, "a slot that has begun", w.request("t:6", s[0].ID, bo), booking.ErrGone)
}

func (w *world) refused(t *testing.T, what string, r booking.Request, want error) {
	t.Helper()
	if _, err := w.calendar.Take(ctx(t), r); !errors.Is(err, want) {
		t.Fatalf("%s: got %v, want %v", what, err, want)
	}
}

func moving(t *testing.T, w *world) {
	s := w.openSlots(3)
	anna, bo := person("anna"), person("bo")
	a := w.take(w.request("1", s[0].ID, anna))
	b := w.take(w.request("2", s[1].ID, bo))
	to := func(id, slot, instead string, who bot.Person) booking.Request {
		r := w.request(id, slot, who)
		r.Instead = instead
		return r
	}
	w.refused(t, "moving to a taken slot", to("3", s[1].ID, a.ID, anna), booking.ErrTaken)
	if found, err := w.calendar.Find(ctx(t), service, a.ID); err != nil || found.Slot.ID != s[0].ID {
		t.Fatalf("a refused move lost the old time (%v)", err)
	}
	w.refused(t, "moving somebody else's", to("4", s[2].ID, b.ID, person("ukendt")), booking.ErrUnknown)
	w.refused(t, "moving what is gone", to("5", s[2].ID, "findesikke", person("ukendt")), booking.ErrUnknown)
	had, err := w.calendar.Take(ctx(t), to("6", s[2].ID, b.ID, anna))
	if !errors.Is(err, booking.ErrHasOne) || had.ID != a.ID {
		t.Fatalf("moving somebody else's while having one: %v", err)
	}
	moved := w.take(to("7", s[2].ID, a.ID, anna))
	if moved.ID == a.ID || moved.Slot.ID != s[2].ID || moved.Pass != a.Pass {
		t.Fatal("the moved appointment is not the new time under the same pass name")
	}
	if again := w.take(to("7", s[2].ID, a.ID, anna)); again.ID != moved.ID {
		t.Fatal("the same move made another appointment")
	}
	if _, err := w.calendar.Find(ctx(t), service, a.ID); !errors.Is(err, booking.ErrUnknown) {
		t.Fatalf("the old appointment: %v", err)
	}
	if diff := cmp.Diff([]string{s[0].ID}, w.free()); diff != "" {
		t.Fatalf("the old slot is not the free one: %s", diff)
	}
	// What is over may be followed by another.
	w.clock.Move(4 * time.Hour)
	w.runOut("has")
	more, err := w.calendar.AddSlots(ctx(t), service, w.someSlots(1))
	must(t, err)
	w.refused(t, "moving what is over", to("8", more[0].ID, moved.ID, anna), booking.ErrUnknown)
	w.take(w.request("8", more[0].ID, anna))
}

func passNames(t *testing.T, w *world) {
	s := w.openSlots(60)
	seen := map[booking.Pass]bool{}
	for i, slot := range s {
		a := w.take(w.request(fmt.Sprint(i), slot.ID, person(fmt.Sprint("p", i))))
		if seen[a.Pass] {
			t.Fatal("two future appointments share a pass name")
		}
		seen[a.Pass] = true
	}
	// All names in use but one: that one is found. None left: a time is still given.
	key := w.keysOf("pass")[0]
	var last booking.Pass
	for p := range booking.Pass(booking.Passes) {
		if !seen[p] {
			last = p
			must(t, w.raw.Do(ctx(t), "ZADD", key, w.clock.Now().Add(week).UnixMilli(), int(p)).Err())
		}
	}
	must(t, w.raw.ZRem(ctx(t), key, int(last)).Err())
	more, err := w.calendar.AddSlots(ctx(t), service, []booking.Slot{
		{Start: w.clock.Now().Add(100 * time.Hour), Length: time.Hour, Format: booking.Phone},
		{Start: w.clock.Now().Add(101 * time.Hour), Length: time.Hour, Format: booking.Phone}})
	must(t, err)
	if a := w.take(w.request("last", more[0].ID, person("sidste"))); a.Pass != last {
		t.Fatal("the only free pass name was not found")
	}
	w.take(w.request("none", more[1].ID, person("for mange")))
}

func oneSlotForMany(t *testing.T, w *world) {
	for _, many := range []int{200, 1000} {
		w.clock.Move(time.Hour)
		s := w.openSlots(1)
		var wg sync.WaitGroup
		var won, lost atomic.Int32
		for i := range many {
			wg.Go(func() {
				_, err := w.calendar.Take(ctx(t), w.request(fmt.Sprint(many, ".", i), s[0].ID, person(fmt.Sprint(many, "-", i))))
				switch {
				case err == nil:
					won.Add(1)
				case errors.Is(err, booking.ErrTaken):
					lost.Add(1)
				default:
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if won.Load() != 1 || int(lost.Load()) != many-1 {
			t.Fatalf("%d of %d got the one slot, %d were told it is taken", won.Load(), many, lost.Load())
		}
	}
}

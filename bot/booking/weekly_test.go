package booking_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"lyt/bot/booking"
)

func copenhagen(t testing.TB) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation("Europe/Copenhagen")
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

func on(year int, month time.Month, day int) time.Time {
	return time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
}

func talks() booking.Slot {
	return booking.Slot{Length: 45 * time.Minute, Buffer: 15 * time.Minute, Format: booking.InPerson, Counsellor: "Maja"}
}

// Tuesdays and Thursdays from 13.00, two after each other, over the Sunday on which
// winter begins and over a holiday.
func TestWeeklyPattern(t *testing.T) {
	zone := copenhagen(t)
	p := booking.Pattern{
		Days: []time.Weekday{time.Tuesday, time.Thursday}, First: on(2026, 10, 21), Last: on(2026, 10, 29), Hour: 13, Count: 2, Slot: talks(),
		Holiday: func(day time.Time) bool { return day.Day() == 29 },
	}
	slots, holidays, err := p.Slots(zone)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, s := range slots {
		got = append(got, s.Start.In(zone).Format("Mon 2/1 15:04 -07"))
	}
	want := []string{"Thu 22/10 13:00 +02", "Thu 22/10 14:00 +02", "Tue 27/10 13:00 +01", "Tue 27/10 14:00 +01"}
	if !slices.Equal(got, want) {
		t.Errorf("got %v", got)
	}
	if len(holidays) != 1 || holidays[0].Day() != 29 {
		t.Errorf("left out %v", holidays)
	}
}

// On 28 March 2027 there is no 02.30 in Denmark, and on 25 October 2026 there are two.
func TestClockIsPutForwardAndBack(t *testing.T) {
	zone := copenhagen(t)
	p := booking.Pattern{Days: []time.Weekday{time.Sunday}, First: on(2027, 3, 21), Last: on(2027, 4, 4), Hour: 2, Minute: 30, Count: 1, Slot: talks()}
	slots, _, err := p.Slots(zone)
	if err != nil || len(slots) != 2 || slots[0].Start.In(zone).Day() != 21 || slots[1].Start.In(zone).Day() != 4 {
		t.Errorf("got %v (%v)", slots, err)
	}
	p.First, p.Last = on(2026, 10, 25), on(2026, 10, 25)
	if slots, _, err = p.Slots(zone); err != nil || len(slots) != 1 || slots[0].Start.In(zone).Format("15:04 MST") != "02:30 CEST" {
		t.Errorf("got %v (%v)", slots, err)
	}
}

func TestEverySecondWeek(t *testing.T) {
	zone := copenhagen(t)
	p := booking.Pattern{Days: []time.Weekday{time.Monday, time.Friday}, First: on(2026, 12, 23), Last: on(2027, 1, 31), Hour: 9, Count: 1, Every: 2, Slot: talks()}
	slots, _, err := p.Slots(zone)
	var got []string
	for _, s := range slots {
		got = append(got, s.Start.Format("2/1"))
	}
	if want := []string{"25/12", "4/1", "8/1", "18/1", "22/1"}; err != nil || !slices.Equal(got, want) {
		t.Errorf("got %v (%v), want %v", got, err, want)
	}
}

func TestPatternFlaws(t *testing.T) {
	good := booking.Pattern{Days: []time.Weekday{time.Monday}, First: on(2026, 11, 23), Last: on(2027, 11, 23), Hour: 22, Count: 1, Slot: talks()}
	if err := good.Check(); err != nil {
		t.Fatal(err)
	}
	for want, spoil := range map[booking.Flaw]func(*booking.Pattern){
		booking.FlawDays:   func(p *booking.Pattern) { p.Days = nil },
		booking.FlawSpan:   func(p *booking.Pattern) { p.Last = on(2026, 11, 22) },
		booking.FlawYear:   func(p *booking.Pattern) { p.Last = on(2027, 11, 26) },
		booking.FlawClock:  func(p *booking.Pattern) { p.Hour = 24 },
		booking.FlawCount:  func(p *booking.Pattern) { p.Count = 0 },
		booking.FlawLength: func(p *booking.Pattern) { p.Slot.Length = time.Second },
		booking.FlawDay:    func(p *booking.Pattern) { p.Count = 3 },
	} {
		p := good
		spoil(&p)
		slots, _, err := p.Slots(time.UTC)
		if !errors.Is(err, want) || slots != nil {
			t.Errorf("%s: got %v and %d slots", want, err, len(slots))
		}
	}
}

// Whatever the pattern: each time is on a chosen weekday, within the dates, at the
// chosen time on the wall, and none overlaps another.
func TestPatternProperties(t *testing.T) {
	zone := copenhagen(t)
	rapid.Check(t, func(rt *rapid.T) {
		p := drawPattern(rt)
		slots, _, err := p.Slots(zone)
		if err != nil {
			if p.Check() == nil {
				rt.Fatal(err)
			}
			return
		}
		for i, s := range slots {
			start := s.Start.In(zone)
			day := on(start.Year(), start.Month(), start.Day())
			if day.Before(p.First) || day.After(p.Last) || !slices.Contains(p.Days, start.Weekday()) {
				rt.Fatalf("%v is not in the pattern", start)
			}
			step := int((p.Slot.Length + p.Slot.Buffer) / time.Minute)
			since := start.Hour()*60 + start.Minute() - p.Hour*60 - p.Minute
			if since%step != 0 || since/step < 0 || since/step >= p.Count {
				rt.Fatalf("%v is at another time of day", start)
			}
			if i > 0 && slots[i-1].Length+slots[i-1].Buffer <= time.Hour && start.Hour() > 3 && booking.Overlap(slots[i-1], s) {
				rt.Fatalf("%v overlaps the one before", start)
			}
		}
		if free, clashes := booking.Sort(slots, slots, nil); len(free)+len(clashes) > 0 && !overlapping(slots) {
			rt.Fatal("a pattern clashes with itself")
		}
	})
}

// overlapping says whether two of a list overlap, the plain way.
func overlapping(slots []booking.Slot) bool {
	for i, a := range slots {
		for _, b := range slots[:i] {
			if booking.Overlap(a, b) {
				return true
			}
		}
	}
	return false
}

func drawPattern(rt *rapid.T) booking.Pattern {
	first := on(2026, 1, 1).AddDate(0, 0, rapid.IntRange(0, 700).Draw(rt, "first"))
	slot := talks()
	slot.Length = time.Duration(rapid.IntRange(15, 120).Draw(rt, "length")) * time.Minute
	slot.Buffer = time.Duration(rapid.IntRange(0, 60).Draw(rt, "buffer")) * time.Minute
	return booking.Pattern{
		Days:  rapid.SliceOfNDistinct(rapid.Map(rapid.IntRange(0, 6), func(d int) time.Weekday { return time.Weekday(d) }), 1, 7, rapid.ID).Draw(rt, "days"),
		First: first, Last: first.AddDate(0, 0, rapid.IntRange(0, 366).Draw(rt, "days long")),
		Hour: rapid.IntRange(0, 23).Draw(rt, "hour"), Minute: rapid.SampledFrom([]int{0, 15, 30, 45}).Draw(rt, "minute"),
		Count: rapid.IntRange(1, 6).Draw(rt, "count"), Every: rapid.IntRange(0, 4).Draw(rt, "every"), Slot: slot,
	}
}

package booking_test

import (
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"lyt/bot/booking"
)

var nine = time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)

func at(minute, length, buffer int, who string) booking.Slot {
	return booking.Slot{Service: "nord", Start: nine.Add(time.Duration(minute) * time.Minute), Length: time.Duration(length) * time.Minute,
		Buffer: time.Duration(buffer) * time.Minute, Format: booking.Chat, Counsellor: who}
}

func TestOverlap(t *testing.T) {
	for _, c := range []struct {
		a, b booking.Slot
		want bool
	}{
		{at(0, 45, 0, "Maja"), at(30, 45, 0, "Maja"), true},
		{at(0, 45, 0, "Maja"), at(45, 45, 0, "Maja"), false},
		{at(0, 45, 15, "Maja"), at(45, 45, 0, "Maja"), true}, // the break afterwards counts
		{at(0, 45, 15, "Maja"), at(60, 45, 0, "Maja"), false},
		{at(0, 45, 0, "Maja"), at(30, 45, 0, "Ole"), false},
		{at(0, 45, 0, "Maja"), at(30, 45, 0, " maja "), true},
		{at(0, 45, 0, "Åse"), at(30, 45, 0, "a\u030ase"), true}, // as a telephone may write it
		{at(0, 45, 0, ""), at(30, 45, 0, ""), false},            // who it is with is decided later
	} {
		if booking.Overlap(c.a, c.b) != c.want || booking.Overlap(c.b, c.a) != c.want {
			t.Errorf("%v %s and %v %s: want %v", c.a.Start, c.a.Counsellor, c.b.Start, c.b.Counsellor, c.want)
		}
	}
}

func TestSortSaysWhatStandsInTheWay(t *testing.T) {
	wanted := []booking.Slot{at(0, 45, 0, "Maja"), at(60, 45, 0, "Maja"), at(75, 30, 0, "Maja"), at(120, 45, 0, "Maja"), at(24*60, 45, 0, "Maja")}
	elsewhere := at(10, 45, 0, "Maja")
	elsewhere.Service = "syd"
	free, clashes := booking.Sort(wanted, []booking.Slot{at(120, 45, 0, "Maja"), elsewhere}, []booking.Span{booking.Day(nine.AddDate(0, 0, 1), time.UTC)})
	if fmt.Sprint(starts(free)) != "[60]" {
		t.Errorf("free are %v", starts(free))
	}
	if len(clashes) != 3 || clashes[0].With.Service != "syd" || clashes[1].With.Start != wanted[1].Start || !clashes[2].Closed {
		t.Errorf("clashes are %v", clashes)
	}
}

func starts(slots []booking.Slot) (minutes []int) {
	for _, s := range slots {
		minutes = append(minutes, int(s.Start.Sub(nine).Minutes()))
	}
	return minutes
}

// What Sort lets through never overlaps, and what it holds back always does.
func TestSortProperties(t *testing.T) {
	draw := rapid.SliceOfN(rapid.Custom(func(rt *rapid.T) booking.Slot {
		return at(rapid.IntRange(0, 3*24*60).Draw(rt, "minute"), rapid.IntRange(1, 300).Draw(rt, "length"),
			rapid.IntRange(0, 60).Draw(rt, "buffer"), rapid.SampledFrom([]string{"Maja", "Ole", ""}).Draw(rt, "who"))
	}), 0, 12)
	rapid.Check(t, func(rt *rapid.T) {
		wanted, there := draw.Draw(rt, "wanted"), draw.Draw(rt, "there")
		free, clashes := booking.Sort(wanted, there, nil)
		for i, s := range free {
			if overlapping(append([]booking.Slot{s}, free[:i]...)) && !overlapping(free[:i]) {
				rt.Fatalf("two that are let through overlap")
			}
			for _, other := range there {
				if booking.Overlap(s, other) {
					rt.Fatalf("one that is let through overlaps what is there")
				}
			}
		}
		for _, c := range clashes {
			same := c.Slot.Start.Equal(c.With.Start) && c.Slot.Counsellor == c.With.Counsellor
			if !booking.Overlap(c.Slot, c.With) && !same {
				rt.Fatalf("one is held back for nothing")
			}
		}
	})
}

func TestDays(t *testing.T) {
	zone := copenhagen(t)
	late := time.Date(2026, 10, 24, 23, 50, 0, 0, zone)
	for want, at := range map[int]time.Time{0: late.Add(5 * time.Minute), 1: late.Add(15 * time.Minute), 2: time.Date(2026, 10, 26, 0, 0, 0, 0, zone), 7: time.Date(2026, 10, 31, 8, 0, 0, 0, zone)} {
		if got := booking.Days(late, at, zone); got != want {
			t.Errorf("%v: %d days, want %d", at, got, want)
		}
	}
	if day := booking.Day(time.Date(2026, 10, 25, 12, 0, 0, 0, zone), zone); day.To.Sub(day.From) != 25*time.Hour {
		t.Errorf("the day on which winter begins has %v", day.To.Sub(day.From))
	}
}

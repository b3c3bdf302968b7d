package feeds_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"lyt/bot/feeds"
	"lyt/bot/ics"
)

// A server tells of one week when Mette is busy: the other weeks are not free for that.
func TestOnlyWhatIsToldOfIsFree(t *testing.T) {
	w := newWorld(t)
	w.raw = "BEGIN:VCALENDAR\r\nBEGIN:VFREEBUSY\r\nDTSTART:20261018T220000Z\r\nDTEND:20261025T230000Z\r\n" +
		"FREEBUSY:20261020T080000Z/20261020T090000Z\r\nEND:VFREEBUSY\r\nEND:VCALENDAR\r\n"
	if known := w.add(weekdays); known.State.Problem != "" || !slices.Equal(known.State.Warnings, []ics.Warning{ics.WarnPart}) {
		t.Fatalf("%+v", known.State)
	}
	w.open("20 09:00-10:00", "20 11:00-12:00")
}

// Whoever adds calendar after calendar is looking for something else. What is refused
// for its form costs nothing, and others are not kept waiting.
func TestCalendarsAreAddedAFewAtATime(t *testing.T) {
	w := newWorld(t)
	add := func(account string, n int, mode feeds.Mode) error {
		f := w.feed(feeds.Rule{Mode: mode, Title: "Åben rådgivning"})
		f.Address = fmt.Sprintf("https://example.com/%d", n)
		_, err := w.Add(t.Context(), account, f)
		return err
	}
	for n := range 40 {
		if err := add("mette", n, ""); !errors.Is(err, feeds.FlawHours) {
			t.Fatal(err)
		}
	}
	for n := range 20 {
		must(t, add("mette", n, feeds.Titled))
	}
	asked := len(w.asked)
	if err := add("mette", 20, feeds.Titled); !errors.Is(err, feeds.ErrOften) || len(w.asked) != asked {
		t.Fatalf("the 21st: %v", err)
	}
	must(t, add("ole", 20, feeds.Titled))
	w.clock.Move(4 * time.Minute)
	must(t, add("mette", 21, feeds.Titled))
	if err := add("mette", 22, feeds.Titled); !errors.Is(err, feeds.ErrOften) {
		t.Fatalf("the 22nd: %v", err)
	}
}

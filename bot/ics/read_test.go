package ics

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

var update = flag.Bool("update", false, "write down what the feeds of testdata give")

var copenhagen, _ = time.LoadLocation("Europe/Copenhagen")

// half is the half year that the feeds of testdata are about; both changes of the
// clocks lie in it.
func half() Reading {
	return Reading{
		From: time.Date(2026, 10, 1, 0, 0, 0, 0, copenhagen), To: time.Date(2027, 4, 1, 0, 0, 0, 0, copenhagen), Zone: copenhagen,
		Chosen: func(title string) bool { return strings.Contains(strings.ToLower(title), "åben rådgivning") },
	}
}

// TestFeedsAsTheyAreSent holds what each odd feed gives against the file beside it.
func TestFeedsAsTheyAreSent(t *testing.T) {
	feeds, err := filepath.Glob("testdata/*.ics")
	if err != nil || len(feeds) < 40 {
		t.Fatalf("%d feeds in testdata (%v)", len(feeds), err)
	}
	for _, path := range feeds {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".ics"), func(t *testing.T) {
			feed, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			got := describe(Read(t.Context(), feed, half()))
			beside := strings.TrimSuffix(path, ".ics") + ".txt"
			if *update {
				if err := os.WriteFile(beside, []byte(got), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(beside)
			if err != nil {
				t.Fatal(err)
			}
			if got != string(want) {
				t.Errorf("got\n%s\nwant\n%s", got, want)
			}
		})
	}
}

// describe writes a reading down for people.
func describe(c Calendar, err error) string {
	if err != nil {
		return err.Error() + "\n"
	}
	var out strings.Builder
	fmt.Fprintf(&out, "%d entries, %d cannot be understood, warnings %v\n", c.Total, c.Unread, c.Warnings)
	for _, e := range c.Events {
		const layout = "Mon 2006-01-02 15:04 -07"
		fmt.Fprintf(&out, "%s to %s%s\n", e.Start.In(copenhagen).Format(layout), e.End.In(copenhagen).Format(layout), marks(e))
	}
	return out.String()
}

func marks(e Event) (text string) {
	if e.AllDay {
		text += ", a day"
	}
	if e.Free {
		text += ", keeps nobody"
	}
	if e.Chosen {
		text += ", chosen"
	}
	return text
}

func feedOf(lines ...string) []byte {
	return []byte("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n" + strings.Join(lines, "\r\n") + "\r\nEND:VCALENDAR\r\n")
}

func event(lines ...string) string {
	return "BEGIN:VEVENT\r\n" + strings.Join(lines, "\r\n") + "\r\nEND:VEVENT"
}

func TestFeedsHaveBounds(t *testing.T) {
	one := event("DTSTART:20261006T100000Z", "DTEND:20261006T110000Z")
	many := slices.Repeat([]string{one}, maxEvents)
	daily := event("DTSTART:20000101T000000Z", "DTEND:20000101T001000Z", "RRULE:FREQ=DAILY;COUNT=9999")
	for name, test := range map[string]struct {
		feed []byte
		want error
	}{
		"2 MB":                    {bytes.Repeat([]byte("a"), MaxBytes+1), Large},
		"5000 events":             {feedOf(many...), nil},
		"5001 events":             {feedOf(slices.Repeat([]string{one}, maxEvents+1)...), TooMuch},
		"a description of 1 MB":   {feedOf(event("DTSTART:20261006T100000Z", "DESCRIPTION:"+strings.Repeat("æ\r\n ", 200_000))), nil},
		"1 MB of folds":           {feedOf(event("DTSTART:2026"+strings.Repeat("\r\n ", 300_000)+"1006T100000Z", "DURATION:PT1H")), nil},
		"more than 10,000 times":  {feedOf(slices.Repeat([]string{event("DTSTART:20261001T000000Z", "DURATION:PT1M", "RRULE:FREQ=DAILY")}, 60)...), TooMuch},
		"a zone with a long name": {feedOf(event("DTSTART;TZID=" + strings.Repeat("a/", 500_000) + "a:20261006T100000")), nil},
		"rules counted for years": {feedOf(slices.Repeat([]string{daily}, 30)...), TooMuch},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := Read(t.Context(), test.feed, half()); !errors.Is(err, test.want) {
				t.Errorf("got %v, want %v", err, test.want)
			}
		})
	}
}

// A rule that never comes true makes the library search until the year 9999.
func TestFeedThatTakesTooLongEnds(t *testing.T) {
	never := event("DTSTART:20261006T100000Z", "RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30")
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	began := time.Now()
	_, err := Read(ctx, feedOf(slices.Repeat([]string{never}, maxEvents)...), half())
	if !errors.Is(err, Slow) {
		t.Errorf("got %v", err)
	}
	if took := time.Since(began); took > 5*time.Second {
		t.Errorf("took %v", took)
	}
}

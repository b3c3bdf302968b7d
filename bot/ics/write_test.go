package ics

import (
	"bytes"
	"strings"
	"testing"
	"time"
)

func TestWhatIsWrittenReadsTheSame(t *testing.T) {
	start := time.Date(2026, 10, 25, 2, 30, 0, 0, copenhagen)
	entries := []Entry{
		{ID: "a", Start: start, End: start.Add(45 * time.Minute), Title: "Blå Ræv"},
		{ID: "b", Start: start.Add(24 * time.Hour), End: start.Add(25 * time.Hour), Title: "Ledig", Free: true, Tentative: true},
	}
	var titles []string
	want := half()
	want.Chosen = func(title string) bool { titles = append(titles, title); return false }
	got, err := Read(t.Context(), Write("Aftaler", entries, start), want)
	if err != nil || got.Total != 2 || got.Unread != 0 || len(got.Events) != 2 {
		t.Fatalf("%+v, %v", got, err)
	}
	for i, e := range got.Events {
		if !e.Start.Equal(entries[i].Start) || !e.End.Equal(entries[i].End) || e.Free != entries[i].Free || titles[i] != entries[i].Title {
			t.Errorf("%+v %q became of %+v", e, titles[i], entries[i])
		}
	}
}

// A title comes from people; it must not become a line of its own.
func TestNothingBreaksOutOfATitle(t *testing.T) {
	at := time.Date(2026, 10, 5, 9, 0, 0, 0, time.UTC)
	for _, title := range []string{"a\r\nEND:VEVENT\r\nBEGIN:VEVENT", "a\rATTENDEE:x", "a\u2028b", "\x00", strings.Repeat("æ", 200), "a;b,c\\n", "\xff"} {
		feed := Write(title, []Entry{{ID: "a", Start: at, End: at.Add(time.Hour), Title: title, Place: title}}, at)
		got, err := Read(t.Context(), feed, half())
		if err != nil || got.Total != 1 || len(got.Events) != 1 {
			t.Errorf("%q: %+v, %v", title, got, err)
		}
		for line := range bytes.Lines(feed) {
			if !bytes.HasSuffix(line, []byte("\r\n")) || len(line) > 77 || bytes.ContainsRune(line[:len(line)-2], '\r') {
				t.Errorf("%q: line %q", title, line)
			}
		}
		if bytes.Contains(feed, []byte("\nATTENDEE")) || bytes.Count(feed, []byte("\nBEGIN:VEVENT\r\n")) != 1 {
			t.Errorf("%q broke out:\n%s", title, feed)
		}
	}
}

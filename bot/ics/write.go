package ics

import (
	"strings"
	"time"
	"unicode"

	ical "github.com/arran4/golang-ical"
)

// An Entry is one event of a feed that we write. Whoever writes it sees to it that
// the title says no more than a passer-by may read.
type Entry struct {
	ID         string // stays the same for the same event
	Start, End time.Time
	Title      string
	Place      string
	Free       bool // keeps nobody: shown, but not as busy
	Tentative  bool
}

// Write makes a feed: times in UTC, so that nobody needs to know our zone.
func Write(name string, entries []Entry, now time.Time) []byte {
	feed := ical.NewCalendar()
	feed.SetProductId("-//Lyt//Lyt//DA")
	feed.SetMethod(ical.MethodPublish)
	feed.SetXWRCalName(oneLine(name))
	feed.SetRefreshInterval("PT15M")
	feed.SetXPublishedTTL("PT15M")
	for _, e := range entries {
		e.write(feed.AddEvent(e.ID+"@lyt"), now)
	}
	return []byte(feed.Serialize(ical.WithNewLineWindows))
}

func (e Entry) write(to *ical.VEvent, now time.Time) {
	to.SetDtStampTime(now)
	to.SetStartAt(e.Start)
	to.SetEndAt(e.End)
	to.SetSummary(oneLine(e.Title))
	if e.Place != "" {
		to.SetLocation(oneLine(e.Place))
	}
	to.SetTimeTransparency(ical.TransparencyOpaque)
	if e.Free {
		to.SetTimeTransparency(ical.TransparencyTransparent)
	}
	to.SetStatus(ical.ObjectStatusConfirmed)
	if e.Tentative {
		to.SetStatus(ical.ObjectStatusTentative)
	}
}

// oneLine takes away what could end a line; the library minds some of it only.
func oneLine(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r == '\u2028' || r == '\u2029' {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(text, ""))
}

// Package ics reads calendars as Outlook, Exchange, Google and Nextcloud publish
// them, and writes its own.
//
// Read takes the bytes of a feed and gives when something takes place between two
// times; a Fetcher gets the bytes, safely, from an address that somebody typed; Write
// makes a feed. What Read cannot understand is an error or is counted, and never
// passed over in silence: whoever takes the rest for free time would send a young
// person to a closed door. Titles, places and people stay inside Read; it gives times.
package ics

import (
	"context"
	"slices"
	"strconv"
	"time"
)

// Bounds of one feed.
const (
	MaxBytes  = 2 << 20
	maxEvents = 5_000
	maxTimes  = 10_000  // within the span that is read
	maxSteps  = 200_000 // of all rules together, also before that span
)

// An Event is one time at which something takes place.
type Event struct {
	Start, End time.Time // End is not included
	AllDay     bool
	Free       bool // marked as not busy
	Chosen     bool // its title is one that was asked for
}

// A Reading says what is wanted of a feed.
type Reading struct {
	From, To time.Time // what takes place between them, even in part
	Zone     *time.Location
	Chosen   func(title string) bool // nil chooses none
}

// A Warning says what was odd about a feed, though it could be read.
type Warning string

// The warnings.
const (
	WarnZone    Warning = "zone"    // a time zone nobody knows, so its entries are not understood
	WarnPart    Warning = "part"    // it tells when somebody is busy, but of a part of the span only
	WarnLetters Warning = "letters" // not UTF-8, so Windows-1252 was taken for granted
)

// A Calendar is what a feed says.
type Calendar struct {
	Events   []Event // by start
	Total    int     // entries of any time; 0 is an empty calendar
	Unread   int     // what could not be understood: its time is unknown
	Warnings []Warning
}

// A Problem says why a feed could not be had or read, without a word of it.
type Problem string

func (p Problem) Error() string { return "calendar feed: " + string(p) }

// Problems of what was read.
const (
	NotCalendar Problem = "not-calendar" // something else, often a page that asks for a login
	Broken      Problem = "broken"       // cut off, or not put together as a calendar is
	TooMuch     Problem = "too-much"     // more than the bounds allow
	Large       Problem = "large"        // more than MaxBytes
	Slow        Problem = "slow"         // took too long to get or to read
)

// Read reads a feed. An error is a Problem, and nothing is given with it; a feed
// that is broken says nothing about what is free.
func Read(ctx context.Context, feed []byte, want Reading) (Calendar, error) {
	if len(feed) > MaxBytes {
		return Calendar{}, Large
	}
	text, warnings := clean(feed)
	calendars, err := parse(text)
	if err != nil {
		return Calendar{}, err
	}
	r := &reader{ctx: ctx, want: want, steps: maxSteps}
	r.out.Warnings = warnings
	for _, c := range calendars {
		if err := r.calendar(c); err != nil {
			return Calendar{}, err
		}
	}
	if err := r.untold(); err != nil {
		return Calendar{}, err
	}
	slices.SortStableFunc(r.out.Events, byTime)
	return r.out, nil
}

func byTime(a, b Event) int {
	if c := a.Start.Compare(b.Start); c != 0 {
		return c
	}
	return a.End.Compare(b.End)
}

// reader reads one feed.
type reader struct {
	ctx   context.Context
	want  Reading
	zones *zones
	steps int // of rules, that are left
	told  []told
	out   Calendar
}

func (r *reader) calendar(c component) error {
	r.zones = newZones(r, c)
	r.out.Unread += strange(c)
	bySeries := map[string][]component{}
	var order []string
	for i, part := range c.parts {
		if part.name != "VEVENT" {
			continue
		}
		id := part.text("UID")
		if id == "" {
			id = "no id " + strconv.Itoa(i)
		}
		if bySeries[id] == nil {
			order = append(order, id)
		}
		bySeries[id] = append(bySeries[id], part)
		r.out.Total++
	}
	if r.out.Total > maxEvents {
		return TooMuch
	}
	for _, id := range order {
		if err := r.series(bySeries[id]); err != nil {
			return err
		}
	}
	return r.busyTimes(c)
}

// add notes one time, if it lies in the span.
func (r *reader) add(e Event) error {
	if !e.End.After(r.want.From) || !e.Start.Before(r.want.To) {
		return nil
	}
	if len(r.out.Events) == maxTimes {
		return TooMuch
	}
	r.out.Events = append(r.out.Events, e)
	return nil
}

func (r *reader) warn(w Warning) {
	if !slices.Contains(r.out.Warnings, w) {
		r.out.Warnings = append(r.out.Warnings, w)
	}
}

// late says that the time for reading is over.
func (r *reader) late() error {
	if r.ctx.Err() != nil {
		return Slow
	}
	return nil
}

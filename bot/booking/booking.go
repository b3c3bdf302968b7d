// Package booking holds the rules for times with a counsellor: which times are
// free within the week, who may take one, and the two words a person says at the
// door instead of a name.
package booking

import (
	"context"
	"errors"
	"time"
	"unicode/utf8"

	"lyt/bot"
)

// Format says how the two meet.
type Format string

// The formats a slot can have.
const (
	InPerson Format = "in-person"
	Phone    Format = "phone"
	Video    Format = "video"
	Chat     Format = "chat"
)

// A Slot is an open time of one service.
type Slot struct {
	ID         string // short and unique within the service; in callback data, so at most 20 letters
	Service    string
	Start      time.Time
	Length     time.Duration
	Format     Format
	Counsellor string        // who; may be empty
	Profession string        // what they are, as people read it; may be empty
	Place      string        // where, or the link of a video call; empty is the service's own address
	Buffer     time.Duration // how long the counsellor has for themselves afterwards
	Series     string        // the weekly pattern it came from; empty for a single one
	Feed       string        // the calendar feed it came from; empty when somebody opened it here
	Version    string        // another after each change; filled when it is read
	Taken      bool          // filled by List only
}

// End is when the two part.
func (s Slot) End() time.Time { return s.Start.Add(s.Length) }

// Over is when the counsellor is free for somebody else.
func (s Slot) Over() time.Time { return s.End().Add(s.Buffer) }

// The most letters that fit into a slot's fields.
const (
	LongestPlace = 2000 // the link of a video call can be long
	LongestName  = 200  // of the counsellor, and of what they are
)

// Fits gives FlawLong when a field holds too much, and nil when none does.
func (s Slot) Fits() error {
	letters := utf8.RuneCountInString
	if letters(s.Place) > LongestPlace || letters(s.Counsellor) > LongestName || letters(s.Profession) > LongestName {
		return FlawLong
	}
	return nil
}

// An Appointment is a slot taken by one person.
type Appointment struct {
	ID      string
	Service string
	Slot    Slot
	Person  bot.Person
	Pass    Pass // said at the door instead of a name
}

// Pass is the two words said at the door instead of a name, as a number from 0 to
// Passes-1; the words for it stand in the locale files ("Blå Ræv").
type Pass int

// Passes is how many there are: PassFirsts colours and moods times PassSeconds animals.
const (
	PassFirsts  = 24
	PassSeconds = 40
	Passes      = PassFirsts * PassSeconds
)

// Words gives the numbers of the first and the second word.
func (p Pass) Words() (first, second int) { return int(p) / PassSeconds, int(p) % PassSeconds }

// What stops a time from being taken.
var (
	ErrTaken   = errors.New("slot was taken by somebody else")
	ErrGone    = errors.New("slot does not exist or has begun")
	ErrHasOne  = errors.New("person has a future appointment with this service")
	ErrUnknown = errors.New("appointment does not exist")
)

// What stops a time from being opened or changed.
var (
	ErrPast    = errors.New("a slot must lie in the future")
	ErrFar     = errors.New("a slot may lie a year ahead at most")
	ErrSlot    = errors.New("a slot needs a known format, and a length of at most a day")
	ErrOverlap = errors.New("the counsellor has another slot at that time")
	ErrClosed  = errors.New("the service is closed on that day")
	ErrChanged = errors.New("slot was changed by somebody else")
)

// A Request asks for one slot. The same ID with the same outcome has one effect.
type Request struct {
	ID      string // operation: one per update
	Service string
	Slot    string
	Person  bot.Person
	Instead string    // the appointment this one replaces, when moving; else empty
	Now     time.Time //
}

// Calendar keeps slots and appointments. Every change is one atomic step.
type Calendar interface {
	// Free lists open slots of a service from a time to another, earliest first.
	Free(ctx context.Context, service string, from, to time.Time, limit int) ([]Slot, error)
	// Take takes a slot: ErrTaken, ErrGone, or ErrHasOne together with the appointment there is.
	Take(ctx context.Context, r Request) (Appointment, error)
	// Find gives an appointment: ErrUnknown when there is none.
	Find(ctx context.Context, service, id string) (Appointment, error)
	// ForgetPerson frees the person's future appointment with the service, if there is one.
	ForgetPerson(ctx context.Context, service string, who bot.Person, now time.Time) error
	// Cancel frees the slot again: ErrUnknown when there is no such appointment of this person.
	Cancel(ctx context.Context, service, id string, who bot.Person, now time.Time) error
}

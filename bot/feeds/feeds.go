// Package feeds opens times to be booked from calendars that counsellors keep
// elsewhere: Outlook, Google, Nextcloud.
//
// A Feed says where a calendar is and which times of it are meant; Slots is that rule,
// without any network; a Reader reads all feeds again and again and keeps the open
// times in step. It never offers what may be busy: a calendar that cannot be read, or
// not whole, says nothing about free time. Of an event nothing is kept but its times.
package feeds

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"

	"lyt/bot/booking"
	"lyt/bot/ics"
)

// Mode says which times of a calendar can be booked.
type Mode string

// The modes.
const (
	Titled Mode = "titled" // events with a chosen title
	Around Mode = "around" // opening hours, less what is busy
)

// Hours are a part of a weekday in minutes after midnight, From included, To not.
type Hours struct {
	Day      time.Weekday
	From, To int
}

// A Rule says how times are found in a calendar.
type Rule struct {
	Mode  Mode
	Title string  // of Titled: the whole title
	Hours []Hours // of Around
}

// A Feed is one calendar that somebody keeps elsewhere.
type Feed struct {
	ID      string // given by the store
	Service string
	Address string // a secret: whoever knows it reads the calendar
	Rule    Rule
	Slot    booking.Slot // what its times have in common: Length, Buffer, Format, Counsellor, Profession, Place
}

// Format keeps the address out of everything that is printed.
func (f Feed) Format(s fmt.State, _ rune) { io.WriteString(s, "feed") } //nolint:errcheck // as fmt itself

// MarshalJSON keeps it out of logs.
func (f Feed) MarshalJSON() ([]byte, error) { return []byte(`"feed"`), nil }

// State is what became of reading a feed.
type State struct {
	Tried    time.Time     // last
	Good     time.Time     // when it was last read whole
	Full     time.Time     // when it last came, and not only the word that nothing had changed
	Problem  ics.Problem   // of the last time; empty when it went well
	Warnings []ics.Warning // what was odd, though it could be read
	ETag     string
	Count    int      // times it gives
	Unread   int      // entries that could not be understood, and so give no times
	Clashes  int      // times it gives that something else stands in the way of
	Kept     []string // ids of taken times that are no longer in the calendar
	Closed   bool     // broken for so long that its open times were taken away
}

// Known is a feed with its state.
type Known struct {
	Feed  Feed
	State State
}

// Problems beside those of getting and reading a feed.
const (
	Unread ics.Problem = "unread" // an entry cannot be understood, so what is free is unknown
	Empty  ics.Problem = "empty"  // nothing at all is in it, so what is free is doubtful
)

// A Flaw is what is wrong with a feed that is to be added: the end of a message key.
type Flaw string

func (f Flaw) Error() string { return "feed has a flaw: " + string(f) }

// The flaws there are. An address that may not be read is ics.Address.
const (
	FlawTitle  Flaw = "title"  // none
	FlawHours  Flaw = "hours"  // none, or such that nothing fits in
	FlawLength Flaw = "length" // too short or too long
	FlawFormat Flaw = "format" // none of those there are
)

// Errors of the store.
var (
	ErrMany    = errors.New("service has as many feeds as it may have")
	ErrOften   = errors.New("account has added as many feeds as it may for now")
	ErrUnknown = errors.New("there is no such feed")
)

// The longest a slot may take, and its buffer.
const longest = 24 * time.Hour

const minutesADay = 24 * 60

// Check says what is wrong with a feed, and gives it with its address made plain.
func (f Feed) Check() (Feed, error) {
	address, err := ics.CheckAddress(f.Address)
	if err != nil {
		return Feed{}, err
	}
	f.Address, f.Rule.Title = address, strings.TrimSpace(f.Rule.Title)
	switch s := f.Slot; {
	case s.Format != booking.InPerson && s.Format != booking.Phone && s.Format != booking.Video && s.Format != booking.Chat:
		return Feed{}, FlawFormat
	case s.Length < 0 || s.Buffer < 0 || s.Length > 0 && s.Length < time.Minute || s.Length+s.Buffer > longest:
		return Feed{}, FlawLength
	}
	return f, f.Rule.check(f.Slot.Length)
}

func (r Rule) check(length time.Duration) error {
	switch {
	case r.Mode == Titled && r.Title == "":
		return FlawTitle
	case r.Mode == Around && length == 0:
		return FlawLength
	case r.Mode != Titled && (r.Mode != Around || len(r.Hours) == 0):
		return FlawHours
	}
	for _, h := range r.Hours {
		if h.Day < time.Sunday || h.Day > time.Saturday || h.From < 0 || h.To > minutesADay || h.To-h.From < int(length/time.Minute) || h.To <= h.From {
			return FlawHours
		}
	}
	return nil
}

// Chosen says whether an event of that title is one of the times. Case and spaces make
// no difference; anything more does: "Ikke ledig" is not "Ledig".
func (r Rule) Chosen(title string) bool {
	wanted := plain(r.Title)
	return r.Mode == Titled && wanted != "" && plain(title) == wanted
}

func plain(text string) string {
	return cases.Fold().String(strings.Join(strings.Fields(norm.NFC.String(text)), " "))
}

// Store keeps feeds and what became of reading them.
type Store interface {
	// Add keeps a feed and gives it with its id: ErrMany, or what Check finds.
	Add(ctx context.Context, f Feed) (Feed, error)
	// Spend counts one more feed that an account adds: ErrOften. Whoever adds many may be
	// looking for what answers where, and not for a calendar.
	Spend(ctx context.Context, account string) error
	Remove(ctx context.Context, service, id string) error
	// IDs lists the feeds of a service, those too that do not open.
	IDs(ctx context.Context, service string) ([]string, error)
	List(ctx context.Context, service string) ([]Known, error)
	// Note keeps the state of a feed, if that is still there.
	Note(ctx context.Context, service, id string, s State) error
	// Turn is true for one of all who ask within that time.
	Turn(ctx context.Context, service, id string, every time.Duration) (bool, error)
}

// Times keeps the slots.
type Times interface {
	List(ctx context.Context, service string, from, to time.Time) ([]booking.Slot, error)
	OpenSlots(ctx context.Context, service string, slots []booking.Slot) ([]booking.Slot, []booking.Clash, error)
	// Retract takes free ones away that may come again, and gives those that are taken by now.
	Retract(ctx context.Context, service string, slots []booking.Slot) (taken, changed []booking.Slot, err error)
}

// Source gets feeds.
type Source interface {
	// Look says where an address leads, before it is kept: ics.Private.
	Look(ctx context.Context, address string) error
	Fetch(ctx context.Context, address, etag string) (ics.Fetched, error)
}

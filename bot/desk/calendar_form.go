package desk

import (
	"cmp"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"
	"unicode"

	"lyt/bot/booking"
)

// slotForm is a time as it stands in the form, so that nothing typed is lost.
type slotForm struct {
	Service, Day, Clock, Length, Buffer   string
	Format, Counsellor, Profession, Place string
	Version                               string
	Days                                  map[string]bool // of a weekly pattern
	Last, Count, Every                    string
	Formats                               []booking.Format
	Names                                 []string // of colleagues, to choose from
	Services                              []string
}

const (
	usualLength    = "45"
	usualBuffer    = "15"
	longestMinutes = 600
)

var formats = []booking.Format{booking.InPerson, booking.Phone, booking.Video, booking.Chat}

// byName gives the fields by their names in the form.
func (f *slotForm) byName() map[string]*string {
	return map[string]*string{
		"service": &f.Service, "day": &f.Day, "clock": &f.Clock, "length": &f.Length, "buffer": &f.Buffer, "format": &f.Format,
		"counsellor": &f.Counsellor, "profession": &f.Profession, "place": &f.Place, "version": &f.Version,
		"last": &f.Last, "count": &f.Count, "every": &f.Every,
	}
}

// Fields are what was typed, to be sent again: what opens is what was seen before.
func (f slotForm) Fields() map[string]string {
	fields := map[string]string{}
	for name, field := range f.byName() {
		fields[name] = *field
	}
	return fields
}

// readForm takes the fields as they are. Nothing is cut: what is too long is refused
// with all that was typed.
func readForm(r *http.Request) slotForm {
	f := slotForm{Formats: formats, Days: map[string]bool{}}
	for name, field := range f.byName() {
		*field = oneLine(r.FormValue(name))
	}
	for _, day := range r.Form["days"] {
		f.Days[day] = true
	}
	return f
}

// oneLine makes one line of what was typed, without anything that cannot be seen.
func oneLine(text string) string {
	return strings.Join(strings.Fields(strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Cf, r) || unicode.IsControl(r) && !unicode.IsSpace(r) {
			return -1
		}
		return r
	}, strings.ToValidUTF8(text, ""))), " ")
}

// What is wrong with a form; the sentences stand in the locale files.
const (
	flawDay    booking.Flaw = "date"
	flawFormat booking.Flaw = "format"
)

// slot reads the form; the error is a booking.Flaw.
func (f slotForm) slot(zone *time.Location) (booking.Slot, error) {
	s, err := f.common()
	if err != nil {
		return s, err
	}
	day, err := time.Parse(dateShape, f.Day)
	if err != nil {
		return s, flawDay
	}
	clock, err := time.Parse("15:04", f.Clock)
	if err != nil {
		return s, booking.FlawClock
	}
	s.Start = time.Date(day.Year(), day.Month(), day.Day(), clock.Hour(), clock.Minute(), 0, 0, zone)
	if s.Start.Hour() != clock.Hour() {
		return s, booking.FlawClock // the clock is put forward over it
	}
	return s, nil
}

// common reads what a single time and a pattern share.
func (f slotForm) common() (booking.Slot, error) {
	s := booking.Slot{Service: f.Service, Format: booking.Format(f.Format), Counsellor: f.Counsellor, Profession: f.Profession, Place: f.Place}
	length, err := strconv.Atoi(f.Length)
	if err != nil || length < 5 || length > longestMinutes {
		return s, booking.FlawLength
	}
	buffer, err := strconv.Atoi(cmp.Or(f.Buffer, "0"))
	if err != nil || buffer < 0 || buffer > longestMinutes {
		return s, booking.FlawLength
	}
	s.Length, s.Buffer = time.Duration(length)*time.Minute, time.Duration(buffer)*time.Minute
	for _, known := range formats {
		if s.Format == known {
			return s, s.Fits()
		}
	}
	return s, flawFormat
}

func (d *Desk) formOf(s booking.Slot) slotForm {
	start := s.Start.In(d.Zone)
	return slotForm{
		Service: s.Service, Day: start.Format(dateShape), Clock: start.Format("15:04"), Format: string(s.Format), Formats: formats,
		Length: strconv.Itoa(int(s.Length / time.Minute)), Buffer: strconv.Itoa(int(s.Buffer / time.Minute)),
		Counsellor: s.Counsellor, Profession: s.Profession, Place: s.Place, Version: s.Version,
	}
}

// flaws are the sentences for what stands in the way.
var flaws = map[booking.Flaw]string{
	flawDay: "desk.cal.flaw.date", flawFormat: "desk.cal.flaw.format",
	booking.FlawDays: "desk.cal.flaw.days", booking.FlawSpan: "desk.cal.flaw.span", booking.FlawYear: "desk.cal.flaw.year",
	booking.FlawClock: "desk.cal.flaw.clock", booking.FlawLength: "desk.cal.flaw.length", booking.FlawDay: "desk.cal.flaw.day", booking.FlawCount: "desk.cal.flaw.count",
	booking.FlawLong: "desk.cal.flaw.long",
}

// hindrance is the sentence and the status for what kept a time from being opened or
// changed; "" when the store is away.
func hindrance(err error) (key string, status int) {
	var flaw booking.Flaw
	switch {
	case errors.As(err, &flaw):
		return flaws[flaw], http.StatusUnprocessableEntity
	case errors.Is(err, booking.ErrPast):
		return "desk.cal.flaw.past", http.StatusUnprocessableEntity
	case errors.Is(err, booking.ErrFar):
		return "desk.cal.flaw.far", http.StatusUnprocessableEntity
	case errors.Is(err, booking.ErrSlot):
		return "desk.cal.flaw.length", http.StatusUnprocessableEntity
	case errors.Is(err, booking.ErrOverlap):
		return "desk.cal.flaw.overlap", http.StatusConflict
	case errors.Is(err, booking.ErrClosed):
		return "desk.cal.flaw.closed", http.StatusConflict
	case errors.Is(err, booking.ErrChanged):
		return "desk.cal.flaw.changed", http.StatusConflict
	case errors.Is(err, booking.ErrTaken):
		return "desk.cal.flaw.taken", http.StatusConflict
	case errors.Is(err, booking.ErrGone):
		return "desk.cal.flaw.gone", http.StatusConflict
	}
	return "", 0
}

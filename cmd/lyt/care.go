package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"lyt/bot/booking"
	"lyt/bot/directory"
	"lyt/bot/redis"
)

// The commands of those who look after a running Lyt.

type keysCmd struct {
	New    keysNewCmd    `cmd:"" help:"Write a new keyset to standard output; keep it in a file of mode 0600."`
	Rotate keysRotateCmd `cmd:"" help:"Add a new primary key to a keyset file and keep the old ones for reading."`
}

type keysNewCmd struct{}

// Run makes a keyset.
func (keysNewCmd) Run(w *world) error {
	keys, err := redis.NewKeyset()
	if err != nil {
		return err
	}
	text, err := keys.Encode()
	if err != nil {
		return err
	}
	_, err = w.stdout.Write(append(text, '\n'))
	return err
}

type keysRotateCmd struct {
	File string `arg:"" help:"The keyset file."`
}

// Run rotates a keyset in its file.
func (c keysRotateCmd) Run(w *world) error {
	if _, err := redis.RotateKeyset(c.File); err != nil {
		return err
	}
	fmt.Fprintln(w.stderr, "lyt: a new key seals from now on, the old ones still read; give the file to every replica before one of them writes with it")
	return nil
}

// hasDesk says what is wrong with a service's id, if anything.
func hasDesk(services *directory.Directory, id string) error {
	service, ok := services.Find(id)
	if ok && service.Desk {
		return nil
	}
	var ids []string
	for _, s := range services.Services() {
		if s.Desk {
			ids = append(ids, s.ID)
		}
	}
	return usageError{fmt.Errorf("there is no service %q with a desk; there are: %s", id, strings.Join(ids, ", "))}
}

// serviceSettings are those of the commands that are about services.
type serviceSettings struct {
	contentSettings
	zoneSettings
}

// desks says what is wrong with the ids of services, if anything, and gives the time
// zone they keep.
func (s serviceSettings) desks(w *world, ids ...string) (*time.Location, error) {
	zone, err := s.zone()
	if err != nil {
		return nil, err
	}
	services, err := readServices(s.Content, w.stderr)
	for _, id := range ids {
		if err == nil {
			err = hasDesk(services, id)
		}
	}
	return zone, err
}

type slotsCmd struct {
	Add  slotsAddCmd  `cmd:"" help:"Open times for booking."`
	List slotsListCmd `cmd:"" help:"List a service's times: id, start, format, open or taken."`
}

type slotsAddCmd struct {
	Service    string        `arg:"" help:"Id of the service."`
	Start      string        `arg:"" help:"Local time, such as 2026-11-24T15:00."`
	Count      int           `default:"1" help:"How many, one after the other."`
	Every      time.Duration `default:"45m" help:"From one start to the next."`
	Length     time.Duration `default:"45m" help:"How long each lasts."`
	Format     string        `default:"in-person" enum:"in-person,phone,video,chat" help:"How you meet."`
	Counsellor string        `help:"Who it is with. Nobody has two times at once."`
	Profession string        `help:"What they are, such as psykolog."`
	Place      string        `help:"Where, or the link of a video call; else the service's own address is told."`
	storeSettings
	serviceSettings
}

const mostSlots = 200

// Run opens times.
func (c slotsAddCmd) Run(w *world) error {
	slots, err := c.slots(w)
	if err != nil {
		return err
	}
	db, keys, err := c.open()
	if err != nil {
		return err
	}
	defer db.Close() //nolint:errcheck // the command ends
	calendar := redis.NewCalendar(db, keys)
	var added []booking.Slot
	err = redis.NewHandoffs(db, keys, nil).Alone(w.ctx, c.Counsellor, func(ctx context.Context) error {
		if err := c.elsewhere(ctx, redis.NewStaff(db, keys), calendar, slots); err != nil {
			return err
		}
		added, err = calendar.AddSlots(ctx, c.Service, slots)
		return err
	})
	if err != nil {
		return slotsRefused(err)
	}
	for _, slot := range added {
		fmt.Fprintf(w.stdout, "%s\t%s\t%s\topen\n", slot.ID, slot.Start.In(slots[0].Start.Location()).Format("2006-01-02T15:04"), slot.Format)
	}
	return nil
}

// elsewhere is booking.ErrOverlap when the counsellor has one of these times at another
// service. Within one service the store itself sees to it.
func (c slotsAddCmd) elsewhere(ctx context.Context, staff *redis.Staff, calendar *redis.Calendar, slots []booking.Slot) error {
	services, err := staff.Services(ctx, c.Counsellor)
	if err != nil {
		return err
	}
	const longest = 48 * time.Hour // a time and what the counsellor needs afterwards
	for _, service := range slices.DeleteFunc(services, func(id string) bool { return id == c.Service }) {
		there, err := calendar.List(ctx, service, slots[0].Start.Add(-longest), slots[len(slots)-1].Over())
		if err != nil {
			return err
		}
		for _, s := range slots {
			if slices.ContainsFunc(there, func(o booking.Slot) bool { return booking.Overlap(s, o) }) {
				return booking.ErrOverlap
			}
		}
	}
	return nil
}

// slotsRefused says what to do about times that cannot be opened.
func slotsRefused(err error) error {
	switch {
	case errors.Is(err, booking.ErrOverlap):
		return errors.New("the counsellor has another time then, so none was opened; choose another start, or make --every at least as long as --length")
	case errors.Is(err, booking.ErrClosed):
		return errors.New("the service is closed on one of these days, so none was opened; open the day again at the desk, or choose another start")
	}
	return err
}

func (c slotsAddCmd) slots(w *world) ([]booking.Slot, error) {
	zone, err := c.desks(w, c.Service)
	if err != nil {
		return nil, err
	}
	start, err := parseStart(c.Start, zone)
	switch {
	case err != nil:
		return nil, err
	case !start.After(time.Now()):
		return nil, usageError{fmt.Errorf("%s is in the past; open times that are still to come", c.Start)}
	case c.Count < 1 || c.Count > mostSlots:
		return nil, usageError{fmt.Errorf("--count must be 1 to %d", mostSlots)}
	case c.Length < time.Minute || c.Count > 1 && c.Every < time.Minute:
		return nil, usageError{errors.New("--length and --every must be a minute or more")}
	case booking.Slot{Place: c.Place, Counsellor: c.Counsellor, Profession: c.Profession}.Fits() != nil:
		return nil, usageError{fmt.Errorf("--place may have %d letters at most, --counsellor and --profession %d", booking.LongestPlace, booking.LongestName)}
	}
	var slots []booking.Slot
	for i := range c.Count {
		slots = append(slots, booking.Slot{
			Service: c.Service, Start: c.nth(start, i), Length: c.Length,
			Format: booking.Format(c.Format), Counsellor: c.Counsellor, Profession: c.Profession, Place: c.Place,
		})
	}
	return slots, nil
}

// nth is when the i-th time starts. Whole days follow the calendar, so that a weekly
// time keeps its hour when the clock is changed.
func (c slotsAddCmd) nth(start time.Time, i int) time.Time {
	const day = 24 * time.Hour
	return start.AddDate(0, 0, i*int(c.Every/day)).Add(time.Duration(i) * (c.Every % day))
}

type slotsListCmd struct {
	Service string `arg:"" help:"Id of the service."`
	storeSettings
	serviceSettings
}

// Run lists times, earliest first.
func (c slotsListCmd) Run(w *world) error {
	zone, err := c.desks(w, c.Service)
	if err != nil {
		return err
	}
	db, keys, err := c.open()
	if err != nil {
		return err
	}
	defer db.Close() //nolint:errcheck // the command ends
	const year = 366 * 24 * time.Hour
	slots, err := redis.NewCalendar(db, keys).List(w.ctx, c.Service, time.Now().Add(-24*time.Hour), time.Now().Add(year))
	if err != nil {
		return err
	}
	slices.SortFunc(slots, func(a, b booking.Slot) int { return a.Start.Compare(b.Start) })
	for _, slot := range slots {
		state := map[bool]string{true: "taken", false: "open"}[slot.Taken]
		fmt.Fprintf(w.stdout, "%s\t%s\t%s\t%s\n", slot.ID, slot.Start.In(zone).Format("2006-01-02T15:04"), slot.Format, state)
	}
	return nil
}

type auditCmd struct{ storeSettings }

// Run walks every key.
func (c auditCmd) Run(w *world) error {
	db, _, err := c.open()
	if err != nil {
		return err
	}
	defer db.Close() //nolint:errcheck // the command ends
	found, err := db.Audit(w.ctx)
	if err != nil {
		return err
	}
	if _, err := fmt.Fprint(w.stdout, found); err != nil {
		return err
	}
	if !found.OK() {
		return errFindings
	}
	return nil
}

package redis

import (
	"context"
	"crypto/sha256"
	"fmt"
	"slices"
	"strconv"
	"time"

	"lyt/bot"
	"lyt/bot/booking"
)

// What keeps a slot from being opened, beside booking.ErrOverlap and booking.ErrClosed.
var (
	ErrPast = booking.ErrPast
	ErrFar  = booking.ErrFar
	ErrSlot = booking.ErrSlot
)

var (
	addSlotsScript = load("service", "slots", "addslots")
	walkScript     = load("walk")
)

// slotsAtOnce bounds one script, so that a year of slots does not hold up talks. As many
// are opened all or none.
const slotsAtOnce = 200

// slotIDBytes make an id of 12 letters.
const slotIDBytes = 7

// AddSlots opens slots and gives those that were not there yet, with their ids. The
// same start, counsellor and format is the same slot, open or taken, and stays as it
// is. One from a feed that was taken away here is left out too: Remove, CallOff.
// Nothing is opened unless all may be: booking.ErrPast, ErrFar, ErrSlot. Nor are
// those of one script, 200 at most, unless all of them may be: booking.ErrOverlap when
// the counsellor has another time of the service then, booking.ErrClosed.
func (c *Calendar) AddSlots(ctx context.Context, service string, slots []booking.Slot) ([]booking.Slot, error) {
	added, refused, err := c.openSlots(ctx, service, slots, true)
	if err == nil && len(refused) > 0 {
		err = fmt.Errorf("add slots: %w", refused[0].why())
	}
	return added, err
}

// OpenSlots is AddSlots for those that may be opened; the others it gives beside.
func (c *Calendar) OpenSlots(ctx context.Context, service string, slots []booking.Slot) (opened []booking.Slot, refused []booking.Clash, err error) {
	opened, left, err := c.openSlots(ctx, service, slots, false)
	for _, r := range left {
		refused = append(refused, booking.Clash{Slot: r.slot, Closed: r.code == slotClosed})
	}
	return opened, refused, err
}

// What the script answers for each slot.
const (
	slotOpened  = 1
	slotOverlap = 2
	slotClosed  = 3
)

type refusedSlot struct {
	slot booking.Slot
	code int64
}

func (r refusedSlot) why() error {
	if r.code == slotClosed {
		return booking.ErrClosed
	}
	return booking.ErrOverlap
}

func (c *Calendar) openSlots(ctx context.Context, service string, slots []booking.Slot, all bool) (opened []booking.Slot, refused []refusedSlot, err error) {
	now := c.db.now()
	for _, s := range slots {
		if err := checkSlot(s, now); err != nil {
			return nil, nil, fmt.Errorf("add slot: %w", err)
		}
	}
	for some := range slices.Chunk(slots, slotsAtOnce) {
		more, left, err := c.addSlots(ctx, service, some, all, now)
		opened, refused = append(opened, more...), append(refused, left...)
		if err != nil {
			return opened, refused, fmt.Errorf("add slots: %w", err)
		}
		if all && len(refused) > 0 {
			return opened, refused, nil
		}
	}
	return opened, refused, nil
}

func checkSlot(s booking.Slot, now time.Time) error {
	known := s.Format == booking.InPerson || s.Format == booking.Phone || s.Format == booking.Video || s.Format == booking.Chat
	switch {
	case !s.Start.After(now):
		return booking.ErrPast
	case s.Start.Sub(now) > farthest:
		return booking.ErrFar
	case s.Length < time.Minute || s.Buffer < 0 || s.Length+s.Buffer > longestSlot || !known:
		return booking.ErrSlot
	}
	return nil
}

func (c *Calendar) addSlots(ctx context.Context, service string, slots []booking.Slot, all bool, now time.Time) (opened []booking.Slot, refused []refusedSlot, err error) {
	tag := serviceTag(service)
	keys := []string{openKey.key(tag), slotsKey.key(tag), busyKey.key(tag), closedKey.key(tag), barredKey.key(tag)}
	args := []any{ms(now.Add(-longestSlot - slotLife)), bit(all), slotKey.prefix(tag)}
	made := make([]booking.Slot, len(slots))
	for i, s := range slots {
		var sealed []byte
		if made[i], sealed, err = c.makeSlot(service, s); err != nil {
			return nil, nil, err
		}
		keys = append(keys, slotKey.key(tag, made[i].ID))
		args = append(args, c.slotArgs(made[i], now, sealed)...)
		args = append(args, bit(s.Feed != ""))
	}
	answer, err := c.db.run(ctx, addSlotsScript, keys, args...)
	if err != nil {
		return nil, nil, err
	}
	for i := range made {
		switch code := answer.number(i); code {
		case slotOpened:
			opened = append(opened, made[i])
		case slotOverlap, slotClosed:
			refused = append(refused, refusedSlot{made[i], code})
		}
	}
	if all && len(refused) > 0 {
		opened = nil
	}
	return opened, refused, nil
}

// makeSlot gives a slot its id and its version, and seals it.
func (c *Calendar) makeSlot(service string, s booking.Slot) (booking.Slot, []byte, error) {
	s.Service, s.Taken = service, false
	s.ID = c.slotID(service, s)
	sealed, err := c.keys.sealJSON(sealSlot, slotKey.key(serviceTag(service), s.ID), slotRecordOf(s))
	s.Version = slotVersion(sealed)
	return s, sealed, err
}

// slotArgs are what the scripts must know of a slot to open it.
func (c *Calendar) slotArgs(s booking.Slot, now time.Time, sealed []byte) []any {
	return []any{s.ID, ms(s.Start), ms(s.Over()), c.whose(s.Counsellor), (slotEnd(s).Sub(now) + slotLife).Milliseconds(), sealed}
}

// whose stands for a counsellor in the list of who is busy.
func (c *Calendar) whose(counsellor string) string {
	if counsellor = oneSpelling(counsellor); counsellor == "" {
		return ""
	}
	return c.keys.name("counsellor", counsellor)
}

// slotVersion tells one state of a slot from another: a value is sealed anew each time.
func slotVersion(sealed []byte) string {
	sum := sha256.Sum256(sealed)
	return letters(sum[:slotIDBytes])
}

// slotID is made from what makes a slot another one. It is a keyed hash, because
// the counsellor's name is in it.
func (c *Calendar) slotID(service string, s booking.Slot) string {
	raw := c.keys.digest("slot", service, strconv.FormatInt(ms(s.Start), 10), s.Counsellor, string(s.Format))
	return letters(raw[:slotIDBytes])
}

// Free lists open slots of a service from a time to another, both included,
// earliest first. What has begun is not free.
func (c *Calendar) Free(ctx context.Context, service string, from, to time.Time, limit int) ([]booking.Slot, error) {
	if limit <= 0 {
		return nil, nil
	}
	if first := c.db.now().Add(time.Millisecond); from.Before(first) {
		from = first
	}
	return c.walkSlots(ctx, service, openKey, from, to, limit)
}

// List gives open and taken slots of a service from a time to another, both
// included, earliest first; without end when to is zero.
func (c *Calendar) List(ctx context.Context, service string, from, to time.Time) ([]booking.Slot, error) {
	return c.walkSlots(ctx, service, slotsKey, from, to, -1)
}

func (c *Calendar) walkSlots(ctx context.Context, service string, list class, from, to time.Time, limit int) ([]booking.Slot, error) {
	answer, err := c.walk(ctx, service, list, slotKey, from, to, limit)
	if err != nil {
		return nil, fmt.Errorf("list slots: %w", err)
	}
	var slots []booking.Slot
	for i := range answer {
		one := answer.list(i)
		slot, err := c.openSlot(service, one.text(0), one.bytes(1))
		if err != nil {
			c.leaveOut(err)
			continue
		}
		slot.Taken = one.number(2) == 0
		slots = append(slots, slot)
	}
	return slots, nil
}

// Appointments gives a service's appointments in the same span as List.
func (c *Calendar) Appointments(ctx context.Context, service string, from, to time.Time) ([]booking.Appointment, error) {
	answer, err := c.walk(ctx, service, apptsKey, apptKey, from, to, -1)
	if err != nil {
		return nil, fmt.Errorf("list appointments: %w", err)
	}
	var found []booking.Appointment
	for i := range answer {
		one := answer.list(i)
		appointment, err := c.openAppointment(service, one.text(0), one.bytes(1))
		if err != nil {
			c.leaveOut(err)
			continue
		}
		found = append(found, appointment)
	}
	return found, nil
}

// leaveOut notes that one of a list does not open; the others can still be used.
func (c *Calendar) leaveOut(err error) {
	c.db.count(SlotUnreadable)
	c.db.log.Error("slot left out", "error", err)
}

func (c *Calendar) walk(ctx context.Context, service string, list, each class, from, to time.Time, limit int) (reply, error) {
	tag, last := serviceTag(service), "+inf"
	if !to.IsZero() {
		last = strconv.FormatInt(ms(to), 10)
	}
	return c.db.run(ctx, walkScript, []string{list.key(tag), openKey.key(tag)}, each.prefix(tag), ms(from), last, limit)
}

// slotRecord is how a slot stands in Redis, before it is sealed.
type slotRecord struct {
	Start      int64          `json:"s"`
	Minutes    int64          `json:"l"`
	Format     booking.Format `json:"f"`
	Counsellor string         `json:"c,omitempty"`
	Profession string         `json:"j,omitempty"`
	Place      string         `json:"w,omitempty"`
	Buffer     int64          `json:"b,omitempty"` // minutes
	Series     string         `json:"r,omitempty"`
	Feed       string         `json:"d,omitempty"`
}

func slotRecordOf(s booking.Slot) slotRecord {
	return slotRecord{ms(s.Start), int64(s.Length / time.Minute), s.Format, s.Counsellor, s.Profession, s.Place,
		int64(s.Buffer / time.Minute), s.Series, s.Feed}
}

func (r slotRecord) slot(service, id string) booking.Slot {
	return booking.Slot{ID: id, Service: service, Start: fromMS(r.Start),
		Length: time.Duration(r.Minutes) * time.Minute, Format: r.Format, Counsellor: r.Counsellor, Profession: r.Profession,
		Place: r.Place, Buffer: time.Duration(r.Buffer) * time.Minute, Series: r.Series, Feed: r.Feed}
}

// apptRecord is how an appointment stands in Redis, before it is sealed.
type apptRecord struct {
	slotRecord
	Slot   string       `json:"i"`
	Person string       `json:"p"`
	Pass   booking.Pass `json:"n"`
}

func (c *Calendar) sealAppointment(a booking.Appointment) ([]byte, error) {
	key := apptKey.key(serviceTag(a.Service), a.ID)
	return c.keys.sealJSON(sealAppt, key, apptRecord{slotRecordOf(a.Slot), a.Slot.ID, a.Person.Key(), a.Pass})
}

func (c *Calendar) openAppointment(service, id string, sealed []byte) (booking.Appointment, error) {
	var r apptRecord
	if err := c.keys.openJSON(sealAppt, apptKey.key(serviceTag(service), id), sealed, &r); err != nil {
		return booking.Appointment{}, err
	}
	slot := r.slot(service, r.Slot)
	slot.Taken = true
	return booking.Appointment{ID: id, Service: service, Slot: slot, Person: bot.Pseudonym(r.Person), Pass: r.Pass}, nil
}

func (c *Calendar) openSlot(service, id string, sealed []byte) (booking.Slot, error) {
	var r slotRecord
	if err := c.keys.openJSON(sealSlot, slotKey.key(serviceTag(service), id), sealed, &r); err != nil {
		return booking.Slot{}, err
	}
	slot := r.slot(service, id)
	slot.Version = slotVersion(sealed)
	return slot, nil
}

package redis

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"lyt/bot"
	"lyt/bot/booking"
)

// What keeps a slot from being opened.
var (
	ErrPast = errors.New("a slot must lie in the future")
	ErrFar  = errors.New("a slot may lie a year ahead at most")
	ErrSlot = errors.New("a slot needs a known format, and a length of at most a day")
)

var (
	addSlotsScript = load("service", "addslots")
	walkScript     = load("walk")
)

// slotsAtOnce bounds one script, so that a year of slots does not hold up talks.
const slotsAtOnce = 64

// slotIDBytes make an id of 12 letters.
const slotIDBytes = 7

// AddSlots opens slots and gives those that were not there yet, with their ids. The
// same start, counsellor and format is the same slot, open or taken, and stays as it
// is. Nothing is opened unless all may be: ErrPast, ErrFar, ErrSlot.
func (c *Calendar) AddSlots(ctx context.Context, service string, slots []booking.Slot) ([]booking.Slot, error) {
	now := c.db.now()
	for _, s := range slots {
		if err := checkSlot(s, now); err != nil {
			return nil, fmt.Errorf("add slot: %w", err)
		}
	}
	var added []booking.Slot
	for len(slots) > 0 {
		some := slots[:min(len(slots), slotsAtOnce)]
		slots = slots[len(some):]
		opened, err := c.addSlots(ctx, service, some, now)
		added = append(added, opened...)
		if err != nil {
			return added, fmt.Errorf("add slots: %w", err)
		}
	}
	return added, nil
}

func checkSlot(s booking.Slot, now time.Time) error {
	known := s.Format == booking.InPerson || s.Format == booking.Phone || s.Format == booking.Video || s.Format == booking.Chat
	switch {
	case !s.Start.After(now):
		return ErrPast
	case s.Start.Sub(now) > farthest:
		return ErrFar
	case s.Length < time.Minute || s.Length > longestSlot || !known:
		return ErrSlot
	}
	return nil
}

func (c *Calendar) addSlots(ctx context.Context, service string, slots []booking.Slot, now time.Time) ([]booking.Slot, error) {
	tag := serviceTag(service)
	keys := []string{openKey.key(tag), slotsKey.key(tag)}
	args := []any{ms(now.Add(-longestSlot - slotLife))}
	made := make([]booking.Slot, len(slots))
	for i, s := range slots {
		s.Service, s.ID, s.Taken = service, c.slotID(service, s), false
		made[i] = s
		key := slotKey.key(tag, s.ID)
		sealed, err := c.keys.sealJSON(sealSlot, key, slotRecordOf(s))
		if err != nil {
			return nil, err
		}
		keys = append(keys, key)
		args = append(args, s.ID, ms(s.Start), (slotEnd(s).Sub(now) + slotLife).Milliseconds(), sealed)
	}
	answer, err := c.db.run(ctx, addSlotsScript, keys, args...)
	if err != nil {
		return nil, err
	}
	var added []booking.Slot
	for i := range made {
		if answer.number(i) == 1 {
			added = append(added, made[i])
		}
	}
	return added, nil
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
}

func slotRecordOf(s booking.Slot) slotRecord {
	return slotRecord{ms(s.Start), int64(s.Length / time.Minute), s.Format, s.Counsellor}
}

func (r slotRecord) slot(service, id string) booking.Slot {
	return booking.Slot{ID: id, Service: service, Start: fromMS(r.Start),
		Length: time.Duration(r.Minutes) * time.Minute, Format: r.Format, Counsellor: r.Counsellor}
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
	return r.slot(service, id), nil
}

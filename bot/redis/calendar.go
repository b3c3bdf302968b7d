package redis

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"time"

	goredis "github.com/redis/go-redis/v9"

	"lyt/bot"
	"lyt/bot/booking"
)

// Calendar keeps slots and appointments; it is a booking.Calendar.
type Calendar struct {
	db   *DB
	keys *Keyset
}

// NewCalendar makes the store.
func NewCalendar(db *DB, keys *Keyset) *Calendar { return &Calendar{db: db, keys: keys} }

var _ booking.Calendar = (*Calendar)(nil)

var (
	takeScript   = load("service", "take")
	cancelScript = load("service", "cancel")
)

// passTries is how often another pass name is tried. The first refusal tells which
// are in use, so only people who book in the same moment need a third.
const passTries = 8

// Take takes a slot: booking.ErrTaken, booking.ErrGone, or booking.ErrHasOne
// together with the appointment there is. With Instead it also frees that one, or
// changes nothing; booking.ErrUnknown when it is not this person's. A request with
// an ID that was carried out before gives what came of it.
func (c *Calendar) Take(ctx context.Context, r booking.Request) (booking.Appointment, error) {
	if r.ID == "" || r.Person.Key() == "" {
		return booking.Appointment{}, fmt.Errorf("take slot: request without an id or a person")
	}
	slot, old, err := c.before(ctx, r)
	if err != nil {
		return booking.Appointment{}, fmt.Errorf("take slot: %w", err)
	}
	used := map[booking.Pass]bool{}
	for range passTries {
		pass, full, err := c.pass(old, used)
		if err != nil {
			return booking.Appointment{}, fmt.Errorf("take slot: %w", err)
		}
		answer, err := c.take(ctx, r, slot, old, pass, full)
		if err != nil {
			return booking.Appointment{}, fmt.Errorf("take slot: %w", err)
		}
		if answer.text(0) != "pass" {
			return c.taken(r.Service, answer)
		}
		used = passes(answer.list(1))
	}
	return booking.Appointment{}, fmt.Errorf("take slot: no pass name could be found")
}

// before reads the slot, and the appointment that is to be replaced.
func (c *Calendar) before(ctx context.Context, r booking.Request) (slot booking.Slot, old booking.Appointment, err error) {
	tag := serviceTag(r.Service)
	var slotCall, oldCall *goredis.StringCmd
	_, err = c.db.client.Pipelined(ctx, func(pipe goredis.Pipeliner) error {
		slotCall = pipe.Get(ctx, slotKey.key(tag, r.Slot))
		oldCall = pipe.Get(ctx, apptKey.key(tag, r.Instead))
		return nil
	})
	if err != nil && !errors.Is(err, goredis.Nil) {
		return slot, old, err
	}
	sealed, err := slotCall.Bytes()
	if errors.Is(err, goredis.Nil) {
		return slot, old, booking.ErrGone
	}
	if err == nil {
		slot, err = c.openSlot(r.Service, r.Slot, sealed)
	}
	if err != nil || r.Instead == "" {
		return slot, old, err
	}
	sealed, err = oldCall.Bytes()
	if errors.Is(err, goredis.Nil) {
		return slot, old, nil // the script knows whether this very request replaced it
	}
	if err == nil {
		old, err = c.openAppointment(r.Service, r.Instead, sealed)
	}
	return slot, old, err
}

// pass picks a pass name that is not in use; when all are, any. Who moves an
// appointment keeps theirs.
func (c *Calendar) pass(old booking.Appointment, used map[booking.Pass]bool) (p booking.Pass, full bool, err error) {
	if old.ID != "" {
		return old.Pass, false, nil
	}
	var raw [4]byte
	if _, err := io.ReadFull(c.db.random, raw[:]); err != nil {
		return 0, false, fmt.Errorf("pick pass name: %w", err)
	}
	first := int(binary.BigEndian.Uint32(raw[:]) % booking.Passes)
	for i := range booking.Passes {
		if p := booking.Pass((first + i) % booking.Passes); !used[p] {
			return p, false, nil
		}
	}
	return booking.Pass(first), true, nil
}

func passes(list reply) map[booking.Pass]bool {
	used := map[booking.Pass]bool{}
	for _, text := range list.texts() {
		var p booking.Pass
		if _, err := fmt.Sscan(text, &p); err == nil {
			used[p] = true
		}
	}
	return used
}

func (c *Calendar) take(ctx context.Context, r booking.Request, slot booking.Slot, old booking.Appointment, pass booking.Pass, full bool) (reply, error) {
	id, err := c.db.newID()
	if err != nil {
		return nil, err
	}
	made := booking.Appointment{ID: id, Service: r.Service, Slot: slot, Person: r.Person, Pass: pass}
	sealed, err := c.sealAppointment(made)
	if err != nil {
		return nil, err
	}
	tag, over := serviceTag(r.Service), slotEnd(slot)
	hasLife := max(over.Sub(r.Now), time.Millisecond)
	keys := []string{
		openKey.key(tag), slotKey.key(tag, slot.ID), hasKey.key(tag, r.Person.Key()), passKey.key(tag),
		c.opKey(tag, "take", r.ID), apptKey.key(tag, id), apptsKey.key(tag),
		apptKey.key(tag, r.Instead), slotKey.key(tag, old.Slot.ID), closedKey.key(tag),
	}
	return c.db.run(ctx, takeScript, keys, slot.ID, ms(slot.Start), ms(r.Now), id, sealed, ms(over), int(pass),
		bit(full), apptKey.prefix(tag), (hasLife + apptLife).Milliseconds(), hasLife.Milliseconds(),
		opLife.Milliseconds(), r.Instead, old.Slot.ID, ms(old.Slot.Start))
}

// taken reads what became of a request.
func (c *Calendar) taken(service string, answer reply) (booking.Appointment, error) {
	var verdict error
	switch answer.text(0) {
	case "taken":
		return booking.Appointment{}, booking.ErrTaken
	case "gone":
		return booking.Appointment{}, booking.ErrGone
	case "unknown":
		return booking.Appointment{}, booking.ErrUnknown
	case "has":
		verdict = booking.ErrHasOne
	case "done":
		if answer.at(2) == nil { // done before, and cancelled since
			return booking.Appointment{}, booking.ErrGone
		}
	default:
		return booking.Appointment{}, errShape("take slot")
	}
	found, err := c.openAppointment(service, answer.text(1), answer.bytes(2))
	if err != nil {
		return booking.Appointment{}, fmt.Errorf("take slot: %w", err)
	}
	return found, verdict
}

// opKey names an operation so that nothing can be read from the key.
func (c *Calendar) opKey(tag string, parts ...string) string {
	return opKey.key(tag, c.keys.name(append([]string{"op", tag}, parts...)...))
}

// Find gives an appointment: booking.ErrUnknown when there is none.
func (c *Calendar) Find(ctx context.Context, service, id string) (booking.Appointment, error) {
	sealed, err := c.db.client.Get(ctx, apptKey.key(serviceTag(service), id)).Bytes()
	if errors.Is(err, goredis.Nil) {
		return booking.Appointment{}, booking.ErrUnknown
	}
	if err != nil {
		return booking.Appointment{}, fmt.Errorf("find appointment: %w", err)
	}
	found, err := c.openAppointment(service, id, sealed)
	if err != nil {
		return booking.Appointment{}, fmt.Errorf("find appointment: %w", err)
	}
	return found, nil
}

// Cancel deletes the appointment and frees its slot, if that is still to come:
// booking.ErrUnknown when there is no such appointment of this person. For 25 hours
// the same person may cancel it again, to no effect.
func (c *Calendar) Cancel(ctx context.Context, service, id string, who bot.Person, now time.Time) error {
	tag := serviceTag(service)
	op := c.opKey(tag, "cancel", id, who.Key())
	found, err := c.Find(ctx, service, id)
	if errors.Is(err, booking.ErrUnknown) {
		return c.cancelledBefore(ctx, op)
	}
	if err != nil {
		return err
	}
	if !found.Person.Equal(who) {
		return booking.ErrUnknown
	}
	keys := []string{
		apptKey.key(tag, id), hasKey.key(tag, who.Key()), passKey.key(tag), openKey.key(tag),
		slotKey.key(tag, found.Slot.ID), op, apptsKey.key(tag), closedKey.key(tag),
	}
	answer, err := c.db.run(ctx, cancelScript, keys, id, found.Slot.ID, ms(found.Slot.Start), ms(now), int(found.Pass), opLife.Milliseconds())
	if err != nil {
		return fmt.Errorf("cancel appointment: %w", err)
	}
	if answer.number(0) == 0 {
		return booking.ErrUnknown
	}
	return nil
}

func (c *Calendar) cancelledBefore(ctx context.Context, op string) error {
	n, err := c.db.client.Exists(ctx, op).Result()
	if err != nil {
		return fmt.Errorf("cancel appointment: %w", err)
	}
	if n == 0 {
		return booking.ErrUnknown
	}
	return nil
}

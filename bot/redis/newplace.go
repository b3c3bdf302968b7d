package redis

import (
	"context"
	"errors"
	"fmt"

	goredis "github.com/redis/go-redis/v9"

	"lyt/bot"
	"lyt/bot/booking"
)

var newPlaceScript = load("newplace")

// NewPlace gives an appointment's slot another place or link, if the slot is still of the
// version shown: booking.ErrUnknown, ErrGone, ErrChanged. Nothing else about a taken time
// can change. In the same step it leaves a notice for the person, if the time is still to
// come. The place it has already is no change.
func (c *Calendar) NewPlace(ctx context.Context, service, appointment, version, place string) (booking.Appointment, error) {
	tag := serviceTag(service)
	was, err := c.db.client.Get(ctx, apptKey.key(tag, appointment)).Bytes()
	if errors.Is(err, goredis.Nil) {
		return booking.Appointment{}, booking.ErrUnknown
	}
	if err != nil {
		return booking.Appointment{}, fmt.Errorf("change place: %w", err)
	}
	found, err := c.openAppointment(service, appointment, was)
	if err != nil || found.Slot.Place == place {
		return found, err
	}
	shown, err := c.shown(ctx, tag, found.Slot.ID, version)
	if err != nil {
		return booking.Appointment{}, fmt.Errorf("change place: %w", err)
	}
	return c.newPlace(ctx, found, place, was, shown)
}

func (c *Calendar) newPlace(ctx context.Context, a booking.Appointment, place string, was, shown []byte) (booking.Appointment, error) {
	tag := serviceTag(a.Service)
	slot, err := c.openSlot(a.Service, a.Slot.ID, shown)
	if err != nil {
		return booking.Appointment{}, fmt.Errorf("change place: %w", err)
	}
	slot.Place, a.Slot.Place = place, place
	_, sealedSlot, err := c.makeSlot(a.Service, slot)
	if err != nil {
		return booking.Appointment{}, fmt.Errorf("change place: %w", err)
	}
	sealed, err := c.sealAppointment(a)
	if err != nil {
		return booking.Appointment{}, fmt.Errorf("change place: %w", err)
	}
	keys := []string{slotKey.key(tag, a.Slot.ID), apptKey.key(tag, a.ID), openKey.key(tag), relayKey.key(tag)}
	answer, err := c.db.run(ctx, newPlaceScript, keys, shown, was, sealedSlot, sealed, a.Slot.ID, a.ID, a.Person.Key(),
		int(bot.NewPlace), bit(a.Slot.Start.After(c.db.now())), bot.GiveUp.Milliseconds())
	if err != nil {
		return booking.Appointment{}, fmt.Errorf("change place: %w", err)
	}
	return a, changeVerdict(answer.text(0))
}

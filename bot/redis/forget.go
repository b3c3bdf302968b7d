package redis

import (
	"context"
	"errors"
	"fmt"
	"time"

	goredis "github.com/redis/go-redis/v9"

	"lyt/bot"
	"lyt/bot/booking"
)

var forgetApptScript = load("service", "forgetappt")

// forgetTries is how often a person's appointment is looked up again because they
// moved it in that very moment.
const forgetTries = 8

// ForgetPerson deletes the future appointment a person has with a service, and frees
// its slot if that is still to come. No appointment is no error. It is for those who
// delete everything: it needs no id, and deletes what cannot be read as well.
func (c *Calendar) ForgetPerson(ctx context.Context, service string, who bot.Person, now time.Time) error {
	has := hasKey.key(serviceTag(service), who.Key())
	for range forgetTries {
		id, err := c.db.client.Get(ctx, has).Result()
		if errors.Is(err, goredis.Nil) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("forget appointment: %w", err)
		}
		gone, err := c.forget(ctx, service, id, has, now)
		if err != nil {
			return fmt.Errorf("forget appointment: %w", err)
		}
		if gone {
			return nil
		}
	}
	return fmt.Errorf("forget appointment: it was moved each time")
}

// forget deletes one appointment, unless the person has another one by now.
func (c *Calendar) forget(ctx context.Context, service, id, has string, now time.Time) (bool, error) {
	found, err := c.Find(ctx, service, id)
	switch {
	case errors.Is(err, ErrSealed): // which slot it took is lost: that one stays taken
		c.leaveOut(err)
	case err != nil && !errors.Is(err, booking.ErrUnknown):
		return false, err
	}
	tag := serviceTag(service)
	keys := []string{has, apptKey.key(tag, id), passKey.key(tag), openKey.key(tag), slotKey.key(tag, found.Slot.ID), apptsKey.key(tag), closedKey.key(tag)}
	pass := int(found.Pass)
	if found.ID == "" {
		pass = -1 // not to free somebody else's
	}
	answer, err := c.db.run(ctx, forgetApptScript, keys, id, found.Slot.ID, ms(found.Slot.Start), ms(now), pass)
	return answer.number(0) == 1, err
}

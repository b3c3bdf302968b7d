package redis

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	goredis "github.com/redis/go-redis/v9"

	"lyt/bot"
	"lyt/bot/booking"
)

var (
	changeSlotScript  = load("service", "slots", "changeslot")
	removeSlotsScript = load("service", "slots", "removeslots")
	closeDayScript    = load("service", "slots", "closeday")
	callOffScript     = load("service", "slots", "calloff")
)

// Slot gives one slot: booking.ErrGone when there is none.
func (c *Calendar) Slot(ctx context.Context, service, id string) (booking.Slot, error) {
	tag := serviceTag(service)
	var sealed, open *goredis.Cmd
	_, err := c.db.client.Pipelined(ctx, func(pipe goredis.Pipeliner) error {
		sealed = pipe.Do(ctx, "GET", slotKey.key(tag, id))
		open = pipe.Do(ctx, "ZSCORE", openKey.key(tag), id)
		return nil
	})
	if err != nil && !errors.Is(err, goredis.Nil) {
		return booking.Slot{}, fmt.Errorf("find slot: %w", err)
	}
	value, err := sealed.Text()
	if errors.Is(err, goredis.Nil) {
		return booking.Slot{}, booking.ErrGone
	}
	if err != nil {
		return booking.Slot{}, fmt.Errorf("find slot: %w", err)
	}
	slot, err := c.openSlot(service, id, []byte(value))
	if err != nil {
		return booking.Slot{}, fmt.Errorf("find slot: %w", err)
	}
	slot.Taken = errors.Is(open.Err(), goredis.Nil)
	return slot, nil
}

// Change puts another slot in the place of one that is free and still of the version
// shown: booking.ErrGone, ErrTaken, ErrChanged; ErrOverlap, ErrClosed, ErrPast, ErrFar,
// ErrSlot when it cannot be what it shall be. With another start, format or counsellor
// it gets another id, so that nobody takes by an old button what they were not shown.
func (c *Calendar) Change(ctx context.Context, service, id, version string, to booking.Slot) (booking.Slot, error) {
	now := c.db.now()
	if err := checkSlot(to, now); err != nil {
		return booking.Slot{}, fmt.Errorf("change slot: %w", err)
	}
	made, sealed, err := c.makeSlot(service, to)
	if err != nil {
		return booking.Slot{}, fmt.Errorf("change slot: %w", err)
	}
	tag := serviceTag(service)
	shown, err := c.shown(ctx, tag, id, version)
	if errors.Is(err, booking.ErrGone) || errors.Is(err, booking.ErrChanged) {
		return c.changedBefore(ctx, service, made, err) // perhaps by this very change, pressed twice
	}
	if err != nil {
		return booking.Slot{}, fmt.Errorf("change slot: %w", err)
	}
	keys := []string{openKey.key(tag), slotsKey.key(tag), busyKey.key(tag), closedKey.key(tag), slotKey.key(tag, id), slotKey.key(tag, made.ID)}
	args := append([]any{slotKey.prefix(tag), shown, id}, c.slotArgs(made, now, sealed)...)
	answer, err := c.db.run(ctx, changeSlotScript, keys, args...)
	if err != nil {
		return booking.Slot{}, fmt.Errorf("change slot: %w", err)
	}
	return made, changeVerdict(answer.text(0))
}

func changeVerdict(word string) error {
	switch word {
	case "done":
		return nil
	case "gone":
		return booking.ErrGone
	case "changed":
		return booking.ErrChanged
	case "taken":
		return booking.ErrTaken
	case "overlap":
		return booking.ErrOverlap
	case "closed":
		return booking.ErrClosed
	}
	return errShape("change slot")
}

// shown gives the sealed slot, if it is of that version.
func (c *Calendar) shown(ctx context.Context, tag, id, version string) ([]byte, error) {
	sealed, err := c.db.client.Get(ctx, slotKey.key(tag, id)).Bytes()
	switch {
	case errors.Is(err, goredis.Nil):
		return nil, booking.ErrGone
	case err == nil && slotVersion(sealed) != version:
		return nil, booking.ErrChanged
	}
	return sealed, err
}

// changedBefore makes no error of a change that is as it shall be already.
func (c *Calendar) changedBefore(ctx context.Context, service string, want booking.Slot, why error) (booking.Slot, error) {
	there, err := c.Slot(ctx, service, want.ID)
	if err == nil && !there.Taken && slotRecordOf(there) == slotRecordOf(want) {
		return there, nil
	}
	return booking.Slot{}, why
}

// Remove takes free slots away. One with a Version must still be of it. Those that are
// taken, or changed, stay, and are given; what is gone already is no error. One from a
// feed does not come again from there.
func (c *Calendar) Remove(ctx context.Context, service string, slots []booking.Slot) (taken, changed []booking.Slot, err error) {
	return c.remove(ctx, service, slots, true)
}

// Retract is Remove for times that their feed no longer gives: they may come again.
func (c *Calendar) Retract(ctx context.Context, service string, slots []booking.Slot) (taken, changed []booking.Slot, err error) {
	return c.remove(ctx, service, slots, false)
}

func (c *Calendar) remove(ctx context.Context, service string, slots []booking.Slot, forGood bool) (taken, changed []booking.Slot, err error) {
	for len(slots) > 0 {
		some := slots[:min(len(slots), slotsAtOnce)]
		slots = slots[len(some):]
		t, o, err := c.removeSlots(ctx, service, some, forGood)
		taken, changed = append(taken, t...), append(changed, o...)
		if err != nil {
			return taken, changed, fmt.Errorf("remove slots: %w", err)
		}
	}
	return taken, changed, nil
}

func (c *Calendar) removeSlots(ctx context.Context, service string, slots []booking.Slot, forGood bool) (taken, changed []booking.Slot, err error) {
	tag := serviceTag(service)
	keys := []string{openKey.key(tag), slotsKey.key(tag), barredKey.key(tag)}
	var args []any
	var asked []booking.Slot
	for _, s := range slots {
		var shown []byte
		if s.Version != "" {
			shown, err = c.shown(ctx, tag, s.ID, s.Version)
		}
		switch {
		case errors.Is(err, booking.ErrGone):
			continue
		case errors.Is(err, booking.ErrChanged):
			changed = append(changed, s)
			continue
		case err != nil:
			return taken, changed, err
		}
		asked = append(asked, s)
		keys = append(keys, slotKey.key(tag, s.ID))
		start, life := c.barring(s, forGood)
		args = append(args, s.ID, shown, start, life)
	}
	answer, err := c.db.run(ctx, removeSlotsScript, keys, args...)
	if err != nil {
		return taken, changed, err
	}
	for i, s := range asked {
		switch answer.number(i) {
		case 2:
			taken = append(taken, s)
		case 3:
			changed = append(changed, s)
		}
	}
	return taken, changed, nil
}

// barring is what the scripts must know so that a feed does not open a time again: its
// start, empty when it may, and how long that is remembered.
func (c *Calendar) barring(s booking.Slot, forGood bool) (start string, life int64) {
	if s.Feed == "" || !forGood {
		return "", 0
	}
	return strconv.FormatInt(ms(s.Start), 10), max(s.Start.Sub(c.db.now())+slotLife, time.Millisecond).Milliseconds()
}

// RemoveSeries takes the free slots of a weekly pattern away, from a moment on, and
// says how many; those that are taken stay, and are given.
func (c *Calendar) RemoveSeries(ctx context.Context, service, series string, from time.Time) (removed int, taken []booking.Slot, err error) {
	list, err := c.List(ctx, service, from, time.Time{})
	if err != nil {
		return 0, nil, err
	}
	var free []booking.Slot
	for _, s := range list {
		switch {
		case series == "" || s.Series != series:
		case s.Taken:
			taken = append(taken, s)
		default:
			s.Version = ""
			free = append(free, s)
		}
	}
	late, _, err := c.Remove(ctx, service, free)
	return len(free) - len(late), append(taken, late...), err
}

// CloseDay closes a service for a span of at most 25 hours: its free slots go, none can
// be opened, and a taken one that is given back is not free again. What is taken stays
// until somebody calls it off. It says how many slots went.
func (c *Calendar) CloseDay(ctx context.Context, service string, day booking.Span) (int, error) {
	now := c.db.now()
	if day.To.Sub(day.From) > longestSlot+time.Hour || !day.To.After(now) || day.From.Sub(now) > farthest {
		return 0, fmt.Errorf("close day: %w", booking.ErrFar)
	}
	tag := serviceTag(service)
	keys := []string{openKey.key(tag), slotsKey.key(tag), closedKey.key(tag)}
	answer, err := c.db.run(ctx, closeDayScript, keys, ms(day.From), ms(day.To), (day.To.Sub(now) + slotLife).Milliseconds(), slotKey.prefix(tag))
	if err != nil {
		return 0, fmt.Errorf("close day: %w", err)
	}
	return int(answer.number(0)), nil
}

// OpenDay lets times be opened again on a day that was closed.
func (c *Calendar) OpenDay(ctx context.Context, service string, day booking.Span) error {
	if err := c.db.client.ZRem(ctx, closedKey.key(serviceTag(service)), ms(day.To)).Err(); err != nil {
		return fmt.Errorf("open day: %w", err)
	}
	return nil
}

// Closed lists the closing days that are not over.
func (c *Calendar) Closed(ctx context.Context, service string) ([]booking.Span, error) {
	from := strconv.FormatInt(ms(c.db.now().Add(-longestSlot-time.Hour)), 10)
	days, err := c.db.client.ZRangeByScoreWithScores(ctx, closedKey.key(serviceTag(service)), &goredis.ZRangeBy{Min: from, Max: "+inf"}).Result()
	if err != nil {
		return nil, fmt.Errorf("list closing days: %w", err)
	}
	var spans []booking.Span
	for _, d := range days {
		till, _ := d.Member.(string)
		if span := (booking.Span{From: fromMS(int64(d.Score)), To: timeOf(till)}); span.To.After(c.db.now()) {
			spans = append(spans, span)
		}
	}
	return spans, nil
}

// CallOff takes an appointment back, with its slot, and in the same step leaves a
// notice for the person: booking.ErrUnknown when there is no such appointment. Calling
// it off again has no effect. One from a feed does not come again from there.
func (c *Calendar) CallOff(ctx context.Context, service, id string) (booking.Appointment, error) {
	tag := serviceTag(service)
	op := c.opKey(tag, "calloff", id)
	found, err := c.Find(ctx, service, id)
	if errors.Is(err, booking.ErrUnknown) {
		return booking.Appointment{}, c.cancelledBefore(ctx, op)
	}
	if err != nil {
		return booking.Appointment{}, err
	}
	keys := []string{
		apptKey.key(tag, id), hasKey.key(tag, found.Person.Key()), passKey.key(tag), openKey.key(tag), slotsKey.key(tag),
		slotKey.key(tag, found.Slot.ID), op, apptsKey.key(tag), relayKey.key(tag), barredKey.key(tag),
	}
	start, life := c.barring(found.Slot, true)
	answer, err := c.db.run(ctx, callOffScript, keys, id, found.Slot.ID, int(found.Pass), found.Person.Key(), int(bot.CalledOff),
		opLife.Milliseconds(), bot.GiveUp.Milliseconds(), start, life)
	if err != nil {
		return booking.Appointment{}, fmt.Errorf("call off appointment: %w", err)
	}
	if answer.number(0) == 0 {
		return booking.Appointment{}, booking.ErrUnknown
	}
	return found, nil
}

// NextFree gives the next free time of each service, in one round trip; a service that
// has none is not in it.
func (c *Calendar) NextFree(ctx context.Context, services ...string) (map[string]time.Time, error) {
	calls := map[string]*goredis.ZSliceCmd{}
	after := "(" + strconv.FormatInt(ms(c.db.now()), 10)
	_, err := c.db.client.Pipelined(ctx, func(pipe goredis.Pipeliner) error {
		for _, service := range services {
			calls[service] = pipe.ZRangeByScoreWithScores(ctx, openKey.key(serviceTag(service)), &goredis.ZRangeBy{Min: after, Max: "+inf", Count: 1})
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("find next free time: %w", err)
	}
	next := map[string]time.Time{}
	for service, call := range calls {
		if first := call.Val(); len(first) > 0 {
			next[service] = fromMS(int64(first[0].Score))
		}
	}
	return next, nil
}

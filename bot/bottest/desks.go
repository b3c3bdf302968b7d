package bottest

import (
	"context"
	"slices"
	"strconv"
	"sync"
	"time"

	"lyt/bot/booking"
	"lyt/bot/directory"
	"lyt/bot/handoff"
	"lyt/bot/redis"
)

// desks are all desks of a house, with the same times at each and the same people on
// duty. A desk is opened when somebody first looks at it: a talk needs one or two.
type desks struct {
	clock    *Clock
	calendar *redis.Calendar
	queue    *redis.Handoffs
	services []directory.Service // those with a desk

	mu    sync.Mutex
	times []opening
	until time.Time // how long somebody is on duty
	is    handoff.Presence
	open  map[string]bool // the times stand in the calendar
	told  map[string]bool // the desk knows who is on duty
}

// opening is a time at every desk that meets people that way; any way when how is empty.
// It may be at a place of its own, or behind a link.
type opening struct {
	start time.Time
	how   booking.Format
	where string
}

// newDesks opens two times on each of the next four days, with everybody at work.
func newDesks(h *House, services []directory.Service) *desks {
	d := &desks{clock: h.Clock, calendar: h.Calendar, queue: h.Queue, open: map[string]bool{}, told: map[string]bool{}}
	d.services = slices.DeleteFunc(services, func(s directory.Service) bool { return !s.Desk })
	today := h.Clock.Now().In(h.zone)
	d.until, d.is = today.Add(23*time.Hour), handoff.On
	for day := 1; day <= 4; day++ {
		for _, hour := range []int{13, 15} {
			d.times = append(d.times, opening{start: time.Date(today.Year(), today.Month(), today.Day()+day, hour, 0, 0, 0, h.zone)})
		}
	}
	return d
}

// ids are the desks somebody has looked at.
func (d *desks) ids() []string {
	d.mu.Lock()
	defer d.mu.Unlock()
	var ids []string
	for _, s := range d.services {
		if d.open[s.ID] || d.told[s.ID] {
			ids = append(ids, s.ID)
		}
	}
	return ids
}

// look opens a desk.
func (d *desks) look(ctx context.Context, id string) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	i := slices.IndexFunc(d.services, func(s directory.Service) bool { return s.ID == id })
	if i < 0 || d.open[id] {
		return nil
	}
	d.open[id] = true
	return d.add(ctx, d.services[i], d.times)
}

func (d *desks) add(ctx context.Context, s directory.Service, times []opening) error {
	var slots []booking.Slot
	for _, o := range times {
		how := o.how
		if how == "" {
			how = usual(s)
		}
		if slices.Contains(s.Formats, string(how)) && o.start.After(d.clock.Now()) {
			slots = append(slots, booking.Slot{Service: s.ID, Start: o.start, Length: 45 * time.Minute, Format: how, Place: o.where})
		}
	}
	if len(slots) == 0 {
		return nil
	}
	_, err := d.calendar.AddSlots(ctx, s.ID, slots)
	return err
}

// usual is how a service mostly meets people.
func usual(s directory.Service) booking.Format {
	if len(s.Formats) == 0 || slices.Contains(s.Formats, string(booking.InPerson)) {
		return booking.InPerson
	}
	return booking.Format(s.Formats[0])
}

// more opens one more time.
func (d *desks) more(ctx context.Context, o opening) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.times = append(d.times, o)
	for _, s := range d.services {
		if !d.open[s.ID] {
			continue
		}
		if err := d.add(ctx, s, []opening{o}); err != nil {
			return err
		}
	}
	return nil
}

// take lets somebody else take so many of each desk's times, the first ones first.
func (d *desks) take(ctx context.Context, h *House, most int) error {
	now := d.clock.Now()
	for _, id := range d.ids() {
		free, err := d.calendar.Free(ctx, id, now, now.Add(60*24*time.Hour), most)
		if err != nil {
			return err
		}
		for i, slot := range free {
			other := h.Keys.Person("telegram", "other"+strconv.Itoa(i)+slot.ID)
			if _, err := d.calendar.Take(ctx, booking.Request{ID: "other:" + slot.ID, Service: id, Slot: slot.ID, Person: other, Now: now}); err != nil {
				return err
			}
		}
	}
	return nil
}

// none takes all times away.
func (d *desks) none(ctx context.Context, h *House) error {
	d.mu.Lock()
	d.times = nil
	d.mu.Unlock()
	return d.take(ctx, h, 1000)
}

// duty says whether somebody is there, and how long.
func (d *desks) duty(is handoff.Presence, until time.Time) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.until, d.is = until, is
	clear(d.told)
}

// tell lets a desk know who is on duty.
func (d *desks) tell(ctx context.Context, id string) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.told[id] {
		return nil
	}
	d.told[id] = true
	return d.queue.Here(ctx, id, helper(), d.is, d.until)
}

// tellAll lets the desks know that somebody has looked at.
func (d *desks) tellAll(ctx context.Context) error {
	for _, id := range d.ids() {
		if err := d.tell(ctx, id); err != nil {
			return err
		}
	}
	return nil
}

// deskCalendar opens a desk when its times are looked at.
type deskCalendar struct {
	*redis.Calendar
	desks *desks
}

// Free lists open slots.
func (c deskCalendar) Free(ctx context.Context, service string, from, to time.Time, limit int) ([]booking.Slot, error) {
	if err := c.desks.look(ctx, service); err != nil {
		return nil, err
	}
	return c.Calendar.Free(ctx, service, from, to, limit)
}

// deskQueue opens a desk when somebody asks who is there.
type deskQueue struct {
	*redis.Handoffs
	desks *desks
}

// Ask puts a request into a queue; whoever is at work there hears of it.
func (q deskQueue) Ask(ctx context.Context, r handoff.Request) (handoff.Handoff, error) {
	if err := q.desks.tell(ctx, r.Service); err != nil {
		return handoff.Handoff{}, err
	}
	return q.Handoffs.Ask(ctx, r)
}

// OnDuty counts the counsellors.
func (q deskQueue) OnDuty(ctx context.Context, service string) (int, error) {
	if err := q.desks.tell(ctx, service); err != nil {
		return 0, err
	}
	return q.Handoffs.OnDuty(ctx, service)
}

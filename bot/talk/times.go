package talk

import (
	"context"
	"errors"
	"fmt"
	"sort"
	"strings"
	"time"

	"lyt/bot/booking"
	"lyt/bot/flow"
)

// cursor says where "Vis flere" goes on: at which fitting service, from which start,
// and how many of those at that start were shown.
type cursor struct {
	desk  int
	from  time.Time
	shown int
}

func (c cursor) String() string { return fmt.Sprintf("%d.%d.%d", c.desk, c.from.Unix(), c.shown) }

func parseCursor(s string, start time.Time) cursor {
	var c cursor
	var unix int64
	_, err := fmt.Sscanf(s, "%d.%d.%d", &c.desk, &unix, &c.shown)
	c.from = time.Unix(unix, 0)
	if err != nil || c.desk < 0 || c.shown < 0 || c.from.Before(start) {
		return cursor{from: start}
	}
	return c
}

// laterSpan is how far "the next time after the week" looks ahead.
const laterSpan = 8 * 7 * 24 * time.Hour

// offer finds the next free times at the services that fit, the best fitting first.
func (u *turn) offer(ctx context.Context, e flow.Offer) (flow.Result, error) {
	from, to := u.now, u.now.Add(e.Within)
	if e.Later {
		from, to = to, to.Add(laterSpan)
	}
	return u.freeTimes(ctx, parseCursor(e.More, from), span{from, to}, max(e.Show, 1))
}

type span struct{ from, to time.Time }

// freeTimes gathers show times from the cursor on, and says whether there are more.
func (u *turn) freeTimes(ctx context.Context, at cursor, within span, show int) (flow.Result, error) {
	desks := u.bookable()
	var slots []booking.Slot
	for ; at.desk < len(desks); at = (cursor{desk: at.desk + 1, from: within.from}) {
		free, err := u.Calendar.Free(ctx, desks[at.desk], at.from, within.to, at.shown+show-len(slots)+1)
		if err != nil {
			return flow.Result{}, err
		}
		for _, slot := range free[min(at.shown, len(free)):] {
			if len(slots) == show {
				return u.free(slots, at.String()), nil
			}
			slots = append(slots, slot)
			at = at.past(slot)
		}
	}
	if len(slots) == 0 {
		u.count("offer_none")
		return flow.Result{Name: "none"}, nil
	}
	return u.free(slots, ""), nil
}

// past moves the cursor behind a slot that is shown.
func (c cursor) past(slot booking.Slot) cursor {
	if !slot.Start.Equal(c.from) {
		c.from, c.shown = slot.Start, 0
	}
	c.shown++
	return c
}

func (u *turn) free(slots []booking.Slot, more string) flow.Result {
	return flow.Result{Name: "free", Choices: u.choices(slots), Text: u.timeLines(slots), More: more}
}

// bookable lists the services whose times may be offered. Moving a time stays
// with its service.
func (u *turn) bookable() []string {
	if moving, ok := u.session.appointment(u.session.Moving); ok {
		return []string{moving.Service}
	}
	var ids []string
	for _, service := range u.Directory.Desks(u.need()) {
		ids = append(ids, service.ID)
	}
	return ids
}

func (u *turn) choices(slots []booking.Slot) []flow.Choice {
	made := make([]flow.Choice, 0, len(slots))
	seen := map[string]booking.Slot{}
	for _, slot := range slots {
		label := u.Texts.Time(u.session.Lang, slot.Start.In(u.Zone))
		if twin, ok := seen[label]; ok {
			label += " · " + u.apart(slot, twin)
		}
		seen[label] = slot
		made = append(made, flow.Choice{Service: slot.Service, ID: slot.ID, Label: label})
	}
	return made
}

// apart says what tells a time from another one at the same hour.
func (u *turn) apart(slot, twin booking.Slot) string {
	if slot.Service != twin.Service {
		return u.serviceName(slot.Service)
	}
	return u.words("format."+string(slot.Format), nil)
}

func (u *turn) timeLines(slots []booking.Slot) string {
	var lines []string
	for _, slot := range slots {
		lines = append(lines, u.words("talk.slot.line", map[string]any{
			"time":    u.Texts.Time(u.session.Lang, slot.Start.In(u.Zone)),
			"format":  u.words("format."+string(slot.Format), nil),
			"service": u.serviceName(slot.Service),
		}))
	}
	return strings.Join(lines, "\n")
}

// book takes the chosen time, or says what stood in the way.
func (u *turn) book(ctx context.Context, e flow.Book) (flow.Result, error) {
	request := booking.Request{
		ID: u.in.ID, Service: e.Choice.Service, Slot: e.Choice.ID,
		Person: u.in.Person, Instead: u.session.Moving, Now: u.now,
	}
	taken, err := u.Calendar.Take(ctx, request)
	switch {
	case errors.Is(err, booking.ErrTaken), errors.Is(err, booking.ErrGone):
		u.count("slot_taken")
		return u.takenInstead(ctx, e.Else)
	case errors.Is(err, booking.ErrUnknown): // the time to move is gone: take this one as a new one
		u.session.retire(u.session.Moving)
		u.session.Moving = ""
		return u.book(ctx, e)
	case errors.Is(err, booking.ErrHasOne):
		u.say("talk.booked.has", nil)
	case err != nil:
		return flow.Result{}, err
	default:
		u.count("booked")
		u.traces.taken = append(u.traces.taken, booked{Service: taken.Service, ID: taken.ID})
		if err := u.noteTime(ctx, "thread.booked", taken.Service, taken.Slot.Start.Unix()); err != nil {
			return flow.Result{}, err
		}
	}
	u.keepTime(taken)
	return flow.Result{Name: "booked", Args: u.timeArgs(taken)}, nil
}

// takenInstead offers the next times in the same answer, if there are any.
func (u *turn) takenInstead(ctx context.Context, next flow.Offer) (flow.Result, error) {
	result, err := u.offer(ctx, next)
	result.Name = "taken"
	return result, err
}

func (u *turn) keepTime(a booking.Appointment) {
	u.session.drop(u.session.Moving)
	u.session.drop(a.ID)
	u.session.Moving = ""
	near := a.Slot.Start.Add(-reminderAhead).Before(u.now)
	u.session.Times = append(u.session.Times, booked{Service: a.Service, ID: a.ID, Start: a.Slot.Start.Unix(), Reminded: near})
	sort.Slice(u.session.Times, func(i, j int) bool { return u.session.Times[i].Start < u.session.Times[j].Start })
}

// timeArgs are the words of an appointment: when, with whom, where, and the pass name.
func (u *turn) timeArgs(a booking.Appointment) map[string]string {
	first, second := a.Pass.Words()
	return map[string]string{
		"time":    u.Texts.Time(u.session.Lang, a.Slot.Start.In(u.Zone)),
		"service": u.serviceName(a.Service),
		"place":   u.place(a),
		"pass":    u.words(fmt.Sprintf("pass.first.%d", first), nil) + " " + u.words(fmt.Sprintf("pass.second.%d", second), nil),
	}
}

// place says how to get there. What the desk wrote at this very time counts first: a
// room, or the link of a video call.
func (u *turn) place(a booking.Appointment) string {
	service, ok := u.Directory.Find(a.Service)
	paused := a.Slot.Start.Unix() < u.session.Blocked
	switch {
	case a.Slot.Place != "":
		return a.Slot.Place
	case a.Slot.Format != booking.InPerson && paused:
		return u.words("format."+string(a.Slot.Format), nil) + ". " + u.words("talk.place.paused", nil)
	case a.Slot.Format != booking.InPerson:
		return u.words("talk.place."+string(a.Slot.Format), nil)
	case ok && service.Address != "":
		return service.Address
	}
	where := u.words("talk.place.unknown", nil)
	if ok && service.Web != "" {
		where = u.words("talk.place.web", map[string]any{"web": service.Web})
	}
	if u.blocked() {
		return where
	}
	return where + " " + u.words("talk.place.ask", nil)
}

func (u *turn) serviceName(id string) string {
	if service, ok := u.Directory.Find(id); ok {
		return service.Name
	}
	return id
}

func anyArgs(args map[string]string) map[string]any {
	made := make(map[string]any, len(args))
	for k, v := range args {
		made[k] = v
	}
	return made
}

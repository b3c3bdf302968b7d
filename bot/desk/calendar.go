package desk

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"lyt/bot/booking"
)

// calendarDays is how far ahead the list of times goes.
const calendarDays = 21

// times are one service's times.
type times struct {
	Service string
	Slots   []slot
	Free    int
}

// slot is a time in the list; Pass is empty while it is free.
type slot struct {
	booking.Slot
	Pass string
}

// calendar lists the times of the account's services, to read.
func (d *Desk) calendar(w http.ResponseWriter, r *http.Request, v visit) {
	var lists []times
	for _, service := range v.Services {
		list, err := d.times(r.Context(), v.lang, service)
		if err != nil {
			d.away(w, r, err)
			return
		}
		lists = append(lists, list)
	}
	page := d.view(v, "calendar")
	page.Body = lists
	if counsellors(v.Account) {
		page.Alarm = d.alarm(r.Context(), v)
	}
	d.show(w, http.StatusOK, "calendar.html", page)
}

func (d *Desk) times(ctx context.Context, lang, service string) (times, error) {
	from := d.Now()
	to := from.AddDate(0, 0, calendarDays)
	slots, err := d.Calendar.List(ctx, service, from, to)
	if err != nil {
		return times{}, err
	}
	taken, err := d.Calendar.Appointments(ctx, service, from, to)
	if err != nil {
		return times{}, err
	}
	passes := map[string]string{}
	for _, a := range taken {
		passes[a.Slot.ID] = d.pass(lang, a.Pass)
	}
	list := times{Service: service}
	for _, s := range slots {
		if !s.Taken {
			list.Free++
		}
		list.Slots = append(list.Slots, slot{Slot: s, Pass: passes[s.ID]})
	}
	return list, nil
}

// pass is what the person will say at the door.
func (d *Desk) pass(lang string, p booking.Pass) string {
	first, second := p.Words()
	return d.Words.Text(lang, fmt.Sprintf("pass.first.%d", first), nil) + " " +
		d.Words.Text(lang, fmt.Sprintf("pass.second.%d", second), nil)
}

// Minutes is the slot's length.
func (s slot) Minutes() int { return int(s.Length / time.Minute) }

package desk

import (
	"net/http"
	"net/url"
	"strconv"
	"time"

	"lyt/bot/booking"
)

// closedScreen is the page of closing days.
type closedScreen struct {
	Service  string
	Services []string
	Days     []closedDay
	From, To string // as typed
	Wrong    string
	Told     string
}

// closedDay is a day on which the service is closed, with the times taken on it.
type closedDay struct {
	Date  time.Time
	Key   string
	Taken []slot
}

// mostClosed is how many days can be closed at once.
const mostClosed = 62

func (d *Desk) closedDays(w http.ResponseWriter, r *http.Request, v visit) {
	service, ok := d.asked(r, v)
	if !ok {
		d.nothing(w, r)
		return
	}
	told := ""
	switch r.FormValue("told") {
	case "closed":
		told = d.Words.Text(v.lang, "desk.cal.told.closed", map[string]any{"count": number(r.FormValue("n"))})
	case "reopened":
		told = d.Words.Text(v.lang, "desk.cal.told.reopened", nil)
	}
	d.closedShown(w, r, v, http.StatusOK, closedScreen{Service: service, Told: told, From: oneLine(r.FormValue("day"))})
}

func (d *Desk) closedShown(w http.ResponseWriter, r *http.Request, v visit, status int, screen closedScreen) {
	days, err := d.Closings.Closed(r.Context(), screen.Service)
	if err != nil {
		d.away(w, r, err)
		return
	}
	screen.Services = d.byName(v.Services)
	for _, span := range days {
		day := closedDay{Date: span.From.In(d.Zone), Key: span.From.In(d.Zone).Format(dateShape)}
		slots, err := d.slots(r.Context(), v.lang, screen.Service, span)
		if err != nil {
			d.away(w, r, err)
			return
		}
		for _, s := range slots {
			if s.Taken && !s.Past {
				day.Taken = append(day.Taken, s)
			}
		}
		screen.Days = append(screen.Days, day)
	}
	d.show(w, status, "calendar_closed.html", d.calendarView(r.Context(), v, screen))
}

// closeDays closes a day, or all from one to another.
func (d *Desk) closeDays(w http.ResponseWriter, r *http.Request, v visit) {
	service, ok := d.asked(r, v)
	if !ok {
		d.nothing(w, r)
		return
	}
	screen := closedScreen{Service: service, From: oneLine(r.FormValue("from")), To: oneLine(r.FormValue("to"))}
	days, err := d.daysOf(screen.From, screen.To)
	removed := 0
	for _, day := range days {
		n, fault := d.Closings.CloseDay(r.Context(), service, day)
		if fault != nil {
			err = fault
			break
		}
		removed += n
		d.did(r.Context(), v, service, "day-closed", day.From.In(d.Zone).Format(dateShape), strconv.Itoa(n))
	}
	if key, status := hindrance(err); err != nil && key != "" {
		screen.Wrong = d.Words.Text(v.lang, key, nil)
		d.closedShown(w, r, v, status, screen)
		return
	}
	if err != nil {
		d.away(w, r, err)
		return
	}
	more := url.Values{"service": {service}, "told": {"closed"}, "n": {strconv.Itoa(removed)}}
	http.Redirect(w, r, "/calendar/closed?"+more.Encode(), http.StatusSeeOther)
}

// daysOf lists the days from one date to another; the error is a booking.Flaw.
func (d *Desk) daysOf(from, to string) ([]booking.Span, error) {
	first, err := time.ParseInLocation(dateShape, from, d.Zone)
	if err != nil {
		return nil, flawDay
	}
	last := first
	if to != "" {
		if last, err = time.ParseInLocation(dateShape, to, d.Zone); err != nil {
			return nil, flawDay
		}
	}
	today := booking.Day(d.Now().In(d.Zone), d.Zone)
	switch n := booking.Days(first, last, d.Zone); {
	case n < 0:
		return nil, booking.FlawSpan
	case n >= mostClosed || booking.Days(today.From, last, d.Zone) > 365:
		return nil, booking.FlawYear
	case first.Before(today.From):
		return nil, booking.ErrPast
	}
	var days []booking.Span
	for i := range booking.Days(first, last, d.Zone) + 1 {
		days = append(days, booking.Day(first.AddDate(0, 0, i), d.Zone))
	}
	return days, nil
}

func (d *Desk) reopenDay(w http.ResponseWriter, r *http.Request, v visit) {
	service, ok := d.asked(r, v)
	day, err := time.ParseInLocation(dateShape, r.FormValue("day"), d.Zone)
	if !ok || err != nil {
		d.nothing(w, r)
		return
	}
	if err := d.Closings.OpenDay(r.Context(), service, booking.Day(day, d.Zone)); err != nil {
		d.away(w, r, err)
		return
	}
	d.did(r.Context(), v, service, "day-opened", day.Format(dateShape), "")
	http.Redirect(w, r, "/calendar/closed?"+url.Values{"service": {service}, "told": {"reopened"}}.Encode(), http.StatusSeeOther)
}

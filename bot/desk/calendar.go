package desk

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"lyt/bot/booking"
	"lyt/bot/directory"
	"lyt/bot/handoff"
)

// Times changes a service's times. Each change is one atomic step.
type Times interface {
	// Slot gives one: booking.ErrGone when there is none.
	Slot(ctx context.Context, service, id string) (booking.Slot, error)
	// AddSlots opens all or none: booking.ErrOverlap, booking.ErrClosed, …
	AddSlots(ctx context.Context, service string, slots []booking.Slot) ([]booking.Slot, error)
	// OpenSlots opens those that may be, and gives the others beside.
	OpenSlots(ctx context.Context, service string, slots []booking.Slot) (opened []booking.Slot, refused []booking.Clash, err error)
	// Change puts another slot in the place of one that is free and still of that version:
	// booking.ErrChanged, booking.ErrTaken, booking.ErrGone, …
	Change(ctx context.Context, service, id, version string, to booking.Slot) (booking.Slot, error)
	// Remove takes free slots away, and gives those that are taken or changed.
	Remove(ctx context.Context, service string, slots []booking.Slot) (taken, changed []booking.Slot, err error)
	// RemoveSeries takes the free slots of a weekly pattern away from a moment on.
	RemoveSeries(ctx context.Context, service, series string, from time.Time) (removed int, taken []booking.Slot, err error)
	// NewPlace gives an appointment another place, if its slot is still of that version, and
	// the person hears: booking.ErrChanged, booking.ErrUnknown, booking.ErrGone.
	NewPlace(ctx context.Context, service, appointment, version, place string) (booking.Appointment, error)
	// CallOff takes an appointment back; the person hears: booking.ErrUnknown.
	CallOff(ctx context.Context, service, appointment string) (booking.Appointment, error)
}

// Closings keeps the days on which a service is closed.
type Closings interface {
	CloseDay(ctx context.Context, service string, day booking.Span) (removed int, err error)
	OpenDay(ctx context.Context, service string, day booking.Span) error
	// Closed lists the closing days that are not over.
	Closed(ctx context.Context, service string) ([]booking.Span, error)
}

func (d *Desk) calendarRoutes() []route {
	const one = "/calendar/slot/{service}/{id}"
	return []route{
		{"GET /calendar", timekeepers, d.calendar},
		{"GET /calendar/new", planners, d.newSlot},
		{"POST /calendar/new", planners, d.addSlot},
		{"GET /calendar/weekly", planners, d.newWeekly},
		{"POST /calendar/weekly", planners, d.addWeekly},
		{"GET " + one, planners, d.slotPage},
		{"POST " + one + "/change", planners, d.changeSlot},
		{"POST " + one + "/remove", planners, d.removeSlot},
		{"POST " + one + "/series", planners, d.removeSeries},
		{"POST " + one + "/place", planners, d.changePlace},
		{"POST " + one + "/off", planners, d.callOff},
		{"GET /calendar/closed", planners, d.closedDays},
		{"POST /calendar/closed", planners, d.closeDays},
		{"POST /calendar/reopen", planners, d.reopenDay},
		{"GET /calendar/feeds", planners, d.feedsPage},
		{"POST /calendar/feeds", planners, d.addFeed},
		{"POST /calendar/feeds/remove", planners, d.removeFeed},
		{"GET /calendar/link", counsellors, d.linkPage},
		{"POST /calendar/link", counsellors, d.renewLink},
		{"POST /calendar/link/end", counsellors, d.endLink},
	}
}

// timekeepers may see times, planners may change them.
func timekeepers(a handoff.Account) bool { return planners(a) || supervisors(a) }

func planners(a handoff.Account) bool {
	return a.Role == handoff.RoleCounsellor || a.Role == handoff.RoleCoordinator
}

// week is the calendar's page: the times of one service from Monday to Sunday.
type week struct {
	Service     string
	Services    []string
	Monday      time.Time
	Number      int
	Prev, Next  string // the weeks beside it, as they stand in the address
	Today       string
	Days        []weekDay
	Free        int
	Mine        scarcity
	Scarce      []scarcity // the other services that need times
	Plans       bool       // whoever looks may change something
	Told        string
	TakenInTold []slot // what was in the way of it
}

type weekDay struct {
	Date    time.Time
	Key     string
	Closed  bool
	Holiday bool
	Past    bool
	Today   bool
	Slots   []slot
}

// slot is a time in the list; Pass is empty while it is free.
type slot struct {
	booking.Slot
	Pass        string
	Appointment string
	Past        bool
}

// Minutes is the slot's length.
func (s slot) Minutes() int { return int(s.Length / time.Minute) }

// BufferMinutes is the counsellor's time afterwards.
func (s slot) BufferMinutes() int { return int(s.Buffer / time.Minute) }

// State is the slot's look: free, taken or past.
func (s slot) State() string {
	switch {
	case s.Taken:
		return "taken"
	case s.Past:
		return "past"
	}
	return "free"
}

const dateShape = time.DateOnly

// calendar shows a week of one service.
func (d *Desk) calendar(w http.ResponseWriter, r *http.Request, v visit) {
	if len(v.Services) == 0 {
		d.show(w, http.StatusOK, "calendar.html", d.calendarView(r.Context(), v, week{}))
		return
	}
	service, ok := d.asked(r, v)
	if !ok {
		d.nothing(w, r)
		return
	}
	body, err := d.week(r.Context(), v, service, d.monday(r.URL.Query().Get("week")))
	if err != nil {
		d.away(w, r, err)
		return
	}
	body.Told = d.toldOf(v, r.URL.Query())
	d.show(w, http.StatusOK, "calendar.html", d.calendarView(r.Context(), v, body))
}

func (d *Desk) calendarView(ctx context.Context, v visit, body any) view {
	page := d.view(v, "calendar")
	page.Styles, page.Body = []string{"calendar.css"}, body
	if counsellors(v.Account) {
		page.Alarm = d.alarm(ctx, v)
	}
	return page
}

// asked is the service a request is about: the first of one's own when it says none.
func (d *Desk) asked(r *http.Request, v visit) (string, bool) {
	service := r.FormValue("service")
	if service == "" && len(v.Services) > 0 {
		service = d.byName(v.Services)[0]
	}
	return service, v.Has(service)
}

func (d *Desk) byName(services []string) []string {
	return slices.SortedFunc(slices.Values(services), func(a, b string) int {
		return strings.Compare(d.serviceName(a), d.serviceName(b))
	})
}

// monday is the first day of the week asked for; of this one when none is.
func (d *Desk) monday(text string) time.Time {
	day, err := time.ParseInLocation(dateShape, text, d.Zone)
	if err != nil || day.Year() < 2000 || day.Year() > 3000 {
		day = d.Now().In(d.Zone)
	}
	return booking.Monday(day, d.Zone)
}

func (d *Desk) week(ctx context.Context, v visit, service string, monday time.Time) (week, error) {
	end := monday.AddDate(0, 0, 7)
	_, number := monday.ISOWeek()
	today := d.Now().In(d.Zone)
	body := week{
		Service: service, Services: d.byName(v.Services), Monday: monday, Number: number, Plans: planners(v.Account),
		Prev: monday.AddDate(0, 0, -7).Format(dateShape), Next: end.Format(dateShape),
	}
	if this := booking.Monday(today, d.Zone); !this.Equal(monday) {
		body.Today = this.Format(dateShape)
	}
	slots, err := d.slots(ctx, v.lang, service, booking.Span{From: monday, To: end})
	if err != nil {
		return body, err
	}
	closed, err := d.Closings.Closed(ctx, service)
	if err != nil {
		return body, err
	}
	for i := range 7 {
		body.Days = append(body.Days, d.weekDay(monday.AddDate(0, 0, i), today, slots, closed))
	}
	for _, s := range slots {
		if s.State() == "free" {
			body.Free++
		}
	}
	return body, d.scarceOf(ctx, v, &body)
}

func (d *Desk) weekDay(date, today time.Time, slots []slot, closed []booking.Span) weekDay {
	span := booking.Day(date, d.Zone)
	day := weekDay{
		Date: date, Key: date.Format(dateShape), Holiday: directory.Holiday(date), Past: span.To.Before(today), Today: span.From.Before(today) && span.To.After(today),
		Closed: slices.ContainsFunc(closed, func(c booking.Span) bool { return c.From.Equal(span.From) }),
	}
	for _, s := range slots {
		if s.Within(span) {
			day.Slots = append(day.Slots, s)
		}
	}
	return day
}

// slots lists a service's times in a span, with the pass names of those taken.
func (d *Desk) slots(ctx context.Context, lang, service string, span booking.Span) ([]slot, error) {
	last := span.To.Add(-time.Millisecond)
	list, err := d.Calendar.List(ctx, service, span.From, last)
	if err != nil {
		return nil, err
	}
	taken, err := d.Calendar.Appointments(ctx, service, span.From, last)
	if err != nil {
		return nil, err
	}
	by := map[string]booking.Appointment{}
	for _, a := range taken {
		by[a.Slot.ID] = a
	}
	var slots []slot
	for _, s := range list {
		one := slot{Slot: s, Past: !s.Start.After(d.Now())}
		if a, has := by[s.ID]; has {
			one.Pass, one.Appointment, one.Taken = d.pass(lang, a.Pass), a.ID, true
		}
		slots = append(slots, one)
	}
	return slots, nil
}

// pass is what the person will say at the door.
func (d *Desk) pass(lang string, p booking.Pass) string {
	first, second := p.Words()
	return d.Words.Text(lang, fmt.Sprintf("pass.first.%d", first), nil) + " " +
		d.Words.Text(lang, fmt.Sprintf("pass.second.%d", second), nil)
}

// scarcity says how long it is until a service has a free time.
type scarcity struct {
	Service string
	Days    int
	None    bool // nothing is free at all
}

// Scarce says whether somebody must open times.
func (s scarcity) Scarce() bool { return s.None || s.Days > booking.Soon }

// scarcities tells it of each service.
func (d *Desk) scarcities(ctx context.Context, services []string) ([]scarcity, error) {
	next, err := d.Calendar.NextFree(ctx, services...)
	if err != nil {
		return nil, err
	}
	var all []scarcity
	for _, id := range d.byName(services) {
		at, any := next[id]
		one := scarcity{Service: id, None: !any}
		if any {
			one.Days = booking.Days(d.Now(), at, d.Zone)
		}
		all = append(all, one)
	}
	return all, nil
}

// scarce lists the account's services with nothing free within seven days, for the
// queue's page.
func (d *Desk) scarce(ctx context.Context, a handoff.Account) ([]scarcity, error) {
	all, err := d.scarcities(ctx, a.Services)
	return slices.DeleteFunc(all, func(s scarcity) bool { return !s.Scarce() }), err
}

// scarceTime is how long the queue's page may wait for a figure it can do without.
const scarceTime = time.Second

// Scarce lists the account's services that need times, on any page. Without the store
// it lists none: other pages say that it is away.
func (v view) Scarce() []scarcity {
	if v.Account == nil || !planners(*v.Account) {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.Background(), scarceTime)
	defer cancel()
	all, err := v.desk.scarce(ctx, *v.Account)
	if err != nil {
		v.desk.Log.Warn("find next free times", "error", err)
		return nil
	}
	return all
}

func (d *Desk) scarceOf(ctx context.Context, v visit, body *week) error {
	all, err := d.scarcities(ctx, v.Services)
	for _, s := range all {
		switch {
		case s.Service == body.Service:
			body.Mine = s
		case s.Scarce():
			body.Scarce = append(body.Scarce, s)
		}
	}
	return err
}

// weekPath is the address of the week a moment lies in.
func (d *Desk) weekPath(service string, at time.Time, more url.Values) string {
	if more == nil {
		more = url.Values{}
	}
	more.Set("service", service)
	more.Set("week", booking.Monday(at.In(d.Zone), d.Zone).Format(dateShape))
	return "/calendar?" + more.Encode()
}

// Day gives weekday and date.
func (v view) Day(at time.Time) string {
	at = at.In(v.desk.Zone)
	text := func(key string) string { return v.desk.Words.Text(v.Lang, key, nil) }
	return v.desk.Words.Text(v.Lang, "dates.day", map[string]any{
		"weekday": text("dates.weekday." + strings.ToLower(at.Weekday().String())),
		"month":   text("dates.month." + strings.ToLower(at.Month().String())), "date": at.Day(),
	})
}

// From gives the time of day.
func (v view) From(at time.Time) string { return at.In(v.desk.Zone).Format("15.04") }

// ISO gives a moment as browsers read it.
func (v view) ISO(at time.Time) string { return at.In(v.desk.Zone).Format(time.RFC3339) }

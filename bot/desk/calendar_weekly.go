package desk

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"lyt/bot/booking"
	"lyt/bot/directory"
)

// weekly is what a pattern would open, and what stands in its way.
type weekly struct {
	Free     []booking.Slot
	Clashes  []booking.Clash
	There    int // open already
	Holidays []time.Time
	Shown    int // how many of each list are shown
	series   string
}

// listShown is how many lines of a list are shown.
const listShown = 40

// More says how many are not shown.
func (p weekly) More(length int) int { return max(0, length-p.Shown) }

// weekdays in the order of the week, as the form names them.
var weekdays = []struct {
	Key string
	Day time.Weekday
}{
	{"monday", time.Monday}, {"tuesday", time.Tuesday}, {"wednesday", time.Wednesday}, {"thursday", time.Thursday},
	{"friday", time.Friday}, {"saturday", time.Saturday}, {"sunday", time.Sunday},
}

// Weekdays lists the days of the form.
func (s slotScreen) Weekdays() (keys []string) {
	for _, d := range weekdays {
		keys = append(keys, d.Key)
	}
	return keys
}

// pattern reads the form; the error is a booking.Flaw.
func (f slotForm) pattern() (booking.Pattern, error) {
	p := booking.Pattern{Holiday: directory.Holiday}
	var err error
	if p.Slot, err = f.common(); err != nil {
		return p, err
	}
	for _, d := range weekdays {
		if f.Days[d.Key] {
			p.Days = append(p.Days, d.Day)
		}
	}
	if p.First, err = time.Parse(dateShape, f.Day); err == nil {
		p.Last, err = time.Parse(dateShape, f.Last)
	}
	if err != nil {
		return p, flawDay
	}
	clock, err := time.Parse("15:04", f.Clock)
	if err != nil {
		return p, booking.FlawClock
	}
	p.Hour, p.Minute = clock.Hour(), clock.Minute()
	if p.Count, err = strconv.Atoi(cmp.Or(f.Count, "1")); err != nil {
		return p, booking.FlawCount
	}
	if p.Every, err = strconv.Atoi(cmp.Or(f.Every, "1")); err != nil {
		return p, booking.FlawCount
	}
	return p, p.Check()
}

func (d *Desk) newWeekly(w http.ResponseWriter, r *http.Request, v visit) {
	service, ok := d.asked(r, v)
	if !ok {
		d.nothing(w, r)
		return
	}
	form := d.freshForm(r, v, service)
	form.Last = d.Now().In(d.Zone).AddDate(0, 3, 0).Format(dateShape)
	d.slotShown(w, r, v, http.StatusOK, "calendar_weekly.html", slotScreen{Form: form})
}

// addWeekly shows what a pattern would open; asked a second time, it opens it.
func (d *Desk) addWeekly(w http.ResponseWriter, r *http.Request, v visit) {
	form := readForm(r)
	if !v.Has(form.Service) {
		d.nothing(w, r)
		return
	}
	err := d.Acts.Alone(r.Context(), form.Counsellor, func(ctx context.Context) error {
		d.planned(w, r.WithContext(ctx), v, form)
		return nil
	})
	if err != nil {
		d.away(w, r, err)
	}
}

func (d *Desk) planned(w http.ResponseWriter, r *http.Request, v visit, form slotForm) {
	plan, err := d.plan(r.Context(), v, form)
	if err != nil {
		key, status := hindrance(err)
		if key == "" {
			d.away(w, r, err)
			return
		}
		d.slotShown(w, r, v, status, "calendar_weekly.html", slotScreen{Form: form, Wrong: key})
		return
	}
	if r.FormValue("do") != "open" || len(plan.Free) == 0 {
		d.slotShown(w, r, v, http.StatusOK, "calendar_weekly.html", slotScreen{Form: form, Weekly: &plan})
		return
	}
	d.openPlan(w, r, v, form, plan)
}

func (d *Desk) plan(ctx context.Context, v visit, form slotForm) (weekly, error) {
	p, err := form.pattern()
	if err != nil {
		return weekly{}, err
	}
	slots, holidays, err := p.Slots(d.Zone)
	if err != nil {
		return weekly{}, err
	}
	plan := weekly{Holidays: holidays, Shown: listShown, series: seriesID(form)}
	slots = d.comingOf(slots)
	if len(slots) == 0 {
		return plan, nil
	}
	there, err := d.around(ctx, v, form.Counsellor, booking.Span{From: slots[0].Start, To: slots[len(slots)-1].Over()})
	if err != nil {
		return plan, err
	}
	closed, err := d.Closings.Closed(ctx, form.Service)
	if err != nil {
		return plan, err
	}
	plan.Free, plan.Clashes = booking.Sort(slots, there, closed)
	plan.There = len(slots) - len(plan.Free) - len(plan.Clashes)
	for i := range plan.Free {
		plan.Free[i].Series = plan.series
	}
	return plan, nil
}

// comingOf leaves out what has begun already.
func (d *Desk) comingOf(slots []booking.Slot) []booking.Slot {
	for len(slots) > 0 && !slots[0].Start.After(d.Now()) {
		slots = slots[1:]
	}
	return slots
}

// seriesID is the same for the same form, so that pressing twice makes one series.
func seriesID(f slotForm) string {
	sum := sha256.Sum256(fmt.Append(nil, f.Service, f.Day, f.Last, f.Clock, f.Length, f.Buffer, f.Format, f.Counsellor, f.Count, f.Every, f.Days))
	return hex.EncodeToString(sum[:6])
}

func (d *Desk) openPlan(w http.ResponseWriter, r *http.Request, v visit, form slotForm, plan weekly) {
	service := form.Service
	opened, refused, err := d.Times.OpenSlots(r.Context(), service, plan.Free)
	if len(opened) > 0 {
		d.did(r.Context(), v, service, "slots-opened", plan.series, strconv.Itoa(len(opened)))
	}
	if err != nil {
		d.stoppedShort(w, r, v, err, form, len(opened))
		return
	}
	more := url.Values{"told": {"opened"}, "n": {strconv.Itoa(len(opened))}, "left": {strconv.Itoa(len(refused) + len(plan.Clashes))}}
	http.Redirect(w, r, d.weekPath(service, plan.Free[0].Start, more), http.StatusSeeOther)
}

// stoppedShort says how many of a long pattern were opened before the store went away.
// The same form opens the rest.
func (d *Desk) stoppedShort(w http.ResponseWriter, r *http.Request, v visit, err error, form slotForm, opened int) {
	if opened == 0 {
		d.away(w, r, err)
		return
	}
	d.Log.Warn("open weekly times", "error", err)
	wrong := d.Words.Text(v.lang, "desk.cal.told.stopped", map[string]any{"count": opened})
	d.slotShown(w, r, v, http.StatusServiceUnavailable, "calendar_weekly.html", slotScreen{Form: form, Wrong: wrong})
}

package desk

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"lyt/bot/booking"
)

// slotScreen is the page of one time, or of a new one.
type slotScreen struct {
	Form   slotForm
	Slot   slot // as it is now; without an id for a new one
	Wrong  string
	Weekly *weekly // what a pattern would open
}

// slotShown shows a form with what is wrong about it.
func (d *Desk) slotShown(w http.ResponseWriter, r *http.Request, v visit, status int, name string, screen slotScreen) {
	screen.Form.Formats, screen.Form.Services = formats, d.byName(v.Services)
	screen.Form.Names = d.names(r.Context(), v, screen.Form.Service)
	if wrong := screen.Wrong; wrong != "" && strings.HasPrefix(wrong, "desk.") {
		screen.Wrong = d.Words.Text(v.lang, wrong, nil)
	}
	d.show(w, status, name, d.calendarView(r.Context(), v, screen))
}

// names are the counsellors one might mean: oneself and whoever is at the desk.
func (d *Desk) names(ctx context.Context, v visit, service string) []string {
	var names []string
	if counsellors(v.Account) {
		names = append(names, v.Name)
	}
	here, err := d.Queue.Colleagues(ctx, service)
	if err != nil {
		return names // it is a help only
	}
	for _, c := range here {
		if c.Name != v.Name {
			names = append(names, c.Name)
		}
	}
	return names
}

func (d *Desk) newSlot(w http.ResponseWriter, r *http.Request, v visit) {
	service, ok := d.asked(r, v)
	if !ok {
		d.nothing(w, r)
		return
	}
	d.slotShown(w, r, v, http.StatusOK, "calendar_slot.html", slotScreen{Form: d.freshForm(r, v, service)})
}

// freshForm is filled with what is usual.
func (d *Desk) freshForm(r *http.Request, v visit, service string) slotForm {
	f := slotForm{
		Service: service, Day: r.FormValue("day"), Length: usualLength, Buffer: usualBuffer,
		Format: string(booking.InPerson), Count: "1", Every: "1", Days: map[string]bool{},
	}
	if counsellors(v.Account) {
		f.Counsellor = v.Name
	}
	if _, err := time.Parse(dateShape, f.Day); err != nil {
		f.Day = d.Now().In(d.Zone).AddDate(0, 0, 1).Format(dateShape)
	}
	return f
}

// addSlot opens a single time.
func (d *Desk) addSlot(w http.ResponseWriter, r *http.Request, v visit) {
	form := readForm(r)
	if !v.Has(form.Service) {
		d.nothing(w, r)
		return
	}
	s, err := form.slot(d.Zone)
	var added []booking.Slot
	if err == nil {
		err = d.unlessElsewhere(r.Context(), v, s, "", func(ctx context.Context) error {
			added, err = d.Times.AddSlots(ctx, form.Service, []booking.Slot{s})
			return err
		})
	}
	if err != nil {
		d.slotHindered(w, r, v, err, slotScreen{Form: form})
		return
	}
	for _, one := range added {
		d.did(r.Context(), v, form.Service, "slots-opened", one.ID, "")
	}
	told := "opened"
	if len(added) == 0 {
		told = "there"
	}
	http.Redirect(w, r, d.weekPath(form.Service, s.Start, url.Values{"told": {told}, "n": {"1"}}), http.StatusSeeOther)
}

// slotHindered says what stood in the way, beside all that was typed.
func (d *Desk) slotHindered(w http.ResponseWriter, r *http.Request, v visit, err error, screen slotScreen) {
	key, status := hindrance(err)
	if key == "" {
		d.away(w, r, err)
		return
	}
	screen.Wrong = key
	d.slotShown(w, r, v, status, "calendar_slot.html", screen)
}

// ofSlot finds the time a request is about.
func (d *Desk) ofSlot(r *http.Request, v visit) (slot, error) {
	service := r.PathValue("service")
	if !v.Has(service) {
		return slot{}, booking.ErrGone
	}
	s, err := d.Times.Slot(r.Context(), service, r.PathValue("id"))
	if err != nil {
		return slot{}, err
	}
	near, err := d.slots(r.Context(), v.lang, service, booking.Span{From: s.Start, To: s.Start.Add(time.Second)})
	for _, one := range near {
		if one.ID == s.ID {
			return one, err
		}
	}
	return slot{Slot: s, Past: !s.Start.After(d.Now())}, err
}

func (d *Desk) slotPage(w http.ResponseWriter, r *http.Request, v visit) {
	s, err := d.ofSlot(r, v)
	if errors.Is(err, booking.ErrGone) {
		d.nothing(w, r)
		return
	}
	if err != nil {
		d.away(w, r, err)
		return
	}
	d.slotShown(w, r, v, http.StatusOK, "calendar_slot.html", slotScreen{Form: d.formOf(s.Slot), Slot: s})
}

// changeSlot changes a free time, if it is still as it was shown.
func (d *Desk) changeSlot(w http.ResponseWriter, r *http.Request, v visit) {
	service, id := r.PathValue("service"), r.PathValue("id")
	if !v.Has(service) {
		d.nothing(w, r)
		return
	}
	form := readForm(r)
	form.Service = service
	to, err := form.slot(d.Zone)
	if err == nil {
		err = d.unlessElsewhere(r.Context(), v, to, id, func(ctx context.Context) error {
			to, err = d.change(ctx, id, form.Version, to)
			return err
		})
	}
	if err != nil {
		d.notChanged(w, r, v, err, form)
		return
	}
	d.did(r.Context(), v, service, "slot-changed", to.ID, "")
	http.Redirect(w, r, d.weekPath(service, to.Start, url.Values{"told": {"changed"}}), http.StatusSeeOther)
}

// change keeps what the form does not hold.
func (d *Desk) change(ctx context.Context, id, version string, to booking.Slot) (booking.Slot, error) {
	was, err := d.Times.Slot(ctx, to.Service, id)
	if err != nil && !errors.Is(err, booking.ErrGone) {
		return to, err
	}
	to.Series, to.Feed = was.Series, was.Feed
	return d.Times.Change(ctx, to.Service, id, version, to)
}

// notChanged says why, and shows the time as it is now together with what was typed. Who
// saves again after that has seen what they write over. When the time is gone or taken,
// what was typed can be opened as a new one.
func (d *Desk) notChanged(w http.ResponseWriter, r *http.Request, v visit, why error, form slotForm) {
	s, err := d.ofSlot(r, v)
	if err != nil && !errors.Is(err, booking.ErrGone) {
		d.away(w, r, err)
		return
	}
	if errors.Is(why, booking.ErrChanged) {
		form.Version = s.Version
	}
	if s.Taken {
		s = slot{}
	}
	d.slotHindered(w, r, v, why, slotScreen{Form: form, Slot: s})
}

// removeSlot takes a free time away, if it is still as it was shown.
func (d *Desk) removeSlot(w http.ResponseWriter, r *http.Request, v visit) {
	s, err := d.ofSlot(r, v)
	if errors.Is(err, booking.ErrGone) {
		d.goneBack(w, r, v, "removed")
		return
	}
	if err != nil {
		d.away(w, r, err)
		return
	}
	one := s.Slot
	one.Version = oneLine(r.FormValue("version"))
	if one.Version == "" {
		one.Version = "none"
	}
	taken, changed, err := d.Times.Remove(r.Context(), one.Service, []booking.Slot{one})
	switch {
	case err == nil && len(taken) > 0:
		err = booking.ErrTaken
	case err == nil && len(changed) > 0:
		err = booking.ErrChanged
	}
	if err != nil {
		d.slotHindered(w, r, v, err, slotScreen{Form: d.formOf(s.Slot), Slot: s})
		return
	}
	d.did(r.Context(), v, one.Service, "slots-removed", one.ID, "")
	http.Redirect(w, r, d.weekPath(one.Service, one.Start, url.Values{"told": {"removed"}, "n": {"1"}}), http.StatusSeeOther)
}

// goneBack answers a repetition of what is done already.
func (d *Desk) goneBack(w http.ResponseWriter, r *http.Request, v visit, told string) {
	if !v.Has(r.PathValue("service")) {
		d.nothing(w, r)
		return
	}
	http.Redirect(w, r, d.weekPath(r.PathValue("service"), d.Now(), url.Values{"told": {told}, "n": {"1"}}), http.StatusSeeOther)
}

// removeSeries takes the rest of a weekly pattern away, from this time on.
func (d *Desk) removeSeries(w http.ResponseWriter, r *http.Request, v visit) {
	s, err := d.ofSlot(r, v)
	if errors.Is(err, booking.ErrGone) || err == nil && s.Series == "" {
		d.goneBack(w, r, v, "removed")
		return
	}
	if err != nil {
		d.away(w, r, err)
		return
	}
	removed, taken, err := d.Times.RemoveSeries(r.Context(), s.Service, s.Series, s.Start)
	if err != nil {
		d.away(w, r, err)
		return
	}
	d.did(r.Context(), v, s.Service, "slots-removed", s.Series, strconv.Itoa(removed))
	more := url.Values{"told": {"removed"}, "n": {strconv.Itoa(removed)}, "taken": {strconv.Itoa(len(taken))}}
	http.Redirect(w, r, d.weekPath(s.Service, s.Start, more), http.StatusSeeOther)
}

// callOff takes an appointment back; the person hears at once.
func (d *Desk) callOff(w http.ResponseWriter, r *http.Request, v visit) {
	s, err := d.ofSlot(r, v)
	if errors.Is(err, booking.ErrGone) || err == nil && s.Appointment == "" {
		d.goneBack(w, r, v, "called-off")
		return
	}
	if err == nil && s.Appointment != r.FormValue("appointment") {
		err = booking.ErrChanged // somebody else has it by now
	}
	if err == nil {
		_, err = d.Times.CallOff(r.Context(), s.Service, s.Appointment)
	}
	if errors.Is(err, booking.ErrUnknown) {
		d.goneBack(w, r, v, "called-off")
		return
	}
	if err != nil {
		d.slotHindered(w, r, v, err, slotScreen{Form: d.formOf(s.Slot), Slot: s})
		return
	}
	d.did(r.Context(), v, s.Service, "called-off", s.ID, "")
	d.relay(r.Context(), s.Service)
	http.Redirect(w, r, d.weekPath(s.Service, s.Start, url.Values{"told": {"called-off"}}), http.StatusSeeOther)
}

// changePlace gives a taken time another place or link; the person hears at once.
func (d *Desk) changePlace(w http.ResponseWriter, r *http.Request, v visit) {
	s, err := d.ofSlot(r, v)
	if errors.Is(err, booking.ErrGone) {
		d.nothing(w, r)
		return
	}
	if err == nil && (s.Appointment == "" || s.Appointment != r.FormValue("appointment")) {
		err = booking.ErrChanged // somebody else has it by now, or nobody
	}
	form := readForm(r)
	if err == nil {
		err = booking.Slot{Place: form.Place}.Fits()
	}
	if err == nil {
		_, err = d.Times.NewPlace(r.Context(), s.Service, s.Appointment, form.Version, form.Place)
	}
	if errors.Is(err, booking.ErrUnknown) {
		err = booking.ErrGone
	}
	if err != nil {
		d.placeHindered(w, r, v, err, form.Place)
		return
	}
	d.did(r.Context(), v, s.Service, "slot-changed", s.ID, "")
	d.relay(r.Context(), s.Service)
	http.Redirect(w, r, d.weekPath(s.Service, s.Start, url.Values{"told": {"place"}}), http.StatusSeeOther)
}

// placeHindered shows the time as it is by now, and the place that was typed.
func (d *Desk) placeHindered(w http.ResponseWriter, r *http.Request, v visit, why error, place string) {
	s, err := d.ofSlot(r, v)
	if err != nil && !errors.Is(err, booking.ErrGone) {
		d.away(w, r, err)
		return
	}
	form := d.formOf(s.Slot)
	if err != nil {
		form = d.freshForm(r, v, r.PathValue("service"))
	}
	form.Place = place
	d.slotHindered(w, r, v, why, slotScreen{Form: form, Slot: s})
}

// toldOf is the sentence about what was just done.
func (d *Desk) toldOf(v visit, q url.Values) string {
	key := map[string]string{
		"opened": "desk.cal.told.opened", "there": "desk.cal.told.there", "changed": "desk.cal.told.changed", "removed": "desk.cal.told.removed",
		"called-off": "desk.cal.told.called-off", "place": "desk.cal.told.place",
	}[q.Get("told")]
	if key == "" {
		return ""
	}
	text := d.Words.Text(v.lang, key, map[string]any{"count": number(q.Get("n"))})
	if left := number(q.Get("left")); left > 0 {
		text += " " + d.Words.Text(v.lang, "desk.cal.told.left", map[string]any{"count": left})
	}
	if taken := number(q.Get("taken")); taken > 0 {
		text += " " + d.Words.Text(v.lang, "desk.cal.told.taken", map[string]any{"count": taken})
	}
	return text
}

// number reads a count out of an address; nonsense is 0.
func number(text string) int {
	n, err := strconv.Atoi(text)
	if err != nil || n < 0 || n > 100_000 {
		return 0
	}
	return n
}

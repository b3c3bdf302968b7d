package desk

import (
	"context"
	"net/http"
	"strings"
	"time"

	"lyt/bot/booking"
	"lyt/bot/handoff"
	"lyt/bot/ics"
)

// Exports keeps the secret links behind which a counsellor's own calendar reads their
// times.
type Exports interface {
	// Renew gives a new link's secret, and ends the old one.
	Renew(ctx context.Context, name string) (token string, err error)
	End(ctx context.Context, name string) error
	// Until says until when somebody's link lasts; false when they have none.
	Until(ctx context.Context, name string) (time.Time, bool, error)
	// Whose gives the account as it is now; false when the link is nobody's.
	Whose(ctx context.Context, token string) (handoff.Account, bool, error)
}

// linkScreen is the page of one's own link. The address is shown once, when it is new.
type linkScreen struct {
	Address string
	Has     bool
	Until   time.Time
}

func (d *Desk) linkPage(w http.ResponseWriter, r *http.Request, v visit) {
	until, has, err := d.Exports.Until(r.Context(), v.Name)
	if err != nil {
		d.away(w, r, err)
		return
	}
	d.linkShown(w, r, v, linkScreen{Has: has, Until: until})
}

func (d *Desk) linkShown(w http.ResponseWriter, r *http.Request, v visit, screen linkScreen) {
	page := d.calendarView(r.Context(), v, screen)
	page.Scripts = []string{"calendar.js"}
	d.show(w, http.StatusOK, "calendar_link.html", page)
}

func (d *Desk) renewLink(w http.ResponseWriter, r *http.Request, v visit) {
	token, err := d.Exports.Renew(r.Context(), v.Name)
	if err != nil {
		d.away(w, r, err)
		return
	}
	d.did(r.Context(), v, "", "link-renewed", "", "")
	screen := linkScreen{Has: true, Address: d.address(r) + "/ics/" + token + ".ics"}
	if screen.Until, _, err = d.Exports.Until(r.Context(), v.Name); err != nil {
		d.away(w, r, err)
		return
	}
	d.linkShown(w, r, v, screen)
}

// address is where staff reach the desk: the request tells when the settings do not.
func (d *Desk) address(r *http.Request) string {
	switch {
	case d.Home != "":
		return d.Home
	case d.secure(r):
		return "https://" + r.Host
	}
	return "http://" + r.Host
}

func (d *Desk) endLink(w http.ResponseWriter, r *http.Request, v visit) {
	if err := d.Exports.End(r.Context(), v.Name); err != nil {
		d.away(w, r, err)
		return
	}
	d.did(r.Context(), v, "", "link-ended", "", "")
	http.Redirect(w, r, "/calendar/link", http.StatusSeeOther)
}

// The feed tells of what was lately and of what comes.
const (
	exportBack  = 14
	exportAhead = 366
)

// export gives a counsellor's times to whoever has their secret link: the pass name of
// what is taken and nothing else. Whatever is no link looks like a page that is not there.
func (d *Desk) export(w http.ResponseWriter, r *http.Request) {
	token, ok := strings.CutSuffix(r.PathValue("file"), ".ics")
	if !ok || len(token) > 100 {
		d.nothing(w, r)
		return
	}
	account, found, err := d.Exports.Whose(r.Context(), token)
	if err != nil {
		d.away(w, r, err)
		return
	}
	if !found || !counsellors(account) {
		d.nothing(w, r)
		return
	}
	entries, err := d.entries(r.Context(), account)
	if err != nil {
		d.away(w, r, err)
		return
	}
	w.Header().Set("Content-Type", "text/calendar; charset=utf-8")
	w.Header().Set("X-Robots-Tag", "noindex")
	_, _ = w.Write(ics.Write(d.Words.Text(exportLang, "desk.cal.ics.name", nil), entries, d.Now())) // a browser that left needs none
}

// exportLang is what the feed is written in: nobody's browser says it there.
const exportLang = "da"

func (d *Desk) entries(ctx context.Context, account handoff.Account) ([]ics.Entry, error) {
	span := booking.Span{From: d.Now().AddDate(0, 0, -exportBack), To: d.Now().AddDate(0, 0, exportAhead)}
	var entries []ics.Entry
	for _, service := range account.Services {
		slots, err := d.slots(ctx, exportLang, service, span)
		if err != nil {
			return nil, err
		}
		for _, s := range slots {
			if booking.Same(s.Counsellor, account.Name) && (s.Taken || !s.Past) {
				entries = append(entries, d.entry(s))
			}
		}
	}
	return entries, nil
}

func (d *Desk) entry(s slot) ics.Entry {
	title := s.Pass
	switch {
	case !s.Taken:
		title = d.Words.Text(exportLang, "desk.cal.ics.free", nil)
	case title == "":
		title = d.Words.Text(exportLang, "desk.cal.ics.taken", nil)
	}
	return ics.Entry{ID: s.ID, Start: s.Start, End: s.End(), Title: title, Free: !s.Taken, Tentative: !s.Taken}
}

package desk

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"net/http"
	"net/url"
	"sync"
	"time"

	"lyt/bot/handoff"
	"lyt/bot/web"
)

//go:embed pages static
var files embed.FS

// readTemplates reads them once, for they never change: a process may have many desks.
var readTemplates = sync.OnceValues(func() (*template.Template, error) { return template.ParseFS(files, "pages/*.html") })

// loadPages reads the templates and the desk's own files.
func loadPages() (*template.Template, web.Files, error) {
	own, err := web.Load(files)
	if err != nil {
		return nil, own, err
	}
	templates, err := readTemplates()
	if err != nil {
		return nil, own, fmt.Errorf("read desk templates: %w", err)
	}
	return templates, own, nil
}

// view is what every template sees.
type view struct {
	Lang     string
	Account  *handoff.Account // nil when nobody is logged in
	Here     string           // which part of the desk this is
	Title    string           // key of the title
	Count    int              // waiting, for the title
	Presence handoff.Presence // of the account, for the page's head
	Alarm    int              // how many in danger wait, for the title, the icon and the line that says so
	Notice   string           // key of a sentence above the page
	Styles   []string         // extra files of the desk for this page, as "calendar.css"
	Scripts  []string
	Body     any

	desk *Desk
}

// T gives a text of the desk.
func (v view) T(key string) string { return v.desk.Words.Text(v.Lang, "desk."+key, nil) }

// N gives a text with a count in it.
func (v view) N(key string, count int) string {
	return v.desk.Words.Text(v.Lang, "desk."+key, map[string]any{"count": count})
}

// Text gives any text by its whole key.
func (v view) Text(key string) string { return v.desk.Words.Text(v.Lang, key, nil) }

// Other is the language one could change to.
func (v view) Other() string { return map[string]string{"da": "en", "en": "da"}[v.Lang] }

// Asset gives the address of one of the desk's files.
func (v view) Asset(name string) string { return v.desk.files.Path(name) }

// With gives a part of a page the same texts.
func (v view) With(body any) view { v.Body = body; return v }

// Counsels says whether the account takes talks.
func (v view) Counsels() bool { return v.Account != nil && counsellors(*v.Account) }

// Service gives a service's name.
func (v view) Service(id string) string { return v.desk.serviceName(id) }

// Is says whether this is the account's own name.
func (v view) Is(name string) bool { return v.Account != nil && v.Account.Name == name }

// Tame gives words of the other side without the signs that turn text around.
func (v view) Tame(words string) string { return tame(words) }

// Path is where a talk is.
func (v view) Path(h handoff.Handoff) string { return talkPath(h.Request.Service, h.ID) }

// Team names all who take talks at a service.
func (v view) Team(service string) string {
	return v.desk.Words.Text(v.Lang, "desk.onward.team", map[string]any{"service": v.Service(service)})
}

// Target names to whom a talk is handed on.
func (v view) Target(h handoff.Handoff) string {
	switch to := h.Moving.To; {
	case to.Staff != "":
		return to.Staff
	case to.Service == h.Request.Service:
		return v.Team(to.Service)
	default:
		return v.Service(to.Service)
	}
}

// System gives a sentence of the thread; the name in it may be a service's.
func (v view) System(key, name string) string {
	return v.desk.Words.Text(v.Lang, key, map[string]any{"name": v.Service(name)})
}

// Own is a card in the list of own talks; open is the talk the page shows.
func (v view) Own(o own, open string) ownCard { return ownCard{o, o.ID == open} }

type ownCard struct {
	own
	Here bool
}

// Events is the page's stream; empty for a page that needs none.
func (v view) Events() string {
	if v.Account == nil || !talkers(*v.Account) {
		return ""
	}
	switch body := v.Body.(type) {
	case conversation:
		query := url.Values{"talk": {body.Request.Service + "/" + body.ID}}
		if v.Counsels() {
			query.Set("board", "1")
		}
		return "/events?" + query.Encode()
	case board:
		return "/events?board=1"
	case liveList:
		return "/events?live=1"
	}
	if v.Counsels() {
		return "/events"
	}
	return ""
}

// Menu lists the pages of the account's role.
func (v view) Menu() []entry {
	queue, live := entry{"/", "queue"}, entry{"/live", "live"}
	times, figures, guide, log := entry{"/calendar", "calendar"}, entry{"/figures", "figures"}, entry{"/guide", "guide"}, entry{"/log", "log"}
	switch v.Account.Role {
	case handoff.RoleCounsellor:
		return []entry{queue, times, guide}
	case handoff.RoleSupervisor:
		return []entry{live, times, figures, guide}
	case handoff.RoleCoordinator:
		return []entry{times, figures, guide}
	case handoff.RoleAuditor:
		return []entry{log, guide}
	}
	return nil
}

// entry is a page in the menu; its key is its name below "desk.".
type entry struct{ Path, Here string }

// Dated gives a date without the time.
func (v view) Dated(at time.Time) string { return at.In(v.desk.Zone).Format("2/1 2006") }

// Clock gives the time of day, or day and time when it was not today.
func (v view) Clock(at time.Time) string {
	if v.today(at) {
		return at.In(v.desk.Zone).Format("15.04")
	}
	return v.When(at)
}

// At gives the same as it stands in a sentence.
func (v view) At(at time.Time) string {
	if v.today(at) {
		return v.desk.Words.Text(v.Lang, "desk.clock", map[string]any{"clock": v.Clock(at)})
	}
	return v.When(at)
}

func (v view) today(at time.Time) bool {
	at, now := at.In(v.desk.Zone), v.desk.Now().In(v.desk.Zone)
	return at.YearDay() == now.YearDay() && at.Year() == now.Year()
}

// When gives weekday, date and time.
func (v view) When(at time.Time) string { return v.desk.Words.Time(v.Lang, at.In(v.desk.Zone)) }

func (d *Desk) serviceName(id string) string {
	if service, ok := d.Services.Find(id); ok {
		return service.Name
	}
	return id
}

func (d *Desk) view(v visit, here string) view {
	return view{Lang: v.lang, Account: &v.Account, Here: here, Title: "desk.title." + here, desk: d}
}

// show renders a page whole before anything is sent, so that a fault shows no half page.
func (d *Desk) show(w http.ResponseWriter, status int, name string, v view) {
	out, err := d.render(name, v)
	if err != nil {
		d.Log.Error("render page", "page", name, "error", err)
		w.WriteHeader(http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Language", v.Lang)
	w.WriteHeader(status)
	_, _ = w.Write(out) // a browser that left needs no page
}

func (d *Desk) render(name string, v view) ([]byte, error) {
	var out bytes.Buffer
	err := d.pages.ExecuteTemplate(&out, name, v)
	return out.Bytes(), err
}

// nothing is the answer to whatever does not exist, or not for this account.
func (d *Desk) nothing(w http.ResponseWriter, r *http.Request) {
	d.show(w, http.StatusNotFound, "told.html", view{Lang: lang(r), Here: "nothing", Title: "desk.title.nothing", Notice: "desk.nothing", desk: d})
}

// away is the answer while the store is away. What was written must not be lost:
// the browser keeps it, and the script sends it again.
func (d *Desk) away(w http.ResponseWriter, r *http.Request, err error) {
	d.Log.Warn("desk store", "error", err)
	w.Header().Set("Retry-After", "2")
	d.show(w, http.StatusServiceUnavailable, "told.html", view{Lang: lang(r), Here: "away", Title: "desk.title.away", Notice: "desk.away", desk: d})
}

// Package desk is the counsellors' side: they log in, see who waits and who is in
// danger, take a talk with one click, write with the person, and close.
//
// It stands on its own listener, so that no slip in a route can show it to the
// world. Pages are plain HTML that also work without JavaScript; one stream a page
// keeps the queue and the talk live, and one reader a service feeds all of them. A
// counsellor sees who waits at their own services, and the talks they took or were asked
// into; a supervisor follows the live talks of theirs, and the counsellor sees that; a
// coordinator sees times and no talks; whatever somebody may not see answers as if it
// did not exist.
package desk

import (
	"html/template"
	"io"
	"log/slog"
	"net/http"
	"net/netip"
	"slices"
	"sync"
	"time"

	"lyt/bot/web"
)

// Words gives the texts, and times as people read them.
type Words interface {
	Text(lang, key string, args map[string]any) string
	Time(lang string, at time.Time) string
	Keys(lang string) []string // of all texts
}

// Config is what the desk needs. All fields must be filled, but HTTPS.
type Config struct {
	Queue    Queue
	Acts     Acts
	Accounts Accounts
	Sessions Sessions
	Staff    Staff
	Factors  Factors
	Tickets  Tickets
	Relay    Relay
	Bell     Bell
	Calendar Calendar
	Times    Times
	Closings Closings
	Exports  Exports
	Feeds    Feeds
	Deeds    Deeds
	Figures  Figures
	Services Services
	Words    Words
	Random   io.Reader // of cryptographic quality: makes the ids of what is done
	Now      func() time.Time
	Zone     *time.Location
	Log      *slog.Logger
	// AnswerWithin is how long a person waits for an answer before the talk goes back to
	// the queue; 0 is for ever.
	AnswerWithin time.Duration
	// MustFactor lets nobody with a password here in without a second factor.
	MustFactor bool
	Elsewhere  Elsewhere // nil when everybody logs in here
	Home       string    // where staff reach the desk, without a slash at its end; empty when nobody said
	// Proxies are those in front of the desk that are believed about where a browser is.
	Proxies []netip.Prefix
	HTTPS   bool // the desk is always reached over https; otherwise each request tells
}

// Desk serves the staff pages.
type Desk struct {
	Config
	handler http.Handler
	pages   *template.Template
	files   web.Files
	hub     *hub
	boards  boards
	seen    seen
	stopped chan struct{}
	stop    sync.Once
}

// New makes the desk's handler.
func New(c Config) (*Desk, error) {
	pages, own, err := loadPages()
	if err != nil {
		return nil, err
	}
	d := &Desk{Config: c, pages: pages, files: own, hub: newHub(c.Queue, c.Bell), stopped: make(chan struct{})}
	d.seen.last = map[string]time.Time{}
	d.boards.shown = map[string]*shownBoard{}
	d.handler = web.Strict(http.NewCrossOriginProtection().Handler(d.routes()))
	return d, nil
}

// A route is one page or action, and who may use it.
type route struct {
	pattern string // as http.ServeMux reads it
	may     who
	page    func(http.ResponseWriter, *http.Request, visit)
}

// guarded lists every page and action for which somebody must be logged in.
func (d *Desk) guarded() []route {
	return slices.Concat(d.queueRoutes(), d.talkRoutes(), d.accountRoutes(), d.calendarRoutes(), d.smallRoutes())
}

// routes puts all pages together. What is not there is answered as what somebody may
// not see.
func (d *Desk) routes() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /static/{file}", d.files)
	mux.HandleFunc("GET /{$}", d.home)
	mux.HandleFunc("GET /ics/{file}", d.export)
	for pattern, page := range d.doors() {
		mux.HandleFunc(pattern, page)
	}
	for _, r := range d.guarded() {
		mux.HandleFunc(r.pattern, d.staff(r.may, r.page))
	}
	mux.HandleFunc("/", d.nothing)
	return mux
}

// ServeHTTP answers everything of the desk.
func (d *Desk) ServeHTTP(w http.ResponseWriter, r *http.Request) { d.handler.ServeHTTP(w, r) }

// Stop ends the open event streams, so that the server can shut down.
func (d *Desk) Stop() { d.stop.Do(func() { close(d.stopped) }) }

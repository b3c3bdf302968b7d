// Package desk is the counsellors' side: they log in, see who waits and who is in
// danger, take a talk with one click, write with the person, and close.
//
// It stands on its own listener, so that no slip in a route can show it to the
// world. Pages are plain HTML that also work without JavaScript; a stream keeps the
// queue and the talk live. A counsellor sees the talks of their own services and
// only those they took; a coordinator sees times and no talks; whatever somebody
// may not see answers as if it did not exist.
package desk

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"lyt/bot"
	"lyt/bot/booking"
	"lyt/bot/directory"
	"lyt/bot/handoff"
)

// Queue shows who waits and what was said.
type Queue interface {
	// Waiting lists a service's open requests, most urgent first.
	Waiting(ctx context.Context, service string) ([]handoff.Handoff, error)
	// Mine lists the live talks of one counsellor.
	Mine(ctx context.Context, service, staff string) ([]handoff.Handoff, error)
	// Find gives a handoff: handoff.ErrUnknown when it is gone.
	Find(ctx context.Context, service, id string) (handoff.Handoff, error)
	// Thread gives lines after the one named, oldest first; "" is the beginning.
	Thread(ctx context.Context, service, id, after string, max int) ([]handoff.Line, error)
}

// Acts is what a counsellor does. Each is one atomic step, and the same op twice
// has one effect.
type Acts interface {
	// Claim takes a talk: handoff.ErrClaimed when somebody else was faster.
	Claim(ctx context.Context, service, id, op, staff string) (handoff.Handoff, error)
	// Answer adds words: handoff.ErrOver when the talk is closed.
	Answer(ctx context.Context, service, id, op, staff string, words bot.Said) error
	// Close ends the talk.
	Close(ctx context.Context, service, id, op, staff string) error
	// Duty says that a counsellor is at the desk until then.
	Duty(ctx context.Context, service, staff string, until time.Time) error
}

// Accounts checks logins: handoff.ErrDenied or handoff.ErrThrottle.
type Accounts interface {
	Verify(ctx context.Context, name, password string) (handoff.Account, error)
}

// Sessions keeps who is logged in, for SessionLife.
type Sessions interface {
	New(ctx context.Context, account handoff.Account) (token string, err error)
	// Find gives the account as it is now; false when there is no such session.
	Find(ctx context.Context, token string) (handoff.Account, bool, error)
	Delete(ctx context.Context, token string) error
}

// SessionLife is how long a login lasts.
const SessionLife = 12 * time.Hour

// Relay lets people hear at once what their counsellor did.
type Relay interface {
	Relay(ctx context.Context, service string) error
}

// Bell tells open pages, on every replica, to look again. It is a hint, not the truth.
type Bell interface {
	Listen(topic string) (rung <-chan struct{}, stop func())
}

// Calendar lists a service's times.
type Calendar interface {
	// List gives open and taken times of a service from a time to another, earliest first.
	List(ctx context.Context, service string, from, to time.Time) ([]booking.Slot, error)
	// Appointments gives the appointments in the same span.
	Appointments(ctx context.Context, service string, from, to time.Time) ([]booking.Appointment, error)
}

// Services knows the services' names.
type Services interface {
	Find(id string) (directory.Service, bool)
}

// Words gives the texts, and times as people read them.
type Words interface {
	Text(lang, key string, args map[string]any) string
	Time(lang string, at time.Time) string
}

// Config is what the desk needs. All fields must be filled, but HTTPS.
type Config struct {
	Queue    Queue
	Acts     Acts
	Accounts Accounts
	Sessions Sessions
	Relay    Relay
	Bell     Bell
	Calendar Calendar
	Services Services
	Words    Words
	Random   io.Reader // of cryptographic quality: makes the ids of what is done
	Now      func() time.Time
	Zone     *time.Location
	Log      *slog.Logger
	HTTPS    bool // the desk is always reached over https; otherwise each request tells
}

// Desk serves the staff pages.
type Desk struct {
	Config
	handler http.Handler
	pages   pages
	stopped chan struct{}
	stop    sync.Once
}

// New makes the desk's handler.
func New(c Config) (*Desk, error) {
	pages, err := loadPages()
	if err != nil {
		return nil, err
	}
	d := &Desk{Config: c, pages: pages, stopped: make(chan struct{})}
	d.handler = strictHeaders(http.NewCrossOriginProtection().Handler(d.routes()))
	return d, nil
}

// routes lists every page and action with who may use it.
func (d *Desk) routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /static/{file}", d.static)
	mux.HandleFunc("GET /{$}", d.home)
	mux.HandleFunc("POST /login", d.login)
	mux.HandleFunc("POST /logout", d.logout)
	mux.HandleFunc("POST /language", d.language)
	mux.HandleFunc("GET /calendar", d.staff(anybody, d.calendar))
	mux.HandleFunc("GET /queue/events", d.staff(counsellors, d.queueEvents))
	mux.HandleFunc("GET /danger/events", d.staff(counsellors, d.dangerEvents))
	mux.HandleFunc("POST /claim", d.staff(counsellors, d.claim))
	mux.HandleFunc("GET /talk/{service}/{id}", d.staff(counsellors, d.talk))
	mux.HandleFunc("GET /talk/{service}/{id}/events", d.staff(counsellors, d.talkEvents))
	mux.HandleFunc("POST /talk/{service}/{id}/say", d.staff(counsellors, d.say))
	mux.HandleFunc("POST /talk/{service}/{id}/close", d.staff(counsellors, d.close))
	return mux
}

// ServeHTTP answers everything of the desk.
func (d *Desk) ServeHTTP(w http.ResponseWriter, r *http.Request) { d.handler.ServeHTTP(w, r) }

// Stop ends the open event streams, so that the server can shut down.
func (d *Desk) Stop() { d.stop.Do(func() { close(d.stopped) }) }

package desk_test

import (
	"bufio"
	"crypto/rand"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"lyt/bot"
	"lyt/bot/bottest"
	"lyt/bot/desk"
	"lyt/bot/handoff"
)

// house is a desk with everything around it.
type house struct {
	*testing.T
	queue  *memQueue
	bell   *memBell
	staff  *memStaff
	relay  *relay
	deeds  *memDeeds
	logged *strings.Builder
	desk   *desk.Desk
	server *httptest.Server
}

func build(t testing.TB) (*house, *desk.Desk) {
	bell := &memBell{}
	h := &house{
		bell:  bell,
		queue: newQueue(bell),
		relay: &relay{}, deeds: &memDeeds{TB: t}, logged: &strings.Builder{},
		staff: &memStaff{sessions: map[string]string{}, accounts: map[string]handoff.Account{
			"maja":  {Name: "maja", Role: handoff.RoleCounsellor, Services: []string{"nord", "syd"}},
			"ole":   {Name: "ole", Role: handoff.RoleCounsellor, Services: []string{"nord"}},
			"vest":  {Name: "vest", Role: handoff.RoleCounsellor, Services: []string{"vest"}},
			"kim":   {Name: "kim", Role: handoff.RoleCoordinator, Services: []string{"nord"}},
			"sif":   {Name: "sif", Role: handoff.RoleSupervisor, Services: []string{"nord"}},
			"rut":   {Name: "rut", Role: handoff.RoleAuditor, Services: []string{"nord"}},
			"alene": {Name: "alene", Role: handoff.RoleCounsellor},
		}},
	}
	d, err := desk.New(desk.Config{
		Queue: h.queue, Acts: h.queue, Accounts: h.staff, Sessions: h.staff, Staff: h.staff, Factors: h.staff, Tickets: h.staff, Relay: h.relay, Bell: bell, Calendar: calendar{}, Times: memTimes{}, Closings: memTimes{}, Exports: memTimes{}, Feeds: &memFeeds{}, Deeds: h.deeds, Figures: memFigures{"closed:talked": 17, "closed:booked": 4, "returned": 5, "met:yes": 1},
		Services: services{}, Words: keys{}, Random: rand.Reader, Now: func() time.Time { return noon }, Zone: time.UTC, AnswerWithin: 10 * time.Minute,
		Log: slog.New(slog.NewTextHandler(&locked{w: h.logged}, nil)),
	})
	if err != nil {
		t.Fatal(err)
	}
	h.desk = d
	return h, d
}

// locked lets many write one log.
type locked struct {
	mu sync.Mutex
	w  io.Writer
}

func (l *locked) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.w.Write(p)
}

func open(t *testing.T) *house {
	h, d := build(t)
	h.T = t
	h.server = httptest.NewServer(d)
	t.Cleanup(func() { d.Stop(); h.server.Close() })
	return h
}

// waits puts a request into the queue.
func (h *house) waits(service, id string, p handoff.Priority, minutes int) {
	h.queue.add(handoff.Handoff{ID: id, State: handoff.Waiting, Request: handoff.Request{
		Service: service, Person: bot.Pseudonym("hemmelig"), Priority: p, Lang: "da", At: noon.Add(-time.Duration(minutes) * time.Minute),
		Shared: []handoff.Shared{{Name: "Alder", Value: "15-17"}},
	}})
}

// browser is one staff member's window.
type browser struct {
	*house
	client *http.Client
}

func (h *house) browser() *browser { return &browser{h, bottest.Browser(h)} }

func (h *house) login(name string) *browser {
	h.Helper()
	b := h.browser()
	if got := b.post("/login", url.Values{"name": {name}, "password": {"rigtig"}}); got.status != http.StatusSeeOther {
		h.Fatalf("login of %s: %d", name, got.status)
	}
	return b
}

type answer struct {
	status   int
	body     string
	location string
	header   http.Header
	cookies  []*http.Cookie
}

func (b *browser) do(r *http.Request) answer {
	b.Helper()
	resp, err := b.client.Do(r)
	if err != nil {
		b.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		b.Fatal(err)
	}
	return answer{resp.StatusCode, string(body), resp.Header.Get("Location"), resp.Header, resp.Cookies()}
}

func (b *browser) request(method, path string, form url.Values) *http.Request {
	b.Helper()
	r, err := http.NewRequest(method, b.server.URL+path, strings.NewReader(form.Encode()))
	if err != nil {
		b.Fatal(err)
	}
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	return r
}

func (b *browser) get(path string) answer {
	b.Helper()
	return b.do(b.request(http.MethodGet, path, nil))
}

func (b *browser) post(path string, form url.Values) answer {
	b.Helper()
	return b.do(b.request(http.MethodPost, path, form))
}

func (b *browser) claim(service, id string) answer {
	b.Helper()
	return b.post("/claim", url.Values{"service": {service}, "id": {id}, "op": {"claim:" + id + ":x"}})
}

// event is one server-sent event.
type event struct{ id, name, data string }

type events struct {
	*testing.T
	resp  *http.Response
	lines *bufio.Scanner
}

func (b *browser) listen(path, after string) *events {
	b.Helper()
	resp, lines := bottest.Listen(b, b.client, b.server.URL+path, after)
	return &events{b.T, resp, lines}
}

// next reads up to the next event; ok is false when the stream has ended.
func (e *events) next() (got event, ok bool) {
	got.id, got.name, got.data, ok = bottest.NextEvent(e.lines)
	return got, ok
}

// aside is what a page may be told at any time.
var aside = []string{"presence", "head", "queue", "own", "state"}

// want reads up to the next event of this name; only what may be told at any time may
// come before it.
func (e *events) want(name string) event {
	e.Helper()
	got, ok := e.next()
	for ok && got.name != name && slices.Contains(aside, got.name) {
		got, ok = e.next()
	}
	if !ok || got.name != name {
		e.Fatalf("got %q, want %q", got.name, name)
	}
	return got
}

package desk_test

import (
	"bufio"
	"context"
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

	"github.com/alicebob/miniredis/v2"

	"lyt/bot/bottest"
	"lyt/bot/desk"
	"lyt/bot/redis"
)

// house is a desk with everything around it: talks stand in the real store, in memory;
// accounts and times are small fakes, and texts are their keys. It is noon. Tests of talks
// and of who may do what open it as it is; plan puts in the real times, words and zone, for
// tests of the calendar, and openOffice the real accounts, for those of logging in.
type house struct {
	*testing.T
	clock  *bottest.Clock
	chance *chance
	db     *redis.DB
	keys   *redis.Keyset
	queue  *store
	bell   *redis.Bell
	staff  *memStaff
	relay  *relay
	deeds  *memDeeds
	logged *strings.Builder
	config desk.Config
	desk   *desk.Desk
	server *httptest.Server
}

// build puts up a house without its desk.
func build(t *testing.T) *house {
	t.Helper()
	h := &house{T: t, clock: bottest.NewClock(noon), chance: &chance{}, relay: &relay{}, deeds: &memDeeds{TB: t}, logged: &strings.Builder{}, staff: newStaff()}
	var err error
	h.keys, err = redis.NewKeyset()
	fine(t, err)
	mini := miniredis.RunT(t)
	mini.SetTime(noon)
	h.db, err = redis.Open("redis://"+mini.Addr(), redis.Options{Now: h.clock.Now, Random: h.chance, HashMemory: 8})
	fine(t, err)
	t.Cleanup(func() { _ = h.db.Close() })
	h.bell = redis.NewBell(h.db)
	h.queue = &store{Handoffs: redis.NewHandoffs(h.db, h.keys, h.bell), mini: mini}
	h.config = desk.Config{
		Queue: h.queue, Acts: h.queue, Accounts: h.staff, Sessions: h.staff, Staff: h.staff, Factors: h.staff, Tickets: h.staff, Relay: h.relay, Bell: h.bell, Calendar: calendar{}, Times: memTimes{}, Closings: memTimes{}, Exports: memTimes{}, Feeds: &memFeeds{}, Deeds: h.deeds, Figures: memFigures{"closed:talked": 17, "closed:booked": 4, "returned": 5, "met:yes": 1},
		Services: services{}, Words: keys{}, Random: rand.Reader, Now: h.clock.Now, Zone: time.UTC, AnswerWithin: 10 * time.Minute,
		Log: slog.New(slog.NewTextHandler(&locked{w: h.logged}, nil)),
	}
	return h
}

// begin makes the desk. No bell is heard there.
func (h *house) begin() *desk.Desk {
	h.Helper()
	d, err := desk.New(h.config)
	fine(h.T, err)
	return d
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

// open lets staff in, after some changes.
func open(t *testing.T, changes ...func(*house)) *house {
	t.Helper()
	h := build(t)
	h.server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { h.desk.ServeHTTP(w, r) }))
	for _, change := range changes {
		change(h)
	}
	h.desk = h.begin()
	ctx, stop := context.WithCancel(context.Background())
	var bell sync.WaitGroup
	bell.Go(func() { h.bell.Run(ctx) })
	t.Cleanup(func() { h.desk.Stop(); h.server.Close(); stop(); bell.Wait() })
	return h
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
	return answer{resp.StatusCode, short(string(body)), short(resp.Header.Get("Location")), resp.Header, resp.Cookies()}
}

func (b *browser) request(method, path string, form url.Values) *http.Request {
	b.Helper()
	r, err := http.NewRequest(method, b.server.URL+fullPath(path), strings.NewReader(form.Encode()))
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
	return b.post("/claim", url.Values{"service": {service}, "id": {full(id)}, "op": {"claim:" + id + ":x"}})
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
	resp, lines := bottest.Listen(b, b.client, b.server.URL+fullPath(path), after)
	return &events{b.T, resp, lines}
}

// next reads up to the next event; ok is false when the stream has ended.
func (e *events) next() (got event, ok bool) {
	got.id, got.name, got.data, ok = bottest.NextEvent(e.lines)
	got.data = short(got.data)
	return got, ok
}

// aside is what a page may be told at any time.
var aside = []string{"presence", "head", "queue", "own", "state"}

// until reads up to an event of this name that holds something, whatever comes before.
func (e *events) until(name, part string) event {
	e.Helper()
	for got, ok := e.next(); ok; got, ok = e.next() {
		if got.name == name && strings.Contains(got.data, part) {
			return got
		}
	}
	e.Fatalf("no %s with %q came", name, part)
	return event{}
}

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

package desk_test

import (
	"bufio"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"lyt/bot"
	"lyt/bot/booking"
	"lyt/bot/desk"
	"lyt/bot/directory"
	"lyt/bot/handoff"
)

var errAway = errors.New("store is away")

// memQueue is queue and acts in memory, as the store promises them.
type memQueue struct {
	mu    sync.Mutex
	bell  *memBell
	away  bool
	last  int
	all   []*handoff.Handoff
	lines map[string][]handoff.Line
	ops   map[string]bool
	duty  []string
}

func (q *memQueue) lock() error {
	q.mu.Lock()
	if q.away {
		q.mu.Unlock()
		return errAway
	}
	return nil
}

func (q *memQueue) set(away bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.away = away
}

func (q *memQueue) add(h handoff.Handoff) {
	q.mu.Lock()
	q.all = append(q.all, &h)
	q.mu.Unlock()
	q.bell.ring("s:" + h.Request.Service)
}

func (q *memQueue) line(service, id string, who handoff.Who, words string) {
	q.mu.Lock()
	q.last++
	q.lines[service+"/"+id] = append(q.lines[service+"/"+id], handoff.Line{ID: strconv.Itoa(q.last) + "-0", Who: who, Text: bot.Heard(words), At: noon})
	q.mu.Unlock()
	q.bell.ring("s:" + service)
}

func (q *memQueue) find(service, id string) *handoff.Handoff {
	for _, h := range q.all {
		if h.Request.Service == service && h.ID == id {
			return h
		}
	}
	return nil
}

func (q *memQueue) list(service string, fits func(*handoff.Handoff) bool) ([]handoff.Handoff, error) {
	if err := q.lock(); err != nil {
		return nil, err
	}
	defer q.mu.Unlock()
	var found []handoff.Handoff
	for _, h := range q.all {
		if h.Request.Service == service && fits(h) {
			found = append(found, *h)
		}
	}
	return found, nil
}

func (q *memQueue) Waiting(_ context.Context, service string) ([]handoff.Handoff, error) {
	return q.list(service, func(h *handoff.Handoff) bool { return h.State == handoff.Waiting })
}

func (q *memQueue) Mine(_ context.Context, service, staff string) ([]handoff.Handoff, error) {
	return q.list(service, func(h *handoff.Handoff) bool { return h.State == handoff.Live && h.Staff == staff })
}

func (q *memQueue) Find(_ context.Context, service, id string) (handoff.Handoff, error) {
	if err := q.lock(); err != nil {
		return handoff.Handoff{}, err
	}
	defer q.mu.Unlock()
	if h := q.find(service, id); h != nil {
		return *h, nil
	}
	return handoff.Handoff{}, handoff.ErrUnknown
}

func (q *memQueue) Thread(_ context.Context, service, id, after string, max int) ([]handoff.Line, error) {
	if err := q.lock(); err != nil {
		return nil, err
	}
	defer q.mu.Unlock()
	var found []handoff.Line
	for _, l := range q.lines[service+"/"+id] {
		if number(l.ID) > number(after) && len(found) < max {
			found = append(found, l)
		}
	}
	return found, nil
}

func number(id string) int {
	head, _, _ := strings.Cut(id, "-")
	n, _ := strconv.Atoi(head)
	return n
}

func (q *memQueue) Claim(_ context.Context, service, id, _, staff string) (handoff.Handoff, error) {
	if err := q.lock(); err != nil {
		return handoff.Handoff{}, err
	}
	defer q.mu.Unlock()
	h := q.find(service, id)
	switch {
	case h == nil:
		return handoff.Handoff{}, handoff.ErrUnknown
	case h.State == handoff.Over:
		return handoff.Handoff{}, handoff.ErrOver
	case h.State == handoff.Live && h.Staff != staff:
		return handoff.Handoff{}, handoff.ErrClaimed
	}
	h.State, h.Staff, h.Claimed = handoff.Live, staff, noon
	q.bell.ring("s:" + service)
	return *h, nil
}

// own finds a live talk of a counsellor, for an act.
func (q *memQueue) own(service, id, staff string) (*handoff.Handoff, error) {
	h := q.find(service, id)
	switch {
	case h == nil:
		return nil, handoff.ErrUnknown
	case h.Staff != staff:
		return nil, handoff.ErrClaimed
	case h.State == handoff.Over:
		return nil, handoff.ErrOver
	}
	return h, nil
}

func (q *memQueue) Answer(_ context.Context, service, id, op, staff string, words bot.Said) error {
	if err := q.lock(); err != nil {
		return err
	}
	_, err := q.own(service, id, staff)
	done := q.ops[op]
	if err == nil {
		q.ops[op] = true
	}
	q.mu.Unlock()
	if err == nil && !done {
		q.line(service, id, handoff.Counsellor, words.Reveal())
	}
	return err
}

func (q *memQueue) Close(_ context.Context, service, id, _, staff string) error {
	if err := q.lock(); err != nil {
		return err
	}
	defer q.mu.Unlock()
	h, err := q.own(service, id, staff)
	if err == nil {
		h.State = handoff.Over
		q.bell.ring("s:" + service)
	}
	return err
}

func (q *memQueue) Duty(_ context.Context, service, staff string, until time.Time) error {
	if err := q.lock(); err != nil {
		return err
	}
	defer q.mu.Unlock()
	q.duty = append(q.duty, fmt.Sprint(staff, "@", service, " until ", until.Format("15:04:05")))
	return nil
}

// memBell rings in memory.
type memBell struct {
	mu        sync.Mutex
	listeners map[string]map[chan struct{}]bool
}

func (b *memBell) ring(topic string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for c := range b.listeners[topic] {
		select {
		case c <- struct{}{}:
		default:
		}
	}
}

func (b *memBell) Listen(topic string) (<-chan struct{}, func()) {
	b.mu.Lock()
	defer b.mu.Unlock()
	c := make(chan struct{}, 1)
	if b.listeners[topic] == nil {
		b.listeners[topic] = map[chan struct{}]bool{}
	}
	b.listeners[topic][c] = true
	return c, func() {
		b.mu.Lock()
		defer b.mu.Unlock()
		delete(b.listeners[topic], c)
	}
}

// memStaff is accounts and sessions in memory.
type memStaff struct {
	mu       sync.Mutex
	away     bool
	accounts map[string]handoff.Account
	sessions map[string]string
	tries    int
}

func (s *memStaff) Verify(_ context.Context, name, password string) (handoff.Account, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.away {
		return handoff.Account{}, errAway
	}
	if s.tries++; s.tries > 50 {
		return handoff.Account{}, handoff.ErrThrottle
	}
	if a, ok := s.accounts[name]; ok && password == "rigtig" {
		return a, nil
	}
	return handoff.Account{}, handoff.ErrDenied
}

func (s *memStaff) New(_ context.Context, a handoff.Account) (string, error) {
	token := rand.Text()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.sessions[token] = a.Name
	return token, nil
}

func (s *memStaff) Find(_ context.Context, token string) (handoff.Account, bool, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.away {
		return handoff.Account{}, false, errAway
	}
	name, ok := s.sessions[token]
	return s.accounts[name], ok, nil
}

func (s *memStaff) Delete(_ context.Context, token string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.sessions, token)
	return nil
}

// relay counts how often people were told.
type relay struct {
	mu   sync.Mutex
	told []string
	err  error
}

func (r *relay) Relay(_ context.Context, service string) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.told = append(r.told, service)
	return r.err
}

func (r *relay) count() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return len(r.told)
}

// calendar has one free and one taken time in every service.
type calendar struct{}

func (calendar) List(_ context.Context, service string, from, _ time.Time) ([]booking.Slot, error) {
	return []booking.Slot{
		{ID: "fri", Service: service, Start: from.Add(time.Hour), Length: 45 * time.Minute, Format: booking.InPerson, Counsellor: "<b>Maja</b>"},
		{ID: "taget", Service: service, Start: from.Add(2 * time.Hour), Length: 30 * time.Minute, Format: booking.Chat, Taken: true},
	}, nil
}

func (calendar) Appointments(_ context.Context, service string, _, _ time.Time) ([]booking.Appointment, error) {
	return []booking.Appointment{{ID: "a", Service: service, Slot: booking.Slot{ID: "taget"}, Person: bot.Pseudonym("hemmelig"), Pass: 45}}, nil
}

// services are called after their ids.
type services struct{}

func (services) Find(id string) (directory.Service, bool) {
	return directory.Service{ID: id, Name: "Tilbud " + id}, id != "ukendt"
}

// keys answers with the key itself, and its count.
type keys struct{}

func (keys) Text(lang, key string, args map[string]any) string {
	if n, ok := args["count"]; ok {
		return fmt.Sprintf("%s:%s=%v", lang, key, n)
	}
	return lang + ":" + key
}

func (keys) Time(_ string, at time.Time) string { return at.Format("2/1 15.04") }

var noon = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

// house is a desk with everything around it.
type house struct {
	*testing.T
	queue  *memQueue
	bell   *memBell
	staff  *memStaff
	relay  *relay
	logged *strings.Builder
	desk   *desk.Desk
	server *httptest.Server
}

func build(t testing.TB) (*house, *desk.Desk) {
	bell := &memBell{listeners: map[string]map[chan struct{}]bool{}}
	h := &house{
		bell:  bell,
		queue: &memQueue{bell: bell, lines: map[string][]handoff.Line{}, ops: map[string]bool{}},
		relay: &relay{}, logged: &strings.Builder{},
		staff: &memStaff{sessions: map[string]string{}, accounts: map[string]handoff.Account{
			"maja":  {Name: "maja", Role: handoff.RoleCounsellor, Services: []string{"nord", "syd"}},
			"ole":   {Name: "ole", Role: handoff.RoleCounsellor, Services: []string{"nord"}},
			"vest":  {Name: "vest", Role: handoff.RoleCounsellor, Services: []string{"vest"}},
			"kim":   {Name: "kim", Role: handoff.RoleCoordinator, Services: []string{"nord"}},
			"alene": {Name: "alene", Role: handoff.RoleCounsellor},
		}},
	}
	d, err := desk.New(desk.Config{
		Queue: h.queue, Acts: h.queue, Accounts: h.staff, Sessions: h.staff, Relay: h.relay, Bell: bell, Calendar: calendar{},
		Services: services{}, Words: keys{}, Random: rand.Reader, Now: func() time.Time { return noon }, Zone: time.UTC,
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

func (h *house) browser() *browser {
	jar, err := cookiejar.New(nil)
	if err != nil {
		h.Fatal(err)
	}
	transport := &http.Transport{}
	h.Cleanup(transport.CloseIdleConnections)
	return &browser{h, &http.Client{Jar: jar, Transport: transport, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
}

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
	ctx, cancel := context.WithCancel(context.Background())
	r := b.request(http.MethodGet, path, nil).WithContext(ctx)
	r.Header.Set("Accept", "text/event-stream")
	if after != "" {
		r.Header.Set("Last-Event-ID", after)
	}
	resp, err := b.client.Do(r)
	if err != nil {
		cancel()
		b.Fatal(err)
	}
	b.Cleanup(func() { cancel(); resp.Body.Close() })
	lines := bufio.NewScanner(resp.Body)
	lines.Buffer(nil, 1<<20)
	return &events{b.T, resp, lines}
}

// next reads up to the next event; ok is false when the stream has ended.
func (e *events) next() (event, bool) {
	var got event
	for e.lines.Scan() {
		name, value, _ := strings.Cut(e.lines.Text(), ": ")
		switch name {
		case "id":
			got.id = value
		case "event":
			got.name = value
		case "data":
			got.data = value
		case "":
			if got.name != "" {
				return got, true
			}
			got = event{}
		}
	}
	return got, false
}

// want reads up to the next event, which must be of this name.
func (e *events) want(name string) event {
	e.Helper()
	got, ok := e.next()
	if !ok || got.name != name {
		e.Fatalf("got %q, want %q", got.name, name)
	}
	return got
}

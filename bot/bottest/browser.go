package bottest

import (
	"bufio"
	"bytes"
	"context"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
)

// Browser keeps cookies, and goes nowhere it was not told to go.
func Browser(t testing.TB) *http.Client {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	transport := &http.Transport{}
	t.Cleanup(transport.CloseIdleConnections)
	stay := func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &http.Client{Jar: jar, Transport: transport, CheckRedirect: stay}
}

// Listen opens a stream of server-sent events after the one named, until the test ends.
func Listen(t testing.TB, browser *http.Client, address, after string) (*http.Response, *bufio.Scanner) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	t.Cleanup(cancel)
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Accept", "text/event-stream")
	if after != "" {
		r.Header.Set("Last-Event-ID", after)
	}
	answer, err := browser.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { answer.Body.Close() })
	lines := bufio.NewScanner(answer.Body)
	lines.Buffer(nil, 1<<20)
	return answer, lines
}

// NextEvent reads up to the next server-sent event; ok is false when the stream has ended.
func NextEvent(lines *bufio.Scanner) (id, name, data string, ok bool) {
	for lines.Scan() {
		field, value, _ := strings.Cut(lines.Text(), ": ")
		switch field {
		case "id":
			id = value
		case "event":
			name = value
		case "data":
			data = value
		case "":
			if data != "" {
				return id, name, data, true
			}
		}
	}
	return "", "", "", false
}

// Tape is an open stream, and all that was written to it.
type Tape struct {
	Ended  chan struct{}
	leave  context.CancelFunc
	header http.Header
	mu     sync.Mutex
	out    bytes.Buffer
}

// Record opens a stream without a network, so that time can be virtual.
func Record(t *testing.T, front http.Handler, path, cookie string) *Tape {
	ctx, leave := context.WithCancel(t.Context())
	r := httptest.NewRequestWithContext(ctx, http.MethodGet, path, nil)
	r.Header.Set("Cookie", cookie)
	tape := &Tape{Ended: make(chan struct{}), leave: leave, header: http.Header{}}
	go func() {
		front.ServeHTTP(tape, r)
		close(tape.Ended)
	}()
	return tape
}

// Leave closes the page, and waits until that was noticed.
func (p *Tape) Leave() { p.leave(); <-p.Ended }

// Header is what the page gets before the stream.
func (p *Tape) Header() http.Header { return p.header }

// WriteHeader takes any status.
func (p *Tape) WriteHeader(int) {}

// Flush has nothing to do.
func (p *Tape) Flush() {}

// Write records.
func (p *Tape) Write(data []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.out.Write(data)
}

// String gives all that was written.
func (p *Tape) String() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.out.String()
}

// Bell rings in memory, unless it is dumb.
type Bell struct {
	Dumb      bool
	mu        sync.Mutex
	listening map[chan struct{}][]string // to which topics
}

// Ring wakes all who listen to a topic.
func (b *Bell) Ring(_ context.Context, topic string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for c, topics := range b.listening {
		if !b.Dumb && slices.Contains(topics, topic) {
			select {
			case c <- struct{}{}:
			default: // it has not looked since the last time
			}
		}
	}
}

// Listen hears the topics until it is stopped.
func (b *Bell) Listen(topics ...string) (<-chan struct{}, func()) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.listening == nil {
		b.listening = map[chan struct{}][]string{}
	}
	c := make(chan struct{}, 1)
	b.listening[c] = topics
	return c, func() {
		b.mu.Lock()
		defer b.mu.Unlock()
		delete(b.listening, c)
	}
}

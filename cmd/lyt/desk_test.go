package main

import (
	"bufio"
	"context"
	"encoding/json"
	"html"
	"io"
	"io/fs"
	"maps"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"lyt/bot/bottest"
	"lyt/flows"
	"lyt/locales"
)

const deskPassword = "tulipan-og-regnvejr"

// alwaysOpen is a folder with the shipped content in which every desk is open
// around the clock, whenever the test runs.
func alwaysOpen(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	for name, files := range map[string]fs.FS{"flows": flows.FS, "locales": locales.FS} {
		if err := os.CopyFS(filepath.Join(dir, name), files); err != nil {
			t.Fatal(err)
		}
	}
	services, err := filepath.Glob(filepath.Join(dir, "flows", "services", "*.yaml"))
	if err != nil || len(services) < 2 {
		t.Fatalf("%d services, %v", len(services), err)
	}
	for _, file := range services {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, hours.ReplaceAll(text, []byte("hours: always\n")), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// hours is the opening hours of a service file, whole.
var hours = regexp.MustCompile(`(?m)^hours:.*\n(^[ \t].*\n)*`)

// counsellor is somebody at the desk, with a browser of their own.
type counsellor struct {
	w    *town
	desk string
	http *http.Client
}

// hire makes an account and logs in.
func (w *town) hire(name, service string, r *replica) *counsellor {
	w.t.Helper()
	w.run(deskPassword+"\n", "staff", "add", name, "--service", service, "--role", "counsellor", "--password-stdin")
	jar, err := cookiejar.New(nil)
	if err != nil {
		w.t.Fatal(err)
	}
	from := &net.Dialer{LocalAddr: &net.TCPAddr{IP: net.ParseIP(deskIP)}}
	pool := &http.Transport{DialContext: from.DialContext}
	w.t.Cleanup(pool.CloseIdleConnections)
	c := &counsellor{w: w, desk: r.desk, http: &http.Client{Jar: jar, Transport: pool}}
	if page, end := c.post("/login", url.Values{"name": {name}, "password": {deskPassword}}); end != "/" || !strings.Contains(page, "/logout") {
		w.t.Fatalf("%s cannot log in: %s\n%s", name, end, page)
	}
	return c
}

// post sends a form and gives the page it leads to, and its path.
func (c *counsellor) post(path string, form url.Values) (page, end string) {
	c.w.t.Helper()
	answer, err := c.http.PostForm(c.desk+path, form)
	return c.read(answer, err)
}

func (c *counsellor) get(path string) (page, end string) {
	c.w.t.Helper()
	answer, err := c.http.Get(c.desk + path)
	return c.read(answer, err)
}

func (c *counsellor) read(answer *http.Response, err error) (page, end string) {
	c.w.t.Helper()
	if err != nil {
		c.w.t.Fatal(err)
	}
	defer answer.Body.Close() //nolint:errcheck // read-only
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		c.w.t.Fatal(err)
	}
	return html.UnescapeString(string(body)), answer.Request.URL.RequestURI()
}

// live is an open page that is told what is new.
type live struct {
	t *testing.T

	mu      sync.Mutex
	text    strings.Builder // all that was told
	changed chan struct{}
}

// watch opens a page's event stream.
func (c *counsellor) watch(path string) *live {
	c.w.t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, c.desk+path, nil)
	if err != nil {
		c.w.t.Fatal(err)
	}
	r.Header.Set("Accept", "text/event-stream")
	answer, err := c.http.Do(r)
	if err != nil || answer.StatusCode != http.StatusOK {
		c.w.t.Fatalf("watch %s: %v", path, err)
	}
	l := &live{t: c.w.t, changed: make(chan struct{})}
	done := make(chan struct{})
	go func() {
		defer close(done)
		l.follow(answer.Body)
	}()
	c.w.t.Cleanup(func() { stop(); <-done; _ = answer.Body.Close() })
	return l
}

func (l *live) follow(body io.Reader) {
	lines := bufio.NewScanner(body)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		l.mu.Lock()
		l.text.WriteString(plain(lines.Text()) + "\n")
		close(l.changed)
		l.changed = make(chan struct{})
		l.mu.Unlock()
	}
}

// plain opens what a line of a stream carries.
func plain(line string) string {
	data, ok := strings.CutPrefix(line, "data: ")
	var text string
	var board struct {
		HTML  string
		Cards map[string]string
	}
	switch {
	case !ok:
		return line
	case json.Unmarshal([]byte(data), &text) == nil:
		return html.UnescapeString(text)
	case json.Unmarshal([]byte(data), &board) == nil:
		return html.UnescapeString(board.HTML + strings.Join(slices.Sorted(maps.Values(board.Cards)), "\n"))
	}
	return data
}

// shows waits until something was told, and gives all that was.
func (l *live) shows(what *regexp.Regexp) []string {
	l.t.Helper()
	timer := time.NewTimer(20 * time.Second)
	defer timer.Stop()
	for {
		l.mu.Lock()
		text, changed := l.text.String(), l.changed
		l.mu.Unlock()
		if found := what.FindStringSubmatch(text); found != nil {
			return found
		}
		select {
		case <-changed:
		case <-timer.C:
			l.t.Fatalf("the page was never told %s, only\n%s", what, text)
		}
	}
}

// asksForHuman is the way from a question about the municipality to the queue.
func (p *person) asksForHuman() bottest.TelegramMessage {
	p.w.t.Helper()
	way := shortWay()
	choose := p.walk(bottest.TelegramMessage{}, way[:len(way)-1])
	p.taps(choose, "Tal med et menneske")
	return p.shares()
}

// shares agrees that the counsellor may know what was said, and waits in the queue.
func (p *person) shares() bottest.TelegramMessage {
	p.w.t.Helper()
	p.taps(p.sees(beginning("flow.share")), "Ja, giv det videre")
	return p.sees(beginning("talk.waiting"))
}

var claimForm = regexp.MustCompile(`name="service" value="([^"]+)"[^<]*>\s*<input type="hidden" name="id" value="([^"]+)"[^<]*>\s*<input type="hidden" name="op" value="([^"]+)"`)

// TestLiveTalk lets somebody on Telegram talk with a counsellor at the desk, over
// two replicas.
func TestLiveTalk(t *testing.T) {
	t.Parallel()
	eachMode(t, func(t *testing.T, mode string) {
		const service = "helsingor-ungevaerftet"
		w := newTown(t, mode, "LYT_CONTENT="+alwaysOpen(t))
		w.openTimes(service, 4)
		r := w.start()
		elsewhere := r
		if mode == "webhook" {
			elsewhere = w.start() // only one may poll
		}
		ane, bo := w.hire("ane", service, r), w.hire("bo", service, elsewhere)
		queue := ane.watch("/events?board=1")
		bo.watch("/events?board=1").shows(regexp.MustCompile(`event: queue`))
		queue.shows(regexp.MustCompile(`event: queue`))

		p := w.newPerson()
		p.asksForHuman()
		p.Write("før nogen er der: " + secretWord)
		p.sees(words("talk.waiting.words"))
		form := queue.shows(claimForm)
		talk := ane.claim(form, bo)
		p.sees(words("talk.claimed"))

		page, _ := ane.get(talk)
		if !strings.Contains(page, secretWord) {
			t.Errorf("what was written while waiting is not on the page:\n%s", page)
		}
		thread := ane.watch("/events?talk=" + strings.TrimPrefix(talk, "/talk/"))
		for _, op := range []string{"operation-1", "operation-1", "operation-2"} { // the first is sent twice
			ane.post(talk+"/say", url.Values{"words": {"Hej, jeg læser " + secretWord}, "op": {op}})
		}
		p.sees("Hej, jeg læser " + secretWord)
		p.sees("Hej, jeg læser " + secretWord)
		p.Write("tak fordi du svarer <b>" + secretWord + "</b> tilbage")
		thread.shows(regexp.MustCompile(`tak fordi du svarer <b>` + secretWord))
		if page, _ := bo.get(talk); strings.Contains(page, secretWord) {
			t.Error("a counsellor sees the talk of another")
		}
		ane.post(talk+"/close", url.Values{"reason": {"talked"}})
		p.sees(words("talk.ended"))
		after := p.sees(words("first-contact.after-talk"))
		thread.shows(regexp.MustCompile(`event: over`))
		p.taps(after, "Det er nok for nu")
		p.sees(words("first-contact.goodbye"))
		heard := 0
		for _, text := range p.said() {
			heard += strings.Count(text, "Hej, jeg læser")
		}
		if heard != 2 {
			t.Errorf("two messages of the counsellor were heard %d times", heard)
		}
	})
}

// claim lets two take the same talk at the same moment: one gets it, the other is
// told. It gives the talk's page; c is the one who has it afterwards.
func (c *counsellor) claim(form []string, other *counsellor) (talk string) {
	c.w.t.Helper()
	var clicking sync.WaitGroup
	var ends [2]string
	for i, one := range []*counsellor{c, other} {
		clicking.Go(func() {
			op := []string{form[3], "the-other-click"}[i]
			_, ends[i] = one.post("/claim", url.Values{"service": {form[1]}, "id": {form[2]}, "op": {op}})
		})
	}
	clicking.Wait()
	if ends[1] != "/?told=taken" {
		ends[0], ends[1] = ends[1], ends[0]
		*c, *other = *other, *c
	}
	if ends[1] != "/?told=taken" || ends[0] != "/talk/"+form[1]+"/"+form[2] {
		c.w.t.Fatalf("two claims led to %q", ends)
	}
	return ends[0]
}

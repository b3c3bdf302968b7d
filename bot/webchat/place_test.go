package webchat_test

import (
	"bufio"
	"crypto/rand"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"lyt/bot"
	"lyt/bot/bottest"
	"lyt/bot/webchat"
)

// place is a page with everything around it.
type place struct {
	*testing.T
	feed    *memFeed
	bell    *bottest.Bell
	talk    *talk
	channel *webchat.Channel
	page    *webchat.Page
	server  *httptest.Server
}

func open(t *testing.T, public string) *place {
	t.Helper()
	p := &place{T: t, feed: newFeed(), bell: &bottest.Bell{}, talk: &talk{}}
	p.channel = webchat.NewChannel(p.feed, p.bell, time.Now)
	page, err := webchat.New(webchat.Config{
		Talk: p.talk, Channel: p.channel, Pseudonyms: pseudonyms{}, Words: keys{},
		Random: rand.Reader, Now: time.Now, PublicURL: public,
	})
	if err != nil {
		t.Fatal(err)
	}
	p.page = page
	p.server = httptest.NewServer(page)
	t.Cleanup(func() { page.Stop(); p.server.Close() })
	return p
}

// browser is one visitor with a cookie jar.
type browser struct {
	*place
	client *http.Client
}

func (p *place) browser() *browser { return &browser{p, bottest.Browser(p)} }

// stranger is a browser that has its cookie, and no talk yet.
func (p *place) stranger() *browser {
	b := p.browser()
	if status, _ := b.post("/start", url.Values{}); status != http.StatusAccepted {
		p.Fatalf("start of a stranger: %d", status)
	}
	return b
}

// visit is a browser that has opened the talk.
func (p *place) visit() *browser {
	p.Helper()
	b := p.stranger()
	if status, _ := b.post("/start", url.Values{}); status != http.StatusOK {
		p.Fatalf("start: %d", status)
	}
	return b
}

func (b *browser) post(path string, form url.Values) (int, []map[string]any) {
	b.Helper()
	resp, err := b.client.PostForm(b.server.URL+path, form)
	if err != nil {
		b.Fatal(err)
	}
	defer resp.Body.Close()
	var body struct{ Show []map[string]any }
	data, err := io.ReadAll(resp.Body)
	if err != nil {
		b.Fatal(err)
	}
	if len(data) > 0 && strings.HasPrefix(resp.Header.Get("Content-Type"), "application/json") {
		if err := json.Unmarshal(data, &body); err != nil {
			b.Fatal(err)
		}
	}
	return resp.StatusCode, body.Show
}

func (b *browser) person() bot.Person {
	b.Helper()
	u, err := url.Parse(b.server.URL)
	if err != nil {
		b.Fatal(err)
	}
	for _, c := range b.client.Jar.Cookies(u) {
		return pseudonyms{}.Person("web", c.Value)
	}
	b.Fatal("no cookie")
	return bot.Person{}
}

func (b *browser) address() bot.Address { return bot.At(b.person().Key()) }

// event is one server-sent event.
type event struct{ id, name, data string }

// events is an open stream; close it or let the test end.
type events struct {
	*testing.T
	resp  *http.Response
	lines *bufio.Scanner
}

func (b *browser) listen(after string) *events {
	b.Helper()
	resp, lines := bottest.Listen(b, b.client, b.server.URL+"/events", after)
	return &events{b.T, resp, lines}
}

// next reads up to the next event; ok is false when the stream has ended.
func (e *events) next() (got event, ok bool) {
	got.id, got.name, got.data, ok = bottest.NextEvent(e.lines)
	return got, ok
}

// message reads up to the next entry of the feed, or of the memory.
func (e *events) message() (event, map[string]any) {
	e.Helper()
	for {
		got, ok := e.next()
		if !ok {
			e.Fatal("stream ended")
		}
		if got.name != "" {
			continue
		}
		var body map[string]any
		if err := json.Unmarshal([]byte(got.data), &body); err != nil {
			e.Fatalf("entry is not JSON: %v", err)
		}
		return got, body
	}
}

func (e *events) close() { e.resp.Body.Close() }

package webchat_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"testing"
	"time"

	"go.uber.org/goleak"

	"lyt/bot"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func (b *browser) hear(n int) {
	b.Helper()
	out := bot.Out{ID: fmt.Sprintf("m.%d", n), Text: fmt.Sprintf("besked %d", n)}
	if _, err := b.channel.Send(context.Background(), b.address(), out); err != nil {
		b.Fatal(err)
	}
}

func TestEventsCatchUpWithoutAGap(t *testing.T) {
	p := open(t, "")
	b := p.visit()
	last, heard := "", 0
	for round := range 5 {
		for n := range 3 {
			b.hear(round*3 + n)
		}
		stream := b.listen(last)
		for range 2 { // leaves in the middle, one behind
			e, body := stream.message()
			if want := fmt.Sprintf("m.%d", heard); body["m"] != want {
				t.Fatalf("got %v, want %s", body["m"], want)
			}
			last = e.id
			heard++
		}
		stream.close()
	}
	stream := b.listen(last)
	for heard < 15 {
		if _, body := stream.message(); body["m"] != fmt.Sprintf("m.%d", heard) {
			t.Fatalf("got %v, want m.%d", body["m"], heard)
		}
		heard++
	}
}

func TestEventsMoreThanOneBatch(t *testing.T) {
	p := open(t, "")
	p.bell.Dumb = true
	b := p.visit()
	for n := range 250 {
		b.hear(n)
	}
	stream := b.listen("")
	for n := range 250 {
		if _, body := stream.message(); body["m"] != fmt.Sprintf("m.%d", n) {
			t.Fatalf("got %v, want m.%d", body["m"], n)
		}
	}
	if e, ok := stream.next(); !ok || e.name != "ready" {
		t.Errorf("after all there was came %+v", e)
	}
}

func TestEventsRing(t *testing.T) {
	p := open(t, "")
	b := p.visit()
	stream, second := b.listen(""), b.listen("")
	if e, _ := stream.next(); e.name != "ready" {
		t.Fatalf("first came %+v", e)
	}
	b.hear(1)
	for _, s := range []*events{stream, second} {
		if _, body := s.message(); body["t"] != "besked 1" {
			t.Errorf("got %v", body)
		}
	}
}

func TestEventsAreOnesOwn(t *testing.T) {
	p := open(t, "")
	one, other := p.visit(), p.visit()
	other.hear(1)
	one.hear(2)
	if _, body := one.listen("").message(); body["m"] != "m.2" {
		t.Errorf("got %v of somebody else", body["m"])
	}
	resp, err := http.Get(p.server.URL + "/events")
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if resp.StatusCode != http.StatusUnauthorized {
		t.Errorf("nobody's stream: %d", resp.StatusCode)
	}
}

func TestStreamsAtOnceAreBounded(t *testing.T) {
	p := open(t, "")
	b := p.visit()
	for range 12 {
		b.listen("").next()
	}
	if resp, _ := b.get("/events"); resp.StatusCode != http.StatusTooManyRequests {
		t.Errorf("thirteenth stream: %d", resp.StatusCode)
	}
}

func TestStopEndsStreams(t *testing.T) {
	p := open(t, "")
	b := p.visit()
	stream := b.listen("")
	stream.next()
	p.page.Stop()
	p.page.Stop()
	if e, ok := stream.next(); ok {
		t.Errorf("after the end came %+v", e)
	}
}

func TestCrisisCardFromMemory(t *testing.T) {
	p := open(t, "")
	b := p.visit()
	stream := b.listen("")
	stream.next()
	p.feed.set(true)
	card := bot.Out{ID: "x.away", Text: "Ring 112", Urgent: true, Buttons: []bot.Button{{Label: "Ring 112", Link: "tel:112"}, {Label: "nej", Link: "javascript:alert(1)"}}}
	p.talk.does = func(in bot.In) error {
		if _, err := p.channel.Send(context.Background(), in.Address, card); err == nil {
			t.Error("a card shown from memory only counts as sent")
		}
		return errors.New("away")
	}
	begin := time.Now()
	status, shown := b.post("/say", url.Values{"id": {"abcdefgh"}, "text": {"jeg vil dø"}})
	if status != http.StatusServiceUnavailable {
		t.Errorf("store away: %d", status)
	}
	if len(shown) != 1 || shown[0]["t"] != "Ring 112" {
		t.Errorf("the answer itself carries %v", shown)
	}
	e, body := stream.message()
	if body["t"] != "Ring 112" || e.id != "" {
		t.Errorf("the stream carries %v under %q", body, e.id)
	}
	if took := time.Since(begin); took > 2*time.Second {
		t.Errorf("took %v", took)
	}
	if buttons := body["b"].([]any); len(buttons) != 1 {
		t.Errorf("buttons %v: a link that is no phone number got through", buttons)
	}
	p.feed.set(false)
	if _, err := p.channel.Send(context.Background(), b.address(), card); err != nil {
		t.Fatal(err)
	}
	if _, shown := b.post("/start", url.Values{}); len(shown) != 0 {
		t.Errorf("still in memory after it reached the feed: %v", shown)
	}
}

func TestStreamTellsOfTheStore(t *testing.T) {
	p := open(t, "")
	b := p.visit()
	p.feed.set(true)
	stream := b.listen("")
	if e, _ := stream.next(); e.name != "store" || e.data != "false" {
		t.Errorf("away: %+v", e)
	}
	p.feed.set(false)
	b.hear(1)
	if e, _ := stream.next(); e.name != "store" || e.data != "true" {
		t.Errorf("back: %+v", e)
	}
	if _, body := stream.message(); body["m"] != "m.1" {
		t.Errorf("then: %v", body)
	}
}

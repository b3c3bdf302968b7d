package desk_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"lyt/bot/handoff"
)

// live is a counsellor in a talk. Ole is there too, and per has a break.
func live(t *testing.T) (*house, *browser) {
	t.Helper()
	return liveAs(t, handoff.Request{Priority: handoff.Low, Shared: []handoff.Shared{{Name: "Alder", Value: "15-17"}}})
}

// liveAs is the same of somebody who asked in another way.
func liveAs(t *testing.T, r handoff.Request) (*house, *browser) {
	t.Helper()
	h := open(t)
	r.Service, r.At = "nord", noon.Add(-4*time.Minute)
	h.asks("a", r)
	h.here("nord", "ole", handoff.On)
	h.here("nord", "per", handoff.Pause)
	b := h.login("maja")
	if got := b.claim("nord", "a"); got.status != http.StatusSeeOther {
		t.Fatalf("claim: %d", got.status)
	}
	return h, b
}

func (b *browser) say(op, words string) answer {
	b.Helper()
	return b.post("/talk/nord/a/say", url.Values{"op": {op}, "words": {words}})
}

func (h *house) words() string {
	var said []string
	for _, l := range h.thread("a") {
		said = append(said, string(l.Who)+":"+l.Text.Reveal())
	}
	return strings.Join(said, "|")
}

func TestTalkPage(t *testing.T) {
	h, b := live(t)
	h.says("a", "hej")
	fine(t, h.queue.Noted(t.Context(), "nord", full("a"), "noted-001", "thread.left"))
	page := b.get("/talk/nord/a").body
	for _, want := range []string{`data-test="thread"`, `data-test="reply"`, `data-test="send"`, `data-test="close"`, `data-test="shared"`, "15-17", "desk.talks.none", ">hej</div>", "da:thread.left", `data-last="` + h.thread("a")[1].ID, "da:desk.who.person", "12.00"} {
		if !strings.Contains(page, want) {
			t.Errorf("talk page lacks %s", want)
		}
	}
}

func TestSay(t *testing.T) {
	h, b := live(t)
	before := h.relay.count()
	got := b.say("operation-1", " Hej. Jeg er her. \n")
	if got.status != http.StatusSeeOther || !strings.HasPrefix(got.location, "/talk/nord/a") {
		t.Fatalf("say: %d to %s", got.status, got.location)
	}
	if h.words() != "counsellor:Hej. Jeg er her." {
		t.Errorf("said %s", h.words())
	}
	if h.relay.count() != before+1 {
		t.Error("the person does not hear of it at once")
	}
	r := b.request(http.MethodPost, "/talk/nord/a/say", url.Values{"op": {"operation-2"}, "words": {"to"}})
	r.Header.Set("Desk-Script", "1")
	if got := b.do(r); got.status != http.StatusNoContent {
		t.Errorf("by script: %d", got.status)
	}
}

func TestSayTwiceIsSaidOnce(t *testing.T) {
	h, b := live(t)
	var wait sync.WaitGroup
	for range 5 {
		wait.Go(func() { b.say("operation-1", "hej") })
	}
	wait.Wait()
	if h.words() != "counsellor:hej" {
		t.Errorf("said %s", h.words())
	}
}

func TestEachFormHasItsOwnOperation(t *testing.T) {
	_, b := live(t)
	op := regexp.MustCompile(`name="op" value="([^"]{16,})"`)
	one, two := op.FindStringSubmatch(b.get("/talk/nord/a").body), op.FindStringSubmatch(b.get("/talk/nord/a").body)
	if one == nil || two == nil || one[1] == two[1] {
		t.Error("two forms share an operation")
	}
}

func TestSayKeepsWhatCouldNotBeSent(t *testing.T) {
	h, b := live(t)
	long := strings.Repeat("å", 2001)
	got := b.say("operation-1", long)
	if got.status != http.StatusUnprocessableEntity || !strings.Contains(got.body, long) || !strings.Contains(got.body, "desk.talk.long") {
		t.Errorf("too long: %d", got.status)
	}
	if got := b.say("operation-1", strings.Repeat("å\r\n", 999)+"åå"); got.status != http.StatusSeeOther { // as a browser sends 2,000
		t.Errorf("just fits: %d", got.status)
	}
	if got := b.say("operation-2", "  "); got.status != http.StatusUnprocessableEntity || !strings.Contains(got.body, "desk.talk.empty") {
		t.Errorf("empty: %d", got.status)
	}
	fine(t, h.queue.Leave(t.Context(), "nord", full("a"), "leave-001"))
	got = b.say("operation-3", "for sent")
	if got.status != http.StatusConflict || !strings.Contains(got.body, "for sent") || !strings.Contains(got.body, "desk.talk.over") {
		t.Errorf("closed: %d", got.status)
	}
}

func TestSayWhileTheStoreFails(t *testing.T) {
	h, b := live(t)
	h.queue.set(true)
	if got := b.say("operation-1", "hej"); got.status != http.StatusServiceUnavailable {
		t.Errorf("away: %d", got.status)
	}
	h.queue.set(false)
	b.say("operation-1", "hej")
	if h.words() != "counsellor:hej" {
		t.Errorf("said %s", h.words())
	}
}

func TestRelayFailureIsNoFailure(t *testing.T) {
	h, b := live(t)
	h.relay.err = errors.New("away")
	if got := b.say("operation-1", "hej"); got.status != http.StatusSeeOther {
		t.Errorf("say: %d", got.status)
	}
	if strings.Contains(h.logged.String(), "hej") || strings.Contains(h.logged.String(), "hemmelig") {
		t.Error("the log holds words or a pseudonym")
	}
}

func TestClose(t *testing.T) {
	h, b := live(t)
	for range 2 {
		if got := b.post("/talk/nord/a/close", url.Values{"reason": {"talked"}}); got.location != "/?told=closed" {
			t.Errorf("close: %d to %s", got.status, got.location)
		}
	}
	if h.talk("a").State != handoff.Over || h.relay.count() < 2 {
		t.Error("not closed, or the person does not hear of it")
	}
	page := b.get("/talk/nord/a").body
	if strings.Contains(page, `data-test="reply"`) || strings.Contains(page, `data-test="close"`) || !strings.Contains(page, "desk.talk.over") {
		t.Error("a closed talk can still be written in")
	}
}

func TestTalkEventsWithoutAGap(t *testing.T) {
	h, b := live(t)
	last, heard := "", 0
	for round := range 4 {
		for n := range 3 {
			h.says("a", fmt.Sprintf("ord %d.", round*3+n))
		}
		stream := b.listen("/events?talk=nord/a", last)
		for range 2 {
			got := stream.want("line")
			if !strings.Contains(got.data, fmt.Sprintf("ord %d.", heard)) {
				t.Fatalf("got %s, want word %d", got.data, heard)
			}
			last = got.id
			heard++
		}
		stream.resp.Body.Close()
	}
	stream := b.listen("/events?talk=nord/a&after="+last, "")
	for heard < 12 {
		if got := stream.want("line"); !strings.Contains(got.data, fmt.Sprintf("ord %d.", heard)) {
			t.Fatalf("got %s, want word %d", got.data, heard)
		}
		heard++
	}
	h.says("a", "live")
	if got := stream.want("line"); !strings.Contains(got.data, "live") {
		t.Errorf("live: %s", got.data)
	}
}

func TestTalkEventsLongThread(t *testing.T) {
	h, b := live(t)
	for n := range 450 {
		h.says("a", fmt.Sprint("ord ", n, "."))
	}
	if n := strings.Count(b.get("/talk/nord/a?all=1").body, `data-test="line"`); n != 450 {
		t.Errorf("page shows %d lines", n)
	}
	stream := b.listen("/events?talk=nord/a", "")
	for n := range 450 {
		if got := stream.want("line"); !strings.Contains(got.data, fmt.Sprint("ord ", n, ".")) {
			t.Fatalf("line %d is %s", n, got.data)
		}
	}
}

func TestTalkEventsTellTheEnd(t *testing.T) {
	h, b := live(t)
	stream := b.listen("/events?talk=nord/a", "")
	b.post("/talk/nord/a/close", url.Values{"reason": {"booked"}})
	stream.want("over")
	fine(t, h.queue.Forget(t.Context(), "nord", full("a")))
	if got := stream.want("gone").data; got != `"deleted"` {
		t.Errorf("of a talk the person deleted the page hears %s", got)
	}
}

func TestHostileWordsInTheTalk(t *testing.T) {
	hostile := `</textarea></li><script>alert(1)</script><img src=x onerror=alert(2)> {{.}} ` + "\u202e"
	h, b := liveAs(t, handoff.Request{Shared: []handoff.Shared{{Name: hostile, Value: hostile}}})
	h.says("a", hostile)
	stream := b.listen("/events?talk=nord/a", "")
	var html string
	if err := json.Unmarshal([]byte(stream.want("line").data), &html); err != nil {
		t.Fatal(err)
	}
	draft := b.say("operation-1", hostile+strings.Repeat("x", 2001)).body
	for _, page := range []string{b.get("/talk/nord/a").body, html, draft, b.get("/").body} {
		if strings.Contains(page, "<script>alert") || strings.Contains(page, "<img") {
			t.Error("hostile words are not escaped")
		}
	}
}

func TestPathsOfOtherServices(t *testing.T) {
	h, b := live(t)
	h.has("vest", "b")
	for _, path := range []string{"/talk/vest/b", "/talk/nord%2Fa/a", "/talk/../nord/a", "/talk/nord/a%00", "/talk//a"} {
		if got := b.get(path); got.status == http.StatusOK {
			t.Errorf("%s: %d", path, got.status)
		}
	}
}

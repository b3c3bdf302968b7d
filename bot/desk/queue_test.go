package desk_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"lyt/bot"
	"lyt/bot/handoff"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func order(html string) string {
	var ids []string
	for _, match := range regexp.MustCompile(`data-id="([a-z]+)"`).FindAllStringSubmatch(html, -1) {
		ids = append(ids, match[1])
	}
	return strings.Join(ids, " ")
}

func TestQueueOrderAndWords(t *testing.T) {
	h := open(t)
	h.waits("nord", "andet", handoff.Other, 90)
	h.waits("nord", "krise", handoff.Crisis, 1)
	h.waits("syd", "lav", handoff.Low, 5)
	h.waits("syd", "lavlang", handoff.Low, 15)
	h.waits("vest", "fremmed", handoff.Crisis, 99)
	page := h.login("maja").get("/").body
	if got := order(page); got != "krise lavlang lav andet" {
		t.Errorf("order is %s", got)
	}
	for _, want := range []string{"desk.danger.crisis", "desk.danger.low", "desk.minutes=90", "desk.minutes=1<", "desk.place=2", "Tilbud nord", "Tilbud syd", "desk.speaks.da", "15-17", "<title>(4) da:desk.danger.now: ", `data-test="claim"`} {
		if !strings.Contains(page, want) {
			t.Errorf("queue lacks %s", want)
		}
	}
	if strings.Contains(page, "hemmelig") || strings.Contains(page, "vest") {
		t.Error("queue shows too much")
	}
}

func TestClaimRace(t *testing.T) {
	h := open(t)
	for round := range 10 {
		h.queue.mini.FlushAll()
		id := "r" + string(rune('a'+round))
		h.waits("nord", id, handoff.Other, 1)
		both := []*browser{h.login("maja"), h.login("ole")}
		got := make([]answer, 2)
		var wait sync.WaitGroup
		for i, b := range both {
			wait.Go(func() { got[i] = b.claim("nord", id) })
		}
		wait.Wait()
		won, lost := got[0], got[1]
		loser := both[1]
		if won.location != "/talk/nord/"+id {
			won, lost, loser = lost, won, both[0]
		}
		if won.location != "/talk/nord/"+id || lost.location != "/?told=taken" {
			t.Fatalf("one went to %s, the other to %s", won.location, lost.location)
		}
		page := loser.get(lost.location).body
		if !strings.Contains(page, "desk.told.taken") {
			t.Error("the other was not told")
		}
		if strings.Contains(strings.ReplaceAll(page, `<span class="name">`, ""), "data-id=\""+id) {
			t.Error("still in the queue")
		}
	}
}

func TestClaimTwiceIsOnce(t *testing.T) {
	h := open(t)
	h.waits("nord", "a", handoff.Other, 1)
	b := h.login("maja")
	first, second := b.claim("nord", "a"), b.claim("nord", "a")
	if first.location != "/talk/nord/a" || second.location != first.location {
		t.Errorf("a double click went to %s and %s", first.location, second.location)
	}
}

func TestClaimWhatIsGone(t *testing.T) {
	h := open(t)
	b := h.login("maja")
	if got := b.claim("nord", "findes-ikke"); got.location != "/?told=gone" {
		t.Errorf("gone: to %q", got.location)
	}
	h.queue.set(true)
	if got := b.claim("nord", "a"); got.status != http.StatusServiceUnavailable {
		t.Errorf("store away: %d", got.status)
	}
}

func TestToldShowsOnlyItsOwnSentences(t *testing.T) {
	h := open(t)
	b := h.login("maja")
	page := b.get("/?told=" + "%3Cscript%3E").body
	if strings.Contains(page, "<script>") || strings.Contains(page, `data-test="notice"`) {
		t.Error("what stands in the address got into the page")
	}
}

// news is what an open page hears of the queue.
type news struct {
	Count, Danger int
	More          string
	Order         [][2]string
	Cards         map[string]string
}

func (e *events) wantQueue() (n news) {
	e.Helper()
	if err := json.Unmarshal([]byte(e.want("queue").data), &n); err != nil {
		e.Fatal(err)
	}
	return n
}

func TestQueueEvents(t *testing.T) {
	h := open(t)
	b := h.login("maja")
	stream := b.listen("/events?board=1", "")
	if got := stream.wantQueue(); got.Count != 0 {
		t.Errorf("%d wait in an empty queue", got.Count)
	}
	h.waits("syd", "a", handoff.Crisis, 2)
	got := stream.wantQueue()
	if got.Count != 1 || got.Danger != 1 || order(got.Cards["a"]) != "a" || !strings.Contains(got.Cards["a"], `action="/claim"`) {
		t.Errorf("one came, and the page hears %+v", got)
	}
	h.ring("nord") // nothing new: nothing is sent
	h.login("maja").claim("syd", "a")
	if got := stream.wantQueue(); got.Count != 0 || len(got.Cards) != 0 {
		t.Errorf("after the claim the page hears %+v", got)
	}
	var own string
	for !strings.Contains(own, "/talk/syd/a") {
		own = stream.want("own").data
	}
}

// TestOnlyWhatIsNewIsSent: somebody who joins a long queue is one card, however many
// stand before them.
func TestOnlyWhatIsNewIsSent(t *testing.T) {
	h := open(t)
	for i := range 70 {
		h.waits("nord", fmt.Sprintf("p%c%c", 'a'+i/10, 'a'+i%10), handoff.Other, 100-i)
	}
	stream := h.login("maja").listen("/events?board=1", "")
	first := stream.wantQueue()
	if len(first.Order) != 50 || len(first.Cards) != 50 || first.Count != 70 || first.More != "da:desk.more=20" {
		t.Errorf("first %d in order, %d cards, %d waiting, %q", len(first.Order), len(first.Cards), first.Count, first.More)
	}
	h.waits("nord", "krise", handoff.Crisis, 0)
	next := stream.wantQueue()
	if len(next.Cards) != 1 || next.Cards["krise"] == "" || next.Order[0][0] != "krise" || next.Order[1][1] != "da:desk.place=2" {
		t.Errorf("then %d cards, first in order %v", len(next.Cards), next.Order[:2])
	}
}

// TestAllPagesShareOneReader: however many pages are open on a service, it is read once
// for all of them.
func TestAllPagesShareOneReader(t *testing.T) {
	h := open(t)
	b := h.login("maja")
	var pages []*events
	for range 20 {
		pages = append(pages, b.listen("/events?board=1", ""))
	}
	for _, page := range pages {
		page.want("queue")
	}
	before := h.queue.boards.Load()
	h.waits("nord", "a", handoff.Other, 1)
	for _, page := range pages {
		page.want("queue")
	}
	if n := h.queue.boards.Load() - before; n > 3 {
		t.Errorf("the queue was read %d times for 20 pages", n)
	}
}

// TestExpectedWait: how long one waits is said only when enough is known.
func TestExpectedWait(t *testing.T) {
	h := open(t)
	h.waits("nord", "a", handoff.Other, 1)
	h.waits("nord", "b", handoff.Other, 0)
	b := h.login("ole")
	if strings.Contains(b.get("/").body, "desk.expected") {
		t.Error("a wait is guessed from nothing")
	}
	for name, waited := range map[string]time.Duration{"tre": 3 * time.Minute, "fire": 4 * time.Minute, "fem": 5 * time.Minute} {
		h.waits("nord", name, handoff.Low, 0)
		h.pass(waited)
		b.claim("nord", name)
	}
	if page := b.get("/").body; !strings.Contains(page, "desk.expected=4") || !strings.Contains(page, "desk.expected=10") {
		t.Error("the page does not say how long the two will wait")
	}
}

// TestHandedOnRequest: it shows from whom it comes and what they wrote; it is refused
// with a reason, and never without.
func TestHandedOnRequest(t *testing.T) {
	h := open(t)
	h.asks("a", handoff.Request{
		Service: "nord", Priority: handoff.Other, At: noon, From: &handoff.Origin{Service: "vest", Handoff: "x", Staff: "vest", Words: "<b>Vil gerne</b> mødes"},
	})
	b := h.login("ole")
	page := b.get("/").body
	for _, want := range []string{"Tilbud vest", "&lt;b&gt;Vil gerne", `data-test="claim"`, `data-test="decline"`} {
		if !strings.Contains(page, want) {
			t.Errorf("the card lacks %s", want)
		}
	}
	if got := b.post("/decline", url.Values{"service": {"nord"}, "id": {full("a")}}); got.location != "/?told=why" || h.talk("a").State != handoff.Waiting {
		t.Errorf("without a reason: %d to %s", got.status, got.location)
	}
	if got := b.post("/decline", url.Values{"service": {"nord"}, "id": {full("a")}, "words": {"Vi har ferie"}}); got.location != "/?told=declined" || h.talk("a").State == handoff.Waiting {
		t.Errorf("with one: %d to %s", got.status, got.location)
	}
	if h.relay.count() == 0 {
		t.Error("the person does not hear of it")
	}
}

// TestNoMoreThanOnesRoom: who has as many talks as they can, over all their services,
// is told so and gets none.
func TestNoMoreThanOnesRoom(t *testing.T) {
	h := open(t)
	for i, service := range []string{"nord", "nord", "syd", "syd"} {
		h.has(service, []string{"et", "to", "tre", "fire"}[i])
	}
	h.waits("nord", "a", handoff.Other, 1)
	b := h.login("maja")
	if got := b.claim("nord", "a"); got.location != "/?told=full" {
		t.Errorf("with four talks: to %s", got.location)
	}
	if !strings.Contains(b.get("/?told=full").body, "desk.told.full") {
		t.Error("nobody says why")
	}
	if got := h.login("ole").claim("nord", "a"); got.location != "/talk/nord/a" {
		t.Errorf("a colleague: to %s", got.location)
	}
}

// TestPause: nobody gets a talk while they take a break, and it lasts until it is taken
// back, in every window.
func TestPause(t *testing.T) {
	h := open(t)
	h.waits("nord", "a", handoff.Other, 1)
	b := h.login("ole")
	stream := b.listen("/events?board=1", "")
	if got := stream.want("presence"); !strings.Contains(got.data, "desk.presence.on") {
		t.Errorf("on opening: %s", got.data)
	}
	b.post("/presence", url.Values{"presence": {"pause"}})
	if page := b.get("/").body; !strings.Contains(page, "desk.presence.pause") || !strings.Contains(page, `value="on"`) {
		t.Error("the page does not show the break")
	}
	if got := b.claim("nord", "a"); got.location != "/?told=pause" {
		t.Errorf("a claim on a pause: to %s", got.location)
	}
	b.post("/presence", url.Values{"presence": {"on"}})
	if got := b.claim("nord", "a"); got.location != "/talk/nord/a" {
		t.Errorf("after it: to %s", got.location)
	}
}

// TestOwnTalks: who waits for an answer stands first, with since when, until when, how
// many words and the last of them.
func TestOwnTalks(t *testing.T) {
	h := open(t)
	h.has("nord", "a")
	h.has("nord", "b")
	h.says("b", "gammelt")
	for _, name := range []string{"a", "b"} {
		fine(t, h.queue.Answer(t.Context(), "nord", full(name), "answer-01", "maja", bot.Heard("svar")))
	}
	h.pass(5 * time.Minute)
	h.says("b", "er du der")
	h.pass(time.Minute)
	h.says("b", "hallo")
	page := h.login("maja").get("/").body
	for _, want := range []string{"desk.unread=2", "hallo", "desk.owed da:desk.clock=12.05", "desk.owed.back da:desk.clock=12.15"} {
		if !strings.Contains(page, want) {
			t.Errorf("own talks lack %s", want)
		}
	}
	if strings.Index(page, "/talk/nord/b") > strings.Index(page, "/talk/nord/a") {
		t.Error("who waits does not stand first")
	}
	if strings.Contains(page, "gammelt") {
		t.Error("what is answered counts as unread")
	}
}

func TestQueueEventsTellOfTheStore(t *testing.T) {
	h := open(t)
	b := h.login("maja")
	stream := b.listen("/events?board=1", "")
	stream.want("queue")
	h.queue.set(true)
	h.ring("nord")
	if got := stream.want("store"); got.data != "false" {
		t.Errorf("away: %s", got.data)
	}
	h.queue.set(false)
	h.ring("nord", "syd")
	if got := stream.want("store"); got.data != "true" {
		t.Errorf("back: %s", got.data)
	}
}

// TestStoreAwayAtOpening: a page that opens while the store is away does not say that
// nobody waits; it says so when the store is back.
func TestStoreAwayAtOpening(t *testing.T) {
	h := open(t)
	b := h.login("maja")
	h.queue.set(true)
	stream := b.listen("/events?board=1", "")
	for got, ok := stream.next(); got.name != "store"; got, ok = stream.next() {
		if !ok || got.name == "queue" || got.name == "head" {
			t.Fatalf("while the store is away: %q", got.name)
		}
	}
	h.queue.set(false)
	h.ring("nord", "syd")
	if got := stream.wantQueue(); got.Count != 0 {
		t.Errorf("then %d wait", got.Count)
	}
	if got := stream.want("store"); got.data != "true" {
		t.Errorf("and the store: %s", got.data)
	}
}

func TestHostileWordsInTheQueue(t *testing.T) {
	h := open(t)
	h.asks("a", handoff.Request{
		Service: "nord", Priority: handoff.Other, Lang: `"><img src=x>`, At: noon,
		Shared: []handoff.Shared{{Name: "<script>alert(1)</script>", Value: `"><script>alert(2)</script>`}},
	})
	b := h.login("maja")
	data := b.listen("/events?board=1", "").want("queue").data
	for _, html := range []string{b.get("/").body, data} {
		if strings.Contains(html, "<script>alert") || strings.Contains(html, "<img") {
			t.Error("hostile words are not escaped")
		}
	}
}

func TestStopEndsStreams(t *testing.T) {
	h := open(t)
	stream := h.login("maja").listen("/events?board=1", "")
	stream.want("queue")
	h.desk.Stop()
	for got, ok := stream.next(); ok; got, ok = stream.next() {
		if !slices.Contains(aside, got.name) {
			t.Errorf("after the end came %q", got.name)
		}
	}
}

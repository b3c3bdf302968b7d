package desk_test

import (
	"encoding/json"
	"net/http"
	"regexp"
	"strings"
	"sync"
	"testing"

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
	for _, want := range []string{"desk.danger.crisis", "desk.danger.low", "desk.danger.other", "desk.wait=90", "desk.wait=1<", "Tilbud nord", "Tilbud syd", "desk.speaks.da", "15-17", "<title>(4) da:desk.danger.now: ", `data-test="claim"`} {
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

func TestQueueEvents(t *testing.T) {
	h := open(t)
	b := h.login("maja")
	stream := b.listen("/queue/events", "")
	stream.want("queue")
	h.waits("syd", "a", handoff.Crisis, 2)
	var board struct {
		HTML  string
		Count int
	}
	if err := json.Unmarshal([]byte(stream.want("queue").data), &board); err != nil {
		t.Fatal(err)
	}
	if board.Count != 1 || order(board.HTML) != "a" || !strings.Contains(board.HTML, `action="/claim"`) {
		t.Errorf("%d waiting: %s", board.Count, board.HTML)
	}
	h.bell.ring("s:nord") // nothing new: nothing is sent
	h.login("maja").claim("syd", "a")
	if err := json.Unmarshal([]byte(stream.want("queue").data), &board); err != nil {
		t.Fatal(err)
	}
	if board.Count != 0 || !strings.Contains(board.HTML, "/talk/syd/a") {
		t.Errorf("after the claim: %d waiting", board.Count)
	}
}

func TestQueueEventsTellOfTheStore(t *testing.T) {
	h := open(t)
	b := h.login("maja")
	stream := b.listen("/queue/events", "")
	stream.want("queue")
	h.queue.set(true)
	h.bell.ring("s:nord")
	if got := stream.want("store"); got.data != "false" {
		t.Errorf("away: %s", got.data)
	}
	h.queue.set(false)
	h.bell.ring("s:syd")
	if got := stream.want("store"); got.data != "true" {
		t.Errorf("back: %s", got.data)
	}
}

func TestHostileWordsInTheQueue(t *testing.T) {
	h := open(t)
	h.queue.add(handoff.Handoff{ID: "a", State: handoff.Waiting, Request: handoff.Request{
		Service: "nord", Lang: `"><img src=x>`, At: noon, Person: bot.Pseudonym("p"),
		Shared: []handoff.Shared{{Name: "<script>alert(1)</script>", Value: `"><script>alert(2)</script>`}},
	}})
	b := h.login("maja")
	data := b.listen("/queue/events", "").want("queue").data
	for _, html := range []string{b.get("/").body, data} {
		if strings.Contains(html, "<script>alert") || strings.Contains(html, "<img") {
			t.Error("hostile words are not escaped")
		}
	}
}

func TestStopEndsStreams(t *testing.T) {
	h := open(t)
	stream := h.login("maja").listen("/queue/events", "")
	stream.want("queue")
	h.desk.Stop()
	if got, ok := stream.next(); ok {
		t.Errorf("after the end came %q", got.name)
	}
}

package desk_test

import (
	"encoding/json"
	"net/url"
	"strings"
	"testing"

	"lyt/bot/handoff"
)

// TestWordsInDangerAreMarked: the counsellor sees beside the words that they worry us,
// on the page and as they come in; a friendly line has no mark.
func TestWordsInDangerAreMarked(t *testing.T) {
	h, b := live(t)
	h.marked("a", "ord i fare", handoff.Danger)
	h.marked("a", "ord der gør ondt", handoff.Worry)
	h.says("a", "hej")
	page := b.get("/talk/nord/a").body
	if n := strings.Count(page, `data-test="mark"`); n != 2 {
		t.Errorf("%d lines are marked, want two", n)
	}
	for _, want := range []string{`data-mark="crisis"`, `data-mark="concern"`, "desk.mark.crisis", "desk.mark.concern"} {
		if !strings.Contains(page, want) {
			t.Errorf("the talk lacks %s", want)
		}
	}
	stream := b.listen("/events?talk=nord/a", h.thread("a")[2].ID)
	h.marked("a", "mere", handoff.Danger)
	if got := stream.want("line"); !strings.Contains(got.data, "desk.mark.crisis") {
		t.Errorf("a new line comes as %s", got.data)
	}
}

// TestEveryPageTellsOfDanger: who has only a talk or the times open learns as well that
// somebody in danger waits, at whichever of their services.
func TestEveryPageTellsOfDanger(t *testing.T) {
	for page, stream := range map[string]string{"/talk/nord/a": "/events?talk=nord/a&board=1", "/calendar": "/events"} {
		h, b := live(t)
		if strings.Contains(b.get(page).body, "desk.danger.now: ") {
			t.Errorf("%s alarms, and nobody is in danger", page)
		}
		open := b.listen(stream, "")
		if got := open.want("head"); got.data != `{"count":0,"danger":0,"owed":1,"asked":0}` {
			t.Errorf("%s begins with %s", stream, got.data)
		}
		h.waits("syd", "krise", handoff.Crisis, 0)
		if got := open.want("head"); got.data != `{"count":1,"danger":1,"owed":1,"asked":0}` {
			t.Errorf("%s tells %s", stream, got.data)
		}
		body := b.get(page).body
		if !strings.Contains(body, "da:desk.danger.now: ") || !strings.Contains(body, `rel="icon" href="/static/alarm`) || strings.Contains(body, `id="waits" class="notice alarm" role="status" hidden`) {
			t.Errorf("%s with somebody in danger: %.900s", page, body)
		}
	}
}

// TestEveryPageTellsOfOwnTalks: who reads the guide or opens times in the middle of a talk
// learns that the person writes, and that a colleague asks.
func TestEveryPageTellsOfOwnTalks(t *testing.T) {
	h, b := live(t)
	b.say("operation-0", "hej")
	ole := h.login("ole").listen("/events", "")
	guide := b.listen("/events", "")
	guide.want("head")
	ole.want("head")
	h.says("a", "hej")
	if got := guide.want("head"); got.data != `{"count":0,"danger":0,"owed":1,"asked":0}` {
		t.Errorf("when the person writes: %s", got.data)
	}
	b.act("onward", url.Values{"op": {"onward-01"}, "to": {"staff:ole"}})
	h.agree("a")
	if got := ole.want("head"); got.data != `{"count":0,"danger":0,"owed":0,"asked":1}` {
		t.Errorf("a colleague who is asked: %s", got.data)
	}
}

// TestTheTabTellsOfDanger: title and icon say it while somebody in danger waits, and the
// open page hears how many there are.
func TestTheTabTellsOfDanger(t *testing.T) {
	h := open(t)
	h.waits("nord", "andet", handoff.Other, 5)
	b := h.login("maja")
	calm := b.get("/").body
	if !strings.Contains(calm, "<title>(1) da:desk.title.queue") || strings.Contains(calm, `href="/static/alarm`) {
		t.Errorf("with nobody in danger: %.600s", calm)
	}
	stream := b.listen("/events?board=1", "")
	stream.want("queue")
	h.waits("nord", "krise", handoff.Crisis, 0)
	var told struct{ Count, Danger int }
	if err := json.Unmarshal([]byte(stream.want("queue").data), &told); err != nil {
		t.Fatal(err)
	}
	if told.Count != 2 || told.Danger != 1 {
		t.Errorf("the open page is told %+v", told)
	}
	alarmed := b.get("/").body
	if !strings.Contains(alarmed, "<title>(2) da:desk.danger.now: ") || !strings.Contains(alarmed, `rel="icon" href="/static/alarm`) {
		t.Errorf("with somebody in danger: %.600s", alarmed)
	}
}

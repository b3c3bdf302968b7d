package desk_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"lyt/bot/handoff"
)

// TestToolsAreAsOfNow: what there is to choose from is asked for when a tool is opened;
// nothing of the talk comes along, so it is no look at it.
func TestToolsAreAsOfNow(t *testing.T) {
	h, b := live(t)
	h.says("a", "hemmelige ord")
	before := b.get("/talk/nord/a").body
	looked := h.times("maja looked a")
	h.here("nord", "ole", handoff.Away)
	now := b.get("/talk/nord/a/tools").body
	for _, place := range []string{`id="guest-ole"`, `value="staff:ole"`, `data-text="@ole "`} {
		if !strings.Contains(before, place) || strings.Contains(now, place) {
			t.Errorf("who went home: %s before %v, now %v", place, strings.Contains(before, place), strings.Contains(now, place))
		}
	}
	if !strings.Contains(now, `id="guest-per"`) || !strings.Contains(now, `id="slot-fri"`) || strings.Contains(now, "hemmelige ord") {
		t.Error("the tools are not what they were otherwise")
	}
	if h.times("maja looked a") != looked {
		t.Error("asking for the tools counts as a look")
	}
	b.act("close", url.Values{"reason": {"talked"}})
	if got := b.get("/talk/nord/a/tools"); got.status != http.StatusNotFound {
		t.Errorf("of a talk that is over: %d", got.status)
	}
}

// TestNobodyAnswersTwice: those in the talk and the supervisor see which colleague types
// until the words are there, nobody sees their own, and with nobody else there nothing is
// noted.
func TestNobodyAnswersTwice(t *testing.T) {
	h, maja := live(t)
	maja.act("typing", nil)
	if n := len(h.talk("a").Writing); n != 0 {
		t.Errorf("noted %d times, and nobody else sees the talk", n)
	}
	maja.act("invite", url.Values{"op": {"invite-01"}, "guest": {"ole"}})
	ole, sif := h.login("ole"), h.login("sif")
	sif.get("/talk/nord/a")
	streams := map[string]*events{"maja": maja.listen("/events?talk=nord/a", ""), "sif": sif.listen("/events?talk=nord/a", "")}
	own := ole.listen("/events?talk=nord/a", "")
	for _, stream := range []*events{streams["maja"], streams["sif"], own} {
		stream.until("state", "")
	}
	ole.act("typing", nil)
	for name, stream := range streams {
		if got := stream.want("typing"); got.data != `"da:desk.writes=ole"` {
			t.Errorf("%s hears %s", name, got.data)
		}
	}
	h.types("a")
	if got := own.want("typing"); got.data != `"da:desk.typing"` {
		t.Errorf("ole hears %s", got.data)
	}
	if got := streams["sif"].want("typing"); got.data != `"da:desk.typing · da:desk.writes=ole"` {
		t.Errorf("of both sif hears %s", got.data)
	}
	ole.say("operation-1", "jeg er her også")
	streams["sif"].want("line")
	if got := streams["sif"].want("typing"); got.data != `"da:desk.typing"` {
		t.Errorf("after the words of ole sif hears %s", got.data)
	}
}

// TestANoteIsKeptWhileItIsWritten: beside the answer, for its writer alone, and until it
// is saved.
func TestANoteIsKeptWhileItIsWritten(t *testing.T) {
	h, b := live(t)
	b.act("invite", url.Values{"op": {"invite-01"}, "guest": {"ole"}})
	b.act("draft", url.Values{"words": {"mit svar"}})
	if got := b.act("draft", url.Values{"words": {"husk skolen"}, "of": {"note"}}); got.status != http.StatusNoContent {
		t.Fatalf("keeping: %d", got.status)
	}
	page := h.login("maja").get("/talk/nord/a").body
	if !strings.Contains(page, ">husk skolen</textarea>") || !strings.Contains(page, ">mit svar</textarea>") {
		t.Error("not both are there in another browser")
	}
	if strings.Contains(h.login("ole").get("/talk/nord/a").body, "husk skolen") {
		t.Error("a colleague sees what is not saved")
	}
	b.act("note", url.Values{"op": {"note-0001"}, "words": {"husk hendes bror"}})
	page = b.get("/talk/nord/a").body
	if strings.Contains(page, "husk skolen") || !strings.Contains(page, ">mit svar</textarea>") {
		t.Error("after saving the note the draft is still there, or that of the answer is gone")
	}
}

// TestBackAndOtherWords: without a script one gets the same form again with Back. Sent as
// it was it is done once; with other words it is sent as well.
func TestBackAndOtherWords(t *testing.T) {
	h, b := live(t)
	for _, words := range []string{"hej", "hej", "hej igen"} {
		b.say("operation-1", words)
		b.act("note", url.Values{"op": {"operation-1-note"}, "words": {words}})
		b.act("card", url.Values{"op": {"operation-1-card"}, "partner": {map[bool]string{true: "vest", false: "linje"}[words == "hej"]}})
	}
	if want := "counsellor:hej|note:hej|system:thread.carded\tvest|counsellor:hej igen|note:hej igen|system:thread.carded\tlinje"; h.words() != want {
		t.Errorf("said %s", h.words())
	}
	if page := b.say("operation-1", strings.Repeat("å", 2001)).body; !strings.Contains(page, `name="op" value="operation-1">`) {
		t.Error("words that come back have another form")
	}
}

// TestNobodyIsClosedByTheWay: no reason is ticked beforehand, and none is taken for
// granted, so the figures hold what somebody meant.
func TestNobodyIsClosedByTheWay(t *testing.T) {
	h, b := live(t)
	if strings.Contains(b.get("/talk/nord/a").body, " checked") {
		t.Error("a reason is ticked already")
	}
	for _, form := range []url.Values{{}, {"reason": {""}}} {
		got := b.act("close", form)
		if got.status != http.StatusUnprocessableEntity || !strings.Contains(got.body, "desk.close.choose") || h.talk("a").State != handoff.Live {
			t.Errorf("with %v: %d, the talk is %s", form, got.status, h.talk("a").State)
		}
	}
}

// TestByWhenToAnswer: the open talk says it while the person waits, and no longer.
func TestByWhenToAnswer(t *testing.T) {
	h, b := live(t)
	const says = "da:desk.answer-by=da:desk.clock=12.10"
	b.say("operation-0", "hej")
	if strings.Contains(b.get("/talk/nord/a").body, "desk.answer-by") {
		t.Error("nobody waits, and an answer is asked for")
	}
	stream := b.listen("/events?talk=nord/a", "")
	stream.until("state", "")
	h.says("a", "er du der")
	stream.want("line")
	if got := stream.want("state"); !strings.Contains(got.data, says) {
		t.Errorf("the open page hears %s", got.data)
	}
	if !strings.Contains(b.get("/talk/nord/a").body, says) {
		t.Error("a page opened now does not say it")
	}
	b.say("operation-1", "jeg er her")
	stream.want("line")
	if got := stream.want("state"); strings.Contains(got.data, "desk.answer-by") {
		t.Errorf("after the answer it hears %s", got.data)
	}
	h.pass(12*time.Hour - 4*time.Minute)
	h.says("a", "er du der endnu")
	if page := b.get("/talk/nord/a").body; !strings.Contains(page, "da:desk.answer-by=24/11 00.06") {
		t.Error("the other side of midnight is not told by its day, or by a clock too many")
	}
}

// TestTooLateToAnswer: whose talk went back to the queue is told that it waits there.
func TestTooLateToAnswer(t *testing.T) {
	h, b := live(t)
	stream := b.listen("/events?talk=nord/a", "")
	stream.want("state")
	h.pass(11 * time.Minute)
	if n, err := h.queue.TakeBack(t.Context(), "nord", 10*time.Minute); err != nil || n != 1 {
		t.Fatalf("%d talks went back (%v)", n, err)
	}
	if got := stream.want("gone").data; got != `"returned"` {
		t.Errorf("the page hears %s", got)
	}
	if page := b.get("/?told=returned").body; !strings.Contains(page, "desk.told.returned") {
		t.Error("the sentence is not shown")
	}
}

// TestHereWhileTheServiceIsClosed: who is at the desk outside the service's hours gets
// nobody new from it, and is told so; on a break nobody expects any.
func TestHereWhileTheServiceIsClosed(t *testing.T) {
	h := open(t)
	vest := h.login("vest")
	if got := vest.listen("/events", "").want("presence"); !strings.Contains(got.data, "desk.shut=Tilbud vest") {
		t.Errorf("closed now: %s", got.data)
	}
	vest.post("/presence", url.Values{"presence": {"pause"}})
	for who, b := range map[string]*browser{"on a break": vest, "at services that are open": h.login("maja")} {
		if strings.Contains(b.get("/").body, "desk.shut") {
			t.Errorf("%s: told that it is closed", who)
		}
	}
}

// TestOnlyDangerHasATag: the eye finds those who must not wait, because most people have
// no tag at all.
func TestOnlyDangerHasATag(t *testing.T) {
	h := open(t)
	h.waits("nord", "krise", handoff.Crisis, 1)
	h.waits("nord", "lav", handoff.Low, 1)
	h.waits("nord", "andet", handoff.Other, 1)
	h.has("nord", "taget")
	page := h.login("maja").get("/talk/nord/taget").body
	if n := strings.Count(page, `<span class="tag `); n != 2 || !strings.Contains(page, `class="tag crisis"`) || !strings.Contains(page, `class="tag low"`) {
		t.Errorf("%d tags, want those of crisis and low", n)
	}
	if !strings.Contains(page, `<span id="danger" class="tag other" hidden></span>`) {
		t.Error("the talk of somebody like most has a tag")
	}
}

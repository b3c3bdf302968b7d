package desk_test

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"lyt/bot"
	"lyt/bot/handoff"
)

func (b *browser) act(what string, form url.Values) answer {
	b.Helper()
	return b.post("/talk/nord/a/"+what, form)
}

func (m *memDeeds) list() []handoff.Deed {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.Clone(m.all)
}

// done lists what the audit log holds, without looking.
func (h *house) done() string {
	var all []string
	for _, d := range h.deeds.list() {
		if d.What != "looked" {
			all = append(all, d.Who+" "+d.What+" "+d.On+" "+d.More)
		}
	}
	return strings.Join(all, "|")
}

// TestNotesStayAmongStaff: a note looks different and is no answer; a colleague named in
// it is asked in, and somebody whose name only begins so is not.
func TestNotesStayAmongStaff(t *testing.T) {
	h, b := live(t)
	if got := b.act("note", url.Values{"op": {"note-0001"}, "words": {"Ring til @olesen"}}); got.location != "/talk/nord/a" {
		t.Fatalf("note: %d to %s", got.status, got.location)
	}
	if len(h.talk("a").Guests) != 0 {
		t.Error("somebody who was not named is in the talk")
	}
	b.act("note", url.Values{"op": {"note-0002"}, "words": {"Kan du se med, @Ole?"}})
	if h.words() != "note:Ring til @olesen|note:Kan du se med, @Ole?|system:thread.joined\tole" {
		t.Errorf("the thread holds %s", h.words())
	}
	if got := fmt.Sprint(h.talk("a").Guests); got != "[ole]" {
		t.Errorf("in the talk are %s", got)
	}
	page := h.login("ole").get("/talk/nord/a").body
	for _, want := range []string{`said note`, "desk.who.note", `data-test="guest"`, `data-test="reply"`} {
		if !strings.Contains(page, want) {
			t.Errorf("the colleague's page lacks %s", want)
		}
	}
	if strings.Contains(page, `data-test="close"`) {
		t.Error("a guest could close the talk")
	}
	if !strings.Contains(h.done(), "maja noted a |maja invited a ole") {
		t.Errorf("the log holds %s", h.done())
	}
}

// TestAGuestLeaves: and then it is not their talk any more.
func TestAGuestLeaves(t *testing.T) {
	h, b := live(t)
	b.act("invite", url.Values{"op": {"invite-01"}, "guest": {"ole"}})
	ole := h.login("ole")
	if got := ole.get("/talk/nord/a"); got.status != http.StatusOK {
		t.Fatalf("the guest: %d", got.status)
	}
	stream := ole.listen("/events?board=1&talk=nord/a", "")
	if got := ole.act("depart", url.Values{"op": {"depart-01"}, "guest": {"maja"}}); got.location != "/" {
		t.Errorf("leaving leads to %s", got.location)
	}
	stream.until("gone", "") // it may hear first that somebody left
	if got := ole.get("/talk/nord/a"); got.status != http.StatusNotFound {
		t.Errorf("afterwards: %d", got.status)
	}
	if got := b.act("invite", url.Values{"op": {"invite-02"}, "guest": {"vest"}}); got.status != http.StatusUnprocessableEntity {
		t.Errorf("asking in somebody who is not here: %d", got.status)
	}
}

// TestAGuestTakesOver: somebody who is in the talk already, and is asked to take it over,
// goes on reading, and can.
func TestAGuestTakesOver(t *testing.T) {
	h, b := live(t)
	b.act("onward", url.Values{"op": {"onward-01"}, "to": {"staff:ole"}})
	b.act("note", url.Values{"op": {"note-0001"}, "words": {"@ole baggrunden er her"}})
	h.agree("a")
	ole := h.login("ole")
	page := ole.get("/").body
	if n := strings.Count(page, `data-test="accept"`); n != 1 {
		t.Errorf("the colleague is asked %d times", n)
	}
	if got := ole.get("/talk/nord/a"); got.status != http.StatusOK {
		t.Errorf("the guest who is asked: %d", got.status)
	}
	if got := ole.act("accept", url.Values{}); got.location != "/talk/nord/a" {
		t.Errorf("taking over: %d to %s", got.status, got.location)
	}
}

// TestLetters: times, a card and the crisis card go out as they were chosen; what is not
// on offer does not.
func TestLetters(t *testing.T) {
	h, b := live(t)
	for what, form := range map[string]url.Values{
		"offer": {"slot": {"taget"}}, "card": {"partner": {"ukendt"}}, "invite": {"guest": {"ingen"}}, "onward": {"to": {"service:nord"}}, "told": {"told": {"no"}},
	} {
		if got := b.act(what, form); got.status != http.StatusUnprocessableEntity || !strings.Contains(got.body, `data-test="notice"`) {
			t.Errorf("%s of what is not on offer: %d", what, got.status)
		}
	}
	b.act("offer", url.Values{"op": {"offer-001"}, "slot": {"fri", "fri"}})
	b.act("card", url.Values{"op": {"card-0001"}, "partner": {"linje"}})
	b.act("crisis", url.Values{"op": {"crisis-01"}})
	b.act("crisis", url.Values{"op": {"crisis-01"}})
	b.act("told", url.Values{"op": {"told-0001"}, "told": {"yes"}})
	want := fmt.Sprintf(`|%d {"s":["fri"]}|%d {"s":"linje"}|%d {}`, bot.Offered, bot.Carded, bot.Alarmed)
	if got := h.told(); !strings.HasSuffix(got, want) {
		t.Errorf("the person gets %s, want %s", got, want)
	}
	if page := b.get("/talk/nord/a").body; !strings.Contains(page, "thread.carded") {
		t.Error("the thread does not say what was sent")
	}
	if !strings.Contains(h.done(), "maja offered a |maja carded a linje|maja crisis-card a ") || !strings.HasSuffix(h.done(), "maja told a ") {
		t.Errorf("the log holds %s", h.done())
	}
}

// TestHandOnToAColleague: the person is asked first; then the colleague sees what was
// written along and not the talk, takes it, and the first sees it no more.
func TestHandOnToAColleague(t *testing.T) {
	h, b := live(t)
	h.says("a", "hemmelige ord")
	if got := b.act("onward", url.Values{"op": {"onward-01"}, "to": {"staff:ole"}, "along": {"Kender du skolen"}}); got.location != "/talk/nord/a?told=asking" {
		t.Fatalf("asking: %d to %s", got.status, got.location)
	}
	if got := b.act("onward", url.Values{"op": {"onward-02"}, "to": {"service:vest"}}); got.location != "/talk/nord/a?told=busy" {
		t.Errorf("asking again: to %s", got.location)
	}
	ole := h.login("ole")
	if page := ole.get("/").body; strings.Contains(page, `data-test="accept"`) {
		t.Error("the colleague is asked before the person")
	}
	if page := b.get("/talk/nord/a").body; !strings.Contains(page, "desk.moving.person") || !strings.Contains(page, `data-test="withdraw"`) {
		t.Error("the page does not say what is waited for")
	}
	stream := ole.listen("/events?board=1", "")
	h.agree("a")
	var own string
	for !strings.Contains(own, "Kender du skolen") {
		own = stream.want("own").data
	}
	if got := ole.get("/talk/nord/a"); got.status != http.StatusNotFound {
		t.Error("who is asked sees the talk before taking it")
	}
	mine := b.listen("/events?board=1&talk=nord/a", "")
	if got := ole.act("accept", url.Values{}); got.location != "/talk/nord/a" {
		t.Fatalf("taking over: %d to %s", got.status, got.location)
	}
	for got, ok := mine.next(); ok && got.name != "gone"; got, ok = mine.next() {
		if strings.Contains(got.data, "nothing") {
			t.Fatal(got.data)
		}
	}
	if got := b.get("/talk/nord/a"); got.status != http.StatusNotFound {
		t.Errorf("the first afterwards: %d", got.status)
	}
	if page := ole.get("/talk/nord/a").body; !strings.Contains(page, "hemmelige ord") {
		t.Error("the new one does not see the talk")
	}
}

// TestDeclineOrWithdraw: a colleague says no with a reason, and the one who asked may
// take the question back.
func TestDeclineOrWithdraw(t *testing.T) {
	h, b := live(t)
	ask := func(op string) {
		b.act("onward", url.Values{"op": {op}, "to": {"staff:ole"}})
		h.agree("a")
	}
	ask("onward-01")
	ole := h.login("ole")
	if got := ole.act("decline", url.Values{}); got.location != "/?told=why" || h.talk("a").Moving == nil {
		t.Errorf("no without a reason: to %s", got.location)
	}
	if got := ole.act("decline", url.Values{"words": {"Jeg har fri om lidt"}}); got.location != "/?told=declined" {
		t.Errorf("no: to %s", got.location)
	}
	if page := b.get("/talk/nord/a").body; !strings.Contains(page, "Jeg har fri om lidt") {
		t.Error("the one who asked does not see why")
	}
	ask("onward-02")
	if got := b.act("withdraw", url.Values{"op": {"withdraw1"}}); got.location != "/talk/nord/a?told=withdrawn" || h.talk("a").Moving != nil {
		t.Errorf("taking it back: to %s", got.location)
	}
	if got := ole.act("accept", url.Values{}); got.location != "/?told=late" {
		t.Errorf("taking over what was taken back: %d to %s", got.status, got.location)
	}
}

// TestSupervisorFollows: the counsellor sees it while it lasts; a whisper reaches the
// counsellor; nothing else is allowed.
func TestSupervisorFollows(t *testing.T) {
	h, b := live(t)
	sif := h.login("sif")
	page := sif.get("/talk/nord/a").body
	if !strings.Contains(page, `data-test="whisper"`) || strings.Contains(page, `data-test="reply"`) || strings.Contains(page, `data-test="queue-item"`) {
		t.Error("the supervisor's page is not to read and whisper")
	}
	mine := b.listen("/events?talk=nord/a", "")
	follows := sif.listen("/events?talk=nord/a", "")
	mine.until("state", "desk.watches")
	sif.act("whisper", url.Values{"op": {"whisper-1"}, "words": {"Spørg til søvn"}})
	if got := mine.want("line"); !strings.Contains(got.data, "Spørg til søvn") || !strings.Contains(got.data, "said whisper") {
		t.Errorf("the counsellor hears %s", got.data)
	}
	follows.resp.Body.Close()
	for got := mine.want("state"); strings.Contains(got.data, "desk.watches"); {
		got = mine.want("state")
	}
	if !strings.Contains(h.done(), "sif watched a |sif whispered a ") {
		t.Errorf("the log holds %s", h.done())
	}
}

// TestNobodyLooksUnnoted: without the audit log there is no talk to see.
func TestNobodyLooksUnnoted(t *testing.T) {
	h, b := live(t)
	h.says("a", "hemmelige ord")
	h.deeds.set(true)
	if got := b.get("/talk/nord/a"); got.status != http.StatusServiceUnavailable || strings.Contains(got.body, "hemmelige ord") {
		t.Errorf("with the log away: %d", got.status)
	}
	h.deeds.set(false)
	b.get("/talk/nord/a")
	if last := h.deeds.list()[len(h.deeds.list())-1]; last.What != "looked" || last.On != "a" || last.Who != "maja" {
		t.Errorf("noted is %+v", last)
	}
}

// TestDraftComesBack: what somebody began to write is there in another browser, until it
// is sent; nobody else sees it.
func TestDraftComesBack(t *testing.T) {
	h, b := live(t)
	b.act("invite", url.Values{"op": {"invite-01"}, "guest": {"ole"}})
	if got := b.act("draft", url.Values{"words": {"Jeg tænkte på <dig> "}}); got.status != http.StatusNoContent {
		t.Fatalf("draft: %d", got.status)
	}
	if page := h.login("maja").get("/talk/nord/a").body; !strings.Contains(page, "Jeg tænkte på &lt;dig&gt;") {
		t.Error("the draft is not there in another browser")
	}
	if page := h.login("ole").get("/talk/nord/a").body; strings.Contains(page, "Jeg tænkte på") {
		t.Error("a colleague sees the draft")
	}
	b.say("operation-1", "Hej")
	if page := b.get("/talk/nord/a").body; strings.Contains(page, "Jeg tænkte på") {
		t.Error("the draft is still there after sending")
	}
	b.act("close", url.Values{"reason": {"talked"}})
	if got := b.act("draft", url.Values{"words": {"for sent"}}); got.status != http.StatusNotFound {
		t.Errorf("of a talk that is over: %d", got.status)
	}
}

// TestTypingBothWays: each side sees that the other writes.
func TestTypingBothWays(t *testing.T) {
	h, b := live(t)
	if got := b.act("typing", nil); got.status != http.StatusNoContent || h.relay.typed != 1 {
		t.Errorf("the person is told %d times", h.relay.typed)
	}
	stream := b.listen("/events?talk=nord/a", "")
	stream.want("state")
	h.types("a")
	stream.want("typing")
}

// TestDelivered: whether a message arrived stands at it, on the page and as it becomes
// known.
func TestDelivered(t *testing.T) {
	h, b := live(t)
	b.say("operation-1", "et")
	b.say("operation-2", "to")
	said := h.thread("a")
	stream := b.listen("/events?talk=nord/a", said[1].ID)
	for i, line := range said {
		fine(t, h.queue.Received(t.Context(), bot.Receipt{Service: "nord", Handoff: full("a"), Line: line.ID}, i == 0))
	}
	if got := stream.want("receipt"); got.id != h.thread("a")[2].ID || !strings.Contains(got.data, `"of":"`+said[0].ID+`"`) || !strings.Contains(got.data, "desk.delivered") {
		t.Errorf("the first arrived: %s", got.data)
	}
	if got := stream.want("receipt"); !strings.Contains(got.data, "desk.undelivered") {
		t.Errorf("the second did not: %s", got.data)
	}
	page := b.get("/talk/nord/a").body
	if strings.Count(page, `data-test="delivered"`) != 1 || strings.Count(page, `data-test="undelivered"`) != 1 || strings.Count(page, `data-test="line"`) != 2 {
		t.Error("the page shows it otherwise")
	}
}

// TestCloseWithAReason: only one of the list.
func TestCloseWithAReason(t *testing.T) {
	h, b := live(t)
	if got := b.act("close", url.Values{"reason": {"left"}}); got.status != http.StatusUnprocessableEntity || h.talk("a").State != handoff.Live {
		t.Errorf("with a reason nobody may choose: %d", got.status)
	}
	b.act("close", url.Values{"reason": {"abusive"}})
	if h.talk("a").Reason != handoff.Abusive || !strings.HasSuffix(h.done(), "maja closed a abusive") {
		t.Errorf("closed as %s; the log holds %s", h.talk("a").Reason, h.done())
	}
}

// TestLinksAreShownAndNotOpened: an address is text until somebody has seen where it
// leads; one in look-alike letters stays text.
func TestLinksAreShownAndNotOpened(t *testing.T) {
	h, b := live(t)
	h.says("a", `se https://example.com/a?b=1&c="><script>, og (http://x.dk). javascript:alert(1) https://bаnk.dk`)
	page := b.get("/talk/nord/a").body
	for _, want := range []string{`<a href="https://example.com/a?b=1&amp;c=" target="_blank" rel="noopener noreferrer"`, `<a href="http://x.dk" target`, `<details class="link">`} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %s in %s", want, page[strings.Index(page, `class="words"`):][:900])
		}
	}
	if n := strings.Count(page, `data-test="link"`); n != 2 {
		t.Errorf("%d links, want two", n)
	}
}

// TestSignsThatTurnTextAround never reach the page.
func TestSignsThatTurnTextAround(t *testing.T) {
	turned := "god \u202edag\u2066 \u200f\x07hej"
	h, b := liveAs(t, handoff.Request{Shared: []handoff.Shared{{Name: turned, Value: turned}}})
	h.says("a", turned+strings.Repeat("😀", 4096))
	for _, path := range []string{"/talk/nord/a", "/"} {
		if page := b.get(path).body; strings.ContainsAny(page, "\u202e\u2066\u200f\x07") {
			t.Errorf("%s holds signs that turn text around", path)
		}
	}
}

// TestMeasures: earlier measures are a small picture, and text for those who do not see
// it.
func TestMeasures(t *testing.T) {
	_, b := liveAs(t, handoff.Request{Talks: 2, Measures: []handoff.Measure{{At: noon.AddDate(0, -1, 0), Score: 32}, {At: noon, Score: 60}}})
	page := b.get("/talk/nord/a").body
	for _, want := range []string{`points="10,51 210,34"`, `23/10 2026: 32, 23/11 2026: 60`, "desk.talks=2"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %s", want)
		}
	}
}

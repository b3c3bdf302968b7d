package desk_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"lyt/bot/handoff"
)

// untilOwn reads the own talks until they look as wanted.
func (e *events) untilOwn(fits func(html string) bool) string {
	e.Helper()
	for {
		if got := e.want("own").data; fits(got) {
			return got
		}
	}
}

func asksToTakeOver(html string) bool {
	return strings.Contains(html, `action=\"/talk/nord/a/accept\"`)
}

func asksNothing(html string) bool { return !asksToTakeOver(html) }

// TestHandOnToTheTeam: maja must go home. When the person has agreed, all her colleagues
// are asked at once and nobody else is; one takes the talk, and the others are too late.
func TestHandOnToTheTeam(t *testing.T) {
	h, maja := live(t)
	h.staff.accounts["eva"] = handoff.Account{Name: "eva", Role: handoff.RoleCounsellor, Services: []string{"nord"}}
	if page := maja.get("/talk/nord/a").body; !strings.Contains(page, `<option value="team:">da:desk.onward.team`) {
		t.Error("the team cannot be chosen")
	}
	if got := maja.act("onward", url.Values{"op": {"onward-01"}, "to": {"team:"}, "along": {"Jeg \u202Egår nu"}}); got.location != "/talk/nord/a?told=asking" {
		t.Fatalf("asking: %d to %s", got.status, got.location)
	}
	ole, eva, sif := h.login("ole"), h.login("eva"), h.login("sif")
	board := "/events?board=1"
	oles, evas, majas := ole.listen(board, ""), eva.listen(board, ""), maja.listen(board+"&talk=nord/a", "")
	oles.untilOwn(asksNothing)
	evas.untilOwn(asksNothing)
	h.agree("a")
	for _, stream := range []*events{oles, evas} {
		own := stream.untilOwn(asksToTakeOver)
		if !strings.Contains(own, "Jeg går nu") || !strings.Contains(own, `"unread":1`) || strings.Contains(own, `/decline`) {
			t.Errorf("a colleague sees %s", own)
		}
	}
	own := majas.until("own", "desk.moving.other").data
	if asksToTakeOver(own) || strings.Count(own, "mine-item") != 1 {
		t.Errorf("who asks is asked as well, or has the talk twice: %s", own)
	}
	if page := maja.get("/").body; strings.Contains(page, `data-test="accept"`) {
		t.Error("who asks is asked as well")
	}
	if page := maja.get("/talk/nord/a").body; !strings.Contains(page, "<bdi>da:desk.onward.team") || !strings.Contains(page, `data-test="withdraw"`) {
		t.Error("the page does not say that the team is waited for")
	}
	if own := sif.listen(board, "").want("own").data; asksToTakeOver(own) {
		t.Error("a supervisor is asked to take over")
	}
	if got := ole.act("accept", url.Values{}); got.location != "/talk/nord/a" {
		t.Fatalf("taking over: %d to %s", got.status, got.location)
	}
	evas.untilOwn(asksNothing)
	if got := eva.act("accept", url.Values{}); got.location != "/?told=late" {
		t.Errorf("too late: %d to %s", got.status, got.location)
	}
	if got := ole.act("accept", url.Values{}); got.location != "/talk/nord/a" {
		t.Errorf("the same click again: %d to %s", got.status, got.location)
	}
	if got := majas.until("gone", "").data; got != `"lost"` {
		t.Errorf("the first hears %s", got)
	}
	if n := strings.Count(h.done(), "ole accepted a "); n != 1 {
		t.Errorf("the log holds the take-over %d times", n)
	}
}

// TestNoTeamIsThere: nobody is promised a team of which nobody is there.
func TestNoTeamIsThere(t *testing.T) {
	h, maja := live(t)
	h.here("nord", "per", handoff.Away)
	maja.act("invite", url.Values{"op": {"invite-01"}, "guest": {"ole"}})
	if page := maja.get("/talk/nord/a").body; !strings.Contains(page, `value="team:"`) {
		t.Error("a guest is not of the team")
	}
	h.here("nord", "ole", handoff.Away)
	if page := maja.get("/talk/nord/a").body; strings.Contains(page, `value="team:"`) {
		t.Error("the team can be chosen")
	}
	if got := maja.act("onward", url.Values{"op": {"onward-01"}, "to": {"team:"}}); got.status != http.StatusUnprocessableEntity || h.talk("a").Moving != nil {
		t.Errorf("the person is asked: %d", got.status)
	}
}

// TestNobodyReadsAlongBeforeTakingOver: nothing of a talk is read for who is only asked.
func TestNobodyReadsAlongBeforeTakingOver(t *testing.T) {
	h, maja := live(t)
	h.says("a", "hemmelige ord")
	maja.act("onward", url.Values{"op": {"onward-01"}, "to": {"team:"}})
	h.agree("a")
	stream := h.login("ole").listen("/events?board=1", "")
	stream.untilOwn(asksToTakeOver)
	h.says("a", "flere ord")
	h.waits("nord", "b", handoff.Other, 1)
	for !strings.Contains(stream.want("queue").data, `["b",`) {
	}
	if n := h.queue.opened.Load(); n > 0 {
		t.Errorf("for who is asked the talk was read %d times", n)
	}
}

// TestAGuestIsChosen: who is in the talk can be asked to take it over, finds it in both
// lists, and is not asked in a second time.
func TestAGuestIsChosen(t *testing.T) {
	h, maja := live(t)
	maja.act("invite", url.Values{"op": {"invite-01"}, "guest": {"ole"}})
	page := maja.get("/talk/nord/a").body
	if !strings.Contains(page, `<option value="staff:ole">`) || strings.Count(page, `data-test="invite-choice"`) != 1 {
		t.Error("the guest cannot be chosen to take over, or can be asked in twice")
	}
	if got := maja.act("onward", url.Values{"op": {"onward-01"}, "to": {"staff:ole"}}); got.location != "/talk/nord/a?told=asking" {
		t.Fatalf("asking: %d to %s", got.status, got.location)
	}
	h.agree("a")
	ole := h.login("ole")
	if page := ole.get("/").body; strings.Count(page, `data-test="accept"`) != 1 || strings.Count(page, `data-test="open"`) != 1 {
		t.Error("the guest does not find both the question and the talk")
	}
	if page := ole.get("/talk/nord/a").body; strings.Count(page, `action="/talk/nord/a/accept"`) != 2 || strings.Contains(page, "desk.moving.wait") {
		t.Error("beside the list, the guest cannot take over in the talk itself")
	}
	if got := ole.act("accept", url.Values{}); got.location != "/talk/nord/a" {
		t.Errorf("taking over: %d to %s", got.status, got.location)
	}
	if talk := h.talk("a"); talk.Staff != "ole" || len(talk.Guests) > 0 {
		t.Errorf("the talk is with %s and %v", talk.Staff, talk.Guests)
	}
}

// TestAGuestHearsTheEnd: the page of a guest says that the talk is over, and not that it
// was taken from them.
func TestAGuestHearsTheEnd(t *testing.T) {
	h, maja := live(t)
	maja.act("invite", url.Values{"op": {"invite-01"}, "guest": {"ole"}})
	ole := h.login("ole")
	stream := ole.listen("/events?board=1&talk=nord/a", "")
	maja.act("close", url.Values{"op": {"close-001"}, "reason": {"talked"}})
	if got := stream.until("gone", "").data; got != `"ended"` {
		t.Errorf("the guest hears %s", got)
	}
	if page := ole.get("/?told=ended").body; !strings.Contains(page, "desk.told.ended") {
		t.Error("the sentence is not shown")
	}
	if got := ole.get("/talk/nord/a"); got.status != http.StatusNotFound {
		t.Errorf("the closed talk: %d", got.status)
	}
}

// TestAQuestionThatIsNoMore: whatever becomes of a talk somebody is asked to take over, it
// goes from their list, and their page stays where it is.
func TestAQuestionThatIsNoMore(t *testing.T) {
	for what, end := range map[string]func(h *house, maja *browser){
		"taken back": func(_ *house, maja *browser) { maja.act("withdraw", url.Values{"op": {"withdraw1"}}) },
		"closed": func(_ *house, maja *browser) {
			maja.act("close", url.Values{"op": {"close-001"}, "reason": {"talked"}})
		},
	} {
		h, maja := live(t)
		maja.act("onward", url.Values{"op": {"onward-01"}, "to": {"staff:ole"}})
		h.agree("a")
		ole := h.login("ole")
		stream := ole.listen("/events?board=1", "")
		stream.untilOwn(asksToTakeOver)
		end(h, maja)
		stream.untilOwn(asksNothing) // want fails on any other event than the lists
		for _, answer := range []string{"accept", "decline"} {
			if got := ole.act(answer, url.Values{"words": {"Jeg har fri"}}); got.location != "/?told=late" {
				t.Errorf("%s: %s leads to %s", what, answer, got.location)
			}
		}
		if deeds := h.done(); strings.Contains(deeds, "ole accepted") || strings.Contains(deeds, "ole declined") {
			t.Errorf("%s: the log holds %s", what, deeds)
		}
	}
}

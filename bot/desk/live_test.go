package desk_test

import (
	"net/http"
	"strings"
	"testing"

	"lyt/bot/handoff"
)

// Sif has the list of all talks open while Maja takes one and ends it: the list follows,
// and tells nothing of who waits.
func TestLiveListKeepsItselfUpToDate(t *testing.T) {
	h := open(t)
	h.waits("nord", "krise", handoff.Crisis, 3)
	h.waits("nord", "venter", handoff.Other, 1)
	sif, maja := h.login("sif"), h.login("maja")
	sif.get("/live").shows(t, http.StatusOK, `data-events="/events?live=1"`, `<div id="live">`, "da:desk.live.none")
	page := sif.listen("/events?live=1", "")
	if first := page.want("live"); !strings.Contains(first.data, "da:desk.live.none") {
		t.Errorf("at first: %s", first.data)
	}
	maja.claim("nord", "krise")
	if now := page.want("live"); !strings.Contains(now.data, "/talk/nord/krise") || !strings.Contains(now.data, "maja") || strings.Contains(now.data, "venter") || strings.Contains(now.data, "15-17") {
		t.Errorf("when it is taken: %s", now.data)
	}
	maja.post("/talk/nord/krise/close", map[string][]string{"reason": {"talked"}, "op": {"slut-krise"}})
	if now := page.want("live"); strings.Contains(now.data, "krise") {
		t.Errorf("when it is over: %s", now.data)
	}
}

// A counsellor who asks for the supervisors' list on their stream does not get it.
func TestLiveListIsForSupervisors(t *testing.T) {
	h := open(t)
	ole := h.login("ole").listen("/events?live=1", "")
	until := func(count string) { // nothing but what everybody is told comes before it
		for !strings.Contains(ole.want("head").data, `"count":`+count) {
		}
	}
	h.waits("nord", "krise", handoff.Crisis, 3)
	h.login("maja").claim("nord", "krise")
	h.waits("nord", "flere", handoff.Other, 1)
	until("1")
	h.waits("nord", "endnu", handoff.Other, 1)
	until("2")
}

package desk_test

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"lyt/bot/handoff"
)

// times counts how often something was noted.
func (h *house) times(deed string) int {
	n := 0
	for _, line := range h.deeds.noted() {
		if line == deed {
			n++
		}
	}
	return n
}

// TestNobodyLooksUnseen: wherever words of a talk are shown, that stands in the log
// first, and the counsellor sees that a supervisor follows. Who cannot be noted or
// marked sees nothing.
func TestNobodyLooksUnseen(t *testing.T) {
	h := open(t)
	h.waits("nord", "a", handoff.Other, 1)
	maja, sif := h.login("maja"), h.login("sif")
	maja.claim("nord", "a")
	maja.post("/talk/nord/a/say", url.Values{"words": {"ord fra maja"}, "op": {"1"}})

	page := sif.get("/talk/nord/a")
	if !strings.Contains(page.body, "ord fra maja") || !slices.Equal(h.talk("a").Watchers, []string{"sif"}) {
		t.Errorf("a page: %d, followed by %v", page.status, h.talk("a").Watchers)
	}
	fine(t, h.queue.Watch(t.Context(), "nord", full("a"), "sif", false))
	before := h.times("sif watched a")
	if got := sif.post("/talk/nord/a/whisper", url.Values{"words": {""}}); got.status != wrongForm || len(h.talk("a").Watchers) != 1 || h.times("sif watched a") != before+1 {
		t.Errorf("an empty whisper: %d, followed by %v", got.status, h.talk("a").Watchers)
	}
	looked := h.times("maja looked a")
	if got := maja.post("/talk/nord/a/say", url.Values{"words": {""}}); got.status != wrongForm || h.times("maja looked a") != looked+1 {
		t.Errorf("an empty answer: %d, not noted", got.status)
	}

	h.deeds.set(true)
	for what, got := range map[string]answer{
		"a whisper": sif.post("/talk/nord/a/whisper", url.Values{"words": {""}}), "an answer": maja.post("/talk/nord/a/say", url.Values{"words": {""}}),
		"a stream nobody opened before": h.login("ole").get("/events?talk=nord/a"),
	} {
		if got.status < 400 || strings.Contains(got.body, "ord fra maja") {
			t.Errorf("%s while the log is away: %d", what, got.status)
		}
	}
	h.deeds.set(false)
	fine(t, h.queue.Watch(t.Context(), "nord", full("a"), "sif", false))
	h.queue.unmarked.Store(true)
	for _, got := range []answer{sif.get("/talk/nord/a"), sif.get("/events?talk=nord/a")} {
		if got.status != http.StatusServiceUnavailable || strings.Contains(got.body, "ord fra maja") {
			t.Errorf("without the mark: %d", got.status)
		}
	}
}

// TestGoingIsNoted: the log holds every change of who is in a talk, and a note stands
// there whether or not the colleague it names can be asked in.
func TestGoingIsNoted(t *testing.T) {
	h, b := live(t)
	h.login("ole").get("/")
	b.act("invite", url.Values{"op": {"invite-01"}, "guest": {"ole"}})
	b.act("depart", url.Values{"op": {"depart-01"}, "guest": {"ole"}})
	b.act("onward", url.Values{"op": {"onward-01"}, "to": {"staff:ole"}})
	b.act("withdraw", url.Values{"op": {"withdraw1"}})
	h.queue.unmarked.Store(true)
	if got := b.act("note", url.Values{"op": {"note-0001"}, "words": {"Kig med @ole"}}); got.status != http.StatusServiceUnavailable {
		t.Errorf("a note whose colleague cannot be asked in: %d", got.status)
	}
	for _, deed := range []string{"maja departed a", "maja withdrawn a", "maja noted a"} {
		if h.times(deed) != 1 {
			t.Errorf("noted %d times: %s", h.times(deed), deed)
		}
	}
}

// TestEachHouseReadsItsOwnLogins: a login stands in the log of each service of the
// account. What belongs to no service is for auditors of all houses.
func TestEachHouseReadsItsOwnLogins(t *testing.T) {
	h := open(t)
	h.staff.accounts["alma"] = handoff.Account{Name: "alma", Role: handoff.RoleAuditor, Services: []string{"nord", "vest"}}
	h.login("maja")
	h.login("vest")
	logins := func(service string) (list []string) {
		for _, deed := range h.deeds.list() {
			if deed.What == "login" && deed.Service == service {
				list = append(list, deed.Who)
			}
		}
		return list
	}
	for service, want := range map[string][]string{"nord": {"maja"}, "syd": {"maja"}, "vest": {"vest"}, "": nil} {
		if got := logins(service); !slices.Equal(got, want) {
			t.Errorf("logins at %q: %v, want %v", service, got, want)
		}
	}
	rut, alma := h.login("rut"), h.login("alma")
	if got := rut.get("/log?service="); got.status != http.StatusNotFound || strings.Contains(rut.get("/log").body, `<option value="" `) {
		t.Errorf("of all houses, for an auditor of one: %d", got.status)
	}
	if got := alma.get("/log?service="); got.status != http.StatusOK {
		t.Errorf("of all houses, for an auditor of all: %d", got.status)
	}
}

// TestStreamAloneIsNoted: the stream of a talk shows its words too. A page that comes
// back within a minute is the same look.
func TestStreamAloneIsNoted(t *testing.T) {
	h := open(t)
	h.waits("nord", "a", handoff.Other, 1)
	maja, sif := h.login("maja"), h.login("sif")
	maja.claim("nord", "a")
	before := h.times("maja looked a")
	h.deeds.set(true)
	if got := maja.get("/events?talk=nord/a"); got.status != http.StatusServiceUnavailable {
		t.Errorf("a stream while the log is away: %d", got.status)
	}
	h.deeds.set(false)
	for range 3 {
		maja.listen("/events?talk=nord/a&after=0-0", "").want("state")
	}
	if n := h.times("maja looked a") - before; n != 1 {
		t.Errorf("a stream three times: noted %d times", n)
	}
	first, second := sif.listen("/events?talk=nord/a", ""), sif.listen("/events?talk=nord/a", "")
	first.until("state", "")
	second.until("state", "")
	rung, stop := h.bell.Listen("t:" + full("a"))
	defer stop()
	marks := h.queue.marks.Load()
	first.resp.Body.Close()
	for enough := time.After(5 * time.Second); h.queue.marks.Load() == marks; {
		select {
		case <-rung:
		case <-enough:
			t.Fatal("one of two pages was closed, and the mark is gone while the other goes on")
		}
	}
}

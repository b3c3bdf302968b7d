package desk_test

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"lyt/bot/handoff"
)

// What a page answers to those who may see it, who are led on, who may not, and whose
// login has ended while a stream was open.
const (
	ok  = http.StatusOK
	see = http.StatusSeeOther
	no  = http.StatusNotFound
	out = http.StatusUnauthorized

	done = http.StatusNoContent
)

// A right is one page or action and what it answers to each: maja has the talk, ole is
// a colleague of hers, vest works at another service, kim is coordinator, sif supervisor
// and rut auditor of hers, and the last is nobody.
type right struct {
	method, path                             string
	maja, ole, vest, kim, sif, rut, stranger int
}

var deskRights = []right{
	{"GET", "/", ok, ok, ok, ok, see, see, ok},
	{"GET", "/events", ok, ok, ok, no, ok, no, out},
	{"GET", "/events?board=1", ok, ok, ok, no, ok, no, out},
	{"GET", "/events?talk=nord/taget", ok, no, no, no, ok, no, out},
	{"GET", "/events?talk=nord/venter", no, no, no, no, no, no, out},
	{"GET", "/events?talk=vest/taget", no, no, no, no, no, no, out},
	{"GET", "/talk/nord/taget", ok, no, no, no, ok, no, see},
	{"GET", "/talk/nord/taget/tools", ok, no, no, no, no, no, see},
	{"POST", "/talk/nord/taget/say", see, no, no, no, no, no, see},
	{"POST", "/talk/nord/taget/typing", done, no, no, no, no, no, see},
	{"POST", "/talk/nord/taget/draft", done, no, no, no, no, no, see},
	{"POST", "/talk/nord/taget/note", see, no, no, no, no, no, see},
	{"POST", "/talk/nord/taget/whisper", no, no, no, no, see, no, see},
	{"POST", "/talk/nord/taget/invite", see, no, no, no, no, no, see},
	{"POST", "/talk/nord/taget/depart", see, no, no, no, no, no, see},
	{"POST", "/talk/nord/taget/offer", see, no, no, no, no, no, see},
	{"POST", "/talk/nord/taget/card", see, no, no, no, no, no, see},
	{"POST", "/talk/nord/taget/crisis", see, no, no, no, no, no, see},
	{"POST", "/talk/nord/taget/told", see, no, no, no, no, no, see},
	{"POST", "/talk/nord/taget/onward", see, no, no, no, no, no, see},
	{"POST", "/talk/nord/taget/withdraw", see, no, no, no, no, no, see},
	// Whoever of the house is too late for it hears so, whatever became of the talk.
	{"POST", "/talk/nord/taget/accept", see, see, no, no, no, no, see},
	{"POST", "/talk/nord/taget/decline", see, see, no, no, no, no, see},
	{"POST", "/talk/nord/findes-ikke/accept", see, see, no, no, no, no, see},
	{"POST", "/talk/nord/taget/close", see, no, no, no, no, no, see},
	// A colleague who is asked in writes along, and one who is asked to take over may.
	{"GET", "/talk/nord/faelles", ok, ok, no, no, ok, no, see},
	{"GET", "/events?talk=nord/faelles", ok, ok, no, no, ok, no, out},
	{"GET", "/talk/nord/faelles/tools", ok, ok, no, no, no, no, see},
	{"POST", "/talk/nord/faelles/say", see, see, no, no, no, no, see},
	{"POST", "/talk/nord/faelles/note", see, see, no, no, no, no, see},
	{"POST", "/talk/nord/faelles/depart", see, see, no, no, no, no, see},
	{"POST", "/talk/nord/faelles/crisis", see, see, no, no, no, no, see},
	{"POST", "/talk/nord/faelles/onward", see, no, no, no, no, no, see},
	{"POST", "/talk/nord/faelles/close", see, no, no, no, no, no, see},
	{"GET", "/talk/nord/spurgt", ok, no, no, no, ok, no, see},
	{"GET", "/events?talk=nord/spurgt", ok, no, no, no, ok, no, out},
	{"GET", "/talk/nord/spurgt/tools", ok, no, no, no, no, no, see},
	{"POST", "/talk/nord/spurgt/say", see, no, no, no, no, no, see},
	{"POST", "/talk/nord/spurgt/accept", see, see, no, no, no, no, see},
	{"POST", "/talk/nord/spurgt/decline", see, see, no, no, no, no, see},
	// Of the whole team each may take it over, and none says no for all.
	{"GET", "/talk/nord/alle", ok, no, no, no, ok, no, see},
	{"GET", "/events?talk=nord/alle", ok, no, no, no, ok, no, out},
	{"POST", "/talk/nord/alle/say", see, no, no, no, no, no, see},
	{"POST", "/talk/nord/alle/accept", see, see, no, no, no, no, see},
	{"POST", "/talk/nord/alle/decline", see, no, no, no, no, no, see},
	{"POST", "/talk/nord/alle/withdraw", see, no, no, no, no, no, see},
	{"GET", "/talk/nord/venter", no, no, no, no, no, no, see},
	{"POST", "/talk/nord/venter/say", no, no, no, no, no, no, see},
	{"POST", "/talk/nord/venter/whisper", no, no, no, no, no, no, see},
	{"POST", "/talk/nord/venter/close", no, no, no, no, no, no, see},
	{"GET", "/talk/nord/findes-ikke", no, no, no, no, no, no, see},
	{"GET", "/talk/syd/taget", no, no, no, no, no, no, see},
	{"GET", "/talk/vest/taget", no, no, no, no, no, no, see},
	{"POST", "/claim", see, see, no, no, no, no, see},
	{"POST", "/decline", no, no, no, no, no, no, see}, // nobody hands this one on
	{"POST", "/presence", see, see, see, no, no, no, see},
	{"GET", "/talk", no, no, no, no, no, no, no},
	{"GET", "/staff", no, no, no, no, no, no, no},
	{"POST", "/", no, no, no, no, no, no, no},
	{"DELETE", "/talk/nord/taget", no, no, no, no, no, no, no},
}

func rights() []right {
	return slices.Concat(deskRights, accountRights, calendarRights, smallRights)
}

// TestRights holds every page and action against every kind of account. What is not
// allowed answers as if it did not exist.
func TestRights(t *testing.T) {
	form := url.Values{
		"service": {"nord"}, "id": {full("venter")}, "op": {"abcdefgh"}, "words": {"hej"}, "reason": {"talked"}, "slot": {"fri"}, "partner": {"linje"},
		"guest": {"ole"}, "to": {"service:vest"}, "told": {"yes"},
	}
	last := map[string]*browser{} // by name: in a house where nobody was told anything, and they are in
	for _, row := range rights() {
		for name, want := range map[string]int{
			"maja": row.maja, "ole": row.ole, "vest": row.vest, "kim": row.kim, "sif": row.sif, "rut": row.rut, "": row.stranger,
		} {
			if last[name] == nil {
				last[name] = enter(t, name)
			}
			b, told := last[name], last[name].relay.count()
			var status int
			if strings.HasPrefix(row.path, "/events") {
				stream := b.listen(row.path, "")
				status = stream.resp.StatusCode
			} else {
				status = b.do(b.request(row.method, row.path, form)).status
			}
			if status != want {
				t.Errorf("%s %s as %q: %d, want %d", row.method, row.path, name, status, want)
			}
			if (want == no || want == out || name == "") && b.relay.count() > told {
				t.Errorf("%s %s as %q had an effect", row.method, row.path, name)
			}
			if b.relay.count() > told || name != "" && len(b.staff.sessions) == 0 {
				last[name] = nil
			}
		}
	}
}

// enter is somebody in a house where one waits and maja has four talks: one of her own,
// one with ole as a guest, one he is asked to take over, and one that the team is.
func enter(t *testing.T, name string) *browser {
	t.Helper()
	h := open(t)
	h.waits("nord", "venter", handoff.Other, 1)
	for _, talk := range []string{"taget", "faelles", "spurgt", "alle"} {
		h.has("nord", talk)
	}
	h.here("nord", "ole", handoff.On)
	fine(t, h.queue.Invite(t.Context(), "nord", full("faelles"), "invite-01", "maja", "ole"))
	for talk, to := range map[string]string{"spurgt": "ole", "alle": ""} {
		fine(t, h.queue.HandOn(t.Context(), "nord", full(talk), "onward-01", "maja", handoff.Onward{Service: "nord", Staff: to}))
		h.agree(talk)
	}
	if name == "" {
		return h.browser()
	}
	return h.login(name)
}

// TestEveryPageHasItsRights: a page or action without a row above is one that nobody
// thought about.
func TestEveryPageHasItsRights(t *testing.T) {
	d := build(t).begin()
	mux, held := http.NewServeMux(), map[string]bool{}
	for _, pattern := range d.Patterns() {
		mux.HandleFunc(pattern, http.NotFound)
	}
	for _, row := range rights() {
		r, err := http.NewRequestWithContext(t.Context(), row.method, row.path, nil)
		if err != nil {
			t.Fatal(err)
		}
		_, pattern := mux.Handler(r)
		held[pattern] = true
	}
	for _, pattern := range d.Patterns() {
		if !held[pattern] {
			t.Errorf("%s has no row", pattern)
		}
	}
}

func TestCoordinatorSeesTimesAndNoTalks(t *testing.T) {
	h := open(t)
	h.waits("nord", "venter", handoff.Crisis, 3)
	page := h.login("kim").get("/")
	if !strings.Contains(page.body, `data-test="no-talks"`) || !strings.Contains(page.body, "Tilbud nord") {
		t.Error("no plain page with the times")
	}
	if strings.Contains(page.body, "queue-item") || strings.Contains(page.body, "15-17") {
		t.Error("a coordinator sees who waits")
	}
}

func TestAccountWithoutServices(t *testing.T) {
	h := open(t)
	b := h.login("alene")
	for _, path := range []string{"/", "/calendar"} {
		if got := b.get(path); got.status != http.StatusOK {
			t.Errorf("%s: %d", path, got.status)
		}
	}
	stream := b.listen("/events?board=1", "")
	stream.want("queue")
}

func TestCrossOriginIsForbidden(t *testing.T) {
	h := open(t)
	h.waits("nord", "venter", handoff.Other, 1)
	b := h.login("maja")
	for name, header := range map[string][2]string{
		"cross-site": {"Sec-Fetch-Site", "cross-site"}, "same-site": {"Sec-Fetch-Site", "same-site"}, "foreign origin": {"Origin", "https://evil.example"},
	} {
		for _, path := range []string{"/login", "/logout", "/language", "/claim", "/decline", "/presence", "/talk/nord/venter/say", "/talk/nord/venter/close", "/talk/nord/venter/crisis"} {
			r := b.request(http.MethodPost, path, url.Values{"service": {"nord"}, "id": {full("venter")}})
			r.Header.Set(header[0], header[1])
			if got := b.do(r); got.status != http.StatusForbidden {
				t.Errorf("%s %s: %d", name, path, got.status)
			}
		}
	}
	if h.relay.count() != 0 || len(h.staff.sessions) != 1 {
		t.Error("a forged post had an effect")
	}
}

func TestHeaders(t *testing.T) {
	h := open(t)
	b := h.login("maja")
	for _, path := range []string{"/", "/calendar", "/none", "/talk/nord/none"} {
		if b.get(path).header.Get("Content-Security-Policy") == "" {
			t.Errorf("%s does not stand behind web.Strict", path)
		}
	}
	for _, form := range []string{"<style", "style=", "onclick", "<script>"} {
		if strings.Contains(b.get("/").body, form) {
			t.Errorf("page holds %s", form)
		}
	}
}

func TestBodyLimit(t *testing.T) {
	h := open(t)
	h.waits("nord", "a", handoff.Other, 1)
	b := h.login("maja")
	b.claim("nord", "a")
	huge := url.Values{"words": {strings.Repeat("x", 1<<20)}, "name": {strings.Repeat("x", 1<<20)}, "service": {"nord"}}
	for path, want := range map[string]int{
		"/talk/nord/a/say": http.StatusRequestEntityTooLarge, "/claim": http.StatusBadRequest, "/login": http.StatusBadRequest, "/talk/nord/a/close": http.StatusBadRequest,
	} {
		if got := b.post(path, huge); got.status != want {
			t.Errorf("%s with 1 MiB: %d, want %d", path, got.status, want)
		}
	}
}

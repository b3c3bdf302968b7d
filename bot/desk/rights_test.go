package desk_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"lyt/bot/handoff"
)

// TestRights holds every page and action against every kind of account. What is not
// allowed answers as if it did not exist.
func TestRights(t *testing.T) {
	const ok, see, no, out = http.StatusOK, http.StatusSeeOther, http.StatusNotFound, http.StatusUnauthorized
	form := url.Values{"service": {"nord"}, "id": {"venter"}, "op": {"abcdefgh"}, "words": {"hej"}}
	table := []struct {
		method, path string
		// the counsellor who has the talk, a colleague, one of another service, a coordinator, nobody
		maja, ole, vest, kim, nobody int
	}{
		{"GET", "/", ok, ok, ok, ok, ok},
		{"GET", "/calendar", ok, ok, ok, ok, see},
		{"GET", "/queue/events", ok, ok, ok, no, out},
		{"GET", "/talk/nord/taget", ok, no, no, no, see},
		{"GET", "/talk/nord/taget/events", ok, no, no, no, out},
		{"POST", "/talk/nord/taget/say", see, no, no, no, see},
		{"GET", "/talk/nord/venter", no, no, no, no, see},
		{"GET", "/talk/nord/venter/events", no, no, no, no, out},
		{"POST", "/talk/nord/venter/say", no, no, no, no, see},
		{"POST", "/talk/nord/venter/close", no, no, no, no, see},
		{"GET", "/talk/nord/findes-ikke", no, no, no, no, see},
		{"GET", "/talk/syd/taget", no, no, no, no, see},
		{"GET", "/talk/vest/taget", no, no, no, no, see},
		{"POST", "/talk/nord/taget/close", see, no, no, no, see},
		{"POST", "/claim", see, see, no, no, see},
		{"GET", "/talk", no, no, no, no, no},
		{"GET", "/staff", no, no, no, no, no},
	}
	for _, row := range table {
		for name, want := range map[string]int{"maja": row.maja, "ole": row.ole, "vest": row.vest, "kim": row.kim, "": row.nobody} {
			h := open(t)
			h.waits("nord", "venter", handoff.Other, 1)
			h.waits("nord", "taget", handoff.Other, 1)
			if got := h.login("maja").claim("nord", "taget"); got.status != see {
				t.Fatalf("claim: %d", got.status)
			}
			h.relay.told = nil
			b := h.browser()
			if name != "" {
				b = h.login(name)
			}
			var status int
			if strings.HasSuffix(row.path, "/events") {
				stream := b.listen(row.path, "")
				status = stream.resp.StatusCode
			} else {
				status = b.do(b.request(row.method, row.path, form)).status
			}
			if status != want {
				t.Errorf("%s %s as %q: %d, want %d", row.method, row.path, name, status, want)
			}
			if (want == no || want == out || name == "") && h.relay.count() > 0 {
				t.Errorf("%s %s as %q had an effect", row.method, row.path, name)
			}
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

func TestCalendarShowsPassNamesOnly(t *testing.T) {
	h := open(t)
	page := h.login("maja").get("/calendar")
	for _, want := range []string{"Tilbud nord", "Tilbud syd", "pass.first.1", "pass.second.5", "format.chat", "desk.slot.open", "23/11 13.00", "&lt;b&gt;Maja"} {
		if !strings.Contains(page.body, want) {
			t.Errorf("calendar lacks %s", want)
		}
	}
	if strings.Contains(page.body, "hemmelig") {
		t.Error("calendar shows a pseudonym")
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
	stream := b.listen("/queue/events", "")
	stream.want("queue")
}

func TestCrossOriginIsForbidden(t *testing.T) {
	h := open(t)
	h.waits("nord", "venter", handoff.Other, 1)
	b := h.login("maja")
	for name, header := range map[string][2]string{
		"cross-site": {"Sec-Fetch-Site", "cross-site"}, "same-site": {"Sec-Fetch-Site", "same-site"}, "foreign origin": {"Origin", "https://evil.example"},
	} {
		for _, path := range []string{"/login", "/logout", "/language", "/claim", "/talk/nord/venter/say", "/talk/nord/venter/close"} {
			r := b.request(http.MethodPost, path, url.Values{"service": {"nord"}, "id": {"venter"}})
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
		header := b.get(path).header
		policy := header.Get("Content-Security-Policy")
		for _, rule := range []string{"default-src 'none'", "script-src 'self'", "style-src 'self'", "form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'"} {
			if !strings.Contains(policy, rule) {
				t.Errorf("%s: policy lacks %s", path, rule)
			}
		}
		if header.Get("Cache-Control") != "no-store" || header.Get("Referrer-Policy") != "no-referrer" || header.Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("%s: headers are loose", path)
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

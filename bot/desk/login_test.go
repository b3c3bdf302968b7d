package desk_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"lyt/bot/desk"
	"lyt/bot/handoff"
)

// cookie is the last one of that name that was set.
func (a answer) cookie(t *testing.T, name string) *http.Cookie {
	t.Helper()
	var found *http.Cookie
	for _, c := range a.cookies {
		if c.Name == name {
			found = c
		}
	}
	if found == nil {
		t.Fatalf("no cookie %s", name)
	}
	return found
}

func TestLogin(t *testing.T) {
	h := open(t)
	b := h.browser()
	page := b.get("/")
	for _, hook := range []string{`data-test="login-name"`, `data-test="login-password"`, `data-test="login-submit"`} {
		if page.status != http.StatusOK || !strings.Contains(page.body, hook) {
			t.Errorf("login page lacks %s", hook)
		}
	}
	got := b.post("/login", url.Values{"name": {"maja"}, "password": {"rigtig"}})
	if got.status != http.StatusSeeOther || got.location != "/" {
		t.Fatalf("login: %d to %s", got.status, got.location)
	}
	c := got.cookie(t, "desk")
	if !c.HttpOnly || c.Secure || c.SameSite != http.SameSiteStrictMode || c.Path != "/" || c.MaxAge != int(desk.SessionLife.Seconds()) {
		t.Errorf("cookie %s is too loose", c.Name)
	}
	if page := b.get("/"); !strings.Contains(page.body, "maja") || !strings.Contains(page.body, "da:desk.waiting.none") {
		t.Error("no queue after login")
	}
}

func TestLoginOverHTTPS(t *testing.T) {
	h := open(t)
	b := h.browser()
	r := b.request(http.MethodPost, "/login", url.Values{"name": {"maja"}, "password": {"rigtig"}})
	r.Header.Set("X-Forwarded-Proto", "https")
	c := b.do(r).cookie(t, "__Host-desk")
	if !c.Secure || !c.HttpOnly || c.Path != "/" || c.Domain != "" {
		t.Errorf("cookie %s over https", c.Name)
	}
}

func TestLoginSaysNothingOfWhatWasWrong(t *testing.T) {
	h := open(t)
	b := h.browser()
	name := b.post("/login", url.Values{"name": {"findes-ikke"}, "password": {"rigtig"}})
	password := b.post("/login", url.Values{"name": {"maja"}, "password": {"forkert"}})
	if name.status != http.StatusUnauthorized || name.body != password.body || name.status != password.status {
		t.Error("the answer tells whether the name exists")
	}
	if !strings.Contains(password.body, `role="alert"`) || strings.Contains(password.body, `role="status" data-test="notice"`) {
		t.Error("a failed login does not look like one")
	}
	if strings.Contains(password.body, "forkert") || len(password.cookies) != 0 {
		t.Error("a failed login gave something away")
	}
}

func TestLoginIsThrottled(t *testing.T) {
	h := open(t)
	b := h.browser()
	var last answer
	for range 51 {
		last = b.post("/login", url.Values{"name": {"maja"}, "password": {"forkert"}})
	}
	if last.status != http.StatusTooManyRequests || !strings.Contains(last.body, "desk.login.throttled") {
		t.Errorf("after 51 tries: %d", last.status)
	}
}

func TestLoginRenewsTheSession(t *testing.T) {
	h := open(t)
	b := h.login("maja")
	if got := b.post("/login", url.Values{"name": {"maja"}, "password": {"rigtig"}}); got.status != http.StatusSeeOther {
		t.Fatalf("second login: %d", got.status)
	}
	if n := len(h.staff.sessions); n != 1 {
		t.Errorf("%d sessions after a second login, the first must end", n)
	}
}

func TestLogout(t *testing.T) {
	h := open(t)
	b := h.login("maja")
	got := b.post("/logout", nil)
	if got.status != http.StatusSeeOther || len(h.staff.sessions) != 0 || got.cookie(t, "desk").MaxAge >= 0 {
		t.Errorf("logout: %d, %d sessions left", got.status, len(h.staff.sessions))
	}
	if page := b.get("/"); !strings.Contains(page.body, "login-name") {
		t.Error("still in after logout")
	}
}

// TestScriptIsToldOfTheLogout: the script cannot tell a redirect from no network, and
// would send its words for ever.
func TestScriptIsToldOfTheLogout(t *testing.T) {
	h := open(t)
	h.waits("nord", "a", handoff.Other, 1)
	b := h.login("maja")
	b.claim("nord", "a")
	h.staff.sessions = map[string]string{}
	for _, path := range []string{"/claim", "/talk/nord/a/say", "/talk/nord/a/close"} {
		r := b.request(http.MethodPost, path, url.Values{"words": {"hej"}})
		r.Header.Set("Desk-Script", "1")
		if got := b.do(r); got.status != http.StatusUnauthorized || got.location != "" {
			t.Errorf("%s by script: %d to %q", path, got.status, got.location)
		}
		if got := b.post(path, url.Values{"words": {"hej"}}); got.location != "/" {
			t.Errorf("%s by form: %d to %q", path, got.status, got.location)
		}
	}
}

func TestLanguage(t *testing.T) {
	h := open(t)
	b := h.login("maja")
	b.post("/language", url.Values{"lang": {"en"}})
	if page := b.get("/"); !strings.Contains(page.body, `<html lang="en">`) || !strings.Contains(page.body, "en:desk.queue") {
		t.Error("not in English")
	}
	b.post("/language", url.Values{"lang": {`"><script>`}})
	if page := b.get("/"); !strings.Contains(page.body, `<html lang="da">`) {
		t.Error("not back in Danish")
	}
}

func TestStoreAwayAtLogin(t *testing.T) {
	h := open(t)
	b := h.login("maja")
	h.staff.away = true
	for _, got := range []answer{b.get("/"), b.get("/calendar"), b.post("/login", url.Values{"name": {"maja"}, "password": {"rigtig"}})} {
		if got.status != http.StatusServiceUnavailable || !strings.Contains(got.body, "desk.away") {
			t.Errorf("store away: %d", got.status)
		}
	}
	h.staff.away = false
	if got := b.get("/"); got.status != http.StatusOK {
		t.Errorf("back again: %d", got.status)
	}
}

package main

import (
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"lyt/bot/bottest"
)

// TestStaff: accounts are made, listed, reset and removed by hand.
func TestStaff(t *testing.T) {
	w := newTown(t, "poll")
	w.run(deskPassword+"\n", "staff", "add", "anna", "--service", "helsingor-ungevaerftet", "--role", "supervisor", "--password-stdin")
	w.run(deskPassword+"\n", "staff", "add", "bo", "--service", "helsingor-ungevaerftet", "--role", "counsellor", "--talks", "7", "--password-stdin")
	want := "anna\tsupervisor\t4\tpassword\thelsingor-ungevaerftet\nbo\tcounsellor\t7\tpassword\thelsingor-ungevaerftet\n"
	if got := w.run("", "staff", "list"); got != want {
		t.Errorf("listed:\n%s", got)
	}
	if got := w.run("", "staff", "reset", "Anna"); !strings.Contains(got, "second factor taken away") {
		t.Errorf("reset: %s", got)
	}
	w.run("", "staff", "remove", "anna")
	if got := w.run("", "staff", "list"); strings.Contains(got, "anna") || !strings.Contains(got, "bo") {
		t.Errorf("after removing one:\n%s", got)
	}
	for _, verb := range []string{"reset", "remove"} {
		if err := w.make(t.Context(), "staff", verb, "anna").Run(); err == nil {
			t.Errorf("%s of nobody worked", verb)
		}
	}
	w.run("", "audit")
}

// TestSignInSettings: with a second factor required and a provider, the login page and
// the steps after it are what the settings say.
func TestSignInSettings(t *testing.T) {
	provider := bottest.StartProvider(t, false, "http://localhost:1/login/elsewhere/back")
	secret := filepath.Join(t.TempDir(), "secret")
	if err := os.WriteFile(secret, []byte(provider.Secret+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	w := newTown(t, "poll", "LYT_SECOND_FACTOR=required", "LYT_DESK_URL=http://localhost:1/", "LYT_OIDC_ISSUER="+provider.Issuer,
		"LYT_OIDC_CLIENT="+provider.Client, "LYT_OIDC_SECRET_FILE="+secret, "LYT_OIDC_GROUPS=Lyt=counsellor:helsingor-ungevaerftet")
	r := w.start()
	w.run(deskPassword+"\n", "staff", "add", "anna", "--service", "helsingor-ungevaerftet", "--role", "counsellor", "--password-stdin")
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	browser := &http.Client{Jar: jar}
	t.Cleanup(browser.CloseIdleConnections)
	c := &counsellor{w: w, desk: r.desk, http: browser}
	if page, end := c.post("/login", url.Values{"name": {"anna"}, "password": {deskPassword}}); end != "/login/factor" || !strings.Contains(page, `data-test="factor-secret"`) {
		t.Errorf("the first login leads to %s", end)
	}
	browser.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	answer, err := browser.Get(r.desk + "/login/elsewhere")
	if err != nil {
		t.Fatal(err)
	}
	answer.Body.Close() //nolint:errcheck // a test
	to, err := answer.Location()
	if err != nil || !strings.HasPrefix(to.String(), provider.Issuer) || to.Query().Get("redirect_uri") != "http://localhost:1/login/elsewhere/back" {
		t.Errorf("signing in elsewhere leads to %v (%d)", to, answer.StatusCode)
	}
}

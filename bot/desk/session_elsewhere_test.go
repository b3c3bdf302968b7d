package desk_test

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"lyt/bot/bottest"
	"lyt/bot/oidc"
)

// withProvider gives the office a real OpenID Connect provider.
func withProvider(o *office) {
	o.clock.Move(time.Since(noon)) // the provider knows of no other time than now
	back := o.server.URL + "/login/elsewhere/back"
	o.provider = bottest.StartProvider(o.T, true, back)
	grants, err := oidc.ParseGrants("Lyt-Nord=counsellor:nord;Lyt-Ledere=supervisor:nord,syd")
	if err != nil {
		o.Fatal(err)
	}
	o.config.Elsewhere = oidc.New(oidc.Config{
		Issuer: o.provider.Issuer, Client: o.provider.Client, Secret: o.provider.Secret, Redirect: back, Home: o.server.URL + "/",
		Grants: grants, HTTP: o.provider.HTTP, Now: o.clock.Now,
	})
}

// crossSite leaves a browser what it shows us when another site sends it here.
func (o *office) crossSite(b *browser) {
	o.Helper()
	at, err := url.Parse(o.server.URL)
	if err != nil {
		o.Fatal(err)
	}
	all := b.client.Jar.Cookies(at)
	b.client.Jar = bottest.Browser(o).Jar
	for _, c := range all {
		if c.Name == "desk-ticket" {
			b.client.Jar.SetCookies(at, []*http.Cookie{c})
		}
	}
}

// signIn goes the whole way there and back.
func (o *office) signIn(b *browser) answer {
	o.Helper()
	there := *b.client
	there.Transport = o.provider.HTTP.Transport
	got := b.get("/login/elsewhere")
	for got.status >= 300 && got.status < 400 {
		at, err := url.Parse(got.location)
		if err != nil {
			o.Fatal(err)
		}
		if strings.HasPrefix(got.location, o.server.URL) {
			o.crossSite(b)
			return b.get(at.RequestURI())
		}
		if !at.IsAbs() {
			at, _ = url.Parse(o.provider.Issuer + got.location)
		}
		r, err := http.NewRequestWithContext(o.Context(), http.MethodGet, at.String(), nil)
		if err != nil {
			o.Fatal(err)
		}
		got = (&browser{b.house, &there}).do(r)
	}
	return got
}

func (o *office) signInAs(b *browser, name, group string) {
	o.Helper()
	o.provider.Now(bottest.Somebody{Subject: "1", Name: name, Groups: []string{group}})
	if o.signIn(b); !o.in(b) {
		o.Fatal("not signed in")
	}
}

// sessionOf is the token a browser holds. The jar shows a test what it shows our host.
func (o *office) sessionOf(b *browser) string {
	o.Helper()
	at, err := url.Parse(o.server.URL)
	if err != nil {
		o.Fatal(err)
	}
	for _, c := range b.client.Jar.Cookies(at) {
		if c.Name == "desk" {
			return c.Value
		}
	}
	o.Fatal("no session")
	return ""
}

func TestSignInElsewhere(t *testing.T) {
	o := openOffice(t, withProvider)
	o.provider.Now(bottest.Somebody{Subject: "1", Name: "ole", Groups: []string{"Lyt-Ledere", "Alle"}})
	b := o.maja()
	before := o.sessionOf(b)
	if page := o.browser().get("/"); !strings.Contains(page.body, `href="/login/elsewhere"`) {
		t.Fatal("no way to sign in elsewhere")
	}
	got := o.signIn(b)
	if _, is, err := o.accounts.Sessions().Find(t.Context(), before); err != nil || is {
		t.Errorf("the session from before goes on (%v)", err)
	}
	if got.status != http.StatusOK || !strings.Contains(got.body, `http-equiv="refresh" content="0;url=/"`) || got.cookie(t, "desk").SameSite != http.SameSiteStrictMode {
		t.Fatalf("back from there: %d", got.status)
	}
	if got.cookie(t, "desk-ticket").MaxAge >= 0 {
		t.Error("the ticket stays in the browser")
	}
	page := b.get("/me")
	for _, want := range []string{"ole", "desk.role.supervisor", "Tilbud nord, Tilbud syd", `data-test="outside"`} {
		if !strings.Contains(page.body, want) {
			t.Errorf("the account page lacks %s", want)
		}
	}
	for _, path := range []string{"/me/password", "/me/factor", "/me/factor/off"} {
		if got := b.post(path, nil); got.status != http.StatusNotFound {
			t.Errorf("%s of an account from outside: %d", path, got.status)
		}
	}
	o.wrong("a password login of theirs", o.logIn(o.browser(), "ole", ""), http.StatusUnauthorized, "desk.login.denied")
	if got := b.post("/logout", nil); got.location != "/login/out" || o.in(b) {
		t.Errorf("logging out: %s", got.location)
	}
	if page := b.get("/login/out"); !strings.Contains(page.body, o.provider.Issuer) {
		t.Error("no way to log out there")
	}

	o.provider.Now(bottest.Somebody{Subject: "2", Name: "Ole", Groups: []string{"Lyt-Nord"}})
	o.wrong("somebody else of that name", o.signIn(o.browser()), http.StatusForbidden, "desk.elsewhere.taken")
	o.provider.Now(bottest.Somebody{Subject: "3", Name: "maja", Groups: []string{"Lyt-Nord"}})
	o.wrong("the name of a local account", o.signIn(o.browser()), http.StatusForbidden, "desk.elsewhere.taken")
	o.provider.Now(bottest.Somebody{Subject: "4", Name: "fremmed", Groups: []string{"Alle"}})
	o.wrong("a stranger", o.signIn(o.browser()), http.StatusForbidden, "desk.elsewhere.stranger")
	o.signInAs(b, "ole", "Lyt-Ledere")
	o.provider.Now(bottest.Somebody{Subject: "1", Name: "ole", Groups: []string{"Alle"}})
	o.wrong("ole without his groups", o.signIn(o.browser()), http.StatusForbidden, "desk.elsewhere.stranger")
	if a, err := o.accounts.Get(t.Context(), "ole"); err != nil || len(a.Services) > 0 || o.in(b) {
		t.Errorf("ole is in still, at %v (%v)", a.Services, err)
	}
	if !slices.Contains(o.deeds.noted(), "ole login ") {
		t.Error("not noted")
	}
	if _, err := o.accounts.Get(t.Context(), "fremmed"); err == nil {
		t.Error("a stranger got an account")
	}
}

func TestComingBackFromElsewhereByOneself(t *testing.T) {
	o := openOffice(t, withProvider)
	o.provider.Now(bottest.Somebody{Subject: "1", Name: "ole", Groups: []string{"Lyt-Nord"}})
	for _, path := range []string{"/login/elsewhere/back", "/login/elsewhere/back?code=x&state=x", "/login/elsewhere/back?error=x&redirect=https://evil.example"} {
		got := o.browser().get(path)
		o.wrong(path, got, http.StatusUnauthorized, "desk.elsewhere.denied")
		if strings.Contains(got.body, "evil") || got.location != "" {
			t.Error("it leads elsewhere")
		}
	}
	b := o.browser()
	got := b.get("/login/elsewhere")
	if c := got.cookie(t, "desk-ticket"); c.SameSite != http.SameSiteLaxMode || !c.HttpOnly || c.MaxAge != 600 || strings.Contains(c.Value, "nonce") {
		t.Error("the ticket is too loose")
	}
	r := b.request(http.MethodGet, "/login/elsewhere/back?code=x&state=x", nil)
	r.Header.Set("Cookie", "desk-ticket=made-up")
	o.wrong("a made-up ticket", o.browser().do(r), http.StatusUnauthorized, "desk.elsewhere.denied")
}

func TestProviderAway(t *testing.T) {
	o := openOffice(t, withProvider)
	o.provider.Be(bottest.Odd{Away: true})
	b := o.browser()
	o.wrong("the provider is away", b.get("/login/elsewhere"), http.StatusServiceUnavailable, "desk.elsewhere.away")
	if !o.in(o.maja()) {
		t.Error("it keeps others out")
	}
	o.clock.Move(10 * time.Second)
	o.provider.Be(bottest.Odd{})
	o.provider.Now(bottest.Somebody{Subject: "1", Name: "ole", Groups: []string{"Lyt-Nord"}})
	if got := o.signIn(b); got.status != http.StatusOK || !o.in(b) {
		t.Errorf("back again: %d", got.status)
	}
}

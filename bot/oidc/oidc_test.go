package oidc_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"lyt/bot/bottest"
	"lyt/bot/handoff"
	"lyt/bot/oidc"
)

const back = "https://desk.example/login/elsewhere/back"

var maja = bottest.Somebody{Subject: "42", Name: "maja", FullName: "Maja Holm", Groups: []string{"Alle", "Lyt-Nord"}}

// place is a provider and the desk's side of it.
type place struct {
	*testing.T
	provider *bottest.Provider
	oidc     *oidc.Elsewhere
	clock    *bottest.Clock
}

func open(t *testing.T, change ...func(*oidc.Config)) *place {
	t.Helper()
	p := &place{T: t, provider: bottest.StartProvider(t, true, back), clock: bottest.NewClock(time.Now())}
	p.provider.Now(maja)
	grants, err := oidc.ParseGrants("Lyt-Nord=counsellor:nord;Lyt-Syd=counsellor:syd,nord;Lyt-Ledere=supervisor:nord,vest")
	if err != nil {
		t.Fatal(err)
	}
	config := oidc.Config{
		Issuer: p.provider.Issuer, Client: p.provider.Client, Secret: p.provider.Secret, Redirect: back, Home: "https://desk.example/",
		Grants: grants, HTTP: p.provider.HTTP, Now: p.clock.Now,
	}
	for _, c := range change {
		c(&config)
	}
	p.oidc = oidc.New(config)
	return p
}

// travel sends a browser to the provider, and gives what it comes back with.
func (p *place) travel(address string) url.Values {
	p.Helper()
	browser := bottest.Browser(p)
	browser.Transport = p.provider.HTTP.Transport
	for range 10 {
		resp, err := browser.Get(address) //nolint:noctx // a test
		if err != nil {
			p.Fatal(err)
		}
		resp.Body.Close() //nolint:errcheck // a test
		next, err := resp.Location()
		if err != nil {
			p.Fatalf("the provider answered %d and led nowhere", resp.StatusCode)
		}
		if strings.HasPrefix(next.String(), back) {
			return next.Query()
		}
		address = next.String()
	}
	p.Fatal("the provider led in circles")
	return nil
}

// begin goes as far as the way back.
func (p *place) begin() (ticket []byte, query url.Values) {
	p.Helper()
	address, ticket, err := p.oidc.Begin(p.Context())
	if err != nil {
		p.Fatal(err)
	}
	return ticket, p.travel(address)
}

func (p *place) denied(what string, want error, ticket []byte, query url.Values) {
	p.Helper()
	a, subject, err := p.oidc.Finish(p.Context(), ticket, query)
	if !errors.Is(err, want) {
		p.Errorf("%s: %v, want %v", what, err, want)
	}
	if a.Name != "" || subject != "" {
		p.Errorf("%s: an account came along", what)
	}
}

func TestWholeLogin(t *testing.T) {
	p := open(t)
	address, ticket, err := p.oidc.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	asked, _ := url.Parse(address)
	for name, want := range map[string]string{"response_type": "code", "code_challenge_method": "S256", "client_id": "lyt", "redirect_uri": back, "scope": "openid profile groups"} {
		if got := asked.Query().Get(name); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	if strings.Contains(address, p.provider.Secret) {
		t.Error("the browser sees our secret")
	}
	got, subject, err := p.oidc.Finish(t.Context(), ticket, p.travel(address))
	if err != nil {
		t.Fatal(err)
	}
	want := handoff.Account{Name: "maja", Role: handoff.RoleCounsellor, Services: []string{"nord"}, Outside: true}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if subject != p.provider.Issuer+"\n42" {
		t.Error("the subject is not the provider's and theirs")
	}
}

// TestSlimTokens: many providers say names and groups only where they are asked.
func TestSlimTokens(t *testing.T) {
	p := open(t)
	p.provider.Be(bottest.Odd{Slim: true})
	ticket, query := p.begin()
	got, _, err := p.oidc.Finish(t.Context(), ticket, query)
	if err != nil || got.Name != "maja" || got.Role != handoff.RoleCounsellor {
		t.Fatalf("no login: %v", err)
	}
}

func TestGroupsSayWhatSomebodyMay(t *testing.T) {
	p := open(t)
	for _, c := range []struct {
		groups   []string
		role     handoff.Role
		services []string
	}{
		{[]string{"Lyt-Nord"}, handoff.RoleCounsellor, []string{"nord"}},
		{[]string{"Lyt-Syd", "Lyt-Nord"}, handoff.RoleCounsellor, []string{"nord", "syd"}},
		{[]string{"Lyt-Ledere"}, handoff.RoleSupervisor, []string{"nord", "vest"}},
		{[]string{"Lyt-Ledere", "Lyt-Nord"}, handoff.RoleCounsellor, []string{"nord"}}, // the first listed wins
		{[]string{"lyt-nord"}, "", nil},
		{nil, "", nil},
	} {
		who := maja
		who.Groups = c.groups
		p.provider.Now(who)
		ticket, query := p.begin()
		got, _, err := p.oidc.Finish(t.Context(), ticket, query)
		if c.role == "" {
			if !errors.Is(err, handoff.ErrStranger) {
				t.Errorf("%v: %v", c.groups, err)
			}
			continue
		}
		if err != nil || got.Role != c.role || !cmp.Equal(got.Services, c.services) {
			t.Errorf("%v: %s of %v (%v)", c.groups, got.Role, got.Services, err)
		}
	}
}

func TestNames(t *testing.T) {
	p := open(t)
	for _, c := range []struct{ preferred, full, want string }{
		{"maja", "Maja Holm", "maja"},
		{"", "Maja Holm", "Maja Holm"},
		{" \u202emaja\u0000\n ", "", "maja"},
		{strings.Repeat("å", 300), "", strings.Repeat("å", 100)},
	} {
		p.provider.Now(bottest.Somebody{Subject: "42", Name: c.preferred, FullName: c.full, Groups: maja.Groups})
		ticket, query := p.begin()
		if got, _, err := p.oidc.Finish(t.Context(), ticket, query); err != nil || got.Name != c.want {
			t.Errorf("%q, %q: %q (%v)", c.preferred, c.full, got.Name, err)
		}
	}
	p.provider.Now(bottest.Somebody{Subject: "42", Groups: maja.Groups})
	ticket, query := p.begin()
	p.denied("somebody without a name", handoff.ErrDenied, ticket, query)
}

func TestWhatDoesNotFitIsDenied(t *testing.T) {
	p := open(t)
	ticket, query := p.begin()
	other, foreign := p.begin()
	with := func(name, value string) url.Values {
		q := url.Values{}
		for k, v := range query {
			q[k] = v
		}
		q.Set(name, value)
		return q
	}
	p.denied("no ticket", handoff.ErrDenied, nil, query)
	p.denied("an empty ticket", handoff.ErrDenied, []byte("{}"), url.Values{"code": query["code"]})
	p.denied("another's ticket", handoff.ErrDenied, other, query)
	p.denied("another's code under our state: PKCE", handoff.ErrDenied, ticket, with("code", foreign.Get("code")))
	p.denied("another state", handoff.ErrDenied, ticket, with("state", "x"))
	p.denied("no code", handoff.ErrDenied, ticket, with("code", ""))
	p.denied("a made-up code", handoff.ErrDenied, ticket, with("code", "x"))
	p.denied("another provider's answer", handoff.ErrDenied, ticket, with("iss", "https://evil.example"))
	p.denied("a refusal of the provider's", handoff.ErrDenied, ticket, url.Values{"state": query["state"], "error": {"access_denied"}})
	if _, _, err := p.oidc.Finish(t.Context(), ticket, with("iss", p.provider.Issuer)); err != nil {
		t.Errorf("the right one after all: %v", err)
	}
	p.denied("the same code again", handoff.ErrDenied, ticket, query)

	ticket, query = p.begin()
	p.clock.Move(11 * time.Minute)
	p.denied("a ticket of eleven minutes ago", handoff.ErrDenied, ticket, query)
}

func TestTokensThatDoNotFitAreDenied(t *testing.T) {
	for name, odd := range map[string]bottest.Odd{
		"another nonce": {Nonce: "x"}, "another audience": {Audience: "somebody-else"}, "expired": {Expired: true},
	} {
		p := open(t)
		p.provider.Be(odd)
		ticket, query := p.begin()
		p.denied(name, handoff.ErrDenied, ticket, query)
	}
	p := open(t, func(c *oidc.Config) { c.Secret = "another" })
	ticket, query := p.begin()
	p.denied("another secret", handoff.ErrDenied, ticket, query)
}

// TestTokenOfAnotherIssuer: a house that pretends to be the provider, and passes on
// what the real one says.
func TestTokenOfAnotherIssuer(t *testing.T) {
	p := open(t)
	var doc map[string]any
	resp, err := p.provider.HTTP.Get(p.provider.Issuer + "/.well-known/openid-configuration") //nolint:noctx // a test
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close() //nolint:errcheck // a test
	if err := json.NewDecoder(resp.Body).Decode(&doc); err != nil {
		t.Fatal(err)
	}
	mirror := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		doc["issuer"] = "http://" + r.Host
		_ = json.NewEncoder(w).Encode(doc)
	}))
	defer mirror.Close()
	q := open(t, func(c *oidc.Config) { c.Issuer, c.HTTP = mirror.URL, p.provider.HTTP })
	q.provider = p.provider
	ticket, query := q.begin()
	query.Del("iss")
	q.denied("a token of another issuer", handoff.ErrDenied, ticket, query)

	lying := open(t, func(c *oidc.Config) { c.Issuer, c.HTTP = mirror.URL+"/other", p.provider.HTTP })
	if _, _, err := lying.oidc.Begin(t.Context()); !errors.Is(err, handoff.ErrElse) {
		t.Errorf("a provider of another name: %v", err)
	}
}

func TestKeyRotation(t *testing.T) {
	p := open(t)
	for range 2 {
		ticket, query := p.begin()
		if _, _, err := p.oidc.Finish(t.Context(), ticket, query); err != nil {
			t.Fatalf("with another key: %v", err)
		}
		p.provider.Rotate(t)
	}
}

// TestProviderAway: it is asked again, and what it wrote does not get into the error.
func TestProviderAway(t *testing.T) {
	p := open(t)
	p.provider.Be(bottest.Odd{Away: true})
	if _, _, err := p.oidc.Begin(t.Context()); !errors.Is(err, handoff.ErrElse) || strings.Contains(err.Error(), "http") {
		t.Fatalf("away from the start: %v", err)
	}
	if p.oidc.End(t.Context()) != "" {
		t.Error("an address to log out at, of a provider that is away")
	}
	p.provider.Be(bottest.Odd{})
	if _, _, err := p.oidc.Begin(t.Context()); !errors.Is(err, handoff.ErrElse) {
		t.Error("it is asked again at once")
	}
	p.clock.Move(6 * time.Second)
	ticket, query := p.begin()
	p.provider.Be(bottest.Odd{Away: true})
	p.denied("away on the way back", handoff.ErrElse, ticket, query)
	p.provider.Be(bottest.Odd{})
	if _, _, err := p.oidc.Finish(t.Context(), ticket, query); err != nil {
		t.Errorf("back again: %v", err)
	}
}

func TestEnd(t *testing.T) {
	p := open(t)
	end, err := url.Parse(p.oidc.End(t.Context()))
	if err != nil || !strings.HasPrefix(end.String(), p.provider.Issuer) || end.Query().Get("client_id") != "lyt" || end.Query().Get("post_logout_redirect_uri") != "https://desk.example/" {
		t.Errorf("logging out there: %v", end)
	}
}

func TestParseGrants(t *testing.T) {
	got, err := oidc.ParseGrants(" CN=Lyt,OU=Nord = supervisor : a , b ; X=auditor:c; ")
	want := []oidc.Grant{
		{Group: "CN=Lyt,OU=Nord", Role: handoff.RoleSupervisor, Services: []string{"a", "b"}},
		{Group: "X", Role: handoff.RoleAuditor, Services: []string{"c"}},
	}
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("%v %s", err, diff)
	}
	for _, bad := range []string{"", ";", "x", "x=", "x=king:a", "x=counsellor", "x=counsellor:", "=counsellor:a", "x=counsellor:,"} {
		if got, err := oidc.ParseGrants(bad); err == nil {
			t.Errorf("%q is taken as %v", bad, fmt.Sprint(got))
		}
	}
}

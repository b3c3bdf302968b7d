// Package oidc lets staff sign in where they have their account already: at any
// provider that speaks OpenID Connect, such as the municipality's.
//
// It uses the authorization code flow with PKCE, state and nonce. Groups of the
// provider say which role and services somebody has; somebody in no such group is
// refused. The provider is asked for its addresses and keys when somebody first signs
// in, and again when it did not answer, so that a provider that is away keeps nobody
// else out.
//
// Begin with New; Begin gives the address to send the browser to, and Finish reads
// what the browser comes back with. No error holds a token, a name or an address.
package oidc

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"
	"unicode"

	goidc "github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"lyt/bot/handoff"
)

// Config is what a login elsewhere needs.
type Config struct {
	Issuer   string // as the provider writes it
	Client   string // our id there
	Secret   string
	Redirect string // https://…/login/elsewhere/back, as the provider knows it
	Home     string // where the browser goes after logging out there
	Grants   []Grant
	HTTP     *http.Client // nil is one with a time limit
	Now      func() time.Time
}

// patience is how long a provider may take to answer, and pause how long it is left
// alone when it did not, so that nobody waits for those who asked before them.
const (
	patience = 8 * time.Second
	pause    = 5 * time.Second
)

// TicketLife is how long somebody may take to sign in.
const TicketLife = 10 * time.Minute

// Elsewhere is a provider. Its methods may be used by many at once.
type Elsewhere struct {
	Config
	mu       sync.Mutex
	provider *found
	failed   time.Time // when it last did not answer
}

// found is what the provider told about itself.
type found struct {
	*goidc.Provider
	verifier *goidc.IDTokenVerifier
	oauth    oauth2.Config
	end      string // where one logs out there; may be empty
}

// New makes it. It asks the provider nothing yet.
func New(c Config) *Elsewhere {
	if c.HTTP == nil {
		c.HTTP = &http.Client{Timeout: patience}
	}
	return &Elsewhere{Config: c}
}

// ticket is what the browser carries, sealed, while somebody signs in.
type ticket struct {
	State    string    `json:"s"`
	Nonce    string    `json:"n"`
	Verifier string    `json:"v"`
	At       time.Time `json:"t"`
}

// Begin gives the provider's address to send the browser to, and a ticket it must
// bring back, sealed: handoff.ErrElse when the provider does not answer.
func (e *Elsewhere) Begin(ctx context.Context) (address string, carry []byte, err error) {
	p, err := e.find(ctx)
	if err != nil {
		return "", nil, err
	}
	t := ticket{State: rand.Text(), Nonce: rand.Text(), Verifier: oauth2.GenerateVerifier(), At: e.Now()}
	carry, err = json.Marshal(t)
	return p.oauth.AuthCodeURL(t.State, goidc.Nonce(t.Nonce), oauth2.S256ChallengeOption(t.Verifier)), carry, err
}

// Finish reads what the browser came back with: who it is, and the subject that says so
// for good. handoff.ErrDenied when anything does not fit, handoff.ErrStranger and the
// subject when they are in no group of the desk's, handoff.ErrElse when the provider does not answer.
func (e *Elsewhere) Finish(ctx context.Context, carry []byte, query url.Values) (a handoff.Account, subject string, err error) {
	var t ticket
	if json.Unmarshal(carry, &t) != nil || !e.fits(t, query) {
		return a, "", handoff.ErrDenied
	}
	p, err := e.find(ctx)
	if err != nil {
		return a, "", err
	}
	ctx, cancel := context.WithTimeout(goidc.ClientContext(ctx, e.HTTP), patience)
	defer cancel()
	token, err := p.oauth.Exchange(ctx, query.Get("code"), oauth2.VerifierOption(t.Verifier))
	if err != nil {
		return a, "", judge(err)
	}
	id, err := e.verified(ctx, p, token, t.Nonce)
	if err != nil {
		return a, "", err
	}
	said, err := p.claims(ctx, id, token)
	if err != nil {
		return a, "", err
	}
	subject = id.Issuer + "\n" + id.Subject
	a, err = e.account(said)
	switch {
	case errors.Is(err, handoff.ErrStranger):
		return a, subject, err
	case err != nil:
		return a, "", err
	}
	return a, subject, nil
}

// fits says whether the browser comes back from the login that the ticket began.
func (e *Elsewhere) fits(t ticket, query url.Values) bool {
	age := e.Now().Sub(t.At)
	iss := query.Get("iss") // RFC 9207: a provider may say who it is
	return t.State != "" && subtle.ConstantTimeCompare([]byte(t.State), []byte(query.Get("state"))) == 1 &&
		age >= 0 && age < TicketLife && query.Get("code") != "" && (iss == "" || iss == e.Issuer)
}

// judge says whose fault it was: the provider refuses a code that is wrong, old or
// used, and anything else means that it is away. What it wrote is not passed on.
func judge(err error) error {
	var refused *oauth2.RetrieveError
	if errors.As(err, &refused) && refused.Response != nil && refused.Response.StatusCode < http.StatusInternalServerError {
		return handoff.ErrDenied
	}
	return handoff.ErrElse
}

func (e *Elsewhere) verified(ctx context.Context, p *found, token *oauth2.Token, nonce string) (*goidc.IDToken, error) {
	raw, _ := token.Extra("id_token").(string)
	id, err := p.verifier.Verify(ctx, raw)
	if err != nil || id.Subject == "" || subtle.ConstantTimeCompare([]byte(id.Nonce), []byte(nonce)) != 1 {
		return nil, handoff.ErrDenied
	}
	return id, nil
}

// claims are what the provider says of somebody.
type claims struct {
	Preferred string `json:"preferred_username"`
	Name      string `json:"name"`
	Groups    groups `json:"groups"`
}

// groups are written as a list, or as one word by providers that know only one.
type groups []string

// UnmarshalJSON reads both.
func (g *groups) UnmarshalJSON(text []byte) error {
	var one string
	if json.Unmarshal(text, &one) == nil {
		*g = groups{one}
		return nil
	}
	var all []string
	if err := json.Unmarshal(text, &all); err != nil {
		return errors.New("groups are neither a list nor a word")
	}
	*g = all
	return nil
}

// claims reads the token, and asks once more where a provider keeps names or groups
// out of it.
func (p *found) claims(ctx context.Context, id *goidc.IDToken, token *oauth2.Token) (claims, error) {
	var said claims
	if id.Claims(&said) != nil {
		return said, handoff.ErrDenied
	}
	if said.Groups != nil && said.Preferred+said.Name != "" || p.UserInfoEndpoint() == "" {
		return said, nil
	}
	info, err := p.UserInfo(ctx, oauth2.StaticTokenSource(token))
	if err != nil {
		return said, handoff.ErrElse
	}
	if info.Subject != id.Subject || info.Claims(&said) != nil {
		return said, handoff.ErrDenied
	}
	return said, nil
}

// longestName is how many letters of a name are shown at the desk.
const longestName = 100

func (e *Elsewhere) account(said claims) (handoff.Account, error) {
	role, services, ok := granted(e.Grants, said.Groups)
	if !ok {
		return handoff.Account{}, handoff.ErrStranger
	}
	name := tidyName(said.Preferred)
	if name == "" {
		name = tidyName(said.Name)
	}
	if name == "" {
		return handoff.Account{}, handoff.ErrDenied
	}
	return handoff.Account{Name: name, Role: role, Services: services, Outside: true}, nil
}

// tidyName leaves out what cannot be seen or turns the writing around.
func tidyName(name string) string {
	seen := []rune(strings.TrimSpace(strings.Map(func(r rune) rune {
		if unicode.IsGraphic(r) {
			return r
		}
		return -1
	}, name)))
	return string(seen[:min(len(seen), longestName)])
}

// End gives the address where one logs out at the provider too; empty when it has none
// or is away.
func (e *Elsewhere) End(ctx context.Context) string {
	p, err := e.find(ctx)
	if err != nil || p.end == "" {
		return ""
	}
	to, err := url.Parse(p.end)
	if err != nil {
		return ""
	}
	query := to.Query()
	query.Set("client_id", e.Client)
	query.Set("post_logout_redirect_uri", e.Home)
	to.RawQuery = query.Encode()
	return to.String()
}

// find asks the provider about itself, once it has answered never again. Only one asks
// at a time; the others wait for it.
func (e *Elsewhere) find(ctx context.Context) (*found, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.provider != nil {
		return e.provider, nil
	}
	if e.Now().Sub(e.failed) < pause {
		return nil, handoff.ErrElse
	}
	p, err := e.ask(context.WithoutCancel(ctx)) // others wait for the answer too
	if err != nil {
		e.failed = e.Now()
		return nil, handoff.ErrElse // what it wrote may hold anything
	}
	e.provider = p
	return p, nil
}

func (e *Elsewhere) ask(ctx context.Context) (*found, error) {
	ctx, cancel := context.WithTimeout(goidc.ClientContext(ctx, e.HTTP), patience)
	defer cancel()
	p, err := goidc.NewProvider(ctx, e.Issuer)
	if err != nil {
		return nil, err
	}
	var more struct {
		Scopes []string `json:"scopes_supported"`
		End    string   `json:"end_session_endpoint"`
	}
	if err := p.Claims(&more); err != nil {
		return nil, err
	}
	return &found{
		Provider: p, end: more.End,
		verifier: p.VerifierContext(ctx, &goidc.Config{ClientID: e.Client, Now: e.Now}),
		oauth: oauth2.Config{
			ClientID: e.Client, ClientSecret: e.Secret, Endpoint: p.Endpoint(), RedirectURL: e.Redirect, Scopes: scopes(more.Scopes),
		},
	}, nil
}

// scopes are what is asked for; groups only where the provider knows that word, because
// some refuse what they do not know.
func scopes(known []string) []string {
	want := []string{goidc.ScopeOpenID, "profile"}
	if slices.Contains(known, "groups") {
		want = append(want, "groups")
	}
	return want
}

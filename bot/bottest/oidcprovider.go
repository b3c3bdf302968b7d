package bottest

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"sync"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/zitadel/oidc/v3/pkg/oidc"
	"github.com/zitadel/oidc/v3/pkg/op"
)

// Provider is a real OpenID Connect provider, made of zitadel's. Whoever comes is the
// one who stands in it, so that no password need be typed there.
type Provider struct {
	Issuer string
	Client string
	Secret string
	HTTP   *http.Client // trusts it

	mu      sync.Mutex
	handler http.Handler
	who     Somebody
	odd     Odd
	key     *rsa.PrivateKey
	keyID   string
	asked   map[string]*authRequest
	codes   map[string]string
	tokens  map[string]Somebody
	back    []string
}

// Somebody has an account at the provider.
type Somebody struct {
	Subject, Name, FullName string
	Groups                  []string
}

// Odd is what a provider may do wrong, or differently.
type Odd struct {
	Away     bool   // answers nothing but 503
	Slim     bool   // says names and groups only where it is asked for them
	Nonce    string // says another nonce
	Audience string // makes tokens for somebody else
	Expired  bool   // makes tokens that ended already
}

// StartProvider starts one that sends browsers back to these addresses; without TLS it
// stands at http://localhost, for browsers that trust no test's certificate.
func StartProvider(t testing.TB, secure bool, back ...string) *Provider {
	t.Helper()
	p := &Provider{
		Client: "lyt", Secret: "provider-secret", back: back,
		asked: map[string]*authRequest{}, codes: map[string]string{}, tokens: map[string]Somebody{},
	}
	p.Rotate(t)
	server := httptest.NewUnstartedServer(http.HandlerFunc(p.serve))
	if secure {
		server.StartTLS()
	} else {
		server.Start()
	}
	t.Cleanup(server.Close)
	p.Issuer, p.HTTP = server.URL, server.Client()
	options := []op.Option{op.WithLogger(slog.New(slog.DiscardHandler))}
	if !secure {
		options = append(options, op.WithAllowInsecure())
	}
	made, err := op.NewProvider(&op.Config{
		CryptoKey: sha256.Sum256([]byte("test")), CodeMethodS256: true, SupportedScopes: []string{"openid", "profile", "groups"},
	}, providerStore{Provider: p}, op.StaticIssuer(p.Issuer), options...)
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	callback := op.AuthCallbackURL(made)
	mux.Handle("/sign-in", op.NewIssuerInterceptor(made.IssuerFromRequest).HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		id := r.FormValue("id")
		p.signIn(id)
		http.Redirect(w, r, callback(r.Context(), id), http.StatusFound)
	}))
	mux.Handle("/", made)
	p.mu.Lock()
	p.handler = mux
	p.mu.Unlock()
	return p
}

func (p *Provider) serve(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	handler, away := p.handler, p.odd.Away
	p.mu.Unlock()
	if away || handler == nil {
		http.Error(w, "away", http.StatusServiceUnavailable)
		return
	}
	handler.ServeHTTP(w, r)
}

// Now says who signs in from now on.
func (p *Provider) Now(who Somebody) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.who = who
}

// Be says what the provider does wrong from now on.
func (p *Provider) Be(odd Odd) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.odd = odd
}

// Rotate gives the provider another key; the old one is gone.
func (p *Provider) Rotate(t testing.TB) {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.key, p.keyID = key, rand.Text()
}

func (p *Provider) signIn(id string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if asked := p.asked[id]; asked != nil {
		asked.who, asked.done = p.who, true
	}
}

// authRequest is one login on its way.
type authRequest struct {
	*oidc.AuthRequest
	id   string
	who  Somebody
	odd  Odd
	done bool
}

func (a *authRequest) GetID() string          { return a.id }
func (a *authRequest) GetACR() string         { return "" }
func (a *authRequest) GetAMR() []string       { return nil }
func (a *authRequest) GetAuthTime() time.Time { return time.Now() }
func (a *authRequest) GetClientID() string    { return a.ClientID }
func (a *authRequest) GetRedirectURI() string { return a.RedirectURI }
func (a *authRequest) GetScopes() []string    { return a.Scopes }
func (a *authRequest) GetState() string       { return a.State }
func (a *authRequest) GetSubject() string     { return a.who.Subject }
func (a *authRequest) Done() bool             { return a.done }
func (a *authRequest) GetAudience() []string {
	return []string{a.ClientID}
}

func (a *authRequest) GetNonce() string {
	if a.odd.Nonce != "" {
		return a.odd.Nonce
	}
	return a.Nonce
}

func (a *authRequest) GetResponseType() oidc.ResponseType { return a.ResponseType }
func (a *authRequest) GetResponseMode() oidc.ResponseMode { return a.ResponseMode }
func (a *authRequest) GetCodeChallenge() *oidc.CodeChallenge {
	return &oidc.CodeChallenge{Challenge: a.CodeChallenge, Method: a.CodeChallengeMethod}
}

// providerStore is what the provider keeps. What this test never asks of it is not there.
type providerStore struct {
	op.Storage
	*Provider
}

var errNoSuch = errors.New("there is no such thing")

func (s providerStore) Health(context.Context) error { return nil }

func (s providerStore) CreateAuthRequest(_ context.Context, r *oidc.AuthRequest, _ string) (op.AuthRequest, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	a := &authRequest{AuthRequest: r, id: rand.Text(), odd: s.odd}
	s.asked[a.id] = a
	return a, nil
}

func (s providerStore) AuthRequestByID(_ context.Context, id string) (op.AuthRequest, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if a := s.asked[id]; a != nil {
		return a, nil
	}
	return nil, errNoSuch
}

func (s providerStore) AuthRequestByCode(ctx context.Context, code string) (op.AuthRequest, error) {
	s.mu.Lock()
	id := s.codes[code]
	s.mu.Unlock()
	return s.AuthRequestByID(ctx, id)
}

func (s providerStore) SaveAuthCode(_ context.Context, id, code string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.codes[code] = id
	return nil
}

func (s providerStore) DeleteAuthRequest(_ context.Context, id string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.asked, id)
	return nil
}

func (s providerStore) CreateAccessToken(_ context.Context, r op.TokenRequest) (string, time.Time, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	id := rand.Text()
	if a, ok := r.(*authRequest); ok {
		s.tokens[id] = a.who
		if a.odd.Audience != "" { // the code has been checked by now; the token comes next
			a.ClientID = a.odd.Audience
		}
	}
	return id, time.Now().Add(time.Minute), nil
}

func (s providerStore) SigningKey(context.Context) (op.SigningKey, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return providerKey{s.keyID, s.key, s.key}, nil
}

func (s providerStore) SignatureAlgorithms(context.Context) ([]jose.SignatureAlgorithm, error) {
	return []jose.SignatureAlgorithm{jose.RS256}, nil
}

func (s providerStore) KeySet(context.Context) ([]op.Key, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return []op.Key{providerKey{s.keyID, s.key, &s.key.PublicKey}}, nil
}

func (s providerStore) GetClientByClientID(_ context.Context, id string) (op.Client, error) {
	if id != s.Client {
		return nil, errNoSuch
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return providerClient{s.Provider, s.odd}, nil
}

func (s providerStore) AuthorizeClientIDSecret(_ context.Context, id, secret string) error {
	if id != s.Client || secret != s.Secret {
		return errNoSuch
	}
	return nil
}

func (s providerStore) SetUserinfoFromScopes(context.Context, *oidc.UserInfo, string, string, []string) error {
	return nil
}

// SetUserinfoFromRequest fills the token of the login.
func (s providerStore) SetUserinfoFromRequest(_ context.Context, info *oidc.UserInfo, r op.IDTokenRequest, _ []string) error {
	info.Subject = r.GetSubject()
	if a, ok := r.(*authRequest); ok && !a.odd.Slim {
		a.who.tell(info)
	}
	return nil
}

// SetUserinfoFromToken answers who asks with a token.
func (s providerStore) SetUserinfoFromToken(_ context.Context, info *oidc.UserInfo, token, _, _ string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	who, ok := s.tokens[token]
	if !ok {
		return errNoSuch
	}
	who.tell(info)
	return nil
}

func (w Somebody) tell(info *oidc.UserInfo) {
	info.Subject, info.PreferredUsername, info.Name = w.Subject, w.Name, w.FullName
	info.AppendClaims("groups", w.Groups)
}

func (s providerStore) GetPrivateClaimsFromScopes(context.Context, string, string, []string) (map[string]any, error) {
	return map[string]any{}, nil
}

// TerminateSession has nothing to end: everybody signs in anew.
func (s providerStore) TerminateSession(context.Context, string, string) error { return nil }

// providerKey is one key, to sign with or to check with.
type providerKey struct {
	id      string
	private *rsa.PrivateKey
	key     any
}

func (k providerKey) ID() string                                  { return k.id }
func (k providerKey) Key() any                                    { return k.key }
func (k providerKey) Use() string                                 { return "sig" }
func (k providerKey) Algorithm() jose.SignatureAlgorithm          { return jose.RS256 }
func (k providerKey) SignatureAlgorithm() jose.SignatureAlgorithm { return jose.RS256 }

// providerClient is Lyt, as the provider knows it.
type providerClient struct {
	p   *Provider
	odd Odd
}

func (c providerClient) GetID() string                       { return c.p.Client }
func (c providerClient) RedirectURIs() []string              { return c.p.back }
func (c providerClient) ApplicationType() op.ApplicationType { return op.ApplicationTypeWeb }
func (c providerClient) AuthMethod() oidc.AuthMethod         { return oidc.AuthMethodBasic }
func (c providerClient) LoginURL(id string) string           { return "/sign-in?id=" + url.QueryEscape(id) }
func (c providerClient) AccessTokenType() op.AccessTokenType { return op.AccessTokenTypeBearer }
func (c providerClient) DevMode() bool                       { return true }
func (c providerClient) ClockSkew() time.Duration            { return 0 }
func (c providerClient) ResponseTypes() []oidc.ResponseType {
	return []oidc.ResponseType{oidc.ResponseTypeCode}
}

func (c providerClient) GrantTypes() []oidc.GrantType { return []oidc.GrantType{oidc.GrantTypeCode} }

// PostLogoutRedirectURIs are the homes of the addresses one comes back to.
func (c providerClient) PostLogoutRedirectURIs() []string {
	var homes []string
	for _, back := range c.p.back {
		if at, err := url.Parse(back); err == nil {
			homes = append(homes, at.Scheme+"://"+at.Host+"/")
		}
	}
	return homes
}

func (c providerClient) IDTokenLifetime() time.Duration {
	if c.odd.Expired {
		return -time.Hour
	}
	return time.Minute
}

func (c providerClient) RestrictAdditionalIdTokenScopes() func([]string) []string { //nolint:revive // zitadel's name
	return func(scopes []string) []string { return scopes }
}

func (c providerClient) RestrictAdditionalAccessTokenScopes() func([]string) []string {
	return func(scopes []string) []string { return scopes }
}

func (c providerClient) IsScopeAllowed(scope string) bool     { return scope == "groups" }
func (c providerClient) IDTokenUserinfoClaimsAssertion() bool { return !c.odd.Slim }

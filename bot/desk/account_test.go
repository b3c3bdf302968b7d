package desk_test

import (
	"bytes"
	"crypto/rand"
	"image/png"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2"
	"github.com/pquerna/otp/totp"

	"lyt/bot/bottest"
	"lyt/bot/desk"
	"lyt/bot/handoff"
	"lyt/bot/oidc"
	"lyt/bot/redis"
)

const majasPassword = "hest batteri klamme"

// office is a desk with the real accounts.
type office struct {
	*house
	accounts *redis.Staff
	clock    *bottest.Clock
	provider *bottest.Provider
}

func openOffice(t *testing.T, change ...func(*office, *desk.Config)) *office {
	t.Helper()
	o := &office{house: &house{T: t, deeds: &memDeeds{}, logged: &strings.Builder{}}, clock: bottest.NewClock(time.Now().Truncate(time.Millisecond))}
	db, err := redis.Open("redis://"+miniredis.RunT(t).Addr(), redis.Options{Now: o.clock.Now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	keyset, err := redis.NewKeyset()
	if err != nil {
		t.Fatal(err)
	}
	o.accounts = redis.NewStaff(db, keyset)
	var handler http.Handler
	o.server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { handler.ServeHTTP(w, r) }))
	t.Cleanup(o.server.Close)
	config := desk.Config{
		Accounts: o.accounts, Sessions: o.accounts.Sessions(), Staff: o.accounts, Factors: o.accounts, Tickets: o.accounts, Deeds: o.deeds, Acts: newQueue(&memBell{}),
		Services: services{}, Words: keys{}, Random: rand.Reader, Now: o.clock.Now, Zone: time.UTC,
		Log: slog.New(slog.NewTextHandler(&locked{w: o.logged}, nil)),
	}
	for _, c := range change {
		c(o, &config)
	}
	o.desk, err = desk.New(config)
	if err != nil {
		t.Fatal(err)
	}
	handler = o.desk
	t.Cleanup(o.desk.Stop)
	maja := handoff.Account{Name: "maja", Role: handoff.RoleCounsellor, Services: []string{"nord"}}
	if err := o.accounts.Put(t.Context(), maja, majasPassword); err != nil {
		t.Fatal(err)
	}
	return o
}

func (o *office) logIn(b *browser, name, password string) answer {
	o.Helper()
	return b.post("/login", url.Values{"name": {name}, "password": {password}})
}

func (o *office) in(b *browser) bool {
	o.Helper()
	return b.get("/me").status == http.StatusOK
}

// maja logs in with her password alone.
func (o *office) maja() *browser {
	o.Helper()
	b := o.browser()
	if got := o.logIn(b, "maja", majasPassword); got.status != http.StatusSeeOther || got.location != "/" {
		o.Fatalf("login: %d to %s", got.status, got.location)
	}
	return b
}

var (
	secretShown = regexp.MustCompile(`data-test="factor-secret">([A-Z2-7 ]+)<`)
	codeShown   = regexp.MustCompile(`<code>([a-z2-7-]{19})</code>`)
)

// setUp sets a second factor up on a page, as a person with an app does.
func (o *office) setUp(b *browser, path string) (secret string, codes []string) {
	o.Helper()
	shown := secretShown.FindStringSubmatch(b.get(path).body)
	if shown == nil {
		o.Fatal("no secret to type")
	}
	secret = strings.ReplaceAll(shown[1], " ", "")
	got := b.post(path, url.Values{"present": {majasPassword}, "code": {o.code(secret)}})
	for _, code := range codeShown.FindAllStringSubmatch(got.body, -1) {
		codes = append(codes, code[1])
	}
	if got.status != http.StatusOK || len(codes) != 10 {
		o.Fatalf("set up: %d with %d codes", got.status, len(codes))
	}
	return secret, codes
}

func (o *office) code(secret string) string {
	o.Helper()
	code, err := totp.GenerateCode(secret, o.clock.Now())
	if err != nil {
		o.Fatal(err)
	}
	return code
}

func (o *office) wrong(what string, got answer, status int, key string) {
	o.Helper()
	if got.status != status || !strings.Contains(got.body, `role="alert"`) || !strings.Contains(got.body, key) {
		o.Errorf("%s: %d, without an alert of %s", what, got.status, key)
	}
}

func TestSecondFactor(t *testing.T) {
	o := openOffice(t)
	b, other := o.maja(), o.maja()
	if page := b.get("/me"); !strings.Contains(page.body, `data-test="factor-set"`) {
		t.Fatal("no way to set a second factor up")
	}
	picture := b.get("/me/factor.png")
	if image, err := png.Decode(bytes.NewBufferString(picture.body)); err != nil || image.Bounds().Dx() < 200 || picture.header.Get("Cache-Control") != "no-store" {
		t.Errorf("the square to scan: %v", err)
	}
	b.get("/me/factor")
	o.wrong("a code of another app", b.post("/me/factor", url.Values{"present": {majasPassword}, "code": {"000000"}}), http.StatusUnauthorized, "desk.code.denied")
	shown := strings.ReplaceAll(secretShown.FindStringSubmatch(b.get("/me/factor").body)[1], " ", "")
	o.wrong("a window somebody left open", b.post("/me/factor", url.Values{"present": {"gættet"}, "code": {o.code(shown)}}), http.StatusUnauthorized, "desk.me.password.denied")
	secret, codes := o.setUp(b, "/me/factor")
	if !o.in(b) || o.in(other) {
		t.Error("this window must go on, and the others end")
	}
	if b.get("/me/factor.png").status != http.StatusNotFound || strings.Contains(b.get("/me").body, secret[:4]+" "+secret[4:8]) {
		t.Error("the secret can be seen again")
	}

	b.post("/logout", nil)
	if got := o.logIn(b, "maja", majasPassword); got.location != "/login/code" {
		t.Fatalf("after the password: %s", got.location)
	}
	if o.in(b) {
		t.Fatal("the password alone opened the desk")
	}
	if got := b.get("/"); got.location != "/login/code" {
		t.Error("name and password are asked for twice")
	}
	for _, path := range []string{"/login/factor", "/login/factor.png"} {
		if got := b.get(path); got.status != http.StatusSeeOther {
			t.Errorf("%s before the code: %d", path, got.status)
		}
	}
	o.clock.Move(time.Minute)
	o.wrong("a wrong code", b.post("/login/code", url.Values{"code": {"000000"}}), http.StatusUnauthorized, "desk.code.denied")
	good := o.code(secret)
	if got := b.post("/login/code", url.Values{"code": {good}}); got.location != "/" || !o.in(b) {
		t.Fatalf("the right code: %d", got.status)
	}
	second := o.browser()
	o.logIn(second, "maja", majasPassword)
	o.wrong("the same code in another window", second.post("/login/code", url.Values{"code": {good}}), http.StatusUnauthorized, "desk.code.denied")
	if got := second.post("/login/code", url.Values{"code": {codes[3]}}); got.location != "/" || !o.in(second) {
		t.Error("a recovery code does not open")
	}
	if page := second.get("/me"); !strings.Contains(page.body, "desk.me.factor.left=9") {
		t.Error("it does not say how many are left")
	}
	o.wrong("turning it off without a code", b.post("/me/factor/off", url.Values{"code": {""}}), http.StatusUnauthorized, "desk.code.denied")
	if got := b.post("/me/factor/off", url.Values{"code": {codes[0]}}); got.location != "/me?told=off" || !o.in(b) || o.in(second) {
		t.Errorf("turning it off: %d", got.status)
	}
	for _, deed := range []string{"maja login ", "maja factor-set ", "maja code-owed ", "maja login-failed ", "maja factor-off "} {
		if !slices.Contains(o.deeds.noted(), deed) {
			t.Errorf("not noted: %s", deed)
		}
	}
	for _, hidden := range append(codes, secret, good, majasPassword) {
		if strings.Contains(o.logged.String(), hidden) {
			t.Error("a secret stands in the log")
		}
	}
}

func TestHalfSessionEndsAfterFiveMinutes(t *testing.T) {
	o := openOffice(t)
	b := o.maja()
	o.setUp(b, "/me/factor")
	b.post("/logout", nil)
	got := o.logIn(b, "maja", majasPassword)
	if c := got.cookie(t, "desk-half"); c.MaxAge != 300 || !c.HttpOnly || c.SameSite != http.SameSiteStrictMode {
		t.Error("the half session's cookie is too loose")
	}
	if got := b.post("/logout", nil); got.location != "/" {
		t.Errorf("starting over: %s", got.location)
	}
	if page := b.get("/"); !strings.Contains(page.body, "login-name") {
		t.Error("no login after starting over")
	}
}

// TestFactorRequired: where a second factor is required nobody gets anywhere without.
func TestFactorRequired(t *testing.T) {
	o := openOffice(t, func(_ *office, c *desk.Config) { c.MustFactor = true })
	b := o.browser()
	if got := o.logIn(b, "maja", majasPassword); got.location != "/login/factor" {
		t.Fatalf("after the password: %s", got.location)
	}
	for _, path := range []string{"/me", "/me/factor", "/me/replies", "/calendar", "/login/code"} {
		if got := b.get(path); got.status == http.StatusOK {
			t.Errorf("%s can be reached", path)
		}
	}
	if got := b.get("/login/factor.png"); got.header.Get("Content-Type") != "image/png" {
		t.Error("nothing to scan")
	}
	secret, _ := o.setUp(b, "/login/factor")
	if !o.in(b) {
		t.Fatal("not in after setting it up")
	}
	o.clock.Move(time.Minute)
	if got := b.post("/me/factor/off", url.Values{"code": {o.code(secret)}}); got.location != "/login/factor" || o.in(b) {
		t.Errorf("after turning it off: %d to %s", got.status, got.location)
	}
	if fresh, _ := o.setUp(b, "/login/factor"); fresh == secret || !o.in(b) {
		t.Error("no new one")
	}
}

func TestSessionWithoutTheFactorThatIsRequiredNow(t *testing.T) {
	o := openOffice(t, func(_ *office, c *desk.Config) { c.MustFactor = true })
	token, err := o.accounts.Sessions().New(t.Context(), handoff.Account{Name: "maja"})
	if err != nil {
		t.Fatal(err)
	}
	b := o.browser()
	r := b.request(http.MethodGet, "/me", nil)
	r.AddCookie(&http.Cookie{Name: "desk", Value: token})
	if got := b.do(r); got.status != http.StatusSeeOther {
		t.Errorf("a session from before: %d", got.status)
	}
}

func TestChangeOfPassword(t *testing.T) {
	o := openOffice(t)
	b, other := o.maja(), o.maja()
	form := func(present, fresh, again string) url.Values {
		return url.Values{"present": {present}, "fresh": {fresh}, "again": {again}}
	}
	const fresh = "lampe cykel torsk"
	o.wrong("two that differ", b.post("/me/password", form(majasPassword, fresh, fresh+"x")), wrongForm, "desk.me.password.differ")
	o.wrong("a short one", b.post("/me/password", form(majasPassword, "ni tegn..", "ni tegn..")), wrongForm, "desk.me.password.short")
	o.wrong("a wrong one", b.post("/me/password", form("gættet", fresh, fresh)), http.StatusUnauthorized, "desk.me.password.denied")
	if got := b.post("/me/password", form(majasPassword, fresh, fresh)); got.location != "/me?told=password" || !o.in(b) || o.in(other) {
		t.Fatalf("the change: %d", got.status)
	}
	if page := b.get("/me?told=password"); !strings.Contains(page.body, "desk.me.told.password") {
		t.Error("it is not said that it worked")
	}
	o.wrong("the old one", o.logIn(other, "maja", majasPassword), http.StatusUnauthorized, "desk.login.denied")
	if o.logIn(other, "maja", fresh); !o.in(other) {
		t.Error("the new one does not open")
	}
}

func TestLogOutEverywhere(t *testing.T) {
	o := openOffice(t)
	b, other := o.maja(), o.maja()
	if got := b.post("/logout", nil); got.location != "/" || o.in(b) || o.in(other) {
		t.Errorf("everywhere: %d", got.status)
	}
	third, fourth := o.maja(), o.maja()
	third.post("/me/here", nil)
	if o.in(third) || !o.in(fourth) {
		t.Error("logging out here ended the wrong one")
	}
	if !slices.Contains(o.deeds.noted(), "maja logout-all ") {
		t.Error("not noted")
	}
}

func TestOwnReplies(t *testing.T) {
	o := openOffice(t)
	b := o.maja()
	keep := func(old, name, text string) answer {
		return b.post("/me/replies", url.Values{"old": {old}, "name": {name}, "text": {text}})
	}
	if got := keep("", " hej\n du ", "Hej, jeg hedder {name}.\r\n<script>x</script>"); got.location != "/me/replies?told=kept" {
		t.Fatalf("adding: %d", got.status)
	}
	page := b.get("/me/replies")
	if !strings.Contains(page.body, "hej du") || !strings.Contains(page.body, "&lt;script&gt;x") || strings.Contains(page.body, "<script>x") {
		t.Error("the reply is not shown as it is")
	}
	o.wrong("an empty one", keep("", "navn", "  "), wrongForm, "desk.replies.empty")
	o.wrong("the same name", keep("", "hej du", "x"), wrongForm, "desk.replies.same")
	o.wrong("a long one", keep("", "lang", strings.Repeat("å", 2001)), wrongForm, "desk.replies.long")
	if form := b.get("/me/replies?change=hej+du"); !strings.Contains(form.body, `value="hej du"`) {
		t.Error("nothing to change in the form")
	}
	keep("hej du", "goddag", "Goddag.")
	got, err := o.accounts.Replies(t.Context(), "maja")
	if err != nil || len(got) != 1 || got[0] != (handoff.Reply{Name: "goddag", Text: "Goddag."}) {
		t.Fatalf("after a change: %v (%v)", len(got), err)
	}
	for n := range 49 {
		keep("", "nr. "+string(rune('A'+n)), "x")
	}
	o.wrong("one too many", keep("", "nok", "x"), wrongForm, "desk.replies.full")
	if got := keep("goddag", "farvel", "Farvel."); got.status != http.StatusSeeOther {
		t.Error("with a full list one cannot be changed")
	}
	for range 2 { // the second time it is gone already
		if got := b.post("/me/replies/delete", url.Values{"name": {"farvel"}}); got.location != "/me/replies?told=deleted" {
			t.Errorf("deleting: %d", got.status)
		}
	}
	if strings.Contains(b.get("/me/replies").body, "farvel") {
		t.Error("it is still there")
	}
}

// TestNobodySaysWhereTheyAre: what a browser says of where it is counts for nothing
// where no proxy was named.
func TestNobodySaysWhereTheyAre(t *testing.T) {
	o := openOffice(t)
	var last int
	for n := range 6 {
		b := o.browser()
		r := b.request(http.MethodPost, "/login", url.Values{"name": {"maja"}, "password": {"x"}})
		r.Header.Set("X-Forwarded-For", "203.0.113."+strconv.Itoa(n))
		last = b.do(r).status
	}
	if last != http.StatusTooManyRequests {
		t.Errorf("the sixth guess, each from somewhere else: %d", last)
	}
}

// TestThrottleByNetwork: a guesser far away does not keep the counsellor out, and cannot
// pretend to be somewhere else.
func TestThrottleByNetwork(t *testing.T) {
	o := openOffice(t, func(_ *office, c *desk.Config) {
		c.Proxies = []netip.Prefix{netip.MustParsePrefix("127.0.0.1/32"), netip.MustParsePrefix("10.0.0.0/8")}
	})
	from := func(hops, password string) int {
		b := o.browser()
		r := b.request(http.MethodPost, "/login", url.Values{"name": {"maja"}, "password": {password}})
		if hops != "" {
			r.Header.Set("X-Forwarded-For", hops)
		}
		return b.do(r).status
	}
	for range 5 {
		if got := from("203.0.113.9", "x"); got != http.StatusUnauthorized {
			t.Fatalf("a guess: %d", got)
		}
	}
	for name, hops := range map[string]string{"the same": "203.0.113.9", "with a forged hop before": "198.51.100.1, 203.0.113.9", "through two proxies": "203.0.113.9, 10.1.2.3", "mapped": "::ffff:203.0.113.9"} {
		if got := from(hops, majasPassword); got != http.StatusTooManyRequests {
			t.Errorf("%s: %d", name, got)
		}
	}
	if got := from("198.51.100.1", majasPassword); got != see {
		t.Errorf("maja elsewhere: %d", got)
	}
	for range 5 {
		from("2001:db8:1:2::5", "x")
	}
	if got := from("2001:db8:1:2:ffff::9", majasPassword); got != http.StatusTooManyRequests {
		t.Errorf("another address of the same net: %d", got)
	}
	if got := from("2001:db8:1:3::5", majasPassword); got != see {
		t.Errorf("another net: %d", got)
	}
	if got := from("rubbish", majasPassword); got != see {
		t.Errorf("rubbish from the proxy: %d", got)
	}
	known := o.browser()
	o.logIn(known, "maja", majasPassword)
	for range 6 {
		from("", "x")
	}
	if got := from("", majasPassword); got != http.StatusTooManyRequests {
		t.Errorf("a browser nobody knows: %d", got)
	}
	if got := o.logIn(known, "maja", majasPassword); got.status != see {
		t.Errorf("her own browser: %d", got.status)
	}
	if strings.Contains(o.logged.String(), "203.0.113") {
		t.Error("an address stands in the log")
	}
	for _, deed := range o.deeds.noted() {
		if strings.Contains(deed, "203") {
			t.Error("an address stands among the deeds")
		}
	}
}

func TestFailedLoginsOfNobodyAreNotNoted(t *testing.T) {
	o := openOffice(t)
	b := o.browser()
	o.logIn(b, "min adgangskode kom i det forkerte felt", "x")
	if got := o.deeds.noted(); len(got) > 0 {
		t.Error("something somebody typed was noted")
	}
	o.logIn(b, " MAJA", "x")
	if got := o.deeds.noted(); len(got) != 1 || got[0] != "maja login-failed " {
		t.Error("a failed login of somebody was not noted")
	}
}

// withProvider gives the office a real OpenID Connect provider.
func withProvider(o *office, c *desk.Config) {
	back := o.server.URL + "/login/elsewhere/back"
	o.provider = bottest.StartProvider(o.T, true, back)
	grants, err := oidc.ParseGrants("Lyt-Nord=counsellor:nord;Lyt-Ledere=supervisor:nord,syd")
	if err != nil {
		o.Fatal(err)
	}
	c.Elsewhere = oidc.New(oidc.Config{
		Issuer: o.provider.Issuer, Client: o.provider.Client, Secret: o.provider.Secret, Redirect: back, Home: o.server.URL + "/",
		Grants: grants, HTTP: o.provider.HTTP, Now: c.Now,
	})
}

// crossSite leaves a browser what it shows us when another site sends it here.
func (o *office) crossSite(b *browser) {
	o.Helper()
	at, err := url.Parse(o.server.URL)
	if err != nil {
		o.Fatal(err)
	}
	jar, err := cookiejar.New(nil)
	if err != nil {
		o.Fatal(err)
	}
	for _, c := range b.client.Jar.Cookies(at) {
		if c.Name == "desk-ticket" {
			jar.SetCookies(at, []*http.Cookie{c})
		}
	}
	b.client.Jar = jar
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

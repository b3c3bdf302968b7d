package desk_test

import (
	"bytes"
	"image/png"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"lyt/bot/handoff"
)

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
	o := openOffice(t, func(o *office) { o.config.MustFactor = true })
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
	o := openOffice(t, func(o *office) { o.config.MustFactor = true })
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

package webchat_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

func TestCookie(t *testing.T) {
	for public, want := range map[string]string{
		"": "lyt", "http://localhost:8080": "lyt", "https://lyt.example.dk": "__Host-lyt",
	} {
		p := open(t, public)
		resp, err := http.PostForm(p.server.URL+"/start", url.Values{})
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		if len(resp.Cookies()) != 1 {
			t.Fatalf("%d cookies", len(resp.Cookies()))
		}
		c := resp.Cookies()[0]
		if c.Name != want || !c.HttpOnly || c.SameSite != http.SameSiteStrictMode || c.Path != "/" || c.MaxAge != 0 || !c.Expires.IsZero() || c.Domain != "" {
			t.Errorf("%s: cookie %q is too loose", public, c.Name)
		}
		if c.Secure != strings.HasPrefix(public, "https") {
			t.Errorf("%s: secure is %t", public, c.Secure)
		}
		if len(c.Value) != 43 {
			t.Errorf("cookie has %d letters, want 43 for 256 bits", len(c.Value))
		}
	}
}

// TestNoCookiesNoPerson: a browser that keeps no cookies, or a crawler, begins no talk
// however often it comes, and one that keeps them begins one.
func TestNoCookiesNoPerson(t *testing.T) {
	p := open(t, "")
	for range 10 {
		resp, err := http.PostForm(p.server.URL+"/start", url.Values{})
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		if resp.StatusCode != http.StatusAccepted {
			t.Fatalf("start without a cookie: %d", resp.StatusCode)
		}
	}
	if n := len(p.talk.heard()); n != 0 {
		t.Errorf("%d talks were begun by one browser without cookies", n)
	}
	if p.visit(); len(p.talk.heard()) != 1 {
		t.Error("a browser whose cookie came back began no talk")
	}
}

func TestForgedCookieIsNobody(t *testing.T) {
	p := open(t, "")
	for _, value := range []string{"", "x", strings.Repeat("A", 42), strings.Repeat("A", 44), strings.Repeat("å", 43), strings.Repeat("A", 10_000)} {
		r, err := http.NewRequest(http.MethodPost, p.server.URL+"/say", strings.NewReader("id=abcdefgh&text=hej"))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Cookie", "lyt="+value)
		resp, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		if resp.StatusCode != http.StatusUnauthorized {
			t.Errorf("cookie of %d letters: %d", len(value), resp.StatusCode)
		}
	}
	if len(p.talk.heard()) != 0 {
		t.Error("words from nobody got through")
	}
}

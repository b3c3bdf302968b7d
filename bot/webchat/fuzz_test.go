package webchat

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"unicode/utf8"
)

// FuzzPost throws bodies at the decoder: no panic, an error gives nothing, and what
// is let through keeps the bounds that the talk relies on.
func FuzzPost(f *testing.F) {
	f.Add("id=abcdefgh&text=hej&lang=da")
	f.Add("id=abcdefgh&data=1%3Ayoung&label=Jeg+er+ung&message=w%3Aabc.0")
	f.Add("s=helsingor_skole&lang=en")
	f.Add("id=%ff&text=%00%ff;x=1")
	f.Fuzz(func(t *testing.T, body string) {
		r := httptest.NewRequest(http.MethodPost, "/say", strings.NewReader(body))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		p, err := readPost(httptest.NewRecorder(), r)
		if err != nil {
			if p != (post{}) {
				t.Fatal("an error gave something")
			}
			return
		}
		if len(p.data) > maxData || len(p.message) > maxMessage || utf8.RuneCountInString(p.label) > maxLabel {
			t.Fatal("too long")
		}
		if !utf8.ValidString(p.text.Reveal()) || !utf8.ValidString(p.label) || !utf8.ValidString(p.data) || !utf8.ValidString(p.message) {
			t.Fatal("not UTF-8")
		}
		if p.lang != "da" && p.lang != "en" {
			t.Fatal("odd language")
		}
		if p.payload != "" && !startPayload.MatchString(p.payload) {
			t.Fatal("odd payload")
		}
		if p.sayable() && (p.text.Reveal() == "") == (p.data == "") {
			t.Fatal("neither words nor a tap")
		}
		if _, err := ownEntry(p).pack(); err != nil {
			t.Fatal(err)
		}
	})
}

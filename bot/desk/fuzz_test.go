package desk_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"lyt/bot"
	"lyt/bot/handoff"
)

// FuzzForms throws bodies at every form of the desk: no panic, nothing but the
// answers there are, and never an effect on another service.
func FuzzForms(f *testing.F) {
	f.Add("service=nord&id=a&op=abcdefgh&words=hej&name=maja&password=rigtig&lang=en")
	f.Add("service=vest&id=b&op=%00&words=%ff")
	f.Add("service=%zz;id")
	f.Fuzz(func(t *testing.T, body string) {
		h, d := build(t)
		h.staff.sessions["token"] = "maja"
		for _, service := range []string{"nord", "vest"} {
			h.queue.add(handoff.Handoff{ID: "a", State: handoff.Waiting, Request: handoff.Request{Service: service, Person: bot.Pseudonym("p"), At: noon}})
			h.queue.add(handoff.Handoff{ID: "b", State: handoff.Live, Staff: "maja", Request: handoff.Request{Service: service, Person: bot.Pseudonym("p"), At: noon}})
		}
		for _, path := range []string{"/login", "/language", "/claim", "/decline", "/presence",
			"/talk/nord/b/say", "/talk/nord/b/draft", "/talk/nord/b/note", "/talk/nord/b/invite", "/talk/nord/b/offer", "/talk/nord/b/card", "/talk/nord/b/onward", "/talk/nord/b/close",
			"/talk/vest/b/say", "/talk/vest/b/note", "/talk/vest/b/onward", "/talk/vest/b/close"} {
			r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(body))
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			r.Header.Set("Cookie", "desk=token")
			w := httptest.NewRecorder()
			d.ServeHTTP(w, r)
			switch w.Code {
			case http.StatusSeeOther, http.StatusNoContent, http.StatusBadRequest, http.StatusUnauthorized, http.StatusNotFound, http.StatusUnprocessableEntity, http.StatusRequestEntityTooLarge:
			default:
				t.Fatalf("%s: %d", path, w.Code)
			}
		}
		for _, h := range h.queue.all {
			if h.Request.Service == "vest" && (h.ID == "a" && h.State != handoff.Waiting || h.ID == "b" && h.State != handoff.Live) {
				t.Fatal("an effect on another service")
			}
		}
		if len(h.queue.lines["vest/b"]) > 0 {
			t.Fatal("words in another service's talk")
		}
	})
}

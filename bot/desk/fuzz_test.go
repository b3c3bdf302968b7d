package desk_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"lyt/bot/handoff"
)

// FuzzForms throws bodies at every form of the desk: no panic, nothing but the
// answers there are, and never an effect on another service.
func FuzzForms(f *testing.F) {
	f.Add("service=nord&id=a222222222222222&op=abcdefgh&words=hej&name=maja&password=rigtig&lang=en")
	f.Add("service=vest&id=b222222222222222&op=%00&words=%ff")
	f.Add("service=%zz;id")
	f.Fuzz(func(t *testing.T, body string) {
		h := build(t)
		d := h.begin()
		h.staff.sessions["token"] = "maja"
		for _, service := range []string{"nord", "vest"} {
			h.waits(service, "a", handoff.Other, 1)
			h.has(service, "b")
		}
		for _, path := range []string{"/login", "/language", "/claim", "/decline", "/presence",
			"/talk/nord/b/say", "/talk/nord/b/draft", "/talk/nord/b/note", "/talk/nord/b/invite", "/talk/nord/b/offer", "/talk/nord/b/card", "/talk/nord/b/onward", "/talk/nord/b/close",
			"/talk/vest/b/say", "/talk/vest/b/note", "/talk/vest/b/onward", "/talk/vest/b/close"} {
			r := httptest.NewRequest(http.MethodPost, fullPath(path), strings.NewReader(body))
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
		for name, state := range map[string]handoff.State{"a": handoff.Waiting, "b": handoff.Live} {
			if found, err := h.queue.Find(t.Context(), "vest", full(name)); err != nil || found.State != state {
				t.Fatalf("an effect on another service (%v)", err)
			}
		}
		if lines, err := h.queue.Thread(t.Context(), "vest", full("b"), "", 1); err != nil || len(lines) > 0 {
			t.Fatalf("words in another service's talk (%v)", err)
		}
	})
}

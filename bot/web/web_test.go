package web_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"lyt/bot/web"
)

// TestAPageLoadsNothingFromElsewhere: and it leaves nothing behind, whatever the answer.
func TestAPageLoadsNothingFromElsewhere(t *testing.T) {
	w := httptest.NewRecorder()
	web.Strict(http.NotFoundHandler()).ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/", nil))
	for name, want := range map[string]string{
		"Content-Security-Policy":      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
		"Cache-Control":                "no-store",
		"Referrer-Policy":              "no-referrer",
		"X-Content-Type-Options":       "nosniff",
		"Permissions-Policy":           "camera=(), microphone=(), geolocation=()",
		"Cross-Origin-Opener-Policy":   "same-origin",
		"Cross-Origin-Resource-Policy": "same-origin",
	} {
		if got := w.Header().Get(name); got != want {
			t.Errorf("%s is %q", name, got)
		}
	}
}

// get asks for a file of a front that has these.
func get(t *testing.T, files web.Files, path string) *httptest.ResponseRecorder {
	t.Helper()
	mux, w := http.NewServeMux(), httptest.NewRecorder()
	mux.Handle("GET /static/{file}", files)
	mux.ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
	return w
}

func load(t *testing.T, look string) web.Files {
	t.Helper()
	files, err := web.Load(fstest.MapFS{"page.html": {}, "static/page.css": {Data: []byte(look)}})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// TestAChangedFileHasAnotherName: so a browser may keep each for ever.
func TestAChangedFileHasAnotherName(t *testing.T) {
	before, after := load(t, "p{}"), load(t, "a{}")
	if before.Path("page.css") == after.Path("page.css") {
		t.Fatal("both have one name")
	}
	w := get(t, before, before.Path("page.css"))
	if w.Body.String() != "p{}" || w.Header().Get("Content-Type") != "text/css; charset=utf-8" || w.Header().Get("Cache-Control") != "private, max-age=31536000, immutable" {
		t.Errorf("%d: %v", w.Code, w.Header())
	}
	for _, path := range []string{after.Path("page.css"), "/static/page.css", "/static/%2e%2e%2fpage.html", before.Path("none.css")} {
		if w := get(t, before, path); w.Code != http.StatusNotFound {
			t.Errorf("%s: %d", path, w.Code)
		}
	}
}

// TestWhereTheBrowserStopped: it says so itself when it reconnects, and the page says it
// in the address; odd words count for nothing.
func TestWhereTheBrowserStopped(t *testing.T) {
	for header, want := range map[string]string{
		"": "7", "12": "12", "12-3": "12-3",
		"nonsense": "7", "1-0-0": "7", "99999999999999999999": "7", "-": "7", "$": "7", "1\n": "7",
	} {
		r := httptest.NewRequest(http.MethodGet, "/events?after=7", nil)
		r.Header.Set("Last-Event-ID", header)
		if got := web.LastSeen(r); got != want {
			t.Errorf("%q: after %q", header, got)
		}
	}
	if got := web.LastSeen(httptest.NewRequest(http.MethodGet, "/events?after=x", nil)); got != "" {
		t.Errorf("from the beginning: after %q", got)
	}
}

// TestAStreamAsABrowserReadsIt: that the store is away is told once.
func TestAStreamAsABrowserReadsIt(t *testing.T) {
	w := httptest.NewRecorder()
	s := web.NewStream(w)
	s.Send("line", "3-0", "<b>æ\n")
	s.SendRaw("", "4-0", []byte(`{"k":1}`))
	s.SendRaw("", "", []byte(`{}`))
	for _, err := range []error{nil, errors.New("away"), errors.New("away"), nil} {
		s.TellStore(err)
	}
	s.Ping()
	s.Close()
	want := "retry: 2000\n\nid: 3-0\nevent: line\ndata: \"\\u003cb\\u003eæ\\n\"\n\nid: 4-0\ndata: {\"k\":1}\n\ndata: {}\n\n" +
		"event: store\ndata: false\n\nevent: store\ndata: true\n\n: ping\n\n"
	if diff := cmp.Diff(want, w.Body.String()); diff != "" || !w.Flushed || s.Err() != nil {
		t.Errorf("%v, flushed: %v: %s", s.Err(), w.Flushed, diff)
	}
	if h := w.Header(); h.Get("Content-Type") != "text/event-stream" || h.Get("X-Accel-Buffering") != "no" {
		t.Errorf("%v", h)
	}
}

// gone is a browser that left.
type gone struct {
	*httptest.ResponseRecorder
	writes int
}

func (g *gone) Write([]byte) (int, error) { g.writes++; return 0, errors.New("gone") }

// TestAStreamToNobody ends with the first write that fails.
func TestAStreamToNobody(t *testing.T) {
	w := &gone{ResponseRecorder: httptest.NewRecorder()}
	s := web.NewStream(w)
	s.Ping()
	s.Send("line", "", "x")
	if s.Err() == nil || w.writes != 1 {
		t.Errorf("%d writes, %v", w.writes, s.Err())
	}
}

package ics

import (
	"compress/gzip"
	"context"
	"crypto/x509"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"sync"
	"testing"
	"time"
)

// outside stands in tests for a machine of the open internet; 127.0.0.1 is itself.
var outside = netip.MustParseAddr("127.0.0.2")

// town is a server with a certificate for example.com, and who knows its name.
type town struct {
	*httptest.Server
	*Fetcher
	port  string
	mutex sync.Mutex
	names []netip.Addr // what example.com is, one look-up after another; the last stays
	seen  []*http.Request
}

func newTown(t *testing.T, serve http.HandlerFunc) *town {
	t.Helper()
	w := &town{names: []netip.Addr{outside}}
	w.Server = httptest.NewUnstartedServer(http.HandlerFunc(func(answer http.ResponseWriter, r *http.Request) {
		w.mutex.Lock()
		w.seen = append(w.seen, r)
		w.mutex.Unlock()
		serve(answer, r)
	}))
	w.Server.Listener.Close()                       //nolint:errcheck // a test
	listener, err := net.Listen("tcp", "0.0.0.0:0") //nolint:noctx // a test
	if err != nil {
		t.Fatal(err)
	}
	w.Server.Listener = listener
	w.Server.StartTLS()
	t.Cleanup(w.Server.Close)
	_, w.port, _ = net.SplitHostPort(listener.Addr().String())
	trusted := x509.NewCertPool()
	trusted.AddCert(w.Server.Certificate())
	allowed := func(a netip.Addr) bool { return a == outside || public(a) }
	w.Fetcher = newFetcher(allowed, &net.Resolver{PreferGo: true, Dial: w.dialNames}, trusted, listener.Addr().(*net.TCPAddr).AddrPort().Port())
	return w
}

func (w *town) address(path string) string { return "https://example.com:" + w.port + path }

// dialNames answers as a name server does, over a pipe.
func (w *town) dialNames(context.Context, string, string) (net.Conn, error) {
	client, server := net.Pipe()
	go func() {
		defer server.Close() //nolint:errcheck // a test
		for {
			var size [2]byte
			if _, err := io.ReadFull(server, size[:]); err != nil {
				return
			}
			question := make([]byte, binary.BigEndian.Uint16(size[:]))
			if _, err := io.ReadFull(server, question); err != nil {
				return
			}
			answer := w.answer(question)
			_, _ = server.Write(append(binary.BigEndian.AppendUint16(nil, uint16(len(answer))), answer...))
		}
	}()
	return client, nil
}

// answer gives the next address, to questions for one of version 4.
func (w *town) answer(question []byte) []byte {
	end := 12
	for question[end] != 0 {
		end += int(question[end]) + 1
	}
	kind := binary.BigEndian.Uint16(question[end+1:])
	head := append([]byte{}, question[:2]...)
	head = append(head, 0x81, 0x80, 0, 1, 0, 0, 0, 0, 0, 0)
	head = append(head, question[12:end+5]...)
	if kind != 1 {
		return head
	}
	w.mutex.Lock()
	defer w.mutex.Unlock()
	address := w.names[0]
	if len(w.names) > 1 {
		w.names = w.names[1:]
	}
	head[7] = 1
	head = append(head, 0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 0, 0, 4)
	return append(head, address.AsSlice()...)
}

const aFeed = "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"

func TestFetchGivesTheFeed(t *testing.T) {
	t.Setenv("HTTPS_PROXY", "http://127.0.0.1:1") // must not be asked
	w := newTown(t, func(answer http.ResponseWriter, r *http.Request) {
		if r.Header.Get("If-None-Match") == `"v1"` {
			answer.WriteHeader(http.StatusNotModified)
			return
		}
		answer.Header().Set("ETag", `"v1"`)
		answer.Header().Set("Set-Cookie", "a=b")
		io.WriteString(answer, aFeed) //nolint:errcheck // a test
	})
	got, err := w.Fetch(t.Context(), w.address("/secret.ics"), "")
	if err != nil || string(got.Feed) != aFeed || got.ETag != `"v1"` || got.Same {
		t.Fatalf("%+v, %v", got, err)
	}
	again, err := w.Fetch(t.Context(), "webcal"+strings.TrimPrefix(w.address("/secret.ics"), "https"), got.ETag)
	if err != nil || !again.Same || again.ETag != got.ETag || again.Feed != nil {
		t.Fatalf("%+v, %v", again, err)
	}
	for _, r := range w.seen {
		if len(r.Cookies()) > 0 || r.Header.Get("Authorization") != "" {
			t.Error("a cookie or a login was sent")
		}
	}
}

func TestFetchRefusesWhatLeadsInside(t *testing.T) {
	w := newTown(t, func(answer http.ResponseWriter, r *http.Request) {
		to := map[string]string{
			"/to-loopback": "https://127.0.0.1:%/x", "/to-v6": "https://[::1]:%/x", "/to-mapped": "https://[::ffff:127.0.0.1]:%/x", "/to-metadata": "https://169.254.169.254/latest",
			"/to-plain": "http://example.com:%/x", "/to-file": "file:///etc/passwd", "/to-login": "https://a:b@example.com:%/x", "/for-ever": "/for-ever",
			"/1": "/2", "/2": "/3", "/3": "/4", "/4": "/5", "/by-name": "https://example.com:%/x",
		}[r.URL.Path]
		if to == "" {
			io.WriteString(answer, aFeed) //nolint:errcheck // a test
			return
		}
		_, port, _ := net.SplitHostPort(r.Host)
		http.Redirect(answer, r, strings.ReplaceAll(to, "%", port), http.StatusFound)
	})
	for path, want := range map[string]error{
		"/to-loopback": Private, "/to-v6": Private, "/to-mapped": Private, "/to-metadata": Private, "/to-plain": Redirects,
		"/to-file": Redirects, "/to-login": Redirects, "/for-ever": Redirects, "/1": Redirects, "/2": nil, "/by-name": nil,
	} {
		if _, err := w.Fetch(t.Context(), w.address(path), ""); !errors.Is(err, want) {
			t.Errorf("%s: got %v, want %v", path, err, want)
		}
	}
	for _, r := range w.seen {
		if r.Referer() != "" {
			t.Errorf("%s was told where we come from", r.URL.Path)
		}
	}
	for _, address := range []string{"https://127.0.0.1:" + w.port + "/", "https://[::1]:" + w.port + "/", "https://0.0.0.0:" + w.port + "/", "https://localhost:" + w.port + "/"} {
		if _, err := w.Fetch(t.Context(), address, ""); !errors.Is(err, Private) {
			t.Errorf("%s: %v", address, err)
		}
	}
}

// A name that is public when it is looked at and private when it is dialled, or after
// the redirect, is stopped where the connection is made.
func TestFetchIsNotTrickedByNames(t *testing.T) {
	inside := netip.MustParseAddr("127.0.0.1")
	w := newTown(t, func(answer http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/again" {
			http.Redirect(answer, r, "/x", http.StatusFound)
			return
		}
		io.WriteString(answer, aFeed) //nolint:errcheck // a test
	})
	w.names = []netip.Addr{inside}
	if _, err := w.Fetch(t.Context(), w.address("/x"), ""); !errors.Is(err, Private) {
		t.Errorf("a name for 127.0.0.1: %v", err)
	}
	w.names = []netip.Addr{outside, inside}
	if _, err := w.Fetch(t.Context(), w.address("/again"), ""); !errors.Is(err, Private) {
		t.Errorf("a name that changed between two requests: %v", err)
	}
	if len(w.seen) != 1 {
		t.Errorf("%d requests arrived, want the first only", len(w.seen))
	}
}

func TestFetchBoundsWhatItTakes(t *testing.T) {
	zeros := strings.Repeat("\x00", 1<<16)
	w := newTown(t, func(answer http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/bomb":
			answer.Header().Set("Content-Encoding", "gzip")
			packed := gzip.NewWriter(answer)
			for range 4096 { // 256 MB, in 256 kB
				if _, err := io.WriteString(packed, zeros); err != nil {
					return
				}
			}
			packed.Close() //nolint:errcheck // a test
		case "/long":
			for range MaxBytes/len(zeros) + 1 {
				io.WriteString(answer, zeros) //nolint:errcheck // a test
			}
		case "/slow":
			io.WriteString(answer, aFeed) //nolint:errcheck // a test
			answer.(http.Flusher).Flush()
			<-r.Context().Done()
		case "/cut":
			answer.Header().Set("Content-Length", "1000")
			io.WriteString(answer, aFeed) //nolint:errcheck // a test
		case "/heads":
			answer.Header().Set("X", strings.Repeat("a", 100<<10))
		default:
			status := map[string]int{"/401": 401, "/403": 403, "/404": 404, "/410": 410, "/500": 500, "/204": 204, "/206": 206, "/304": 304}[r.URL.Path]
			answer.WriteHeader(status)
		}
	})
	for path, want := range map[string]error{
		"/bomb": Large, "/long": Large, "/cut": Away, "/heads": Away, "/401": Denied, "/403": Denied, "/404": Gone, "/410": Gone,
		"/500": Refused, "/204": Refused, "/206": Refused, "/304": Refused,
	} {
		if got, err := w.Fetch(t.Context(), w.address(path), ""); !errors.Is(err, want) || got.Feed != nil {
			t.Errorf("%s: got %v, want %v", path, err, want)
		}
	}
	ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()
	if _, err := w.Fetch(ctx, w.address("/slow"), ""); !errors.Is(err, Slow) {
		t.Errorf("a body that never ends: %v", err)
	}
}

func TestFetchTrustsGoodCertificatesOnly(t *testing.T) {
	w := newTown(t, func(http.ResponseWriter, *http.Request) {})
	if _, err := w.Fetch(t.Context(), "https://another.example:"+w.port+"/", ""); !errors.Is(err, Untrusted) {
		t.Errorf("a certificate for another name: %v", err)
	}
	w.Fetcher = newFetcher(func(netip.Addr) bool { return true }, &net.Resolver{PreferGo: true, Dial: w.dialNames}, x509.NewCertPool(), w.Server.Listener.Addr().(*net.TCPAddr).AddrPort().Port())
	if _, err := w.Fetch(t.Context(), w.address("/"), ""); !errors.Is(err, Untrusted) {
		t.Errorf("a certificate nobody vouches for: %v", err)
	}
}

// What is told about an address must not be the address.
func TestAddressesAreChecked(t *testing.T) {
	for _, bad := range []string{"", "http://example.com/x", "ftp://example.com", "https://", "https:///x", "https://a:b@example.com/x", "//example.com", "example.com/x",
		"https://exa mple.com", "javascript:alert(1)", "https://example.com/" + strings.Repeat("a", maxAddress), "https://example.com/\x00"} {
		if _, err := CheckAddress(bad); !errors.Is(err, Address) {
			t.Errorf("%q: %v", bad, err)
		}
		if _, err := NewFetcher().Fetch(t.Context(), bad, ""); !errors.Is(err, Address) {
			t.Errorf("fetch %q: %v", bad, err)
		}
	}
	for given, want := range map[string]string{" https://example.com/a?b=c ": "https://example.com/a?b=c", "WebCal://example.com/a": "https://example.com/a"} {
		if got, err := CheckAddress(given); err != nil || got != want {
			t.Errorf("%q: %q, %v", given, got, err)
		}
	}
	_, err := NewFetcher().Fetch(t.Context(), "https://127.0.0.1:8443/hemmelig", "")
	if !errors.Is(err, Private) || strings.Contains(err.Error(), "hemmelig") {
		t.Errorf("%v", err)
	}
}

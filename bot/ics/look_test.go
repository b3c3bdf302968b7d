package ics

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/netip"
	"testing"
)

// Before a feed is kept, somebody looks where it leads: not inside the house. A name that
// nobody knows just now may be known later.
func TestLookRefusesWhatLeadsInside(t *testing.T) {
	w := newTown(t, func(http.ResponseWriter, *http.Request) { t.Error("something was sent") })
	for _, inside := range []string{"10.0.0.7", "192.168.1.1", "127.0.0.1", "169.254.169.254"} {
		w.names = []netip.Addr{netip.MustParseAddr(inside)}
		if err := w.Look(t.Context(), w.address("/x")); !errors.Is(err, Private) {
			t.Errorf("a name for %s: %v", inside, err)
		}
		if err := w.Look(t.Context(), "webcal://"+inside+"/x"); !errors.Is(err, Private) {
			t.Errorf("%s: %v", inside, err)
		}
	}
	for _, address := range []string{"https://[::1]/x", "https://[fd00::1]:8443/x", "https://[::ffff:10.0.0.7]/x"} {
		if err := w.Look(t.Context(), address); !errors.Is(err, Private) {
			t.Errorf("%s: %v", address, err)
		}
	}
	w.names = []netip.Addr{outside}
	if err := w.Look(t.Context(), w.address("/x")); err != nil {
		t.Errorf("the open internet: %v", err)
	}
	none := &net.Resolver{PreferGo: true, Dial: func(context.Context, string, string) (net.Conn, error) { return nil, errors.New("away") }}
	if err := newFetcher(public, none, nil).Look(t.Context(), "https://example.com/x"); err != nil {
		t.Errorf("nobody knows the name: %v", err)
	}
}

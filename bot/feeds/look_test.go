package feeds_test

import (
	"context"
	"errors"
	"testing"

	"lyt/bot/ics"
)

// Look says where an address leads.
func (w *world) Look(context.Context, string) error { return w.leads }

// Somebody adds an address inside the house: it is refused as a bad one is, and nothing
// of it is kept or asked for. It counts as one that was tried.
func TestAddressInsideIsNotKept(t *testing.T) {
	w := newWorld(t)
	w.leads = ics.Private
	for range 3 {
		if _, err := w.Add(t.Context(), "mette", w.feed(openDoor)); !errors.Is(err, ics.Private) {
			t.Fatalf("added: %v", err)
		}
	}
	known, err := w.List(t.Context(), service)
	must(t, err)
	if len(known) != 0 || len(w.asked) != 0 {
		t.Fatalf("%d are kept, %d were asked for", len(known), len(w.asked))
	}
	w.leads = nil
	w.keeps("Åben rådgivning", at(20, 10, 0))
	w.add(openDoor)
	w.open("20 10:00-11:00")
}

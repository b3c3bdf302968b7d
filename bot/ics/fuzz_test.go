package ics

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// FuzzRead: whatever is sent, reading ends, an error gives nothing with it, and what
// is given lies in the span that was asked for.
func FuzzRead(f *testing.F) {
	feeds, err := filepath.Glob("testdata/*.ics")
	if err != nil || len(feeds) == 0 {
		f.Fatal("no feeds to begin with")
	}
	for _, path := range feeds {
		feed, err := os.ReadFile(path)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(feed)
	}
	f.Fuzz(func(t *testing.T, feed []byte) {
		ctx, cancel := context.WithTimeout(t.Context(), 2*time.Second)
		defer cancel()
		want := half()
		got, err := Read(ctx, feed, want)
		var problem Problem
		if err != nil && (!errors.As(err, &problem) || got.Total > 0 || len(got.Events) > 0) {
			t.Fatalf("%v with %d events", err, len(got.Events))
		}
		if len(got.Events) > 0 && got.Total == 0 {
			t.Fatal("events without entries")
		}
		for i, e := range got.Events {
			if e.End.Before(e.Start) || !e.End.After(want.From) || !e.Start.Before(want.To) || i > 0 && e.Start.Before(got.Events[i-1].Start) {
				t.Fatalf("event %d: %v to %v", i, e.Start, e.End)
			}
		}
	})
}

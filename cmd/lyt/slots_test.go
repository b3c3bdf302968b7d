package main

import (
	"context"
	"strings"
	"testing"
	"time"

	"lyt/bot/redis"
)

// TestSlotsAdd: times are opened by hand with all that people must know, and nobody has
// two at once.
func TestSlotsAdd(t *testing.T) {
	w := newTown(t, "poll")
	day := time.Now().AddDate(0, 0, 3).Format("2006-01-02")
	add := []string{"slots", "add", "helsingor-ungevaerftet"}
	with := []string{"--counsellor", "Mette", "--profession", "psykolog", "--format", "video", "--place", "https://video.example/mette"}
	if got := w.run("", append(append(add, day+"T10:00", "--count", "2"), with...)...); strings.Count(got, "\tvideo\topen\n") != 2 {
		t.Errorf("opened:\n%s", got)
	}
	out, err := w.make(t.Context(), append(append(add, day+"T09:00", "--count", "2", "--every", "90m"), with...)...).CombinedOutput()
	if err == nil || !strings.Contains(string(out), "the counsellor has another time then, so none was opened") {
		t.Errorf("an overlap: %v %s", err, out)
	}
	// Mette works at headspace too: she is not at both at once.
	w.run(deskPassword+"\n", "staff", "add", "mette", "--service", youth, "--service", headspace, "--role", "counsellor", "--password-stdin")
	out, err = w.make(t.Context(), "slots", "add", headspace, day+"T10:30", "--counsellor", "Mette").CombinedOutput()
	if err == nil || !strings.Contains(string(out), "the counsellor has another time then") {
		t.Errorf("an overlap with another service: %v %s", err, out)
	}
	// While somebody opens times for her elsewhere, these wait.
	db, keys := w.store()
	err = redis.NewHandoffs(db, keys, nil).Alone(t.Context(), "mette", func(ctx context.Context) error {
		soon, stop := context.WithTimeout(ctx, 2*time.Second)
		defer stop()
		return w.make(soon, "slots", "add", headspace, day+"T20:00", "--counsellor", "Mette").Run()
	})
	if err == nil {
		t.Error("times are opened in the same name at once")
	}
	out, err = w.make(t.Context(), append(add, day+"T15:00", "--place", strings.Repeat("x", 2001))...).CombinedOutput()
	if err == nil || !strings.Contains(string(out), "--place may have 2000 letters at most") {
		t.Errorf("a long place: %v %.200s", err, out)
	}
	if got := w.run("", "slots", "list", headspace); got != "" {
		t.Errorf("opened elsewhere:\n%s", got)
	}
	if got := w.run("", "slots", "list", "helsingor-ungevaerftet"); strings.Count(got, "\n") != 2 {
		t.Errorf("listed:\n%s", got)
	}
	w.run("", "audit")
}

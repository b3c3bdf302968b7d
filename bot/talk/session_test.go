package talk

import (
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"lyt/bot/flow"
)

func TestAppointmentsThatAreOverStayWithinReachOfDeletion(t *testing.T) {
	start := time.Date(2026, 11, 24, 14, 0, 0, 0, time.UTC)
	s := session{Times: []booked{{ID: "a", Start: start.Unix()}}}
	for _, c := range []struct {
		after       time.Duration
		times, over int
	}{
		{-time.Minute, 1, 0}, {30 * time.Minute, 1, 0}, {2 * time.Hour, 0, 1}, {7 * 24 * time.Hour, 0, 1}, {9 * 24 * time.Hour, 0, 0},
	} {
		s.setAside(start.Add(c.after))
		if len(s.Times) != c.times || len(s.Over) != c.over {
			t.Errorf("%v after: %d to come, %d over; want %d and %d", c.after, len(s.Times), len(s.Over), c.times, c.over)
		}
	}
}

func TestSessionIsNotPrinted(t *testing.T) {
	s := session{Address: "4711", Flow: flow.State{Memory: map[string][]string{"note": {"det er min bror"}}}}
	for _, printed := range []string{
		fmt.Sprint(s), fmt.Sprintf("%+v", s), fmt.Sprintf("%#v", s), fmt.Sprintf("%v", &s),
		slog.AnyValue(s).String(),
	} {
		if strings.Contains(printed, "4711") || strings.Contains(printed, "bror") {
			t.Errorf("a session was printed: %s", printed)
		}
	}
}

func TestFindWords(t *testing.T) {
	for _, c := range []struct {
		said string
		want word
		rest string
	}{
		{"/akut", wordCrisis, ""}, {"AKUT!", wordCrisis, ""}, {" hjælp ", wordHelp, ""}, {"/hjaelp", wordHelp, ""},
		{"/start helsingor_skole", wordStart, "helsingor_skole"}, {"/slet@LytBot", wordDelete, ""},
		{"slet", wordDelete, ""}, {"Spring over", wordSkip, ""}, {"tilbage.", wordBack, ""}, {"stop", wordStop, ""},
		{"jeg vil slette min bror", "", ""}, {"/ukendt", "", ""}, {"", "", ""}, {"/", "", ""},
		{strings.Repeat("stop ", 100), "", ""},
	} {
		got, rest, ok := find(c.said)
		if got != c.want || rest != c.rest || ok != (c.want != "") {
			t.Errorf("%q: got %q %q %v, want %q %q", c.said, got, rest, ok, c.want, c.rest)
		}
	}
}

func TestAloudIsBounded(t *testing.T) {
	var a aloud
	now := time.Date(2026, 11, 21, 22, 0, 0, 0, time.UTC)
	for i := range 3 * aloudRoom {
		a.begin(fmt.Sprint(i), now, time.Hour)
	}
	if len(a.marks) > aloudRoom {
		t.Errorf("%d people are remembered, at most %d may be", len(a.marks), aloudRoom)
	}
	if !a.begin("somebody", now, time.Minute) || a.begin("somebody", now.Add(59*time.Second), time.Minute) || !a.begin("somebody", now.Add(time.Minute), time.Minute) {
		t.Error("somebody must be told once a minute, no more and no less")
	}
}

func TestAloudIsDoneOnlyWhenItGotThrough(t *testing.T) {
	var a aloud
	now := time.Date(2026, 11, 21, 22, 0, 0, 0, time.UTC)
	a.begin("t:1", now, time.Hour)
	if a.done("t:1") {
		t.Error("tried is not sent")
	}
	a.confirm("t:1")
	if !a.done("t:1") {
		t.Error("sent is done")
	}
	a.forget("t:1")
	if a.done("t:1") || !a.begin("t:1", now, time.Hour) {
		t.Error("what was forgotten may be said again")
	}
}

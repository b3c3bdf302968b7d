package main

import (
	"testing"
	"time"
)

// A weekly time keeps its hour on the clock; steps within a day are real time.
func TestSlotsFollowTheClock(t *testing.T) {
	zone, err := time.LoadLocation("Europe/Copenhagen")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		start string
		every time.Duration
		want  []string
	}{
		{"2027-03-20T15:00", 168 * time.Hour, []string{"2027-03-20T15:00", "2027-03-27T15:00", "2027-04-03T15:00"}},
		{"2027-10-30T15:00", 24 * time.Hour, []string{"2027-10-30T15:00", "2027-10-31T15:00", "2027-11-01T15:00"}},
		{"2027-03-27T15:00", 24*time.Hour + 30*time.Minute, []string{"2027-03-27T15:00", "2027-03-28T15:30", "2027-03-29T16:00"}},
		{"2027-03-28T01:15", 45 * time.Minute, []string{"2027-03-28T01:15", "2027-03-28T03:00", "2027-03-28T03:45"}},
	} {
		start, err := parseStart(c.start, zone)
		if err != nil {
			t.Fatal(err)
		}
		for i, want := range c.want {
			if got := (slotsAddCmd{Every: c.every}).nth(start, i).Format("2006-01-02T15:04"); got != want {
				t.Errorf("%s every %v: number %d starts %s, not %s", c.start, c.every, i, got, want)
			}
		}
	}
}

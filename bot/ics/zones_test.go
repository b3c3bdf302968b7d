package ics

import (
	"slices"
	"strings"
	"testing"
	"time"
)

func TestZonesAreKnownByManyNames(t *testing.T) {
	for name, want := range map[string]string{
		"Europe/Copenhagen": "Europe/Copenhagen", "Romance Standard Time": "Europe/Paris", "romance standard time": "Europe/Paris", `"W. Europe Standard Time"`: "Europe/Berlin",
		"GMT Standard Time": "Europe/London", "Greenland Standard Time": "America/Godthab", "UTC": "UTC", "CET": "Europe/Copenhagen", "Etc/GMT": "UTC", "America/Argentina/Buenos_Aires": "America/Argentina/Buenos_Aires",
		"/mozilla.org/20050126_1/Europe/Copenhagen": "Europe/Copenhagen", "/citadel.org/20260101_1/America/Argentina/Salta": "America/Argentina/Salta",
		"(UTC+01:00) Brussels, Copenhagen, Madrid, Paris": "Europe/Brussels", "(GMT+01:00) Sarajevo, Skopje, Warsaw": "Europe/Sarajevo",
		"": "", "Local": "", "local": "", "/": "", "//": "", "../../etc/passwd": "", "Europe/../UTC": "", "(UTC+01:00) ../UTC": "", "Kundens tidszone": "", "Europe": "",
		"(UTC-05:00) Eastern Time (US & Canada)": "", strings.Repeat("a/", 1000): "",
	} {
		got := ""
		if l := location(name); l != nil {
			got = l.String()
		}
		if got != want {
			t.Errorf("%q is %q, want %q", name, got, want)
		}
	}
}

func TestEveryWindowsZoneExists(t *testing.T) {
	if len(windowsZones) < 130 {
		t.Fatalf("%d zones", len(windowsZones))
	}
	for windows := range windowsZones {
		if location(windows) == nil {
			t.Errorf("%q leads nowhere", windows)
		}
	}
}

// outlooksZone is how Outlook describes our zone, since the year 1601.
const outlooksZone = "BEGIN:VTIMEZONE\r\nTZID:Ours\r\n" +
	"BEGIN:STANDARD\r\nDTSTART:16010101T030000\r\nTZOFFSETFROM:+0200\r\nTZOFFSETTO:+0100\r\nRRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=10\r\nEND:STANDARD\r\n" +
	"BEGIN:DAYLIGHT\r\nDTSTART:16010101T020000\r\nTZOFFSETFROM:+0100\r\nTZOFFSETTO:+0200\r\nRRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=3\r\nEND:DAYLIGHT\r\nEND:VTIMEZONE"

// Each quarter of an hour around both changes of the clocks is the same instant,
// whether the feed describes the zone or names it.
func TestDescribedZoneIsTheZone(t *testing.T) {
	for _, day := range []string{"20261024", "20261025", "20261026", "20270327", "20270328", "20270329", "20261224"} {
		at, err := time.Parse("20060102", day)
		if err != nil {
			t.Fatal(err)
		}
		var own, named []string
		for range 96 {
			text := at.Format("20060102T150405")
			own, named = append(own, event("DTSTART;TZID=Ours:"+text)), append(named, event("DTSTART;TZID=Europe/Copenhagen:"+text))
			at = at.Add(15 * time.Minute)
		}
		one, err := Read(t.Context(), feedOf(append(own, outlooksZone)...), half())
		two, err2 := Read(t.Context(), feedOf(named...), half())
		if err != nil || err2 != nil || len(one.Events) != 96 || !slices.EqualFunc(starts(one), starts(two), time.Time.Equal) {
			t.Errorf("%s differs (%v, %v)", day, err, err2)
		}
	}
}

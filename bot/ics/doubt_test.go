package ics

import (
	"slices"
	"strings"
	"testing"
	"time"
)

// What cannot be understood may be busy. It must be counted, or taken for busy; a feed
// of which it is passed over would have people come to a closed door.
func TestWhatIsInDoubtIsNeverPassedOver(t *testing.T) {
	const timed = "DTSTART:20261006T100000Z\r\nDTEND:20261006T110000Z\r\nSUMMARY:Åben rådgivning"
	wrapped := func(name string) string { return "BEGIN:" + name + "\r\n" + event(timed) + "\r\nEND:" + name }
	tests := map[string]string{
		"a zone nobody knows":             event("DTSTART;TZID=Mars/Phobos:20261006T100000", "DURATION:PT1H", "SUMMARY:Åben rådgivning"),
		"a zone of the calendar like it":  "X-WR-TIMEZONE:Mars/Phobos\r\n" + event("DTSTART:20261006T100000", "DURATION:PT1H"),
		"an end in such a zone":           event("DTSTART:20261006T100000Z", "DTEND;TZID=Mars/Phobos:20261006T180000"),
		"an event in what nobody knows":   wrapped("X-HIDDEN"),
		"an event in a task":              wrapped("VTODO"),
		"an event in a calendar in it":    wrapped("VCALENDAR"),
		"an event in an event":            "BEGIN:VEVENT\r\n" + timed + "\r\n" + event(timed) + "\r\nEND:VEVENT",
		"another word for it":             "BEGIN:EVENT\r\n" + timed + "\r\nEND:EVENT",
		"when somebody is there at all":   "BEGIN:VAVAILABILITY\r\nBEGIN:AVAILABLE\r\n" + timed + "\r\nEND:AVAILABLE\r\nEND:VAVAILABILITY",
		"a day left out of what has time": event(timed, "RRULE:FREQ=WEEKLY", "EXDATE;VALUE=DATE:20261013"),
		"a day more of what has time":     event(timed, "RDATE;VALUE=DATE:20261013"),
		"a day moved of what has time":    event("UID:1", timed, "RRULE:FREQ=WEEKLY") + "\r\n" + event("UID:1", "RECURRENCE-ID;VALUE=DATE:20261013", "DTSTART:20261014T100000Z", "DURATION:PT1H"),
		"a time left out of what has day": event("DTSTART;VALUE=DATE:20261006", "RRULE:FREQ=WEEKLY", "EXDATE:20261013T100000Z"),
		"busy times that tell of no time": "BEGIN:VFREEBUSY\r\nFREEBUSY:20261006T100000Z/PT1H\r\nEND:VFREEBUSY",
		"two beginnings":                  event(timed, "DTSTART:20261007T100000Z"),
		"free, and then not":              event(timed, "TRANSP:TRANSPARENT", "TRANSP:OPAQUE"),
		"off, and then not":               event(timed, "STATUS:CANCELLED", "STATUS:CONFIRMED"),
		"busy times that end too early":   "BEGIN:VFREEBUSY\r\nDTSTART:20261101T000000Z\r\nDTEND:20261001T000000Z\r\nFREEBUSY:20261006T100000Z/PT1H\r\nEND:VFREEBUSY",
	}
	for name, lines := range tests {
		t.Run(name, func(t *testing.T) {
			got, err := Read(t.Context(), feedOf(lines), half())
			if err != nil || got.Unread == 0 {
				t.Errorf("got %s", describe(got, err))
			}
			if strings.Contains(lines, "TZID=Mars") && slices.ContainsFunc(got.Events, func(e Event) bool { return e.Chosen }) {
				t.Error("a time nobody knows is one to be booked")
			}
		})
	}
}

// A server that tells when somebody is busy does so for some weeks. The rest is not free.
func TestWhatBusyTimesDoNotTellOfIsBusy(t *testing.T) {
	told := func(from, to string, lines ...string) string {
		return "BEGIN:VFREEBUSY\r\nDTSTART:" + from + "\r\nDTEND:" + to + "\r\n" + strings.Join(append(lines, "END:VFREEBUSY"), "\r\n")
	}
	const busy = "FREEBUSY:20261005T080000Z/20261005T090000Z"
	for name, test := range map[string]struct {
		feed []byte
		want string
	}{
		"a part": {feedOf(told("20261004T220000Z", "20261102T230000Z", busy)), `1 entries, 0 cannot be understood, warnings [part]
Thu 2026-10-01 00:00 +02 to Mon 2026-10-05 00:00 +02
Mon 2026-10-05 10:00 +02 to Mon 2026-10-05 11:00 +02
Tue 2026-11-03 00:00 +01 to Thu 2027-04-01 00:00 +02
`},
		"two parts with a day between": {feedOf(told("20261102T230000Z", "20270501T000000Z", busy), told("20260901T000000Z", "20261101T230000Z", busy)), `2 entries, 0 cannot be understood, warnings [part]
Mon 2026-10-05 10:00 +02 to Mon 2026-10-05 11:00 +02
Mon 2026-10-05 10:00 +02 to Mon 2026-10-05 11:00 +02
Mon 2026-11-02 00:00 +01 to Tue 2026-11-03 00:00 +01
`},
		"all": {feedOf(told("20260901T000000Z", "20270501T000000Z", busy)), `1 entries, 0 cannot be understood, warnings []
Mon 2026-10-05 10:00 +02 to Mon 2026-10-05 11:00 +02
`},
		"long ago": {feedOf(told("20250901T000000Z", "20250902T000000Z", busy)), `1 entries, 0 cannot be understood, warnings [part]
Thu 2026-10-01 00:00 +02 to Thu 2027-04-01 00:00 +02
Mon 2026-10-05 10:00 +02 to Mon 2026-10-05 11:00 +02
`},
		"not a line is as good as empty": {feedOf(told("20260901T000000Z", "20270501T000000Z")), "0 entries, 0 cannot be understood, warnings []\n"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := describe(Read(t.Context(), test.feed, half())); got != test.want {
				t.Errorf("got\n%s\nwant\n%s", got, test.want)
			}
		})
	}
}

// Some put a space before the colon; the rule holds all the same.
func TestNamesOfLinesMayHaveSpaceAround(t *testing.T) {
	for _, rule := range []string{"RRULE :FREQ=WEEKLY;COUNT=3", "RRULE\t:FREQ=WEEKLY;COUNT=3", "\u200bRRULE:FREQ=WEEKLY;COUNT=3", "RRULE\u00a0;X=1:FREQ=WEEKLY;COUNT=3"} {
		got, err := Read(t.Context(), feedOf(event("DTSTART:20261006T100000Z", "DURATION:PT1H", rule)), half())
		if err != nil || len(got.Events) != 3 {
			t.Errorf("%q: %s", rule, describe(got, err))
		}
	}
}

// Two versions of an event in one feed: the later one can be chosen, both keep somebody.
func TestReplacedEventKeepsSomebodyStill(t *testing.T) {
	older := event("UID:1", "SEQUENCE:1", "DTSTART:20261006T100000Z", "DURATION:PT1H", "SUMMARY:Åben rådgivning")
	newer := event("UID:1", "SEQUENCE:2", "DTSTART:20261007T100000Z", "DURATION:PT1H", "SUMMARY:Åben rådgivning")
	for _, feed := range [][]byte{feedOf(older, newer), feedOf("METHOD:PUBLISH", newer, older)} {
		got, err := Read(t.Context(), feed, half())
		if err != nil || len(got.Events) != 2 || got.Events[0].Chosen || !got.Events[1].Chosen || got.Events[0].Free {
			t.Errorf("%s", describe(got, err))
		}
	}
}

// An invitation that is not accepted is no time to be booked, and may be busy.
func TestInvitationsCountWhenTheyAreAccepted(t *testing.T) {
	for line, want := range map[string]bool{
		"ATTENDEE;CN=Mette;PARTSTAT=ACCEPTED:mailto:a@example.com":                                                         true,
		"ATTENDEE;CUTYPE=ROOM;PARTSTAT=NEEDS-ACTION:mailto:rum@example.com":                                                true,
		"ORGANIZER:mailto:a@example.com":                                                                                   true,
		"ATTENDEE;PARTSTAT=DECLINED:mailto:a@example.com":                                                                  false,
		"ATTENDEE;PARTSTAT=needs-action:mailto:a@example.com":                                                              false,
		"ATTENDEE;PARTSTAT=TENTATIVE:mailto:a@example.com":                                                                 false,
		"ATTENDEE:mailto:a@example.com":                                                                                    false,
		"ATTENDEE;CN=\"no end:mailto:a@example.com":                                                                        false,
		"ATTENDEE;PARTSTAT=ACCEPTED:mailto:a@example.com\r\nATTENDEE;PARTSTAT=DECLINED;CUTYPE=INDIVIDUAL:mailto:b@example": false,
	} {
		got, err := Read(t.Context(), feedOf(event("DTSTART:20261006T100000Z", "DURATION:PT1H", "SUMMARY:Åben rådgivning", line)), half())
		if err != nil || got.Unread > 0 || len(got.Events) != 1 || got.Events[0].Chosen != want || got.Events[0].Free {
			t.Errorf("%q: %s", line, describe(got, err))
		}
	}
}

// Commas in titles are sent with a backslash; people chose what they read.
func TestTitlesAreGivenAsPeopleReadThem(t *testing.T) {
	want, title := half(), ""
	want.Chosen = func(given string) bool { title = given; return true }
	if _, err := Read(t.Context(), feedOf(event("DTSTART:20261006T100000Z", "DURATION:PT1H", `SUMMARY: Ledig\, telefon\; kort `)), want); err != nil || title != "Ledig, telefon; kort" {
		t.Errorf("%q, %v", title, err)
	}
}

// A zone that has the name of the calendar's own is the one it describes.
func TestZoneOfTheCalendarIsTheOneItDescribes(t *testing.T) {
	zone := "BEGIN:VTIMEZONE\r\nTZID:UTC\r\nBEGIN:STANDARD\r\nDTSTART:16010101T000000\r\nTZOFFSETFROM:+0300\r\nTZOFFSETTO:+0300\r\nEND:STANDARD\r\nEND:VTIMEZONE"
	got, err := Read(t.Context(), feedOf("X-WR-TIMEZONE:UTC", zone, event("DTSTART:20261006T100000", "DURATION:PT1H")), half())
	if err != nil || len(got.Events) != 1 || !got.Events[0].Start.Equal(time.Date(2026, 10, 6, 7, 0, 0, 0, time.UTC)) {
		t.Errorf("%s", describe(got, err))
	}
}

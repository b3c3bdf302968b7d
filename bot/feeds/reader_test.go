package feeds_test

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2"

	"lyt/bot"
	"lyt/bot/booking"
	"lyt/bot/bottest"
	"lyt/bot/feeds"
	"lyt/bot/ics"
	"lyt/bot/redis"
)

const (
	service = "ungevaerftet"
	secret  = "https://example.com/hemmelig.ics"
)

// world is a reader over the real stores, and a calendar that somebody keeps elsewhere.
type world struct {
	*feeds.Reader
	t        *testing.T
	mini     *miniredis.Miniredis
	clock    *bottest.Clock
	calendar *redis.Calendar
	log      bytes.Buffer

	mutex   sync.Mutex
	events  []ics.Entry
	raw     string // sent in place of events
	problem error
	leads   error // where the address leads
	etag    string
	asked   []string // the ETags it was asked with
}

func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{t: t, mini: miniredis.RunT(t), clock: bottest.NewClock(at(19, 8, 0))}
	db, err := redis.Open("redis://"+w.mini.Addr(), redis.Options{Now: w.clock.Now})
	must(t, err)
	t.Cleanup(func() { must(t, db.Close()) })
	keys, err := redis.NewKeyset()
	must(t, err)
	w.calendar = redis.NewCalendar(db, keys)
	w.Reader = &feeds.Reader{Store: redis.NewFeeds(db, keys), Times: w.calendar, Source: w, Services: []string{service}, Zone: copenhagen,
		Alone: redis.NewHandoffs(db, keys, nil).Alone, Now: w.clock.Now, Log: slog.New(slog.NewTextHandler(&w.log, nil))}
	return w
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// Fetch is the other side.
func (w *world) Fetch(_ context.Context, address, etag string) (ics.Fetched, error) {
	w.mutex.Lock()
	defer w.mutex.Unlock()
	w.asked = append(w.asked, etag)
	switch {
	case address != secret:
		return ics.Fetched{}, ics.Gone
	case w.problem != nil:
		return ics.Fetched{}, w.problem
	case w.raw != "":
		return ics.Fetched{Feed: []byte(w.raw)}, nil
	case etag != "" && etag == w.etag:
		return ics.Fetched{ETag: etag, Same: true}, nil
	}
	return ics.Fetched{Feed: ics.Write("Vagter", w.events, w.clock.Now()), ETag: w.etag}, nil
}

// keeps says what is in the other calendar.
func (w *world) keeps(title string, starts ...time.Time) {
	w.events = nil
	for i, start := range starts {
		w.events = append(w.events, ics.Entry{ID: fmt.Sprint(i), Start: start, End: start.Add(time.Hour), Title: title})
	}
}

func (w *world) later(d time.Duration) {
	w.clock.Move(d)
	w.mini.FastForward(d)
	w.Round(w.t.Context())
}

func (w *world) feed(rule feeds.Rule) feeds.Feed {
	f := feeds.Feed{Service: service, Address: secret, Rule: rule, Slot: booking.Slot{Format: booking.InPerson, Counsellor: "Mette"}}
	if rule.Mode == feeds.Around {
		f.Slot.Length = time.Hour
	}
	return f
}

func (w *world) add(rule feeds.Rule) feeds.Known {
	w.t.Helper()
	known, err := w.Add(w.t.Context(), "mette", w.feed(rule))
	must(w.t, err)
	return known
}

func (w *world) state() feeds.State {
	w.t.Helper()
	list, err := w.List(w.t.Context(), service)
	must(w.t, err)
	if len(list) != 1 {
		w.t.Fatalf("%d feeds", len(list))
	}
	return list[0].State
}

func (w *world) open(want ...string) {
	w.t.Helper()
	free, err := w.calendar.Free(w.t.Context(), service, w.clock.Now(), w.clock.Now().Add(90*24*time.Hour), 100)
	must(w.t, err)
	if got := said(free); !slices.Equal(got, want) {
		w.t.Fatalf("open are %q, want %q", got, want)
	}
}

func (w *world) take(n int) booking.Appointment {
	w.t.Helper()
	free, err := w.calendar.Free(w.t.Context(), service, w.clock.Now(), w.clock.Now().Add(90*24*time.Hour), 100)
	must(w.t, err)
	a, err := w.calendar.Take(w.t.Context(), booking.Request{ID: fmt.Sprint("take", n), Service: service, Slot: free[n].ID, Person: bot.Pseudonym("anna"), Now: w.clock.Now()})
	must(w.t, err)
	return a
}

var openDoor = feeds.Rule{Mode: feeds.Titled, Title: "Åben rådgivning"}

// Mette keeps her open hours in Outlook. What she writes there can be booked, what she
// takes away cannot, and who has booked keeps their time.
func TestTimesFollowTheCalendar(t *testing.T) {
	w := newWorld(t)
	w.keeps("Åben rådgivning", at(20, 10, 0), at(21, 10, 0), at(22, 10, 0))
	known := w.add(openDoor)
	if known.State.Count != 3 || known.State.Problem != "" || !known.State.Good.Equal(w.clock.Now()) {
		t.Fatalf("%+v", known.State)
	}
	w.open("20 10:00-11:00", "21 10:00-11:00", "22 10:00-11:00")
	taken := w.take(1)
	w.open("20 10:00-11:00", "22 10:00-11:00")

	w.keeps("Åben rådgivning", at(22, 10, 0), at(23, 10, 0))
	w.later(10 * time.Minute)
	w.open("20 10:00-11:00", "22 10:00-11:00") // its turn has not come
	w.later(6 * time.Minute)
	w.open("22 10:00-11:00", "23 10:00-11:00")
	if got := w.state().Kept; !slices.Equal(got, []string{taken.Slot.ID}) {
		t.Fatalf("kept are %q", got)
	}
	if _, err := w.calendar.Find(t.Context(), service, taken.ID); err != nil {
		t.Fatalf("who had booked lost their time: %v", err)
	}

	// The time is given back. It is not in the calendar, so it is nobody's.
	must(t, w.calendar.Cancel(t.Context(), service, taken.ID, bot.Pseudonym("anna"), w.clock.Now()))
	w.later(30 * time.Second)
	w.open("22 10:00-11:00", "23 10:00-11:00")

	w.keeps("Ferie", at(22, 10, 0))
	w.later(16 * time.Minute)
	w.open()
	if state := w.state(); state.Count != 0 || state.Problem != "" {
		t.Fatalf("%+v", state)
	}
}

// The calendar breaks on a Monday. Until Tuesday what was open stays open, then not.
func TestBrokenCalendarClosesAfterADay(t *testing.T) {
	w := newWorld(t)
	w.keeps("Åben rådgivning", at(19, 12, 0), at(22, 10, 0), at(23, 10, 0))
	w.add(openDoor)
	w.problem = ics.Denied
	w.later(16 * time.Minute)
	w.open("19 12:00-13:00", "22 10:00-11:00", "23 10:00-11:00")
	if state := w.state(); state.Problem != ics.Denied || state.Closed || !state.Good.Before(state.Tried) || state.Count != 3 {
		t.Fatalf("%+v", state)
	}
	taken := w.take(2)
	w.later(23 * time.Hour)
	w.open("22 10:00-11:00")
	w.later(time.Hour)
	w.open()
	if state := w.state(); !state.Closed || state.Problem != ics.Denied {
		t.Fatalf("%+v", state)
	}
	if _, err := w.calendar.Find(t.Context(), service, taken.ID); err != nil {
		t.Fatalf("who had booked lost their time: %v", err)
	}
	must(t, w.calendar.Cancel(t.Context(), service, taken.ID, bot.Pseudonym("anna"), w.clock.Now()))
	w.later(30 * time.Second)
	w.open()
	w.problem = nil
	w.later(16 * time.Minute)
	w.open("22 10:00-11:00", "23 10:00-11:00")
	if state := w.state(); state.Closed || state.Problem != "" {
		t.Fatalf("%+v", state)
	}
}

var weekdays = feeds.Rule{Mode: feeds.Around, Hours: []feeds.Hours{{Day: time.Tuesday, From: 9 * 60, To: 12 * 60}}}

// Nothing is offered that may be busy: not when the calendar cannot be read, when it
// cannot be understood, when it is cut off, or when it is suspiciously empty.
func TestWhatIsNotKnownToBeFreeIsNotOffered(t *testing.T) {
	for name, test := range map[string]struct {
		raw  string
		want ics.Problem
	}{
		"a login page": {"<html>", ics.NotCalendar},
		"cut off":      {"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART:20261020T080000Z\r\n", ics.Broken},
		"empty":        {"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", feeds.Empty},
		"odd":          {"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART:i morgen\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n", feeds.Unread},
		"no zone":      {"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART;TZID=Mars/Phobos:20261020T080000\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n", feeds.Unread},
		"no line":      {"BEGIN:VCALENDAR\r\nBEGIN:VFREEBUSY\r\nDTSTART:20261001T000000Z\r\nDTEND:20270101T000000Z\r\nEND:VFREEBUSY\r\nEND:VCALENDAR\r\n", feeds.Empty},
		"no span":      {"BEGIN:VCALENDAR\r\nBEGIN:VFREEBUSY\r\nFREEBUSY:20261020T080000Z/PT1H\r\nEND:VFREEBUSY\r\nEND:VCALENDAR\r\n", feeds.Unread},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			w.raw = test.raw
			if known := w.add(weekdays); known.State.Problem != test.want || known.State.Count != 0 || known.State.Closed {
				t.Fatalf("%+v", known.State)
			}
			w.open()
			if strings.Contains(w.log.String(), "hemmelig") {
				t.Error("the address stands in the log")
			}
		})
	}
}

func TestFreeTimeIsWhatIsNotBusy(t *testing.T) {
	w := newWorld(t)
	w.keeps("Møde", at(20, 10, 30))
	w.add(weekdays)
	free, err := w.calendar.Free(t.Context(), service, w.clock.Now(), at(28, 0, 0), 100)
	must(t, err)
	if got := said(free); !slices.Equal(got, []string{"20 09:00-10:00", "27 09:00-10:00", "27 10:00-11:00", "27 11:00-12:00"}) {
		t.Fatalf("%q", got)
	}
}

// A time that Mette opened here by hand stays, and the feed's that overlaps it does not.
func TestFeedGivesWayToWhatIsThere(t *testing.T) {
	w := newWorld(t)
	_, err := w.calendar.AddSlots(t.Context(), service, []booking.Slot{{Start: at(20, 10, 30), Length: time.Hour, Format: booking.Chat, Counsellor: "mette"}})
	must(t, err)
	w.keeps("Åben rådgivning", at(20, 10, 0), at(21, 10, 0))
	if known := w.add(openDoor); known.State.Clashes != 1 || known.State.Count != 2 {
		t.Fatalf("%+v", known.State)
	}
	w.open("20 10:30-11:30", "21 10:00-11:00")
}

// Mette is ill. She calls off who comes on Tuesday and takes Wednesday's time away here,
// but forgets her calendar: neither opens again, and a new hour does.
func TestWhatWasTakenAwayHereStaysAway(t *testing.T) {
	w := newWorld(t)
	w.keeps("Åben rådgivning", at(20, 10, 0), at(21, 10, 0), at(22, 10, 0))
	w.add(openDoor)
	taken := w.take(0)
	_, err := w.calendar.CallOff(t.Context(), service, taken.ID)
	must(t, err)
	free, err := w.calendar.Free(t.Context(), service, w.clock.Now(), at(28, 0, 0), 100)
	must(t, err)
	_, _, err = w.calendar.Remove(t.Context(), service, free[:1])
	must(t, err)
	w.later(16 * time.Minute)
	w.open("22 10:00-11:00")
	if state := w.state(); state.Clashes != 0 || len(state.Kept) != 0 || state.Problem != "" {
		t.Fatalf("%+v", state)
	}
	w.keeps("Åben rådgivning", at(20, 10, 0), at(20, 12, 0), at(21, 10, 0))
	w.later(16 * time.Minute)
	w.open("20 12:00-13:00")
	w.keeps("Åben rådgivning", at(20, 10, 0), at(22, 10, 0)) // what only went from the calendar may come back
	w.later(16 * time.Minute)
	w.open("22 10:00-11:00")
}

// Mette works at two services: her calendar does not offer her where she is elsewhere.
func TestFeedGivesWayToAnotherService(t *testing.T) {
	w := newWorld(t)
	w.Also = func(_ context.Context, counsellor string) ([]string, error) {
		if counsellor != "Mette" {
			t.Errorf("asked for %s", counsellor)
		}
		return []string{service, "headspace"}, nil
	}
	for _, s := range []booking.Slot{
		{Start: at(20, 10, 30), Length: time.Hour, Format: booking.Chat, Counsellor: "mette"},
		{Start: at(21, 10, 30), Length: time.Hour, Format: booking.Chat, Counsellor: "Anders"},
	} {
		_, err := w.calendar.AddSlots(t.Context(), "headspace", []booking.Slot{s})
		must(t, err)
	}
	alone := w.Alone
	w.Alone = func(ctx context.Context, counsellor string, do func(context.Context) error) error {
		// While it waits, Mette opens another time there.
		_, err := w.calendar.AddSlots(ctx, "headspace", []booking.Slot{{Start: at(22, 10, 30), Length: time.Hour, Format: booking.Chat, Counsellor: "mette"}})
		must(t, err)
		return alone(ctx, counsellor, do)
	}
	w.keeps("Åben rådgivning", at(20, 10, 0), at(21, 10, 0), at(22, 10, 0))
	if known := w.add(openDoor); known.State.Clashes != 2 {
		t.Fatalf("%+v", known.State)
	}
	w.open("21 10:00-11:00")
}

func TestFeedThatIsRemovedTakesItsOpenTimesAlong(t *testing.T) {
	w := newWorld(t)
	w.keeps("Åben rådgivning", at(20, 10, 0), at(21, 10, 0), at(22, 10, 0))
	known := w.add(openDoor)
	taken := w.take(0)
	must(t, w.Remove(t.Context(), service, known.Feed.ID))
	must(t, w.Remove(t.Context(), service, known.Feed.ID))
	w.open()
	if _, err := w.calendar.Find(t.Context(), service, taken.ID); err != nil {
		t.Fatalf("who had booked lost their time: %v", err)
	}
	// A replica that was reading it opens one too many; the next round closes it.
	slot := booking.Slot{Start: at(23, 10, 0), Length: time.Hour, Format: booking.Chat, Feed: known.Feed.ID}
	_, err := w.calendar.AddSlots(t.Context(), service, []booking.Slot{slot})
	must(t, err)
	w.later(16 * time.Minute)
	w.open()
}

// The whole calendar need not come each time, but now and then, and after a fault.
func TestUnchangedCalendarIsNotSentAgain(t *testing.T) {
	w := newWorld(t)
	w.etag = `"v1"`
	w.keeps("Åben rådgivning", at(20, 10, 0))
	w.add(openDoor)
	w.later(16 * time.Minute)
	w.problem = ics.Away
	w.later(16 * time.Minute)
	w.problem = nil
	w.later(16 * time.Minute)
	w.later(16 * time.Minute)
	w.later(7 * time.Hour)
	if want := []string{"", `"v1"`, `"v1"`, "", `"v1"`, ""}; !slices.Equal(w.asked, want) {
		t.Errorf("asked with %q, want %q", w.asked, want)
	}
	w.open("20 10:00-11:00")
}

// Two replicas look at the same moment; one reads.
func TestOneReplicaReads(t *testing.T) {
	w := newWorld(t)
	w.keeps("Åben rådgivning", at(20, 10, 0))
	w.add(openDoor)
	w.mini.FastForward(16 * time.Minute)
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() { w.Round(t.Context()) })
	}
	all.Wait()
	if len(w.asked) != 2 {
		t.Errorf("read %d times, want when it was added and once more", len(w.asked))
	}
}

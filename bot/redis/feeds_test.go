package redis_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"lyt/bot/booking"
	"lyt/bot/feeds"
	"lyt/bot/ics"
	"lyt/bot/redis"
)

func aFeed(n int) feeds.Feed {
	return feeds.Feed{
		Service: service, Address: fmt.Sprintf("https://example.com/hemmelig-%d.ics", n),
		Rule: feeds.Rule{Mode: feeds.Around, Hours: []feeds.Hours{{Day: time.Monday, From: 9 * 60, To: 15 * 60}}},
		Slot: booking.Slot{Length: 45 * time.Minute, Buffer: 15 * time.Minute, Format: booking.Video, Counsellor: "Mette Hemmelig",
			Profession: "Psykolog", Place: "https://video.example/rum"},
	}
}

func calendarFeeds(t *testing.T, w *world) {
	store := redis.NewFeeds(w.db, w.keys)
	first, err := store.Add(ctx(t), aFeed(1))
	must(t, err)
	w.clock.Move(time.Second)
	second, err := store.Add(ctx(t), aFeed(2))
	must(t, err)
	again, err := store.Add(ctx(t), aFeed(1))
	must(t, err)
	if again.ID != first.ID || first.ID == second.ID {
		t.Fatal("a feed added twice is not the same, or two are")
	}
	state := feeds.State{Tried: w.clock.Now().UTC(), Good: w.clock.Now().UTC().Add(-time.Hour), Full: w.clock.Now().UTC().Add(-time.Hour), Problem: ics.Denied,
		Warnings: []ics.Warning{ics.WarnZone}, ETag: `"v1"`, Count: 7, Unread: 2, Clashes: 1, Kept: []string{"abc"}, Closed: true}
	must(t, store.Note(ctx(t), service, first.ID, state))
	must(t, store.Note(ctx(t), service, "findesikke", state))
	list, err := store.List(ctx(t), service)
	must(t, err)
	want := []feeds.Known{{Feed: first, State: state}, {Feed: second}}
	for i := range want {
		if i >= len(list) || !cmp.Equal(fields(want[i].Feed), fields(list[i].Feed)) || !cmp.Equal(want[i].State, list[i].State) {
			t.Fatalf("feed %d is not as it was kept", i)
		}
	}
	if strings.Contains(fmt.Sprintf("%v %+v %#v", list, first, &second), "hemmelig") {
		t.Fatal("an address prints")
	}
	if strings.Contains(strings.ToLower(w.everything()), "hemmelig") {
		t.Fatal("an address or a name stands in the clear")
	}
	_, err = store.Add(ctx(t), aFeed(1)) // with another length, say: what was read before says nothing now
	must(t, err)
	fresh, err := store.Find(ctx(t), service, first.ID)
	must(t, err)
	if !cmp.Equal(fresh.State, feeds.State{}) {
		t.Fatal("a feed that was added anew has an old state")
	}
	must(t, store.Remove(ctx(t), service, first.ID))
	must(t, store.Remove(ctx(t), service, first.ID))
	must(t, store.Note(ctx(t), service, first.ID, state)) // a reader that was busy with it
	if _, err := store.Find(ctx(t), service, first.ID); !errors.Is(err, feeds.ErrUnknown) {
		t.Fatalf("a feed that was removed: %v", err)
	}
	if ids, err := store.IDs(ctx(t), service); err != nil || !cmp.Equal(ids, []string{second.ID}) {
		t.Fatalf("%v, %v", ids, err)
	}
	refusesFeeds(t, w, store)
}

// fields are those of a feed, which does not let itself be compared or printed whole.
func fields(f feeds.Feed) []any { return []any{f.ID, f.Service, f.Address, f.Rule, f.Slot} }

func refusesFeeds(t *testing.T, w *world, store *redis.Feeds) {
	t.Helper()
	plain, login, noHours := aFeed(9), aFeed(9), aFeed(9)
	plain.Address, login.Address, noHours.Rule.Hours = "http://example.com/x", "https://a:b@example.com/x", nil
	for _, bad := range []feeds.Feed{plain, login} {
		if _, err := store.Add(ctx(t), bad); !errors.Is(err, ics.Address) {
			t.Errorf("got %v", err)
		}
	}
	if _, err := store.Add(ctx(t), noHours); !errors.Is(err, feeds.FlawHours) {
		t.Errorf("got %v", err)
	}
	for n := range 49 {
		_, err := store.Add(ctx(t), aFeed(100+n))
		must(t, err)
	}
	if _, err := store.Add(ctx(t), aFeed(200)); !errors.Is(err, feeds.ErrMany) {
		t.Errorf("the 51st feed: %v", err)
	}
	_, err := store.Add(ctx(t), aFeed(100))
	must(t, err)
	report, err := w.db.Audit(ctx(t))
	must(t, err)
	if !report.OK() {
		t.Error(report)
	}
}

// A feed is read by one of all who look, and after its time by one again.
func feedTurns(t *testing.T, w *world) {
	store, got := redis.NewFeeds(w.db, w.keys), 0
	for range 5 {
		turn, err := store.Turn(ctx(t), service, "f", 15*time.Minute)
		must(t, err)
		if turn {
			got++
		}
	}
	if got != 1 {
		t.Fatalf("%d read it", got)
	}
	w.runOut("feedturn")
	if turn, err := store.Turn(ctx(t), service, "f", 15*time.Minute); err != nil || !turn {
		t.Fatalf("nobody reads it again (%v)", err)
	}
}

// An account adds a few feeds at a time; in what is kept of that it has no name.
func feedsAdded(t *testing.T, w *world) {
	store, got := redis.NewFeeds(w.db, w.keys), 0
	for range 30 {
		switch err := store.Spend(ctx(t), "raadgiver-navn"); {
		case err == nil:
			got++
		case !errors.Is(err, feeds.ErrOften):
			t.Fatal(err)
		}
	}
	if got != 20 {
		t.Fatalf("%d may be added at once", got)
	}
	must(t, store.Spend(ctx(t), "en anden"))
	if strings.Contains(w.everything(), "raadgiver-navn") {
		t.Fatal("a name stands in the clear")
	}
}

// A feed whose key is lost is left out and counted; it is still there to be known by id.
func feedUnreadable(t *testing.T, w *world) {
	feed, err := redis.NewFeeds(w.db, w.keys).Add(ctx(t), aFeed(1))
	must(t, err)
	other, err := redis.NewKeyset()
	must(t, err)
	store := redis.NewFeeds(w.db, other)
	list, err := store.List(ctx(t), service)
	must(t, err)
	ids, err := store.IDs(ctx(t), service)
	must(t, err)
	if len(list) > 0 || !cmp.Equal(ids, []string{feed.ID}) || w.counts[redis.FeedUnreadable].Load() != 1 {
		t.Fatalf("%d feeds, %v", len(list), ids)
	}
}

// feedHappens is a feed's part of a run with everything in it.
func (w *world) feedHappens(t *testing.T) {
	t.Helper()
	store := redis.NewFeeds(w.db, w.keys)
	must(t, store.Spend(ctx(t), "raadgiver-navn"))
	feed, err := store.Add(ctx(t), aFeed(1))
	must(t, err)
	_, err = store.Turn(ctx(t), service, feed.ID, feeds.Every)
	must(t, err)
	must(t, store.Note(ctx(t), service, feed.ID, feeds.State{Tried: w.clock.Now(), ETag: `"v1"`}))
	gone := w.opens(booking.Slot{Start: w.clock.Now().Add(30 * time.Hour), Length: time.Hour, Format: booking.Chat, Counsellor: "raadgiver-navn", Feed: feed.ID})
	_, _, err = w.calendar.Remove(ctx(t), service, gone)
	must(t, err)
}

package redis_test

import (
	"context"
	"fmt"
	"net"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2"
	goredis "github.com/redis/go-redis/v9"
	"go.uber.org/goleak"

	"lyt/bot"
	"lyt/bot/bottest"
	"lyt/bot/redis"
)

func TestMain(m *testing.M) {
	goredis.SetLogger(silent{})
	goleak.VerifyTestMain(m)
}

type silent struct{}

func (silent) Printf(context.Context, string, ...any) {}

// suite is every test that must hold on a real server, on the one in memory that the
// demo uses, and on a cluster.
var suite = []struct {
	name string
	run  func(*testing.T, *world)
}{
	{"commit and load", commitAndLoad},
	{"two committers", twoCommitters},
	{"same update at once", sameUpdateAtOnce},
	{"order of replies", orderOfReplies},
	{"sent survives a commit", sentSurvivesCommit},
	{"put off and due", putOffAndDue},
	{"timers", timers},
	{"lease hand-over", leaseHandOver},
	{"due is shared out", dueIsSharedOut},
	{"replies that cannot go", repliesThatCannotGo},
	{"long outbox", longOutbox},
	{"erase", erase},
	{"resume", resume},
	{"lost key", lostKey},
	{"damaged record", damagedRecord},
	{"timer far ahead", timerFarAhead},
	{"sealed values do not move", sealedValuesDoNotMove},
	{"rotation keeps old readable", rotationKeepsOldReadable},
	{"slots", slots},
	{"booking", bookingRules},
	{"moving", moving},
	{"pass names", passNames},
	{"one slot for many", oneSlotForMany},
	{"no overlap", noOverlap},
	{"changing a slot", changing},
	{"series and closing days", seriesAndClosingDays},
	{"calling off", callingOff},
	{"next free time", nextFree},
	{"another place", newPlace},
	{"times taken away for good", barred},
	{"secret links", secretLinks},
	{"lost answers of the calendar", lostCalendarAnswers},
	{"handoff", handoffFromAskToClose},
	{"queue order", queueOrder},
	{"two claim", twoClaim},
	{"leave and forget", leaveAndForget},
	{"waiting ends", waitingEnds},
	{"forget a person's time", forgetPersonsTime},
	{"forget a person's talk", forgetPersonsTalk},
	{"duty", duty},
	{"hand on to a colleague", handOnToColleague},
	{"hand on to the team", handOnToTeam},
	{"one of a team takes over", oneOfTheTeam},
	{"alone", alone},
	{"hand on to another service", handOnToService},
	{"decline what is handed on", declineHandedOn},
	{"taken back", takenBack},
	{"around a talk", aroundATalk},
	{"gaps", gaps},
	{"met or not", metOrNot},
	{"notices", notices},
	{"feed", feed},
	{"calendar feeds", calendarFeeds},
	{"turns of calendar feeds", feedTurns},
	{"calendar feeds added", feedsAdded},
	{"unreadable calendar feed", feedUnreadable},
	{"accounts", accounts},
	{"sessions", sessions},
	{"roles and talks", rolesAndTalks},
	{"second factor", secondFactor},
	{"recovery codes", recoveryCodes},
	{"one code, two doors", oneCodeTwoDoors},
	{"signed in elsewhere", signedInElsewhere},
	{"sessions end", sessionsEnd},
	{"half sessions", halfSessions},
	{"own things", ownThings},
	{"throttle", throttle},
	{"throttle by place", throttleByPlace},
	{"names nobody has", namesNobodyHas},
	{"somebody leaves", somebodyLeaves},
	{"somebody left elsewhere", somebodyLeftElsewhere},
	{"setting up ends with the session", settingUpEnds},
	{"pace", pace},
	{"bell", bell},
	{"rings", rings},
	{"lost answers", lostAnswers},
	{"lost answers at the desk", lostAtTheDesk},
	{"nothing in clear", nothingInClear},
	{"audit", audit},
	{"deeds in order", deedsInOrder},
	{"deed with a lost answer", deedsLostAnswer},
	{"deeds at once", deedsAtOnce},
	{"deeds tampered with", deedsTamperedWith},
	{"deeds without a tip", deedsLostTip},
	{"deeds set back", deedsSetBack},
	{"announcing", announcing},
	{"announcing in vain", announcingInVain},
	{"announcing anew", announcingAnew},
	{"drafts", drafts},
	{"drafts of notes", draftsOfNotes},
	{"who writes", whoWrites},
	{"figures", figures},
}

func TestOnRealServer(t *testing.T) {
	server := bottest.StartRedis(t)
	runSuite(t, func(t *testing.T) *world { return newWorld(t, server.URL) })
}

func TestInMemory(t *testing.T) {
	runSuite(t, func(t *testing.T) *world {
		server := miniredis.RunT(t)
		w := newWorld(t, "redis://"+server.Addr())
		w.mini = server
		return w
	})
}

func TestOnCluster(t *testing.T) {
	if testing.Short() {
		t.Skip("SKIPPED, NOT TESTED: the cluster takes seconds to start; run without -short")
	}
	cluster := bottest.StartCluster(t)
	runSuite(t, func(t *testing.T) *world { return newWorld(t, cluster.URL) })
}

func runSuite(t *testing.T, start func(*testing.T) *world) {
	for _, test := range suite {
		t.Run(test.name, func(t *testing.T) { test.run(t, start(t)) })
	}
}

// world is one test's stores on an empty Redis, with a clock that stands still.
type world struct {
	t        *testing.T
	url      string
	db       *redis.DB
	raw      goredis.UniversalClient // looks from outside
	keys     *redis.Keyset
	clock    *bottest.Clock
	wire     *wire
	mini     *miniredis.Miniredis // nil on a real server
	counts   map[redis.Event]*atomic.Int32
	people   *redis.People
	calendar *redis.Calendar
	desk     *redis.Handoffs
	feed     *redis.Feed
	staff    *redis.Staff
}

func newWorld(t *testing.T, url string) *world {
	t.Helper()
	w := &world{t: t, url: url, wire: &wire{}, clock: bottest.NewClock(time.Now().Truncate(time.Millisecond)),
		counts: map[redis.Event]*atomic.Int32{}}
	for _, e := range []redis.Event{redis.ParcelExpired, redis.ParcelUnreadable, redis.RecordUnreadable,
		redis.EntryUnreadable, redis.NoticeUnreadable, redis.SlotUnreadable, redis.FeedUnreadable, redis.AskUnreadable, redis.LeaseLost} {
		w.counts[e] = &atomic.Int32{}
	}
	w.db = w.open(w.wire.dial)
	keys, err := redis.NewKeyset()
	must(t, err)
	w.furnish(keys)
	w.raw = rawClient(t, url)
	must(t, eachNode(w.raw, func(c *goredis.Client) error { return c.FlushAll(ctx(t)).Err() }))
	return w
}

func (w *world) open(dial func(context.Context, string, string) (net.Conn, error)) *redis.DB {
	w.t.Helper()
	db, err := redis.Open(w.url, redis.Options{
		Now: w.clock.Now, Dial: dial, Count: func(e redis.Event) { w.counts[e].Add(1) }, HashMemory: 8,
	})
	must(w.t, err)
	w.t.Cleanup(func() { must(w.t, db.Close()) })
	return db
}

// furnish makes all stores with a keyset.
func (w *world) furnish(keys *redis.Keyset) {
	w.keys = keys
	w.people, w.calendar = redis.NewPeople(w.db, keys), redis.NewCalendar(w.db, keys)
	w.desk = redis.NewHandoffs(w.db, keys, redis.NewBell(w.db))
	w.feed, w.staff = redis.NewFeed(w.db, keys), redis.NewStaff(w.db, keys)
}

func rawClient(t testing.TB, url string) goredis.UniversalClient {
	t.Helper()
	var c goredis.UniversalClient
	if strings.Contains(url, "addr=") {
		o, err := goredis.ParseClusterURL(url)
		must(t, err)
		c = goredis.NewClusterClient(o)
	} else {
		o, err := goredis.ParseURL(url)
		must(t, err)
		c = goredis.NewClient(o)
	}
	t.Cleanup(func() { must(t, c.Close()) })
	return c
}

func eachNode(c goredis.UniversalClient, do func(*goredis.Client) error) error {
	if cluster, ok := c.(*goredis.ClusterClient); ok {
		return cluster.ForEachMaster(context.Background(), func(_ context.Context, n *goredis.Client) error { return do(n) })
	}
	return do(c.(*goredis.Client))
}

// allKeys lists every key there is.
func (w *world) allKeys() []string {
	w.t.Helper()
	found := make(chan []string, 16)
	must(w.t, eachNode(w.raw, func(c *goredis.Client) error {
		keys, err := c.Keys(ctx(w.t), "*").Result()
		found <- keys
		return err
	}))
	close(found)
	var all []string
	for keys := range found {
		all = append(all, keys...)
	}
	slices.Sort(all)
	return all
}

// keysOf lists the keys of a class.
func (w *world) keysOf(class string) []string {
	return slices.DeleteFunc(w.allKeys(), func(key string) bool {
		_, rest, _ := strings.Cut(key, "}:")
		name, _, _ := strings.Cut(rest, ":")
		return name != class
	})
}

// run out lets a key's time to live end now.
func (w *world) runOut(class string) {
	w.t.Helper()
	for _, key := range w.keysOf(class) {
		must(w.t, w.raw.Del(ctx(w.t), key).Err())
	}
}

// everything writes down all keys and values.
func (w *world) everything() string {
	w.t.Helper()
	var out strings.Builder
	for _, key := range w.allKeys() {
		kind, err := w.raw.Type(ctx(w.t), key).Result()
		must(w.t, err)
		var value any
		switch kind {
		case "string":
			value, err = w.raw.Get(ctx(w.t), key).Result()
		case "list":
			value, err = w.raw.LRange(ctx(w.t), key, 0, -1).Result()
		case "hash":
			value, err = w.raw.HGetAll(ctx(w.t), key).Result()
		case "zset":
			value, err = w.raw.ZRangeWithScores(ctx(w.t), key, 0, -1).Result()
		case "stream":
			value, err = w.raw.XRange(ctx(w.t), key, "-", "+").Result()
		default:
			w.t.Fatalf("key of type %s", kind)
		}
		must(w.t, err)
		fmt.Fprintf(&out, "%s %s %v\n", key, kind, value)
	}
	return out.String()
}

func ctx(t testing.TB) context.Context {
	c, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	t.Cleanup(cancel)
	return c
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func person(name string) bot.Person { return bot.Pseudonym(name) }

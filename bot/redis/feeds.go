package redis

import (
	"context"
	"errors"
	"fmt"
	"time"

	goredis "github.com/redis/go-redis/v9"

	"lyt/bot/booking"
	"lyt/bot/feeds"
	"lyt/bot/ics"
)

// Feeds keeps the calendars from which times are read, with their secret addresses, and
// what became of reading them; it is a feeds.Store. They stay until they are removed.
type Feeds struct {
	db   *DB
	keys *Keyset
}

// NewFeeds makes the store.
func NewFeeds(db *DB, keys *Keyset) *Feeds { return &Feeds{db: db, keys: keys} }

var _ feeds.Store = (*Feeds)(nil)

var (
	addFeedScript    = load("addfeed")
	noteFeedScript   = load("notefeed")
	removeFeedScript = load("removefeed")
)

// feedsAtMost is how many calendars one service may have.
const feedsAtMost = 50

// What stands in the two fields of a feed's key.
const (
	feedField  = "feed"
	stateField = "state"
)

// Add keeps a feed and gives it with its id: feeds.ErrMany, or what Feed.Check finds.
// The same calendar with the same rule, counsellor and format is the same feed, so a
// form that is sent twice adds one; anything else about it is replaced.
func (f *Feeds) Add(ctx context.Context, feed feeds.Feed) (feeds.Feed, error) {
	feed, err := feed.Check()
	if err != nil {
		return feeds.Feed{}, fmt.Errorf("add feed: %w", err)
	}
	feed.ID = f.feedID(feed)
	tag := serviceTag(feed.Service)
	key := feedKey.key(tag, feed.ID)
	sealed, err := f.keys.sealJSON(sealFeed, key, feedRecordOf(feed))
	if err != nil {
		return feeds.Feed{}, fmt.Errorf("add feed: %w", err)
	}
	answer, err := f.db.run(ctx, addFeedScript, []string{feedsKey.key(tag), key, feedTurnKey.key(tag, feed.ID)}, feed.ID, ms(f.db.now()), feedsAtMost, sealed)
	if err != nil {
		return feeds.Feed{}, fmt.Errorf("add feed: %w", err)
	}
	if answer.number(0) == 0 {
		return feeds.Feed{}, fmt.Errorf("add feed: %w", feeds.ErrMany)
	}
	return feed, nil
}

// feedID is a keyed hash, because the address is in it.
func (f *Feeds) feedID(feed feeds.Feed) string {
	raw := f.keys.digest("feed", feed.Service, feed.Address, string(feed.Rule.Mode), feed.Rule.Title, feed.Slot.Counsellor, string(feed.Slot.Format))
	return letters(raw[:slotIDBytes])
}

// addedAtMost is how many feeds one account adds at once; in an hour as many come again.
var addedAtMost = bucket{20.0 / 3600, 20, addedLife} //nolint:gochecknoglobals // never changed

// Spend counts one more feed that an account adds: feeds.ErrOften.
func (f *Feeds) Spend(ctx context.Context, account string) error {
	got, _, err := f.db.takeTokens(ctx, feedsAddedKey.key(staffTag, f.keys.name("feeds added", account)), addedAtMost, 1)
	if err != nil {
		return fmt.Errorf("count feed that is added: %w", err)
	}
	if got == 0 {
		return feeds.ErrOften
	}
	return nil
}

// Remove takes a feed away; none is no error. Its open times are the reader's to close.
func (f *Feeds) Remove(ctx context.Context, service, id string) error {
	tag := serviceTag(service)
	keys := []string{feedsKey.key(tag), feedKey.key(tag, id), feedTurnKey.key(tag, id)}
	if _, err := f.db.run(ctx, removeFeedScript, keys, id); err != nil {
		return fmt.Errorf("remove feed: %w", err)
	}
	return nil
}

// IDs lists the feeds of a service in the order in which they were added, those too
// that do not open.
func (f *Feeds) IDs(ctx context.Context, service string) ([]string, error) {
	ids, err := f.db.client.ZRange(ctx, feedsKey.key(serviceTag(service)), 0, -1).Result()
	if err != nil {
		return nil, fmt.Errorf("list feeds: %w", err)
	}
	return ids, nil
}

// List gives the feeds of a service with their states. One that does not open is left
// out and counted.
func (f *Feeds) List(ctx context.Context, service string) ([]feeds.Known, error) {
	ids, err := f.IDs(ctx, service)
	if err != nil || len(ids) == 0 {
		return nil, err
	}
	tag := serviceTag(service)
	calls := make([]*goredis.MapStringStringCmd, len(ids))
	_, err = f.db.client.Pipelined(ctx, func(pipe goredis.Pipeliner) error {
		for i, id := range ids {
			calls[i] = pipe.HGetAll(ctx, feedKey.key(tag, id))
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("list feeds: %w", err)
	}
	var all []feeds.Known
	for i, id := range ids {
		known, err := f.openFeed(service, id, calls[i].Val())
		if err != nil {
			f.db.count(FeedUnreadable)
			f.db.log.Error("calendar feed left out", "error", err)
			continue
		}
		all = append(all, known)
	}
	return all, nil
}

// Find gives one feed with its state: feeds.ErrUnknown.
func (f *Feeds) Find(ctx context.Context, service, id string) (feeds.Known, error) {
	fields, err := f.db.client.HGetAll(ctx, feedKey.key(serviceTag(service), id)).Result()
	if err != nil {
		return feeds.Known{}, fmt.Errorf("find feed: %w", err)
	}
	if len(fields) == 0 {
		return feeds.Known{}, feeds.ErrUnknown
	}
	known, err := f.openFeed(service, id, fields)
	if err != nil {
		return feeds.Known{}, fmt.Errorf("find feed: %w", err)
	}
	return known, nil
}

func (f *Feeds) openFeed(service, id string, fields map[string]string) (feeds.Known, error) {
	key := feedKey.key(serviceTag(service), id)
	var record feedRecord
	if err := f.keys.openJSON(sealFeed, key, []byte(fields[feedField]), &record); err != nil {
		return feeds.Known{}, err
	}
	var state stateRecord
	if sealed := fields[stateField]; sealed != "" {
		if err := f.keys.openJSON(sealReading, key, []byte(sealed), &state); err != nil {
			return feeds.Known{}, err
		}
	}
	return feeds.Known{Feed: record.feed(service, id), State: state.state()}, nil
}

// Note keeps the state of a feed, if that is still there.
func (f *Feeds) Note(ctx context.Context, service, id string, s feeds.State) error {
	key := feedKey.key(serviceTag(service), id)
	sealed, err := f.keys.sealJSON(sealReading, key, stateRecordOf(s))
	if err != nil {
		return fmt.Errorf("note state of feed: %w", err)
	}
	if _, err := f.db.run(ctx, noteFeedScript, []string{key}, sealed); err != nil {
		return fmt.Errorf("note state of feed: %w", err)
	}
	return nil
}

// Turn is true for one of all who ask within that time, an hour at most. When the
// answer is lost nobody gets the turn, and the next one comes.
func (f *Feeds) Turn(ctx context.Context, service, id string, every time.Duration) (bool, error) {
	err := f.db.client.SetArgs(ctx, feedTurnKey.key(serviceTag(service), id), 1, goredis.SetArgs{Mode: "NX", TTL: min(every, turnLife)}).Err()
	if errors.Is(err, goredis.Nil) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("take turn of feed: %w", err)
	}
	return true, nil
}

// feedRecord is how a feed stands in Redis, before it is sealed.
type feedRecord struct {
	Address    string         `json:"a"`
	Mode       feeds.Mode     `json:"m"`
	Title      string         `json:"t,omitempty"`
	Hours      []feeds.Hours  `json:"h,omitempty"`
	Minutes    int64          `json:"l,omitempty"`
	Buffer     int64          `json:"b,omitempty"`
	Meeting    booking.Format `json:"f"`
	Counsellor string         `json:"c,omitempty"`
	Profession string         `json:"p,omitempty"`
	Place      string         `json:"q,omitempty"`
}

func feedRecordOf(f feeds.Feed) feedRecord {
	return feedRecord{
		Address: f.Address, Mode: f.Rule.Mode, Title: f.Rule.Title, Hours: f.Rule.Hours,
		Minutes: int64(f.Slot.Length / time.Minute), Buffer: int64(f.Slot.Buffer / time.Minute), Meeting: f.Slot.Format,
		Counsellor: f.Slot.Counsellor, Profession: f.Slot.Profession, Place: f.Slot.Place,
	}
}

func (r feedRecord) feed(service, id string) feeds.Feed {
	return feeds.Feed{
		ID: id, Service: service, Address: r.Address, Rule: feeds.Rule{Mode: r.Mode, Title: r.Title, Hours: r.Hours},
		Slot: booking.Slot{
			Length: time.Duration(r.Minutes) * time.Minute, Buffer: time.Duration(r.Buffer) * time.Minute, Format: r.Meeting,
			Counsellor: r.Counsellor, Profession: r.Profession, Place: r.Place,
		},
	}
}

// Format keeps the address out of everything that is printed.
func (r feedRecord) Format(s fmt.State, _ rune) { fmt.Fprint(s, "feed") }

// stateRecord is how a state stands in Redis, before it is sealed.
type stateRecord struct {
	Tried    int64         `json:"t,omitempty"`
	Good     int64         `json:"g,omitempty"`
	Full     int64         `json:"f,omitempty"`
	Problem  ics.Problem   `json:"p,omitempty"`
	Warnings []ics.Warning `json:"w,omitempty"`
	ETag     string        `json:"e,omitempty"`
	Count    int           `json:"n,omitempty"`
	Unread   int           `json:"u,omitempty"`
	Clashes  int           `json:"c,omitempty"`
	Kept     []string      `json:"k,omitempty"`
	Closed   bool          `json:"x,omitempty"`
}

func stateRecordOf(s feeds.State) stateRecord {
	return stateRecord{ms(s.Tried), ms(s.Good), ms(s.Full), s.Problem, s.Warnings, s.ETag, s.Count, s.Unread, s.Clashes, s.Kept, s.Closed}
}

func (r stateRecord) state() feeds.State {
	return feeds.State{
		Tried: fromMS(r.Tried), Good: fromMS(r.Good), Full: fromMS(r.Full), Problem: r.Problem, Warnings: r.Warnings, ETag: r.ETag,
		Count: r.Count, Unread: r.Unread, Clashes: r.Clashes, Kept: r.Kept, Closed: r.Closed,
	}
}

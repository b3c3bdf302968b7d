package redis

import (
	"context"
	"fmt"
	"time"

	"lyt/bot"
)

// Feed keeps what a person's web page shows, sealed, until a day after the last of
// it. Deleting a person with People.Commit deletes their feed too.
type Feed struct {
	db   *DB
	keys *Keyset
}

// NewFeed makes the store.
func NewFeed(db *DB, keys *Keyset) *Feed { return &Feed{db: db, keys: keys} }

var appendScript = load("append")

// Append adds an entry; the same id again changes nothing.
func (f *Feed) Append(ctx context.Context, who bot.Person, id string, data []byte) error {
	key := keysOf(who).web
	sealed, err := f.keys.seal(sealEntry, key, data)
	if err != nil {
		return fmt.Errorf("append to feed: %w", err)
	}
	if _, err := f.db.run(ctx, appendScript, []string{key}, f.keys.name("entry", id), sealed, webLife.Milliseconds()); err != nil {
		return fmt.Errorf("append to feed: %w", err)
	}
	return nil
}

// Read gives entries after the one named, oldest first, at most max; "" is the
// beginning. One that does not open is left out.
func (f *Feed) Read(ctx context.Context, who bot.Person, after string, max int) ([]bot.Entry, error) {
	key := keysOf(who).web
	found, err := f.db.client.XRangeN(ctx, key, afterID(after), "+", int64(max)).Result()
	if err != nil {
		return nil, fmt.Errorf("read feed: %w", err)
	}
	entries := make([]bot.Entry, 0, len(found))
	for _, one := range found {
		data, err := f.keys.open(sealEntry, key, fieldOf(one, "e"))
		if err != nil {
			f.db.count(EntryUnreadable)
			f.db.log.Error("entry of a feed left out", "error", err)
			continue
		}
		entries = append(entries, bot.Entry{ID: one.ID, Data: data})
	}
	return entries, nil
}

// Fade lets all of it end sooner than usual, unless something is added after it.
func (f *Feed) Fade(ctx context.Context, who bot.Person, life time.Duration) error {
	if err := f.db.client.PExpire(ctx, keysOf(who).web, life).Err(); err != nil {
		return fmt.Errorf("let feed fade: %w", err)
	}
	return nil
}

// Delete takes all of it away.
func (f *Feed) Delete(ctx context.Context, who bot.Person) error {
	if err := f.db.client.Del(ctx, keysOf(who).web).Err(); err != nil {
		return fmt.Errorf("delete feed: %w", err)
	}
	return nil
}

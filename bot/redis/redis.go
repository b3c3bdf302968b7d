// Package redis keeps what Lyt must remember, in a Redis server: where a talk has
// got to, replies on their way, free times and appointments, who waits for a
// human, and who may sit at the desk.
//
// It promises four things. What it keeps about a person is sealed, under a
// pseudonym, and expires by itself; Class says when. A change happens whole or not
// at all, in one script on keys of one hash tag, so it works on a cluster as well.
// A change whose answer was lost may be sent again and has one effect. And no
// error holds a person's words, ids, or the server's password.
//
// Begin with Open and a Keyset, then make the store you need: NewPeople,
// NewCalendar, NewHandoffs, NewFeed, NewStaff, NewPace, NewBell.
package redis

import (
	"context"
	"crypto/rand"
	"encoding/base32"
	"fmt"
	"io"
	"log/slog"
	"net"
	"strings"
	"time"

	goredis "github.com/redis/go-redis/v9"
)

// Options are what may be different in a test; the zero value is right for serving.
type Options struct {
	Now    func() time.Time // the clock; nil is time.Now
	Random io.Reader        // of cryptographic quality; nil is crypto/rand
	Log    *slog.Logger     // nil is silent
	Count  func(Event)      // counts what happened, without saying to whom; nil counts nothing
	Lease  time.Duration    // how long one replica may deliver before another may; 0 is DefaultLease

	HashMemory uint32 // what hashing a password takes, in KiB; 0 is what keeps it safe

	// Dial makes the connections; nil dials the network.
	Dial func(ctx context.Context, network, addr string) (net.Conn, error)
}

// DefaultLease is three times the longest a channel may take to send, and some.
const DefaultLease = 20 * time.Second

// An Event is something that happened in the store and is worth counting.
type Event string

// What is counted.
const (
	ParcelExpired    Event = "parcel_expired"    // older than bot.GiveUp, given up
	ParcelUnreadable Event = "parcel_unreadable" // its key is missing, or it is damaged
	RecordUnreadable Event = "record_unreadable" // the same of a person's record
	EntryUnreadable  Event = "entry_unreadable"  // the same of a line on a person's page
	NoticeUnreadable Event = "notice_unreadable" // the same of what a counsellor did
	SlotUnreadable   Event = "slot_unreadable"   // the same of a slot or an appointment
	FeedUnreadable   Event = "feed_unreadable"   // the same of a calendar feed
	AskUnreadable    Event = "ask_unreadable"    // the same of what somebody who waits wanted to share
	LeaseLost        Event = "lease_lost"        // somebody else delivers by now
)

// DB is an open Redis: one server, a cluster, or a master behind Sentinel. Its
// methods may be used by many at once.
type DB struct {
	client goredis.UniversalClient
	now    func() time.Time
	random io.Reader
	log    *slog.Logger
	count  func(Event)
	lease  time.Duration

	hashMemory uint32
}

// Open reads the address and makes the client. It connects when first used, so that
// a server that is away does not keep Lyt from starting; see Ping and Check.
func Open(url string, o Options) (*DB, error) {
	client, err := dial(url, o.Dial)
	if err != nil {
		return nil, err
	}
	db := &DB{client: client, now: o.Now, random: o.Random, log: o.Log, count: o.Count, lease: o.Lease, hashMemory: o.HashMemory}
	db.complete()
	return db, nil
}

func (db *DB) complete() {
	if db.now == nil {
		db.now = time.Now
	}
	if db.random == nil {
		db.random = rand.Reader
	}
	if db.log == nil {
		db.log = slog.New(slog.DiscardHandler)
	}
	if db.count == nil {
		db.count = func(Event) {}
	}
	if db.lease == 0 {
		db.lease = DefaultLease
	}
	if db.hashMemory == 0 {
		db.hashMemory = hashMemory
	}
}

// Close ends all connections.
func (db *DB) Close() error { return db.client.Close() }

// Ping asks whether Redis answers.
func (db *DB) Ping(ctx context.Context) error {
	if err := db.client.Ping(ctx).Err(); err != nil {
		return fmt.Errorf("ping redis: %w", err)
	}
	return nil
}

// newID makes a short name that nobody can guess: 16 letters, 80 bits.
func (db *DB) newID() (string, error) {
	var raw [10]byte
	if _, err := io.ReadFull(db.random, raw[:]); err != nil {
		return "", fmt.Errorf("make id: %w", err)
	}
	return letters(raw[:]), nil
}

// letters writes bytes in small letters and digits.
func letters(raw []byte) string {
	return strings.ToLower(base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(raw))
}

// ms is how times stand in Redis: milliseconds since 1970, in UTC; 0 is none.
func ms(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

func fromMS(n int64) time.Time {
	if n <= 0 {
		return time.Time{}
	}
	return time.UnixMilli(n).UTC()
}

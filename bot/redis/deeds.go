package redis

import (
	"cmp"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"time"

	goredis "github.com/redis/go-redis/v9"

	"lyt/bot/handoff"
)

// Deeds is the audit log: who did what at the desk, and when. It can be added to and
// read, and there is no way to change or delete an entry; each goes by itself when it
// is as old as handoff.DeedLife.
//
// An entry is sealed to its place and holds a digest of the one before it, and the tip
// says which entry is the last. So whoever takes one out, or puts another in its place,
// leaves a gap, which List tells of. Only the keyset makes an entry that fits.
//
// The last entries of a service, tip and all, can still be set back to how they stood
// before. So the log of no service holds an anchor, which is a service's last entry, from
// the first deed of each hour and from each reading, and List holds a service's log
// against them. What cannot be noticed is that all of Redis was set back to an earlier
// day, or emptied; that the log of no service was set back together with a service's; and
// that what a service noted since its last anchor was set back.
type Deeds struct {
	db   *DB
	keys *Keyset
	turn chan struct{} // one at a time in this process: an entry follows the one before

	anchored sync.Map // service to the last entry this process anchored
}

// NewDeeds makes the audit log.
func NewDeeds(db *DB, keys *Keyset) *Deeds {
	return &Deeds{db: db, keys: keys, turn: make(chan struct{}, 1)}
}

// What List finds wrong stands in a Deed.What of its own, at the place where it is.
const (
	DeedMissing = "missing" // before the deed with the same ID others were taken out
	DeedChanged = "changed" // the entry does not open: it was changed, or its key is lost
	// DeedAnchor is what the log itself notes, among what belongs to no service: how far
	// that of a service had come.
	DeedAnchor = "anchored"
)

var deedScript = load("deed")

// noteTries bounds how often a deed starts over because another replica was faster.
const noteTries = 64

// deedRecord is a deed before it is sealed.
type deedRecord struct {
	At   int64   `json:"t"`
	Who  string  `json:"u"`
	What string  `json:"w"`
	On   string  `json:"o,omitempty"`
	More string  `json:"m,omitempty"`
	Prev deedTip `json:"p,omitzero"`
}

// deedTip names an entry, and holds its digest; empty is before the first.
type deedTip struct {
	ID     string `json:"i,omitempty"`
	Digest []byte `json:"d,omitempty"`
}

// Note adds a deed; its ID and time are given here.
func (d *Deeds) Note(ctx context.Context, deed handoff.Deed) error {
	if deed.Who == "" || deed.What == "" {
		return fmt.Errorf("note deed: it says not who did what")
	}
	select {
	case d.turn <- struct{}{}:
		defer func() { <-d.turn }()
	case <-ctx.Done():
		return fmt.Errorf("note deed: %w", ctx.Err())
	}
	if err := d.note(ctx, deed); err != nil {
		return fmt.Errorf("note deed: %w", err)
	}
	d.anchor(ctx, deed.Service, time.Hour)
	return nil
}

func (d *Deeds) note(ctx context.Context, deed handoff.Deed) error {
	sealedTip, err := d.db.client.Get(ctx, deedKey(deed.Service, tipID)).Result()
	if err != nil && !errors.Is(err, goredis.Nil) {
		return err
	}
	last := ""
	for range noteTries {
		answer, err := d.append(ctx, deed, sealedTip, last)
		if err != nil {
			return err
		}
		switch answer.text(0) {
		case "done":
			return nil
		case "again":
			sealedTip, last = answer.text(1), answer.text(2)
		default:
			return errShape("append")
		}
	}
	return fmt.Errorf("too many write at once")
}

// append tries to make the deed follow the tip; last is the month's last entry.
func (d *Deeds) append(ctx context.Context, deed handoff.Deed, sealedTip, last string) (reply, error) {
	now, tip := d.db.now(), d.tip(deed.Service, sealedTip)
	id := idAfter(now, tip.ID, last)
	key, tipKey := deedKey(deed.Service, monthOf(id)), deedKey(deed.Service, tipID)
	sealed, err := d.keys.sealJSON(sealDeed, key+"|"+id, deedRecord{ms(now), deed.Who, deed.What, deed.On, deed.More, tip})
	if err != nil {
		return nil, err
	}
	next, err := d.keys.sealJSON(sealTip, tipKey, deedTip{id, digestOf(sealed)})
	if err != nil {
		return nil, err
	}
	oldest := idAt(now.Add(-handoff.DeedLife))
	return d.db.run(ctx, deedScript, []string{key, tipKey, deedKey(deed.Service, monthOf(oldest))},
		sealedTip, id, sealed, next, handoff.DeedLife.Milliseconds(), oldest)
}

// tip opens the tip. One that does not open is as none: the gap is then seen by List.
func (d *Deeds) tip(service, sealed string) (tip deedTip) {
	if sealed == "" {
		return deedTip{}
	}
	if err := d.keys.openJSON(sealTip, deedKey(service, tipID), []byte(sealed), &tip); err != nil {
		d.db.log.Error("tip of the audit log", "error", err)
		return deedTip{}
	}
	return tip
}

// List gives deeds of a service, newest first, older than the one named; "" begins
// with the newest, and the service "" is what belongs to none. There are max of them
// at most, and beside them what is wrong with the log: see DeedMissing and DeedChanged.
func (d *Deeds) List(ctx context.Context, service, before string, max int) ([]handoff.Deed, error) {
	anchors, err := d.anchors(ctx, service) // before the entries, which may grow meanwhile
	if err != nil {
		return nil, fmt.Errorf("list deeds: %w", err)
	}
	tip, err := d.newest(ctx, service)
	if err != nil {
		return nil, fmt.Errorf("list deeds: %w", err)
	}
	found, err := d.read(ctx, service, before, tip, max+1) // one more, to see whether the last one follows it
	if err != nil {
		return nil, fmt.Errorf("list deeds: %w", err)
	}
	var deeds []handoff.Deed
	if first := (deedEntry{prev: tip}); before == "" && (!d.follows(first, found) || d.lost(anchors, "", found)) {
		at := cmp.Or(tip.ID, newestOf(anchors))
		deeds = append(deeds, handoff.Deed{ID: at, At: timeOfID(at), Service: service, What: DeedMissing})
	}
	for i, entry := range found[:min(len(found), max)] {
		deeds = append(deeds, entry.deed)
		if entry.opens && (!d.follows(entry, found[i+1:]) || d.lost(anchors, entry.deed.ID, found[i+1:])) {
			deeds = append(deeds, handoff.Deed{ID: entry.deed.ID, At: entry.deed.At, Service: service, What: DeedMissing})
		}
	}
	if before == "" {
		d.anchor(ctx, service, 0)
	}
	return deeds, nil
}

func (d *Deeds) newest(ctx context.Context, service string) (deedTip, error) {
	sealed, err := d.db.client.Get(ctx, deedKey(service, tipID)).Result()
	if err != nil && !errors.Is(err, goredis.Nil) {
		return deedTip{}, err
	}
	return d.tip(service, sealed), nil
}

// deedEntry is one entry as it was read.
type deedEntry struct {
	deed   handoff.Deed
	prev   deedTip
	digest []byte
	opens  bool
}

// follows says whether the entry that this one was written after is the next older
// one, or has gone because of its age.
func (d *Deeds) follows(entry deedEntry, older []deedEntry) bool {
	if len(older) == 0 {
		return entry.prev.ID == "" || !timeOfID(entry.prev.ID).After(d.db.now().Add(-handoff.DeedLife))
	}
	next := older[0]
	return entry.prev.ID == next.deed.ID && (!next.opens || string(entry.prev.Digest) == string(next.digest))
}

// read gives entries of all months, newest first.
func (d *Deeds) read(ctx context.Context, service, before string, tip deedTip, max int) ([]deedEntry, error) {
	from, oldest := "+", idAt(d.db.now().Add(-handoff.DeedLife))
	at := later(d.db.now(), timeOfID(tip.ID)) // a replica's clock may be ahead of ours
	if streamID.MatchString(before) {
		from, at = "("+before, timeOfID(before)
	}
	var found []deedEntry
	for month := firstOfMonth(at); !month.Before(firstOfMonth(timeOfID(oldest))) && len(found) < max; month = month.AddDate(0, -1, 0) {
		key := deedKey(service, month.Format(monthShape))
		entries, err := d.db.client.XRevRangeN(ctx, key, from, oldest, int64(max-len(found))).Result()
		if err != nil {
			return nil, err
		}
		for _, entry := range entries {
			found = append(found, d.open(service, key, entry))
		}
	}
	return found, nil
}

func (d *Deeds) open(service, key string, entry goredis.XMessage) deedEntry {
	var r deedRecord
	sealed := fieldOf(entry, "e")
	if err := d.keys.openJSON(sealDeed, key+"|"+entry.ID, sealed, &r); err != nil {
		d.db.log.Error("deed of the audit log", "error", err)
		return deedEntry{deed: handoff.Deed{ID: entry.ID, At: timeOfID(entry.ID), Service: service, What: DeedChanged}}
	}
	return deedEntry{opens: true, prev: r.Prev, digest: digestOf(sealed), deed: handoff.Deed{
		ID: entry.ID, At: fromMS(r.At), Who: r.Who, Service: service, What: r.What, On: r.On, More: r.More,
	}}
}

// tipID stands in a key where otherwise the month does.
const tipID = "tip"

// deedKey gives the key of one month, or of the tip.
func deedKey(service, id string) string {
	if service == "" {
		return staffDeedsKey.key(staffTag, id)
	}
	return deedsKey.key(serviceTag(service), id)
}

func digestOf(sealed []byte) []byte {
	sum := sha256.Sum256(sealed)
	return sum[:]
}

// The months of the log are those of UTC, so that all replicas agree on them.
const monthShape = "2006-01"

func monthOf(id string) string { return timeOfID(id).Format(monthShape) }

func firstOfMonth(t time.Time) time.Time {
	return time.Date(t.UTC().Year(), t.UTC().Month(), 1, 0, 0, 0, 0, time.UTC)
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// An id of a stream is milliseconds, and a number among those of one millisecond.
func splitID(id string) (millis, number int64) {
	a, b, _ := strings.Cut(id, "-")
	millis, _ = strconv.ParseInt(a, 10, 64) // what is no id reads as before all others
	number, _ = strconv.ParseInt(b, 10, 64)
	return millis, number
}

func timeOfID(id string) time.Time {
	millis, _ := splitID(id)
	return fromMS(millis)
}

func idAt(t time.Time) string { return strconv.FormatInt(ms(t), 10) + "-0" }

// idAfter gives an id of now, or the one after the others if the clock is behind them.
func idAfter(now time.Time, others ...string) string {
	millis, number := ms(now), int64(0)
	for _, other := range others {
		if m, n := splitID(other); m > millis || m == millis && n >= number {
			millis, number = m, n+1
		}
	}
	return fmt.Sprintf("%d-%d", millis, number)
}

package redis

import (
	"context"
	"encoding/base64"
	"strings"
	"time"

	"lyt/bot/handoff"
)

// anchorsRead is how many entries of the log of no service are looked through for
// anchors, the newest first.
const anchorsRead = 2000

// anchor notes how far a service's log has come, unless that was noted in the same
// stretch of time. The deed itself stands already, so a fault only leaves it without.
func (d *Deeds) anchor(ctx context.Context, service string, every time.Duration) {
	if service == "" {
		return
	}
	tip, err := d.newest(ctx, service)
	if err != nil || tip.ID == "" || !d.anchorDue(service, tip, every) {
		return
	}
	more := tip.ID + " " + base64.RawURLEncoding.EncodeToString(tip.Digest)
	err = d.note(ctx, handoff.Deed{Who: "lyt", What: DeedAnchor, On: service, More: more})
	if err != nil {
		d.db.log.Error("anchor of the audit log", "error", err)
		return
	}
	d.anchored.Store(service, tip.ID)
}

// anchorDue says whether the last anchor of this process is of another entry, and of
// another stretch of time.
func (d *Deeds) anchorDue(service string, tip deedTip, every time.Duration) bool {
	last, _ := d.anchored.Load(service)
	id, _ := last.(string)
	if id == "" || every == 0 {
		return id != tip.ID
	}
	return !timeOfID(id).Truncate(every).Equal(timeOfID(tip.ID).Truncate(every))
}

// anchors gives those of a service, newest first.
func (d *Deeds) anchors(ctx context.Context, service string) (list []deedTip, err error) {
	if service == "" {
		return nil, nil
	}
	tip, err := d.newest(ctx, "")
	if err != nil {
		return nil, err
	}
	found, err := d.read(ctx, "", "", tip, anchorsRead)
	if err != nil {
		return nil, err
	}
	oldest := d.db.now().Add(-handoff.DeedLife)
	for _, entry := range found {
		id, digest, _ := strings.Cut(entry.deed.More, " ")
		raw, err := base64.RawURLEncoding.DecodeString(digest)
		if err == nil && entry.deed.What == DeedAnchor && entry.deed.On == service && timeOfID(id).After(oldest) {
			list = append(list, deedTip{id, raw})
		}
	}
	return list, nil
}

func newestOf(anchors []deedTip) string {
	if len(anchors) == 0 {
		return ""
	}
	return anchors[0].ID
}

// lost says whether an anchor tells of an entry that is not there, between one and the
// next older one; "" is behind the newest.
func (d *Deeds) lost(anchors []deedTip, newer string, older []deedEntry) bool {
	for _, a := range anchors {
		if newer != "" && !idBefore(a.ID, newer) {
			continue
		}
		if len(older) == 0 || idBefore(older[0].deed.ID, a.ID) {
			return true
		}
		if next := older[0]; next.deed.ID == a.ID && next.opens && string(next.digest) != string(a.Digest) {
			return true
		}
	}
	return false
}

func idBefore(a, b string) bool {
	m, n := splitID(a)
	o, p := splitID(b)
	return m < o || m == o && n < p
}

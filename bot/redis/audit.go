package redis

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	goredis "github.com/redis/go-redis/v9"
)

// A Report is what an audit found.
type Report struct {
	Classes  []ClassReport // of those that have keys, in the order of Classes
	Foreign  int           // keys of other programs
	Findings []Finding     // what must not be; empty is good
}

// ClassReport counts one kind of key.
type ClassReport struct {
	Class   Class
	Count   int
	Bytes   int64         // what they take; -1 where the server does not tell
	Endless int           // keys that do not expire
	Least   time.Duration // shortest and longest time to live of those that do
	Most    time.Duration
}

// A Finding is something wrong with the keys of one kind.
type Finding struct {
	Class string // the kind's name, or "unknown"
	What  string // one sentence, without any key in it
	Count int
}

// slack is what a time to live may be too long by: clocks and milliseconds.
const slack = time.Minute

// auditBatch is how many keys are looked at in one go.
const auditBatch = 500

// Audit walks every key in Redis, on each node of a cluster, and holds it against
// the table of classes: a key that must expire and does not, one that lives longer
// than its class may, and one under lyt: that belongs to no class, is a finding.
func (db *DB) Audit(ctx context.Context) (Report, error) {
	var a auditor
	err := db.eachMaster(ctx, func(ctx context.Context, node *goredis.Client) error {
		for at := uint64(0); ; {
			keys, next, err := node.Scan(ctx, at, "*", auditBatch).Result()
			if err != nil {
				return fmt.Errorf("list keys: %w", err)
			}
			if err := a.look(ctx, node, keys); err != nil {
				return err
			}
			if at = next; at == 0 {
				return nil
			}
		}
	})
	if err != nil {
		return Report{}, fmt.Errorf("audit redis: %w", err)
	}
	return a.report(), nil
}

// auditor adds up; the nodes of a cluster are walked side by side.
type auditor struct {
	mu      sync.Mutex
	classes [numClasses]ClassReport
	tooLong [numClasses]int
	unknown int
	foreign int
}

func (a *auditor) look(ctx context.Context, node *goredis.Client, keys []string) error {
	ttls := make([]*goredis.DurationCmd, len(keys))
	sizes := make([]*goredis.IntCmd, len(keys))
	_, err := node.Pipelined(ctx, func(pipe goredis.Pipeliner) error {
		for i, key := range keys {
			ttls[i] = pipe.PTTL(ctx, key)
			sizes[i] = pipe.MemoryUsage(ctx, key)
		}
		return nil
	})
	if err != nil && !isReply(err) && !errors.Is(err, goredis.Nil) {
		return fmt.Errorf("look at keys: %w", err)
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	for i, key := range keys {
		ttl, err := ttls[i].Result()
		if err != nil {
			return fmt.Errorf("look at keys: %w", err)
		}
		size, err := sizes[i].Result()
		if err != nil {
			size = -1
		}
		a.add(key, ttl, size)
	}
	return nil
}

// Redis answers -2 for a key that is gone, -1 for one without an end; the client
// hands both on as nanoseconds.
const (
	ttlGone    = -2
	ttlEndless = -1
)

func (a *auditor) add(key string, ttl time.Duration, size int64) {
	if ttl == ttlGone {
		return
	}
	if !strings.HasPrefix(key, "lyt:") {
		a.foreign++
		return
	}
	c, ok := classOf(key)
	if !ok {
		a.unknown++
		return
	}
	r := &a.classes[c]
	if size < 0 || r.Bytes < 0 {
		r.Bytes = -1
	} else {
		r.Bytes += size
	}
	r.Count++
	switch {
	case ttl == ttlEndless:
		r.Endless++
		return
	case r.Count-r.Endless == 1:
		r.Least, r.Most = ttl, ttl
	}
	r.Least, r.Most = min(r.Least, ttl), max(r.Most, ttl)
	if life := classes[c].Life; life > 0 && ttl > life+slack {
		a.tooLong[c]++
	}
}

func (a *auditor) report() Report {
	out := Report{Foreign: a.foreign}
	for c, r := range a.classes {
		if r.Count == 0 {
			continue
		}
		r.Class = classes[c]
		out.Classes = append(out.Classes, r)
		if r.Class.Life > 0 && r.Endless > 0 {
			out.Findings = append(out.Findings, Finding{r.Class.Name, "must expire and do not", r.Endless})
		}
		if a.tooLong[c] > 0 {
			out.Findings = append(out.Findings, Finding{r.Class.Name, "live longer than they may", a.tooLong[c]})
		}
	}
	if a.unknown > 0 {
		out.Findings = append(out.Findings, Finding{"unknown", "are under lyt: and belong to no class", a.unknown})
	}
	return out
}

// classOf finds the class of a key: its name, and a tag of the right kind.
func classOf(key string) (class, bool) {
	rest, ok := strings.CutPrefix(key, "lyt:{")
	if !ok {
		return 0, false
	}
	tag, rest, ok := strings.Cut(rest, "}:")
	if !ok {
		return 0, false
	}
	name, id, hasID := strings.Cut(rest, ":")
	for c, known := range classes {
		if known.Name == name && known.fits(tag) && hasID == known.Each && (id != "") == known.Each {
			return class(c), true
		}
	}
	return 0, false
}

func (c Class) fits(tag string) bool {
	switch c.Tag {
	case "p00":
		return len(tag) == 3 && tag >= "p00" && tag < partitionTag(partitions)
	case "s:":
		return len(tag) > 2 && strings.HasPrefix(tag, "s:")
	}
	return tag == c.Tag
}

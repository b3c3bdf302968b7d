package desk

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"lyt/bot/handoff"
)

// reconnects is how soon a page that lost its stream comes back: it is the same look.
const reconnects = time.Minute

// seen knows who looked at which talk a moment ago.
type seen struct {
	mu   sync.Mutex
	last map[string]time.Time
}

// look remembers a look that was noted.
func (s *seen) look(now time.Time, name, talk string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for key, at := range s.last {
		if now.Sub(at) >= reconnects {
			delete(s.last, key)
		}
	}
	s.last[talk+"|"+name] = now
}

func (s *seen) lately(now time.Time, name, talk string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	at, is := s.last[talk+"|"+name]
	return is && now.Sub(at) < reconnects
}

// looks notes that somebody sees a talk, and marks a supervisor in it, before they see
// a word. Who cannot be noted or marked sees nothing.
func (d *Desk) looks(ctx context.Context, v visit, h handoff.Handoff) error {
	what := "looked"
	if v.part(h) == follower {
		what = "watched"
	}
	if err := d.deed(ctx, v, h.Request.Service, what, h.ID, ""); err != nil {
		return err
	}
	d.seen.look(d.Now(), v.Name, h.ID)
	return d.mark(ctx, v, h)
}

// looksOn is looks for the stream of a page, whose look is noted already if it was
// opened a moment ago.
func (d *Desk) looksOn(ctx context.Context, v visit, h handoff.Handoff) error {
	if d.seen.lately(d.Now(), v.Name, h.ID) {
		return d.mark(ctx, v, h)
	}
	return d.looks(ctx, v, h)
}

// mark lets the counsellor see that a supervisor follows the talk.
func (d *Desk) mark(ctx context.Context, v visit, h handoff.Handoff) error {
	if v.part(h) != follower || slices.Contains(h.Watchers, v.Name) {
		return nil
	}
	err := d.Acts.Watch(ctx, h.Request.Service, h.ID, v.Name, true)
	if errors.Is(err, handoff.ErrOver) {
		return handoff.ErrUnknown // it ended just now, and is not theirs to see
	}
	return err
}

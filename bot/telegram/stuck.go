package telegram

import (
	"context"
	"time"

	"lyt/bot"
)

const (
	hopeless = 15 * time.Minute // an update that fails for so long, while others get through, is laid aside
	mostLeap = time.Minute      // a longer time between two tries says little about the store
)

// stuck is the book on one update: how long it has failed in times when the store
// was there, which others show who get through.
type stuck struct {
	seen   time.Time // the try before
	served int
	failed time.Duration
}

// Handle passes on to the talk, and notes that somebody got through.
func (in *intake) Handle(ctx context.Context, event bot.In) error {
	err := in.h.Handle(ctx, event)
	if err == nil {
		in.mu.Lock()
		defer in.mu.Unlock()
		in.served++
	}
	return err
}

func (in *intake) begin() *stuck {
	in.mu.Lock()
	defer in.mu.Unlock()
	return &stuck{seen: in.t.Now(), served: in.served}
}

// hopeless notes one more try that failed, and says whether it was the last. Time
// counts only if somebody else got through in it: a store that is away fails
// everybody. Nobody of the same chat can, for its updates wait behind this one.
func (in *intake) hopeless(s *stuck) bool {
	in.mu.Lock()
	defer in.mu.Unlock()
	now := in.t.Now()
	if in.served > s.served || in.blocked() {
		s.failed += min(now.Sub(s.seen), mostLeap)
	}
	s.seen, s.served = now, in.served
	return s.failed >= hopeless
}

// blocked says that nobody can get through any more, because Telegram brings no
// more past the oldest update that is not safe; and that it is not the store: of
// those it did bring, at least as many got through as people are stuck.
func (in *intake) blocked() bool {
	through := batchLimit - len(in.open)
	return in.full && through > 0 && through >= len(in.lanes)-1
}

package telegram

import "sync"

// maxBegun is how many half-sent texts are remembered; the longest texts are
// counsellors', and those few that break in the middle are soon tried again.
const maxBegun = 256

// begun remembers, in memory only, which parts of a long text have been sent, so
// that another try does not repeat them.
type begun struct {
	mu   sync.Mutex
	sent map[begunKey][]string
}

type begunKey struct {
	chat int64
	out  string
}

func newBegun() *begun { return &begun{sent: map[begunKey][]string{}} }

// resume gives the ids of the parts sent before, and forgets them.
func (b *begun) resume(chat int64, out string) []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	key := begunKey{chat, out}
	sent := b.sent[key]
	delete(b.sent, key)
	return sent
}

// keep remembers the parts sent so far.
func (b *begun) keep(chat int64, out string, sent []string) {
	if len(sent) == 0 || out == "" {
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(b.sent) >= maxBegun {
		clear(b.sent)
	}
	b.sent[begunKey{chat, out}] = sent
}

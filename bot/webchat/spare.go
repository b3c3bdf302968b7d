package webchat

import (
	"slices"
	"sync"
	"time"

	"lyt/bot"
)

// How much is kept in memory while the store is away.
const (
	spareLife   = 10 * time.Minute
	spareEach   = 16
	sparePeople = 4096
)

// spare holds messages that could not be put into the feed, for the pages
// connected to this replica. It is lost with the process, and nothing counts on it.
type spare struct {
	now func() time.Time

	mu       sync.Mutex
	swept    time.Time
	count    int // numbers what is put in, so that a page takes each once
	items    map[string][]spareItem
	watchers map[string]map[chan struct{}]struct{}
}

type spareItem struct {
	n    int
	id   string
	data []byte
	at   time.Time
}

func newSpare(now func() time.Time) *spare {
	return &spare{now: now, items: map[string][]spareItem{}, watchers: map[string]map[chan struct{}]struct{}{}}
}

// put keeps a message; the same id again changes nothing.
func (s *spare) put(who bot.Person, id string, data []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.sweep()
	kept, known := s.items[who.Key()]
	if !known && len(s.items) >= sparePeople || slices.ContainsFunc(kept, func(i spareItem) bool { return i.id == id }) {
		return
	}
	s.count++
	kept = append(slices.Clip(kept), spareItem{n: s.count, id: id, data: data, at: s.now()})
	s.items[who.Key()] = kept[max(0, len(kept)-spareEach):]
	for watcher := range s.watchers[who.Key()] {
		nudge(watcher)
	}
}

// since gives what was put in after number n.
func (s *spare) since(who bot.Person, n int) []spareItem {
	s.mu.Lock()
	defer s.mu.Unlock()
	oldest := s.now().Add(-spareLife)
	return keep(s.items[who.Key()], func(i spareItem) bool { return i.n > n && i.at.After(oldest) })
}

// drop forgets one message that has reached the feed.
func (s *spare) drop(who bot.Person, id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.set(who.Key(), keep(s.items[who.Key()], func(i spareItem) bool { return i.id != id }))
}

// dropAll forgets all of one person.
func (s *spare) dropAll(who bot.Person) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.items, who.Key())
}

// watch tells of every put for this person, until stop.
func (s *spare) watch(who bot.Person) (put <-chan struct{}, stop func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	watcher := make(chan struct{}, 1)
	if s.watchers[who.Key()] == nil {
		s.watchers[who.Key()] = map[chan struct{}]struct{}{}
	}
	s.watchers[who.Key()][watcher] = struct{}{}
	return watcher, func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		delete(s.watchers[who.Key()], watcher)
		if len(s.watchers[who.Key()]) == 0 {
			delete(s.watchers, who.Key())
		}
	}
}

// sweep forgets what is too old to be shown, once a minute at most: it looks at
// everybody.
func (s *spare) sweep() {
	now := s.now()
	if now.Sub(s.swept) < time.Minute {
		return
	}
	s.swept = now
	oldest := now.Add(-spareLife)
	for key, items := range s.items {
		if !items[0].at.After(oldest) {
			s.set(key, keep(items, func(i spareItem) bool { return i.at.After(oldest) }))
		}
	}
}

func (s *spare) set(key string, items []spareItem) {
	if len(items) == 0 {
		delete(s.items, key)
		return
	}
	s.items[key] = items
}

// keep copies, because a page may still be reading what it was given.
func keep(items []spareItem, wanted func(spareItem) bool) []spareItem {
	var kept []spareItem
	for _, item := range items {
		if wanted(item) {
			kept = append(kept, item)
		}
	}
	return kept
}

func nudge(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}

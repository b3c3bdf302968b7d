package talk

import (
	"slices"
	"sync"
	"time"

	"lyt/bot"
)

// aloud remembers for a while what was said past the outbox, so that nobody hears
// the same twice, and that it can be deleted. It is bounded: when it is full, half of
// it is forgotten, and somebody may be told again.
type aloud struct {
	mu    sync.Mutex
	marks map[string]mention
	sent  map[string][]bot.Sent // by person: what no record knows of yet
}

type mention struct {
	until time.Time
	sent  bool // it got through
}

const aloudRoom = 10_000

// begin says whether this is the first time for a while, and that it is tried now.
func (s *aloud) begin(mark string, now time.Time, every time.Duration) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if m, ok := s.marks[mark]; ok && now.Before(m.until) {
		return false
	}
	if s.marks == nil || len(s.marks) >= aloudRoom {
		s.prune(now)
	}
	s.marks[mark] = mention{until: now.Add(every)}
	return true
}

// confirm says that it got through.
func (s *aloud) confirm(mark string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if m, ok := s.marks[mark]; ok {
		s.marks[mark] = mention{until: m.until, sent: true}
	}
}

// done says whether it got through.
func (s *aloud) done(mark string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.marks[mark].sent
}

// forget lets it be said again.
func (s *aloud) forget(mark string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.marks, mark)
}

// note keeps what was sent to somebody until a record knows of it.
func (s *aloud) note(who bot.Person, sent []bot.Sent) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.sent == nil || len(s.sent) >= aloudRoom {
		s.sent = map[string][]bot.Sent{}
	}
	s.sent[who.Key()] = append(s.sent[who.Key()], sent...)
}

// noted is what was sent to somebody, and no record knows of.
func (s *aloud) noted(who bot.Person) []bot.Sent {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.sent[who.Key()])
}

// recorded forgets the oldest that were noted: the record knows of them.
func (s *aloud) recorded(who bot.Person, n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	left := s.sent[who.Key()]
	if left = left[min(n, len(left)):]; len(left) > 0 {
		s.sent[who.Key()] = left
		return
	}
	delete(s.sent, who.Key())
}

func (s *aloud) prune(now time.Time) {
	kept := make(map[string]mention)
	for mark, m := range s.marks {
		if now.Before(m.until) && len(kept) < aloudRoom/2 {
			kept[mark] = m
		}
	}
	s.marks = kept
}

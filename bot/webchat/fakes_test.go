package webchat_test

import (
	"context"
	"errors"
	"strconv"
	"strings"
	"sync"
	"time"

	"lyt/bot"
)

var errAway = errors.New("store is away")

// memFeed is a feed in memory that can be away.
type memFeed struct {
	mu     sync.Mutex
	away   bool
	last   int
	all    map[string][]bot.Entry
	seen   map[string]bool
	faded  time.Duration
	wiped  int
	reads  int
	during func() // called in Append, outside the lock
}

func newFeed() *memFeed { return &memFeed{all: map[string][]bot.Entry{}, seen: map[string]bool{}} }

func (f *memFeed) set(away bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.away = away
}

func (f *memFeed) Append(_ context.Context, who bot.Person, id string, data []byte) error {
	if f.during != nil {
		f.during()
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.away {
		return errAway
	}
	if key := who.Key() + " " + id; !f.seen[key] {
		f.seen[key] = true
		f.last++
		f.all[who.Key()] = append(f.all[who.Key()], bot.Entry{ID: strconv.Itoa(f.last) + "-0", Data: data})
	}
	return nil
}

func (f *memFeed) Read(_ context.Context, who bot.Person, after string, max int) ([]bot.Entry, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.reads++
	if f.away {
		return nil, errAway
	}
	var found []bot.Entry
	for _, e := range f.all[who.Key()] {
		if number(e.ID) > number(after) && len(found) < max {
			found = append(found, e)
		}
	}
	return found, nil
}

func number(id string) int {
	head, _, _ := strings.Cut(id, "-")
	n, _ := strconv.Atoi(head)
	return n
}

func (f *memFeed) Fade(_ context.Context, _ bot.Person, life time.Duration) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.faded = life
	return nil
}

func (f *memFeed) Delete(_ context.Context, who bot.Person) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.away {
		return errAway
	}
	f.wiped++
	delete(f.all, who.Key())
	return nil
}

// pseudonyms hashes nothing: the tests want to see who is who.
type pseudonyms struct{}

func (pseudonyms) Person(channel, address string) bot.Person {
	return bot.Pseudonym(channel + "." + address)
}

// keys answers with the key itself.
type keys struct{}

func (keys) Text(lang, key string, _ map[string]any) string { return lang + ":" + key }

// talk records what comes in, and does what the test says.
type talk struct {
	mu   sync.Mutex
	ins  []bot.In
	does func(bot.In) error
}

func (t *talk) Handle(_ context.Context, in bot.In) error {
	t.mu.Lock()
	t.ins = append(t.ins, in)
	does := t.does
	t.mu.Unlock()
	if does == nil {
		return nil
	}
	return does(in)
}

func (t *talk) heard() []bot.In {
	t.mu.Lock()
	defer t.mu.Unlock()
	return append([]bot.In(nil), t.ins...)
}

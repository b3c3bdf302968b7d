package webchat

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"lyt/bot"
	"lyt/bot/bottest"
)

// quiet is a feed whose bell never rings.
type quiet struct {
	mu      sync.Mutex
	entries []bot.Entry
	err     error
}

func (q *quiet) add(id, data string) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.entries = append(q.entries, bot.Entry{ID: id, Data: []byte(data)})
}

func (q *quiet) Append(context.Context, bot.Person, string, []byte) error { return q.err }
func (q *quiet) Fade(context.Context, bot.Person, time.Duration) error    { return nil }
func (q *quiet) Delete(context.Context, bot.Person) error                 { return nil }
func (q *quiet) Ring(context.Context, string)                             {}
func (q *quiet) Listen(...string) (<-chan struct{}, func())               { return make(chan struct{}), func() {} }
func (q *quiet) Person(_, address string) bot.Person                      { return bot.Pseudonym(address) }
func (q *quiet) Text(_, key string, _ map[string]any) string              { return key }
func (q *quiet) Handle(context.Context, bot.In) error                     { return nil }
func (q *quiet) Read(_ context.Context, _ bot.Person, after string, _ int) ([]bot.Entry, error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for i, e := range q.entries {
		if e.ID > after {
			return q.entries[i:], nil
		}
	}
	return nil, nil
}

func TestStreamRhythm(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := &quiet{}
		p, err := New(Config{Talk: q, Channel: NewChannel(q, q, time.Now), Pseudonyms: q, Words: q, Random: bytes.NewReader(nil), Now: time.Now})
		if err != nil {
			t.Fatal(err)
		}
		w := bottest.Record(t, p, "/events", "lyt="+strings.Repeat("A", 43))
		synctest.Wait()

		q.add("1", `{"m":"uden klokke"}`)
		<-time.After(lookEvery)
		synctest.Wait()
		if !strings.Contains(w.String(), "id: 1\ndata: {\"m\":\"uden klokke\"}\n\n") {
			t.Errorf("not seen without a bell: %q", w)
		}
		<-time.After(pingEvery)
		synctest.Wait()
		if n := strings.Count(w.String(), ": ping\n\n"); n != 1 {
			t.Errorf("%d pings", n)
		}
		w.Leave()
	})
}

func TestSpareForgets(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSpare(time.Now)
		who := bot.Pseudonym("p")
		s.put(who, "a", []byte("1"))
		s.put(who, "a", []byte("1"))
		if got := s.since(who, 0); len(got) != 1 {
			t.Errorf("%d kept of one message put in twice", len(got))
		}
		<-time.After(spareLife + time.Second)
		if got := s.since(who, 0); len(got) != 0 {
			t.Errorf("%d shown after their time", len(got))
		}
		s.put(bot.Pseudonym("q"), "b", nil)
		if len(s.items) != 1 {
			t.Errorf("%d people kept, one of them after their time", len(s.items))
		}
	})
}

func TestSpareIsBounded(t *testing.T) {
	s := newSpare(time.Now)
	for n := range 3 * spareEach {
		s.put(bot.Pseudonym("p"), fmt.Sprint(n), nil)
	}
	got := s.since(bot.Pseudonym("p"), 0)
	if len(got) != spareEach || got[spareEach-1].id != fmt.Sprint(3*spareEach-1) {
		t.Errorf("%d kept, the newest must be among them", len(got))
	}
	for n := range 2 * sparePeople {
		s.put(bot.Pseudonym(fmt.Sprint(n)), "a", nil)
	}
	if len(s.items) > sparePeople {
		t.Errorf("%d people kept", len(s.items))
	}
}

func TestSlowFeedDoesNotHoldUpACryForHelp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := &quiet{}
		slow := &slowFeed{quiet: q}
		p, err := New(Config{Talk: q, Channel: NewChannel(slow, q, time.Now), Pseudonyms: q, Words: q, Now: time.Now})
		if err != nil {
			t.Fatal(err)
		}
		p.Urgent = func(in bot.In) bool { return in.Text.Reveal() == "jeg vil dø" }
		begin := time.Now()
		var handled time.Duration
		p.Talk = handler(func(context.Context, bot.In) error { handled = time.Since(begin); return nil })
		if err := p.take(t.Context(), visitor{who: bot.Pseudonym("p"), hash: "h"}, post{id: "abcdefgh", text: bot.Heard("jeg vil dø")}); err == nil {
			t.Error("words that do not stand in the feed count as safe")
		}
		if handled > 200*time.Millisecond {
			t.Errorf("the talk heard of it after %v", handled)
		}
	})
}

// TestNoWordsAfterADeletion: the words that ask for the deletion are in a slow feed
// before it happens, so that they go with it.
func TestNoWordsAfterADeletion(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := &quiet{}
		late := &lateFeed{quiet: q}
		p, err := New(Config{Talk: q, Channel: NewChannel(late, q, time.Now), Pseudonyms: q, Words: q, Now: time.Now,
			Urgent: func(bot.In) bool { return false }})
		if err != nil {
			t.Fatal(err)
		}
		p.Talk = handler(func(ctx context.Context, in bot.In) error {
			_, err := p.Channel.Send(ctx, in.Address, bot.Out{ID: "x.0", Wipe: true})
			return err
		})
		if err := p.take(t.Context(), visitor{who: bot.Pseudonym("p"), hash: "h"}, post{id: "abcdefgh", text: bot.Heard("ja")}); err != nil {
			t.Fatal(err)
		}
		if len(q.entries) != 1 || q.entries[0].ID != "x.0" {
			t.Errorf("%d entries after the deletion, want what empties the page only", len(q.entries))
		}
	})
}

// lateFeed takes its time with the person's own words.
type lateFeed struct{ *quiet }

func (f *lateFeed) Append(_ context.Context, _ bot.Person, id string, data []byte) error {
	if strings.HasPrefix(id, "you:") {
		<-time.After(5 * noteGrace)
	}
	f.add(id, string(data))
	return nil
}

func (f *lateFeed) Delete(context.Context, bot.Person) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.entries = nil
	return nil
}

type slowFeed struct{ *quiet }

func (s *slowFeed) Append(ctx context.Context, _ bot.Person, _ string, _ []byte) error {
	<-ctx.Done()
	return errors.New("too slow")
}

type handler func(context.Context, bot.In) error

func (h handler) Handle(ctx context.Context, in bot.In) error { return h(ctx, in) }

package webchat

import (
	"context"
	"net/http"
	"time"

	"lyt/bot"
	"lyt/bot/web"
)

// The rhythm of a stream.
const (
	pingEvery    = 15 * time.Second // keeps proxies from closing it
	lookEvery    = 5 * time.Second  // looks again even if no bell rang
	readPatience = 4 * time.Second
	batch        = 100
)

// events streams the person's feed: everything after the last entry the browser
// has seen, then each new one, without a gap.
func (p *Page) events(w http.ResponseWriter, r *http.Request) {
	v, known := p.visitor(r)
	if !known {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	leave, ok := p.streams.enter(v.who, 0)
	if !ok {
		w.Header().Set("Retry-After", "5")
		w.WriteHeader(http.StatusTooManyRequests)
		return
	}
	defer leave()
	ctx, cancel := context.WithCancel(r.Context())
	defer cancel()
	fresh := p.follow(ctx, v.who, web.LastSeen(r))
	s := &stream{Stream: web.NewStream(w)}
	p.relay(ctx, s, v.who, fresh)
	s.Close()
	cancel()
	for range fresh { // the reader ends before the request does
	}
}

// look is one reading of the feed.
type look struct {
	entries []bot.Entry
	err     error
}

// follow reads the feed from an entry on, again and again, until ctx ends. It has
// its own goroutine so that a slow store never holds up what comes from memory.
func (p *Page) follow(ctx context.Context, who bot.Person, after string) <-chan look {
	looks := make(chan look)
	rung, stop := p.Channel.bell.Listen(topic(who))
	go func() {
		defer close(looks)
		defer stop()
		again := time.NewTicker(lookEvery)
		defer again.Stop()
		for {
			entries, err := p.read(ctx, who, after)
			if len(entries) > 0 {
				after = entries[len(entries)-1].ID
			}
			select {
			case looks <- look{entries, err}:
			case <-ctx.Done():
				return
			}
			if len(entries) == batch {
				continue
			}
			select {
			case <-rung:
			case <-again.C:
			case <-ctx.Done():
				return
			}
		}
	}()
	return looks
}

func (p *Page) read(ctx context.Context, who bot.Person, after string) ([]bot.Entry, error) {
	ctx, cancel := context.WithTimeout(ctx, readPatience)
	defer cancel()
	return p.Channel.feed.Read(ctx, who, after, batch)
}

// relay writes what comes, from the feed and from memory, until the browser or the
// server leaves.
func (p *Page) relay(ctx context.Context, s *stream, who bot.Person, fresh <-chan look) {
	put, stop := p.Channel.spare.watch(who)
	defer stop()
	typing, hush := p.Channel.bell.Listen(typingTopic(who))
	defer hush()
	ping := time.NewTicker(pingEvery)
	defer ping.Stop()
	s.fromMemory(p.Channel.spare.since(who, s.spare))
	for s.Err() == nil {
		select {
		case l := <-fresh:
			s.fromFeed(l)
		case <-put:
			s.fromMemory(p.Channel.spare.since(who, s.spare))
		case <-typing:
			s.Send("typing", "", 1)
		case <-ping.C:
			s.Ping()
		case <-ctx.Done():
			return
		case <-p.stopped:
			return
		}
	}
}

package redis

import (
	"context"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	goredis "github.com/redis/go-redis/v9"
)

// bellChannel is the one channel all replicas listen to.
const bellChannel = "lyt:{bell}"

const (
	ringTime  = 500 * time.Millisecond // a ring is a hint, and nobody waits for it longer
	retryTime = time.Second            // between two tries to begin listening
)

// A Bell tells those who look at something, on every replica, to look again. It is
// a hint and never the truth: a ring may be lost, so whoever listens also looks
// again by themselves every few seconds. A replica has one connection for it,
// however many listen.
type Bell struct {
	db      *DB
	sharded atomic.Int32 // see shardedChannels

	mu        sync.Mutex
	listeners map[string]map[chan struct{}]struct{}
}

// NewBell makes the bell. It is heard while Run runs.
func NewBell(db *DB) *Bell {
	return &Bell{db: db, listeners: map[string]map[chan struct{}]struct{}{}}
}

// Ring tells everybody who listens to a topic, best effort.
func (b *Bell) Ring(ctx context.Context, topic string) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), ringTime)
	defer cancel()
	sharded, err := b.shardedChannels(ctx)
	switch {
	case err == nil && sharded:
		err = b.db.client.SPublish(ctx, bellChannel, topic).Err()
	case err == nil:
		err = b.db.client.Publish(ctx, bellChannel, topic).Err()
	}
	if err != nil {
		b.db.log.Debug("ring bell", "error", err)
	}
}

// Run hears the bell until ctx ends. While Redis is away nothing rings; when it is
// back, everything does once.
func (b *Bell) Run(ctx context.Context) {
	for ctx.Err() == nil {
		if sub := b.subscribe(ctx); sub != nil {
			b.hear(ctx, sub)
		}
	}
}

// hear fans out what comes until ctx ends, or the server lets go of us because the
// channel moved to another node of the cluster. A lost connection the library mends.
func (b *Bell) hear(ctx context.Context, sub *goredis.PubSub) {
	end := sync.OnceFunc(func() { _ = sub.Close() }) // ends the messages below
	defer context.AfterFunc(ctx, end)()
	defer end()
	for message := range sub.ChannelWithSubscriptions() {
		switch m := message.(type) {
		case *goredis.Subscription:
			b.wakeAll() // connected again: anything may have rung meanwhile
			if strings.HasSuffix(m.Kind, "unsubscribe") {
				end()
			}
		case *goredis.Message:
			b.wake(m.Payload)
		}
	}
}

// subscribe waits for Redis to answer what kind of channels it has; nil when ctx
// ends first.
func (b *Bell) subscribe(ctx context.Context) *goredis.PubSub {
	again := time.NewTicker(retryTime)
	defer again.Stop()
	for {
		sharded, err := b.shardedChannels(ctx)
		switch {
		case err == nil && sharded:
			return b.db.client.SSubscribe(ctx, bellChannel)
		case err == nil:
			return b.db.client.Subscribe(ctx, bellChannel)
		}
		select {
		case <-again.C:
		case <-ctx.Done():
			return nil
		}
	}
}

// Listen gives one channel that receives when any of the topics rings; several rings
// may be one. Call stop when done.
func (b *Bell) Listen(topics ...string) (rung <-chan struct{}, stop func()) {
	c := make(chan struct{}, 1)
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, topic := range topics {
		if b.listeners[topic] == nil {
			b.listeners[topic] = map[chan struct{}]struct{}{}
		}
		b.listeners[topic][c] = struct{}{}
	}
	return c, func() { b.stop(topics, c) }
}

func (b *Bell) stop(topics []string, c chan struct{}) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, topic := range topics {
		delete(b.listeners[topic], c)
		if len(b.listeners[topic]) == 0 {
			delete(b.listeners, topic)
		}
	}
}

func (b *Bell) wake(topic string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	poke(b.listeners[topic])
}

func (b *Bell) wakeAll() {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, listeners := range b.listeners {
		poke(listeners)
	}
}

func poke(listeners map[chan struct{}]struct{}) {
	for c := range listeners {
		select {
		case c <- struct{}{}:
		default: // it has not looked since the last ring
		}
	}
}

// What is known of the server's channels.
const (
	channelsUnknown = iota
	channelsSharded
	channelsClassic
)

// shardedChannels says whether the server has sharded channels, as Redis does since
// 7.0. In a cluster they stay on one node; classic ones go to all of them, which
// takes a hundred times as long.
func (b *Bell) shardedChannels(ctx context.Context) (bool, error) {
	if known := b.sharded.Load(); known != channelsUnknown {
		return known == channelsSharded, nil
	}
	err := b.db.client.SPublish(ctx, bellChannel, "").Err()
	switch {
	case err == nil:
		b.sharded.Store(channelsSharded)
		return true, nil
	case isReply(err) && strings.Contains(strings.ToLower(err.Error()), "unknown command"):
		b.sharded.Store(channelsClassic)
		return false, nil
	}
	return false, err
}

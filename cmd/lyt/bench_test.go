package main

import (
	"context"
	"io"
	"log/slog"
	"net"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	goredis "github.com/redis/go-redis/v9"

	"lyt/bot"
	"lyt/bot/bottest"
	"lyt/bot/redis"
	"lyt/bot/talk"
)

// Numbers of the message path, for the table in the README:
//
//	go test ./cmd/lyt -run '^$' -bench . -benchtime 3s

// trips counts round trips to Redis: a write that follows a read, or is the first
// of its connection, begins one. What is written in one go is one.
type trips struct{ n atomic.Int64 }

func (c *trips) dial(ctx context.Context, network, addr string) (net.Conn, error) {
	conn, err := (&net.Dialer{}).DialContext(ctx, network, addr)
	return &countedConn{Conn: conn, trips: c, answered: true}, err
}

type countedConn struct {
	net.Conn
	trips    *trips
	answered bool // a connection of the client is used by one at a time
}

func (c *countedConn) Write(b []byte) (int, error) {
	if c.answered {
		c.trips.n.Add(1)
		c.answered = false
	}
	return c.Conn.Write(b)
}

func (c *countedConn) Read(b []byte) (int, error) {
	c.answered = true
	return c.Conn.Read(b)
}

// gate is a channel that delivers at once, but only when it is open.
type gate struct {
	open chan struct{} // a value for each send; nil is always open

	mu   sync.Mutex
	last map[string]bot.Out // the newest question by address
	n    int
}

func (g *gate) Send(_ context.Context, to bot.Address, out bot.Out) (string, error) {
	if g.open != nil {
		<-g.open
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	g.n++
	if len(out.Buttons) > 0 {
		g.last[to.Reveal()] = out
	}
	if out.Text == "" {
		return "", nil
	}
	return strconv.Itoa(g.n), nil
}

// button gives the data of a button of the newest question.
func (g *gate) button(b *testing.B, address, label string) string {
	g.mu.Lock()
	defer g.mu.Unlock()
	for _, button := range g.last[address].Buttons {
		if button.Label == label {
			return button.Data
		}
	}
	b.Fatalf("no button %q under %q", label, g.last[address].Text)
	return ""
}

// bench is the path of a message on a real Redis, without a network channel.
type bench struct {
	*testing.B
	talk    *talk.Talk
	keys    *redis.Keyset
	channel *gate
	trips   trips
	server  *bottest.RedisServer
	n       atomic.Int64
}

func newBench(b *testing.B) *bench {
	b.Helper()
	h := &bench{B: b, server: bottest.StartRedis(b), channel: &gate{last: map[string]bot.Out{}}}
	zone, err := zoneSettings{Timezone: "Europe/Copenhagen"}.zone()
	if err != nil {
		b.Fatal(err)
	}
	read, err := mustContent("", zone, io.Discard)
	if err != nil {
		b.Fatal(err)
	}
	if h.keys, err = redis.NewKeyset(); err != nil {
		b.Fatal(err)
	}
	db, err := redis.Open(h.server.URL, redis.Options{Dial: h.trips.dial})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = db.Close() })
	h.talk = &talk.Talk{
		Flows: read.flows, Entry: entryFlow, Directory: read.directory, Texts: read.texts, WHO5: read.who5, Judge: read.triage.Judge,
		Store: redis.NewPeople(db, h.keys), Calendar: redis.NewCalendar(db, h.keys), Queue: redis.NewHandoffs(db, h.keys, redis.NewBell(db)),
		Channels: map[string]bot.Channel{"bench": h.channel}, Now: time.Now, Zone: zone, Log: slog.New(slog.DiscardHandler),
	}
	return h
}

// in is one thing that a person did.
func (h *bench) in(address string, in bot.In) bot.In {
	in.ID, in.Person, in.Channel = "b:"+strconv.FormatInt(h.n.Add(1), 10), h.keys.Person("bench", address), "bench"
	in.Address, in.Lang, in.At = bot.At(address), "da", time.Now()
	return in
}

func (h *bench) handle(in bot.In) {
	if err := h.talk.Handle(context.Background(), in); err != nil {
		h.Fatal(err)
	}
}

func (h *bench) say(address string, words ...string) {
	for _, text := range words {
		in := bot.In{Kind: bot.Text, Text: bot.Heard(text)}
		if text == "/start" {
			in = bot.In{Kind: bot.Start}
		}
		h.handle(h.in(address, in))
	}
	h.talk.Drain(context.Background())
}

// BenchmarkMessage is one tap, from the update to the acknowledged answer.
func BenchmarkMessage(b *testing.B) {
	h := newBench(b)
	const address = "4711"
	h.say(address, "/start", "jeg er ung", "helsingør")
	h.channel.open = make(chan struct{})
	var commits, acks int64
	var committing time.Duration
	labels := [2]string{"15–17 år", "Tilbage"}
	n := 0
	for b.Loop() {
		in := h.in(address, bot.In{Kind: bot.Tap, Message: "1", Shown: "Hvor gammel er du?", Data: h.channel.button(b, address, labels[n%2])})
		before, began := h.trips.n.Load(), time.Now()
		h.handle(in)
		committing += time.Since(began)
		committed := h.trips.n.Load()
		h.letOut()
		commits, acks, n = commits+committed-before, acks+h.trips.n.Load()-committed, n+1
	}
	b.ReportMetric(float64(committing.Microseconds())/float64(n), "µs-to-commit/op")
	b.ReportMetric(float64(commits)/float64(n), "redis-round-trips/op")
	b.ReportMetric(float64(acks)/float64(n), "ack-round-trips/op")
}

// letOut delivers what waits at the gate.
func (h *bench) letOut() {
	done := make(chan struct{})
	go func() { h.talk.Drain(context.Background()); close(done) }()
	for {
		select {
		case h.channel.open <- struct{}{}:
		case <-done:
			return
		}
	}
}

// BenchmarkRestingTalk is what ten thousand people take in Redis, who rest in the
// middle of the screening.
func BenchmarkRestingTalk(b *testing.B) {
	const size, atOnce = 10_000, 16
	for b.Loop() {
		h := newBench(b)
		h.say("0", "/start", "jeg er ung", "helsingør", "15-17 år", "skole", "videre", "hele tiden", "hele tiden")
		before := h.memory()
		var talking sync.WaitGroup
		for first := range atOnce {
			talking.Go(func() {
				for n := first; n < size; n += atOnce {
					address := strconv.Itoa(1_000_000 + n)
					h.say(address, "/start", "jeg er ung", "helsingør", "15-17 år", "skole", "videre", "hele tiden", "hele tiden")
				}
			})
		}
		talking.Wait()
		b.ReportMetric(float64(h.memory()-before)/size, "B/person")
	}
}

// memory is what Redis says it uses, less what it uses for its clients.
func (h *bench) memory() int64 {
	options, err := goredis.ParseURL(h.server.URL)
	if err != nil {
		h.Fatal(err)
	}
	db := goredis.NewClient(options)
	defer db.Close() //nolint:errcheck // read already
	info, err := db.Info(context.Background(), "memory").Result()
	if err != nil {
		h.Fatal(err)
	}
	return figure(h.B, info, "used_memory") - figure(h.B, info, "mem_clients_normal")
}

// figure reads one line of what INFO says.
func figure(b *testing.B, info, name string) int64 {
	b.Helper()
	_, rest, _ := strings.Cut(info, "\n"+name+":")
	line, _, _ := strings.Cut(rest, "\r\n")
	n, err := strconv.ParseInt(line, 10, 64)
	if err != nil {
		b.Fatalf("read %s: %v", name, err)
	}
	return n
}

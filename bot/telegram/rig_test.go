package telegram

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"lyt/bot"
	"lyt/bot/bottest"
)

// Nothing of these may ever stand in a log.
const (
	secretWords = "HEMMELIGE-ORD"
	personID    = 71234567890
	otherID     = 79876543210
)

// rig is the channel over the fake Telegram, with a talk that writes down what it
// hears. When the test ends, its log at debug must hold nothing of anybody.
type rig struct {
	*Telegram
	fake *bottest.Telegram
	talk *listener
	logs *safeBuffer
	hook *httptest.Server

	mu     sync.Mutex
	counts map[Event]int
}

func newRig(t *testing.T, change ...func(*Config)) *rig {
	t.Helper()
	return newRigOn(t, bottest.NewTelegram(t), change...)
}

// newRigInside is a rig without a network, for synctest.
func newRigInside(t *testing.T, change ...func(*Config)) *rig {
	t.Helper()
	fake := bottest.NewTelegramInside(t)
	return newRigOn(t, fake, append([]func(*Config){func(c *Config) { c.Transport = fake.Transport() }}, change...)...)
}

func newRigOn(t *testing.T, fake *bottest.Telegram, change ...func(*Config)) *rig {
	t.Helper()
	r := &rig{fake: fake, talk: newListener(), logs: &safeBuffer{}, counts: map[Event]int{}}
	c := Config{
		Token: fake.Token(), API: fake.URL(), Secret: "s3cret_-",
		Words: words{}, Names: names{}, Count: r.count, Jitter: func() float64 { return 0 },
		Log: slog.New(slog.NewJSONHandler(r.logs, &slog.HandlerOptions{Level: slog.LevelDebug})),
	}
	for _, f := range change {
		f(&c)
	}
	ch, err := New(c)
	if err != nil {
		t.Fatal(err)
	}
	r.Telegram = ch
	t.Cleanup(func() { r.logs.silent(t, fake.Token()) })
	return r
}

// serve puts the webhook on loopback and tells the fake about it.
func (r *rig) serve(t *testing.T) {
	t.Helper()
	r.hook = httptest.NewServer(r.Webhook(r.talk))
	t.Cleanup(r.hook.Close)
	r.WebhookURL = r.hook.URL + "/telegram/webhook"
	if err := r.Setup(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func (r *rig) count(e Event) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.counts[e]++
}

func (r *rig) counted(e Event) int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.counts[e]
}

// listener is a talk that only listens.
type listener struct {
	mu   sync.Mutex
	ins  []bot.In
	news chan struct{}
	do   func(context.Context, bot.In) error
}

func newListener() *listener { return &listener{news: make(chan struct{}, 10000)} }

var errStore = errors.New("store is away")

func (l *listener) Handle(ctx context.Context, in bot.In) error {
	l.mu.Lock()
	do := l.do
	l.mu.Unlock()
	if do != nil {
		if err := do(ctx, in); err != nil {
			return err
		}
	}
	l.mu.Lock()
	l.ins = append(l.ins, in)
	l.mu.Unlock()
	l.news <- struct{}{}
	return nil
}

func (l *listener) when(do func(context.Context, bot.In) error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.do = do
}

// hear waits for n things that are safe and gives all so far.
func (l *listener) hear(n int) []bot.In {
	for range n {
		<-l.news
	}
	return l.heard()
}

func (l *listener) heard() []bot.In {
	l.mu.Lock()
	defer l.mu.Unlock()
	return append([]bot.In(nil), l.ins...)
}

type names struct{}

func (names) Person(channel, address string) bot.Person {
	return bot.Pseudonym(fmt.Sprintf("p-%s-%x", channel, bot.Mark(address)))
}

// words are texts that show which one was asked for, and in which language.
type words struct{}

func (words) Text(lang, key string, _ map[string]any) string {
	if lang == "" {
		lang = "da"
	}
	return lang + ":" + key
}

type safeBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (b *safeBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.Write(p)
}

func (b *safeBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.String()
}

// silent fails the test when the log gives anybody away.
func (b *safeBuffer) silent(t *testing.T, token string) {
	t.Helper()
	logged := b.String()
	_, secret, _ := strings.Cut(token, ":")
	for what, text := range map[string]string{
		"token": secret, "words": secretWords, "chat id": fmt.Sprint(personID), "another chat id": fmt.Sprint(otherID),
		"name": "Fornavn", "username": "brugernavn", "address": "127.0.0.1", "secret": "s3cret_-",
	} {
		if strings.Contains(logged, text) {
			t.Errorf("the log holds the %s:\n%s", what, logged)
		}
	}
}

// asJSON writes a body.
func asJSON(t *testing.T, v any) []byte {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

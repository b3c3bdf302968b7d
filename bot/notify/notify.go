// Package notify tells the staff of a service that somebody waits, in a group of
// theirs on Telegram or by e-mail, for when nobody looks at the desk.
//
// What they are told holds nothing about who waits, because a telephone that lies on
// a table is read by others: that a person waits, at which service, and where the desk
// is. They are told when somebody has waited for half a minute, and not again within
// Quiet; the store sees to that, over all replicas.
//
// Make one with New, call Service as often as you like, and end it with Drain. Service
// returns at once. A way that fails is logged by its kind, and tried again when Service
// is called half a minute later.
package notify

import (
	"context"
	"log/slog"
	"sync"
	"time"
)

// Store knows who waits of whom staff were not told, and shares the telling out over
// all replicas. Who is to tell them has half a minute for it.
type Store interface {
	Unannounced(ctx context.Context, service, means string) (upTo time.Time, is bool, err error)
	Announced(ctx context.Context, service, means string, upTo time.Time, quiet time.Duration) error
}

// Means is one way to tell staff. Names of means stand in keys of the store.
type Means struct {
	Name string
	To   Targets
	Tell func(ctx context.Context, to string, message Message) error // its error names a kind of trouble, and nobody
}

// A Message is what staff are told.
type Message struct{ Subject, Text string }

// Texts gives the words of the locale files.
type Texts interface {
	Text(lang, key string, args map[string]any) string
}

// Quiet is how long staff of a service are not told again.
const Quiet = 5 * time.Minute

// tellTime is how long one try may take: less than the store gives.
const tellTime = 20 * time.Second

// lang is what staff read.
const lang = "da"

// Config is all that is needed.
type Config struct {
	Store Store
	Means []Means
	Texts Texts
	Name  func(service string) string // what people call the service
	Desk  string                      // address of the desk; empty is told without a link
	Log   *slog.Logger
	Count func(event string) // counts what happens, by fixed names; nil counts nothing
}

// Notify tells staff. Its methods may be used by many at once.
type Notify struct {
	Config
	ending context.Context // ends with Drain
	end    context.CancelFunc

	mu      sync.Mutex
	busy    map[string]bool // by means and service: one try at a time
	running sync.WaitGroup
}

// New makes it ready.
func New(c Config) *Notify {
	if c.Count == nil {
		c.Count = func(string) {}
	}
	n := &Notify{Config: c, busy: map[string]bool{}}
	n.ending, n.end = context.WithCancel(context.Background())
	return n
}

// Service tells a service's staff if somebody waits of whom they were not told. It
// does so aside: whoever calls does not wait for a mail server.
func (n *Notify) Service(_ context.Context, service string) {
	for _, means := range n.Means {
		if to := means.To.Of(service); len(to) > 0 {
			n.aside(means, service, to)
		}
	}
}

// aside begins a try, unless one is under way; so there are never more than there are
// services and means.
func (n *Notify) aside(means Means, service string, to []string) {
	name := means.Name + " " + service
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.busy[name] || n.ending.Err() != nil {
		return
	}
	n.busy[name] = true
	n.running.Go(func() {
		ctx, cancel := context.WithTimeout(n.ending, tellTime)
		defer cancel()
		n.try(ctx, means, service, to)
		n.mu.Lock()
		defer n.mu.Unlock()
		delete(n.busy, name)
	})
}

// try tells them if they must be told.
func (n *Notify) try(ctx context.Context, means Means, service string, to []string) {
	upTo, is, err := n.Store.Unannounced(ctx, service, means.Name)
	if err != nil {
		n.trouble(means, service, err)
		return
	}
	if !is || !n.tell(ctx, means, service, to) {
		return
	}
	// They know by now: that has to be noted even if the time for telling is over.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), noteTime)
	defer cancel()
	if err := n.Store.Announced(ctx, service, means.Name, upTo, Quiet); err != nil {
		n.trouble(means, service, err)
	}
}

// noteTime is how long the store may take to note it.
const noteTime = 2 * time.Second

// tell tells all of them, and says whether anybody was reached. Who was reached must
// not be told again because somebody else could not be.
func (n *Notify) tell(ctx context.Context, means Means, service string, to []string) (reached bool) {
	message := n.message(service)
	for _, one := range to {
		if err := means.Tell(ctx, one, message); err != nil {
			n.trouble(means, service, err)
			continue
		}
		n.Count(means.Name + "_told")
		reached = true
	}
	return reached
}

// message says that a person waits, and nothing of who it is.
func (n *Notify) message(service string) Message {
	text := n.Texts.Text(lang, "desk.notify.text", map[string]any{"service": n.Name(service)})
	if n.Desk != "" {
		text += "\n" + n.Texts.Text(lang, "desk.notify.link", map[string]any{"url": n.Desk})
	}
	return Message{Subject: n.Texts.Text(lang, "desk.notify.subject", nil), Text: text}
}

func (n *Notify) trouble(means Means, service string, err error) {
	n.Count(means.Name + "_failed")
	n.Log.Warn("tell staff that somebody waits", "method", means.Name, "service", service, "error", err)
}

// Drain begins nothing new, breaks off what is under way, and waits for its end. What
// was broken off is tried again by another replica, or after the start.
func (n *Notify) Drain() {
	n.mu.Lock()
	n.end()
	n.mu.Unlock()
	n.running.Wait()
}

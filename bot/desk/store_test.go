package desk_test

import (
	"cmp"
	"context"
	"crypto/rand"
	"encoding/base32"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/alicebob/miniredis/v2"
	"github.com/alicebob/miniredis/v2/server"

	"lyt/bot"
	"lyt/bot/handoff"
	"lyt/bot/redis"
)

var errAway = errors.New("store is away")

// store is the real one, on a Redis in memory. It fails when it is told to, and counts.
type store struct {
	*redis.Handoffs
	mini *miniredis.Miniredis

	unmarked              atomic.Bool  // no supervisor can be marked, and no guest asked in
	boards, opened, marks atomic.Int32 // how often a queue was read, words were, and somebody was marked

	mu   sync.Mutex
	duty []string
}

// set lets Redis answer nothing but faults, or as it should. The bell rings all the same.
func (s *store) set(away bool) {
	s.mini.Server().SetPreHook(func(c *server.Peer, cmd string, _ ...string) bool {
		fails := away && !slices.Contains([]string{"HELLO", "SPUBLISH", "PUBLISH", "SUBSCRIBE"}, cmd)
		if fails {
			c.WriteError(errAway.Error())
		}
		return fails
	})
}

func (s *store) Board(ctx context.Context, service string, most int) (handoff.Board, error) {
	s.boards.Add(1)
	return s.Handoffs.Board(ctx, service, most)
}

func (s *store) Thread(ctx context.Context, service, id, after string, most int) ([]handoff.Line, error) {
	s.opened.Add(1)
	return s.Handoffs.Thread(ctx, service, id, after, most)
}

func (s *store) Watch(ctx context.Context, service, id, staff string, on bool) error {
	if on && s.unmarked.Load() {
		return errAway
	}
	if on {
		s.marks.Add(1)
	}
	return s.Handoffs.Watch(ctx, service, id, staff, on)
}

func (s *store) Invite(ctx context.Context, service, id, op, staff, guest string) error {
	if s.unmarked.Load() {
		return errAway
	}
	return s.Handoffs.Invite(ctx, service, id, op, staff, guest)
}

func (s *store) Here(ctx context.Context, service string, by handoff.Account, p handoff.Presence, until time.Time) error {
	s.mu.Lock()
	s.duty = append(s.duty, fmt.Sprint(by.Name, "@", service, " ", p, " until ", until.Format("15:04:05")))
	s.mu.Unlock()
	return s.Handoffs.Here(ctx, service, by, p, until)
}

// noted is what was said of who is here, so far.
func (s *store) noted() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.duty)
}

// Talks have names in the tests. The store's ids have 16 letters, so it is given chance
// that spells the name, and 2s behind it; what browsers send and get is changed likewise.
var (
	named   = regexp.MustCompile(`(talk[/=][a-z]+/)([a-z]+)\b`)
	spelled = regexp.MustCompile(`\b([a-z]{1,10})2{6,15}\b`)
)

func full(name string) string { return name + strings.Repeat("2", max(0, 16-len(name))) }

func short(text string) string { return spelled.ReplaceAllString(text, "$1") }

func fullPath(path string) string {
	return named.ReplaceAllStringFunc(path, func(part string) string {
		found := named.FindStringSubmatch(part)
		return found[1] + full(found[2])
	})
}

// chance spells the next id, and is chance otherwise.
type chance struct{ next []byte }

func (c *chance) Read(p []byte) (int, error) {
	if len(c.next) == 0 {
		return rand.Read(p)
	}
	n := copy(p, c.next)
	c.next = c.next[n:]
	return n, nil
}

func (c *chance) spell(name string) {
	c.next, _ = base32.StdEncoding.DecodeString(strings.ToUpper(full(name)))
}

// asks puts a request into the queue.
func (h *house) asks(name string, r handoff.Request) {
	h.Helper()
	h.chance.spell(name)
	r.ID, r.Person, r.Lang = rand.Text(), bot.Pseudonym("hemmelig "+rand.Text()), cmp.Or(r.Lang, "da")
	asked, err := h.queue.Ask(h.Context(), r)
	if err != nil || asked.ID != full(name) {
		h.Fatalf("ask: %q, %v", asked.ID, err)
	}
}

// waits lets somebody wait for some minutes already.
func (h *house) waits(service, name string, p handoff.Priority, minutes int) {
	h.Helper()
	h.asks(name, handoff.Request{
		Service: service, Priority: p, At: h.clock.Now().Add(-time.Duration(minutes) * time.Minute), Shared: []handoff.Shared{{Name: "Alder", Value: "15-17"}},
	})
}

// has gives maja a talk.
func (h *house) has(service, name string) {
	h.Helper()
	h.waits(service, name, handoff.Other, 0)
	h.here(service, "maja", handoff.On)
	_, err := h.queue.Claim(h.Context(), service, full(name), rand.Text(), h.staff.accounts["maja"])
	fine(h.T, err)
}

// here says that somebody is at the desk all day.
func (h *house) here(service, name string, p handoff.Presence) {
	h.Helper()
	fine(h.T, h.queue.Handoffs.Here(h.Context(), service, handoff.Account{Name: name}, p, h.clock.Now().Add(12*time.Hour)))
}

// pass lets time pass, at the desk and in the store.
func (h *house) pass(d time.Duration) {
	h.clock.Move(d)
	h.queue.mini.SetTime(h.clock.Now())
}

// says adds words of the person in a talk of nord.
func (h *house) says(name, words string) {
	h.Helper()
	h.marked(name, words, handoff.Unmarked)
}

func (h *house) marked(name, words string, mark handoff.Mark) {
	h.Helper()
	fine(h.T, h.queue.Say(h.Context(), "nord", full(name), rand.Text(), bot.Heard(words), mark))
}

// types lets the person type in a talk of nord.
func (h *house) types(name string) {
	h.Helper()
	fine(h.T, h.queue.Typing(h.Context(), "nord", full(name)))
}

// ring rings for services at which nothing happened.
func (h *house) ring(services ...string) {
	for _, service := range services {
		h.bell.Ring(h.Context(), "s:"+service)
	}
}

// told is what staff of nord did that people hear of, and the letters and words.
func (h *house) told() string {
	h.Helper()
	list, err := h.queue.Notices(h.Context(), "nord", 100)
	fine(h.T, err)
	told := ""
	for _, n := range list {
		told += fmt.Sprint("|", int(n.Kind), " ", n.Text.Reveal())
	}
	return told
}

// talk is one of nord as it is now.
func (h *house) talk(name string) handoff.Handoff {
	h.Helper()
	found, err := h.queue.Find(h.Context(), "nord", full(name))
	fine(h.T, err)
	return found
}

// agree is the person's yes to what they are asked.
func (h *house) agree(name string) {
	h.Helper()
	fine(h.T, h.queue.Agreed(h.Context(), "nord", full(name), rand.Text(), &h.talk(name).Moving.To))
}

// thread is all that was written in a talk of nord.
func (h *house) thread(name string) []handoff.Line {
	h.Helper()
	lines, err := h.queue.Handoffs.Thread(h.Context(), "nord", full(name), "", 1000)
	fine(h.T, err)
	return lines
}

package desk_test

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"time"

	"lyt/bot"
	"lyt/bot/handoff"
)

var errAway = errors.New("store is away")

// memQueue is queue and acts in memory, as the store promises them.
type memQueue struct {
	mu    sync.Mutex
	bell  *memBell
	away  bool
	last  int
	all   []*handoff.Handoff
	lines map[string][]handoff.Line
	ops   map[string]bool
	duty  []string
}

func (q *memQueue) lock() error {
	q.mu.Lock()
	if q.away {
		q.mu.Unlock()
		return errAway
	}
	return nil
}

func (q *memQueue) set(away bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.away = away
}

func (q *memQueue) add(h handoff.Handoff) {
	q.mu.Lock()
	q.all = append(q.all, &h)
	q.mu.Unlock()
	q.bell.ring("s:" + h.Request.Service)
}

func (q *memQueue) line(service, id string, who handoff.Who, words string) {
	q.put(service, id, handoff.Line{Who: who, Text: bot.Heard(words)})
}

func (q *memQueue) put(service, id string, l handoff.Line) {
	q.mu.Lock()
	q.last++
	l.ID, l.At = strconv.Itoa(q.last)+"-0", noon
	q.lines[service+"/"+id] = append(q.lines[service+"/"+id], l)
	q.mu.Unlock()
	q.bell.ring("s:" + service)
}

func (q *memQueue) find(service, id string) *handoff.Handoff {
	for _, h := range q.all {
		if h.Request.Service == service && h.ID == id {
			return h
		}
	}
	return nil
}

func (q *memQueue) list(service string, fits func(*handoff.Handoff) bool) ([]handoff.Handoff, error) {
	if err := q.lock(); err != nil {
		return nil, err
	}
	defer q.mu.Unlock()
	var found []handoff.Handoff
	for _, h := range q.all {
		if h.Request.Service == service && fits(h) {
			found = append(found, *h)
		}
	}
	return found, nil
}

func (q *memQueue) Waiting(_ context.Context, service string) ([]handoff.Handoff, error) {
	return q.list(service, func(h *handoff.Handoff) bool { return h.State == handoff.Waiting })
}

func (q *memQueue) Mine(_ context.Context, service, staff string) ([]handoff.Handoff, error) {
	return q.list(service, func(h *handoff.Handoff) bool { return h.State == handoff.Live && h.Staff == staff })
}

func (q *memQueue) Find(_ context.Context, service, id string) (handoff.Handoff, error) {
	if err := q.lock(); err != nil {
		return handoff.Handoff{}, err
	}
	defer q.mu.Unlock()
	if h := q.find(service, id); h != nil {
		return *h, nil
	}
	return handoff.Handoff{}, handoff.ErrUnknown
}

func (q *memQueue) Thread(_ context.Context, service, id, after string, max int) ([]handoff.Line, error) {
	if err := q.lock(); err != nil {
		return nil, err
	}
	defer q.mu.Unlock()
	var found []handoff.Line
	for _, l := range q.lines[service+"/"+id] {
		if number(l.ID) > number(after) && len(found) < max {
			found = append(found, l)
		}
	}
	return found, nil
}

func number(id string) int {
	head, _, _ := strings.Cut(id, "-")
	n, _ := strconv.Atoi(head)
	return n
}

func (q *memQueue) Claim(_ context.Context, service, id, _, staff string) (handoff.Handoff, error) {
	if err := q.lock(); err != nil {
		return handoff.Handoff{}, err
	}
	defer q.mu.Unlock()
	h := q.find(service, id)
	switch {
	case h == nil:
		return handoff.Handoff{}, handoff.ErrUnknown
	case h.State == handoff.Over:
		return handoff.Handoff{}, handoff.ErrOver
	case h.State == handoff.Live && h.Staff != staff:
		return handoff.Handoff{}, handoff.ErrClaimed
	}
	h.State, h.Staff, h.Claimed = handoff.Live, staff, noon
	q.bell.ring("s:" + service)
	return *h, nil
}

// own finds a live talk of a counsellor, for an act.
func (q *memQueue) own(service, id, staff string) (*handoff.Handoff, error) {
	h := q.find(service, id)
	switch {
	case h == nil:
		return nil, handoff.ErrUnknown
	case h.Staff != staff:
		return nil, handoff.ErrClaimed
	case h.State == handoff.Over:
		return nil, handoff.ErrOver
	}
	return h, nil
}

func (q *memQueue) Answer(_ context.Context, service, id, op, staff string, words bot.Said) error {
	if err := q.lock(); err != nil {
		return err
	}
	_, err := q.own(service, id, staff)
	done := q.ops[op]
	if err == nil {
		q.ops[op] = true
	}
	q.mu.Unlock()
	if err == nil && !done {
		q.line(service, id, handoff.Counsellor, words.Reveal())
	}
	return err
}

func (q *memQueue) Close(_ context.Context, service, id, _, staff string) error {
	if err := q.lock(); err != nil {
		return err
	}
	defer q.mu.Unlock()
	h, err := q.own(service, id, staff)
	if err == nil {
		h.State = handoff.Over
		q.bell.ring("s:" + service)
	}
	return err
}

func (q *memQueue) Duty(_ context.Context, service, staff string, until time.Time) error {
	if err := q.lock(); err != nil {
		return err
	}
	defer q.mu.Unlock()
	q.duty = append(q.duty, fmt.Sprint(staff, "@", service, " until ", until.Format("15:04:05")))
	return nil
}

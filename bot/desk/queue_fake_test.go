package desk_test

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
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
	mu     sync.Mutex
	bell   *memBell
	away   bool
	last   int
	all    []*handoff.Handoff
	lines  map[string][]handoff.Line
	ops    map[string]bool
	duty   []string
	here   map[string]handoff.Presence
	drafts map[string]string
	told   []string
	gaps   []time.Duration
	read   int // how often the board was read
	opened int // how often words of a talk were

	alone sync.Mutex

	unmarked bool // no supervisor can be marked, and no guest asked in
	marks    int  // how often one was

	left string // a colleague who went home
}

func newQueue(bell *memBell) *memQueue {
	return &memQueue{bell: bell, lines: map[string][]handoff.Line{}, ops: map[string]bool{}, here: map[string]handoff.Presence{}, drafts: map[string]string{}}
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

// clear takes everything away, so that everybody has room again.
func (q *memQueue) clear() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.all = nil
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
	q.bell.ring("t:" + id)
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

func (q *memQueue) Board(_ context.Context, service string, max int) (handoff.Board, error) {
	waiting, err := q.list(service, func(h *handoff.Handoff) bool { return h.State == handoff.Waiting })
	q.mu.Lock()
	q.read++
	q.mu.Unlock()
	b := handoff.Board{Total: len(waiting), Gaps: q.gaps}
	slices.SortStableFunc(waiting, func(x, y handoff.Handoff) int {
		return cmp.Or(cmp.Compare(x.Request.Priority, y.Request.Priority), x.Request.At.Compare(y.Request.At))
	})
	for i := range waiting {
		waiting[i].Place = i + 1
		if waiting[i].Request.Priority == handoff.Crisis {
			b.Crises++
		}
	}
	b.Waiting = waiting[:min(max, len(waiting))]
	return b, err
}

func (q *memQueue) Live(_ context.Context, service string) ([]handoff.Handoff, error) {
	return q.list(service, func(h *handoff.Handoff) bool { return h.State == handoff.Live })
}

func (q *memQueue) Joined(_ context.Context, service, staff string) ([]handoff.Handoff, error) {
	return q.list(service, func(h *handoff.Handoff) bool {
		return h.State == handoff.Live && (slices.Contains(h.Guests, staff) || offeredTo(h, staff))
	})
}

// offeredTo says whether somebody may take a talk over: it is handed on to them, or to all.
func offeredTo(h *handoff.Handoff, staff string) bool {
	m := h.Moving
	return m != nil && !m.Asked && m.To.Service == h.Request.Service && h.Staff != staff && (m.To.Staff == staff || m.To.Staff == "")
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
	q.opened++
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

func (q *memQueue) Claim(_ context.Context, service, id, _ string, by handoff.Account) (handoff.Handoff, error) {
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
	case h.State == handoff.Live && h.Staff != by.Name:
		return handoff.Handoff{}, handoff.ErrClaimed
	case q.here[by.Name] == handoff.Pause:
		return handoff.Handoff{}, handoff.ErrAway
	}
	h.State, h.Staff, h.Claimed = handoff.Live, by.Name, noon
	q.bell.ring("s:" + service)
	return *h, nil
}

// act does something to a talk of a counsellor once, and rings.
func (q *memQueue) act(service, id, op, staff string, guests bool, do func(*handoff.Handoff) error) error {
	if err := q.lock(); err != nil {
		return err
	}
	defer q.mu.Unlock()
	h := q.find(service, id)
	if h == nil {
		return handoff.ErrUnknown
	}
	if q.ops[op] {
		return nil
	}
	if mine := h.Staff == staff || guests && slices.Contains(h.Guests, staff); !mine {
		return handoff.ErrClaimed
	}
	if h.State == handoff.Over {
		return handoff.ErrOver
	}
	if err := do(h); err != nil {
		return err
	}
	q.ops[op] = true
	q.bell.ring("s:" + service)
	q.bell.ring("t:" + id)
	return nil
}

// write adds a line; the lock is held.
func (q *memQueue) write(h *handoff.Handoff, l handoff.Line) {
	q.last++
	l.ID, l.At = strconv.Itoa(q.last)+"-0", noon
	q.lines[h.Request.Service+"/"+h.ID] = append(q.lines[h.Request.Service+"/"+h.ID], l)
}

func (q *memQueue) Answer(_ context.Context, service, id, op, staff string, words bot.Said) error {
	return q.act(service, id, op, staff, true, func(h *handoff.Handoff) error {
		h.Owed = time.Time{}
		h.Writing = slices.DeleteFunc(slices.Clone(h.Writing), func(w handoff.Writing) bool { return w.Staff == staff })
		q.write(h, handoff.Line{Who: handoff.Counsellor, By: staff, Text: words})
		return nil
	})
}

func (q *memQueue) Write(_ context.Context, service, id, op, staff string, who handoff.Who, words bot.Said) error {
	if err := q.lock(); err != nil {
		return err
	}
	defer q.mu.Unlock()
	h := q.find(service, id)
	if h == nil {
		return handoff.ErrUnknown
	}
	if !q.ops[op] {
		q.write(h, handoff.Line{Who: who, By: staff, Text: words})
	}
	q.ops[op] = true
	q.bell.ring("t:" + id)
	return nil
}

func (q *memQueue) Tell(_ context.Context, service, id, op, staff string, kind bot.Kind, letter bot.Said, line string) error {
	return q.act(service, id, op, staff, true, func(h *handoff.Handoff) error {
		q.told = append(q.told, fmt.Sprint(int(kind), " ", letter.Reveal()))
		q.write(h, handoff.Line{Who: handoff.System, Text: bot.Heard(line)})
		return nil
	})
}

func (q *memQueue) Invite(_ context.Context, service, id, op, staff, guest string) error {
	return q.act(service, id, op, staff, true, func(h *handoff.Handoff) error {
		if q.unmarked {
			return errAway
		}
		h.Guests = append(slices.Clone(h.Guests), guest)
		return nil
	})
}

func (q *memQueue) Depart(_ context.Context, service, id, op, name string) error {
	if err := q.lock(); err != nil {
		return err
	}
	defer q.mu.Unlock()
	h := q.find(service, id)
	h.Guests = slices.DeleteFunc(slices.Clone(h.Guests), func(g string) bool { return g == name })
	q.bell.ring("s:" + service)
	q.bell.ring("t:" + id)
	return nil
}

func (q *memQueue) Watch(_ context.Context, service, id, staff string, on bool) error {
	if err := q.lock(); err != nil {
		return err
	}
	defer q.mu.Unlock()
	h := q.find(service, id)
	if h == nil {
		return handoff.ErrUnknown
	}
	if on && q.unmarked {
		return errAway
	}
	h.Watchers = slices.DeleteFunc(slices.Clone(h.Watchers), func(w string) bool { return w == staff })
	if on {
		q.marks++
		h.Watchers = append(h.Watchers, staff)
	}
	q.bell.ring("t:" + id)
	return nil
}

func (q *memQueue) Close(_ context.Context, service, id, op, staff string, reason handoff.Reason) error {
	return q.act(service, id, op, staff, false, func(h *handoff.Handoff) error {
		h.State, h.Reason, h.Moving, h.Guests = handoff.Over, reason, nil, nil
		return nil
	})
}

// Alone lets one in after the other, whoever they are.
func (q *memQueue) Alone(ctx context.Context, _ string, do func(context.Context) error) error {
	q.alone.Lock()
	defer q.alone.Unlock()
	return do(ctx)
}

func (q *memQueue) Here(_ context.Context, service string, by handoff.Account, p handoff.Presence, until time.Time) error {
	if err := q.lock(); err != nil {
		return err
	}
	defer q.mu.Unlock()
	q.here[by.Name] = p
	q.duty = append(q.duty, fmt.Sprint(by.Name, "@", service, " ", p, " until ", until.Format("15:04:05")))
	return nil
}

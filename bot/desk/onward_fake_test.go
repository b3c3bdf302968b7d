package desk_test

import (
	"context"
	"slices"

	"lyt/bot"
	"lyt/bot/handoff"
)

func (q *memQueue) HandOn(_ context.Context, service, id, op, staff string, to handoff.Onward) error {
	return q.act(service, id, op, staff, false, func(h *handoff.Handoff) error {
		if h.Moving != nil {
			return handoff.ErrBusy
		}
		h.Moving = &handoff.Moving{To: to, Asked: true}
		return nil
	})
}

func (q *memQueue) Withdraw(_ context.Context, service, id, op, staff string) error {
	return q.act(service, id, op, staff, false, func(h *handoff.Handoff) error { h.Moving = nil; return nil })
}

// agree is the person's yes.
func (q *memQueue) agree(service, id string) {
	q.mu.Lock()
	h := q.find(service, id)
	moving := *h.Moving
	moving.Asked = false
	h.Moving = &moving
	q.mu.Unlock()
	q.bell.ring("s:" + service)
	q.bell.ring("t:" + id)
}

func (q *memQueue) Accept(_ context.Context, service, id, _ string, by handoff.Account) (handoff.Handoff, error) {
	if err := q.lock(); err != nil {
		return handoff.Handoff{}, err
	}
	defer q.mu.Unlock()
	h := q.find(service, id)
	switch {
	case h == nil:
		return handoff.Handoff{}, handoff.ErrUnknown
	case !offeredTo(h, by.Name):
		return handoff.Handoff{}, handoff.ErrSettled
	}
	h.Staff, h.Moving = by.Name, nil
	h.Guests = slices.DeleteFunc(slices.Clone(h.Guests), func(g string) bool { return g == by.Name })
	q.bell.ring("s:" + service)
	q.bell.ring("t:" + id)
	return *h, nil
}

func (q *memQueue) Decline(_ context.Context, service, id, _, staff string, words bot.Said) error {
	if err := q.lock(); err != nil {
		return err
	}
	defer q.mu.Unlock()
	h := q.find(service, id)
	if h == nil {
		return handoff.ErrUnknown
	}
	if h.State == handoff.Waiting {
		h.State = handoff.Over
	} else if !offeredTo(h, staff) || h.Moving.To.Staff == "" {
		return handoff.ErrSettled
	}
	h.Moving = nil
	q.write(h, handoff.Line{Who: handoff.Note, By: staff, Text: words})
	q.bell.ring("s:" + service)
	q.bell.ring("t:" + id)
	return nil
}

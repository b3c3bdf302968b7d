package redis

import (
	"context"
	"errors"
	"fmt"
	"time"

	goredis "github.com/redis/go-redis/v9"

	"lyt/bot"
	"lyt/bot/handoff"
)

var (
	handOnScript   = load("handoff", "talk", "handon")
	withdrawScript = load("handoff", "talk", "withdraw")
	agreedScript   = load("handoff", "talk", "agreed")
	movedScript    = load("handoff", "talk", "moved")
	notMovedScript = load("handoff", "talk", "notmoved")
	acceptScript   = load("handoff", "talk", "accept")
	declineScript  = load("handoff", "talk", "decline")
	takeBackScript = load("handoff", "talk", "takeback")
)

// HandOn asks the person whether their talk may be handed on: handoff.ErrBusy when
// that was asked before and is still open. The talk stays where it is until somebody
// else takes it.
func (h *Handoffs) HandOn(ctx context.Context, service, id, op, staff string, to handoff.Onward) error {
	to.By = staff
	a := h.act(handOnScript, "hand on", service, id, "handon", op)
	a.who(staff)
	a.moving(to)
	a.onward(LineAsked, LineAskedTeam, to)
	a.letter(to)
	a.kind(bot.Onward)
	return a.do(ctx)
}

// Withdraw takes that back: handoff.ErrSettled when nothing is open.
func (h *Handoffs) Withdraw(ctx context.Context, service, id, op, staff string) error {
	a := h.act(withdrawScript, "keep talk", service, id, "withdraw", op)
	a.who(staff)
	a.system(LineWithdrawn, "")
	a.kind(bot.Withdrawn)
	return a.do(ctx)
}

// Agreed is the person's answer: nil is no, else what they let pass, which may be less
// than was asked for. handoff.ErrSettled when they are not asked any more.
func (h *Handoffs) Agreed(ctx context.Context, service, id, op string, with *handoff.Onward) error {
	a := h.act(agreedScript, "answer about handing on", service, id, "agreed", op)
	if with == nil {
		a.system(LineRefused, "")
		a.add("", "", "")
		return a.do(ctx)
	}
	a.onward(LineAgreed, LineAgreedTeam, *with)
	a.moving(*with)
	if with.Service == service {
		a.add("c")
	} else {
		a.add("o")
	}
	a.who(with.Staff)
	return a.do(ctx)
}

// MovedOn ends a talk that somebody at another service took. Nobody here sees it any
// more.
func (h *Handoffs) MovedOn(ctx context.Context, service, id, op string) error {
	a := h.act(movedScript, "move talk on", service, id, "moved", op)
	a.system(LineMoved, "")
	a.reason(handoff.HandedOn)
	return a.do(ctx)
}

// NotMoved says that the other service cannot take the talk: it stays.
func (h *Handoffs) NotMoved(ctx context.Context, service, id, op string, r handoff.Refusal) error {
	a := h.act(notMovedScript, "keep declined talk", service, id, "notmoved", op)
	a.system(LineDeclined, r.Service)
	a.note(r.Staff, bot.Heard(r.Words))
	return a.do(ctx)
}

// Accept takes over a talk that the person agreed to hand on to this colleague, or to
// the whole team: handoff.ErrClaimed when it is meant for somebody else,
// handoff.ErrSettled when it is not handed on, handoff.ErrAway, handoff.ErrFull. The
// op is not used, as in Claim.
func (h *Handoffs) Accept(ctx context.Context, service, id, _ string, by handoff.Account) (handoff.Handoff, error) {
	a := h.act(acceptScript, "take over talk", service, id)
	a.owner(by.Name)
	a.add(by.Room())
	a.who("")
	a.system(LineTookOver, by.Name)
	a.kind(bot.Claimed)
	return a.find(ctx)
}

// Decline says no to a talk: as the colleague it is to be handed on to, or as the service
// it waits at, handed on by another. handoff.ErrSettled when it is neither,
// handoff.ErrClaimed when it is meant for somebody else or for the whole team.
func (h *Handoffs) Decline(ctx context.Context, service, id, op, staff string, words bot.Said) error {
	a := h.act(declineScript, "decline talk", service, id, "decline", op)
	a.who(staff)
	a.system(LineDeclined, staff)
	a.note(staff, words)
	a.letter(handoff.Refusal{Service: service, Staff: staff, Words: words.Reveal()})
	a.kind(bot.Declined)
	return a.do(ctx)
}

// TakeBack puts live talks back into the queue, at their old places, whose counsellor
// has owed an answer for longer than within. It gives how many.
func (h *Handoffs) TakeBack(ctx context.Context, service string, within time.Duration) (int, error) {
	limit := ms(h.db.now().Add(-within))
	late, err := h.db.client.ZRangeArgs(ctx, goredis.ZRangeArgs{
		Key: liveKey.key(serviceTag(service)), ByScore: true, Start: "(0", Stop: limit,
	}).Result()
	if err != nil {
		return 0, fmt.Errorf("take talks back: %w", err)
	}
	count := 0
	for _, id := range late {
		back, err := h.takeBack(ctx, service, id, limit)
		if err != nil {
			return count, err
		}
		if back {
			count++
		}
	}
	if count > 0 {
		h.announceAnew(ctx, service)
	}
	return count, nil
}

func (h *Handoffs) takeBack(ctx context.Context, service, id string, limit int64) (bool, error) {
	found, err := h.findOpen(ctx, service, id)
	if err != nil || found.State != handoff.Live {
		return false, err
	}
	a := h.act(takeBackScript, "take talk back", service, id)
	a.who(found.Staff)
	a.add(limit)
	a.system(LineReturned, found.Staff)
	a.kind(bot.Returned)
	answer, err := a.run(ctx)
	return answer.text(1) == "1", err
}

// findOpen finds a handoff; one that is gone, or whose shared part cannot be read, is
// no error.
func (h *Handoffs) findOpen(ctx context.Context, service, id string) (handoff.Handoff, error) {
	found, err := h.Find(ctx, service, id)
	if errors.Is(err, handoff.ErrUnknown) || errors.Is(err, ErrSealed) {
		return found, nil
	}
	return found, err
}

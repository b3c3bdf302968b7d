package redis

import (
	"context"
	"errors"
	"fmt"
	"time"

	"lyt/bot"
	"lyt/bot/handoff"
)

// LetGo lets somebody go who works at a service no longer: their live talks go back to
// the queue, at their old places, they leave those of others, and are not asked to take
// any over. Twice is as once.
func (h *Handoffs) LetGo(ctx context.Context, service, staff string) error {
	err := h.Here(ctx, service, handoff.Account{Name: staff}, handoff.Away, time.Time{})
	if err == nil {
		err = h.giveBack(ctx, service, staff)
	}
	if err == nil {
		err = h.leaveOthers(ctx, service, staff)
	}
	if err != nil {
		return fmt.Errorf("let go of talks: %w", err)
	}
	return nil
}

func (h *Handoffs) giveBack(ctx context.Context, service, staff string) error {
	mine, err := h.Mine(ctx, service, staff)
	if err != nil || len(mine) == 0 {
		return err
	}
	for _, talk := range mine {
		a := h.act(takeBackScript, "give talk back", service, talk.ID)
		a.who(staff)
		a.add(ms(h.db.now().Add(day))) // whenever the person last wrote
		a.system(LineReturned, staff)
		a.kind(bot.Returned)
		if _, err := a.run(ctx); err != nil {
			return err
		}
	}
	h.announceAnew(ctx, service)
	return nil
}

func (h *Handoffs) leaveOthers(ctx context.Context, service, staff string) error {
	joined, err := h.Joined(ctx, service, staff)
	if err != nil {
		return err
	}
	for _, talk := range joined { // whichever ended meanwhile is none of theirs either
		op, err := h.db.newID()
		if err == nil && talk.Moving != nil && talk.Moving.To.Staff == staff {
			err = h.Withdraw(ctx, service, talk.ID, op, talk.Staff)
		}
		if err == nil || errors.Is(err, handoff.ErrSettled) || errors.Is(err, handoff.ErrClaimed) {
			err = h.Depart(ctx, service, talk.ID, op, staff)
		}
		if err != nil && !errors.Is(err, handoff.ErrOver) && !errors.Is(err, handoff.ErrUnknown) {
			return err
		}
	}
	return nil
}

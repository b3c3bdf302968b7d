package redis

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"time"

	"lyt/bot/handoff"
)

var (
	dutyScript       = load("duty")
	colleaguesScript = load("colleagues")
)

// hereRecord is what others see of somebody at the desk.
type hereRecord struct {
	Name string `json:"n"`
	Room int    `json:"r"`
}

func hereName(tag, hash string) string { return hereKey.key(tag) + "|" + hash }

// Here says that somebody who takes talks is at the service's desk until then; Away,
// or a time that has passed, says that they have gone. Nobody is there longer than a
// day without saying so.
func (h *Handoffs) Here(ctx context.Context, service string, a handoff.Account, p handoff.Presence, until time.Time) error {
	now := h.db.now()
	if last := now.Add(day); until.After(last) {
		until = last
	}
	till := ms(until)
	switch {
	case p == handoff.Away || !until.After(now):
		till = 0
	case p == handoff.Pause:
		till = -till
	case p != handoff.On:
		return fmt.Errorf("note who is here: presence is none of the three")
	}
	tag, hash := serviceTag(service), h.staffHash(a.Name)
	sealed, err := h.keys.sealJSON(sealHere, hereName(tag, hash), hereRecord{a.Name, a.Room()})
	if err != nil {
		return fmt.Errorf("note who is here: %w", err)
	}
	answer, err := h.db.run(ctx, dutyScript, []string{dutyKey.key(tag), hereKey.key(tag)}, hash, till, ms(now), day.Milliseconds(), sealed)
	if err != nil {
		return fmt.Errorf("note who is here: %w", err)
	}
	h.ring(ctx, service, "", answer.text(0) == "1")
	return nil
}

// OnDuty counts the counsellors at the service's desk who take talks right now.
func (h *Handoffs) OnDuty(ctx context.Context, service string) (int, error) {
	after := "(" + strconv.FormatInt(ms(h.db.now()), 10)
	n, err := h.db.client.ZCount(ctx, dutyKey.key(serviceTag(service)), after, "+inf").Result()
	if err != nil {
		return 0, fmt.Errorf("count who is on duty: %w", err)
	}
	return int(n), nil
}

// Colleagues lists those at the service's desk, also on a break, by name.
func (h *Handoffs) Colleagues(ctx context.Context, service string) ([]handoff.Colleague, error) {
	tag := serviceTag(service)
	answer, err := h.db.run(ctx, colleaguesScript, []string{dutyKey.key(tag), hereKey.key(tag)}, ms(h.db.now()), mineKey.prefix(tag), handoffKey.prefix(tag))
	if err != nil {
		return nil, fmt.Errorf("list colleagues: %w", err)
	}
	var found []handoff.Colleague
	for i := range answer {
		one := answer.list(i)
		var r hereRecord
		if err := h.keys.openJSON(sealHere, hereName(tag, one.text(0)), one.bytes(2), &r); err != nil {
			continue // they say again that they are here before long
		}
		c := handoff.Colleague{Name: r.Name, Presence: handoff.Pause, Talks: int(one.number(3)), Room: r.Room}
		if one.text(1) == "1" {
			c.Presence = handoff.On
		}
		found = append(found, c)
	}
	slices.SortFunc(found, func(a, b handoff.Colleague) int { return cmp.Compare(a.Name, b.Name) })
	return found, nil
}

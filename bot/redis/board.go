package redis

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"lyt/bot/handoff"
)

var (
	boardScript = load("handoff", "board")
	listScript  = load("handoff", "list")
)

// Board gives the first of a service's open requests, most urgent first, then by time,
// and counts the others. It takes as long with many as with few.
func (h *Handoffs) Board(ctx context.Context, service string, max int) (handoff.Board, error) {
	tag := serviceTag(service)
	answer, err := h.db.run(ctx, boardScript, []string{queueKey.key(tag), gapsKey.key(tag)}, ms(h.db.now()), waitLife(), handoffKey.prefix(tag), max)
	if err != nil {
		return handoff.Board{}, fmt.Errorf("read queue: %w", err)
	}
	waiting, err := h.readAll(service, answer.list(0))
	if err != nil {
		return handoff.Board{}, fmt.Errorf("read queue: %w", err)
	}
	for i := range waiting {
		waiting[i].Place = i + 1
	}
	return handoff.Board{Waiting: waiting, Total: int(answer.number(1)), Crises: int(answer.number(2)), Gaps: h.gaps(answer.list(3).texts())}, nil
}

// Waiting lists all of a service's open requests.
func (h *Handoffs) Waiting(ctx context.Context, service string) ([]handoff.Handoff, error) {
	board, err := h.Board(ctx, service, -1)
	return board.Waiting, err
}

// Gaps tells how long the first in line waited lately before being taken, the last
// time first; see handoff.Expect. Those in danger are left out: they pass the line.
func (h *Handoffs) Gaps(ctx context.Context, service string) ([]time.Duration, error) {
	entries, err := h.db.client.LRange(ctx, gapsKey.key(serviceTag(service)), 0, -1).Result()
	if err != nil {
		return nil, fmt.Errorf("read how fast the queue moves: %w", err)
	}
	return h.gaps(entries), nil
}

// gaps reads entries of the form "at:gap".
func (h *Handoffs) gaps(entries []string) []time.Duration {
	var found []time.Duration
	for _, entry := range entries {
		at, gap, _ := strings.Cut(entry, ":")
		length, err := strconv.ParseInt(gap, 10, 64)
		if err == nil && !timeOf(at).Before(h.db.now().Add(-gapsLife)) {
			found = append(found, time.Duration(length)*time.Millisecond)
		}
	}
	return found
}

// Mine lists the live talks of one counsellor, the one claimed first at the front.
func (h *Handoffs) Mine(ctx context.Context, service, staff string) ([]handoff.Handoff, error) {
	tag := serviceTag(service)
	return h.list(ctx, service, h.mineKey(tag, staff), "m", h.staffHash(staff))
}

// Live lists all live talks of a service, the one claimed first at the front.
func (h *Handoffs) Live(ctx context.Context, service string) ([]handoff.Handoff, error) {
	return h.list(ctx, service, liveKey.key(serviceTag(service)), "l", "")
}

// Joined lists the live talks that somebody was asked into, or may take over because
// the person agreed to have them handed on, to them or to the whole team.
func (h *Handoffs) Joined(ctx context.Context, service, staff string) ([]handoff.Handoff, error) {
	var found []handoff.Handoff
	for _, name := range []string{staff, ""} {
		hash := h.staffHash(name)
		some, err := h.list(ctx, service, joinedKey.key(serviceTag(service), hash), "j", hash)
		if err != nil {
			return nil, err
		}
		found = append(found, some...)
	}
	seen := map[string]bool{}
	found = slices.DeleteFunc(found, func(one handoff.Handoff) bool {
		before := seen[one.ID]
		seen[one.ID] = true
		return before || one.Staff == staff
	})
	sortByClaim(found)
	return found, nil
}

func (h *Handoffs) list(ctx context.Context, service, key, which, hash string) ([]handoff.Handoff, error) {
	answer, err := h.db.run(ctx, listScript, []string{key}, handoffKey.prefix(serviceTag(service)), which, hash)
	if err != nil {
		return nil, fmt.Errorf("list handoffs: %w", err)
	}
	found, err := h.readAll(service, answer)
	if err != nil {
		return nil, fmt.Errorf("list handoffs: %w", err)
	}
	sortByClaim(found)
	return found, nil
}

func sortByClaim(list []handoff.Handoff) {
	slices.SortFunc(list, func(a, b handoff.Handoff) int { return cmp.Or(a.Claimed.Compare(b.Claimed), cmp.Compare(a.ID, b.ID)) })
}

func (h *Handoffs) readAll(service string, answer reply) ([]handoff.Handoff, error) {
	var found []handoff.Handoff
	for i := range answer {
		one, err := h.read(service, answer.list(i).text(0), answer.list(i).list(1), 0)
		if errors.Is(err, ErrSealed) { // they wait all the same, and must not hide the others
			h.db.count(AskUnreadable)
			h.db.log.Error("handoff without what was shared", "error", err)
			err = nil
		}
		if err != nil {
			return nil, err
		}
		found = append(found, one)
	}
	return found, nil
}

func (h *Handoffs) mineKey(tag, staff string) string { return mineKey.key(tag, h.staffHash(staff)) }

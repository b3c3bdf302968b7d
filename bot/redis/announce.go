package redis

import (
	"context"
	"fmt"
	"time"
)

// How staff are told that somebody waits.
const (
	announceAfter = 30 * time.Second // so long somebody has not been taken: who watches the desk is faster
	announceTries = 30 * time.Second // so long a replica that tries has; after that anybody may again
)

var (
	unannouncedScript = load("handoff", "unannounced")
	announcedScript   = load("announced")
	anewScript        = load("anew")
)

// Unannounced says whether staff must be told, by some means, that somebody waits: yes
// if somebody has waited for half a minute of whom they were not told. It says so to
// one replica, which has half a minute to tell them and to say Announced; otherwise it
// is said again, to anybody. The time is for Announced.
func (h *Handoffs) Unannounced(ctx context.Context, service, means string) (upTo time.Time, is bool, err error) {
	tag := serviceTag(service)
	answer, err := h.db.run(ctx, unannouncedScript, []string{queueKey.key(tag), toldKey.key(tag)},
		means, ms(h.db.now()), announceAfter.Milliseconds(), waitLife(), announceTries.Milliseconds())
	if err != nil {
		return time.Time{}, false, fmt.Errorf("see who waits: %w", err)
	}
	return fromMS(answer.number(0)), len(answer) > 0, nil
}

// Announced notes that staff were told of all who asked up to then, and are not told
// again for a while.
func (h *Handoffs) Announced(ctx context.Context, service, means string, upTo time.Time, quiet time.Duration) error {
	_, err := h.db.run(ctx, announcedScript, []string{toldKey.key(serviceTag(service))},
		means, ms(upTo), ms(h.db.now().Add(quiet)), waitLife())
	if err != nil {
		return fmt.Errorf("note that staff were told: %w", err)
	}
	return nil
}

// announceAnew lets staff be told of everybody who waits, also of those they were told
// of before: a talk that nobody answered is back in the queue.
func (h *Handoffs) announceAnew(ctx context.Context, service string) {
	if _, err := h.db.run(ctx, anewScript, []string{toldKey.key(serviceTag(service))}); err != nil {
		h.db.log.Warn("let staff be told again", "error", err)
	}
}

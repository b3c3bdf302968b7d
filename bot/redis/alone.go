package redis

import (
	"context"
	"errors"
	"fmt"
	"time"
)

var aloneScript = load("alone")

// How long somebody waits for another who does something in the same name, and how long
// that may take: less than the key lives.
const (
	alonePause = 20 * time.Millisecond
	aloneTime  = aloneLife - 2*time.Second
)

// Alone does something that looks at several services before it writes to one, while
// nobody, on any replica, does another such thing in the same name, however it is spelt:
// a counsellor's for their times. No name is nobody's, and need not wait.
func (h *Handoffs) Alone(ctx context.Context, name string, do func(context.Context) error) error {
	name = oneSpelling(name)
	if name == "" {
		return do(ctx)
	}
	key, token := aloneKey.key(staffTag, h.staffHash(name)), nonce()
	if err := h.hold(ctx, key, token); err != nil {
		return fmt.Errorf("act alone: %w", err)
	}
	defer h.letGoOf(ctx, key, token)
	ctx, cancel := context.WithTimeout(ctx, aloneTime)
	defer cancel()
	return do(ctx)
}

var errHeld = errors.New("another does something in the same name")

func (h *Handoffs) hold(ctx context.Context, key, token string) error {
	again := time.NewTicker(alonePause)
	defer again.Stop()
	for range aloneLife / alonePause {
		answer, err := h.db.run(ctx, aloneScript, []string{key}, token, aloneLife.Milliseconds())
		if err != nil || answer.number(0) == 1 {
			return err
		}
		select {
		case <-again.C:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return errHeld
}

// letGoOf lets the next one in; after a fault the key goes by itself.
func (h *Handoffs) letGoOf(ctx context.Context, key, token string) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
	defer cancel()
	if _, err := h.db.run(ctx, aloneScript, []string{key}, token, 0); err != nil {
		h.db.log.Warn("let go of what was held", "error", err)
	}
}

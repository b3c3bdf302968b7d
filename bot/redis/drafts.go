package redis

import (
	"context"
	"errors"
	"fmt"

	goredis "github.com/redis/go-redis/v9"

	"lyt/bot"
	"lyt/bot/handoff"
)

var draftScript = load("handoff", "draft")

// draftName is what a draft is bound to: the talk, who wrote it, and whether it is to be
// a note; all else is an answer.
func (h *Handoffs) draftName(service, id, staff string, of handoff.Who) (key, field, bound string) {
	key, field = draftsKey.key(serviceTag(service), id), h.staffHash(staff)
	if of == handoff.Note {
		field = "n:" + field
	}
	return key, field, key + "|" + field
}

// Draft gives the answer or note somebody wrote in a talk and has not sent; empty when
// there is nothing. One that does not open is as none: it must not keep anybody from the
// talk.
func (h *Handoffs) Draft(ctx context.Context, service, id, staff string, of handoff.Who) (bot.Said, error) {
	key, field, bound := h.draftName(service, id, staff, of)
	sealed, err := h.db.client.HGet(ctx, key, field).Bytes()
	if errors.Is(err, goredis.Nil) {
		return bot.Said{}, nil
	}
	if err != nil {
		return bot.Said{}, fmt.Errorf("find draft: %w", err)
	}
	words, err := h.keys.open(sealDraft, bound, sealed)
	if err != nil {
		h.db.log.Error("draft dropped", "error", err)
		return bot.Said{}, nil
	}
	return bot.Heard(string(words)), nil
}

// KeepDraft keeps what somebody wrote in a talk and has not sent, as long as the talk
// itself is kept; empty words take it away. handoff.ErrOver when the talk is closed,
// handoff.ErrUnknown when it is gone.
func (h *Handoffs) KeepDraft(ctx context.Context, service, id, staff string, of handoff.Who, words bot.Said) error {
	key, field, bound := h.draftName(service, id, staff, of)
	var sealed []byte
	if text := words.Reveal(); text != "" {
		var err error
		if sealed, err = h.keys.seal(sealDraft, bound, []byte(text)); err != nil {
			return fmt.Errorf("keep draft: %w", err)
		}
	}
	answer, err := h.db.run(ctx, draftScript, []string{handoffKey.key(serviceTag(service), id), key}, field, sealed)
	if err != nil {
		return fmt.Errorf("keep draft: %w", err)
	}
	return verdict("keep draft", answer.text(0))
}

package redis

import (
	"context"
	"errors"
	"fmt"
	"strconv"

	goredis "github.com/redis/go-redis/v9"

	"lyt/bot"
	"lyt/bot/handoff"
)

// noticeName is what the words of a notice are bound to: its list, and its handoff.
func noticeName(tag, handoff string) string { return relayKey.key(tag) + "|" + handoff }

// Notices lists what counsellors did that the person has not heard of, in order. One
// that does not open is dropped, so that it does not hold up those behind it.
func (h *Handoffs) Notices(ctx context.Context, service string, max int) ([]handoff.Notice, error) {
	tag := serviceTag(service)
	entries, err := h.db.client.XRangeN(ctx, relayKey.key(tag), "-", "+", int64(max)).Result()
	if err != nil {
		return nil, fmt.Errorf("list notices: %w", err)
	}
	var notices []handoff.Notice
	for _, entry := range entries {
		n, err := h.notice(service, entry)
		if err == nil {
			notices = append(notices, n)
			continue
		}
		h.db.count(NoticeUnreadable)
		h.db.log.Error("notice dropped", "error", err)
		if err := h.Heard(ctx, handoff.Notice{ID: entry.ID, Service: service}); err != nil {
			return nil, err
		}
	}
	return notices, nil
}

func (h *Handoffs) notice(service string, entry goredis.XMessage) (handoff.Notice, error) {
	id := string(fieldOf(entry, "h"))
	n := handoff.Notice{ID: entry.ID, Service: service, Handoff: id, Person: bot.Pseudonym(string(fieldOf(entry, "p"))),
		Line: string(fieldOf(entry, "l"))}
	kind, err := strconv.Atoi(string(fieldOf(entry, "k")))
	if err != nil {
		return n, errNotice
	}
	n.Kind = bot.Kind(kind)
	if sealed := fieldOf(entry, "e"); len(sealed) > 0 {
		words, err := h.keys.open(sealNotice, noticeName(serviceTag(service), id), sealed)
		if err != nil {
			return n, err
		}
		n.Text = bot.Heard(string(words))
	}
	return n, nil
}

var errNotice = errors.New("notice is damaged")

// Heard takes a notice off the list.
func (h *Handoffs) Heard(ctx context.Context, n handoff.Notice) error {
	if err := h.db.client.XDel(ctx, relayKey.key(serviceTag(n.Service)), n.ID).Err(); err != nil {
		return fmt.Errorf("take notice off the list: %w", err)
	}
	return nil
}

package redis

import (
	"context"
	"fmt"
	"regexp"

	goredis "github.com/redis/go-redis/v9"

	"lyt/bot"
	"lyt/bot/handoff"
)

// lineRecord is one line of a thread, before it is sealed.
type lineRecord struct {
	Who  handoff.Who  `json:"w"`
	By   string       `json:"b,omitempty"`
	Text string       `json:"t"`
	Mark handoff.Mark `json:"m,omitempty"`
	Of   string       `json:"o,omitempty"`
	At   int64        `json:"a"`
}

func (h *Handoffs) sealLine(service, id string, l handoff.Line) ([]byte, error) {
	r := lineRecord{l.Who, l.By, l.Text.Reveal(), l.Mark, l.Of, ms(h.db.now())}
	return h.keys.sealJSON(sealLine, threadKey.key(serviceTag(service), id), r)
}

// Thread gives lines after the one named, oldest first; "" is the beginning. A
// handoff that is gone has no lines.
func (h *Handoffs) Thread(ctx context.Context, service, id, after string, max int) ([]handoff.Line, error) {
	key := threadKey.key(serviceTag(service), id)
	entries, err := h.db.client.XRangeN(ctx, key, afterID(after), "+", int64(max)).Result()
	if err != nil {
		return nil, fmt.Errorf("read thread: %w", err)
	}
	lines := make([]handoff.Line, 0, len(entries))
	for _, entry := range entries {
		var r lineRecord
		if err := h.keys.openJSON(sealLine, key, fieldOf(entry, "e"), &r); err != nil {
			return nil, fmt.Errorf("read thread: %w", err)
		}
		lines = append(lines, handoff.Line{ID: entry.ID, Who: r.Who, By: r.By, Text: bot.Heard(r.Text), Mark: r.Mark, Of: r.Of, At: fromMS(r.At)})
	}
	return lines, nil
}

// streamID is what the id of a stream's entry looks like.
var streamID = regexp.MustCompile(`^[0-9]{1,18}-[0-9]{1,18}$`)

// afterID begins a reading behind an entry. The id comes back from a browser: what
// is none reads from the beginning.
func afterID(id string) string {
	if !streamID.MatchString(id) {
		return "-"
	}
	return "(" + id
}

func fieldOf(entry goredis.XMessage, name string) []byte {
	text, _ := entry.Values[name].(string)
	return []byte(text)
}

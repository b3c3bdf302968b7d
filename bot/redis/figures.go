package redis

import (
	"context"
	"fmt"
	"strconv"
	"time"
)

// Figures gives what happened at a service in the month of a time, in numbers: how
// talks ended ("closed:" and the reason), what became of those that were handed on
// ("met:" and the answer), how many went back to the queue ("returned"). What never
// happened is not there.
func (h *Handoffs) Figures(ctx context.Context, service string, month time.Time) (map[string]int, error) {
	zone := h.Zone
	if zone == nil {
		zone = time.UTC
	}
	key := countKey.key(serviceTag(service), month.In(zone).Format(monthShape))
	fields, err := h.db.client.HGetAll(ctx, key).Result()
	if err != nil {
		return nil, fmt.Errorf("read figures: %w", err)
	}
	figures := make(map[string]int, len(fields))
	for what, text := range fields {
		if figures[what], err = strconv.Atoi(text); err != nil {
			return nil, errShape("read figures")
		}
	}
	return figures, nil
}

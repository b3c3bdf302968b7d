package desk_test

import (
	"strings"
	"testing"

	"lyt/bot/handoff"
)

// Nobody waits, then somebody, then nobody: an empty queue is an empty list to the page,
// so that what was taken elsewhere goes from it, and whoever comes first is announced.
func TestAnEmptyQueueIsAList(t *testing.T) {
	h := open(t)
	page := h.login("maja").listen("/events?board=1", "")
	until := func(part string) {
		t.Helper()
		if got := page.want("queue"); !strings.Contains(got.data, part) {
			t.Errorf("the page gets %s, not %s", got.data, part)
		}
	}
	until(`"order":[]`)
	h.waits("nord", "a", handoff.Other, 1)
	until(`"order":[["a",`)
	h.login("ole").claim("nord", "a")
	until(`"order":[]`)
}

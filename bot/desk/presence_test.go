package desk_test

import (
	"net/http"
	"slices"
	"testing"

	"lyt/bot/handoff"
)

// Maja goes home: from that moment nobody is promised that she is here, at none of her
// services. What she does next is her next login's.
func TestWhoLogsOutIsAwayAtOnce(t *testing.T) {
	h := open(t)
	maja := h.login("maja")
	page := maja.listen("/events?board=1", "")
	page.want("presence")
	if h.queue.here["maja"] != handoff.On {
		t.Fatal("she is not here")
	}
	maja.post("/logout", nil)
	h.queue.mu.Lock()
	defer h.queue.mu.Unlock()
	if last := h.queue.duty[len(h.queue.duty)-2:]; !slices.Equal(last, []string{"maja@nord away until 12:00:00", "maja@syd away until 12:00:00"}) {
		t.Errorf("on logging out: %v", last)
	}
}

// The queue's store is away: she is out all the same, and is noted as here until that
// runs out by itself.
func TestLogoutWithoutTheQueue(t *testing.T) {
	h := open(t)
	maja := h.login("maja")
	h.queue.set(true)
	if got := maja.post("/logout", nil); got.status != http.StatusSeeOther || len(h.staff.sessions) != 0 {
		t.Errorf("logout: %d, %d sessions left", got.status, len(h.staff.sessions))
	}
}

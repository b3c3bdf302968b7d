package desk_test

import (
	"net/http"
	"testing"
)

// Maja goes home: from that moment nobody is promised that she is here, at none of her
// services. What she does next is her next login's.
func TestWhoLogsOutIsAwayAtOnce(t *testing.T) {
	h := open(t)
	maja := h.login("maja")
	page := maja.listen("/events?board=1", "")
	page.want("presence")
	if n, err := h.queue.OnDuty(t.Context(), "syd"); err != nil || n != 1 {
		t.Fatalf("%d are here (%v)", n, err)
	}
	maja.post("/logout", nil)
	for _, service := range []string{"nord", "syd"} {
		if n, err := h.queue.OnDuty(t.Context(), service); err != nil || n != 0 {
			t.Errorf("after logging out %d are at %s (%v)", n, service, err)
		}
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

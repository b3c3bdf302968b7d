package desk_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"lyt/bot/handoff"
)

// A long talk opens as fast as a short one; what came before is a click away.
func TestALongTalkBeginsWithItsEnd(t *testing.T) {
	h := open(t)
	h.waits("nord", "lang", handoff.Other, 1)
	maja := h.login("maja")
	maja.claim("nord", "lang")
	for n := range 60 {
		maja.post("/talk/nord/lang/say", map[string][]string{"op": {fmt.Sprint("long-words-", n)}, "words": {fmt.Sprint(n, " ", strings.Repeat("'", 1000))}})
	}
	page := maja.get("/talk/nord/lang")
	if page.status != http.StatusOK || len(page.body) > 60_000 || strings.Contains(page.body, ">0 &#39;") || !strings.Contains(page.body, ">59 &#39;") {
		t.Errorf("%d, the page has %d bytes, and not the end alone", page.status, len(page.body))
	}
	const earlier = `href="/talk/nord/lang?all=1"`
	whole := maja.get("/talk/nord/lang?all=1")
	if !strings.Contains(page.body, earlier) || strings.Contains(whole.body, earlier) || !strings.Contains(whole.body, ">0 &#39;") {
		t.Error("there is no way to what came before")
	}
}

package desk_test

import (
	"fmt"
	"html"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"lyt/bot/handoff"
)

func TestGuideOpensFromATalk(t *testing.T) {
	h := open(t)
	h.waits("nord", "taget", handoff.Other, 1)
	maja := h.login("maja")
	maja.claim("nord", "taget")
	for path, tick := range map[string]bool{
		"/guide": false, "/guide?talk=nord/taget": true, "/guide?talk=nord/findes-ikke": false, "/guide?talk=vest/taget": false,
		"/guide?talk=nord": false, "/guide?talk=%22%3E%3Cscript%3E/x": false,
	} {
		page := maja.get(path)
		if page.status != http.StatusOK || !strings.Contains(page.body, "desk.guide.tell") {
			t.Errorf("%s: %d, no guide", path, page.status)
		}
		if got := strings.Contains(page.body, `action="/talk/nord/taget/told"`); got != tick {
			t.Errorf("%s: the tick is there: %v", path, got)
		}
	}
	if page := h.login("ole").get("/guide?talk=nord/taget"); strings.Contains(page.body, "guide-told") {
		t.Error("a colleague may note what was told in a talk that is not theirs")
	}
}

// deedsOf notes some deeds as if they had happened.
func (h *house) deedsOf(service string, count int) {
	for n := range count {
		what := []string{"looked", "claimed", "closed"}[n%3]
		err := h.deeds.Note(h.Context(), handoff.Deed{
			At: noon.Add(time.Duration(n) * time.Minute), Who: []string{"maja", "ole"}[n%2], Service: service, What: what, On: fmt.Sprintf("talk-%03d", n), More: "<b>talked</b>",
		})
		if err != nil {
			h.Fatal(err)
		}
	}
}

var (
	shownDeed = regexp.MustCompile(`class="id">([^<]*)<`)
	olderLink = regexp.MustCompile(`href="([^"]*)" data-test="log-older"`)
)

// idsOf are the ids a page of the log shows, in order.
func idsOf(page answer) (ids []string) {
	for _, found := range shownDeed.FindAllStringSubmatch(page.body, -1) {
		ids = append(ids, found[1])
	}
	return ids
}

// pages walks the log from a page to its end.
func (b *browser) pages(path string) (ids []string) {
	b.Helper()
	for turn := 0; path != "" && turn < 20; turn++ {
		page := b.get(path)
		if page.status != http.StatusOK {
			b.Fatalf("%s: %d", path, page.status)
		}
		ids = append(ids, idsOf(page)...)
		link := olderLink.FindStringSubmatch(page.body)
		if path = ""; link != nil {
			path = html.UnescapeString(link[1])
		}
	}
	return ids
}

func TestLogIsWholeNewestFirst(t *testing.T) {
	h := open(t)
	h.deedsOf("nord", 230)
	h.deedsOf("vest", 3)
	rut := h.login("rut")
	var want []string
	for n := 229; n >= 0; n-- {
		want = append(want, fmt.Sprintf("talk-%03d", n))
	}
	got := slices.DeleteFunc(rut.pages("/log?service=nord"), func(id string) bool { return id == "" }) // her own reading
	if !slices.Equal(got, want) {
		t.Errorf("the log shows %d deeds, not %d in order", len(got), len(want))
	}
	if page := rut.get("/log"); strings.Contains(page.body, "<b>") {
		t.Error("what stands in the log is not shown as text")
	}
}

func TestLogFilters(t *testing.T) {
	h := open(t)
	h.deedsOf("nord", 120)
	rut := h.login("rut")
	for path, want := range map[string]func(n int) bool{
		"/log?who=MAJA":                       func(n int) bool { return n%2 == 0 },
		"/log?what=closed":                    func(n int) bool { return n%3 == 2 },
		"/log?who=ole&what=claimed":           func(n int) bool { return n%2 == 1 && n%3 == 1 },
		"/log?who=ingen":                      func(int) bool { return false },
		"/log?service=nord&who=&what=&before": func(int) bool { return true },
	} {
		var ids []string
		for n := 119; n >= 0; n-- {
			if want(n) {
				ids = append(ids, fmt.Sprintf("talk-%03d", n))
			}
		}
		got := slices.DeleteFunc(rut.pages(path), func(id string) bool { return id == "" })
		if !slices.Equal(got, ids) {
			t.Errorf("%s shows %d deeds, not %d", path, len(got), len(ids))
		}
	}
}

func TestLogSpeaksInWords(t *testing.T) {
	h := open(t)
	for what, more := range map[string]string{"closed": "no-answer", "carded": "vest", "invited": "ole"} {
		if err := h.deeds.Note(t.Context(), handoff.Deed{At: noon, Who: "maja", Service: "nord", What: what, On: "talk", More: more}); err != nil {
			t.Fatal(err)
		}
	}
	page := h.login("rut").get("/log?service=nord")
	for _, want := range []string{"da:desk.figures.closed.no-answer", "Tilbud vest", "ole"} {
		if !strings.Contains(page.body, "<bdi>"+want+"</bdi>") {
			t.Errorf("the log does not say %s", want)
		}
	}
}

func TestReadingTheLogIsADeed(t *testing.T) {
	h := open(t)
	rut := h.login("rut")
	before := len(h.deeds.noted())
	rut.get("/log?service=nord")
	if got := h.deeds.noted()[before:]; !slices.Equal(got, []string{"rut read-log "}) {
		t.Errorf("noted %q", got)
	}
	h.deeds.set(true)
	if page := rut.get("/log?service=nord"); page.status != http.StatusServiceUnavailable || strings.Contains(page.body, "log-table") {
		t.Errorf("with the log away the page answers %d", page.status)
	}
}

func TestLiveShowsTalksAndNoWords(t *testing.T) {
	h := open(t)
	h.waits("nord", "rolig", handoff.Other, 1)
	h.waits("nord", "krise", handoff.Crisis, 1)
	h.waits("nord", "venter", handoff.Other, 1)
	maja := h.login("maja")
	maja.claim("nord", "rolig")
	maja.claim("nord", "krise")
	page := h.login("sif").get("/live")
	danger, calm := strings.Index(page.body, "/talk/nord/krise"), strings.Index(page.body, "/talk/nord/rolig")
	if danger < 0 || calm < danger {
		t.Errorf("the talk in danger is not first")
	}
	for _, never := range []string{"venter\"", "15-17", "hemmelig"} {
		if strings.Contains(page.body, never) {
			t.Errorf("the list shows %s", never)
		}
	}
}

func TestFiguresHideTheFew(t *testing.T) {
	h := open(t)
	page := h.login("kim").get("/figures")
	for name, want := range map[string]string{
		"desk.figures.closed.talked": "17", "desk.figures.closed.booked": "desk.figures.few", "desk.figures.closed.silly": "0", "desk.figures.returned": "5", "desk.figures.met.yes": "desk.figures.few",
	} {
		if !regexp.MustCompile(regexp.QuoteMeta(name) + `"><dt>[^<]*</dt><dd>(da:)?` + regexp.QuoteMeta(want) + `<`).MatchString(page.body) {
			t.Errorf("%s is not shown as %s", name, want)
		}
	}
	if strings.Contains(page.body, ">4<") || strings.Contains(page.body, ">1<") {
		t.Error("a small figure is told")
	}
	if next := strings.Contains(page.body, "month-after"); next {
		t.Error("the page leads to a month that has not begun")
	}
	if last := h.login("kim").get("/figures?month=2026-10"); last.status != http.StatusOK || !strings.Contains(last.body, "month=2026-11") {
		t.Errorf("the month before: %d", last.status)
	}
}

package desk_test

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"lyt/bot/feeds"
	"lyt/bot/ics"
)

// Maja pastes the link of a video call, which can be long: it stays whole, or she is
// told that it is too long and has lost nothing.
func TestALongLinkStaysWhole(t *testing.T) {
	p := plan(t)
	maja := p.login("maja")
	link := "https://video.example/" + strings.Repeat("møde", 400)
	done := maja.post("/calendar/new", slotFields("place", link))
	maja.get(done.location).shows(t, http.StatusOK, "<bdi>"+link+"</bdi>")
	slots, err := p.calendar.List(t.Context(), "nord", noon, time.Time{})
	fine(t, err)
	if len(slots) != 1 || slots[0].Place != link {
		t.Fatal("the link is not what was pasted")
	}
	p.books(slots[0], "hemmelig")
	path := "/calendar/slot/nord/" + slots[0].ID
	page := maja.get(path)
	if strings.Contains(page.body, "maxlength") {
		t.Error("a browser cuts what is pasted without a word")
	}
	taken := url.Values{"version": {page.hidden(t, "version")}, "appointment": {page.hidden(t, "appointment")}}

	long, name := strings.Repeat("x", 2001), strings.Repeat("å", 201)
	taken.Set("place", long)
	feed := slotFields("address", "https://outlook.example/a.ics", "mode", "titled", "title", name)
	for _, try := range []struct {
		path, typed string
		form        url.Values
	}{
		{"/calendar/new", long, slotFields("clock", "14:00", "place", long)},
		{"/calendar/new", name, slotFields("clock", "14:00", "counsellor", name)},
		{"/calendar/new", name, slotFields("clock", "14:00", "profession", name)},
		{"/calendar/weekly", long, slotFields("place", long, "last", "2026-12-31", "count", "1", "every", "1", "days", "monday")},
		{"/calendar/feeds", name, feed},
		{"/calendar/feeds", long, slotFields("address", "https://outlook.example/"+long, "mode", "titled", "title", "Lyt")},
		{path + "/place", long, taken},
	} {
		got := maja.post(try.path, try.form)
		got.shows(t, http.StatusUnprocessableEntity, "Et felt er for langt", try.typed)
		if strings.Contains(got.body, "maxlength") {
			t.Errorf("%s: a browser cuts what is pasted", try.path)
		}
	}
	if n := len(p.free("nord")); n != 0 || len(p.feeds.all) != 0 || len(p.heard("nord")) != 0 {
		t.Error("something was kept all the same")
	}
}

// Maja works at syd too, where Kim does not. Kim plans for her at nord: nobody has two
// times at once, and of syd Kim hears no more than that.
func TestNobodyIsAtTwoServicesAtOnce(t *testing.T) {
	p := plan(t)
	p.has("syd", "maja", p.at(25, 10, 30))
	s := p.has("nord", "maja", p.at(25, 14, 0))
	kim := p.login("kim")
	const stands = "Rådgiveren har en anden tid samtidig"
	kim.post("/calendar/new", slotFields("counsellor", " Maja")).shows(t, http.StatusConflict, stands)
	path := "/calendar/slot/nord/" + s.ID
	kim.post(path+"/change", slotFields("version", kim.get(path).hidden(t, "version"))).shows(t, http.StatusConflict, stands)
	form := slotFields("day", "2026-11-24", "last", "2026-12-03", "count", "1", "every", "1", "days", "wednesday")
	page := kim.post("/calendar/weekly", form)
	page.shows(t, http.StatusOK, "optaget 10.30–11.15")
	if strings.Contains(page.body, "syd") {
		t.Error("Kim hears where Maja is")
	}
	form.Set("do", "open")
	if kim.post("/calendar/weekly", form); strings.Join(p.free("nord"), " ") != "25/11 14.00 2/12 10.00" {
		t.Errorf("free are %v", p.free("nord"))
	}
	// A name that nobody logs in with is looked for at one's own services.
	if got := kim.post("/calendar/new", slotFields("clock", "12:00", "counsellor", "Vikar")); got.status != http.StatusSeeOther {
		t.Errorf("somebody without an account: %d", got.status)
	}
}

// inside finds that every address leads into the house.
type inside struct{ *memFeeds }

func (inside) Add(context.Context, string, feeds.Feed) (feeds.Known, error) {
	return feeds.Known{}, ics.Private
}

// Ole adds an address of the house's own net: he is told in the form, as of a bad one.
func TestAddressInsideIsRefusedInTheForm(t *testing.T) {
	p := plan(t)
	p.desk.Feeds = inside{p.feeds}
	form := slotFields("address", "https://intern.example/a.ics", "mode", "titled", "title", "Lyt")
	p.login("ole").post("/calendar/feeds", form).shows(t, http.StatusUnprocessableEntity, "fører ikke ud på det åbne net", `role="alert"`, `value="https://intern.example/a.ics"`)
}

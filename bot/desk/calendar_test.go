package desk_test

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"lyt/bot"
	"lyt/bot/booking"
	"lyt/bot/feeds"
	"lyt/bot/ics"
)

// Maja opens a time on Wednesday and sees it in the week, beside one that is taken.
func TestACounsellorOpensATime(t *testing.T) {
	p := plan(t)
	taken := p.has("nord", "ole", p.at(24, 14, 0))
	a := p.books(taken, "hemmelig")
	maja := p.login("maja")
	page := maja.get("/calendar?service=nord")
	page.shows(t, http.StatusOK, "Uge 48", "Dage til næste ledige tid: ingen ledige", "Der er intet ledigt de næste syv dage", `data-state="taken"`)
	first, second := a.Pass.Words()
	if strings.Contains(page.body, "hemmelig") || first+second == 0 {
		t.Error("the page shows more than the pass name")
	}
	done := maja.post("/calendar/new", slotFields())
	if done.status != http.StatusSeeOther || !strings.HasPrefix(done.location, "/calendar?") {
		t.Fatalf("%d to %s", done.status, done.location)
	}
	page = maja.get(done.location)
	page.shows(t, http.StatusOK, "Tiden er åbnet.", "10.00</time>–10.45", "på video", "psykolog", "https://video.example/maja", "Dage til næste ledige tid: 2", "1 ledig")
	if strings.Contains(page.body, "de næste syv dage. Kan I") {
		t.Error("it warns though there is a time")
	}
	maja.get(maja.post("/calendar/new", slotFields()).location).shows(t, http.StatusOK, "Tiden er der allerede.") // pressed twice
	if got := p.free("nord"); !slices.Equal(got, []string{"25/11 10.00"}) {
		t.Errorf("free are %v", got)
	}
	if log := fmt.Sprint(p.deeds.noted()); strings.Count(log, "slots-opened") != 1 {
		t.Errorf("the log says %s", log)
	}
}

// What cannot be opened is refused with a sentence, and all that was typed is still there.
func TestATimeThatCannotBe(t *testing.T) {
	p := plan(t)
	p.has("nord", "maja", p.at(25, 10, 30))
	p.has("syd", "maja", p.at(26, 9, 0))
	maja := p.login("maja")
	for want, form := range map[string]url.Values{
		"Rådgiveren har en anden tid samtidig":         slotFields("clock", "09:40"),                      // the break runs into it
		"Rådgiveren har en anden tid samtidig. Pausen": slotFields("day", "2026-11-26", "clock", "09:30"), // at another service
		"Tiden er allerede gået":                       slotFields("day", "2026-11-20"),
		"Tiden ligger mere end et år frem":             slotFields("day", "2028-01-01"),
		"Datoen mangler":                               slotFields("day", "31/12"),
		"Klokkeslættet mangler eller findes ikke":      slotFields("day", "2027-03-28", "clock", "02:30"),
		"Skriv længden i hele minutter":                slotFields("length", "tre kvarter"),
		"Vælg, hvordan I mødes":                        slotFields("format", "brevdue"),
	} {
		form.Set("place", `Lokale "3" <i>`)
		got := maja.post("/calendar/new", form)
		if got.status != http.StatusUnprocessableEntity && got.status != http.StatusConflict {
			t.Errorf("%s: %d", want, got.status)
		}
		got.shows(t, got.status, want, `role="alert"`, `value="Lokale &#34;3&#34; &lt;i&gt;"`, `value="`+form.Get("day")+`"`)
	}
	if n := len(p.free("nord")); n != 1 {
		t.Errorf("%d times are open", n)
	}
}

// Maja and Kim open the same time. Kim saves first; Maja is told, sees what Kim made of
// it, has lost nothing, and may save again.
func TestTwoChangeOneTime(t *testing.T) {
	p := plan(t)
	s := p.has("nord", "maja", p.at(25, 10, 0))
	path := "/calendar/slot/nord/" + s.ID
	maja, kim := p.login("maja"), p.login("kim")
	seen := maja.get(path).hidden(t, "version")
	form := slotFields("version", kim.get(path).hidden(t, "version"), "format", "chat", "place", "Kims lokale")
	if got := kim.post(path+"/change", form); got.status != http.StatusSeeOther {
		t.Fatalf("Kim: %d", got.status)
	}
	mine := slotFields("version", seen, "format", "chat", "place", "Majas lokale")
	got := maja.post(path+"/change", mine)
	got.shows(t, http.StatusConflict, "En kollega har rettet tiden", "<bdi>Kims lokale</bdi>", `value="Majas lokale"`)
	if removed := maja.post(path+"/remove", url.Values{"version": {seen}}); removed.status != http.StatusConflict || len(p.free("nord")) != 1 {
		t.Error("a time that looks different by now was removed")
	}
	mine.Set("version", got.hidden(t, "version"))
	if got := maja.post(path+"/change", mine); got.status != http.StatusSeeOther {
		t.Fatalf("Maja, having seen it: %d", got.status)
	}
	maja.get(path).shows(t, http.StatusOK, "<bdi>Majas lokale</bdi>")
	// Moved, it is another time: the old button must not take it.
	mine.Set("version", maja.get(path).hidden(t, "version"))
	mine.Set("clock", "11:00")
	maja.post(path+"/change", mine)
	if got := p.free("nord"); !slices.Equal(got, []string{"25/11 11.00"}) {
		t.Errorf("free are %v", got)
	}
	kim.post(path+"/change", form).shows(t, http.StatusConflict, "flyttet eller fjernet", `action="/calendar/new"`, `value="Kims lokale"`)
}

// While Maja writes, a person takes the time.
func TestTakenWhileItIsChanged(t *testing.T) {
	p := plan(t)
	s := p.has("nord", "maja", p.at(25, 10, 0))
	path := "/calendar/slot/nord/" + s.ID
	maja := p.login("maja")
	form := slotFields("version", maja.get(path).hidden(t, "version"), "clock", "12:00", "place", "Lokale 7")
	p.books(s, "hemmelig")
	maja.post(path+"/change", form).shows(t, http.StatusConflict, "En person har taget tiden", `value="Lokale 7"`)
	maja.post(path+"/remove", url.Values{"version": {form.Get("version")}}).shows(t, http.StatusConflict, "En person har taget tiden")
	if page := maja.get(path); strings.Contains(page.body, path+"/change") || strings.Contains(page.body, path+"/remove") {
		t.Error("a taken time can be changed")
	}
}

// Every Tuesday and Thursday from 13.00 until New Year: the preview says what will open
// and what stands in the way, and opens nothing.
func TestWeeklyPatternIsSeenBeforeItOpens(t *testing.T) {
	p := plan(t)
	p.has("syd", "maja", p.at(26, 13, 30))
	_, err := p.calendar.CloseDay(t.Context(), "nord", booking.Day(time.Date(2026, 12, 1, 0, 0, 0, 0, p.zone), p.zone))
	fine(t, err)
	form := slotFields("day", "2026-11-23", "last", "2026-12-31", "clock", "13:00", "count", "1", "every", "1")
	form["days"] = []string{"tuesday", "thursday"}
	maja := p.login("maja")
	page := maja.post("/calendar/weekly", form)
	page.shows(t, http.StatusOK, "9 tider bliver åbnet", "2 tider er der ikke plads til", "torsdag 26. nov.", "optaget 13.30–14.15, Tilbud syd", "tirsdag 1. dec. kl. 13.00: Lukket",
		"Springes over, fordi det er helligdag", "torsdag 24. dec.", "Åbn 9 tider", `<input type="hidden" name="last" value="2026-12-31">`, `name="days" value="thursday"`)
	if n := len(p.free("nord")); n != 0 {
		t.Fatalf("the preview opened %d", n)
	}
	form.Set("do", "open")
	done := maja.post("/calendar/weekly", form)
	maja.get(done.location).shows(t, http.StatusOK, "9 tider er åbnet. 2 kunne ikke åbnes.")
	if got := p.free("nord"); len(got) != 9 || got[0] != "24/11 13.00" || got[8] != "31/12 13.00" {
		t.Errorf("free are %v", got)
	}
	maja.post("/calendar/weekly", form).shows(t, http.StatusOK, "9 er åbne i forvejen") // pressed twice
	form.Set("last", "2026-11-01")
	maja.post("/calendar/weekly", form).shows(t, http.StatusUnprocessableEntity, "Den sidste dag ligger før den første", "checked")

	// From the second week on they are not needed after all; one of them is taken.
	slots, err := p.calendar.List(t.Context(), "nord", p.at(30, 0, 0), time.Time{})
	fine(t, err)
	p.books(slots[3], "hemmelig")
	done = maja.post("/calendar/slot/nord/"+slots[0].ID+"/series", nil)
	maja.get(done.location).shows(t, http.StatusOK, "7 tider er fjernet. En tid er taget og bliver stående.")
	if got := p.free("nord"); !slices.Equal(got, []string{"24/11 13.00"}) {
		t.Errorf("%v are left", got)
	}
}

// The service closes for two days. What is free goes; Maja calls off what is taken, and
// the person hears.
func TestClosingDays(t *testing.T) {
	p := plan(t)
	p.has("nord", "maja", p.at(25, 10, 0))
	s := p.has("nord", "maja", p.at(26, 10, 0))
	a := p.books(s, "hemmelig")
	maja := p.login("maja")
	done := maja.post("/calendar/closed", url.Values{"service": {"nord"}, "from": {"2026-11-25"}, "to": {"2026-11-26"}})
	page := maja.get(done.location)
	page.shows(t, http.StatusOK, "En ledig tid er fjernet", "onsdag 25. nov.", "torsdag 26. nov.", "En tid er taget den dag:", "/calendar/slot/nord/"+s.ID)
	maja.get("/calendar?service=nord").shows(t, http.StatusOK, "Lukket")
	maja.post("/calendar/new", slotFields()).shows(t, http.StatusConflict, "Den dag er en lukkedag")

	path := "/calendar/slot/nord/" + s.ID
	screen := maja.get(path)
	screen.shows(t, http.StatusOK, "På websiden ser personen det først, når den bliver åbnet")
	form := url.Values{"appointment": {screen.hidden(t, "appointment")}}
	for range 2 {
		got := maja.post(path+"/off", form)
		maja.get(got.location).shows(t, http.StatusOK, "Tiden er aflyst", "på websiden når den bliver åbnet")
	}
	heard := p.heard("nord")
	if len(heard) != 1 || heard[0].Kind != bot.CalledOff || heard[0].Handoff != a.ID || p.relay.count() != 1 {
		t.Errorf("the person hears %d times", len(heard))
	}
	if n := len(p.free("nord")); n != 0 {
		t.Errorf("%d are free", n)
	}
	done = maja.post("/calendar/reopen", url.Values{"service": {"nord"}, "day": {"2026-11-25"}})
	maja.get(done.location).shows(t, http.StatusOK, "Dagen er ikke længere lukket")
	if got := maja.post("/calendar/new", slotFields()); got.status != http.StatusSeeOther {
		t.Errorf("a day that is open again: %d", got.status)
	}
	for want, form := range map[string]url.Values{
		"Den sidste dag ligger før": {"service": {"nord"}, "from": {"2026-12-03"}, "to": {"2026-12-01"}}, "for langt frem": {"service": {"nord"}, "from": {"2026-12-03"}, "to": {"2027-12-01"}},
		"Tiden er allerede gået": {"service": {"nord"}, "from": {"2026-11-01"}}, "Datoen mangler": {"service": {"nord"}, "from": {"i morgen"}},
	} {
		maja.post("/calendar/closed", form).shows(t, http.StatusUnprocessableEntity, want)
	}
}

// Somebody else has the time by now: calling off must not hit them.
func TestCallingOffHitsWhomItWasMeantFor(t *testing.T) {
	p := plan(t)
	s := p.has("nord", "maja", p.at(26, 10, 0))
	a := p.books(s, "hemmelig")
	maja := p.login("maja")
	path := "/calendar/slot/nord/" + s.ID
	form := url.Values{"appointment": {maja.get(path).hidden(t, "appointment")}}
	fine(t, p.calendar.Cancel(t.Context(), "nord", a.ID, a.Person, noon))
	_, err := p.calendar.Take(t.Context(), booking.Request{ID: "u:2", Service: "nord", Slot: s.ID, Person: bot.Pseudonym("anden"), Now: noon})
	fine(t, err)
	maja.post(path+"/off", form).shows(t, http.StatusConflict, "En kollega har rettet tiden")
	if len(p.heard("nord")) != 0 {
		t.Error("somebody else's time was called off")
	}
}

// Hostile words in a field are text, in one line, without anything that cannot be seen.
func TestHostileFields(t *testing.T) {
	p := plan(t)
	maja := p.login("maja")
	done := maja.post("/calendar/new", slotFields("place", "<script>x</script>\u202e\r\nBEGIN:VEVENT", "profession", strings.Repeat("🙂", 200)))
	page := maja.get(done.location)
	page.shows(t, http.StatusOK, "&lt;script&gt;x&lt;/script&gt; BEGIN:VEVENT")
	if strings.Contains(page.body, "<script>x") || strings.Contains(page.body, "\u202e") || strings.Count(page.body, "🙂") > 200 {
		t.Error("what was typed does more than be read")
	}
	for _, path := range []string{"/calendar?service=nord&week=9999-99-99", "/calendar?service=nord&week=2026-11-25&told=opened&n=x&left=-3", "/calendar?service=nord&week=1999-01-01"} {
		if got := maja.get(path); got.status != http.StatusOK {
			t.Errorf("%s: %d", path, got.status)
		}
	}
}

// Maja's own calendar reads her times behind a secret link: pass names and nothing else.
func TestSecretLink(t *testing.T) {
	p := plan(t)
	taken := p.has("nord", "Maja", p.at(25, 10, 0))
	p.has("syd", "maja", p.at(25, 12, 0))
	p.has("nord", "ole", p.at(25, 12, 0))
	p.books(taken, "hemmelig")
	maja, stranger := p.login("maja"), p.browser()
	maja.get("/calendar/link").shows(t, http.StatusOK, "Du har ikke noget link endnu")
	link := func() string {
		page := maja.post("/calendar/link", nil)
		page.shows(t, http.StatusOK, "Vi viser det kun denne ene gang")
		_, rest, _ := strings.Cut(page.body, `value="`+p.server.URL)
		path, _, _ := strings.Cut(rest, `"`)
		return path
	}
	old := link()
	feed := stranger.get(old)
	if feed.status != http.StatusOK || !strings.HasPrefix(feed.header.Get("Content-Type"), "text/calendar") || strings.Count(feed.body, "BEGIN:VEVENT") != 2 {
		t.Fatalf("%d with %d events", feed.status, strings.Count(feed.body, "BEGIN:VEVENT"))
	}
	pass := p.passOf(maja, taken)
	for _, want := range []string{"SUMMARY:" + pass + "\r\n", "SUMMARY:Ledig tid\r\n", "STATUS:TENTATIVE", "TRANSP:TRANSPARENT", "DTSTART:20261125T090000Z"} {
		if !strings.Contains(feed.body, want) {
			t.Errorf("the feed lacks %q", want)
		}
	}
	for _, secret := range []string{"hemmelig", "maja", "Maja", "nord", "chat"} {
		if strings.Contains(feed.body, secret) {
			t.Errorf("the feed holds %q", secret)
		}
	}
	if page := maja.get("/calendar/link"); page.status != http.StatusOK || strings.Contains(page.body, "/ics/") {
		t.Error("the link is shown again")
	}
	now := link()
	for path, want := range map[string]int{old: http.StatusNotFound, now: http.StatusOK, strings.TrimSuffix(now, ".ics"): http.StatusNotFound, "/ics/.ics": http.StatusNotFound,
		"/ics/" + strings.Repeat("a", 5000) + ".ics": http.StatusNotFound, "/ics/x%00.ics": http.StatusNotFound} {
		if got := stranger.get(path); got.status != want {
			t.Errorf("%.40s: %d, want %d", path, got.status, want)
		}
	}
	maja.post("/calendar/link/end", nil)
	if got := stranger.get(now); got.status != http.StatusNotFound {
		t.Errorf("a link that was removed: %d", got.status)
	}
}

// passOf reads the pass name off the week's page.
func (p *planned) passOf(b *browser, s booking.Slot) string {
	p.Helper()
	_, rest, _ := strings.Cut(b.get("/calendar?service="+s.Service).body, `data-id="`+s.ID+`"`)
	_, rest, _ = strings.Cut(rest, `<span class="tag low">`)
	pass, _, found := strings.Cut(rest, "<")
	if !found || !strings.Contains(pass, " ") {
		p.Fatalf("no pass name: %q", pass)
	}
	return pass
}

// Ole adds his Outlook calendar, sees that it cannot be read, and takes it away again.
func TestFeedsPage(t *testing.T) {
	p := plan(t)
	ole := p.login("ole")
	form := slotFields("address", "http://outlook.example/hemmelig-adresse.ics", "mode", "titled", "title", "Lyt", "open", "09:00", "shut", "15:00")
	ole.post("/calendar/feeds", form).shows(t, http.StatusUnprocessableEntity, "Adressen skal begynde med https", "hemmelig-adresse")
	form.Set("address", "https://outlook.example/hemmelig-adresse.ics")
	form.Set("title", "")
	ole.post("/calendar/feeds", form).shows(t, http.StatusUnprocessableEntity, "Skriv titlen")
	form.Set("mode", "around")
	ole.post("/calendar/feeds", form).shows(t, http.StatusUnprocessableEntity, "Vælg dage og en åbningstid")
	form["days"] = []string{"monday", "friday"}
	p.feeds.state = feeds.State{Tried: noon, Problem: ics.Denied, Kept: []string{"abc"}, Closed: true}
	done := ole.post("/calendar/feeds", form)
	page := ole.get(done.location)
	page.shows(t, http.StatusOK, "outlook.example", "Kalenderen er ikke delt med os", "De ledige tider er derfor lukket", "/calendar/slot/nord/abc")
	if strings.Contains(page.body, "hemmelig-adresse") {
		t.Error("the page shows the secret address")
	}
	kept := p.feeds.all[0].Feed
	if kept.Rule.Mode != feeds.Around || len(kept.Rule.Hours) != 2 || kept.Rule.Hours[1] != (feeds.Hours{Day: time.Friday, From: 540, To: 900}) || kept.Slot.Counsellor != "maja" {
		t.Errorf("another feed was kept: %v", kept.Rule)
	}
	if got := p.login("vest").post("/calendar/feeds/remove", url.Values{"service": {"nord"}, "id": {"feed1"}}); got.status != http.StatusNotFound || len(p.feeds.all) != 1 {
		t.Error("somebody of another service removed it")
	}
	done = ole.post("/calendar/feeds/remove", url.Values{"service": {"nord"}, "id": {"feed1"}})
	ole.get(done.location).shows(t, http.StatusOK, "Kalenderen er fjernet", "Der er ingen kalendere endnu")
}

// A service without free times says so on the queue's page too.
func TestQueueSaysThatTimesAreNeeded(t *testing.T) {
	p := plan(t)
	p.has("nord", "maja", p.at(24, 10, 0))
	p.has("syd", "ole", p.at(30, 23, 0)) // seven days ahead is soon enough
	maja := p.login("maja")
	if page := maja.get("/"); strings.Contains(page.body, `data-test="scarce"`) {
		t.Error("it warns of nothing")
	}
	p2 := plan(t)
	p2.has("nord", "maja", p2.at(24, 10, 0))
	p2.has("syd", "ole", time.Date(2026, 12, 1, 9, 0, 0, 0, p2.zone))
	p2.login("maja").get("/").shows(t, http.StatusOK, `data-test="scarce"`, "Tilbud syd: intet ledigt i syv dage", "/calendar?service=syd")
}

// Redis is away: nothing typed may be lost without a word.
func TestCalendarWithoutTheStore(t *testing.T) {
	p := plan(t)
	p.feeds.err = errAway
	if got := p.login("maja").get("/calendar/feeds?service=nord"); got.status != http.StatusServiceUnavailable {
		t.Errorf("%d", got.status)
	}
}

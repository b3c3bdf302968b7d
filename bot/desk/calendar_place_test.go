package desk_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"lyt/bot"
	"lyt/bot/booking"
	"lyt/bot/desk"
	"lyt/bot/feeds"
	"lyt/bot/ics"
)

// The room is needed for something else. Maja names another one: the person hears at
// once, the rest of the time stays as it is, and Kim, who saw the old room, is told.
func TestATakenTimeGetsAnotherPlace(t *testing.T) {
	p := plan(t)
	s := p.has("nord", "maja", p.at(26, 10, 0))
	a := p.books(s, "hemmelig")
	path := "/calendar/slot/nord/" + s.ID
	maja, kim := p.login("maja"), p.login("kim")
	form := func(b *browser, place string) url.Values {
		page := b.get(path)
		return url.Values{"version": {page.hidden(t, "version")}, "appointment": {page.hidden(t, "appointment")}, "place": {place}, "clock": {"23:00"}, "counsellor": {"ole"}}
	}
	late := form(kim, "Kims lokale")
	first := form(maja, "Lokale 4")
	for range 2 { // pressed twice
		done := maja.post(path+"/place", first)
		maja.get(done.location).shows(t, http.StatusOK, "Stedet er rettet. På Telegram får personen besked nu, på websiden når den bliver åbnet.", "<bdi>Lokale 4</bdi>", "10.00</time>–10.45")
	}
	heard := p.heard("nord")
	if len(heard) != 1 || heard[0].Kind != bot.NewPlace || heard[0].Handoff != a.ID || p.relay.count() == 0 {
		t.Errorf("the person hears %d times", len(heard))
	}
	got := kim.post(path+"/place", late)
	got.shows(t, http.StatusConflict, "En kollega har rettet tiden", "<bdi>Lokale 4</bdi>", `value="Kims lokale"`)
	late.Set("version", got.hidden(t, "version"))
	if again := kim.post(path+"/place", late); again.status != http.StatusSeeOther {
		t.Errorf("Kim, having seen it: %d", again.status)
	}
	now, err := p.calendar.Find(t.Context(), "nord", a.ID)
	fine(t, err)
	if now.Slot.Place != "Kims lokale" || now.Slot.Counsellor != "maja" || !now.Slot.Start.Equal(s.Start) || now.Pass != a.Pass {
		t.Error("more than the place is another")
	}
	if log := fmt.Sprint(p.deeds.noted()); !strings.Contains(log, "slot-changed") || strings.Contains(log, "Kims lokale") {
		t.Errorf("the log says %s", log)
	}

	// The person gives it back: who meant theirs must not write to the next one.
	late.Set("version", kim.get(path).hidden(t, "version"))
	fine(t, p.calendar.Cancel(t.Context(), "nord", a.ID, a.Person, noon))
	kim.post(path+"/place", late).shows(t, http.StatusConflict, "En kollega har rettet tiden", `value="Kims lokale"`)
	late.Set("appointment", "findesikke")
	kim.post("/calendar/slot/nord/findesikke/place", late).shows(t, http.StatusNotFound)
}

// A proxy in front of the desk calls it something else: the link is the one staff can use.
func TestSecretLinkLeadsToTheDesksOwnAddress(t *testing.T) {
	p := plan(t)
	p.desk.Home = "https://desk.example.dk/raad"
	p.login("maja").post("/calendar/link", nil).shows(t, http.StatusOK, `value="https://desk.example.dk/raad/ics/`)
}

// What is odd about a calendar is said in a sentence; of one that was never read nothing
// is promised.
func TestOddFeeds(t *testing.T) {
	p := plan(t)
	maja := p.login("maja")
	p.feeds.all = []feeds.Known{{Feed: feeds.Feed{ID: "a", Service: "nord", Address: "https://a.example/x"}}}
	state := &p.feeds.all[0].State
	*state = feeds.State{Tried: noon, Problem: ics.Denied}
	page := maja.get("/calendar/feeds?service=nord")
	page.shows(t, http.StatusOK, "Kalenderen er ikke læst endnu")
	if strings.Contains(page.body, "bliver stående i op til et døgn") {
		t.Error("it promises times that there never were")
	}
	*state = feeds.State{Tried: noon, Good: noon.Add(-time.Hour), Problem: ics.Denied}
	maja.get("/calendar/feeds?service=nord").shows(t, http.StatusOK, "bliver stående i op til et døgn")
	*state = feeds.State{Tried: noon, Good: noon, Warnings: []ics.Warning{ics.WarnZone, ics.WarnLetters, "ny"}}
	page = maja.get("/calendar/feeds?service=nord")
	page.shows(t, http.StatusOK, "en tidszone, vi ikke kender", "Bogstaverne i kalenderen")
	if n := strings.Count(page.body, `data-test="feed-odd"`); n != 2 {
		t.Errorf("%d sentences", n)
	}
}

// faltering is a store that goes away in the middle of a long pattern.
type faltering struct{ desk.Times }

func (f faltering) OpenSlots(ctx context.Context, service string, slots []booking.Slot) ([]booking.Slot, []booking.Clash, error) {
	if len(slots) <= 200 {
		return f.Times.OpenSlots(ctx, service, slots)
	}
	opened, refused, err := f.Times.OpenSlots(ctx, service, slots[:200])
	return opened, refused, errors.Join(err, errAway)
}

// A long pattern opens in parts. The store goes away after the first: the page says how
// far it came, and the same form opens the rest.
func TestLongPatternStopsShort(t *testing.T) {
	p := plan(t)
	p.desk.Times = faltering{p.desk.Times}
	form := slotFields("day", "2026-11-24", "last", "2027-02-28", "clock", "08:00", "length", "20", "buffer", "0", "count", "6", "every", "1", "do", "open")
	form["days"] = []string{"monday", "tuesday", "wednesday", "thursday", "friday"}
	maja := p.login("maja")
	page := maja.post("/calendar/weekly", form)
	page.shows(t, http.StatusServiceUnavailable, "200 tider nåede at åbne. Så gik det i stå.", `role="alert"`, `value="2027-02-28"`)
	if n := len(p.free("nord")); n != 200 {
		t.Fatalf("%d are open", n)
	}
	if log := fmt.Sprint(p.deeds.noted()); !strings.Contains(log, "slots-opened") {
		t.Errorf("the log says %s", log)
	}
	if done := maja.post("/calendar/weekly", form); done.status != http.StatusSeeOther || len(p.free("nord")) <= 200 {
		t.Errorf("the rest: %d, %d are open", done.status, len(p.free("nord")))
	}
}

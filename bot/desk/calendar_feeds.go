package desk

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"lyt/bot/booking"
	"lyt/bot/feeds"
	"lyt/bot/ics"
)

// Feeds are the calendars that counsellors keep elsewhere, from which times come.
type Feeds interface {
	List(ctx context.Context, service string) ([]feeds.Known, error)
	// Add keeps a feed and reads it at once: feeds.ErrMany, feeds.ErrOften, a feeds.Flaw,
	// an ics.Problem.
	Add(ctx context.Context, account string, f feeds.Feed) (feeds.Known, error)
	// Remove takes a feed away, and its free times.
	Remove(ctx context.Context, service, id string) error
}

// feedsScreen is the page of a service's feeds.
type feedsScreen struct {
	slotScreen
	Feeds []feedShown
	Told  string

	Address, Mode, TitleIs, Open, Shut string // as typed
}

// feedShown is a feed as the page tells of it.
type feedShown struct {
	feeds.Known
	Host    string   // where it is; the whole address is a secret
	Problem string   // key of the sentence that says what is wrong
	Kept    []string // ids of times that are taken and no longer in it
	Odd     []string // keys of sentences about what was odd, though it could be read
}

// ProblemKey is the key as the page's own texts are asked for.
func (f feedShown) ProblemKey() string { return strings.TrimPrefix(f.Problem, "desk.") }

// problems are the sentences for what can be wrong with a feed. How a machine that gives
// no calendar answers is one sentence: the page is no way to look around.
var problems = map[ics.Problem]string{
	ics.NotCalendar: "desk.cal.feed.wrong.not-calendar", ics.Broken: "desk.cal.feed.wrong.broken", ics.TooMuch: "desk.cal.feed.wrong.much",
	ics.Large: "desk.cal.feed.wrong.much", ics.Slow: "desk.cal.feed.wrong.slow", ics.Address: "desk.cal.feed.wrong.address",
	ics.Private: "desk.cal.feed.wrong.private", ics.Denied: "desk.cal.feed.wrong.denied",
	ics.Gone: "desk.cal.feed.wrong.gone", ics.Redirects: "desk.cal.feed.wrong.redirects",
	feeds.Unread: "desk.cal.feed.wrong.unread", feeds.Empty: "desk.cal.feed.wrong.empty",
}

// oddities are the sentences for what was odd about a feed.
var oddities = map[ics.Warning]string{ics.WarnZone: "desk.cal.feed.warn.zone", ics.WarnLetters: "desk.cal.feed.warn.letters", ics.WarnPart: "desk.cal.feed.warn.part"}

func oddKeys(warnings []ics.Warning) (keys []string) {
	for _, w := range warnings {
		if key := oddities[w]; key != "" {
			keys = append(keys, key)
		}
	}
	return keys
}

func problemKey(p ics.Problem) string {
	if p == "" {
		return ""
	}
	if key := problems[p]; key != "" {
		return key
	}
	return "desk.cal.feed.wrong.away"
}

// feedFlaws are the sentences for what is wrong with the form.
var feedFlaws = map[feeds.Flaw]string{
	feeds.FlawTitle: "desk.cal.feed.flaw.title", feeds.FlawHours: "desk.cal.feed.flaw.hours",
	feeds.FlawLength: "desk.cal.flaw.length", feeds.FlawFormat: "desk.cal.flaw.format",
}

func feedHindrance(err error) (key string, status int) {
	var flaw feeds.Flaw
	var problem ics.Problem
	switch {
	case errors.As(err, &flaw):
		return feedFlaws[flaw], http.StatusUnprocessableEntity
	case errors.As(err, &problem):
		return problemKey(problem), http.StatusUnprocessableEntity
	case errors.Is(err, feeds.ErrMany):
		return "desk.cal.feed.flaw.many", http.StatusConflict
	case errors.Is(err, feeds.ErrOften):
		return "desk.cal.feed.flaw.often", http.StatusTooManyRequests
	}
	return hindrance(err)
}

func (d *Desk) feedsPage(w http.ResponseWriter, r *http.Request, v visit) {
	service, ok := d.asked(r, v)
	if !ok {
		d.nothing(w, r)
		return
	}
	screen := feedsScreen{slotScreen: slotScreen{Form: d.freshForm(r, v, service)}, Mode: string(feeds.Titled), Open: "09:00", Shut: "15:00"}
	for _, day := range weekdays[:5] {
		screen.Form.Days[day.Key] = true
	}
	switch r.FormValue("told") {
	case "added":
		screen.Told = d.Words.Text(v.lang, "desk.cal.told.feed-added", map[string]any{"count": number(r.FormValue("n"))})
	case "removed":
		screen.Told = d.Words.Text(v.lang, "desk.cal.told.feed-removed", nil)
	}
	d.feedsShown(w, r, v, http.StatusOK, screen)
}

func (d *Desk) feedsShown(w http.ResponseWriter, r *http.Request, v visit, status int, screen feedsScreen) {
	known, err := d.Feeds.List(r.Context(), screen.Form.Service)
	if err != nil {
		d.away(w, r, err)
		return
	}
	for _, k := range known {
		shown := feedShown{Known: k, Problem: problemKey(k.State.Problem), Kept: k.State.Kept, Odd: oddKeys(k.State.Warnings)}
		if u, err := url.Parse(k.Feed.Address); err == nil {
			shown.Host = u.Hostname()
		}
		screen.Feeds = append(screen.Feeds, shown)
	}
	screen.Form.Formats, screen.Form.Services = formats, d.byName(v.Services)
	screen.Form.Names = d.names(r.Context(), v, screen.Form.Service)
	d.show(w, status, "calendar_feeds.html", d.calendarView(r.Context(), v, screen))
}

// addFeed keeps a feed and reads it at once, so that its adder sees what it gives.
func (d *Desk) addFeed(w http.ResponseWriter, r *http.Request, v visit) {
	form := readForm(r)
	if !v.Has(form.Service) {
		d.nothing(w, r)
		return
	}
	screen := feedsScreen{
		slotScreen: slotScreen{Form: form}, Address: strings.TrimSpace(r.FormValue("address")), Mode: oneLine(r.FormValue("mode")),
		TitleIs: oneLine(r.FormValue("title")), Open: oneLine(r.FormValue("open")), Shut: oneLine(r.FormValue("shut")),
	}
	feed, err := screen.feed()
	var added feeds.Known
	if err == nil {
		added, err = d.Feeds.Add(r.Context(), v.Name, feed)
	}
	if err != nil {
		key, status := feedHindrance(err)
		if key == "" {
			d.away(w, r, err)
			return
		}
		screen.Wrong = d.Words.Text(v.lang, key, nil)
		d.feedsShown(w, r, v, status, screen)
		return
	}
	d.did(r.Context(), v, form.Service, "feed-added", added.Feed.ID, "")
	more := url.Values{"service": {form.Service}}
	if added.State.Problem == "" {
		more.Set("told", "added")
		more.Set("n", strconv.Itoa(added.State.Count))
	}
	http.Redirect(w, r, "/calendar/feeds?"+more.Encode(), http.StatusSeeOther)
}

// feed reads the form; the error is a booking.Flaw or a feeds.Flaw.
func (s feedsScreen) feed() (feeds.Feed, error) {
	common, err := s.Form.common()
	if err != nil {
		return feeds.Feed{}, err
	}
	if len(s.Address) > booking.LongestPlace || utf8.RuneCountInString(s.TitleIs) > booking.LongestName {
		return feeds.Feed{}, booking.FlawLong
	}
	f := feeds.Feed{Service: s.Form.Service, Address: s.Address, Slot: common, Rule: feeds.Rule{Mode: feeds.Mode(s.Mode), Title: s.TitleIs}}
	if f.Rule.Mode != feeds.Around {
		return f, nil
	}
	f.Rule.Title = ""
	open, err := time.Parse("15:04", s.Open)
	if err != nil {
		return f, booking.FlawClock
	}
	shut, err := time.Parse("15:04", s.Shut)
	if err != nil {
		return f, booking.FlawClock
	}
	for _, d := range weekdays {
		if s.Form.Days[d.Key] {
			f.Rule.Hours = append(f.Rule.Hours, feeds.Hours{Day: d.Day, From: open.Hour()*60 + open.Minute(), To: shut.Hour()*60 + shut.Minute()})
		}
	}
	return f, nil
}

func (d *Desk) removeFeed(w http.ResponseWriter, r *http.Request, v visit) {
	service, ok := d.asked(r, v)
	id := r.FormValue("id")
	if !ok || id == "" || strings.ContainsAny(id, ":{}") || len(id) > 64 {
		d.nothing(w, r)
		return
	}
	if err := d.Feeds.Remove(r.Context(), service, id); err != nil {
		d.away(w, r, err)
		return
	}
	d.did(r.Context(), v, service, "feed-removed", id, "")
	http.Redirect(w, r, "/calendar/feeds?"+url.Values{"service": {service}, "told": {"removed"}}.Encode(), http.StatusSeeOther)
}

package desk_test

import (
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"lyt/bot"
	"lyt/bot/booking"
	"lyt/bot/handoff"
	"lyt/bot/redis"
	"lyt/locales"
)

// planned is a house whose times stand in the real store, with the real words and in
// Danish time. It is Monday 23 November 2026, one in the afternoon.
type planned struct {
	*house
	calendar *redis.Calendar
	feeds    *memFeeds
	zone     *time.Location
}

func plan(t *testing.T) *planned {
	t.Helper()
	words, err := locales.Load(locales.FS)
	fine(t, err)
	zone, err := time.LoadLocation("Europe/Copenhagen")
	fine(t, err)
	p := &planned{feeds: &memFeeds{}, zone: zone}
	open(t, func(h *house) {
		p.house, p.calendar = h, redis.NewCalendar(h.db, h.keys)
		staff := redis.NewStaff(h.db, h.keys)
		fine(t, staff.Put(t.Context(), h.staff.accounts["maja"], "en lang kode"))
		c := &h.config
		c.Calendar, c.Times, c.Closings, c.Exports, c.Feeds = p.calendar, p.calendar, p.calendar, staff.Exports(), p.feeds
		c.Words, c.Zone = words, zone
	})
	return p
}

func fine(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// at is a time of this week, or of a later one.
func (p *planned) at(day, hour, minute int) time.Time {
	return time.Date(2026, 11, day, hour, minute, 0, 0, p.zone)
}

// has opens a time of three quarters of an hour behind everybody's back.
func (p *planned) has(service, who string, start time.Time) booking.Slot {
	p.Helper()
	added, err := p.calendar.AddSlots(p.Context(), service, []booking.Slot{{Start: start, Length: 45 * time.Minute, Format: booking.Chat, Counsellor: who}})
	fine(p.T, err)
	return added[0]
}

// books lets a person take a time.
func (p *planned) books(s booking.Slot, who string) booking.Appointment {
	p.Helper()
	a, err := p.calendar.Take(p.Context(), booking.Request{ID: "u:" + s.ID, Service: s.Service, Slot: s.ID, Person: bot.Pseudonym(who), Now: noon})
	fine(p.T, err)
	return a
}

func (p *planned) free(service string) (starts []string) {
	p.Helper()
	slots, err := p.calendar.Free(p.Context(), service, noon, noon.AddDate(1, 0, 0), 1000)
	fine(p.T, err)
	for _, s := range slots {
		starts = append(starts, s.Start.In(p.zone).Format("2/1 15.04"))
	}
	return starts
}

func (p *planned) heard(service string) []handoff.Notice {
	p.Helper()
	list, err := p.queue.Notices(p.Context(), service, 10)
	fine(p.T, err)
	return list
}

// slotFields is the form of a time with Maja at nord on Wednesday.
func slotFields(more ...string) url.Values {
	form := url.Values{
		"service": {"nord"}, "day": {"2026-11-25"}, "clock": {"10:00"}, "length": {"45"}, "buffer": {"15"}, "format": {"video"},
		"counsellor": {"maja"}, "profession": {"psykolog"}, "place": {"https://video.example/maja"},
	}
	for i := 0; i+1 < len(more); i += 2 {
		form.Set(more[i], more[i+1])
	}
	return form
}

// shows fails unless a page holds all of these.
func (a answer) shows(t *testing.T, status int, texts ...string) {
	t.Helper()
	if a.status != status {
		t.Errorf("status %d, want %d", a.status, status)
	}
	for _, text := range texts {
		if !strings.Contains(a.body, text) {
			t.Errorf("the page lacks %q", text)
		}
	}
}

// hidden gives the value of a hidden field.
func (a answer) hidden(t *testing.T, name string) string {
	t.Helper()
	match := regexp.MustCompile(`name="` + name + `" value="([^"]*)"`).FindStringSubmatch(a.body)
	if match == nil {
		t.Fatalf("no field %s", name)
	}
	return match[1]
}

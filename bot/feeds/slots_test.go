package feeds_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"lyt/bot/booking"
	"lyt/bot/feeds"
	"lyt/bot/ics"
)

var copenhagen, _ = time.LoadLocation("Europe/Copenhagen")

func at(day, hour, minute int) time.Time {
	return time.Date(2026, 10, day, hour, minute, 0, 0, copenhagen)
}

func event(from, to time.Time) ics.Event { return ics.Event{Start: from, End: to} }

// october is two weeks around the night in which the clocks go back.
func october() feeds.Span { return feeds.Span{From: at(19, 0, 0), To: at(31, 0, 0), Zone: copenhagen} }

func around(hours ...feeds.Hours) feeds.Feed {
	return feeds.Feed{ID: "f", Service: "s", Rule: feeds.Rule{Mode: feeds.Around, Hours: hours},
		Slot: booking.Slot{Length: 45 * time.Minute, Buffer: 15 * time.Minute, Format: booking.Phone, Counsellor: "Mette"}}
}

func titled(length time.Duration) feeds.Feed {
	return feeds.Feed{ID: "f", Service: "s", Rule: feeds.Rule{Mode: feeds.Titled, Title: "Åben"}, Slot: booking.Slot{Length: length, Format: booking.Chat}}
}

func said(slots []booking.Slot) (lines []string) {
	for _, s := range slots {
		lines = append(lines, s.Start.In(copenhagen).Format("2 15:04")+s.End().In(copenhagen).Format("-15:04"))
	}
	return lines
}

func TestSlotsOfACalendar(t *testing.T) {
	monday := feeds.Hours{Day: time.Monday, From: 9 * 60, To: 12*60 + 45}
	chosen := func(e ics.Event) ics.Event { e.Chosen = true; return e }
	allDay := event(at(19, 0, 0), at(20, 0, 0))
	allDay.AllDay = true
	free, freeDay := event(at(19, 9, 0), at(19, 10, 0)), allDay
	free.Free, freeDay.Free = true, true
	for name, test := range map[string]struct {
		feed   feeds.Feed
		events []ics.Event
		want   []string
	}{
		"opening hours of an empty week, the same on the wall after the clocks": {around(monday), nil,
			[]string{"19 09:00-09:45", "19 10:00-10:45", "19 11:00-11:45", "19 12:00-12:45", "26 09:00-09:45", "26 10:00-10:45", "26 11:00-11:45", "26 12:00-12:45"}},
		"a meeting takes the hour it is in and the buffer before it": {around(monday), []ics.Event{event(at(19, 10, 50), at(19, 11, 10)), event(at(26, 0, 0), at(27, 0, 0))},
			[]string{"19 09:00-09:45", "19 12:00-12:45"}},
		"a meeting that ends when a slot begins": {around(feeds.Hours{Day: time.Monday, From: 540, To: 600}), []ics.Event{event(at(19, 8, 0), at(19, 9, 0)), event(at(26, 10, 0), at(26, 11, 0))},
			[]string{"19 09:00-09:45", "26 09:00-09:45"}},
		"a whole day that keeps somebody":         {around(monday), []ics.Event{allDay, event(at(26, 0, 0), at(26, 23, 0))}, nil},
		"what is marked as free keeps nobody":     {around(feeds.Hours{Day: time.Monday, From: 540, To: 600}), []ics.Event{free, freeDay}, []string{"19 09:00-09:45", "26 09:00-09:45"}},
		"no slot is shorter than it is":           {around(feeds.Hours{Day: time.Monday, From: 540, To: 584}), nil, nil},
		"an event with the title is one slot":     {titled(0), []ics.Event{chosen(event(at(20, 13, 0), at(20, 13, 50))), event(at(20, 15, 0), at(20, 16, 0))}, []string{"20 13:00-13:50"}},
		"it is cut when the feed has a length":    {titled(30 * time.Minute), []ics.Event{chosen(event(at(20, 13, 0), at(20, 14, 20)))}, []string{"20 13:00-13:30", "20 13:30-14:00"}},
		"marked as free, it is a slot still":      {titled(0), []ics.Event{chosen(free)}, []string{"19 09:00-10:00"}},
		"a whole day is no time to meet":          {titled(0), []ics.Event{chosen(allDay)}, nil},
		"nor is nothing, or what takes for ever":  {titled(0), []ics.Event{chosen(event(at(20, 13, 0), at(20, 13, 0))), chosen(event(at(20, 13, 0), at(22, 13, 0)))}, nil},
		"the same event twice is one slot":        {titled(0), []ics.Event{chosen(event(at(20, 13, 0), at(20, 14, 0))), chosen(event(at(20, 13, 0), at(20, 14, 0)))}, []string{"20 13:00-14:00"}},
		"what has begun or is too far off is not": {titled(0), []ics.Event{chosen(event(at(18, 23, 0), at(19, 1, 0))), chosen(event(at(31, 0, 0), at(31, 1, 0)))}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			got := test.feed.Slots(test.events, october())
			if !slices.Equal(said(got), test.want) {
				t.Errorf("got %q, want %q", said(got), test.want)
			}
			for _, s := range got {
				if s.Feed != "f" || s.Service != "s" || s.Format != test.feed.Slot.Format || s.Counsellor != test.feed.Slot.Counsellor {
					t.Errorf("%+v is not the feed's", s)
				}
			}
		})
	}
}

func TestOpeningHoursDoNotHoldOnHolidays(t *testing.T) {
	span := october()
	span.Holiday = func(day time.Time) bool { return day.Day() == 19 }
	got := said(around(feeds.Hours{Day: time.Monday, From: 540, To: 600}).Slots(nil, span))
	if !slices.Equal(got, []string{"26 09:00-09:45"}) {
		t.Errorf("%q", got)
	}
}

func TestTitlesAreChosenAsPeopleReadThem(t *testing.T) {
	open, free := feeds.Rule{Mode: feeds.Titled, Title: "Åben  rådgivning"}, feeds.Rule{Mode: feeds.Titled, Title: "ledig"}
	for _, title := range []string{"Åben rådgivning", " ÅBEN RÅDGIVNING ", "A\u030aben ra\u030adgivning", "Åben\u00a0rådgivning"} {
		if !open.Chosen(title) {
			t.Errorf("%q is not chosen", title)
		}
	}
	for _, title := range []string{"Åben rådgivning (chat)", "Åben", "", "Ferie", "Ikke åben rådgivning"} {
		if open.Chosen(title) {
			t.Errorf("%q is chosen", title)
		}
	}
	for _, title := range []string{"Ikke ledig", "Optaget (ledig fra 14)", "Aflyst: Ledig", "Ledighedsteam", "Ledig?", "Ⓛⓔⓓⓘⓖ"} {
		if free.Chosen(title) {
			t.Errorf("%q is chosen, though nobody is free", title)
		}
	}
	if (feeds.Rule{Mode: feeds.Titled}).Chosen("x") || (feeds.Rule{Mode: feeds.Around, Title: "x"}).Chosen("x") {
		t.Error("a rule without a title chooses")
	}
}

// Whatever is in the calendar, no slot is where something is, all lie in the opening
// hours, and each place that is left out has a reason.
func TestSlotsAroundNeverMeetWhatIsBusy(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var hours []feeds.Hours
		for range rapid.IntRange(1, 4).Draw(t, "hours") {
			from := rapid.IntRange(0, 20*60).Draw(t, "from")
			hours = append(hours, feeds.Hours{Day: time.Weekday(rapid.IntRange(0, 6).Draw(t, "day")), From: from, To: from + rapid.IntRange(1, 239).Draw(t, "for")})
		}
		feed := around(hours...)
		feed.Slot.Length = time.Duration(rapid.IntRange(10, 90).Draw(t, "length")) * time.Minute
		feed.Slot.Buffer = time.Duration(rapid.IntRange(0, 30).Draw(t, "buffer")) * time.Minute
		var events []ics.Event
		for range rapid.IntRange(0, 20).Draw(t, "events") {
			start := at(17, 0, 0).Add(time.Duration(rapid.IntRange(0, 15*24*60).Draw(t, "start")) * time.Minute)
			e := event(start, start.Add(time.Duration(rapid.IntRange(0, 3000).Draw(t, "takes"))*time.Minute))
			e.Free = rapid.Bool().Draw(t, "free")
			events = append(events, e)
		}
		got := feed.Slots(events, october())
		stands := func(s booking.Slot) bool {
			return slices.ContainsFunc(events, func(e ics.Event) bool {
				return !e.Free && e.End.After(e.Start) && e.Start.Before(s.Over()) && e.End.After(s.Start)
			})
		}
		for _, s := range got {
			if stands(s) {
				t.Fatalf("%v is busy", said([]booking.Slot{s}))
			}
		}
		for _, s := range feed.Slots(nil, october()) {
			if slices.ContainsFunc(got, func(o booking.Slot) bool { return o.Start.Equal(s.Start) }) == stands(s) {
				t.Fatalf("%v is left out for no reason, or given twice over", said([]booking.Slot{s}))
			}
			local := s.Start.In(copenhagen)
			minute := local.Hour()*60 + local.Minute()
			if !slices.ContainsFunc(hours, func(h feeds.Hours) bool {
				return h.Day == local.Weekday() && h.From <= minute && minute+int(s.Length.Minutes()) <= h.To
			}) {
				t.Fatalf("%v is outside the opening hours", said([]booking.Slot{s}))
			}
		}
	})
}

func TestFeedsAreChecked(t *testing.T) {
	good := around(feeds.Hours{Day: 1, From: 540, To: 600})
	good.Address = "webcal://example.com/x"
	plain, err := good.Check()
	if err != nil || plain.Address != "https://example.com/x" {
		t.Fatalf("%q, %v", plain.Address, err)
	}
	for want, change := range map[error]func(*feeds.Feed){
		ics.Address:      func(f *feeds.Feed) { f.Address = "http://example.com" },
		feeds.FlawFormat: func(f *feeds.Feed) { f.Slot.Format = "pigeon" },
		feeds.FlawLength: func(f *feeds.Feed) { f.Slot.Length = 0 },
		feeds.FlawTitle:  func(f *feeds.Feed) { f.Rule = feeds.Rule{Mode: feeds.Titled, Title: " "} },
		feeds.FlawHours:  func(f *feeds.Feed) { f.Rule.Hours = []feeds.Hours{{Day: 1, From: 540, To: 570}} },
	} {
		bad := good
		change(&bad)
		if _, err := bad.Check(); !errors.Is(err, want) {
			t.Errorf("got %v, want %v", err, want)
		}
	}
}

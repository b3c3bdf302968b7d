package directory_test

import (
	"testing"
	"time"

	"lyt/bot/directory"

	"pgregory.net/rapid"
)

// office is open on weekdays 9-12 and 13-16.
func office() directory.Hours {
	var h directory.Hours
	for day := time.Monday; day <= time.Friday; day++ {
		h.Week[day] = []directory.Span{{From: 9 * 60, To: 12 * 60}, {From: 13 * 60, To: 16 * 60}}
	}
	return h
}

// night is open every night 0-5, so that its hours lie over both clock changes.
func night() directory.Hours {
	var h directory.Hours
	for day := range h.Week {
		h.Week[day] = []directory.Span{{From: 0, To: 5 * 60}}
	}
	h.Holidays = true
	return h
}

func at(t testing.TB, when string) time.Time {
	t.Helper()
	moment, err := time.Parse(time.RFC3339, when)
	if err != nil {
		t.Fatal(err)
	}
	return moment
}

func TestOpen(t *testing.T) {
	always := directory.Hours{Always: true}
	late := directory.Hours{}
	late.Week[time.Saturday] = []directory.Span{{From: 18 * 60, To: 24 * 60}}
	for _, c := range []struct {
		why   string
		hours directory.Hours
		when  string
		want  bool
	}{
		{"the first minute", office(), "2026-11-23T09:00:00+01:00", true},
		{"the second before", office(), "2026-11-23T08:59:59+01:00", false},
		{"the last second", office(), "2026-11-23T15:59:59+01:00", true},
		{"closing time", office(), "2026-11-23T16:00:00+01:00", false},
		{"lunch", office(), "2026-11-23T12:30:00+01:00", false},
		{"Sunday", office(), "2026-11-22T10:00:00+01:00", false},
		{"told in another zone", office(), "2026-11-23T08:00:00Z", true},
		{"Christmas Eve", office(), "2026-12-24T10:00:00+01:00", false},
		{"between the years", office(), "2026-12-30T10:00:00+01:00", true},
		{"Easter Monday", office(), "2027-03-29T10:00:00+02:00", false},
		{"Ascension", office(), "2026-05-14T10:00:00+02:00", false},
		{"Constitution Day", office(), "2026-06-05T10:00:00+02:00", false},
		{"Great Prayer Day is none now", office(), "2026-05-01T10:00:00+02:00", true},
		{"a helpline at Christmas", night(), "2026-12-24T03:00:00+01:00", true},
		{"always", always, "2026-12-24T23:59:59+01:00", true},
		{"until midnight", late, "2026-11-21T23:59:59+01:00", true},
		{"at midnight", late, "2026-11-22T00:00:00+01:00", false},
		{"unknown", directory.Hours{}, "2026-11-23T10:00:00+01:00", false},
	} {
		if got := c.hours.Open(at(t, c.when), zone(t)); got != c.want {
			t.Errorf("%s: open is %v at %s", c.why, got, c.when)
		}
	}
}

func TestNext(t *testing.T) {
	gapOnly := directory.Hours{Holidays: true} // opens at 2:30 on Sundays, an hour that is missing once a year
	gapOnly.Week[time.Sunday] = []directory.Span{{From: 150, To: 240}}
	for _, c := range []struct {
		why   string
		hours directory.Hours
		when  string
		want  string
	}{
		{"open is now, to the second", office(), "2026-11-23T09:30:17+01:00", "2026-11-23T09:30:17+01:00"},
		{"later today", office(), "2026-11-23T06:00:00+01:00", "2026-11-23T09:00:00+01:00"},
		{"after lunch", office(), "2026-11-23T12:00:00+01:00", "2026-11-23T13:00:00+01:00"},
		{"after the week-end", office(), "2026-11-20T16:00:00+01:00", "2026-11-23T09:00:00+01:00"},
		{"after Easter", office(), "2026-04-01T16:00:00+02:00", "2026-04-07T09:00:00+02:00"},
		{"after Christmas", office(), "2026-12-23T16:00:00+01:00", "2026-12-28T09:00:00+01:00"},
		{"over the change to summer time", office(), "2026-03-27T16:00:00+01:00", "2026-03-30T09:00:00+02:00"},
		{"over the change to winter time", office(), "2026-10-23T16:00:00+02:00", "2026-10-26T09:00:00+01:00"},
		{"opening falls into the missing hour", gapOnly, "2026-03-29T00:00:00+01:00", "2026-03-29T03:00:00+02:00"},
		{"opening in the hour that comes twice", gapOnly, "2026-10-25T00:00:00+02:00", "2026-10-25T02:30:00+02:00"},
		{"and once more", gapOnly, "2026-10-25T02:00:00+01:00", "2026-10-25T02:30:00+01:00"},
	} {
		got, ok := c.hours.Next(at(t, c.when), zone(t))
		if !ok || !got.Equal(at(t, c.want)) {
			t.Errorf("%s: next is %v, %v; want %s", c.why, got, ok, c.want)
		}
	}
	if got, ok := (directory.Hours{}).Next(at(t, "2026-11-23T10:00:00+01:00"), zone(t)); ok {
		t.Errorf("unknown hours open at %v", got)
	}
}

// slowNext looks at every minute from the moment on.
func slowNext(h directory.Hours, from time.Time, loc *time.Location) (time.Time, bool) {
	if h.Open(from, loc) {
		return from, true
	}
	for t := from.Truncate(time.Minute).Add(time.Minute); t.Sub(from) < 21*24*time.Hour; t = t.Add(time.Minute) {
		if h.Open(t, loc) {
			return t, true
		}
	}
	return time.Time{}, false
}

func TestNextIsOpenAndNoneIsEarlier(t *testing.T) {
	loc := zone(t)
	changes := []time.Time{at(t, "2026-03-29T01:00:00Z"), at(t, "2026-10-25T01:00:00Z"), at(t, "2026-12-24T00:00:00Z"), at(t, "2027-03-28T01:00:00Z")}
	rapid.Check(t, func(t *rapid.T) {
		h := drawHours(t)
		near := rapid.SampledFrom(changes).Draw(t, "near")
		from := near.Add(time.Duration(rapid.IntRange(-9*24*3600, 3*24*3600).Draw(t, "seconds")) * time.Second)
		got, ok := h.Next(from, loc)
		want, wantOK := slowNext(h, from, loc)
		if wantOK && (!ok || !got.Equal(want)) {
			t.Fatalf("%+v from %v: got %v %v, want %v", h, from, got, ok, want)
		}
		if ok && (!h.Open(got, loc) || got.Before(from)) {
			t.Fatalf("%+v from %v: %v is not open", h, from, got)
		}
	})
}

func TestUntil(t *testing.T) {
	for _, c := range []struct {
		name, from, want string
		hours            directory.Hours
	}{
		{"before noon", "2026-11-23T10:00:00+01:00", "2026-11-23T12:00:00+01:00", office()},
		{"the last minute", "2026-11-23T15:59:59+01:00", "2026-11-23T16:00:00+01:00", office()},
		{"at noon it is shut", "2026-11-23T12:00:00+01:00", "", office()},
		{"over the night the clocks change", "2026-03-29T00:30:00+01:00", "2026-03-29T05:00:00+02:00", night()},
		{"around the clock there is no end", "2026-11-23T10:00:00+01:00", "", directory.Hours{Always: true}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, ok := c.hours.Until(at(t, c.from), zone(t))
			if ok != (c.want != "") || ok && !got.Equal(at(t, c.want)) {
				t.Errorf("got %v %v, want %q", got, ok, c.want)
			}
		})
	}
}

func drawHours(t *rapid.T) directory.Hours {
	h := directory.Hours{Holidays: rapid.Bool().Draw(t, "holidays")}
	for day := range h.Week {
		for from := rapid.IntRange(0, 30*60).Draw(t, "from"); from < 23*60; {
			to := rapid.IntRange(from+1, 24*60).Draw(t, "to")
			h.Week[day] = append(h.Week[day], directory.Span{From: from, To: to})
			from = to + rapid.IntRange(0, 12*60).Draw(t, "pause")
		}
	}
	return h
}

func TestHolidays(t *testing.T) {
	want := map[string]bool{}
	for _, day := range []string{
		// As the almanac has them; the fixed days are added below.
		"2023-04-06", "2023-04-07", "2023-04-09", "2023-04-10", "2023-05-05", "2023-05-18", "2023-05-28", "2023-05-29",
		"2024-03-28", "2024-03-29", "2024-03-31", "2024-04-01", "2024-05-09", "2024-05-19", "2024-05-20",
		"2025-04-17", "2025-04-18", "2025-04-20", "2025-04-21", "2025-05-29", "2025-06-08", "2025-06-09",
		"2026-04-02", "2026-04-03", "2026-04-05", "2026-04-06", "2026-05-14", "2026-05-24", "2026-05-25",
		"2027-03-25", "2027-03-26", "2027-03-28", "2027-03-29", "2027-05-06", "2027-05-16", "2027-05-17",
		"2028-04-13", "2028-04-14", "2028-04-16", "2028-04-17", "2028-05-25", "2028-06-04",
	} {
		want[day] = true
	}
	for _, year := range []string{"2023", "2024", "2025", "2026", "2027", "2028"} {
		for _, day := range []string{"-01-01", "-06-05", "-12-24", "-12-25", "-12-26"} {
			want[year+day] = true
		}
	}
	for day := time.Date(2023, 1, 1, 12, 0, 0, 0, zone(t)); day.Year() < 2029; day = day.AddDate(0, 0, 1) {
		if name := day.Format(time.DateOnly); directory.Holiday(day) != want[name] {
			t.Errorf("%s: holiday is %v", name, directory.Holiday(day))
		}
	}
}

func TestEasterIsASundayInSpring(t *testing.T) {
	for year := 1900; year < 2200; year++ {
		var sundays int
		for day := time.Date(year, 3, 22, 12, 0, 0, 0, time.UTC); !day.After(time.Date(year, 4, 25, 23, 0, 0, 0, time.UTC)); day = day.AddDate(0, 0, 1) {
			if day.Weekday() == time.Sunday && directory.Holiday(day) {
				sundays++
			}
		}
		if sundays != 1 {
			t.Errorf("%d has %d Easter Sundays", year, sundays)
		}
	}
}

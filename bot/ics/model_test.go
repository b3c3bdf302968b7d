package ics

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// rule is a rule as people say it, for a model that looks at one day after another.
type rule struct {
	freq     string
	interval int
	count    int       // 0: no COUNT
	until    time.Time // zero: no UNTIL
	weekdays []int     // 0 is Monday
	ordinal  int       // of the weekday in its month; 0: each
	days     []int     // of the month; negative from its end
	months   []int
}

var weekdayNames = []string{"MO", "TU", "WE", "TH", "FR", "SA", "SU"}

func (r rule) String() string {
	parts := []string{"FREQ=" + r.freq}
	add := func(name string, values []int, write func(int) string) {
		var list []string
		for _, v := range values {
			list = append(list, write(v))
		}
		if len(list) > 0 {
			parts = append(parts, name+"="+strings.Join(list, ","))
		}
	}
	number := func(n int) string { return fmt.Sprint(n) }
	if r.interval > 1 {
		parts = append(parts, fmt.Sprint("INTERVAL=", r.interval))
	}
	if r.count > 0 {
		parts = append(parts, fmt.Sprint("COUNT=", r.count))
	}
	if !r.until.IsZero() {
		parts = append(parts, "UNTIL="+r.until.Format("20060102T150405Z"))
	}
	add("BYDAY", r.weekdays, func(n int) string {
		if r.ordinal != 0 {
			return fmt.Sprint(r.ordinal, weekdayNames[n])
		}
		return weekdayNames[n]
	})
	add("BYMONTHDAY", r.days, number)
	add("BYMONTH", r.months, number)
	return strings.Join(parts, ";")
}

func drawRule(t *rapid.T, start time.Time) rule {
	r := rule{freq: rapid.SampledFrom([]string{"DAILY", "WEEKLY", "MONTHLY", "YEARLY"}).Draw(t, "freq"), interval: rapid.IntRange(1, 5).Draw(t, "interval")}
	switch rapid.IntRange(0, 2).Draw(t, "end") {
	case 0:
		r.count = rapid.IntRange(1, 40).Draw(t, "count")
	case 1:
		r.until = start.Add(time.Duration(rapid.IntRange(0, 700*24).Draw(t, "until")) * time.Hour).UTC()
	}
	by := rapid.IntRange(0, 2).Draw(t, "by")
	if by == 1 || r.freq == "WEEKLY" && by == 2 {
		r.weekdays = rapid.SliceOfNDistinct(rapid.IntRange(0, 6), 1, 3, rapid.ID).Draw(t, "weekdays")
		if r.freq == "MONTHLY" || r.freq == "YEARLY" {
			r.ordinal = rapid.IntRange(-5, 5).Draw(t, "ordinal")
		}
	} else if by == 2 {
		r.days = rapid.SliceOfNDistinct(rapid.SampledFrom([]int{1, 2, 15, 28, 29, 30, 31, -1, -2, -31}), 1, 3, rapid.ID).Draw(t, "days")
	}
	// Without BYMONTH the ordinal of a yearly rule counts in the year: another model.
	if r.freq == "YEARLY" && (by != 0) || rapid.IntRange(0, 3).Draw(t, "by month") == 0 {
		r.months = rapid.SliceOfNDistinct(rapid.IntRange(1, 12), 1, 4, rapid.ID).Draw(t, "months")
	}
	return r
}

// on says whether the rule names a day; both are midnights of UTC.
func (r rule) on(day, start time.Time) bool {
	weekday := func(d time.Time) int { return (int(d.Weekday()) + 6) % 7 }
	monday := func(d time.Time) time.Time { return d.AddDate(0, 0, -weekday(d)) }
	months := (day.Year()-start.Year())*12 + int(day.Month()-start.Month())
	steps := map[string]int{
		"DAILY": int(day.Sub(start).Hours()) / 24, "WEEKLY": int(monday(day).Sub(monday(start)).Hours()) / (24 * 7),
		"MONTHLY": months, "YEARLY": day.Year() - start.Year(),
	}[r.freq]
	if steps%r.interval != 0 {
		return false
	}
	if len(r.months) > 0 && !slices.Contains(r.months, int(day.Month())) {
		return false
	}
	last := time.Date(day.Year(), day.Month()+1, 0, 0, 0, 0, 0, time.UTC).Day()
	switch {
	case len(r.days) > 0:
		return slices.Contains(r.days, day.Day()) || slices.Contains(r.days, day.Day()-last-1)
	case len(r.weekdays) > 0:
		if !slices.Contains(r.weekdays, weekday(day)) {
			return false
		}
		return r.ordinal == 0 || r.ordinal == (day.Day()-1)/7+1 || r.ordinal == -((last-day.Day())/7+1)
	case r.freq == "DAILY":
		return true
	case r.freq == "WEEKLY":
		return weekday(day) == weekday(start)
	default:
		return day.Day() == start.Day() && (r.freq == "MONTHLY" || len(r.months) > 0 || day.Month() == start.Month())
	}
}

// model looks at one day after another.
func (r rule) model(start time.Time, hour, minute int, without map[string]bool) (found []time.Time) {
	count, first := 0, time.Date(start.Year(), start.Month(), start.Day(), 0, 0, 0, 0, time.UTC)
	for i := range 800 {
		day := first.AddDate(0, 0, i)
		at := onTheClock(day, hour, minute)
		named := r.on(day, first) && (r.count == 0 || count < r.count) && (r.until.IsZero() || !wallOf(day, hour, minute).After(zonedWall(r.until)))
		if named {
			count++
		}
		if (named || i == 0) && !without[day.Format(time.DateOnly)] {
			found = append(found, at)
		}
	}
	return found
}

func wallOf(day time.Time, hour, minute int) time.Time {
	return day.Add(time.Duration(hour)*time.Hour + time.Duration(minute)*time.Minute)
}

func zonedWall(t time.Time) time.Time {
	_, ahead := t.In(copenhagen).Zone()
	return t.UTC().Add(time.Duration(ahead) * time.Second)
}

// onTheClock knows the one night of our years with an hour that is left out, and that
// of each hour that comes twice the first is meant.
func onTheClock(day time.Time, hour, minute int) time.Time {
	at := time.Date(day.Year(), day.Month(), day.Day(), hour, minute, 0, 0, copenhagen)
	if at.Hour() != hour {
		return time.Date(day.Year(), day.Month(), day.Day(), hour+1, minute, 0, 0, copenhagen)
	}
	if before := at.Add(-time.Hour); before.Hour() == hour {
		return before
	}
	return at
}

func TestRulesAgreeWithLookingAtEachDay(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		day := time.Date(2026, 1, 1+rapid.IntRange(0, 500).Draw(t, "start"), 0, 0, 0, 0, time.UTC)
		hour, minute := rapid.SampledFrom([]int{0, 2, 9, 23}).Draw(t, "hour"), 30
		start := onTheClock(day, hour, minute)
		r := drawRule(t, start)
		lines := []string{"DTSTART;TZID=Romance Standard Time:" + wallOf(day, hour, minute).Format("20060102T150405"), "DURATION:PT45M", "RRULE:" + r.String()}
		without := map[string]bool{}
		for _, n := range rapid.SliceOfN(rapid.IntRange(0, 60), 0, 10).Draw(t, "left out") {
			left := day.AddDate(0, 0, n)
			without[left.Format(time.DateOnly)] = true
			lines = append(lines, "EXDATE;TZID=Europe/Copenhagen:"+wallOf(left, hour, minute).Format("20060102T150405"))
		}
		from := start.AddDate(0, 0, rapid.IntRange(-10, 300).Draw(t, "from"))
		to := from.AddDate(0, 0, rapid.IntRange(1, 400).Draw(t, "to"))
		var want []time.Time
		for _, at := range r.model(start, hour, minute, without) {
			if at.Add(45*time.Minute).After(from) && at.Before(to) {
				want = append(want, at.UTC())
			}
		}
		got, err := Read(t.Context(), feedOf(event(lines...)), Reading{From: from, To: to, Zone: time.UTC})
		if err != nil || got.Unread > 0 {
			t.Fatalf("%v: %d unread, %v", r, got.Unread, err)
		}
		if !slices.EqualFunc(starts(got), want, time.Time.Equal) {
			t.Fatalf("%v from %v:\ngot  %v\nwant %v", r, start, starts(got), want)
		}
	})
}

func starts(c Calendar) (all []time.Time) {
	for _, e := range c.Events {
		all = append(all, e.Start.UTC())
	}
	return all
}

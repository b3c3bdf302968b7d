package main

import (
	"context"
	"strconv"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// noTimes takes away the times that the demo opens.
func (d *shownDemo) noTimes(t *testing.T) {
	t.Helper()
	ctx, now := context.Background(), time.Now()
	for _, service := range d.desks() {
		slots, err := d.calendar.List(ctx, service, now, now.AddDate(0, 1, 0))
		if err == nil {
			_, _, err = d.calendar.Remove(ctx, service, slots)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

// weeklyTimes: somebody who plans opens a weekly pattern, and a young person books the
// first of its times. The calendar shows the pass name and no other.
func weeklyTimes(t *testing.T, b *browser) {
	demo := startDemo(t, telegramSettings{})
	demo.noTimes(t)
	planner := b.at(t, demo, "koordinator", 1280)
	planner.do(chromedp.Navigate(demo.desk + "calendar/weekly?service=" + youth))
	tomorrow := time.Now().In(demo.zone).AddDate(0, 0, 1)
	planner.ticks("f-monday", "f-tuesday", "f-wednesday", "f-thursday", "f-friday", "f-saturday", "f-sunday")
	planner.fills("f-day", tomorrow.Format("2006-01-02"))
	planner.fills("f-last", tomorrow.AddDate(0, 0, 20).Format("2006-01-02"))
	planner.fills("f-clock", "07:10")
	planner.click("show-plan")
	planner.find(hooked("preview"))
	planner.click("open-plan")
	planner.find(hooked("times"))

	phone := b.window(t, demo.page, 390, 844)
	phone.toChoice()
	phone.tap("Book en tid")
	phone.do(chromedp.Click(chromedp.Search(`(//*[@data-test="choice" and contains(., "kl. 07.10")])[1]`), chromedp.NodeVisible))
	phone.see("Din tid er")
	pass := demo.pass(t)

	planner.do(chromedp.Navigate(demo.desk + "calendar?service=" + youth + "&week=" + tomorrow.AddDate(0, 0, -(int(tomorrow.Weekday())+6)%7).Format("2006-01-02")))
	planner.see("07.10")
	for range 4 { // a holiday may put it into the next week
		if ask[bool](planner, `!!document.querySelector('[data-state="taken"]')`) {
			break
		}
		planner.follows("week-next")
	}
	planner.see(pass)
}

// pass is what the one who booked will say at the door.
func (d *shownDemo) pass(t *testing.T) string {
	t.Helper()
	now := time.Now()
	taken, err := d.calendar.Appointments(context.Background(), youth, now, now.AddDate(0, 1, 0))
	if err != nil || len(taken) != 1 {
		t.Fatalf("%d appointments, %v", len(taken), err)
	}
	first, second := taken[0].Pass.Words()
	return words("pass.first."+strconv.Itoa(first)) + " " + words("pass.second."+strconv.Itoa(second))
}

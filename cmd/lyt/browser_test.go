package main

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// TestBrowser is what people do with the pages, in one Chromium. Each story has a
// demo of its own.
func TestBrowser(t *testing.T) {
	t.Parallel()
	b := startBrowser(t)
	if *screenshots != "" {
		pictures(t, b)
	}
	for _, story := range []struct {
		name string
		play func(*testing.T, *browser)
	}{
		{"from the page to a booked time", fromPageToBookedTime},
		{"a talk with the desk", talkWithTheDesk},
		{"long words from their beginning", longWords},
		{"two claim at once", claimRace},
		{"telegram and page at once", twoChannels},
		{"handed on with consent", handedOn},
		{"declined with a reason", declinedWithReason},
		{"a time offered and booked", offeredTime},
		{"a counsellor on a phone", onAPhone},
		{"half done", halfDone},
		{"said once", saidOnce},
		{"weekly times opened and booked", weeklyTimes},
		{"told of new people", toldOfNewPeople},
		{"a list of talks that follows", liveListFollows},
		{"redis away in mid-talk", redisInMidTalk},
	} {
		t.Run(story.name, func(t *testing.T) {
			t.Parallel()
			story.play(t, b)
		})
	}
}

// fromPageToBookedTime is the teenager: from / to a booked time.
func fromPageToBookedTime(t *testing.T, b *browser) {
	demo := startDemo(t, telegramSettings{})
	phone := b.window(t, demo.page, 390, 844)
	phone.toChoice()
	phone.tap("Book en tid")
	phone.see("Her er de første ledige tider")
	phone.keep("times")
	phone.taps++
	phone.do(chromedp.Click(chromedp.Search(`(//*[@data-test="choice"])[1]`), chromedp.NodeVisible))
	phone.see("Din tid er")
	phone.keep("talk")
	const most = 12
	if phone.taps > most {
		t.Errorf("it took %d taps, at most %d are bearable", phone.taps, most)
	}
}

// toChoice answers everything up to the three ways out.
func (w *window) toChoice() {
	w.t.Helper()
	w.tap("Jeg er ung")
	w.see("Hvilken kommune")
	w.write("say", "helsingr\n")
	w.tap("15–17 år")
	w.tap("Skole")
	w.see("✓ Skole")
	w.tap("Videre")
	for _, item := range []string{"1 af 5", "2 af 5", "3 af 5", "4 af 5", "5 af 5"} {
		w.see(item)
		w.tap("Det meste af tiden")
	}
	w.see("80 ud af 100")
}

// talkWithTheDesk is a live talk between two browsers.
func talkWithTheDesk(t *testing.T, b *browser) {
	demo := startDemo(t, telegramSettings{})
	desk := b.window(t, demo.desk, 1280, 800)
	desk.login(demo, "raadgiver")
	phone := b.window(t, demo.page, 390, 844)
	phone.toChoice()
	phone.tap("Tal med et menneske")
	phone.tap("Ja, giv det videre")
	phone.see("Du er den næste i køen")
	phone.keep("waiting")
	desk.keep("queue")
	desk.click("claim")
	phone.see("Der er en rådgiver her nu")
	phone.write("say", "hej, er der nogen\n")
	desk.see("hej, er der nogen")
	desk.write("reply", "Hej. Jeg hedder Anna, og jeg har god tid.")
	desk.click("send")
	phone.see("jeg har god tid")
	phone.keep("live")
	desk.keep("desk")
	phone.write("say", "jeg vil ikke leve mere\n")
	phone.see("Ring 112")
	desk.do(chromedp.WaitVisible(chromedp.CSS(`[data-mark="crisis"] [data-test="mark"]`)))
	if title, err := chromedp.Run(desk.ctx, chromedp.Title()); err != nil || !strings.Contains(title, "Krise nu: ") {
		t.Errorf("after danger the desk's tab reads %q: %v", title, err)
	}
	phone.keep("danger")
	desk.keep("desk-danger")
	desk.write("reply", "Jeg er her.")
	desk.opens("note")
	desk.write("note-words", "Ring til hendes")
	desk.click("crisis")                                                                        // another tool takes nothing that is half written
	desk.until(`document.querySelector('.told')?.textContent.includes("Krisekortet er sendt")`) // the page was changed
	desk.until(`document.querySelector('[data-test="note-words"]').value === "Ring til hendes" && document.querySelector('[data-test="reply"]').value === "Jeg er her."`)
	desk.click("send")
	phone.see("Jeg er her.")
	desk.closes("talked")
	phone.see("Rådgiveren har sluttet samtalen")
}

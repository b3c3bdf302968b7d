package main

import (
	"context"
	"fmt"
	"strings"
	"testing"

	chromium "github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/chromedp"
)

// watching notes every notice and every tone, and hides the page as another tab does.
const watching = `
	window.notices = [];
	window.tones = 0;
	const Real = window.Notification;
	window.Notification = class extends Real { constructor(text, more) { super(text, more); notices.push(text); } };
	const make = BaseAudioContext.prototype.createOscillator;
	BaseAudioContext.prototype.createOscillator = function () { window.tones++; return make.call(this); };
	Object.defineProperty(document, "hidden", { get: () => true });`

// toldOfNewPeople: a counsellor looks at something else. The tab, a sound and a notice
// say that somebody waits, for a counsellor or for an answer, and nothing about who; the
// sound can be turned off again.
func toldOfNewPeople(t *testing.T, b *browser) {
	demo := startDemo(t, telegramSettings{})
	desk := b.at(t, demo, "raadgiver", 1280)
	desk.until(`!document.querySelector('[data-test="notify"]').hidden`) // it may be asked for
	desk.allows(demo.desk, "notifications")
	desk.do(chromedp.Reload())
	desk.until(`document.querySelector('[data-test="notify"]').hidden && !document.querySelector('[data-test="sound"]').hidden`)
	desk.do(runs(watching))
	desk.click("sound")
	desk.until(`document.querySelector('[data-test="sound"]').getAttribute("aria-pressed") === "true" && tones === 2`)

	phone := b.asksForHuman(t, demo)
	desk.until(`document.title.startsWith("(1) ")`)
	desk.until(`document.title.startsWith("(1) ") && tones === 4 && notices.length === 1`)
	if got := ask[string](desk, `notices[0]`); got != words("desk.notify.one") {
		t.Errorf("the notice says %q", got)
	}
	phone.write("say", "jeg vil ikke leve mere\n") // who waits already comes into danger
	desk.until(`document.querySelector('[data-danger="crisis"]') && tones === 7 && notices.length === 2`)
	desk.click("sound")
	second := b.asksForHuman(t, demo)
	desk.until(`document.title.startsWith("(2) ") && document.querySelectorAll('[data-test="queue-item"]').length === 2`)
	if got := ask[string](desk, `tones + " " + notices.length`); got != "7 2" {
		t.Errorf("tones and notices within a minute, without the sound: %s", got)
	}
	other := b.at(t, demo, "kollega", 1280)
	other.takes()
	desk.until(`document.title.startsWith("(1) ")`)
	other.takes()
	desk.until(`!/^\(/.test(document.title) && !document.querySelector('[data-test="queue-item"]')`)

	desk.click("sound")
	other.opens("onward")
	other.fills("onward-to", "team:")
	other.click("onward-send")
	second.tap("Ja, giv det videre")
	desk.until(`document.querySelector('[data-test="asked-item"]') && tones === 11`)

	desk.click("accept") // and it owes an answer
	desk.until(`tones === 13`)
	desk.says("hej")
	desk.until(`!document.querySelector("#own .owed")`)
	second.write("say", "er du der\n")
	desk.until(`tones === 15`)
}

// allows grants a permission, as somebody does who is asked.
func (w *window) allows(address, what string) {
	w.t.Helper()
	w.do(func(ctx context.Context, _ *chromedp.Target) (chromedp.Void, error) {
		c := chromedp.FromContext(ctx)
		_, err := cdp.Call(ctx, c.Browser, chromium.SetPermission, chromium.SetPermissionParams{
			Permission: &chromium.PermissionDescriptor{Name: what}, Setting: chromium.PermissionSettingGranted,
			Origin: strings.TrimSuffix(address, "/"), BrowserContextID: c.BrowserContextID,
		})
		if err != nil {
			err = fmt.Errorf("allow %s: %w", what, err)
		}
		return chromedp.Void{}, err
	})
}

// liveListFollows: a supervisor's list of all talks follows what happens, by itself.
func liveListFollows(t *testing.T, b *browser) {
	demo := startDemo(t, telegramSettings{})
	leader := b.at(t, demo, "leder", 360)
	leader.do(chromedp.Navigate(demo.desk + "live"))
	leader.see(words("desk.live.none"))
	desk := b.at(t, demo, "raadgiver", 1280)
	b.asksForHuman(t, demo)
	desk.takes()
	leader.find(hooked("live-talk"))
	desk.closes("no-answer")
	leader.see(words("desk.live.none"))
}

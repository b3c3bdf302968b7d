package main

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/chromedp"

	"lyt/bot/bottest"
)

// The stories play at these two desks in one town.
const (
	youth     = "helsingor-ungevaerftet"
	headspace = "headspace-helsingor"
)

// asksForHuman is somebody young in Helsingør on the page, who wants to talk.
func (b *browser) asksForHuman(t *testing.T, demo *shownDemo) *window {
	t.Helper()
	phone := b.window(t, demo.page+"?start=helsingor", 390, 844)
	phone.tap("Jeg er ung")
	phone.tap("15–17 år")
	phone.see("Hvad fylder hos dig")
	phone.write("say", "/menneske\n")
	phone.tap("Ja, giv det videre")
	phone.see("Du er")
	return phone
}

// at opens the desk for somebody.
func (b *browser) at(t *testing.T, demo *shownDemo, name string, width int64) *window {
	t.Helper()
	w := b.window(t, demo.desk, width, 900)
	w.login(demo, name)
	return w
}

// takes takes the first one who waits.
func (w *window) takes() {
	w.t.Helper()
	before := ask[string](w, `location.pathname`)
	w.click("claim")
	w.atTalk(before)
}

// atTalk waits until another talk is open than the one before.
func (w *window) atTalk(before string) {
	w.t.Helper()
	w.until(fmt.Sprintf(`location.pathname !== %q && document.querySelector("#talk")?.dataset.path === location.pathname && !!document.querySelector('[data-test="reply"]')`, before))
}

// says sends the person an answer.
func (w *window) says(words string) {
	w.t.Helper()
	w.write("reply", words)
	w.click("send")
	w.see(words)
}

// opens unfolds one of the tools under the talk.
func (w *window) opens(tool string) {
	w.t.Helper()
	w.do(chromedp.Click(chromedp.CSS("summary"+hooked(tool)), chromedp.NodeVisible))
}

// chooses ticks the choice with just this value.
func (w *window) chooses(name, value string) {
	w.t.Helper()
	w.do(chromedp.Click(chromedp.CSS(fmt.Sprintf(`input[name=%q][value=%q]`, name, value)), chromedp.NodeVisible))
}

// closes ends the talk, for a reason.
func (w *window) closes(reason string) {
	w.t.Helper()
	w.opens("close")
	w.chooses("reason", reason)
	w.click("close-confirm")
}

// claimRace: of two who click at once one has the talk, and the other is told.
func claimRace(t *testing.T, b *browser) {
	demo := startDemo(t, telegramSettings{})
	desks := []*window{b.at(t, demo, "raadgiver", 1280), b.at(t, demo, "kollega", 1280)}
	b.asksForHuman(t, demo)
	for _, w := range desks {
		w.find(hooked("queue-item"))
	}
	var both sync.WaitGroup
	for _, w := range desks {
		both.Go(func() { _ = ask[bool](w, `(document.querySelector('[data-test="claim"]').click(), true)`) })
	}
	both.Wait()
	has := 0
	for _, w := range desks {
		w.until(`!!document.querySelector('[data-test="reply"]') || document.body.innerText.includes("En kollega tog samtalen lige før dig.")`)
		if ask[bool](w, `!!document.querySelector('[data-test="reply"]')`) {
			has++
		}
	}
	if has != 1 {
		t.Errorf("%d of two have the talk", has)
	}
}

// twoChannels: one counsellor talks with somebody on Telegram and somebody on the page.
func twoChannels(t *testing.T, b *browser) {
	fake := bottest.NewTelegram(t)
	demo := startDemo(t, telegramSettings{Token: fake.Token(), API: fake.URL()})
	desk := b.at(t, demo, "raadgiver", 1280)
	friend := fake.User(731_000_001)
	friend.Start("helsingor")
	taps(friend, "Jeg er ung")
	taps(friend, "15–17 år")
	sees(friend, "Hvad fylder hos dig")
	friend.Write("/menneske")
	taps(friend, "Ja, giv det videre")
	desk.takes()
	sees(friend, "Der er en rådgiver her nu")
	friend.Write("hej fra telegram")
	desk.see("hej fra telegram")

	phone := b.asksForHuman(t, demo)
	desk.find(hooked("queue-item"))
	desk.takes()
	phone.see("Der er en rådgiver her nu")
	phone.write("say", "hej fra siden\n")
	desk.see("hej fra siden")
	desk.says("Til dig på siden.")
	phone.see("Til dig på siden.")
	desk.find(hooked("delivered"))
	friend.Write("er du her stadig")
	desk.see("er du her stadig")
	before := ask[string](desk, `location.pathname`)
	desk.do(chromedp.Click(chromedp.CSS(`.mine:not(.here) [data-test="open"]`), chromedp.NodeVisible))
	desk.atTalk(before)
	desk.says("Til dig på Telegram.")
	sees(friend, "Til dig på Telegram.")
	desk.find(hooked("delivered"))
	for _, m := range friend.Messages() {
		if strings.Contains(m.Text, "på siden") {
			t.Error("the words for one went to the other")
		}
	}
	if ask[bool](phone, `document.body.innerText.includes("på Telegram")`) {
		t.Error("the words for one went to the other")
	}
}

// sees waits until the bot has sent the text.
func sees(u *bottest.TelegramUser, text string) {
	u.Until(text, func(messages []bottest.TelegramMessage) bool {
		for _, m := range messages {
			if m.Mine && strings.Contains(m.Text, text) {
				return true
			}
		}
		return false
	})
}

// taps waits for a button, and taps it.
func taps(u *bottest.TelegramUser, label string) {
	u.Until("the button "+label, func(messages []bottest.TelegramMessage) bool {
		for _, m := range messages {
			for _, has := range m.Labels() {
				if has == label {
					return true
				}
			}
		}
		return false
	})
	u.Tap(label)
}

// handedOn: the person is asked, sees what goes along, agrees; the other desk takes the
// talk, and the first no longer sees it.
func handedOn(t *testing.T, b *browser) {
	demo := startDemo(t, telegramSettings{})
	desk, phone := moves(t, b, demo)
	other := b.at(t, demo, "headspace", 1280)
	phone.tap("Ja, giv det videre")
	other.find(hooked("from"))
	other.see("Hun vil gerne mødes med nogen på sin egen alder.")
	path := ask[string](desk, `location.pathname`)
	desk.says("Jeg bliver her, til de har tid.")
	phone.see("Jeg bliver her, til de har tid.")
	other.takes()
	other.says("Hej fra headspace.")
	phone.see("Hej fra headspace.")
	desk.until(`!document.querySelector("#thread") || !!document.querySelector('[data-test="over"]:not([hidden])')`)
	desk.do(chromedp.Navigate(strings.TrimSuffix(demo.desk, "/") + path))
	desk.see("Siden findes ikke.")
	if ask[bool](other, `document.body.innerText.includes("til de har tid")`) {
		t.Error("the other desk reads what was said at the first")
	}
}

// moves begins a talk and asks the person whether headspace may go on with it.
func moves(t *testing.T, b *browser, demo *shownDemo) (desk, phone *window) {
	t.Helper()
	desk = b.at(t, demo, "raadgiver", 1280)
	phone = b.asksForHuman(t, demo)
	desk.takes()
	phone.see("Der er en rådgiver her nu")
	to := headspace
	if strings.Contains(ask[string](desk, `location.pathname`), headspace) {
		to = youth
	}
	desk.opens("onward")
	desk.fills("onward-to", "service:"+to)
	desk.write("onward-along", "Hun vil gerne mødes med nogen på sin egen alder.")
	desk.click("onward-send")
	desk.find(hooked("moving"))
	phone.see("Hun vil gerne mødes med nogen på sin egen alder.")
	return desk, phone
}

// declinedWithReason: the other side says no and why; the talk goes on where it was.
func declinedWithReason(t *testing.T, b *browser) {
	demo := startDemo(t, telegramSettings{})
	desk, phone := moves(t, b, demo)
	other := b.at(t, demo, "headspace", 1280)
	phone.tap("Ja, giv det videre")
	other.find(hooked("from"))
	other.opens("decline")
	other.write("decline-why", "Vi har desværre ikke plads i denne uge.")
	other.click("decline-confirm")
	other.see("Ingen venter lige nu")
	desk.see("Vi har desværre ikke plads i denne uge.")
	desk.until(`!document.querySelector('[data-test="moving"]')`)
	desk.says("Så bliver vi to her.")
	phone.see("Så bliver vi to her.")
	if ask[bool](phone, `document.body.innerText.includes("ikke plads i denne uge")`) {
		t.Error("the person reads what is for the counsellor")
	}
}

// offeredTime: a time is offered in the talk, and booked with one tap.
func offeredTime(t *testing.T, b *browser) {
	demo := startDemo(t, telegramSettings{})
	desk := b.at(t, demo, "raadgiver", 1280)
	phone := b.asksForHuman(t, demo)
	desk.takes()
	desk.opens("offer")
	desk.do(chromedp.Click(chromedp.Search(`(//*[@data-test="offer-slot"])[1]`), chromedp.NodeVisible))
	desk.click("offer-send")
	phone.do(chromedp.Click(chromedp.Search(`(//*[@data-test="choice" and contains(., " kl. ")])[1]`), chromedp.NodeVisible))
	phone.see("Din tid er")
	desk.until(`document.querySelector("#thread").innerText.includes(" kl. ")`)
	desk.closes("booked")
	phone.see("Rådgiveren har sluttet samtalen")
}

// onAPhone is the whole work of a counsellor on a screen of 360 px.
func onAPhone(t *testing.T, b *browser) {
	demo := startDemo(t, telegramSettings{})
	desk := b.at(t, demo, "raadgiver", 360)
	phone := b.asksForHuman(t, demo)
	desk.takes()
	narrow := func(where string) {
		t.Helper()
		if wide := ask[int64](desk, `document.documentElement.scrollWidth`); wide > 360 {
			t.Errorf("%s is %d px wide: %s", where, wide, ask[string](desk, tooWide))
		}
	}
	narrow("the talk")
	phone.write("say", "hej, er der nogen\n")
	desk.see("hej, er der nogen")
	desk.says("Hej. Jeg har god tid.")
	phone.see("Jeg har god tid.")
	desk.click("to-about")
	desk.do(chromedp.WaitVisible(chromedp.CSS(hooked("shared"))))
	narrow("what was shared")
	desk.click("to-talk")
	desk.do(chromedp.WaitVisible(chromedp.CSS(hooked("reply"))))
	desk.opens("note")
	desk.write("note-words", "Ringer til en kollega bagefter.")
	desk.click("note-save")
	desk.do(chromedp.WaitVisible(chromedp.CSS(`[data-who="note"]`)))
	narrow("the talk with a note")
	desk.click("back")
	desk.do(chromedp.WaitVisible(chromedp.CSS(hooked("mine-item"))))
	narrow("the queue")
	desk.find("#own[data-html]") // the list is as the stream has it, and stays under a click
	desk.click("open")
	desk.do(chromedp.WaitVisible(chromedp.CSS(hooked("reply"))))
	desk.closes("talked")
	phone.see("Rådgiveren har sluttet samtalen")
	if ask[bool](phone, `document.body.innerText.includes("kollega bagefter")`) {
		t.Error("the person reads a note")
	}
}

package main

import (
	"fmt"
	"testing"

	"github.com/chromedp/chromedp"
)

// halfDone: a tool shows who is there now and keeps what was begun in it, a note outlasts
// a reload, and a name that no ready answer has is sent only when it is meant.
func halfDone(t *testing.T, b *browser) {
	demo := startDemo(t, telegramSettings{})
	desk := b.at(t, demo, "raadgiver", 1280)
	phone := b.asksForHuman(t, demo)
	desk.takes()
	desk.opens("invite")
	desk.see(words("desk.invite.none"))
	desk.opens("onward")
	desk.fills("onward-to", "team:")
	desk.write("onward-along", "Hun har fri om lidt.")

	b.at(t, demo, "kollega", 1280).find("#presence[data-html]") // and noted as here
	desk.opens("invite")
	desk.find(`[data-test="invite-choice"][value="kollega"]`)
	desk.opens("onward")
	desk.find(`[data-test="onward-to"] [value="staff:kollega"]`)
	desk.until(fmt.Sprintf(`document.querySelector(%q).value === "team:"`, hooked("onward-to")))
	desk.until(fmt.Sprintf(`document.querySelector(%q).value === "Hun har fri om lidt."`, hooked("onward-along")))

	desk.opens("note")
	desk.write("note-words", "Husk skolen")
	desk.until(`performance.getEntriesByType("resource").some((e) => e.name.endsWith("/draft") && e.responseEnd)`)
	desk.do(chromedp.Reload())
	desk.until(fmt.Sprintf(`document.querySelector(%q)?.value === "Husk skolen"`, hooked("note-words")))

	desk.write("reply", "/ukendt")
	desk.click("send")
	desk.see(words("desk.reply.unknown"))
	desk.click("send")
	phone.see("/ukendt")
}

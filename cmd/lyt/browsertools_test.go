package main

import (
	"fmt"
	"testing"

	"github.com/chromedp/chromedp"
)

// halfDone: a tool shows who is there now and keeps what was begun in it, a note outlasts
// a reload, a name that no ready answer has is sent only when it is meant, and words that
// come too late stay.
func halfDone(t *testing.T, b *browser) {
	demo := startDemo(t, telegramSettings{})
	desk := b.at(t, demo, "raadgiver", 1280)
	phone := b.asksForHuman(t, demo)
	desk.takes()
	desk.opens("invite")
	desk.see(words("desk.invite.none"))
	desk.opens("onward")
	house := ask[string](desk, fmt.Sprintf(`[...document.querySelector(%q).options].at(-1).value`, hooked("onward-to")))
	desk.fills("onward-to", house)
	desk.write("onward-along", "Hun har fri om lidt.")

	b.at(t, demo, "kollega", 1280).find("#presence[data-html]") // and noted as here
	desk.opens("invite")
	desk.find(`[data-test="invite-choice"][value="kollega"]`)
	desk.opens("onward")
	desk.find(`[data-test="onward-to"] [value="staff:kollega"]`)
	desk.find(`[data-test="onward-to"] [value="team:"]`)
	desk.until(fmt.Sprintf(`document.querySelector(%q).value === %q`, hooked("onward-to"), house))
	desk.until(fmt.Sprintf(`document.querySelector(%q).value === "Hun har fri om lidt."`, hooked("onward-along")))

	desk.opens("note")
	desk.write("note-words", "Husk skolen")
	desk.until(`performance.getEntriesByType("resource").some((e) => e.name.endsWith("/draft") && e.responseEnd)`)
	desk.do(chromedp.Reload())
	desk.until(fmt.Sprintf(`document.querySelector(%q)?.value === "Husk skolen"`, hooked("note-words")))

	desk.write("reply", "/ukendt svar")
	desk.click("send")
	desk.see(words("desk.reply.unknown"))
	desk.click("send")
	phone.see("/ukendt svar")

	desk.write("reply", "Vi ses")
	phone.tap("Slut samtalen")
	desk.see(words("desk.talk.over"))
	desk.write("reply", "\r") // too late to send, and still there to be copied
	desk.until(`!document.getElementById("words").readOnly && document.getElementById("words").value.includes("Vi ses")`)
	desk.until(`document.getElementById("note").value === "Husk skolen" && document.getElementById("note").checkVisibility()`)
}

// saidOnce: an answer that waits for the network while a tool shows the talk anew is said
// once, and the field is empty again; also when it is sent a second time.
func saidOnce(t *testing.T, b *browser) {
	demo := startDemo(t, telegramSettings{})
	desk := b.at(t, demo, "raadgiver", 1280)
	phone := b.asksForHuman(t, demo)
	desk.takes()
	for n, again := range []bool{false, true} {
		said := fmt.Sprint("svar nummer ", n)
		ask[bool](desk, `((real) => {
			window.fetch = (to, how) => String(to).endsWith("/say") ? Promise.reject() : real(to, how);
			window.online = () => { window.fetch = real; return true; };
			return true;
		})(window.fetch)`)
		desk.write("reply", said)
		desk.click("send")
		desk.until(`!document.getElementById("unsent").hidden`)
		desk.click("crisis")
		desk.until(fmt.Sprintf(`document.getElementById("unsent").hidden && document.getElementById("words").value === %q`, said))
		ask[bool](desk, `window.online()`)
		if again {
			desk.click("send")
		}
		desk.until(fmt.Sprintf(`document.getElementById("thread").innerText.includes(%q) && document.getElementById("words").value === ""`, said))
		phone.see(said)
	}
	desk.until(`performance.getEntriesByType("resource").filter((e) => e.name.endsWith("/say") && e.responseEnd).length === 3`)
	phone.until(`document.getElementById("log").innerText.split("svar nummer 1").length === 2`)
}

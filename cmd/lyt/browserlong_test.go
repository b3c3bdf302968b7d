package main

import "testing"

// longWords: what does not fit the screen is shown from its beginning, though more is said
// after it.
func longWords(t *testing.T, b *browser) {
	demo := startDemo(t, telegramSettings{})
	phone := b.window(t, demo.page, 360, 480)
	phone.see("Hvem er du?")
	phone.write("say", "/privatliv\n")
	phone.see("Skriv /slet, så sletter jeg alt nu.")
	phone.until(`(() => {
		const scroll = document.querySelector("#scroll").getBoundingClientRect();
		const said = [...document.querySelectorAll('[data-test="bubble"]')].find((one) => one.textContent.includes("Jeg kender ikke dit navn"));
		const top = said.getBoundingClientRect().top;
		return said.offsetHeight > scroll.height && top >= scroll.top && top < scroll.top + 40;
	})()`)
}

package main

import (
	"strings"
	"testing"

	"lyt/bot/bottest"
)

// redisInMidTalk: the store goes away while two talk, and comes back. The desk says so,
// and nothing that was written in between is lost or said twice.
func redisInMidTalk(t *testing.T, b *browser) {
	w := newTownOn(t, bottest.StartRedis(t, "--appendonly", "yes", "--appendfsync", "always"), "poll", "LYT_CONTENT="+alwaysOpen(t))
	r := w.start()
	w.run(deskPassword+"\n", "staff", "add", "maja", "--service", youth, "--service", headspace, "--role", "counsellor", "--password-stdin")
	desk := b.window(t, r.desk, 1280, 900)
	desk.login(&shownDemo{passwords: map[string]string{"maja": deskPassword}}, "maja")
	friend := w.newPerson()
	friend.Start("helsingor")
	taps(friend.TelegramUser, "Jeg er ung")
	taps(friend.TelegramUser, "15–17 år")
	sees(friend.TelegramUser, "Hvad fylder hos dig")
	friend.Write("/menneske")
	taps(friend.TelegramUser, "Ja, giv det videre")
	desk.takes()
	desk.says("Hej, jeg er her.")
	friend.sees("Hej, jeg er her.")

	w.redis.Kill()
	desk.find(`#away:not([hidden])`)
	desk.write("reply", "Skrevet, mens intet virkede.")
	desk.click("send")
	desk.find(`#unsent:not([hidden])`)
	w.redis.Restart(t)
	desk.until(`document.querySelector("#away").hidden`)
	friend.sees("Skrevet, mens intet virkede.")
	friend.Write("det kom frem")
	desk.see("det kom frem")
	told := strings.Join(friend.said(), "\n")
	for _, words := range []string{"Hej, jeg er her.", "Skrevet, mens intet virkede."} {
		if n := strings.Count(told, words); n != 1 {
			t.Errorf("%q came %d times", words, n)
		}
		if n := ask[int](desk, `document.querySelector("#thread").innerText.split("`+words+`").length - 1`); n != 1 {
			t.Errorf("%q stands %d times in the thread", words, n)
		}
	}
}

package main

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"lyt/bot/bottest"
)

// TestServe plays what a person meets on Telegram, with the real program on a real
// Redis, by webhook and by polling.
func TestServe(t *testing.T) {
	t.Parallel()
	eachMode(t, func(t *testing.T, mode string) {
		w := newTown(t, mode)
		w.openTimes("helsingor-ungevaerftet", 8)
		r := w.start()
		w.run("", "health", "--desk-listen", strings.TrimPrefix(r.desk, "http://"))
		scenes := map[string]func(){
			"a time is booked through taps":          w.sceneBooking,
			"the bot introduces itself":              w.sceneIntroduction,
			"a group is left politely":               w.sceneGroup,
			"what cannot be read is answered":        w.sceneUnreadable,
			"buttons made up by hand change nothing": w.sceneForged,
			"an old button leads back":               w.sceneStale,
			"fifty people, each in order":            w.sceneFifty,
			"a pause that Telegram asks for":         w.scenePause,
			"somebody who blocked the bot":           w.sceneBlocked,
			"a Telegram in trouble":                  w.sceneTrouble,
			"the crisis card at any step":            w.sceneCrisis,
		}
		if mode == "webhook" {
			scenes["who is not Telegram is refused"] = w.sceneRefused
			scenes["an odd update is laid aside"] = w.sceneOdd
		}
		w.together(scenes)
	})
}

func (w *town) sceneBooking() {
	p := w.newPerson()
	way := wayToBooking("helsingr")
	hello := p.take(bottest.TelegramMessage{}, way[0])
	tap := p.taps(hello, "Jeg er ung")
	area := p.sees(words("first-contact.area"))
	w.telegram.Wait("the tap to be answered", func() bool { return w.telegram.Answered(tap) })
	p.Until("the answer to stay visible and the buttons to go", func(now []bottest.TelegramMessage) bool {
		i := slices.IndexFunc(now, func(m bottest.TelegramMessage) bool { return m.ID == hello.ID })
		return len(now[i].Buttons) == 0 && strings.HasSuffix(now[i].Text, "\n\n✓ Jeg er ung")
	})
	offer := p.walk(area, way[2:])
	times := offer.Labels()[:3]
	for _, label := range times {
		if !slotLabel.MatchString(label) {
			w.t.Errorf("%q is no time as people read it", label)
		}
	}
	p.taps(offer, times[0])
	booked := p.sees(beginning("first-contact.thanks"))
	if !strings.HasPrefix(booked.Text, "Din tid er "+times[0]) || !strings.Contains(booked.Text, "Ungeværftet") {
		w.t.Errorf("booked with the words %q", booked.Text)
	}
	for _, m := range p.Messages() {
		if m.Mine && (m.Preview || !m.Plain) {
			w.t.Errorf("a message was sent with a preview or with markup: %q", m.Text)
		}
	}
	p.Write("/aftaler")
	p.sees(times[0])
	all := append(way, step{"", []string{"Din tid er"}}, step{"", []string{beginning("talk.appointments.one")}})
	if repeats := answers(w.t, p.said(), all); repeats > 0 {
		w.t.Errorf("%d answers were repeated", repeats)
	}
}

func (w *town) sceneIntroduction() {
	w.telegram.Wait("commands and descriptions", func() bool { return w.telegram.Shown("setMyShortDescription", "en") != "" })
	for _, lang := range []string{"", "en"} {
		menu := w.telegram.Shown("setMyCommands", lang)
		for _, command := range []string{"/start ", "/akut ", "/menneske ", "/hjaelp ", "/privatliv ", "/aftaler ", "/sprog ", "/slet "} {
			if !strings.Contains(menu, command) {
				w.t.Errorf("the menu %q lacks %s", lang, command)
			}
		}
		spoken := map[string]string{"": "da", "en": "en"}[lang]
		for method, key := range map[string]string{"setMyDescription": "telegram.description", "setMyShortDescription": "telegram.about"} {
			if got, want := w.telegram.Shown(method, lang), texts().Text(spoken, key, nil); got != want {
				w.t.Errorf("%s %q is %q, not %q", method, lang, got, want)
			}
		}
	}
}

func (w *town) sceneGroup() {
	group := w.telegram.Group(-1001234567890)
	group.Write("hej alle sammen")
	w.telegram.Wait("the bot to leave the group", group.Left)
	said := group.Messages()
	if last := said[len(said)-1]; last.Text != words("telegram.group") {
		w.t.Errorf("the bot left with %q", last.Text)
	}
}

// sceneUnreadable sends what the bot cannot use: each is answered kindly, and the
// question the person is at comes again.
func (w *town) sceneUnreadable() {
	p := w.newPerson()
	p.walk(bottest.TelegramMessage{}, wayToBooking("")[:2])
	for _, send := range []func() bottest.TelegramSent{
		func() bottest.TelegramSent { return p.Photo("") },
		p.Voice, p.Sticker,
		func() bottest.TelegramSent {
			return p.Send("location", map[string]any{"latitude": 56.0, "longitude": 12.5}, "")
		},
		func() bottest.TelegramSent { return p.Send("some_kind_of_2031", map[string]any{"a": 1}, "") },
	} {
		send()
		p.sees(words("talk.unusable"))
		p.sees(words("first-contact.area"))
	}
	for _, say := range []func(string) bottest.TelegramSent{p.Write, p.Photo} {
		for _, text := range []string{"🥺🥺🥺", secretWord + " " + secretWord} {
			say(text)
			p.sees(words("first-contact.area"))
			p.Write("/privatliv")
			p.sees(words("first-contact.area"))
		}
	}
	p.Write("helsingør")
	p.sees(words("first-contact.age"))
}

// sceneForged taps buttons that were never shown. No place is lost, nothing of
// anybody else's is touched.
func (w *town) sceneForged() {
	other, p := w.newPerson(), w.newPerson()
	offer := other.walk(bottest.TelegramMessage{}, wayToBooking("helsingør"))
	other.taps(offer, offer.Labels()[2])
	other.sees("Din tid er")
	before := w.taken("helsingor-ungevaerftet")
	age := p.walk(bottest.TelegramMessage{}, wayToBooking("helsingør")[:3])
	for _, data := range []string{
		"", ":", "!", "zz", "zz:zz", "-1:young", "0:", "99999999999999:young", "3:" + strings.Repeat("x", 60),
		"!aflys:1", "!aflyst:../../x", "!flyt:", "!nope", "\x00\x01", "3:back:back", "!retur",
	} {
		tap := p.TapData(age.ID, data)
		p.sees(words("first-contact.age"))
		w.telegram.Wait("the tap to be answered", func() bool { return w.telegram.Answered(tap) })
	}
	p.TapData(999_999, "zz:zz") // of a message that Telegram no longer has
	p.sees(words("first-contact.age"))
	p.Write("15–17 år")
	p.sees(words("first-contact.topics"))
	if now := w.taken("helsingor-ungevaerftet"); now < before {
		w.t.Errorf("%d times were taken, now %d", before, now)
	}
}

// sceneStale taps a button of a question that was answered long ago.
func (w *town) sceneStale() {
	p := w.newPerson()
	way := wayToBooking("helsingør")
	hello := p.take(bottest.TelegramMessage{}, way[0])
	p.walk(hello, way[1:4])
	tap := p.taps(hello, "Jeg er forælder")
	p.sees(words("flow.stale"))
	topics := p.sees(words("first-contact.topics"))
	w.telegram.Wait("the tap to be answered", func() bool { return w.telegram.Answered(tap) })
	p.walk(topics, way[4:6])
}

// sceneFifty lets fifty people write their whole talk without waiting for answers.
// An answer out of order, or a message handled twice, would change what is said.
func (w *town) sceneFifty() {
	var writing sync.WaitGroup
	for range 50 {
		p := w.newPerson()
		writing.Go(func() { p.writeAtOnce() })
	}
	writing.Wait()
}

func (p *person) writeAtOnce() {
	way := []step{
		{"/start helsingor", []string{words("first-contact.hello")}},
		{"jeg er ung", []string{words("first-contact.honest"), words("first-contact.age")}},
		{"15-17 år", []string{words("first-contact.topics")}},
		{"skole", []string{words("first-contact.topics")}},
		{"videre", []string{words("first-contact.intro"), "1 af 5"}},
	}
	for _, s := range screening() {
		way = append(way, step{strings.Trim(s.does, "[]"), s.says})
	}
	for _, s := range way {
		p.Write(s.does)
	}
	p.sees(words("first-contact.choose"))
	if repeats := answers(p.w.t, p.said(), way); repeats > 0 {
		p.w.t.Errorf("%d answers were repeated", repeats)
	}
}

// scenePause: Telegram says 429 and when to come back. Nothing is sent to that chat
// before, and nothing is lost.
func (w *town) scenePause() {
	p := w.newPerson()
	w.telegram.Fail(bottest.TelegramFailure{Method: "sendMessage", Chat: p.id, Status: http.StatusTooManyRequests, After: 2})
	p.Start("")
	p.sees(words("first-contact.hello"))
	tries := w.callsTo("sendMessage", p)
	if len(tries) != 2 || tries[1].At.Sub(tries[0].At) < 2*time.Second {
		w.t.Errorf("asked to wait 2 s, lyt sent %d times, the last after %v", len(tries), tries[len(tries)-1].At.Sub(tries[0].At))
	}
}

// callsTo lists the calls of one method for one chat.
func (w *town) callsTo(method string, p *person) []bottest.TelegramCall {
	return slices.DeleteFunc(w.telegram.Calls(method), func(c bottest.TelegramCall) bool {
		return c.Params["chat_id"] != fmt.Sprint(p.id)
	})
}

// sceneBlocked: after a 403 nothing more is sent for that update, quietly; who
// writes again is answered again.
func (w *town) sceneBlocked() {
	p := w.newPerson()
	hello := p.walk(bottest.TelegramMessage{}, wayToBooking("")[:1])
	p.taps(hello, "Jeg er ung")
	p.sees(words("first-contact.area"))
	w.telegram.Fail(bottest.TelegramFailure{Method: "sendMessage", Chat: p.id, Status: http.StatusForbidden, Reason: "Forbidden: bot was blocked by the user"})
	before := len(w.callsTo("sendMessage", p))
	p.Write("helsingør")
	w.telegram.Wait("the try that finds the person gone", func() bool { return len(w.callsTo("sendMessage", p)) > before })
	p.Write("15–17 år")
	p.sees(words("first-contact.topics"))
	if calls := len(w.callsTo("sendMessage", p)) - before; calls != 2 {
		w.t.Errorf("%d calls instead of one that is refused and one that answers", calls)
	}
}

// sceneTrouble: server errors, broken connections and a proxy's page are tried
// again until the answer arrives, once.
func (w *town) sceneTrouble() {
	var talking sync.WaitGroup
	for _, trouble := range []bottest.TelegramFailure{
		{Status: http.StatusInternalServerError}, {Reset: true}, {Status: http.StatusBadGateway, HTML: true, Times: 2},
	} {
		p := w.newPerson()
		trouble.Method, trouble.Chat = "sendMessage", p.id
		w.telegram.Fail(trouble)
		talking.Go(func() {
			way := wayToBooking("helsingør")[:4]
			p.walk(bottest.TelegramMessage{}, way)
			if repeats := answers(w.t, p.said(), way); repeats > 0 {
				w.t.Errorf("%d answers were repeated", repeats)
			}
		})
	}
	talking.Wait()
}

// sceneCrisis: the very next message holds the numbers, 112 first, and the talk
// keeps its place.
func (w *town) sceneCrisis() {
	for n := range 3 {
		p := w.newPerson()
		way := wayToBooking("helsingør")
		at := p.walk(bottest.TelegramMessage{}, way[:n+1])
		before := len(p.said())
		p.Write("jeg vil gerne dø")
		card := p.sees("112")
		if next := p.said()[before]; next != card.Text || !strings.HasPrefix(card.Text, "Er du i fare lige nu, så ring 112.") {
			w.t.Errorf("the next message was %q", next)
		}
		if !slices.Contains(card.Labels(), "Tal med et menneske") {
			w.t.Errorf("the crisis card has the buttons %q", card.Labels())
		}
		p.take(at, way[n+1])
	}
}

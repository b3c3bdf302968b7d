package main

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"lyt/bot/bottest"
	"lyt/locales"
)

// person is somebody who talks with lyt on Telegram, and looks closely at the answers.
type person struct {
	*bottest.TelegramUser
	w    *town
	id   int64
	last int // the newest message that was looked at
}

// address is how the channel knows the person.
func (p *person) address() string { return strconv.FormatInt(p.id, 10) }

// texts are the shipped words.
var texts = sync.OnceValue(func() *locales.Catalog {
	catalog, err := locales.Load(locales.FS)
	if err != nil {
		panic(err)
	}
	return catalog
})

// words is a shipped Danish text.
func words(key string) string { return texts().Text("da", key, nil) }

// beginning is a shipped text up to its first placeholder.
func beginning(key string) string {
	const mark = "\x00"
	args := map[string]any{"count": 1}
	for _, name := range []string{"time", "service", "place", "pass", "what"} {
		args[name] = mark
	}
	head, _, _ := strings.Cut(texts().Text("da", key, args), mark)
	return head
}

// sees waits for a message newer than all that were looked at, which holds the text.
func (p *person) sees(text string) bottest.TelegramMessage {
	p.w.t.Helper()
	var seen bottest.TelegramMessage
	p.Until("a message with "+text, func(now []bottest.TelegramMessage) bool {
		for _, m := range now {
			if m.Mine && m.ID > p.last && strings.Contains(m.Text, text) {
				seen = m
				return true
			}
		}
		return false
	})
	p.last = seen.ID
	return seen
}

// seesChange waits until a message that is there already holds a button.
func (p *person) seesChange(id int, label string) bottest.TelegramMessage {
	p.w.t.Helper()
	var seen bottest.TelegramMessage
	p.Until("a button "+label, func(now []bottest.TelegramMessage) bool {
		for _, m := range now {
			if m.ID == id && slices.Contains(m.Labels(), label) {
				seen = m
				return true
			}
		}
		return false
	})
	return seen
}

// taps taps the button whose label begins so, under just that message.
func (p *person) taps(m bottest.TelegramMessage, label string) bottest.TelegramSent {
	p.w.t.Helper()
	for _, key := range slices.Concat(m.Buttons...) {
		if strings.HasPrefix(key.Text, label) {
			return p.TapData(m.ID, key.Data)
		}
	}
	p.w.t.Fatalf("no button %q under %q, but %q", label, m.Text, m.Labels())
	return bottest.TelegramSent{}
}

// said lists the bot's messages that are still there, in order.
func (p *person) said() []string {
	var said []string
	for _, m := range p.Messages() {
		if m.Mine {
			said = append(said, m.Text)
		}
	}
	return said
}

// A step is one thing a person does, and the messages that answer it.
type step struct {
	does string   // typed words, or [a label] of the newest question
	says []string // in order; the last one is the next question
}

// screening is five answers alike.
func screening() []step {
	var steps []step
	for _, next := range []string{"2 af 5", "3 af 5", "4 af 5", "5 af 5"} {
		steps = append(steps, step{"[Det meste af tiden]", []string{next}})
	}
	return append(steps, step{"[Det meste af tiden]", []string{"80 ud af 100", words("first-contact.choose")}})
}

// wayToBooking is the plain path of a young person up to the times on offer.
func wayToBooking(area string) []step {
	steps := []step{
		{"/start", []string{words("first-contact.hello")}},
		{"[Jeg er ung]", []string{words("first-contact.honest"), words("first-contact.area")}},
		{area, []string{words("first-contact.age")}},
		{"[15–17 år]", []string{words("first-contact.topics")}},
		{"[Skole]", nil},
		{"[Videre]", []string{words("first-contact.intro"), "1 af 5"}},
	}
	return append(append(steps, screening()...), step{"[Book en tid]", []string{words("first-contact.offer")}})
}

// shortWay is the same with all skipped that can be.
func shortWay() []step {
	return []step{
		{"/start helsingor", []string{words("first-contact.hello")}},
		{"[Jeg er ung]", []string{words("first-contact.honest"), words("first-contact.age")}},
		{"[Spring over]", []string{words("first-contact.topics")}},
		{"[Spring over]", []string{words("first-contact.intro"), "1 af 5"}},
		{"[Spring over]", []string{words("first-contact.choose")}},
		{"[Book en tid]", []string{words("first-contact.offer")}},
	}
}

// walk takes steps one after the other, each as soon as the one before is answered,
// and gives the last question.
func (p *person) walk(at bottest.TelegramMessage, steps []step) bottest.TelegramMessage {
	p.w.t.Helper()
	for _, s := range steps {
		at = p.take(at, s)
	}
	return at
}

func (p *person) take(at bottest.TelegramMessage, s step) bottest.TelegramMessage {
	p.w.t.Helper()
	p.act(at, s)
	return p.hear(at, s)
}

func (p *person) act(at bottest.TelegramMessage, s step) {
	p.w.t.Helper()
	if label, tapped := strings.CutPrefix(strings.TrimSuffix(s.does, "]"), "["); tapped {
		p.taps(at, label)
		return
	}
	p.Write(s.does)
}

func (p *person) hear(at bottest.TelegramMessage, s step) bottest.TelegramMessage {
	p.w.t.Helper()
	if s.says == nil { // a tick changes the question itself
		return p.seesChange(at.ID, "✓ "+strings.Trim(s.does, "[]"))
	}
	for _, text := range s.says {
		at = p.sees(text)
	}
	return at
}

// answers checks that all of the bot's messages are the answers to the steps, each
// said once, in order; and counts how often the beginning of an answer, or all of
// it, was said again before the next.
func answers(t *testing.T, said []string, steps []step) (repeats int) {
	t.Helper()
	steps = slices.DeleteFunc(slices.Clone(steps), func(s step) bool { return len(s.says) == 0 })
	at, in := 0, 0 // which answer, and how much of it was said
	for n, text := range said {
		switch {
		case at < len(steps) && strings.Contains(text, steps[at].says[in]):
		case in > 0 && strings.Contains(text, steps[at].says[0]):
			repeats, in = repeats+1, 0
		case in == 0 && at > 0 && strings.Contains(text, steps[at-1].says[0]):
			repeats, at = repeats+1, at-1
		default:
			t.Errorf("message %d of %d is no answer to what was asked, or comes too often: %q\nall: %q", n, len(said), text, said)
			return repeats
		}
		if in++; in == len(steps[at].says) {
			at, in = at+1, 0
		}
	}
	if at != len(steps) {
		t.Errorf("%d of %d answers came: %q", at, len(steps), said)
	}
	return repeats
}

// slotLabel is how a time is written on its button.
var slotLabel = regexp.MustCompile(`^(man|tirs|ons|tors|fre|lør|søn)dag \d{1,2}\. [a-zæøå]+\.? kl\. \d\d\.\d\d$`)

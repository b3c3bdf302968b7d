package main

import (
	"context"
	"testing"

	"github.com/chromedp/chromedp"

	"lyt/bot"
	"lyt/bot/handoff"
)

// pictures makes those of the README: the queue in light and dark, a talk, the calendar.
func pictures(t *testing.T, b *browser) {
	t.Helper()
	s, ctx := staffed(t), context.Background()
	s.pictureTalk(ctx)
	for id, p := range map[string]handoff.Priority{"en": handoff.Other, "to": handoff.Low, "tre": handoff.Crisis} {
		s.asks(ctx, id, youth, p, nil)
	}
	desk := b.window(t, s.desk, 1280, 800)
	desk.login(s.shownDemo, "raadgiver")
	for scheme, name := range map[string]string{"light": "desk-queue", "dark": "desk-queue-dark"} {
		desk.do(media(scheme))
		desk.find(hooked("queue-item"))
		desk.keep(name)
	}
	desk.do(media("light"), chromedp.Navigate(s.desk+s.talk[1:]))
	desk.find(hooked("delivered"))
	desk.keep("desk-talk")
	desk.do(chromedp.Navigate(s.desk + "calendar?service=" + youth))
	desk.follows("week-next")
	desk.find(hooked("times"))
	desk.keep("desk-calendar")
}

// pictureTalk is a talk as it should be.
func (s *standing) pictureTalk(ctx context.Context) {
	s.t.Helper()
	h, address := s.taken(ctx, "billede")
	say := func(words string) {
		s.must(s.queue.Say(ctx, youth, h.ID, s.op(), bot.Heard(words), handoff.Unmarked))
	}
	say("jeg sover næsten ikke, og så kan jeg ikke følge med i skolen")
	s.must(s.queue.Answer(ctx, youth, h.ID, s.op(), s.by.Name, bot.Heard("Tak, fordi du fortæller mig det. Det lyder hårdt. Hvor længe har det været sådan?")))
	say("siden sommerferien")
	s.must(s.queue.Write(ctx, youth, h.ID, s.op(), s.by.Name, handoff.Note, bot.Heard("Tilbyder en tid hos Sara på torsdag.")))
	s.must(s.queue.Answer(ctx, youth, h.ID, s.op(), s.by.Name, bot.Heard("Vi kan mødes og se på det sammen. Jeg sender dig et par tider.")))
	lines, err := s.queue.Thread(ctx, youth, h.ID, "", 100)
	s.must(err)
	for _, l := range lines {
		if l.Who == handoff.Counsellor {
			s.must(s.queue.Received(ctx, bot.Receipt{Service: youth, Handoff: h.ID, Line: l.ID}, true))
		}
	}
	s.talk = address
}

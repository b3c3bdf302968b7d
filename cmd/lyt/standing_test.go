package main

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"lyt/bot"
	"lyt/bot/booking"
	"lyt/bot/feeds"
	"lyt/bot/handoff"
	"lyt/bot/ics"
)

// testPassword is that of the accounts the demo does not have.
const testPassword = "tulipan-og-regnvejr"

// standing is a demo in which something is going on, put straight into its store.
type standing struct {
	*shownDemo
	talk, moving, over string // addresses of talks
	slot               string // that of a time somebody took

	t  *testing.T
	by handoff.Account // who has the talks
	n  int             // names what is done
}

// must is for the steps of a story that is only set up.
func (s *standing) must(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

// op names the next step.
func (s *standing) op() string { s.n++; return fmt.Sprintf("trin-%04d", s.n) }

// staffed opens a demo with two counsellors at their desks.
func staffed(t *testing.T) *standing {
	t.Helper()
	s := &standing{shownDemo: startDemo(t, telegramSettings{}), t: t}
	ctx := context.Background()
	s.by = s.account(ctx, "raadgiver")
	for _, name := range []string{"raadgiver", "kollega"} {
		s.must(s.queue.Here(ctx, youth, s.account(ctx, name), handoff.On, time.Now().Add(time.Hour)))
	}
	return s
}

// stand lets all happen that a page can show.
func stand(t *testing.T) *standing {
	t.Helper()
	s, ctx := staffed(t), context.Background()
	s.hire("ny", "skive-tidlig-forebyggelse")
	s.hire("faktor", youth)
	s.secondFactor(ctx, "faktor")
	for n := range len(lights) + 1 {
		s.hire(fmt.Sprint("koder-", n), youth)
	}
	s.feed(ctx)
	s.liveTalk(ctx)
	s.movingTalk(ctx)
	s.overTalk(ctx)
	s.urgentTalk(ctx)
	s.booked(ctx)
	s.must(s.staff.KeepReplies(ctx, "raadgiver", []handoff.Reply{{Name: "sove", Text: "Hvordan sover du for tiden?"}}))
	for n, p := range []handoff.Priority{handoff.Other, handoff.Crisis, handoff.Low, handoff.Other} {
		s.asks(ctx, fmt.Sprint("venter-", n), youth, p, nil)
	}
	s.asks(ctx, "overdraget", headspace, handoff.Other, &handoff.Origin{
		Service: youth, Handoff: "nogen", Staff: "raadgiver", Words: "Vil gerne mødes med andre på sin egen alder.",
	})
	return s
}

// hire makes an account beside those of the demo.
func (s *standing) hire(name, service string) {
	s.t.Helper()
	s.must(s.staff.Put(context.Background(), handoff.Account{Name: name, Role: handoff.RoleCounsellor, Services: []string{service}}, testPassword))
	s.passwords[name] = testPassword
}

func (s *standing) secondFactor(ctx context.Context, name string) {
	s.t.Helper()
	secret, err := s.staff.NewFactor(ctx, name)
	s.must(err)
	code, err := totp.GenerateCode(secret, time.Now())
	s.must(err)
	_, err = s.staff.ConfirmFactor(ctx, handoff.Login{Name: name, Password: code})
	s.must(err)
}

// feed is a calendar kept elsewhere of which all is told that can be told.
func (s *standing) feed(ctx context.Context) {
	s.t.Helper()
	store, now := s.feeds.Store, time.Now()
	f, err := store.Add(ctx, feeds.Feed{
		Service: headspace, Address: "https://kalender.example/hold/" + strings.Repeat("hemmelig", 20) + ".ics",
		Rule: feeds.Rule{Mode: feeds.Titled, Title: "Åben rådgivning for alle, der har lyst til at komme forbi"}, Slot: booking.Slot{Format: booking.InPerson, Counsellor: "headspace"},
	})
	s.must(err)
	_, err = store.Turn(ctx, headspace, f.ID, feeds.Every) // so that nobody asks for it
	s.must(err)
	s.must(store.Note(ctx, headspace, f.ID, feeds.State{
		Tried: now, Good: now.Add(-time.Hour), Problem: ics.Denied, Warnings: []ics.Warning{ics.WarnZone, ics.WarnLetters, ics.WarnPart},
		Count: 3, Unread: 1, Clashes: 2, Kept: []string{"abc", "def"},
	}))
}

func (s *standing) account(ctx context.Context, name string) handoff.Account {
	s.t.Helper()
	a, err := s.staff.Get(ctx, name)
	s.must(err)
	return a
}

// asks lets somebody ask for a human, with all that can be passed on.
func (s *standing) asks(ctx context.Context, id, service string, p handoff.Priority, from *handoff.Origin) handoff.Handoff {
	s.t.Helper()
	s.n++
	at := time.Now().Add(-time.Duration(20-s.n%10) * time.Minute)
	h, err := s.queue.Ask(ctx, handoff.Request{
		ID: id, Service: service, Person: s.keys.Person("web", "person "+id), Priority: p, Lang: "da", At: at, Talks: s.n % 4, From: from,
		Shared:   append([]handoff.Shared{{Name: "Hvem", Value: "ung"}, {Name: "Kommune", Value: "Helsingør"}}, stories[s.n%len(stories)]...),
		Measures: []handoff.Measure{{At: at.AddDate(0, -2, 0), Score: 24}, {At: at.AddDate(0, -1, 0), Score: 40}, {At: at, Score: 32}},
	})
	s.must(err)
	return h
}

// stories are what people agreed to pass on.
var stories = [][]handoff.Shared{
	{{Name: "Alder", Value: "18–25 år"}, {Name: "Emner", Value: "ensom"}, {Name: "WHO-5", Value: "48 ud af 100"}, {Name: "Med egne ord", Value: "Jeg er lige flyttet og kender ingen her."}},
	{{Name: "Alder", Value: "15–17 år"}, {Name: "Emner", Value: "skole, stress"}, {Name: "WHO-5", Value: "32 ud af 100"}, {Name: "Med egne ord", Value: "Jeg kan ikke sove, og det er svært at gå i skole."}},
	{{Name: "Alder", Value: "12–14 år"}, {Name: "Emner", Value: "familie"}, {Name: "Med egne ord", Value: "De skændes hele tiden derhjemme."}},
}

// taken is a talk that the counsellor has begun.
func (s *standing) taken(ctx context.Context, id string) (handoff.Handoff, string) {
	s.t.Helper()
	h := s.asks(ctx, id, youth, handoff.Low, nil)
	_, err := s.queue.Claim(ctx, youth, h.ID, s.op(), s.by)
	s.must(err)
	s.must(s.queue.Say(ctx, youth, h.ID, s.op(), bot.Heard("hej, er der nogen"), handoff.Unmarked))
	s.must(s.queue.Answer(ctx, youth, h.ID, s.op(), s.by.Name, bot.Heard("Hej. Jeg hedder Anna, og jeg har god tid.")))
	return h, "/talk/" + youth + "/" + h.ID
}

// hostile is what a person may write: it is shown as it is, and does nothing.
var hostile = []string{
	"<script>alert(1)</script> <b>fed</b> &amp;", "se her https://example.org/en/lang/adresse?med=mange&dele=" + strings.Repeat("x", 200),
	"\u202eomvendt\u202c og \u2067mere\u2069", strings.Repeat("😀", 400), strings.Repeat("ord", 200),
}

// liveTalk has every kind of line.
func (s *standing) liveTalk(ctx context.Context) {
	s.t.Helper()
	h, address := s.taken(ctx, "samtale")
	for _, words := range hostile {
		s.must(s.queue.Say(ctx, youth, h.ID, s.op(), bot.Heard(words), handoff.Unmarked))
	}
	s.must(s.queue.Say(ctx, youth, h.ID, s.op(), bot.Heard("jeg vil ikke leve mere"), handoff.Danger))
	s.must(s.queue.Say(ctx, youth, h.ID, s.op(), bot.Heard("det er for meget"), handoff.Worry))
	s.must(s.queue.Write(ctx, youth, h.ID, s.op(), s.by.Name, handoff.Note, bot.Heard("@kollega læs lige med")))
	s.must(s.queue.Invite(ctx, youth, h.ID, s.op(), s.by.Name, "kollega"))
	s.must(s.queue.Watch(ctx, youth, h.ID, "leder", true))
	s.must(s.queue.Write(ctx, youth, h.ID, s.op(), "leder", handoff.Whisper, bot.Heard("Spørg, om der er en voksen tæt på.")))
	s.must(s.queue.Answer(ctx, youth, h.ID, s.op(), s.by.Name, bot.Heard("Godt, at du siger det. Er du et trygt sted nu?")))
	s.received(ctx, h)
	s.talk = address
}

// received notes that the first answer arrived, and the last did not.
func (s *standing) received(ctx context.Context, h handoff.Handoff) {
	s.t.Helper()
	lines, err := s.queue.Thread(ctx, youth, h.ID, "", 100)
	s.must(err)
	arrived := true
	for _, l := range lines {
		if l.Who == handoff.Counsellor {
			s.must(s.queue.Received(ctx, bot.Receipt{Service: youth, Handoff: h.ID, Line: l.ID}, arrived))
			arrived = false
		}
	}
}

// movingTalk waits for a colleague to take it over.
func (s *standing) movingTalk(ctx context.Context) {
	s.t.Helper()
	h, address := s.taken(ctx, "flytter")
	to := handoff.Onward{Service: youth, Staff: "kollega", By: s.by.Name, Words: "Jeg går hjem nu.", Shared: h.Request.Shared}
	s.must(s.queue.HandOn(ctx, youth, h.ID, s.op(), s.by.Name, to))
	s.must(s.queue.Agreed(ctx, youth, h.ID, s.op(), &to))
	s.moving = address
}

func (s *standing) overTalk(ctx context.Context) {
	s.t.Helper()
	h, address := s.taken(ctx, "slut")
	s.must(s.queue.Close(ctx, youth, h.ID, s.op(), s.by.Name, handoff.Talked))
	s.over = address
}

// urgentTalk is one in which somebody in danger waits for an answer.
func (s *standing) urgentTalk(ctx context.Context) {
	s.t.Helper()
	h, _ := s.taken(ctx, "haster")
	s.must(s.queue.Say(ctx, youth, h.ID, s.op(), bot.Heard("jeg vil ikke leve mere"), handoff.Danger))
	_, err := s.queue.Ask(ctx, handoff.Request{ID: s.op(), Service: youth, Person: h.Request.Person, Priority: handoff.Crisis, At: time.Now()})
	s.must(err)
}

// booked has a time that somebody took, on a day that was closed afterwards.
func (s *standing) booked(ctx context.Context) {
	s.t.Helper()
	now := time.Now()
	free, err := s.calendar.Free(ctx, youth, now.AddDate(0, 0, 3), now.AddDate(0, 0, 14), 1)
	s.must(err)
	_, err = s.calendar.Take(ctx, booking.Request{ID: s.op(), Service: youth, Slot: free[0].ID, Person: s.keys.Person("web", "person med tid"), Now: now})
	s.must(err)
	_, err = s.calendar.CloseDay(ctx, youth, booking.Day(free[0].Start, s.zone))
	s.must(err)
	s.slot = "/calendar/slot/" + youth + "/" + free[0].ID
}

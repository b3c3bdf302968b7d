package redis_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"lyt/bot"
	"lyt/bot/booking"
	"lyt/bot/handoff"
	"lyt/bot/redis"
)

// A run with everything in it puts these into the stores.
var secrets = []string{
	"chat-id-4711", "jeg har det skidt", "svar fra robotten", "state of the talk", "Alder", "15-17", "Mette Hemmelig",
	"raadgiver-navn", "ord fra raadgiver", "ord mens jeg venter", "siden viser", "ikke sendt endnu", "slog-op", "hemmelig kode",
	"kollega-navn", "vejleder-navn", "note om samtalen", "ord til de næste", "grund til nej", "198.51.100.7", "et fast svar", "hemmelig-1.ics",
}

func (w *world) everythingHappens(t *testing.T) {
	t.Helper()
	who := w.keys.Person("telegram", "chat-id-4711")
	c := bot.Commit{ID: "t:1", State: []byte(`{"x":"state of the talk","w":"jeg har det skidt"}`), Life: month, Next: w.clock.Now().Add(time.Hour),
		Out: []bot.Parcel{{Channel: "telegram", Address: bot.At("chat-id-4711"), Out: bot.Out{ID: "1", Text: "svar fra robotten"}, At: w.clock.Now()}}}
	lease := w.commit(who, c)
	c.Loaded, c.ID = w.load(who), "t:2"
	w.commit(who, c)
	w.done(who, lease, 1, w.sent(48151623, true))
	must(t, w.feed.Append(ctx(t), who, "e", []byte("siden viser")))
	s := w.openSlots(2)
	w.take(w.request("t:3", s[0].ID, who))
	_, err := w.calendar.CloseDay(ctx(t), service, booking.Day(w.clock.Now().AddDate(0, 0, 9), time.UTC))
	must(t, err)
	w.feedHappens(t)
	h, err := w.desk.Ask(ctx(t), handoff.Request{ID: "t:4", Service: service, Person: who, Shared: []handoff.Shared{{Name: "Alder", Value: "15-17"}},
		Priority: handoff.Crisis, At: w.clock.Now()})
	must(t, err)
	must(t, w.desk.Say(ctx(t), service, h.ID, "t:5", bot.Heard("ord mens jeg venter"), handoff.Unmarked))
	_, err = w.claim(h.ID, "raadgiver-navn")
	must(t, err)
	must(t, w.desk.Answer(ctx(t), service, h.ID, "claim:"+h.ID+":raadgiver-navn", "raadgiver-navn", bot.Heard("ord fra raadgiver")))
	_, err = w.desk.Ask(ctx(t), handoff.Request{ID: "t:6", Service: service, Person: person("en-anden"), At: w.clock.Now()})
	must(t, err)
	account := handoff.Account{Name: "raadgiver-navn", Role: handoff.RoleCounsellor, Services: []string{service}}
	must(t, w.staff.Put(ctx(t), account, "hemmelig kode"))
	_, err = w.staff.Verify(ctx(t), handoff.Login{Name: "raadgiver-navn", Password: "forkert kode", From: "198.51.100.7"})
	wantErr(t, "wrong password", err, handoff.ErrDenied)
	_, err = w.staff.Exports().Renew(ctx(t), "raadgiver-navn")
	must(t, err)
	w.staffHappens(t, account)
	w.deskHappens(t, h.ID)
	w.seenHappens(t, h.ID)
	_, _, err = redis.NewPace(w.db).Grant(ctx(t), 30, 1)
	must(t, err)
}

func nothingInClear(t *testing.T, w *world) {
	w.everythingHappens(t)
	var dump string
	must(t, w.desk.Alone(ctx(t), "raadgiver-navn", func(context.Context) error { dump = w.everything(); return nil }))
	for _, secret := range secrets {
		if strings.Contains(dump, secret) {
			t.Errorf("%q stands in Redis in clear", secret)
		}
	}
	if !strings.Contains(dump, w.keys.Person("telegram", "chat-id-4711").Key()) {
		t.Error("the pseudonym is not there either: this looks in the wrong place")
	}
	for _, one := range []any{w.keys, redis.SealError{KeyID: 7}} {
		if text := fmt.Sprintf("%v %+v %#v %s", one, one, one, one); strings.Contains(text, "value") && strings.Contains(text, "typeUrl") {
			t.Error("a keyset prints its keys")
		}
	}
}

func audit(t *testing.T, w *world) {
	empty, err := w.db.Audit(ctx(t))
	must(t, err)
	if !empty.OK() || len(empty.Classes) > 0 {
		t.Fatalf("an empty Redis has findings or keys:\n%s", empty)
	}
	w.everythingHappens(t)
	var report redis.Report
	must(t, w.desk.Alone(ctx(t), "raadgiver-navn", func(ctx context.Context) error { report, err = w.db.Audit(ctx); return err }))
	if !report.OK() {
		t.Fatalf("after a run:\n%s", report)
	}
	seen := map[string]bool{}
	for _, c := range report.Classes {
		seen[c.Class.Name] = true
		if c.Count == 0 || c.Bytes == 0 || c.Class.Life > 0 && (c.Least <= 0 || c.Most > c.Class.Life) {
			t.Errorf("class %s: %+v", c.Class.Name, c)
		}
	}
	for _, c := range redis.Classes() {
		if !seen[c.Name] {
			t.Errorf("no key of class %s was made, so nothing was tested of it", c.Name)
		}
	}
	must(t, w.raw.Persist(ctx(t), w.keysOf("person")[0]).Err())
	must(t, w.raw.PExpire(ctx(t), w.keysOf("web")[0], 48*time.Hour).Err())
	must(t, w.raw.Set(ctx(t), "lyt:{s:x}:novelty:1", "x", time.Hour).Err())
	must(t, w.raw.Set(ctx(t), "lyt:{p99}:person:x", "x", time.Hour).Err())
	must(t, w.raw.Set(ctx(t), "lyt:{p01}:person", "x", time.Hour).Err())
	must(t, w.raw.Set(ctx(t), "somebody:else", "x", 0).Err())
	report, err = w.db.Audit(ctx(t))
	must(t, err)
	want := []redis.Finding{
		{Class: "person", What: "must expire and do not", Count: 1},
		{Class: "web", What: "live longer than they may", Count: 1},
		{Class: "unknown", What: "are under lyt: and belong to no class", Count: 3},
	}
	if fmt.Sprint(report.Findings) != fmt.Sprint(want) || report.Foreign != 1 || report.OK() {
		t.Fatalf("findings are wrong:\n%s", report)
	}
}

package redis_test

import (
	"fmt"
	"maps"
	"testing"
	"time"

	"lyt/bot"
	"lyt/bot/handoff"
)

// told says whether somebody must be told now, and tells them.
func (w *world) told(means string) bool {
	w.t.Helper()
	upTo, is, err := w.desk.Unannounced(ctx(w.t), service, means)
	must(w.t, err)
	if is {
		must(w.t, w.desk.Announced(ctx(w.t), service, means, upTo, 5*time.Minute))
	}
	return is
}

func announcing(t *testing.T, w *world) {
	if w.told("chat") {
		t.Fatal("staff are told though nobody waits")
	}
	w.ask("1", person("anna"), handoff.Low)
	w.clock.Move(29 * time.Second)
	if w.told("chat") {
		t.Fatal("staff are told of somebody who has waited for less than half a minute")
	}
	w.clock.Move(time.Second)
	if !w.told("chat") || w.told("chat") || !w.told("mail") {
		t.Fatal("staff are not told once by each means")
	}
	w.clock.Move(time.Minute)
	w.ask("2", person("bo"), handoff.Crisis)
	w.clock.Move(4*time.Minute - time.Second)
	if w.told("chat") {
		t.Fatal("staff are told twice within five minutes")
	}
	w.clock.Move(time.Second)
	if !w.told("chat") {
		t.Fatal("staff are not told of the second")
	}
	w.clock.Move(time.Hour)
	if w.told("chat") {
		t.Fatal("staff are told again of the same two")
	}
	h := w.ask("3", person("carl"), handoff.Other)
	must(t, w.desk.Leave(ctx(t), service, h.ID, "4"))
	w.clock.Move(time.Minute)
	if w.told("chat") {
		t.Fatal("staff are told of somebody who has left")
	}
}

// announcingInVain: who did not get through is not told that they did.
func announcingInVain(t *testing.T, w *world) {
	w.ask("1", person("anna"), handoff.Low)
	w.clock.Move(time.Minute)
	if _, is, err := w.desk.Unannounced(ctx(t), service, "mail"); err != nil || !is {
		t.Fatalf("staff need not be told (%v)", err)
	}
	if w.told("mail") {
		t.Fatal("two replicas tell them at once")
	}
	w.clock.Move(30 * time.Second)
	if !w.told("mail") {
		t.Fatal("nobody tries again")
	}
}

// announcingAnew: a talk that nobody answered is back in the queue, and staff are told
// of it though they were told before; but not sooner than after the five minutes.
func announcingAnew(t *testing.T, w *world) {
	h := w.ask("1", person("anna"), handoff.Low)
	w.clock.Move(time.Minute)
	if !w.told("chat") {
		t.Fatal("staff are not told")
	}
	_, err := w.claim(h.ID, "mette")
	must(t, err)
	w.clock.Move(4 * time.Minute)
	if n, err := w.desk.TakeBack(ctx(t), service, time.Minute); err != nil || n != 1 {
		t.Fatalf("%d talks went back (%v)", n, err)
	}
	if w.told("chat") {
		t.Fatal("staff are told twice within five minutes")
	}
	w.clock.Move(time.Minute)
	if !w.told("chat") || w.told("chat") {
		t.Fatal("staff are not told once more")
	}
}

func figures(t *testing.T, w *world) {
	copenhagen, err := time.LoadLocation("Europe/Copenhagen")
	must(t, err)
	w.desk.Zone = copenhagen
	counted := func(at time.Time) map[string]int {
		t.Helper()
		got, err := w.desk.Figures(ctx(t), service, at)
		must(t, err)
		return got
	}
	if got := counted(w.clock.Now()); len(got) > 0 {
		t.Fatalf("before anything happened the figures are %v", got)
	}
	for i, reason := range []handoff.Reason{handoff.Talked, handoff.Talked, handoff.Silly} {
		h := w.ask(fmt.Sprint("t:", i), person("anna"), handoff.Low)
		_, err := w.claim(h.ID, "mette")
		must(t, err)
		must(t, w.desk.Close(ctx(t), service, h.ID, fmt.Sprint("c:", i), "mette", reason))
	}
	must(t, w.desk.Met(ctx(t), service, "m:1", "yes"))
	must(t, w.desk.Met(ctx(t), service, "m:1", "yes"))
	want := map[string]int{"closed:talked": 2, "closed:silly": 1, "met:yes": 1}
	if got := counted(w.clock.Now()); !maps.Equal(got, want) {
		t.Fatalf("the figures are %v, want %v", got, want)
	}
	month := w.clock.Now().In(copenhagen)
	for at, some := range map[time.Time]bool{
		time.Date(month.Year(), month.Month(), 1, 0, 0, 0, 0, copenhagen):    true,
		time.Date(month.Year(), month.Month(), 0, 23, 59, 0, 0, copenhagen):  false,
		time.Date(month.Year(), month.Month()+1, 1, 0, 0, 0, 0, copenhagen):  false,
		time.Date(month.Year(), month.Month()+1, 0, 23, 0, 0, 0, copenhagen): true,
	} {
		if got := counted(at); len(got) > 0 != some {
			t.Errorf("asked of %v the figures are %v", at, got)
		}
	}
}

func drafts(t *testing.T, w *world) {
	h := w.ask("1", person("anna"), handoff.Low)
	_, err := w.claim(h.ID, "mette")
	must(t, err)
	draft := func(staff string) string {
		t.Helper()
		words, err := w.desk.Draft(ctx(t), service, h.ID, staff, handoff.Counsellor)
		must(t, err)
		return words.Reveal()
	}
	keep := func(staff, words string) error {
		return w.desk.KeepDraft(ctx(t), service, h.ID, staff, handoff.Counsellor, bot.Heard(words))
	}
	if draft("mette") != "" {
		t.Fatal("there is a draft that nobody wrote")
	}
	must(t, keep("mette", "kære"))
	must(t, keep("mette", "kære du"))
	must(t, keep("ole", "en note"))
	if draft("mette") != "kære du" || draft("ole") != "en note" {
		t.Fatal("a draft is not what was written last")
	}
	key := w.keysOf("drafts")[0]
	if life, err := w.raw.PTTL(ctx(t), key).Result(); err != nil || life <= 0 || life > handoff.ThreadLife {
		t.Fatalf("drafts live %v (%v)", life, err)
	}
	must(t, keep("mette", ""))
	if draft("mette") != "" || draft("ole") == "" {
		t.Fatal("an emptied draft is still there, or took another's along")
	}
	values := w.raw.HGetAll(ctx(t), key).Val()
	must(t, keep("mette", "mit"))
	for _, sealed := range values { // ole's words in mette's place
		for field := range w.raw.HGetAll(ctx(t), key).Val() {
			must(t, w.raw.HSet(ctx(t), key, field, sealed).Err())
		}
	}
	if draft("mette") != "" || draft("ole") != "en note" {
		t.Fatal("another's draft opens")
	}
	must(t, w.desk.Close(ctx(t), service, h.ID, "9", "mette", handoff.Talked))
	wantErr(t, "a draft after the end", keep("mette", "x"), handoff.ErrOver)
	must(t, w.desk.Forget(ctx(t), service, h.ID))
	wantErr(t, "a draft of nothing", keep("mette", "x"), handoff.ErrUnknown)
}

package redis_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"lyt/bot"
	"lyt/bot/handoff"
)

func (w *world) ask(id string, who bot.Person, p handoff.Priority) handoff.Handoff {
	w.t.Helper()
	h, err := w.desk.Ask(ctx(w.t), handoff.Request{ID: id, Service: service, Person: who, Priority: p,
		Shared: []handoff.Shared{{Name: "Alder", Value: "15-17"}}, Lang: "da", At: w.clock.Now()})
	must(w.t, err)
	return h
}

func (w *world) find(id string) handoff.Handoff {
	w.t.Helper()
	h, err := w.desk.Find(ctx(w.t), service, id)
	must(w.t, err)
	return h
}

// thread writes the lines down.
func (w *world) thread(id, after string) string {
	w.t.Helper()
	lines, err := w.desk.Thread(ctx(w.t), service, id, after, 100)
	must(w.t, err)
	var all []string
	for _, l := range lines {
		all = append(all, string(l.Who)+": "+l.Text.Reveal())
	}
	return strings.Join(all, "\n")
}

func (w *world) waiting() []string {
	w.t.Helper()
	list, err := w.desk.Waiting(ctx(w.t), service)
	must(w.t, err)
	var ids []string
	for i, h := range list {
		if h.Place != i+1 || h.State != handoff.Waiting {
			w.t.Fatalf("number %d in the queue has place %d and is %s", i+1, h.Place, h.State)
		}
		ids = append(ids, h.ID)
	}
	return ids
}

func wantErr(t *testing.T, what string, err, want error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Fatalf("%s: got %v, want %v", what, err, want)
	}
}

func handoffFromAskToClose(t *testing.T, w *world) {
	anna := person("anna")
	h := w.ask("t:1", anna, handoff.Low)
	if h.State != handoff.Waiting || h.Place != 1 || !h.Request.Person.Equal(anna) || h.Request.Lang != "da" ||
		h.Request.Priority != handoff.Low || !h.Request.At.Equal(w.clock.Now()) || h.Request.Shared[0].Value != "15-17" {
		t.Fatal("the handoff is not what was asked for")
	}
	if again := w.ask("t:1", anna, handoff.Low); again.ID != h.ID {
		t.Fatal("the same request made another handoff")
	}
	if again := w.ask("t:2", anna, handoff.Other); again.ID != h.ID || again.Request.Priority != handoff.Low {
		t.Fatal("asking again made another handoff, or a less urgent one")
	}
	must(t, w.desk.Say(ctx(t), service, h.ID, "t:3", bot.Heard("mens jeg venter"), handoff.Unmarked))
	wantErr(t, "answer before the claim", w.desk.Answer(ctx(t), service, h.ID, "op1", "mette", bot.Heard("x")), handoff.ErrClaimed)

	w.clock.Move(time.Minute)
	claimed, err := w.claim(h.ID, "mette")
	must(t, err)
	if claimed.State != handoff.Live || claimed.Staff != "mette" || !claimed.Claimed.Equal(w.clock.Now()) || claimed.Place != 0 {
		t.Fatal("the claimed handoff is not live with its counsellor")
	}
	if len(w.waiting()) > 0 {
		t.Fatal("what was claimed still waits")
	}
	mine, err := w.desk.Mine(ctx(t), service, "mette")
	must(t, err)
	if diff := cmp.Diff([]handoff.Handoff{claimed}, mine); diff != "" {
		t.Fatal(diff)
	}
	must(t, w.desk.Say(ctx(t), service, h.ID, "t:4", bot.Heard("hej"), handoff.Unmarked))
	must(t, w.desk.Say(ctx(t), service, h.ID, "t:4", bot.Heard("hej"), handoff.Unmarked))
	w.clock.Move(time.Minute)
	must(t, w.desk.Answer(ctx(t), service, h.ID, "op3", "mette", bot.Heard("hej med dig")))
	must(t, w.desk.Answer(ctx(t), service, h.ID, "op3", "mette", bot.Heard("hej med dig")))
	wantErr(t, "somebody else answers", w.desk.Answer(ctx(t), service, h.ID, "op4", "ole", bot.Heard("x")), handoff.ErrClaimed)
	wantErr(t, "somebody else closes", w.desk.Close(ctx(t), service, h.ID, "op5", "ole", handoff.Talked), handoff.ErrClaimed)
	if got := w.thread(h.ID, ""); got != "person: mens jeg venter\nperson: hej\ncounsellor: hej med dig" {
		t.Fatalf("thread is\n%s", got)
	}
	lines, err := w.desk.Thread(ctx(t), service, h.ID, "", 2)
	must(t, err)
	if got := w.thread(h.ID, lines[1].ID); got != "counsellor: hej med dig" || !lines[0].At.Before(lines[1].At) {
		t.Fatalf("thread after the second line is %q", got)
	}
	if !w.find(h.ID).LastWord.Equal(w.clock.Now()) {
		t.Fatal("the last word's time is not noted")
	}
	must(t, w.desk.Close(ctx(t), service, h.ID, "op6", "mette", handoff.Talked))
	must(t, w.desk.Close(ctx(t), service, h.ID, "op6", "mette", handoff.Talked))
	w.afterClose(t, h.ID)
}

func (w *world) afterClose(t *testing.T, id string) {
	t.Helper()
	if h := w.find(id); h.State != handoff.Over || h.Staff != "mette" {
		t.Fatal("the closed talk is not over")
	}
	wantErr(t, "words after the end", w.desk.Say(ctx(t), service, id, "t:9", bot.Heard("x"), handoff.Unmarked), handoff.ErrOver)
	wantErr(t, "an answer after the end", w.desk.Answer(ctx(t), service, id, "op7", "mette", bot.Heard("x")), handoff.ErrOver)
	_, err := w.claim(id, "mette")
	wantErr(t, "a claim after the end", err, handoff.ErrOver)
	must(t, w.desk.Leave(ctx(t), service, id, "t:10"))
	if mine, err := w.desk.Mine(ctx(t), service, "mette"); err != nil || len(mine) > 0 {
		t.Fatal("a closed talk is still somebody's")
	}
	for _, class := range []string{"thread", "handoff"} {
		ttl, err := w.raw.PTTL(ctx(t), w.keysOf(class)[0]).Result()
		must(t, err)
		if ttl < handoff.ThreadLife-time.Minute || ttl > handoff.ThreadLife {
			t.Fatalf("%s lives %v after the end, want 30 days", class, ttl)
		}
	}
	if again := w.ask("t:11", person("anna"), handoff.Other); again.ID == id || again.State != handoff.Waiting {
		t.Fatal("after the end one cannot ask again")
	}
	_, err = w.desk.Find(ctx(t), service, "findesikke")
	wantErr(t, "find what never was", err, handoff.ErrUnknown)
	wantErr(t, "say where nothing is", w.desk.Say(ctx(t), service, "findesikke", "o", bot.Heard("x"), handoff.Unmarked), handoff.ErrUnknown)
}

func leaveAndForget(t *testing.T, w *world) {
	anna := person("anna")
	h := w.ask("1", anna, handoff.Other)
	must(t, w.desk.Say(ctx(t), service, h.ID, "2", bot.Heard("x"), handoff.Unmarked))
	must(t, w.desk.Leave(ctx(t), service, h.ID, "3"))
	must(t, w.desk.Leave(ctx(t), service, h.ID, "3"))
	wantErr(t, "leave what is gone", w.desk.Leave(ctx(t), service, h.ID, "4"), handoff.ErrUnknown)
	if left := append(append(w.keysOf("handoff"), w.keysOf("thread")...), w.keysOf("asks")...); len(left) > 0 || len(w.waiting()) > 0 {
		t.Fatal("who left the queue is still in it")
	}
	if again := w.ask("1", anna, handoff.Other); again.State != handoff.Over {
		t.Fatal("a request that was left came back to life")
	}

	h = w.ask("5", anna, handoff.Other)
	_, err := w.claim(h.ID, "mette")
	must(t, err)
	must(t, w.desk.Answer(ctx(t), service, h.ID, "7", "mette", bot.Heard("hej")))
	must(t, w.desk.Leave(ctx(t), service, h.ID, "8"))
	if got := w.thread(h.ID, ""); got != "counsellor: hej\nsystem: thread.left" {
		t.Fatalf("thread is\n%s", got)
	}
	if w.find(h.ID).State != handoff.Over {
		t.Fatal("the talk that the person left is not over")
	}
	other := w.ask("9", person("bo"), handoff.Other)
	_, err = w.claim(other.ID, "mette")
	must(t, err)
	must(t, w.desk.Forget(ctx(t), service, h.ID))
	must(t, w.desk.Forget(ctx(t), service, h.ID))
	_, err = w.desk.Find(ctx(t), service, h.ID)
	wantErr(t, "find what was forgotten", err, handoff.ErrUnknown)
	if n := w.notices(); len(n) != 1 || n[0].Handoff != other.ID {
		t.Fatal("a forgotten talk still has notices, or took another's along")
	}
	if got := w.thread(h.ID, ""); got != "" {
		t.Fatal("a forgotten talk still has words")
	}
	must(t, w.desk.Close(ctx(t), service, other.ID, "11", "mette", handoff.Talked))
	must(t, w.desk.Forget(ctx(t), service, other.ID))
	must(t, w.desk.Close(ctx(t), service, other.ID, "11", "mette", handoff.Talked)) // done before, whatever happened since
	if left := append(append(w.keysOf("handoff"), w.keysOf("thread")...), append(w.keysOf("asks"), w.keysOf("mine")...)...); len(left) > 0 {
		t.Fatalf("%d keys are left of forgotten talks", len(left))
	}
}

func notices(t *testing.T, w *world) {
	anna := person("anna")
	h := w.ask("1", anna, handoff.Other)
	_, err := w.claim(h.ID, "mette")
	must(t, err)
	must(t, w.desk.Answer(ctx(t), service, h.ID, "3", "mette", bot.Heard("hej")))
	must(t, w.desk.Close(ctx(t), service, h.ID, "4", "mette", handoff.Talked))
	list := w.notices()
	want := []bot.Kind{bot.Claimed, bot.Answered, bot.Closed}
	if len(list) != len(want) {
		t.Fatalf("%d notices, want %d", len(list), len(want))
	}
	for i, n := range list {
		if n.Kind != want[i] || n.Handoff != h.ID || n.Service != service || !n.Person.Equal(anna) {
			t.Fatalf("notice %d is not what was done", i)
		}
	}
	if list[1].Text.Reveal() != "hej" {
		t.Fatal("the words are not in the notice")
	}
	must(t, w.raw.Do(ctx(t), "XADD", w.keysOf("relay")[0], "*", "h", "x", "p", "y", "k", "7", "e", "rubbish").Err())
	must(t, w.desk.Heard(ctx(t), list[0]))
	must(t, w.desk.Heard(ctx(t), list[0]))
	if left := w.notices(); len(left) != 2 || left[0].ID != list[1].ID {
		t.Fatal("hearing one notice took another off, or none")
	}
	if n, err := w.raw.XLen(ctx(t), w.keysOf("relay")[0]).Result(); err != nil || n != 2 {
		t.Fatalf("%d notices are left with the rubbish one dropped (%v)", n, err)
	}
}

package redis_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"lyt/bot"
	"lyt/bot/handoff"
)

// draftsOfNotes: a note and an answer are begun side by side, and neither takes the
// other along; who goes out of the talk leaves neither behind.
func draftsOfNotes(t *testing.T, w *world) {
	h := w.claimed("anna", "mette")
	must(t, w.desk.Invite(ctx(t), service, h.ID, "1", "mette", "ole"))
	want := func(staff, answer, note string) {
		t.Helper()
		for of, words := range map[handoff.Who]string{handoff.Counsellor: answer, handoff.Note: note} {
			if got, err := w.desk.Draft(ctx(t), service, h.ID, staff, of); err != nil || got.Reveal() != words {
				t.Fatalf("%s has begun another %s (%v)", staff, of, err)
			}
		}
	}
	for _, staff := range []string{"mette", "ole"} {
		must(t, w.desk.KeepDraft(ctx(t), service, h.ID, staff, handoff.Counsellor, bot.Heard("kære")))
		must(t, w.desk.KeepDraft(ctx(t), service, h.ID, staff, handoff.Note, bot.Heard("husk skolen")))
	}
	must(t, w.desk.KeepDraft(ctx(t), service, h.ID, "mette", handoff.Counsellor, bot.Heard("")))
	want("mette", "", "husk skolen")
	want("ole", "kære", "husk skolen")
	must(t, w.desk.Depart(ctx(t), service, h.ID, "2", "ole"))
	want("ole", "", "")
	must(t, w.desk.HandOn(ctx(t), service, h.ID, "3", "mette", handoff.Onward{Service: service, Staff: "ole"}))
	must(t, w.desk.Agreed(ctx(t), service, h.ID, "4", &handoff.Onward{Service: service, Staff: "ole"}))
	w.here("ole")
	_, err := w.desk.Accept(ctx(t), service, h.ID, "5", counsellor("ole"))
	must(t, err)
	want("mette", "", "")
}

// whoWrites: those in a talk see who of them types, until the words are there or they
// are in it no longer.
func whoWrites(t *testing.T, w *world) {
	h := w.claimed("anna", "mette")
	must(t, w.desk.Invite(ctx(t), service, h.ID, "1", "mette", "ole"))
	want := func(when string, writing ...handoff.Writing) {
		t.Helper()
		if diff := cmp.Diff(writing, w.find(h.ID).Writing); diff != "" {
			t.Fatalf("%s: %s", when, diff)
		}
	}
	writes := func(staff string) error { return w.desk.Writes(ctx(t), service, h.ID, staff) }
	must(t, writes("ole"))
	first := w.clock.Now()
	w.clock.Move(time.Second)
	must(t, writes("mette"))
	want("both type", handoff.Writing{Staff: "mette", At: w.clock.Now()}, handoff.Writing{Staff: "ole", At: first})
	wantErr(t, "somebody else types", writes("sara"), handoff.ErrClaimed)
	must(t, w.desk.Answer(ctx(t), service, h.ID, "2", "mette", bot.Heard("hej")))
	want("one has answered", handoff.Writing{Staff: "ole", At: first})
	must(t, w.desk.Depart(ctx(t), service, h.ID, "3", "ole"))
	must(t, w.desk.Invite(ctx(t), service, h.ID, "4", "mette", "ole"))
	want("the other went out, and came back")
	must(t, writes("mette"))
	must(t, w.desk.Close(ctx(t), service, h.ID, "5", "mette", handoff.Talked))
	want("it is over")
	wantErr(t, "typing after the end", writes("mette"), handoff.ErrOver)
}

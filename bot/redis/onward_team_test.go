package redis_test

import (
	"errors"
	"slices"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"lyt/bot"
	"lyt/bot/handoff"
)

// offeredToTeam is a talk of mette's that the person agreed to hand on to the whole team.
func (w *world) offeredToTeam(op string) handoff.Handoff {
	w.t.Helper()
	h := w.claimed("anna"+op, "mette")
	to := handoff.Onward{Service: service, Words: "jeg går hjem nu"}
	must(w.t, w.desk.HandOn(ctx(w.t), service, h.ID, op, "mette", to))
	if len(w.joined("ole")) > 0 {
		w.t.Fatal("the team is asked before the person agreed")
	}
	must(w.t, w.desk.Agreed(ctx(w.t), service, h.ID, op, &to))
	return h
}

// handOnToTeam: mette must go home. Everybody else finds her talk until one takes it; she
// keeps it so long, may take it back, and nobody else can say no to it.
func handOnToTeam(t *testing.T, w *world) {
	w.here("mette", "ole", "sara")
	h := w.offeredToTeam("1")
	must(t, w.desk.Invite(ctx(t), service, h.ID, "2", "mette", "ole"))
	if diff := cmp.Diff([]int{1, 1, 0}, []int{len(w.joined("ole")), len(w.joined("sara")), len(w.joined("mette"))}); diff != "" {
		t.Fatalf("the guest, the others, and the one who has it: %s", diff)
	}
	_, err := w.desk.Accept(ctx(t), service, h.ID, "3", counsellor("mette"))
	wantErr(t, "who has it takes it over", err, handoff.ErrClaimed)
	wantErr(t, "one says no for all", w.desk.Decline(ctx(t), service, h.ID, "4", "sara", bot.Heard("x")), handoff.ErrClaimed)
	must(t, w.desk.Answer(ctx(t), service, h.ID, "5", "mette", bot.Heard("jeg er her lidt endnu")))

	must(t, w.desk.Withdraw(ctx(t), service, h.ID, "6", "mette"))
	if len(w.joined("sara")) > 0 || len(w.joined("ole")) != 1 {
		t.Fatal("what was taken back is still offered, or the guest is gone")
	}
	_, err = w.desk.Accept(ctx(t), service, h.ID, "7", counsellor("sara"))
	wantErr(t, "take over what was taken back", err, handoff.ErrSettled)

	to := handoff.Onward{Service: service}
	must(t, w.desk.HandOn(ctx(t), service, h.ID, "8", "mette", to))
	must(t, w.desk.Agreed(ctx(t), service, h.ID, "9", &to))
	must(t, w.desk.KeepDraft(ctx(t), service, h.ID, "mette", handoff.Counsellor, bot.Heard("kære")))
	got, err := w.desk.Accept(ctx(t), service, h.ID, "10", counsellor("ole"))
	must(t, err)
	if got.Staff != "ole" || got.Moving != nil || got.State != handoff.Live || len(got.Guests) > 0 {
		t.Fatal("the guest did not take the talk over")
	}
	if len(w.joined("sara"))+len(w.joined("ole"))+len(w.joined("mette")) > 0 {
		t.Fatal("what one took is still offered to others")
	}
	w.lastNotice(bot.Claimed, nil)
	wantErr(t, "the former one answers", w.desk.Answer(ctx(t), service, h.ID, "11", "mette", bot.Heard("x")), handoff.ErrClaimed)
	if draft, err := w.desk.Draft(ctx(t), service, h.ID, "mette", handoff.Counsellor); err != nil || draft.Reveal() != "" {
		t.Fatalf("the former one's draft is still there (%v)", err)
	}
	w.wantThread(h.ID, "system: thread.onward-asked-team\t"+service+"\nsystem: thread.onward-yes-team\t"+service+"\nsystem: thread.joined\tole\n"+
		"counsellor: jeg er her lidt endnu\nsystem: thread.onward-back\n"+
		"system: thread.onward-asked-team\t"+service+"\nsystem: thread.onward-yes-team\t"+service+"\nsystem: thread.took-over\tole")
}

// oneOfTheTeam: all click at the same moment, and one gets it.
func oneOfTheTeam(t *testing.T, w *world) {
	team := []string{"ole", "sara", "per", "ida"}
	w.here(append(team, "mette")...)
	h := w.offeredToTeam("1")
	errs := make([]error, len(team))
	var all sync.WaitGroup
	for i, name := range team {
		all.Go(func() { _, errs[i] = w.desk.Accept(ctx(t), service, h.ID, "2", counsellor(name)) })
	}
	all.Wait()
	won := slices.IndexFunc(errs, func(err error) bool { return err == nil })
	if won < 0 || w.find(h.ID).Staff != team[won] {
		t.Fatalf("nobody has it, or not the one who was told so: %v", errs)
	}
	for i, err := range errs {
		if i != won && !errors.Is(err, handoff.ErrSettled) {
			t.Fatalf("another one hears %v", err)
		}
	}
}

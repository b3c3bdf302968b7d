package redis_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"lyt/bot"
	"lyt/bot/handoff"
)

// lostAtTheDesk: everything staff do is done once, though the answer was lost.
func lostAtTheDesk(t *testing.T, w *world) {
	w.here("mette", "ole")
	h := w.claimed("anna", "mette")
	team, ole := handoff.Onward{Service: service}, handoff.Onward{Service: service, Staff: "ole"}
	none := bot.Said{}
	steps := []struct {
		what string
		do   func() error
	}{
		{"invite", func() error { return w.desk.Invite(ctx(t), service, h.ID, "1", "mette", "ole") }},
		{"watch", func() error { return w.desk.Watch(ctx(t), service, h.ID, "vera", true) }},
		{"write", func() error {
			return w.desk.Write(ctx(t), service, h.ID, "2", "vera", handoff.Whisper, bot.Heard("a"))
		}},
		{"tell", func() error {
			return w.desk.Tell(ctx(t), service, h.ID, "3", "ole", bot.Alarmed, none, "thread.alarmed")
		}},
		{"typing", func() error { return w.desk.Typing(ctx(t), service, h.ID) }},
		{"typing at the desk", func() error { return w.desk.Writes(ctx(t), service, h.ID, "ole") }},
		{"noted", func() error { return w.desk.Noted(ctx(t), service, h.ID, "4", "thread.booked") }},
		{"receipt", func() error {
			return w.desk.Received(ctx(t), bot.Receipt{Service: service, Handoff: h.ID, Line: "1-1"}, true)
		}},
		{"depart", func() error { return w.desk.Depart(ctx(t), service, h.ID, "5", "ole") }},
		{"hand on", func() error { return w.desk.HandOn(ctx(t), service, h.ID, "6", "mette", team) }},
		{"withdraw", func() error { return w.desk.Withdraw(ctx(t), service, h.ID, "7", "mette") }},
		{"hand on again", func() error { return w.desk.HandOn(ctx(t), service, h.ID, "8", "mette", ole) }},
		{"agree", func() error { return w.desk.Agreed(ctx(t), service, h.ID, "9", &ole) }},
		{"decline", func() error { return w.desk.Decline(ctx(t), service, h.ID, "10", "ole", bot.Heard("b")) }},
		{"hand on to the team", func() error { return w.desk.HandOn(ctx(t), service, h.ID, "11", "mette", team) }},
		{"agree to the team", func() error { return w.desk.Agreed(ctx(t), service, h.ID, "12", &team) }},
		{"accept", func() error {
			_, err := w.desk.Accept(ctx(t), service, h.ID, "13", counsellor("ole"))
			return err
		}},
		{"take back", func() error { w.clock.Move(10 * time.Minute); w.takeBack(1); return nil }},
		{"not moved", func() error {
			return w.desk.NotMoved(ctx(t), service, h.ID, "14", handoff.Refusal{Service: "andet", Words: "c"})
		}},
		{"moved on", func() error { return w.desk.MovedOn(ctx(t), service, h.ID, "15") }},
		{"met", func() error { return w.desk.Met(ctx(t), service, "16", "yes") }},
	}
	for _, step := range steps {
		w.losing(step.what, step.do)
	}
	w.wantThread(h.ID, "system: thread.joined\tole\nsystem: thread.watched\tvera\nwhisper: a\nsystem: thread.alarmed\nsystem: thread.booked\n"+
		"receipt: yes\nsystem: thread.departed\tole\nsystem: thread.onward-asked-team\t"+service+"\nsystem: thread.onward-back\n"+
		"system: thread.onward-asked\tole\nsystem: thread.onward-yes\tole\nsystem: thread.declined\tole\nnote: b\n"+
		"system: thread.onward-asked-team\t"+service+"\nsystem: thread.onward-yes-team\t"+service+"\nsystem: thread.took-over\tole\nsystem: thread.returned\tole\nsystem: thread.moved")
	var kinds []bot.Kind
	for _, n := range w.notices() {
		kinds = append(kinds, n.Kind)
	}
	want := []bot.Kind{bot.Claimed, bot.Joined, bot.Alarmed, bot.Departed, bot.Onward, bot.Withdrawn, bot.Onward, bot.Declined, bot.Onward, bot.Claimed, bot.Returned}
	if diff := cmp.Diff(want, kinds); diff != "" {
		t.Fatal(diff)
	}
	figures, err := w.desk.Figures(ctx(t), service, w.clock.Now())
	must(t, err)
	if diff := cmp.Diff(map[string]int{"returned": 1, "closed:handed-on": 1, "met:yes": 1}, figures); diff != "" {
		t.Fatal(diff)
	}
}

package redis_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"lyt/bot"
	"lyt/bot/handoff"
)

// letter reads the words of the last notice.
func (w *world) lastNotice(want bot.Kind, letter any) handoff.Notice {
	w.t.Helper()
	all := w.notices()
	if len(all) == 0 || all[len(all)-1].Kind != want {
		w.t.Fatalf("the last of %d notices is not of kind %d", len(all), want)
	}
	last := all[len(all)-1]
	if letter != nil {
		must(w.t, handoff.Unpack(last.Text, letter))
	}
	return last
}

func (w *world) joined(staff string) (ids []string) {
	w.t.Helper()
	list, err := w.desk.Joined(ctx(w.t), service, staff)
	must(w.t, err)
	for _, h := range list {
		ids = append(ids, h.ID)
	}
	return ids
}

func (w *world) wantThread(id, want string) {
	w.t.Helper()
	if diff := cmp.Diff(want, w.thread(id, "")); diff != "" {
		w.t.Fatal(diff)
	}
}

// deskHappens puts all that staff do around a live talk into the store.
func (w *world) deskHappens(t *testing.T, live string) {
	t.Helper()
	const staff, guest = "raadgiver-navn", "kollega-navn"
	must(t, w.desk.Invite(ctx(t), service, live, "d1", staff, guest))
	must(t, w.desk.Watch(ctx(t), service, live, "vejleder-navn", true))
	must(t, w.desk.Write(ctx(t), service, live, "d2", guest, handoff.Note, bot.Heard("note om samtalen")))
	to := handoff.Onward{Service: service, Words: "ord til de næste"}
	must(t, w.desk.HandOn(ctx(t), service, live, "d3", staff, to))
	must(t, w.desk.Agreed(ctx(t), service, live, "d4", &to))
	h, err := w.desk.Ask(ctx(t), handoff.Request{ID: "d5", Service: service, Person: person("en-tredje"), Priority: handoff.Other, At: w.clock.Now(),
		From: &handoff.Origin{Service: "andet", Staff: guest, Words: "ord til de næste"}})
	must(t, err)
	must(t, w.desk.Decline(ctx(t), service, h.ID, "d6", staff, bot.Heard("grund til nej")))
	other := w.claimed("en-fjerde", guest)
	must(t, w.desk.Close(ctx(t), service, other.ID, "d7", guest, handoff.Silly))
}

func handOnToColleague(t *testing.T, w *world) {
	h := w.claimed("anna", "mette")
	to := handoff.Onward{Service: service, Staff: "ole", Words: "hun vil gerne tale om skolen", Shared: []handoff.Shared{{Name: "Alder", Value: "15-17"}}}
	must(t, w.desk.HandOn(ctx(t), service, h.ID, "1", "mette", to))
	to.By = "mette"
	var asked handoff.Onward
	w.lastNotice(bot.Onward, &asked)
	if diff := cmp.Diff(to, asked); diff != "" {
		t.Fatal(diff)
	}
	wantErr(t, "hand on twice", w.desk.HandOn(ctx(t), service, h.ID, "2", "mette", to), handoff.ErrBusy)
	_, err := w.desk.Accept(ctx(t), service, h.ID, "3", counsellor("ole"))
	wantErr(t, "accept before the person agreed", err, handoff.ErrSettled)
	if len(w.joined("ole")) > 0 {
		t.Fatal("a colleague sees the talk before the person agreed")
	}
	must(t, w.desk.Agreed(ctx(t), service, h.ID, "4", nil))
	if got := w.find(h.ID); got.Moving != nil || got.Staff != "mette" || got.Owed.IsZero() {
		t.Fatal("after a no the talk is not where it was, or nobody owes an answer")
	}
	wantErr(t, "agree to nothing", w.desk.Agreed(ctx(t), service, h.ID, "5", &to), handoff.ErrSettled)

	must(t, w.desk.HandOn(ctx(t), service, h.ID, "6", "mette", to))
	to.Words = "" // the person leaves that out
	must(t, w.desk.Agreed(ctx(t), service, h.ID, "7", &to))
	if diff := cmp.Diff(&handoff.Moving{To: to}, w.find(h.ID).Moving); diff != "" {
		t.Fatal(diff)
	}
	if diff := cmp.Diff([]string{h.ID}, w.joined("ole")); diff != "" {
		t.Fatal(diff)
	}
	for range 2 { // the person takes that back, and their answer was lost
		must(t, w.desk.Agreed(ctx(t), service, h.ID, "7 back", nil))
	}
	if got := w.find(h.ID); len(w.joined("ole")) > 0 || got.Moving != nil || got.Staff != "mette" {
		t.Fatal("a yes that was taken back still holds")
	}
	must(t, w.desk.HandOn(ctx(t), service, h.ID, "7 again", "mette", to))
	must(t, w.desk.Agreed(ctx(t), service, h.ID, "7 yes", &to))
	must(t, w.desk.Decline(ctx(t), service, h.ID, "8", "ole", bot.Heard("jeg har fri nu")))
	if got := w.find(h.ID); len(w.joined("ole")) > 0 || got.Moving != nil || got.Owed.IsZero() {
		t.Fatal("a declined talk is still handed on, or nobody owes an answer")
	}
	var refusal handoff.Refusal
	if n := w.lastNotice(bot.Declined, &refusal); n.Handoff != h.ID || refusal.Service != service {
		t.Fatal("the person does not hear that it stays as it is")
	}
	w.wantThread(h.ID, "system: thread.onward-asked\tole\nsystem: thread.onward-no\nsystem: thread.onward-asked\tole\nsystem: thread.onward-yes\tole\n"+
		"system: thread.onward-no\nsystem: thread.onward-asked\tole\nsystem: thread.onward-yes\tole\n"+
		"system: thread.declined\tole\nnote: jeg har fri nu")
}

func handOnToService(t *testing.T, w *world) {
	h := w.claimed("anna", "mette")
	to := handoff.Onward{Service: "headspace"}
	must(t, w.desk.HandOn(ctx(t), service, h.ID, "1", "mette", to))
	must(t, w.desk.Withdraw(ctx(t), service, h.ID, "2", "mette"))
	w.lastNotice(bot.Withdrawn, nil)
	wantErr(t, "withdraw nothing", w.desk.Withdraw(ctx(t), service, h.ID, "3", "mette"), handoff.ErrSettled)
	must(t, w.desk.HandOn(ctx(t), service, h.ID, "4", "mette", to))
	must(t, w.desk.Agreed(ctx(t), service, h.ID, "5", &to))
	if len(w.joined("ole")) > 0 {
		t.Fatal("colleagues see what another service is asked for")
	}
	wantErr(t, "a colleague declines for another service", w.desk.Decline(ctx(t), service, h.ID, "6", "ole", bot.Heard("x")), handoff.ErrSettled)
	must(t, w.desk.NotMoved(ctx(t), service, h.ID, "7", handoff.Refusal{Service: "headspace", Staff: "ida", Words: "vi er fulde i dag"}))
	if got := w.find(h.ID); got.Moving != nil || got.Staff != "mette" || got.Owed.IsZero() {
		t.Fatal("what the other side declined is not back")
	}
	w.wantThread(h.ID, "system: thread.onward-asked\theadspace\nsystem: thread.onward-back\nsystem: thread.onward-asked\theadspace\n"+
		"system: thread.onward-yes\theadspace\nsystem: thread.declined\theadspace\nnote: vi er fulde i dag")

	must(t, w.desk.HandOn(ctx(t), service, h.ID, "8", "mette", to))
	must(t, w.desk.Agreed(ctx(t), service, h.ID, "9", &to))
	must(t, w.desk.Say(ctx(t), service, h.ID, "say", bot.Heard("er der nogen"), handoff.Unmarked))
	w.clock.Move(10 * time.Minute)
	w.takeBack(1)
	if got := w.find(h.ID); got.Moving == nil || got.Place != 1 {
		t.Fatal("what another service is asked for does not wait in both places")
	}
	before := len(w.notices())
	must(t, w.desk.MovedOn(ctx(t), service, h.ID, "10"))
	must(t, w.desk.MovedOn(ctx(t), service, h.ID, "11"))
	if got := w.find(h.ID); got.State != handoff.Over || got.Staff != "" || got.Reason != handoff.HandedOn || got.Moving != nil {
		t.Fatal("what the other side took is not over, or still somebody's here")
	}
	if len(w.waiting()) > 0 {
		t.Fatal("what the other side took still waits here")
	}
	if len(w.notices()) != before {
		t.Fatal("the person is told that the talk is closed, though it goes on elsewhere")
	}
	if again := w.ask("12", person("anna"), handoff.Low); again.ID == h.ID || again.State != handoff.Waiting {
		t.Fatal("after moving on one cannot ask again")
	}
}

// declineHandedOn is the other side of it.
func declineHandedOn(t *testing.T, w *world) {
	own := w.ask("1", person("anna"), handoff.Low)
	wantErr(t, "decline who came by themselves", w.desk.Decline(ctx(t), service, own.ID, "2", "mette", bot.Heard("x")), handoff.ErrSettled)
	from := handoff.Origin{Service: "kommunen", Handoff: "abc", Staff: "karl", Words: "vi har talt to gange"}
	at := w.clock.Now().Add(-24 * time.Hour).UTC()
	r := handoff.Request{ID: "3", Service: service, Person: person("bo"), Priority: handoff.Low, At: w.clock.Now(), Talks: 2,
		Measures: []handoff.Measure{{At: at, Score: 40}, {At: at.Add(time.Hour), Score: 52}}, From: &from}
	h, err := w.desk.Ask(ctx(t), r)
	must(t, err)
	if diff := cmp.Diff([]any{r.Talks, r.Measures, r.From}, []any{h.Request.Talks, h.Request.Measures, h.Request.From}); diff != "" {
		t.Fatal(diff)
	}
	must(t, w.desk.Decline(ctx(t), service, h.ID, "4", "mette", bot.Heard("prøv tilbuddet ved siden af")))
	var refusal handoff.Refusal
	if n := w.lastNotice(bot.Declined, &refusal); n.Handoff != h.ID || !n.Person.Equal(person("bo")) {
		t.Fatal("the notice is about another talk")
	}
	if diff := cmp.Diff(handoff.Refusal{Service: service, Staff: "mette", Words: "prøv tilbuddet ved siden af"}, refusal); diff != "" {
		t.Fatal(diff)
	}
	if diff := cmp.Diff([]string{own.ID}, w.waiting()); diff != "" {
		t.Fatal(diff)
	}
	if got := w.find(h.ID); got.State != handoff.Over || got.Staff != "" {
		t.Fatal("a declined request is not over, or somebody's")
	}

	// Once somebody here has taken it, it is theirs like any other.
	r.ID, r.Person = "5", person("carl")
	h, err = w.desk.Ask(ctx(t), r)
	must(t, err)
	_, err = w.claim(h.ID, "mette")
	must(t, err)
	w.clock.Move(10 * time.Minute)
	w.takeBack(1)
	wantErr(t, "decline what came back", w.desk.Decline(ctx(t), service, h.ID, "6", "mette", bot.Heard("x")), handoff.ErrSettled)
}

func (w *world) takeBack(want int) {
	w.t.Helper()
	if n, err := w.desk.TakeBack(ctx(w.t), service, 10*time.Minute); err != nil || n != want {
		w.t.Fatalf("%d talks went back, want %d (%v)", n, want, err)
	}
}

func takenBack(t *testing.T, w *world) {
	first := w.claimed("anna", "mette")
	w.clock.Move(time.Second)
	second := w.ask("2", person("bo"), handoff.Other)
	must(t, w.desk.Invite(ctx(t), service, first.ID, "3", "mette", "ole"))
	must(t, w.desk.HandOn(ctx(t), service, first.ID, "4", "mette", handoff.Onward{Service: service, Staff: "sara"}))
	w.clock.Move(time.Hour)
	w.takeBack(0) // it is the person's turn
	must(t, w.desk.Say(ctx(t), service, first.ID, "5", bot.Heard("nej tak"), handoff.Unmarked))
	must(t, w.desk.KeepDraft(ctx(t), service, first.ID, "mette", handoff.Counsellor, bot.Heard("jeg ville sige")))
	w.clock.Move(9 * time.Minute)
	must(t, w.desk.Say(ctx(t), service, first.ID, "6", bot.Heard("er du der"), handoff.Unmarked))
	w.takeBack(0)
	w.clock.Move(time.Minute)
	w.takeBack(1)
	w.takeBack(0)
	if diff := cmp.Diff([]string{first.ID, second.ID}, w.waiting()); diff != "" {
		t.Fatalf("the place was not kept: %s", diff)
	}
	got := w.find(first.ID)
	if got.State != handoff.Waiting || got.Staff != "" || got.Returned != 1 || got.Moving != nil || got.Guests != nil || !got.Owed.IsZero() {
		t.Fatalf("what came back is not free: %s", got.State)
	}
	w.lastNotice(bot.Returned, nil)
	if draft, err := w.desk.Draft(ctx(t), service, first.ID, "mette", handoff.Counsellor); err != nil || draft.Reveal() != "jeg ville sige" {
		t.Fatalf("what was being written is gone (%v)", err)
	}
	if mine, err := w.desk.Mine(ctx(t), service, "mette"); err != nil || len(mine)+len(w.joined("ole")) > 0 {
		t.Fatalf("what came back is still somebody's (%v)", err)
	}
	if live, err := w.desk.Live(ctx(t), service); err != nil || len(live) > 0 {
		t.Fatalf("what came back is still live (%v)", err)
	}
	wantErr(t, "the former one answers", w.desk.Answer(ctx(t), service, first.ID, "7", "mette", bot.Heard("x")), handoff.ErrClaimed)
	w.wantThread(first.ID, "system: thread.joined\tole\nsystem: thread.onward-asked\tsara\nperson: nej tak\nperson: er du der\nsystem: thread.returned\tmette")
	if _, err := w.claim(first.ID, "ole"); err != nil {
		t.Fatal(err)
	}
	must(t, w.desk.Answer(ctx(t), service, first.ID, "8", "ole", bot.Heard("jeg er her nu")))
	w.clock.Move(24 * time.Hour)
	w.takeBack(0)

	// Who asked days ago is not taken for one whose day is over.
	must(t, w.desk.Say(ctx(t), service, first.ID, "9", bot.Heard("hej igen"), handoff.Unmarked))
	w.clock.Move(time.Hour)
	w.takeBack(1)
	if place := w.find(first.ID).Place; place != 1 {
		t.Fatalf("place %d after a talk of more than a day", place)
	}
	for _, class := range []string{"handoff", "thread", "queue"} {
		for _, key := range w.keysOf(class) {
			if ttl := w.raw.PTTL(ctx(t), key).Val(); ttl < 11*time.Hour || ttl > handoff.WaitLife {
				t.Fatalf("%s of what came back lives %v", class, ttl)
			}
		}
	}
}

func aroundATalk(t *testing.T, w *world) {
	h := w.claimed("anna", "mette")
	must(t, w.desk.Invite(ctx(t), service, h.ID, "1", "mette", "ole"))
	wantErr(t, "who is not in it asks somebody in", w.desk.Invite(ctx(t), service, h.ID, "2", "sara", "sara"), handoff.ErrClaimed)
	for range 2 {
		must(t, w.desk.Watch(ctx(t), service, h.ID, "vera", true))
		must(t, w.desk.Watch(ctx(t), service, h.ID, "vera", false))
	}
	must(t, w.desk.Watch(ctx(t), service, h.ID, "vera", true))
	must(t, w.desk.Typing(ctx(t), service, h.ID))
	got := w.find(h.ID)
	if diff := cmp.Diff([][]string{{"ole"}, {"vera"}}, [][]string{got.Guests, got.Watchers}); diff != "" || !got.Typing.Equal(w.clock.Now()) {
		t.Fatalf("around the talk: %s", diff)
	}
	must(t, w.desk.Write(ctx(t), service, h.ID, "3", "ole", handoff.Note, bot.Heard("spørg til skolen")))
	must(t, w.desk.Write(ctx(t), service, h.ID, "4", "vera", handoff.Whisper, bot.Heard("godt set")))
	if err := w.desk.Write(ctx(t), service, h.ID, "5", "vera", handoff.Person, bot.Heard("x")); err == nil {
		t.Fatal("staff write in the person's name")
	}
	if before := len(w.notices()); before != 2 {
		t.Fatalf("the person hears of %d things, want the claim and the guest", before)
	}
	must(t, w.desk.Answer(ctx(t), service, h.ID, "6", "ole", bot.Heard("hej fra ole")))
	if !w.find(h.ID).Owed.IsZero() {
		t.Fatal("a guest's answer is none")
	}
	times, err := handoff.Pack(handoff.Times{Slots: []string{"a", "b"}})
	must(t, err)
	must(t, w.desk.Tell(ctx(t), service, h.ID, "7", "mette", bot.Offered, times, "thread.offered\t2"))
	var offered handoff.Times
	w.lastNotice(bot.Offered, &offered)
	if len(offered.Slots) != 2 {
		t.Fatal("the times are not in the notice")
	}
	if err := w.desk.Tell(ctx(t), service, h.ID, "8", "mette", bot.Closed, times, "x"); err == nil {
		t.Fatal("a close can be told")
	}
	must(t, w.desk.Noted(ctx(t), service, h.ID, "9", "thread.booked\ttirsdag"))
	w.receipts(h.ID)
	must(t, w.desk.Depart(ctx(t), service, h.ID, "10", "ole"))
	w.wantThread(h.ID, "system: thread.joined\tole\nsystem: thread.watched\tvera\nnote: spørg til skolen\nwhisper: godt set\n"+
		"counsellor: hej fra ole\nsystem: thread.offered\t2\nsystem: thread.booked\ttirsdag\nreceipt: yes\nreceipt: no\nsystem: thread.departed\tole")
	wantErr(t, "who went out answers", w.desk.Answer(ctx(t), service, h.ID, "11", "ole", bot.Heard("x")), handoff.ErrClaimed)
	if len(w.joined("ole")) > 0 {
		t.Fatal("who went out still finds the talk")
	}
	lines, err := w.desk.Thread(ctx(t), service, h.ID, "", 100)
	must(t, err)
	if lines[2].By != "ole" || lines[3].By != "vera" || lines[4].By != "ole" {
		t.Fatal("the lines do not say who wrote them")
	}
	must(t, w.desk.Close(ctx(t), service, h.ID, "12", "mette", handoff.Booked))
	var closing handoff.Closing
	w.lastNotice(bot.Closed, &closing)
	if got := w.find(h.ID); closing.Reason != handoff.Booked || got.Reason != handoff.Booked || got.Watchers != nil {
		t.Fatal("the talk did not end as it was closed")
	}
	wantErr(t, "follow what is over", w.desk.Watch(ctx(t), service, h.ID, "vera", true), handoff.ErrOver)
	if err := w.desk.Close(ctx(t), service, h.ID, "13", "mette", "because"); err == nil {
		t.Fatal("a talk is closed for no known reason")
	}
}

// receipts: the line of each notice is told what became of it, once.
func (w *world) receipts(id string) {
	w.t.Helper()
	answer := w.notices()[2] // behind the claim and the guest
	lines, err := w.desk.Thread(ctx(w.t), service, id, "", 100)
	must(w.t, err)
	if answer.Kind != bot.Answered || answer.Line != lines[4].ID {
		w.t.Fatal("the notice does not name its line")
	}
	r := bot.Receipt{Service: service, Handoff: id, Line: answer.Line}
	for _, arrived := range []bool{true, true, false} {
		must(w.t, w.desk.Received(ctx(w.t), r, arrived))
	}
	must(w.t, w.desk.Received(ctx(w.t), bot.Receipt{Service: service, Handoff: "væk", Line: "1-1"}, true))
	lines, err = w.desk.Thread(ctx(w.t), service, id, lines[len(lines)-1].ID, 100)
	must(w.t, err)
	if len(lines) != 2 || lines[0].Of != answer.Line || lines[0].Who != handoff.Delivery {
		w.t.Fatalf("%d receipts, or of another line", len(lines))
	}
}

func gaps(t *testing.T, w *world) {
	var ids []string
	for _, who := range []string{"anna", "bo", "carl"} {
		ids = append(ids, w.ask(who, person(who), handoff.Other).ID)
		w.clock.Move(time.Minute)
	}
	danger := w.ask("dorte", person("dorte"), handoff.Crisis).ID
	for i, id := range append([]string{danger}, ids...) {
		_, err := w.claim(id, "raadgiver"+string(rune('0'+i)))
		must(t, err)
		w.clock.Move(2 * time.Minute)
	}
	want := []time.Duration{2 * time.Minute, 2 * time.Minute, 5 * time.Minute} // anna waited 3, and 2 while dorte was taken
	got, err := w.desk.Gaps(ctx(t), service)
	must(t, err)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Fatal(diff)
	}
	if wait, ok := handoff.Expect(2, got); !ok || wait != 4*time.Minute {
		t.Fatalf("the second in line waits %v, want 4 minutes", wait)
	}
	w.clock.Move(12*time.Hour - 3*time.Minute)
	if got, err = w.desk.Gaps(ctx(t), service); err != nil || len(got) != 1 {
		t.Fatalf("%d gaps of the last twelve hours, want 1 (%v)", len(got), err)
	}
}

func metOrNot(t *testing.T, w *world) {
	for range 2 {
		must(t, w.desk.Met(ctx(t), service, "op", "not-yet"))
	}
	if err := w.desk.Met(ctx(t), service, "op2", "anna"); err == nil {
		t.Fatal("an answer of their own is counted")
	}
	figures, err := w.desk.Figures(ctx(t), service, w.clock.Now())
	must(t, err)
	if diff := cmp.Diff(map[string]int{"met:not-yet": 1}, figures); diff != "" {
		t.Fatal(diff)
	}
}

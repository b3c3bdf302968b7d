package redis_test

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2"
	gocmp "github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"lyt/bot"
	"lyt/bot/handoff"
)

// talkModel is one talk, as it must be.
type talkModel struct {
	id       string
	who      string
	priority handoff.Priority
	at       time.Time
	until    time.Time // while it waits: when that ends
	state    handoff.State
	staff    string
	owed     time.Time
	guests   map[string]bool
	moving   *handoff.Moving
	returned int
	reason   handoff.Reason
	handedOn bool // it comes from another service, and waits
	fades    bool // it was declined, and is kept until then all the same
}

// deskModel is what the store must do for a service's desk, in a few lines. It has one
// store of its own to hold against it.
type deskModel struct {
	*world
	t      *rapid.T
	server *miniredis.Miniredis
	n      int // of the operation
	talks  []*talkModel
	here   map[string]time.Time // who takes talks, until when
	counts map[string]int
	since  time.Time
}

var modelStaff = []string{"mette", "ole", "sara"}

func TestHandoffsAgainstModel(t *testing.T) {
	server := miniredis.RunT(t)
	w := newWorld(t, "redis://"+server.Addr())
	rapid.Check(t, func(rt *rapid.T) {
		server.FlushAll()
		m := &deskModel{world: w, server: server, here: map[string]time.Time{}, counts: map[string]int{}, since: w.clock.Now()}
		at := func(do func()) func(*rapid.T) {
			return func(rt *rapid.T) { m.t = rt; m.n++; do() }
		}
		m.t = rt
		m.openDesk()
		rt.Repeat(map[string]func(*rapid.T){
			"ask": at(m.askHuman), "ask again": at(m.askHuman), "say": at(m.says), "claim": at(m.claims), "claim more": at(m.claims),
			"answer": at(m.answers), "close": at(m.closes), "leave": at(m.leaves), "forget": at(m.forgets),
			"hand on": at(m.handsOn), "agree": at(m.agrees), "accept": at(m.accepts), "decline": at(m.declines), "withdraw": at(m.withdraws),
			"moved": at(m.movedOn), "not moved": at(m.notMoved), "invite": at(m.invites), "depart": at(m.departs),
			"draft": at(m.drafts), "presence": at(m.comesOrGoes), "time passes": at(m.timePasses), "take back": at(m.takesBack),
			"": func(rt *rapid.T) { m.t = rt; m.compare() },
		})
	})
}

// do makes the same call twice, as after a lost answer, and wants the same of both.
func (m *deskModel) do(what string, want error, apply func(), call func(op string) error) {
	m.t.Helper()
	for range 2 {
		if err := call(fmt.Sprint("op", m.n)); !errors.Is(err, want) || want == nil && err != nil {
			m.t.Fatalf("%s: got %v, want %v", what, err, want)
		}
	}
	if want == nil {
		apply()
	}
}

func (m *deskModel) someStaff(what string) string {
	return rapid.SampledFrom(modelStaff).Draw(m.t, what)
}

func (m *deskModel) yes(what string) bool { return rapid.Bool().Draw(m.t, what) }

// some is a talk; mostly one that is not over, for else little can happen to it.
func (m *deskModel) some() *talkModel {
	if len(m.talks) == 0 {
		m.t.Skip("no talk yet")
	}
	from := slices.DeleteFunc(slices.Clone(m.talks), func(x *talkModel) bool { return x.standing() != nil })
	if len(from) == 0 || rapid.IntRange(0, 7).Draw(m.t, "any") == 0 {
		from = m.talks
	}
	return from[rapid.IntRange(0, len(from)-1).Draw(m.t, "talk")]
}

// standing is what nearly everything is refused for.
func (x *talkModel) standing() error {
	switch x.state {
	case "":
		return handoff.ErrUnknown
	case handoff.Over:
		return handoff.ErrOver
	}
	return nil
}

// owned is standing, and the refusal of all who do not have the talk.
func (x *talkModel) owned(staff string, guests bool) error {
	if err := x.standing(); err != nil {
		return err
	}
	if x.state != handoff.Live || x.staff != staff && !(guests && x.guests[staff]) {
		return handoff.ErrClaimed
	}
	return nil
}

func (x *talkModel) end(reason handoff.Reason) {
	x.state, x.owed, x.moving, x.reason = handoff.Over, time.Time{}, nil, reason
	clear(x.guests)
}

func (x *talkModel) owe(now time.Time) {
	if x.state == handoff.Live && x.owed.IsZero() {
		x.owed = now
	}
}

// toColleague says that a colleague was asked, and may take over.
func (x *talkModel) toColleague() bool {
	return x.moving != nil && !x.moving.Asked && x.moving.To.Service == service
}

// openDesk begins with a busy desk: the first steps are spent on more than asking.
func (m *deskModel) openDesk() {
	for _, staff := range modelStaff {
		m.isHere(staff, handoff.On)
	}
	for i, who := range modelPeople {
		m.n++
		m.asks(who, handoff.Other, false)
		m.pass(time.Minute)
		if i < 2 {
			m.n++
			m.claimsIt(m.talks[i], modelStaff[i])
		}
	}
}

func (m *deskModel) askHuman() {
	who := rapid.SampledFrom(append([]string{"dorte", "eva"}, modelPeople...)).Draw(m.t, "who")
	m.asks(who, handoff.Priority(rapid.IntRange(0, 2).Draw(m.t, "priority")), m.yes("handed on"))
}

func (m *deskModel) asks(who string, p handoff.Priority, handedOn bool) {
	r := handoff.Request{ID: fmt.Sprint("ask", m.n), Service: service, Person: bot.Pseudonym(who), Priority: p, At: m.clock.Now()}
	if handedOn {
		r.From = &handoff.Origin{Service: "andet"}
	}
	var got handoff.Handoff
	m.do("ask", nil, func() {}, func(string) (err error) { got, err = m.desk.Ask(m.world.t.Context(), r); return err })
	open := slices.IndexFunc(m.talks, func(x *talkModel) bool { return x.who == who && x.standing() == nil })
	if open < 0 {
		m.talks = append(m.talks, &talkModel{id: got.ID, who: who, priority: p, at: r.At, until: r.At.Add(handoff.WaitLife),
			state: handoff.Waiting, guests: map[string]bool{}, handedOn: handedOn})
		return
	}
	x := m.talks[open]
	if x.priority = min(x.priority, p); got.ID != x.id {
		m.t.Fatal("asking again made another handoff")
	}
}

func (m *deskModel) says() {
	x := m.some()
	m.do("say", x.standing(), func() { x.owe(m.clock.Now()) }, func(op string) error {
		return m.desk.Say(m.world.t.Context(), service, x.id, op, bot.Heard("hej"), handoff.Unmarked)
	})
}

// hinders is what keeps somebody from one more talk.
func (m *deskModel) hinders(staff string) error {
	has := 0
	for _, x := range m.talks {
		if x.state == handoff.Live && x.staff == staff {
			has++
		}
	}
	switch {
	case !m.here[staff].After(m.clock.Now()):
		return handoff.ErrAway
	case has >= counsellor(staff).Room():
		return handoff.ErrFull
	}
	return nil
}

func (m *deskModel) givenTo(x *talkModel, staff string) {
	x.state, x.staff, x.owed, x.handedOn = handoff.Live, staff, m.clock.Now(), false
	delete(x.guests, staff)
}

func (m *deskModel) claims() {
	m.claimsIt(m.some(), m.someStaff("staff"))
}

func (m *deskModel) claimsIt(x *talkModel, staff string) {
	want := x.standing()
	switch {
	case want != nil:
	case x.state == handoff.Live && x.staff != staff:
		want = handoff.ErrClaimed
	case x.state == handoff.Waiting:
		want = m.hinders(staff)
	}
	m.do("claim", want, func() {
		if x.state == handoff.Waiting {
			m.givenTo(x, staff)
		}
	}, func(op string) error {
		_, err := m.desk.Claim(m.world.t.Context(), service, x.id, op, counsellor(staff))
		return err
	})
}

func (m *deskModel) answers() {
	x, staff := m.some(), m.someStaff("staff")
	m.do("answer", x.owned(staff, true), func() { x.owed = time.Time{} }, func(op string) error {
		return m.desk.Answer(m.world.t.Context(), service, x.id, op, staff, bot.Heard("hej"))
	})
}

func (m *deskModel) closes() {
	x, staff := m.some(), m.someStaff("staff")
	want := x.standing()
	if want == nil && x.state == handoff.Live || errors.Is(want, handoff.ErrOver) {
		want = nil
		if x.staff != staff {
			want = handoff.ErrClaimed
		}
	}
	reason := rapid.SampledFrom(handoff.Reasons()).Draw(m.t, "reason")
	m.do("close", want, func() {
		if x.state != handoff.Over {
			x.end(reason)
			x.staff = staff
			m.counts["closed:"+string(reason)]++
		}
	}, func(op string) error { return m.desk.Close(m.world.t.Context(), service, x.id, op, staff, reason) })
}

func (m *deskModel) leaves() {
	x := m.some()
	want := x.standing()
	if errors.Is(want, handoff.ErrOver) {
		want = nil
	}
	m.do("leave", want, func() {
		switch x.state {
		case handoff.Waiting:
			x.state = ""
		case handoff.Live:
			x.end(handoff.Left)
			m.counts["closed:left"]++
		}
	}, func(op string) error { return m.desk.Leave(m.world.t.Context(), service, x.id, op) })
}

// line is the queue in order.
func (m *deskModel) line() (line []*talkModel) {
	for _, x := range m.talks {
		if x.state == handoff.Waiting {
			line = append(line, x)
		}
	}
	slices.SortFunc(line, func(a, b *talkModel) int {
		return cmp.Or(cmp.Compare(a.priority, b.priority), a.at.Compare(b.at), cmp.Compare(a.id, b.id))
	})
	return line
}

// compare holds all that wait and all that are live against the model, and one after
// the other what else there is.
func (m *deskModel) compare() {
	line, ctx := m.line(), m.world.t.Context()
	board, err := m.desk.Board(ctx, service, -1)
	if err != nil || board.Total != len(line) || board.Crises != crisesOf(line) {
		m.t.Fatalf("%d wait, %d in danger, want %d and %d (%v)", board.Total, board.Crises, len(line), crisesOf(line), err)
	}
	m.same("the queue", board.Waiting, nil, line)
	live, err := m.desk.Live(ctx, service)
	m.same("live talks", live, err, m.liveOnes(func(*talkModel) bool { return true }))
	for _, got := range append(board.Waiting, live...) {
		m.compareTalk(m.talks[slices.IndexFunc(m.talks, func(x *talkModel) bool { return x.id == got.ID })], got)
	}
	if len(m.talks) > 0 {
		m.find(m.talks[m.n%len(m.talks)])
	}
	m.compareLists(modelStaff[m.n%len(modelStaff)])
	m.compareFigures()
}

func (m *deskModel) compareFigures() {
	got := map[string]int{}
	last := m.clock.Now().UTC().Format("2006-01")
	for at := m.since.UTC(); at.Format("2006-01") <= last; at = at.AddDate(0, 0, 32-at.Day()) {
		figures, err := m.desk.Figures(m.world.t.Context(), service, at)
		if err != nil {
			m.t.Fatal(err)
		}
		for what, n := range figures {
			got[what] += n
		}
	}
	maps.DeleteFunc(m.counts, func(_ string, n int) bool { return n == 0 })
	if diff := gocmp.Diff(m.counts, got); diff != "" {
		m.t.Fatalf("counted: %s", diff)
	}
}

func (m *deskModel) find(x *talkModel) {
	got, err := m.desk.Find(m.world.t.Context(), service, x.id)
	if x.state == "" && errors.Is(err, handoff.ErrUnknown) {
		return
	}
	if err != nil {
		m.t.Fatal(err)
	}
	m.compareTalk(x, got)
}

func (m *deskModel) compareTalk(x *talkModel, got handoff.Handoff) {
	if got.State != x.state || got.Staff != x.staff || !got.Owed.Equal(x.owed) || got.Place != slices.Index(m.line(), x)+1 ||
		got.Returned != x.returned || got.Reason != x.reason || got.Request.Priority != x.priority {
		m.t.Fatalf("the talk is %s, %q, place %d, owed %v, returned %d, %q, want %+v",
			got.State, got.Staff, got.Place, got.Owed, got.Returned, got.Reason, *x)
	}
	if diff := gocmp.Diff(slices.Sorted(maps.Keys(x.guests)), got.Guests) + gocmp.Diff(x.moving, got.Moving); diff != "" {
		m.t.Fatal(diff)
	}
}

func (m *deskModel) liveOnes(fits func(*talkModel) bool) (found []*talkModel) {
	for _, x := range m.talks {
		if x.state == handoff.Live && fits(x) {
			found = append(found, x)
		}
	}
	return found
}

// compareLists: nobody has more talks than they may, and all find what they are asked into.
func (m *deskModel) compareLists(staff string) {
	mine, err := m.desk.Mine(m.world.t.Context(), service, staff)
	m.same("own talks", mine, err, m.liveOnes(func(x *talkModel) bool { return x.staff == staff }))
	if len(mine) > counsellor(staff).Room() {
		m.t.Fatalf("somebody has %d talks", len(mine))
	}
	joined, err := m.desk.Joined(m.world.t.Context(), service, staff)
	m.same("joined talks", joined, err, m.liveOnes(func(x *talkModel) bool {
		return x.staff != staff && (x.guests[staff] || x.offered(staff) == nil)
	}))
}

// same compares lists; the queue in its order, the others in any.
func (m *deskModel) same(what string, got []handoff.Handoff, err error, want []*talkModel) {
	m.t.Helper()
	var a, b []string
	for _, h := range got {
		a = append(a, h.ID)
	}
	for _, x := range want {
		b = append(b, x.id)
	}
	if what != "the queue" {
		slices.Sort(a)
		slices.Sort(b)
	}
	if diff := gocmp.Diff(b, a); diff != "" || err != nil {
		m.t.Fatalf("%s: %s (%v)", what, diff, err)
	}
}

package redis_test

import (
	"cmp"
	"strings"
	"time"

	"pgregory.net/rapid"

	"lyt/bot"
	"lyt/bot/handoff"
)

func (m *deskModel) handsOn() {
	x, staff := m.some(), m.someStaff("staff")
	to := handoff.Onward{Service: service, Staff: m.someStaff("to"), Words: "tag godt imod"}
	switch rapid.IntRange(0, 2).Draw(m.t, "whom") {
	case 1:
		to.Staff = "" // the whole team
	case 2:
		to.Service, to.Staff = "andet", ""
	}
	want := x.owned(staff, false)
	if want == nil && x.moving != nil {
		want = handoff.ErrBusy
	}
	m.do("hand on", want, func() {
		to.By = staff
		x.moving, x.owed = &handoff.Moving{To: to, Asked: true}, time.Time{}
	}, func(op string) error { return m.desk.HandOn(m.world.t.Context(), service, x.id, op, staff, to) })
}

func (m *deskModel) agrees() {
	x := m.some()
	want := x.standing()
	back := x.moving != nil && !x.moving.Asked // a yes is taken back
	if want == nil && !back && (x.state != handoff.Live || x.moving == nil) {
		want = handoff.ErrSettled
	}
	var with *handoff.Onward
	if want == nil && !back && m.yes("yes") {
		with = &handoff.Onward{}
		*with = x.moving.To
		with.Words = "" // shortened
	}
	m.do("agree", want, func() {
		if with == nil {
			x.moving = nil
			if x.state == handoff.Live {
				x.owe(m.clock.Now())
			}
			return
		}
		x.moving = &handoff.Moving{To: *with}
	}, func(op string) error { return m.desk.Agreed(m.world.t.Context(), service, x.id, op, with) })
}

// offered is the refusal of those whom a talk is not to be handed on to.
func (x *talkModel) offered(staff string) error {
	switch {
	case x.state != handoff.Live || !x.toColleague():
		return handoff.ErrSettled
	case x.staff == staff || x.moving.To.Staff != "" && x.moving.To.Staff != staff:
		return handoff.ErrClaimed
	}
	return nil
}

func (m *deskModel) accepts() {
	x, staff := m.some(), m.someStaff("staff")
	has := x.state == handoff.Live && x.staff == staff && x.moving == nil
	want := x.standing()
	if want == nil && !has {
		want = cmp.Or(x.offered(staff), m.hinders(staff))
	}
	m.do("accept", want, func() {
		if !has {
			x.moving = nil
			m.givenTo(x, staff)
		}
	}, func(op string) error {
		_, err := m.desk.Accept(m.world.t.Context(), service, x.id, op, counsellor(staff))
		return err
	})
}

func (m *deskModel) declines() {
	x, staff := m.some(), m.someStaff("staff")
	want := x.standing()
	switch {
	case want != nil:
	case x.state == handoff.Waiting && !x.handedOn:
		want = handoff.ErrSettled
	case x.state == handoff.Live:
		want = x.offered(staff)
		if want == nil && x.moving.To.Staff == "" {
			want = handoff.ErrClaimed // nobody declines for the whole team
		}
	}
	m.do("decline", want, func() {
		if x.state == handoff.Waiting {
			x.end("")
			x.fades, x.until = true, m.clock.Now().Add(handoff.WaitLife)
			return
		}
		x.moving = nil
		x.owe(m.clock.Now())
	}, func(op string) error {
		return m.desk.Decline(m.world.t.Context(), service, x.id, op, staff, bot.Heard("vi har ikke plads"))
	})
}

func (m *deskModel) withdraws() {
	x, staff := m.some(), m.someStaff("staff")
	want := x.owned(staff, false)
	if want == nil && x.moving == nil {
		want = handoff.ErrSettled
	}
	m.do("withdraw", want, func() { // what they asked stands unanswered still
		x.moving = nil
		x.owe(m.clock.Now())
	}, func(op string) error {
		return m.desk.Withdraw(m.world.t.Context(), service, x.id, op, staff)
	})
}

func (m *deskModel) movedOn() {
	x := m.some()
	if x.moving == nil || x.moving.Asked || x.toColleague() {
		m.t.Skip("it is not handed on to another service")
	}
	m.do("moved", x.standing(), func() {
		x.end(handoff.HandedOn)
		x.staff = ""
		m.counts["closed:handed-on"]++
	}, func(op string) error { return m.desk.MovedOn(m.world.t.Context(), service, x.id, op) })
}

func (m *deskModel) notMoved() {
	x := m.some()
	if x.toColleague() {
		m.t.Skip("it is handed on to a colleague")
	}
	m.do("not moved", x.standing(), func() {
		if x.moving != nil {
			x.moving = nil
			x.owe(m.clock.Now())
		}
	}, func(op string) error {
		return m.desk.NotMoved(m.world.t.Context(), service, x.id, op, handoff.Refusal{Service: "andet", Staff: "ida", Words: "nej"})
	})
}

func (m *deskModel) invites() {
	x, staff, guest := m.some(), m.someStaff("staff"), m.someStaff("guest")
	m.do("invite", x.owned(staff, true), func() {
		if guest != x.staff {
			x.guests[guest] = true
		}
	}, func(op string) error { return m.desk.Invite(m.world.t.Context(), service, x.id, op, staff, guest) })
}

func (m *deskModel) departs() {
	x, guest := m.some(), m.someStaff("guest")
	m.do("depart", x.standing(), func() { delete(x.guests, guest) }, func(op string) error {
		return m.desk.Depart(m.world.t.Context(), service, x.id, op, guest)
	})
}

func (m *deskModel) drafts() {
	x, staff := m.some(), m.someStaff("staff")
	m.do("keep draft", x.standing(), func() {}, func(string) error {
		return m.desk.KeepDraft(m.world.t.Context(), service, x.id, staff, handoff.Counsellor, bot.Heard("jeg ville sige"))
	})
}

func (m *deskModel) comesOrGoes() {
	m.isHere(m.someStaff("staff"), rapid.SampledFrom([]handoff.Presence{handoff.On, handoff.Pause, handoff.Away}).Draw(m.t, "presence"))
}

func (m *deskModel) isHere(staff string, p handoff.Presence) {
	until := m.clock.Now().Add(2 * time.Hour)
	m.do("here", nil, func() {
		delete(m.here, staff)
		if p == handoff.On {
			m.here[staff] = until
		}
	}, func(string) error { return m.desk.Here(m.world.t.Context(), service, counsellor(staff), p, until) })
}

func (m *deskModel) timePasses() {
	m.pass(time.Duration(rapid.SampledFrom([]int{1, 7, 60, 700}).Draw(m.t, "minutes")) * time.Minute)
}

func (m *deskModel) pass(d time.Duration) {
	m.clock.Move(d)
	m.server.SetTime(m.clock.Now())
	m.server.FastForward(d)
	for _, x := range m.talks {
		if (x.state == handoff.Waiting || x.fades) && !x.until.After(m.clock.Now()) {
			x.state = ""
		}
	}
}

func (m *deskModel) takesBack() {
	const within = 10 * time.Minute
	m.pass(time.Duration(rapid.SampledFrom([]int{0, 9, 10}).Draw(m.t, "minutes")) * time.Minute)
	now, want := m.clock.Now(), 0
	for _, x := range m.talks {
		if x.state != handoff.Live || x.owed.IsZero() || x.owed.After(now.Add(-within)) {
			continue
		}
		want++
		x.state, x.staff, x.owed = handoff.Waiting, "", time.Time{}
		x.returned++
		if x.moving != nil && (x.moving.Asked || x.toColleague()) {
			x.moving = nil
		}
		clear(x.guests)
		if half := now.Add(-handoff.WaitLife / 2); x.at.Before(half) {
			x.at = half // who asked before that is among the first anyway
		}
		x.until = x.at.Add(handoff.WaitLife)
	}
	m.counts["returned"] += want
	for _, n := range []int{want, 0} {
		if got, err := m.desk.TakeBack(m.world.t.Context(), service, within); err != nil || got != n {
			m.t.Fatalf("%d talks went back, want %d (%v)", got, n, err)
		}
	}
}

func (m *deskModel) forgets() {
	x := m.some()
	m.do("forget", nil, func() { x.state = "" }, func(string) error {
		if x.standing() == nil && m.yes("all of the person") {
			return m.desk.ForgetPerson(m.world.t.Context(), service, bot.Pseudonym(x.who))
		}
		return m.desk.Forget(m.world.t.Context(), service, x.id)
	})
	for _, key := range m.server.Keys() {
		if strings.Contains(key, x.id) {
			m.t.Fatalf("a key of class %s is left of a forgotten talk", strings.Split(key, ":")[3])
		}
	}
}

func crisesOf(line []*talkModel) (n int) {
	for _, x := range line {
		if x.priority == handoff.Crisis {
			n++
		}
	}
	return n
}

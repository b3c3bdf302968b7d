package redis_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"lyt/bot"
	"lyt/bot/handoff"
)

func (w *world) hire(name string, role handoff.Role, services ...string) handoff.Account {
	w.t.Helper()
	a := handoff.Account{Name: name, Role: role, Services: services}
	must(w.t, w.staff.Put(ctx(w.t), a, mettesPassword))
	return a
}

// back says that a talk is in the queue again, and that the person hears of it.
func (w *world) back(what, id string) {
	w.t.Helper()
	if h := w.find(id); h.State != handoff.Waiting || h.Staff != "" || h.Returned != 1 {
		w.t.Errorf("%s: the talk is %s with %q", what, h.State, h.Staff)
	}
	if !slices.ContainsFunc(w.notices(), func(n handoff.Notice) bool { return n.Handoff == id && n.Kind == bot.Returned }) {
		w.t.Errorf("%s: the person does not hear of it", what)
	}
}

// somebodyLeaves: the name of an account stays as it was first, talks go back to the
// queue from whoever may no longer have them, and a later account of that name begins
// with nothing.
func somebodyLeaves(t *testing.T, w *world) {
	w.hire("Mette", handoff.RoleCounsellor, service)
	w.hire("Ole", handoff.RoleCounsellor, service)
	talk := w.claimed("anna", "Mette")
	w.hire("METTE", handoff.RoleCounsellor, service, "b")
	if a, err := w.staff.Get(ctx(t), "mette"); err != nil || a.Name != "Mette" || w.find(talk.ID).Staff != a.Name {
		t.Errorf("capitals made another name of it: %s (%v)", a.Name, err)
	}
	w.hire("mette", handoff.RoleCoordinator, service)
	w.back("another role", talk.ID)
	w.hire("Mette", handoff.RoleCounsellor, service)
	talk = w.claimed("bo", "Mette")
	w.hire("Mette", handoff.RoleCounsellor, "b")
	w.back("another service", talk.ID)

	w.hire("Mette", handoff.RoleCounsellor, service)
	talk, others := w.claimed("carl", "Mette"), w.claimed("dina", "Ole")
	must(t, w.desk.Invite(ctx(t), service, others.ID, "1", "Ole", "Mette"))
	links := w.staff.Exports()
	token, err := links.Renew(ctx(t), "Mette")
	must(t, err)
	must(t, w.staff.SetPaused(ctx(t), "Mette", true))
	raw := w.raw.Get(ctx(t), w.keysOf("export")[0]).Val()
	key, of := w.keysOf("export")[0], w.keysOf("exportof")[0]
	which := w.raw.Get(ctx(t), of).Val()
	must(t, w.staff.Delete(ctx(t), "mette"))
	w.back("the account is gone", talk.ID)
	if h := w.find(others.ID); len(h.Guests) > 0 || h.Staff != "Ole" {
		t.Error("somebody who is gone is a guest still")
	}
	if all, err := w.desk.Colleagues(ctx(t), service); err != nil || fmt.Sprint(names(all)) != "[Ole]" {
		t.Errorf("at the desk are %v (%v)", names(all), err)
	}
	if left := len(w.keysOf("export")) + len(w.keysOf("pause")); left > 0 {
		t.Error("a link or a pause outlived its account")
	}
	w.hire("Mette", handoff.RoleCounsellor, service)
	must(t, w.raw.Set(ctx(t), key, raw, time.Hour).Err()) // as if it had been left behind
	must(t, w.raw.Set(ctx(t), of, which, time.Hour).Err())
	if _, is, err := links.Whose(ctx(t), token); err != nil || is {
		t.Errorf("the link of an earlier account of that name opens (%v)", err)
	}
}

func names(all []handoff.Colleague) (list []string) {
	for _, c := range all {
		list = append(list, c.Name)
	}
	return list
}

// somebodyLeftElsewhere: who is in no group any more loses everything here, and the
// link of somebody who never comes back dies by itself.
func somebodyLeftElsewhere(t *testing.T, w *world) {
	ole := handoff.Account{Name: "Ole", Role: handoff.RoleCounsellor, Services: []string{service}}
	admit := func(a handoff.Account) {
		t.Helper()
		_, err := w.staff.Admit(ctx(t), a, "subject 1")
		must(t, err)
	}
	admit(ole)
	token, err := w.staff.Exports().Renew(ctx(t), "Ole")
	must(t, err)
	opens := func() bool {
		_, is, err := w.staff.Exports().Whose(ctx(t), token)
		must(t, err)
		return is
	}
	w.clock.Move(29 * 24 * time.Hour)
	admit(ole)
	w.clock.Move(29 * 24 * time.Hour)
	if !opens() {
		t.Error("the link of somebody who signs in ended")
	}
	w.clock.Move(2 * 24 * time.Hour)
	if opens() {
		t.Error("the link of somebody who never came back lives")
	}
	admit(ole)
	session, err := w.staff.Sessions().New(ctx(t), ole)
	must(t, err)
	talk := w.claimed("anna", "Ole")
	w.hire("Mette", handoff.RoleCounsellor, service)
	must(t, w.staff.Dismiss(ctx(t), "subject 1"))
	must(t, w.staff.Dismiss(ctx(t), ""))
	if _, in, _ := w.staff.Sessions().Find(ctx(t), session); in || opens() {
		t.Error("the session or the link goes on")
	}
	if a, err := w.staff.Get(ctx(t), "Ole"); err != nil || len(a.Services) > 0 {
		t.Errorf("they belong to %v (%v)", a.Services, err)
	}
	if a, err := w.staff.Get(ctx(t), "Mette"); err != nil || len(a.Services) != 1 {
		t.Errorf("somebody else lost theirs (%v)", err)
	}
	w.back("who is in no group", talk.ID)
}

// settingUpEnds: who saw the secret of a second factor does not know the one that
// counts later.
func settingUpEnds(t *testing.T, w *world) {
	mette := w.mette(t)
	s := w.staff.Sessions()
	for what, end := range map[string]func(token string) error{
		"a logout":            func(token string) error { return s.Delete(ctx(t), token) },
		"a logout everywhere": func(string) error { return s.EndAll(ctx(t), "Mette") },
		"a new password": func(string) error {
			return w.staff.ChangePassword(ctx(t), login("Mette", mettesPassword), mettesPassword)
		},
	} {
		token, err := s.New(ctx(t), mette)
		must(t, err)
		before, err := w.staff.NewFactor(ctx(t), "Mette")
		must(t, err)
		must(t, end(token))
		_, err = w.staff.ConfirmFactor(ctx(t), login("Mette", w.code(before, 0)))
		wantErr(t, what, err, handoff.ErrDenied)
		if after, err := w.staff.NewFactor(ctx(t), "Mette"); err != nil || after == before {
			t.Errorf("the same secret after %s (%v)", what, err)
		}
	}
}

// namesNobodyHas: made-up names do not use up an office's logins, and codes of one name
// are few, wherever they come from.
func namesNobodyHas(t *testing.T, w *world) {
	w.mette(t)
	for n := range 125 {
		_, err := w.staff.Verify(ctx(t), handoff.Login{Name: fmt.Sprint("nogen ", n), Password: "x", From: "kontor"})
		if n == 124 {
			wantErr(t, "the last made-up name", err, handoff.ErrThrottle)
		}
	}
	_, err := w.staff.Verify(ctx(t), handoff.Login{Name: "Mette", Password: mettesPassword, From: "kontor"})
	must(t, err)
	w.withFactor(t, "Mette")
	code := func(n int) error {
		return w.staff.CheckFactor(ctx(t), handoff.Login{Name: "Mette", Password: "000000", From: fmt.Sprint("sted ", n)})
	}
	for n := range 10 {
		wantErr(t, "a guess", code(n), handoff.ErrDenied)
	}
	wantErr(t, "the eleventh", code(11), handoff.ErrThrottle)
	w.clock.Move(31 * time.Second)
	wantErr(t, "half a minute later", code(12), handoff.ErrDenied)
	wantErr(t, "one more", code(13), handoff.ErrThrottle)
}

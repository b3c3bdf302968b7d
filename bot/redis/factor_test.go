package redis_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/pquerna/otp/totp"

	"lyt/bot/handoff"
	"lyt/bot/redis"
)

const mettesPassword = "hemmelig kode"

func (w *world) mette(t *testing.T) handoff.Account {
	t.Helper()
	mette := handoff.Account{Name: "Mette", Role: handoff.RoleCounsellor, Services: []string{"a"}}
	must(t, w.staff.Put(ctx(t), mette, mettesPassword))
	return mette
}

// code is what an authenticator app shows at some time from now.
func (w *world) code(secret string, from time.Duration) string {
	w.t.Helper()
	code, err := totp.GenerateCode(secret, w.clock.Now().Add(from))
	must(w.t, err)
	return code
}

// withFactor sets a second factor up, as a person does.
func (w *world) withFactor(t *testing.T, name string) (secret string, codes []string) {
	t.Helper()
	secret, err := w.staff.NewFactor(ctx(t), name)
	must(t, err)
	codes, err = w.staff.ConfirmFactor(ctx(t), login(name, w.code(secret, 0)))
	must(t, err)
	return secret, codes
}

func rolesAndTalks(t *testing.T, w *world) {
	for _, role := range handoff.Roles() {
		a := handoff.Account{Name: "En " + string(role), Role: role, Services: []string{"a"}, Most: 7}
		must(t, w.staff.Put(ctx(t), a, mettesPassword))
		must(t, w.staff.Put(ctx(t), handoff.Account{Name: a.Name, Role: role, Services: a.Services}, ""))
		got, err := w.staff.Get(ctx(t), a.Name)
		must(t, err)
		if diff := cmp.Diff(a, got); diff != "" {
			t.Error(diff)
		}
	}
	list, err := w.staff.List(ctx(t))
	must(t, err)
	var names []string
	for _, a := range list {
		names = append(names, a.Name)
	}
	if diff := cmp.Diff([]string{"En auditor", "En coordinator", "En counsellor", "En supervisor"}, names); diff != "" {
		t.Error(diff)
	}
	wantErr(t, "removing nobody", w.staff.Delete(ctx(t), "ingen"), redis.ErrNoAccount)
}

func secondFactor(t *testing.T, w *world) {
	mette := w.mette(t)
	wantErr(t, "a code before there is a factor", w.staff.CheckFactor(ctx(t), login("Mette", "123456")), handoff.ErrDenied)
	secret, err := w.staff.NewFactor(ctx(t), "Mette")
	must(t, err)
	if again, err := w.staff.NewFactor(ctx(t), "mette"); err != nil || again != secret {
		t.Fatal("a second tab shows another secret")
	}
	_, err = w.staff.ConfirmFactor(ctx(t), login("Mette", w.code(secret, time.Hour)))
	wantErr(t, "a code of another hour", err, handoff.ErrDenied)
	session, err := w.staff.Sessions().New(ctx(t), mette)
	must(t, err)
	codes, err := w.staff.ConfirmFactor(ctx(t), login("Mette", w.code(secret, 0)))
	must(t, err)
	if len(codes) != 10 || strings.Contains(w.everything(), secret) {
		t.Fatalf("%d codes, or the secret stands in clear", len(codes))
	}
	if _, ok, _ := w.staff.Sessions().Find(ctx(t), session); ok {
		t.Error("a session from before the second factor goes on")
	}
	if a, _ := w.staff.Verify(ctx(t), login("Mette", mettesPassword)); !a.Factor {
		t.Error("the login does not say that a code is owed")
	}
	check := func(code string) error { return w.staff.CheckFactor(ctx(t), login("Mette", code)) }
	wantErr(t, "the code that set it up", check(w.code(secret, 0)), handoff.ErrDenied)
	must(t, check(w.code(secret, 30*time.Second))) // a clock that is ahead
	wantErr(t, "the same again", check(w.code(secret, 30*time.Second)), handoff.ErrDenied)
	wantErr(t, "an older one", check(w.code(secret, 0)), handoff.ErrDenied)
	w.clock.Move(2 * time.Minute)
	wantErr(t, "two steps behind", check(w.code(secret, -time.Minute)), handoff.ErrDenied)
	must(t, check(" "+w.code(secret, -30*time.Second)[:3]+" "+w.code(secret, -30*time.Second)[3:])) // a clock that is behind
	for range 5 {
		wantErr(t, "a guess", check("000000"), handoff.ErrDenied)
	}
	wantErr(t, "the sixth guess", check(w.code(secret, 0)), handoff.ErrThrottle)
	w.clock.Move(time.Minute)
	must(t, check(w.code(secret, 0)))
	w.clock.Move(time.Minute)
	wantErr(t, "turning it off without a code", w.staff.DropFactor(ctx(t), login("Mette", "")), handoff.ErrDenied)
	must(t, w.staff.DropFactor(ctx(t), login("Mette", w.code(secret, 0))))
	if a, _ := w.staff.Get(ctx(t), "Mette"); a.Factor {
		t.Error("it is still on")
	}
	fresh, err := w.staff.NewFactor(ctx(t), "Mette")
	must(t, err)
	if fresh == secret {
		t.Error("the old secret serves again")
	}
}

func recoveryCodes(t *testing.T, w *world) {
	w.mette(t)
	_, codes := w.withFactor(t, "Mette")
	for i, code := range codes {
		if len(code) != 19 || strings.Contains(w.everything(), code) {
			t.Fatal("a code is short or stands in clear")
		}
		if i%2 == 1 { // as people write them down
			code = strings.ToUpper(strings.ReplaceAll(code, "-", " "))
		}
		must(t, w.staff.CheckFactor(ctx(t), login("Mette", code)))
		wantErr(t, "the same again", w.staff.CheckFactor(ctx(t), login("Mette", code)), handoff.ErrDenied)
		left, err := w.staff.CodesLeft(ctx(t), "Mette")
		must(t, err)
		if left != 9-i {
			t.Fatalf("%d codes left after %d", left, i+1)
		}
		w.clock.Move(time.Minute)
	}
	must(t, w.staff.ResetFactor(ctx(t), "Mette"))
	if a, _ := w.staff.Get(ctx(t), "Mette"); a.Factor {
		t.Error("a reset left the second factor")
	}
	wantErr(t, "resetting nobody", w.staff.ResetFactor(ctx(t), "ingen"), redis.ErrNoAccount)
}

// oneCodeTwoDoors: somebody who looks over a shoulder is as fast as the counsellor.
func oneCodeTwoDoors(t *testing.T, w *world) {
	w.mette(t)
	_, codes := w.withFactor(t, "Mette")
	errs := make(chan error, 4)
	for range 4 {
		go func() { errs <- w.staff.CheckFactor(ctx(t), login("Mette", codes[0])) }()
	}
	in := 0
	for range 4 {
		if err := <-errs; err == nil {
			in++
		} else {
			wantErr(t, "the slower one", err, handoff.ErrDenied)
		}
	}
	if in != 1 {
		t.Fatalf("one code opened %d doors", in)
	}
	w.losing("a code", func() error { return w.staff.CheckFactor(ctx(t), login("Mette", codes[1])) })
	w.losing("a password", func() error {
		return w.staff.ChangePassword(ctx(t), login("Mette", mettesPassword), "en helt anden kode")
	})
}

func signedInElsewhere(t *testing.T, w *world) {
	w.mette(t)
	ole := handoff.Account{Name: "Ole", Role: handoff.RoleCounsellor, Services: []string{"a"}}
	got, err := w.staff.Admit(ctx(t), ole, "subject 1")
	must(t, err)
	if !got.Outside {
		t.Error("the account does not say that it comes from outside")
	}
	session, err := w.staff.Sessions().New(ctx(t), ole)
	must(t, err)
	_, err = w.staff.Admit(ctx(t), ole, "subject 1")
	must(t, err)
	if _, ok, _ := w.staff.Sessions().Find(ctx(t), session); !ok {
		t.Error("signing in again ended the other window")
	}
	ole.Role = handoff.RoleSupervisor
	_, err = w.staff.Admit(ctx(t), ole, "subject 1")
	must(t, err)
	if _, ok, _ := w.staff.Sessions().Find(ctx(t), session); ok {
		t.Error("a session outlived its role")
	}
	for name, subject := range map[string]string{"Ole": "subject 2", "ole ": "subject 3", "Mette": "subject 4"} {
		_, err = w.staff.Admit(ctx(t), handoff.Account{Name: name, Role: handoff.RoleAuditor}, subject)
		wantErr(t, "the name of somebody else", err, handoff.ErrTaken)
	}
	_, err = w.staff.Admit(ctx(t), handoff.Account{Name: "Ny", Role: handoff.RoleAuditor}, "")
	wantErr(t, "nobody in particular", err, handoff.ErrDenied)
	for _, password := range []string{"", "subject 1", mettesPassword} {
		_, err = w.staff.Verify(ctx(t), handoff.Login{Name: "Ole", Password: password, From: password})
		wantErr(t, "a password login of theirs", err, handoff.ErrDenied)
	}
	if err := w.staff.Put(ctx(t), ole, ""); err != nil {
		t.Errorf("changing their role by hand: %v", err)
	}
}

func sessionsEnd(t *testing.T, w *world) {
	mette := w.mette(t)
	s := w.staff.Sessions()
	ends := func(what string, do func() error) {
		t.Helper()
		token, err := s.New(ctx(t), mette)
		must(t, err)
		half, err := s.NewHalf(ctx(t), mette)
		must(t, err)
		must(t, do())
		if _, ok, _ := s.Find(ctx(t), token); ok {
			t.Errorf("a session outlived %s", what)
		}
		if _, ok, _ := s.FindHalf(ctx(t), half); ok {
			t.Errorf("a half session outlived %s", what)
		}
	}
	ends("the end of all", func() error { return s.EndAll(ctx(t), "mette") })
	ends("another role", func() error {
		return w.staff.Put(ctx(t), handoff.Account{Name: "Mette", Role: handoff.RoleSupervisor, Services: []string{"a"}}, "")
	})
	ends("another service", func() error {
		return w.staff.Put(ctx(t), handoff.Account{Name: "Mette", Role: handoff.RoleSupervisor, Services: []string{"b"}}, "")
	})
	wantErr(t, "a wrong password", w.staff.ChangePassword(ctx(t), login("Mette", "x"), "en helt anden kode"), handoff.ErrDenied)
	wantErr(t, "a short password", w.staff.ChangePassword(ctx(t), login("Mette", mettesPassword), "kort"), redis.ErrPassword)
	ends("its password", func() error {
		return w.staff.ChangePassword(ctx(t), login("Mette", mettesPassword), "en helt anden kode")
	})
	ends("a reset", func() error { return w.staff.ResetFactor(ctx(t), "Mette") })
	token, err := s.New(ctx(t), mette)
	must(t, err)
	must(t, w.staff.Put(ctx(t), handoff.Account{Name: "Mette", Role: handoff.RoleSupervisor, Services: []string{"b"}, Most: 9}, ""))
	if a, ok, _ := s.Find(ctx(t), token); !ok || a.Most != 9 {
		t.Error("more talks ended the session, or are not seen in it")
	}
	wantErr(t, "ending nobody's", s.EndAll(ctx(t), "ingen"), redis.ErrNoAccount)
}

func halfSessions(t *testing.T, w *world) {
	mette := w.mette(t)
	s := w.staff.Sessions()
	half, err := s.NewHalf(ctx(t), mette)
	must(t, err)
	whole, err := s.New(ctx(t), mette)
	must(t, err)
	if a, ok, err := s.FindHalf(ctx(t), half); err != nil || !ok || a.Name != "Mette" {
		t.Fatal("a half session is not found")
	}
	if _, ok, _ := s.Find(ctx(t), half); ok {
		t.Error("a half session opens the desk")
	}
	if _, ok, _ := s.FindHalf(ctx(t), whole); ok {
		t.Error("a whole session counts as half")
	}
	if ttl := w.raw.PTTL(ctx(t), w.keysOf("half")[0]).Val(); ttl > 5*time.Minute || ttl < 4*time.Minute {
		t.Errorf("a half session lives %v", ttl)
	}
	w.copyValue(t, w.keysOf("half")[0], w.keysOf("session")[0])
	if _, ok, _ := s.Find(ctx(t), whole); ok {
		t.Error("a half session moved to a whole one's place opens the desk")
	}
	must(t, s.Delete(ctx(t), half))
	if _, ok, _ := s.FindHalf(ctx(t), half); ok {
		t.Error("a half session does not end")
	}
}

func ownThings(t *testing.T, w *world) {
	w.mette(t)
	must(t, w.staff.SetPaused(ctx(t), "Mette", true))
	if on, err := w.staff.Paused(ctx(t), "mette"); err != nil || !on {
		t.Error("no break")
	}
	must(t, w.staff.SetPaused(ctx(t), "Mette", false))
	if on, err := w.staff.Paused(ctx(t), "Mette"); err != nil || on {
		t.Error("the break goes on")
	}
	none, err := w.staff.Replies(ctx(t), "Mette")
	must(t, err)
	if len(none) > 0 {
		t.Error("replies from nowhere")
	}
	mine := []handoff.Reply{{Name: "hej", Text: "Hej, jeg er her."}, {Name: "tak", Text: "Tak, fordi du skrev."}}
	must(t, w.staff.KeepReplies(ctx(t), "Mette", mine))
	got, err := w.staff.Replies(ctx(t), "METTE")
	must(t, err)
	if diff := cmp.Diff(mine, got); diff != "" {
		t.Error(diff)
	}
	for name, bad := range map[string][]handoff.Reply{
		"too many": make([]handoff.Reply, 51), "no name": {{Text: "x"}}, "no text": {{Name: "x"}}, "too long": {{Name: "x", Text: strings.Repeat("å", 2001)}},
	} {
		if name == "too many" {
			for i := range bad {
				bad[i] = mine[0]
			}
		}
		wantErr(t, name, w.staff.KeepReplies(ctx(t), "Mette", bad), redis.ErrReplies)
	}
	must(t, w.staff.Delete(ctx(t), "Mette"))
	if left := len(w.keysOf("replies")); left > 0 {
		t.Error("replies outlived their account")
	}
}

// staffHappens makes one of everything that staff leave in Redis.
func (w *world) staffHappens(t *testing.T, a handoff.Account) {
	t.Helper()
	_, err := w.staff.Sessions().New(ctx(t), a)
	must(t, err)
	_, err = w.staff.Sessions().NewHalf(ctx(t), a)
	must(t, err)
	_, err = w.staff.NewFactor(ctx(t), a.Name)
	must(t, err)
	must(t, w.staff.SetPaused(ctx(t), a.Name, true))
	must(t, w.staff.KeepReplies(ctx(t), a.Name, []handoff.Reply{{Name: "svar", Text: "et fast svar"}}))
	_, err = w.staff.Admit(ctx(t), handoff.Account{Name: "Mette Hemmelig", Role: handoff.RoleAuditor}, "subject")
	must(t, err)
}

package redis_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"lyt/bot/handoff"
	"lyt/bot/redis"
)

func accounts(t *testing.T, w *world) {
	mette := handoff.Account{Name: "Mette Sørensen", Role: handoff.RoleCounsellor, Services: []string{"a", "b"}}
	_, err := w.staff.Verify(ctx(t), login("mette sørensen", "hemmelig kode"))
	wantErr(t, "login without an account", err, handoff.ErrDenied)
	must(t, w.staff.Put(ctx(t), mette, "hemmelig kode"))
	got, err := w.staff.Verify(ctx(t), login(" mette Sørensen ", "hemmelig kode"))
	must(t, err)
	if diff := cmp.Diff(mette, got); diff != "" {
		t.Fatal(diff)
	}
	for _, wrong := range []string{"", "hemmelig", "Hemmelig kode", "hemmelig kode ", strings.Repeat("x", 5000)} {
		_, err := w.staff.Verify(ctx(t), login("Mette Sørensen", wrong))
		wantErr(t, "wrong password", err, handoff.ErrDenied)
		must(t, w.raw.Del(ctx(t), w.keysOf("tries")...).Err())
	}
	mette.Services, mette.Role = []string{"c"}, handoff.RoleCoordinator
	must(t, w.staff.Put(ctx(t), mette, "")) // another role, the same password
	got, err = w.staff.Verify(ctx(t), login("Mette Sørensen", "hemmelig kode"))
	must(t, err)
	if diff := cmp.Diff(mette, got); diff != "" {
		t.Fatal(diff)
	}
	if diff := cmp.Diff(1, len(w.keysOf("account"))); diff != "" {
		t.Fatal("a changed account became a second one")
	}
	for name, bad := range map[string]struct {
		account  handoff.Account
		password string
	}{
		"no name":          {handoff.Account{Role: handoff.RoleCounsellor}, "hemmelig kode"},
		"no role":          {handoff.Account{Name: "x"}, "hemmelig kode"},
		"no password":      {handoff.Account{Name: "x", Role: handoff.RoleCounsellor}, ""},
		"short password":   {handoff.Account{Name: "x", Role: handoff.RoleCounsellor}, "1234567"},
		"endless password": {handoff.Account{Name: "x", Role: handoff.RoleCounsellor}, strings.Repeat("x", 2000)},
	} {
		if err := w.staff.Put(ctx(t), bad.account, bad.password); err == nil {
			t.Errorf("an account with %s was saved", name)
		}
	}
	must(t, w.staff.Delete(ctx(t), "METTE SØRENSEN"))
	_, err = w.staff.Get(ctx(t), mette.Name)
	wantErr(t, "a deleted account", err, redis.ErrNoAccount)
}

func sessions(t *testing.T, w *world) {
	mette := handoff.Account{Name: "Mette", Role: handoff.RoleCounsellor, Services: []string{"a"}}
	must(t, w.staff.Put(ctx(t), mette, "hemmelig kode"))
	s := w.staff.Sessions()
	token, err := s.New(ctx(t), mette)
	must(t, err)
	other, err := s.New(ctx(t), mette)
	must(t, err)
	if len(token) < 43 || token == other {
		t.Fatal("tokens are short or alike")
	}
	if strings.Contains(w.everything(), token) {
		t.Fatal("the token itself stands in Redis")
	}
	is := func(token string) bool {
		a, ok, err := s.Find(ctx(t), token)
		must(t, err)
		if ok && a.Name != "Mette" {
			t.Fatal("somebody else's session")
		}
		return ok
	}
	if !is(token) || is("made up") || is("") {
		t.Fatal("a session is not found, or one is that never was")
	}
	ttl, err := w.raw.PTTL(ctx(t), w.keysOf("session")[0]).Result()
	must(t, err)
	if ttl <= 11*time.Hour || ttl > 12*time.Hour {
		t.Fatalf("a session lives %v", ttl)
	}
	must(t, s.Delete(ctx(t), token))
	if is(token) || !is(other) {
		t.Fatal("logging out ended the wrong session")
	}
	must(t, w.staff.Put(ctx(t), mette, "anden hemmelig kode"))
	if is(other) {
		t.Fatal("a session outlived its password")
	}
	token, err = s.New(ctx(t), mette)
	must(t, err)
	must(t, w.staff.Delete(ctx(t), "Mette"))
	if is(token) {
		t.Fatal("a session outlived its account")
	}
}

func throttle(t *testing.T, w *world) {
	must(t, w.staff.Put(ctx(t), handoff.Account{Name: "Mette", Role: handoff.RoleCounsellor}, "hemmelig kode"))
	tries := func(name, password string) error {
		_, err := w.staff.Verify(ctx(t), login(name, password))
		return err
	}
	for range 5 {
		wantErr(t, "a guess", tries("Mette", "gættet det"), handoff.ErrDenied)
	}
	wantErr(t, "the sixth guess", tries("mette", "gættet det"), handoff.ErrThrottle)
	wantErr(t, "the right one after five wrong", tries("Mette", "hemmelig kode"), handoff.ErrThrottle)
	wantErr(t, "somebody else meanwhile", tries("Ole", "hemmelig kode"), handoff.ErrDenied)
	w.clock.Move(31 * time.Second)
	must(t, tries("Mette", "hemmelig kode"))
	must(t, tries("Mette", "hemmelig kode")) // a right one forgives the wrong ones
}

// throttleByPlace: somebody elsewhere cannot keep a counsellor out, an office comes in
// at eight, and many places together are slowed down all the same.
func throttleByPlace(t *testing.T, w *world) {
	must(t, w.staff.Put(ctx(t), handoff.Account{Name: "Mette", Role: handoff.RoleCounsellor}, "hemmelig kode"))
	try := func(name, password, from, known string) error {
		_, err := w.staff.Verify(ctx(t), handoff.Login{Name: name, Password: password, From: from, Known: known})
		return err
	}
	for range 5 {
		wantErr(t, "a guess", try("Mette", "x", "fjern", ""), handoff.ErrDenied)
	}
	wantErr(t, "the sixth there", try("Mette", "hemmelig kode", "fjern", ""), handoff.ErrThrottle)
	must(t, try("Mette", "hemmelig kode", "kontor", ""))

	known, err := w.staff.Known("mette ")
	must(t, err)
	for n := range 30 { // from ever new places
		_ = try("Mette", "x", "sted "+string(rune('a'+n)), "")
	}
	wantErr(t, "a new place while many guess", try("Mette", "hemmelig kode", "kontor", ""), handoff.ErrThrottle)
	must(t, try("Mette", "hemmelig kode", "kontor", known))
	wantErr(t, "what another name was given", try("Ole", "x", "a", known), handoff.ErrDenied)
	for range 5 {
		wantErr(t, "guessing in the browser of a colleague", try("Mette", "x", "kontor", known), handoff.ErrDenied)
	}
	wantErr(t, "the sixth guess there", try("Mette", "x", "kontor", known), handoff.ErrThrottle)
	w.clock.Move(time.Minute)
	must(t, try("Mette", "hemmelig kode", "kontor", ""))

	code := func(name string) error { // bounded alike, and quick to check
		return w.staff.CheckFactor(ctx(t), handoff.Login{Name: name, From: "stort kontor"})
	}
	for n := range 100 { // everybody is at work at eight
		wantErr(t, "one of an office", code("rådgiver "+string(rune('a'+n))), redis.ErrNoAccount)
	}
	for n := range 100 {
		_ = code("navn " + string(rune('a'+n)))
	}
	wantErr(t, "one place trying name after name", code("Birk"), handoff.ErrThrottle)
	w.clock.Move(200 * 24 * time.Hour)
	for range 5 {
		_ = try("Mette", "x", "", "")
	}
	wantErr(t, "a browser that was not here for long", try("Mette", "hemmelig kode", "", known), handoff.ErrThrottle)
	for _, key := range w.keysOf("tries") {
		if ttl := w.raw.PTTL(ctx(t), key).Val(); ttl > 10*time.Minute {
			t.Errorf("tries are kept for %v", ttl)
		}
	}
}

func login(name, password string) handoff.Login {
	return handoff.Login{Name: name, Password: password}
}

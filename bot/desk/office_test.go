package desk_test

import (
	"crypto/rand"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2"

	"lyt/bot/bottest"
	"lyt/bot/desk"
	"lyt/bot/handoff"
	"lyt/bot/redis"
)

const majasPassword = "hest batteri klamme"

// office is a desk with the real accounts.
type office struct {
	*house
	accounts *redis.Staff
	clock    *bottest.Clock
	provider *bottest.Provider
}

func openOffice(t *testing.T, change ...func(*office, *desk.Config)) *office {
	t.Helper()
	o := &office{house: &house{T: t, deeds: &memDeeds{}, logged: &strings.Builder{}}, clock: bottest.NewClock(time.Now().Truncate(time.Millisecond))}
	db, err := redis.Open("redis://"+miniredis.RunT(t).Addr(), redis.Options{Now: o.clock.Now, HashMemory: 8})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	keyset, err := redis.NewKeyset()
	if err != nil {
		t.Fatal(err)
	}
	o.accounts = redis.NewStaff(db, keyset)
	var handler http.Handler
	o.server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { handler.ServeHTTP(w, r) }))
	t.Cleanup(o.server.Close)
	config := desk.Config{
		Accounts: o.accounts, Sessions: o.accounts.Sessions(), Staff: o.accounts, Factors: o.accounts, Tickets: o.accounts, Deeds: o.deeds, Acts: newQueue(&memBell{}),
		Services: services{}, Words: keys{}, Random: rand.Reader, Now: o.clock.Now, Zone: time.UTC,
		Log: slog.New(slog.NewTextHandler(&locked{w: o.logged}, nil)),
	}
	for _, c := range change {
		c(o, &config)
	}
	o.desk, err = desk.New(config)
	if err != nil {
		t.Fatal(err)
	}
	handler = o.desk
	t.Cleanup(o.desk.Stop)
	maja := handoff.Account{Name: "maja", Role: handoff.RoleCounsellor, Services: []string{"nord"}}
	if err := o.accounts.Put(t.Context(), maja, majasPassword); err != nil {
		t.Fatal(err)
	}
	return o
}

func (o *office) logIn(b *browser, name, password string) answer {
	o.Helper()
	return b.post("/login", url.Values{"name": {name}, "password": {password}})
}

func (o *office) in(b *browser) bool {
	o.Helper()
	return b.get("/me").status == http.StatusOK
}

// maja logs in with her password alone.
func (o *office) maja() *browser {
	o.Helper()
	b := o.browser()
	if got := o.logIn(b, "maja", majasPassword); got.status != http.StatusSeeOther || got.location != "/" {
		o.Fatalf("login: %d to %s", got.status, got.location)
	}
	return b
}

func (o *office) wrong(what string, got answer, status int, key string) {
	o.Helper()
	if got.status != status || !strings.Contains(got.body, `role="alert"`) || !strings.Contains(got.body, key) {
		o.Errorf("%s: %d, without an alert of %s", what, got.status, key)
	}
}

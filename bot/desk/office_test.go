package desk_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"lyt/bot/bottest"
	"lyt/bot/handoff"
	"lyt/bot/redis"
)

const majasPassword = "hest batteri klamme"

// office is a house with the real accounts.
type office struct {
	*house
	accounts *redis.Staff
	provider *bottest.Provider
}

func openOffice(t *testing.T, changes ...func(*office)) *office {
	t.Helper()
	o := &office{}
	open(t, func(h *house) {
		o.house, o.accounts = h, redis.NewStaff(h.db, h.keys)
		c := &h.config
		c.Accounts, c.Sessions, c.Staff, c.Factors, c.Tickets = o.accounts, o.accounts.Sessions(), o.accounts, o.accounts, o.accounts
		for _, change := range changes {
			change(o)
		}
	})
	fine(t, o.accounts.Put(t.Context(), handoff.Account{Name: "maja", Role: handoff.RoleCounsellor, Services: []string{"nord"}}, majasPassword))
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

package desk_test

import (
	"net/http"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"testing"
)

// TestNobodySaysWhereTheyAre: what a browser says of where it is counts for nothing
// where no proxy was named.
func TestNobodySaysWhereTheyAre(t *testing.T) {
	o := openOffice(t)
	var last int
	for n := range 6 {
		b := o.browser()
		r := b.request(http.MethodPost, "/login", url.Values{"name": {"maja"}, "password": {"x"}})
		r.Header.Set("X-Forwarded-For", "203.0.113."+strconv.Itoa(n))
		last = b.do(r).status
	}
	if last != http.StatusTooManyRequests {
		t.Errorf("the sixth guess, each from somewhere else: %d", last)
	}
}

// TestThrottleByNetwork: a guesser far away does not keep the counsellor out, and cannot
// pretend to be somewhere else.
func TestThrottleByNetwork(t *testing.T) {
	o := openOffice(t, func(o *office) {
		o.config.Proxies = []netip.Prefix{netip.MustParsePrefix("127.0.0.1/32"), netip.MustParsePrefix("10.0.0.0/8")}
	})
	from := func(hops, password string) int {
		b := o.browser()
		r := b.request(http.MethodPost, "/login", url.Values{"name": {"maja"}, "password": {password}})
		if hops != "" {
			r.Header.Set("X-Forwarded-For", hops)
		}
		return b.do(r).status
	}
	for range 5 {
		if got := from("203.0.113.9", "x"); got != http.StatusUnauthorized {
			t.Fatalf("a guess: %d", got)
		}
	}
	for name, hops := range map[string]string{"the same": "203.0.113.9", "with a forged hop before": "198.51.100.1, 203.0.113.9", "through two proxies": "203.0.113.9, 10.1.2.3", "mapped": "::ffff:203.0.113.9"} {
		if got := from(hops, majasPassword); got != http.StatusTooManyRequests {
			t.Errorf("%s: %d", name, got)
		}
	}
	if got := from("198.51.100.1", majasPassword); got != see {
		t.Errorf("maja elsewhere: %d", got)
	}
	for range 5 {
		from("2001:db8:1:2::5", "x")
	}
	if got := from("2001:db8:1:2:ffff::9", majasPassword); got != http.StatusTooManyRequests {
		t.Errorf("another address of the same net: %d", got)
	}
	if got := from("2001:db8:1:3::5", majasPassword); got != see {
		t.Errorf("another net: %d", got)
	}
	if got := from("rubbish", majasPassword); got != see {
		t.Errorf("rubbish from the proxy: %d", got)
	}
	known := o.browser()
	o.logIn(known, "maja", majasPassword)
	for range 6 {
		from("", "x")
	}
	if got := from("", majasPassword); got != http.StatusTooManyRequests {
		t.Errorf("a browser nobody knows: %d", got)
	}
	if got := o.logIn(known, "maja", majasPassword); got.status != see {
		t.Errorf("her own browser: %d", got.status)
	}
	if strings.Contains(o.logged.String(), "203.0.113") {
		t.Error("an address stands in the log")
	}
	for _, deed := range o.deeds.noted() {
		if strings.Contains(deed, "203") {
			t.Error("an address stands among the deeds")
		}
	}
}

func TestFailedLoginsOfNobodyAreNotNoted(t *testing.T) {
	o := openOffice(t)
	b := o.browser()
	o.logIn(b, "min adgangskode kom i det forkerte felt", "x")
	if got := o.deeds.noted(); len(got) > 0 {
		t.Error("something somebody typed was noted")
	}
	o.logIn(b, " MAJA", "x")
	if got := o.deeds.noted(); len(got) != 1 || got[0] != "maja login-failed " {
		t.Error("a failed login of somebody was not noted")
	}
}

package desk

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"

	"lyt/bot/handoff"
)

// Accounts checks logins: handoff.ErrDenied or handoff.ErrThrottle.
type Accounts interface {
	// Verify checks name and password; the account may owe a second factor still.
	Verify(ctx context.Context, login handoff.Login) (handoff.Account, error)
	Get(ctx context.Context, name string) (handoff.Account, error)
	// Known makes what a browser shows at the next login of that name.
	Known(name string) (string, error)
	// Admit makes or changes the account of somebody who signed in elsewhere:
	// handoff.ErrTaken when the name belongs to somebody else.
	Admit(ctx context.Context, account handoff.Account, subject string) (handoff.Account, error)
	// Dismiss takes all services and sessions from who signed in elsewhere and may no
	// longer come here.
	Dismiss(ctx context.Context, subject string) error
}

// doors are the pages for which nobody need be logged in yet.
func (d *Desk) doors() map[string]http.HandlerFunc {
	return map[string]http.HandlerFunc{
		"POST /login":               d.login,
		"GET /login/code":           d.half(d.codePage),
		"POST /login/code":          d.half(d.code),
		"GET /login/factor":         d.half(d.firstFactorPage),
		"GET /login/factor.png":     d.half(d.firstFactorPicture),
		"POST /login/factor":        d.half(d.firstFactor),
		"GET /login/elsewhere":      d.signIn,
		"GET /login/elsewhere/back": d.signedIn,
		"GET /login/out":            d.loggedOut,
		"POST /logout":              d.logout,
		"POST /language":            d.language,
	}
}

// loginBody is what the login page shows.
type loginBody struct {
	Wrong     string // key of what went wrong
	Elsewhere bool   // one can sign in elsewhere
}

// loginPage shows the login, or the step after it to somebody who has done it already.
func (d *Desk) loginPage(w http.ResponseWriter, r *http.Request, status int, wrong string) {
	if status == http.StatusOK {
		if account, in, err := d.halfAccount(r); err == nil && in {
			http.Redirect(w, r, d.nextStep(account), http.StatusSeeOther)
			return
		}
	}
	page := d.doorView(r, "login")
	page.Body = loginBody{wrong, d.Elsewhere != nil}
	d.show(w, status, "login.html", page)
}

// doorView is view for somebody who is not in yet.
func (d *Desk) doorView(r *http.Request, here string) view {
	return view{Lang: lang(r), Here: here, Title: "desk.title.login", Styles: []string{accountStyles}, desk: d}
}

// attempt is a try to come in, with what bounds how often.
func (d *Desk) attempt(r *http.Request, name, secret string) handoff.Login {
	return handoff.Login{Name: name, Password: secret, From: d.network(r), Known: d.cookie(r, knownCookie)}
}

// network is the net a browser is in: an IPv4 address, or the /64 that one household
// or office has of IPv6. Behind our proxies it is what they saw; what anybody else says
// of where they come from counts for nothing.
func (d *Desk) network(r *http.Request) string {
	peer := address(r.RemoteAddr)
	hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for len(hops) > 0 && d.ours(peer) {
		before := address(strings.TrimSpace(hops[len(hops)-1]))
		if !before.IsValid() {
			break
		}
		peer, hops = before, hops[:len(hops)-1]
	}
	bits := 32
	if peer.Is6() {
		bits = 64
	}
	net, err := peer.Prefix(bits)
	if err != nil {
		return ""
	}
	return net.String()
}

// ours says whether an address is one of our proxies.
func (d *Desk) ours(at netip.Addr) bool {
	return slices.ContainsFunc(d.Proxies, func(p netip.Prefix) bool { return p.Contains(at) })
}

func address(text string) netip.Addr {
	if host, _, err := net.SplitHostPort(text); err == nil {
		text = host
	}
	at, err := netip.ParseAddr(strings.Trim(text, "[]"))
	if err != nil {
		return netip.Addr{}
	}
	return at.Unmap().WithZone("")
}

// wrongs says what to tell of what stops somebody.
//
//nolint:gochecknoglobals // never changed
var wrongs = []struct {
	err    error
	status int
	key    string
}{
	{handoff.ErrDenied, http.StatusUnauthorized, "denied"},
	{handoff.ErrThrottle, http.StatusTooManyRequests, "throttled"},
	{handoff.ErrStranger, http.StatusForbidden, "stranger"},
	{handoff.ErrTaken, http.StatusForbidden, "taken"},
	{handoff.ErrElse, http.StatusServiceUnavailable, "away"},
}

// wrong finds status and key of an error; false when it is none of theirs.
func wrong(err error, prefix string) (status int, key string, ok bool) {
	for _, w := range wrongs {
		if errors.Is(err, w.err) {
			return w.status, prefix + w.key, true
		}
	}
	return 0, "", false
}

// login checks name and password. A failed login says the same whatever was wrong.
func (d *Desk) login(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	if err := r.ParseForm(); err != nil {
		d.loginPage(w, r, http.StatusBadRequest, "desk.login.denied")
		return
	}
	try := d.attempt(r, r.PostForm.Get("name"), r.PostForm.Get("password"))
	account, err := d.Accounts.Verify(r.Context(), try)
	if status, key, is := wrong(err, "desk.login."); is {
		d.failed(r, try.Name, err)
		d.loginPage(w, r, status, key)
		return
	}
	if err == nil && (account.Factor || d.lacksFactor(account)) {
		if err = d.enterHalf(w, r, account); err == nil && account.Factor {
			d.did(r.Context(), visit{Account: account}, "", "code-owed", "", "")
		}
		d.onward(w, r, err, d.nextStep(account))
		return
	}
	if err == nil {
		err = d.enter(w, r, account)
	}
	if err == nil {
		d.cameIn(r, account)
	}
	d.onward(w, r, err, "/")
}

// onward leads to the next page, unless the store is away.
func (d *Desk) onward(w http.ResponseWriter, r *http.Request, err error, to string) {
	if err != nil {
		d.away(w, r, err)
		return
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
}

// failed notes a login that did not work, when the account exists; other names belong
// to nobody here, and are kept nowhere. What was not even tried is not noted: it would
// fill the log, and be so quick that the time it takes told which names there are.
func (d *Desk) failed(r *http.Request, name string, err error) {
	if !errors.Is(err, handoff.ErrDenied) {
		return
	}
	if account, err := d.Accounts.Get(r.Context(), name); err == nil {
		d.did(r.Context(), visit{Account: account}, "", "login-failed", "", "")
	}
}

func (d *Desk) cameIn(r *http.Request, account handoff.Account) {
	d.did(r.Context(), visit{Account: account}, "", "login", "", "")
}

// enterHalf lets somebody in as far as the second factor.
func (d *Desk) enterHalf(w http.ResponseWriter, r *http.Request, account handoff.Account) error {
	if err := d.leave(w, r); err != nil {
		return err
	}
	token, err := d.Sessions.NewHalf(r.Context(), account)
	if err != nil {
		return err
	}
	d.setCookie(w, r, d.cookieName(r, halfCookie), token, int(HalfLife.Seconds()))
	return nil
}

// nextStep is where somebody goes who has shown their password.
func (d *Desk) nextStep(account handoff.Account) string {
	if account.Factor {
		return "/login/code"
	}
	return "/login/factor"
}

func (d *Desk) halfAccount(r *http.Request) (handoff.Account, bool, error) {
	token := d.cookie(r, halfCookie)
	if token == "" {
		return handoff.Account{}, false, nil
	}
	return d.Sessions.FindHalf(r.Context(), token)
}

// half lets those through who have shown their password; the step that is not theirs
// leads to the one that is, and all others to the login.
func (d *Desk) half(page func(http.ResponseWriter, *http.Request, visit)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		account, in, err := d.halfAccount(r)
		switch {
		case err != nil:
			d.away(w, r, err)
		case !in:
			http.Redirect(w, r, "/", http.StatusSeeOther)
		case !strings.HasPrefix(r.URL.Path, d.nextStep(account)):
			http.Redirect(w, r, d.nextStep(account), http.StatusSeeOther)
		default:
			r.Body = http.MaxBytesReader(w, r.Body, maxForm)
			page(w, r, visit{Account: account, lang: lang(r)})
		}
	}
}

func (d *Desk) codePage(w http.ResponseWriter, r *http.Request, _ visit) {
	d.askCode(w, r, http.StatusOK, "")
}

func (d *Desk) askCode(w http.ResponseWriter, r *http.Request, status int, wrong string) {
	page := d.doorView(r, "code")
	page.Title = "desk.title.code"
	page.Body = loginBody{Wrong: wrong}
	d.show(w, status, "login-code.html", page)
}

// code checks the second factor, and lets in.
func (d *Desk) code(w http.ResponseWriter, r *http.Request, v visit) {
	err := d.Factors.CheckFactor(r.Context(), d.attempt(r, v.Name, r.PostFormValue("code")))
	if status, key, is := wrong(err, "desk.code."); is {
		d.failed(r, v.Name, err)
		d.askCode(w, r, status, key)
		return
	}
	if err == nil {
		err = d.enter(w, r, v.Account)
	}
	if err == nil {
		d.cameIn(r, v.Account)
	}
	d.onward(w, r, err, "/")
}

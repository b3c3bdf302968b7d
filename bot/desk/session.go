package desk

import (
	"context"
	"net/http"
	"time"

	"lyt/bot/handoff"
)

// Sessions keeps who is logged in, for SessionLife, and who has shown a password and
// owes the second factor, for HalfLife.
type Sessions interface {
	New(ctx context.Context, account handoff.Account) (token string, err error)
	NewHalf(ctx context.Context, account handoff.Account) (token string, err error)
	// Find gives the account as it is now; false when there is no such session.
	Find(ctx context.Context, token string) (handoff.Account, bool, error)
	FindHalf(ctx context.Context, token string) (handoff.Account, bool, error)
	Delete(ctx context.Context, token string) error
	// EndAll ends all sessions of an account, in every browser.
	EndAll(ctx context.Context, name string) error
}

// How long a login lasts, how long somebody may take to find their second factor, and
// how long a browser is known after the last login.
const (
	SessionLife = 12 * time.Hour
	HalfLife    = 5 * time.Minute
	knownLife   = 180 * 24 * time.Hour
)

// maxForm bounds what a form of the desk may hold.
const maxForm = 64 << 10

// visit is one request of somebody logged in.
type visit struct {
	handoff.Account
	lang string
}

// who says which roles may use a page.
type who func(handoff.Account) bool

func anybody(handoff.Account) bool { return true }

func counsellors(a handoff.Account) bool { return a.Role == handoff.RoleCounsellor }

// secure says whether the browser came over https, here or at the proxy in front.
func (d *Desk) secure(r *http.Request) bool {
	return d.HTTPS || r.TLS != nil || r.Header.Get("X-Forwarded-Proto") == "https"
}

// The desk's cookies.
const (
	sessionCookie = "desk"
	halfCookie    = "desk-half"
	knownCookie   = "desk-known"
	ticketCookie  = "desk-ticket"
)

func (d *Desk) cookieName(r *http.Request, name string) string {
	if d.secure(r) {
		return "__Host-" + name
	}
	return name
}

func (d *Desk) setCookie(w http.ResponseWriter, r *http.Request, name, value string, seconds int) {
	d.setCookieOf(w, r, http.SameSiteStrictMode, name, value, seconds)
}

func (d *Desk) setCookieOf(w http.ResponseWriter, r *http.Request, site http.SameSite, name, value string, seconds int) {
	http.SetCookie(w, &http.Cookie{
		Name: name, Value: value, Path: "/", MaxAge: seconds,
		HttpOnly: true, Secure: d.secure(r), SameSite: site,
	})
}

// cookie gives what the browser holds under a name, if it looks like ours.
func (d *Desk) cookie(r *http.Request, name string) string {
	cookie, err := r.Cookie(d.cookieName(r, name))
	if err != nil || len(cookie.Value) > 1024 {
		return ""
	}
	return cookie.Value
}

// account finds who is logged in; false when nobody is, or when they owe a second
// factor that they never set up.
func (d *Desk) account(r *http.Request) (handoff.Account, bool, error) {
	token := d.cookie(r, sessionCookie)
	if token == "" {
		return handoff.Account{}, false, nil
	}
	account, in, err := d.Sessions.Find(r.Context(), token)
	return account, in && !d.lacksFactor(account), err
}

// lacksFactor says whether somebody must set up a second factor before anything else.
// Who signs in elsewhere has it there.
func (d *Desk) lacksFactor(a handoff.Account) bool {
	return d.MustFactor && !a.Factor && !a.Outside
}

// scripted says that the desk's own script asks, which cannot follow to the login:
// a redirect looks to it as if there were no network.
func scripted(r *http.Request) bool {
	return r.Header.Get("Desk-Script") != "" || r.Header.Get("Accept") == "text/event-stream"
}

// staff lets those with the right role through. Others find nothing there, and
// those not logged in are led to the login.
func (d *Desk) staff(may who, page func(http.ResponseWriter, *http.Request, visit)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		account, in, err := d.account(r)
		switch {
		case err != nil:
			d.away(w, r, err)
		case !in && scripted(r):
			w.WriteHeader(http.StatusUnauthorized)
		case !in:
			http.Redirect(w, r, "/", http.StatusSeeOther)
		case !may(account):
			d.nothing(w, r)
		default:
			r.Body = http.MaxBytesReader(w, r.Body, maxForm)
			page(w, r, visit{Account: account, lang: lang(r)})
		}
	}
}

// enter begins the session of somebody who has proved all they must. Whatever session
// the browser had ends, so that nobody can have prepared it.
func (d *Desk) enter(w http.ResponseWriter, r *http.Request, account handoff.Account) error {
	if err := d.leave(w, r); err != nil {
		return err
	}
	token, err := d.Sessions.New(r.Context(), account)
	if err != nil {
		return err
	}
	known, err := d.Accounts.Known(account.Name)
	if err != nil {
		return err
	}
	d.setCookie(w, r, d.cookieName(r, sessionCookie), token, int(SessionLife.Seconds()))
	d.setCookie(w, r, d.cookieName(r, knownCookie), known, int(knownLife.Seconds()))
	return nil
}

// leave ends the sessions of this browser.
func (d *Desk) leave(w http.ResponseWriter, r *http.Request) error {
	for _, name := range []string{sessionCookie, halfCookie} {
		token := d.cookie(r, name)
		if token == "" {
			continue
		}
		if err := d.Sessions.Delete(r.Context(), token); err != nil {
			return err
		}
		d.setCookie(w, r, d.cookieName(r, name), "", -1)
	}
	return nil
}

// logout ends all sessions of somebody, in every browser. Who owes the second factor
// has none to end but this.
func (d *Desk) logout(w http.ResponseWriter, r *http.Request) {
	account, in, err := d.account(r)
	if err == nil && in {
		err = d.Sessions.EndAll(r.Context(), account.Name)
	}
	if err == nil && in {
		d.noteGone(r.Context(), account)
		d.did(r.Context(), visit{Account: account}, "", "logout-all", "", "")
	}
	if err == nil {
		err = d.leave(w, r)
	}
	d.left(w, r, account, err)
}

// left leads somebody on who logged out. Who signed in elsewhere is still signed in
// there, and is told so.
func (d *Desk) left(w http.ResponseWriter, r *http.Request, account handoff.Account, err error) {
	if err != nil {
		d.away(w, r, err)
		return
	}
	if account.Outside && d.Elsewhere != nil {
		http.Redirect(w, r, "/login/out", http.StatusSeeOther)
		return
	}
	http.Redirect(w, r, "/", http.StatusSeeOther)
}

// languageCookie holds nothing but "da" or "en".
const (
	languageCookie = "desk-language"
	languageLife   = 365 * 24 * time.Hour
)

func lang(r *http.Request) string {
	if cookie, err := r.Cookie(languageCookie); err == nil && cookie.Value == "en" {
		return "en"
	}
	return "da"
}

func (d *Desk) language(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	chosen := "da"
	if r.PostFormValue("lang") == "en" {
		chosen = "en"
	}
	d.setCookie(w, r, languageCookie, chosen, int(languageLife.Seconds()))
	http.Redirect(w, r, "/", http.StatusSeeOther)
}

package desk

import (
	"errors"
	"net/http"
	"time"

	"lyt/bot/handoff"
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

func (d *Desk) cookieName(r *http.Request) string {
	if d.secure(r) {
		return "__Host-desk"
	}
	return "desk"
}

func (d *Desk) setCookie(w http.ResponseWriter, r *http.Request, name, value string, seconds int) {
	http.SetCookie(w, &http.Cookie{
		Name: name, Value: value, Path: "/", MaxAge: seconds,
		HttpOnly: true, Secure: d.secure(r), SameSite: http.SameSiteStrictMode,
	})
}

// token is the browser's session, if it looks like one.
func (d *Desk) token(r *http.Request) string {
	cookie, err := r.Cookie(d.cookieName(r))
	if err != nil || len(cookie.Value) > 256 {
		return ""
	}
	return cookie.Value
}

// account finds who is logged in; false when nobody is.
func (d *Desk) account(r *http.Request) (handoff.Account, bool, error) {
	token := d.token(r)
	if token == "" {
		return handoff.Account{}, false, nil
	}
	return d.Sessions.Find(r.Context(), token)
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

// login checks name and password. A failed login says the same whatever was wrong.
func (d *Desk) login(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	if err := r.ParseForm(); err != nil {
		d.loginPage(w, r, http.StatusBadRequest, "desk.login.denied")
		return
	}
	account, err := d.Accounts.Verify(r.Context(), r.PostForm.Get("name"), r.PostForm.Get("password"))
	switch {
	case errors.Is(err, handoff.ErrDenied):
		d.loginPage(w, r, http.StatusUnauthorized, "desk.login.denied")
		return
	case errors.Is(err, handoff.ErrThrottle):
		d.loginPage(w, r, http.StatusTooManyRequests, "desk.login.throttled")
		return
	case err != nil:
		d.away(w, r, err)
		return
	}
	if old := d.token(r); old != "" {
		if err := d.Sessions.Delete(r.Context(), old); err != nil {
			d.away(w, r, err)
			return
		}
	}
	token, err := d.Sessions.New(r.Context(), account)
	if err != nil {
		d.away(w, r, err)
		return
	}
	d.setCookie(w, r, d.cookieName(r), token, int(SessionLife.Seconds()))
	http.Redirect(w, r, "/", http.StatusSeeOther)
}

func (d *Desk) logout(w http.ResponseWriter, r *http.Request) {
	if token := d.token(r); token != "" {
		if err := d.Sessions.Delete(r.Context(), token); err != nil {
			d.away(w, r, err)
			return
		}
	}
	d.setCookie(w, r, d.cookieName(r), "", -1)
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

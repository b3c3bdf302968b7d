package desk

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"

	"lyt/bot/handoff"
)

// Elsewhere is where staff may sign in with an account they have already.
type Elsewhere interface {
	// Begin gives the address to send the browser to, and a ticket it brings back.
	Begin(ctx context.Context) (address string, ticket []byte, err error)
	// Finish reads what the browser came back with: handoff.ErrDenied,
	// handoff.ErrElse; handoff.ErrStranger with the subject of who may not come here.
	Finish(ctx context.Context, ticket []byte, query url.Values) (account handoff.Account, subject string, err error)
	// End gives the address to log out at there; empty when there is none.
	End(ctx context.Context) string
}

// Tickets seals what a browser carries while somebody signs in elsewhere.
type Tickets interface {
	SealTicket(plain []byte) (string, error)
	OpenTicket(text string) ([]byte, bool)
}

const ticketSeconds = 600

// carried is a ticket, and the sessions the browser had when it left. When another site
// sends it back it does not show them, and they must end all the same.
type carried struct {
	Ticket []byte   `json:"t"`
	Old    []string `json:"o,omitempty"`
}

func (d *Desk) carry(r *http.Request, ticket []byte) (string, error) {
	c := carried{Ticket: ticket}
	for _, name := range []string{sessionCookie, halfCookie} {
		if token := d.cookie(r, name); token != "" {
			c.Old = append(c.Old, token)
		}
	}
	plain, err := json.Marshal(c)
	if err != nil {
		return "", err
	}
	return d.Tickets.SealTicket(plain)
}

func (d *Desk) broughtBack(r *http.Request) (c carried, ours bool) {
	plain, ours := d.Tickets.OpenTicket(d.cookie(r, ticketCookie))
	return c, ours && json.Unmarshal(plain, &c) == nil
}

// signIn sends the browser away to sign in. The ticket's cookie is the one that
// comes along when another site sends the browser back.
func (d *Desk) signIn(w http.ResponseWriter, r *http.Request) {
	if d.Elsewhere == nil {
		d.nothing(w, r)
		return
	}
	address, plain, err := d.Elsewhere.Begin(r.Context())
	if err != nil {
		d.noEntry(w, r, err)
		return
	}
	ticket, err := d.carry(r, plain)
	if err != nil {
		d.away(w, r, err)
		return
	}
	d.setCookieOf(w, r, http.SameSiteLaxMode, d.cookieName(r, ticketCookie), ticket, ticketSeconds)
	http.Redirect(w, r, address, http.StatusSeeOther)
}

// signedIn lets in who signed in. It answers with a page and not with a redirect:
// a browser that another site sent here would not show its new session to us.
func (d *Desk) signedIn(w http.ResponseWriter, r *http.Request) {
	if d.Elsewhere == nil {
		d.nothing(w, r)
		return
	}
	brought, ours := d.broughtBack(r)
	d.setCookieOf(w, r, http.SameSiteLaxMode, d.cookieName(r, ticketCookie), "", -1)
	if !ours {
		d.noEntry(w, r, handoff.ErrDenied)
		return
	}
	account, err := d.admit(r, brought.Ticket)
	if err == nil {
		err = d.endAll(r, brought.Old)
	}
	if err == nil {
		err = d.enter(w, r, account)
	}
	if err != nil {
		d.noEntry(w, r, err)
		return
	}
	d.cameIn(r, account)
	d.show(w, http.StatusOK, "login-done.html", d.doorView(r, "done"))
}

// admit gives the account of who signed in. Somebody who is in no group of ours any
// more loses what they had.
func (d *Desk) admit(r *http.Request, ticket []byte) (handoff.Account, error) {
	account, subject, err := d.Elsewhere.Finish(r.Context(), ticket, r.URL.Query())
	switch {
	case errors.Is(err, handoff.ErrStranger) && subject != "":
		if lost := d.Accounts.Dismiss(r.Context(), subject); lost != nil {
			return account, lost
		}
	case err == nil:
		return d.Accounts.Admit(r.Context(), account, subject)
	}
	return account, err
}

func (d *Desk) endAll(r *http.Request, tokens []string) error {
	for _, token := range tokens {
		if err := d.Sessions.Delete(r.Context(), token); err != nil {
			return err
		}
	}
	return nil
}

// noEntry says in a sentence why somebody is not let in.
func (d *Desk) noEntry(w http.ResponseWriter, r *http.Request, err error) {
	if status, key, is := wrong(err, "desk.elsewhere."); is {
		d.loginPage(w, r, status, key)
		return
	}
	d.away(w, r, err)
}

// loggedOut says that one is still signed in elsewhere, and where to end that.
func (d *Desk) loggedOut(w http.ResponseWriter, r *http.Request) {
	if d.Elsewhere == nil {
		d.nothing(w, r)
		return
	}
	page := d.doorView(r, "out")
	page.Body = d.Elsewhere.End(r.Context())
	d.show(w, http.StatusOK, "login-out.html", page)
}

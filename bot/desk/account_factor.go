package desk

import (
	"bytes"
	"context"
	"encoding/base32"
	"fmt"
	"image/png"
	"net/http"
	"strings"

	"github.com/pquerna/otp/totp"

	"lyt/bot/handoff"
)

// Factors keeps second factors: codes of an app on the phone. A code stands in a
// login's password.
type Factors interface {
	// NewFactor gives the secret of one that is being set up.
	NewFactor(ctx context.Context, name string) (secret string, err error)
	// ConfirmFactor puts it in force, ends all sessions, and gives recovery codes.
	ConfirmFactor(ctx context.Context, login handoff.Login) (codes []string, err error)
	// CheckFactor uses a code up: handoff.ErrDenied, handoff.ErrThrottle.
	CheckFactor(ctx context.Context, login handoff.Login) error
	// DropFactor turns it off with a code, and ends all sessions.
	DropFactor(ctx context.Context, login handoff.Login) error
	CodesLeft(ctx context.Context, name string) (int, error)
}

// factorBody is the page where a second factor is set up.
type factorBody struct {
	Base   string // "/me/factor", or "/login/factor" for those who are not in yet
	Secret string // in groups of four, to type
	Wrong  string
	Asks   bool // for the present password: who has just logged in has shown it
}

func (d *Desk) factorPage(w http.ResponseWriter, r *http.Request, v visit) {
	if v.Factor {
		http.Redirect(w, r, "/me", http.StatusSeeOther)
		return
	}
	d.setUp(w, r, v, d.meView(r, v, nil), http.StatusOK, factorBody{Base: "/me/factor"})
}

func (d *Desk) firstFactorPage(w http.ResponseWriter, r *http.Request, v visit) {
	d.setUp(w, r, v, d.doorView(r, "factor"), http.StatusOK, factorBody{Base: "/login/factor"})
}

func (d *Desk) setUp(w http.ResponseWriter, r *http.Request, v visit, page view, status int, body factorBody) {
	secret, err := d.Factors.NewFactor(r.Context(), v.Name)
	if err != nil {
		d.away(w, r, err)
		return
	}
	body.Secret, body.Asks = inFours(secret), asksPassword(body.Base)
	page.Title, page.Body = "desk.title.factor", body
	d.show(w, status, "me-factor.html", page)
}

func inFours(text string) string {
	var groups []string
	for len(text) > 4 {
		groups, text = append(groups, text[:4]), text[4:]
	}
	return strings.Join(append(groups, text), " ")
}

func (d *Desk) firstFactorPicture(w http.ResponseWriter, r *http.Request, v visit) {
	d.factorPicture(w, r, v)
}

// factorPicture is the square that an app on the phone reads. It has an address of its
// own, because the pages may hold nothing but pictures of ours.
func (d *Desk) factorPicture(w http.ResponseWriter, r *http.Request, v visit) {
	if v.Factor {
		d.nothing(w, r)
		return
	}
	secret, err := d.Factors.NewFactor(r.Context(), v.Name)
	if err != nil {
		d.away(w, r, err)
		return
	}
	picture, err := drawFactor(v.Name, secret)
	if err != nil {
		d.away(w, r, err)
		return
	}
	w.Header().Set("Content-Type", "image/png")
	_, _ = w.Write(picture) // a browser that left needs no picture
}

// asksPassword says whether a page where a second factor is set up asks for the present
// password: a window that somebody left open must not be enough.
func asksPassword(base string) bool { return base == "/me/factor" }

const pictureSide = 260 // pixels

func drawFactor(name, secret string) ([]byte, error) {
	raw, err := base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(secret)
	if err != nil {
		return nil, fmt.Errorf("draw second factor: the secret is no base32")
	}
	key, err := totp.Generate(totp.GenerateOpts{Issuer: "Lyt", AccountName: name, Secret: raw})
	if err != nil {
		return nil, fmt.Errorf("draw second factor: no key")
	}
	square, err := key.Image(pictureSide, pictureSide)
	if err != nil {
		return nil, fmt.Errorf("draw second factor: the name does not fit in")
	}
	var out bytes.Buffer
	err = png.Encode(&out, square)
	return out.Bytes(), err
}

// factor puts the second factor in force, and shows the recovery codes this one time.
func (d *Desk) factor(w http.ResponseWriter, r *http.Request, v visit) {
	d.confirm(w, r, v, d.meView(r, v, nil), "/me/factor")
}

func (d *Desk) firstFactor(w http.ResponseWriter, r *http.Request, v visit) {
	d.confirm(w, r, v, d.doorView(r, "factor"), "/login/factor")
}

func (d *Desk) confirm(w http.ResponseWriter, r *http.Request, v visit, page view, base string) {
	if v.Factor {
		http.Redirect(w, r, "/me", http.StatusSeeOther)
		return
	}
	if asksPassword(base) {
		_, err := d.Accounts.Verify(r.Context(), d.attempt(r, v.Name, r.PostFormValue("present")))
		if status, key, is := wrong(err, "desk.me.password."); is {
			d.failed(r, v.Name, err)
			d.setUp(w, r, v, page, status, factorBody{Base: base, Wrong: key})
			return
		}
		if err != nil {
			d.away(w, r, err)
			return
		}
	}
	codes, err := d.Factors.ConfirmFactor(r.Context(), d.attempt(r, v.Name, r.PostFormValue("code")))
	if status, key, is := wrong(err, "desk.code."); is {
		d.setUp(w, r, v, page, status, factorBody{Base: base, Wrong: key})
		return
	}
	if err == nil {
		err = d.enter(w, r, v.Account)
	}
	if err != nil {
		d.away(w, r, err)
		return
	}
	d.did(r.Context(), v, "", "factor-set", "", "")
	page.Title, page.Body = "desk.title.factor", codes
	d.show(w, http.StatusOK, "me-codes.html", page)
}

// factorOff turns the second factor off, with a code. Where one is required the next
// thing is to set up another.
func (d *Desk) factorOff(w http.ResponseWriter, r *http.Request, v visit) {
	err := d.Factors.DropFactor(r.Context(), d.attempt(r, v.Name, r.PostFormValue("code")))
	if status, key, is := wrong(err, "desk.code."); is {
		d.failed(r, v.Name, err)
		d.showMe(w, r, v, status, meBody{WrongOff: key})
		return
	}
	v.Factor = false
	if err == nil && d.lacksFactor(v.Account) {
		if err = d.enterHalf(w, r, v.Account); err == nil {
			d.did(r.Context(), v, "", "factor-off", "", "")
		}
		d.onward(w, r, err, "/login/factor")
		return
	}
	d.renewed(w, r, v, err, "factor-off", "/me?told=off")
}

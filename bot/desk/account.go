package desk

import (
	"context"
	"net/http"
	"unicode/utf8"

	"lyt/bot/handoff"
)

// Staff keeps what an account has set for itself.
type Staff interface {
	// Paused says whether they take a break; it lasts until it is taken back.
	Paused(ctx context.Context, name string) (bool, error)
	SetPaused(ctx context.Context, name string, on bool) error
	// Replies are what they say often, in their order.
	Replies(ctx context.Context, name string) ([]handoff.Reply, error)
	KeepReplies(ctx context.Context, name string, replies []handoff.Reply) error
	// Services gives those at which somebody of that name works; none when there is no
	// such account.
	Services(ctx context.Context, name string) ([]string, error)
	// ChangePassword ends all their sessions: handoff.ErrDenied, handoff.ErrThrottle.
	ChangePassword(ctx context.Context, login handoff.Login, password string) error
}

// accountRoutes are the pages of one's own account.
func (d *Desk) accountRoutes() []route {
	return []route{
		{"GET /me", anybody, d.me},
		{"POST /me/password", passwords, d.password},
		{"POST /me/here", anybody, d.logoutHere},
		{"GET /me/factor", passwords, d.factorPage},
		{"GET /me/factor.png", passwords, d.factorPicture},
		{"POST /me/factor", passwords, d.factor},
		{"POST /me/factor/off", passwords, d.factorOff},
		{"GET /me/replies", counsellors, d.ownReplies},
		{"POST /me/replies", counsellors, d.keepReply},
		{"POST /me/replies/delete", counsellors, d.dropReply},
	}
}

// passwords are those who log in with a password here.
func passwords(a handoff.Account) bool { return !a.Outside }

// accountStyles is what these pages need beside desk.css.
const accountStyles = "account.css"

// meBody is one's own account.
type meBody struct {
	Services []string
	Left     int    // recovery codes
	Wrong    string // key of what went wrong with the password
	WrongOff string // and with turning the second factor off
	Must     bool   // a second factor is required
}

// meNotices are what a page may say after something was done.
//
//nolint:gochecknoglobals // never changed
var meNotices = map[string]string{
	"password": "desk.me.told.password", "off": "desk.me.told.off", "kept": "desk.me.told.kept", "deleted": "desk.me.told.deleted",
}

func (d *Desk) me(w http.ResponseWriter, r *http.Request, v visit) {
	d.showMe(w, r, v, http.StatusOK, meBody{})
}

func (d *Desk) showMe(w http.ResponseWriter, r *http.Request, v visit, status int, body meBody) {
	var err error
	if body.Left, err = d.codesLeft(r.Context(), v); err != nil {
		d.away(w, r, err)
		return
	}
	for _, id := range v.Services {
		body.Services = append(body.Services, d.serviceName(id))
	}
	body.Must = d.MustFactor
	d.show(w, status, "me.html", d.meView(r, v, body))
}

func (d *Desk) codesLeft(ctx context.Context, v visit) (int, error) {
	if !v.Factor {
		return 0, nil
	}
	return d.Factors.CodesLeft(ctx, v.Name)
}

func (d *Desk) meView(r *http.Request, v visit, body any) view {
	page := d.view(v, "me")
	page.Styles, page.Body = []string{accountStyles}, body
	page.Notice = meNotices[r.URL.Query().Get("told")]
	return page
}

// The lengths of a new password, in letters.
const (
	shortestPassword = 10
	longestPassword  = 200
)

// password changes the password. All other windows end, this one goes on.
func (d *Desk) password(w http.ResponseWriter, r *http.Request, v visit) {
	fresh := r.PostFormValue("fresh")
	length := utf8.RuneCountInString(fresh)
	switch {
	case fresh != r.PostFormValue("again"):
		d.showMe(w, r, v, http.StatusUnprocessableEntity, meBody{Wrong: "desk.me.password.differ"})
		return
	case length < shortestPassword || length > longestPassword:
		d.showMe(w, r, v, http.StatusUnprocessableEntity, meBody{Wrong: "desk.me.password.short"})
		return
	}
	err := d.Staff.ChangePassword(r.Context(), d.attempt(r, v.Name, r.PostFormValue("present")), fresh)
	if status, key, is := wrong(err, "desk.me.password."); is {
		d.failed(r, v.Name, err)
		d.showMe(w, r, v, status, meBody{Wrong: key})
		return
	}
	d.renewed(w, r, v, err, "password", "/me?told=password")
}

// renewed gives this window a new session after something ended all of them, and notes
// what it was.
func (d *Desk) renewed(w http.ResponseWriter, r *http.Request, v visit, err error, what, to string) {
	if err == nil {
		err = d.enter(w, r, v.Account)
	}
	if err == nil {
		d.did(r.Context(), v, "", what, "", "")
	}
	d.onward(w, r, err, to)
}

// logoutHere logs out in this browser, and leaves the others as they are.
func (d *Desk) logoutHere(w http.ResponseWriter, r *http.Request, v visit) {
	d.left(w, r, v.Account, d.leave(w, r))
}

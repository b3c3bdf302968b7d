package desk

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"io"
	"net/http"

	"lyt/bot"
	"lyt/bot/handoff"
)

func (d *Desk) queueRoutes() []route {
	return []route{
		{"GET /events", talkers, d.events},
		{"POST /claim", counsellors, d.claim},
		{"POST /decline", counsellors, d.refuseRequest},
		{"POST /presence", counsellors, d.takeBreak},
	}
}

// home is the login, the counsellor's queue, or the coordinator's times.
func (d *Desk) home(w http.ResponseWriter, r *http.Request) {
	account, in, err := d.account(r)
	switch {
	case err != nil:
		d.away(w, r, err)
	case !in:
		d.loginPage(w, r, http.StatusOK, "")
	case counsellors(account):
		d.queue(w, r, visit{Account: account, lang: lang(r)})
	case account.Role == handoff.RoleSupervisor:
		http.Redirect(w, r, "/live", http.StatusSeeOther)
	case account.Role == handoff.RoleAuditor:
		http.Redirect(w, r, "/log", http.StatusSeeOther)
	default:
		d.calendar(w, r, visit{Account: account, lang: lang(r)})
	}
}

// notices are the sentences a redirect may ask a page to show.
var notices = map[string]string{
	"taken": "desk.told.taken", "gone": "desk.told.gone", "closed": "desk.told.closed", "full": "desk.told.full",
	"pause": "desk.told.pause", "lost": "desk.told.lost", "declined": "desk.told.declined", "why": "desk.decline.why",
	"over": "desk.talk.over", "busy": "desk.told.busy", "settled": "desk.told.settled", "invited": "desk.told.invited", "offered": "desk.told.offered",
	"carded": "desk.told.carded", "alarmed": "desk.told.alarmed", "person": "desk.told.person", "asking": "desk.told.asking",
	"withdrawn": "desk.told.withdrawn", "ended": "desk.told.ended", "late": "desk.told.late",
	"returned": "desk.told.returned", "deleted": "desk.told.deleted",
}

func (d *Desk) queue(w http.ResponseWriter, r *http.Request, v visit) {
	b, err := d.board(r.Context(), v)
	if err != nil {
		d.away(w, r, err)
		return
	}
	page := d.view(v, "queue")
	page.Body, page.Count, page.Alarm = b, b.Total, b.Crises
	page.Presence = d.presenceShown(r.Context(), v)
	page.Notice = notices[r.URL.Query().Get("told")]
	d.show(w, http.StatusOK, "queue.html", page)
}

// claim takes a talk. Of two who click, one gets it and the other is told.
func (d *Desk) claim(w http.ResponseWriter, r *http.Request, v visit) {
	if err := r.ParseForm(); err != nil {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	service, id := r.PostForm.Get("service"), r.PostForm.Get("id")
	if !v.Counsels(service) {
		d.nothing(w, r)
		return
	}
	err := d.take(r, v, service, id)
	if word := unclaimed(err); word != "" {
		http.Redirect(w, r, "/?told="+word, http.StatusSeeOther)
		return
	}
	if err != nil {
		d.away(w, r, err)
		return
	}
	d.did(r.Context(), v, service, "claimed", id, "")
	d.relay(r.Context(), service)
	http.Redirect(w, r, talkPath(service, id), http.StatusSeeOther)
}

func (d *Desk) take(r *http.Request, v visit, service, id string) error {
	// The same click twice is one; after the talk went back to the queue it is another.
	op := operation(r, d.Random) + ":" + v.Name
	return d.withRoom(r.Context(), v, id, func(ctx context.Context) error {
		_, err := d.Acts.Claim(ctx, service, id, op, v.Account)
		return err
	})
}

// withRoom takes a talk if there is room for it. A click is a sign of life, also without a
// script. It need not wait for somebody who opens times in the same counsellor's name.
func (d *Desk) withRoom(ctx context.Context, v visit, id string, take func(context.Context) error) error {
	return d.Acts.Alone(ctx, "talks of "+v.Name, func(ctx context.Context) error {
		if err := d.room(ctx, v, id); err != nil {
			return err
		}
		if _, err := d.noteHere(ctx, v); err != nil {
			return err
		}
		return take(ctx)
	})
}

// unclaimed says in a word why a talk could not be taken.
func unclaimed(err error) string {
	switch {
	case errors.Is(err, handoff.ErrClaimed):
		return "taken"
	case errors.Is(err, handoff.ErrUnknown), errors.Is(err, handoff.ErrOver):
		return "gone"
	case errors.Is(err, handoff.ErrFull):
		return "full"
	case errors.Is(err, handoff.ErrAway):
		return "pause"
	}
	return ""
}

// room is handoff.ErrFull when somebody has as many talks as they can, over all their
// services; the store holds the same line within each of them.
func (d *Desk) room(ctx context.Context, v visit, id string) error {
	has := 0
	for _, service := range v.Services {
		mine, err := d.Queue.Mine(ctx, service, v.Name)
		if err != nil {
			return err
		}
		for _, h := range mine {
			if h.ID == id {
				return nil // a second click
			}
		}
		has += len(mine)
	}
	if has >= v.Room() {
		return handoff.ErrFull
	}
	return nil
}

// refuseRequest says why a service cannot take a talk that another wants to hand on.
func (d *Desk) refuseRequest(w http.ResponseWriter, r *http.Request, v visit) {
	if err := r.ParseForm(); err != nil {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	service, id, words := r.PostForm.Get("service"), r.PostForm.Get("id"), written(r, "words")
	if !v.Counsels(service) {
		d.nothing(w, r)
		return
	}
	h, err := d.Queue.Find(r.Context(), service, id)
	if err == nil && (h.State != handoff.Waiting || h.Request.From == nil) {
		err = handoff.ErrUnknown
	}
	if err != nil {
		d.refuse(w, r, err)
		return
	}
	if unfit(words, maxAlong) != "" {
		http.Redirect(w, r, "/?told=why", http.StatusSeeOther)
		return
	}
	err = d.Acts.Decline(r.Context(), service, id, operation(r, d.Random), v.Name, bot.Heard(words))
	if errors.Is(err, handoff.ErrSettled) || errors.Is(err, handoff.ErrOver) {
		http.Redirect(w, r, "/?told=gone", http.StatusSeeOther)
		return
	}
	if err != nil {
		d.refuse(w, r, err)
		return
	}
	d.did(r.Context(), v, service, "declined", id, "")
	d.relay(r.Context(), service)
	http.Redirect(w, r, "/?told=declined", http.StatusSeeOther)
}

// relay lets the person hear at once. The words are safe already, so a fault here
// only means that the sweep is a little later.
func (d *Desk) relay(ctx context.Context, service string) {
	if err := d.Relay.Relay(context.WithoutCancel(ctx), service); err != nil {
		d.Log.Warn("relay to people", "error", err)
	}
}

// operation names what a form does and with which words, so that sending it twice has one
// effect, and sending it with other words is another act. The form's op is random, so the
// name says nothing of the words. A form without a usable one gets a name of its own.
func operation(r *http.Request, random io.Reader) string {
	if opOf(r) == "" {
		return newOp(random)
	}
	sum := sha256.Sum256([]byte(r.PostForm.Encode()))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

// opOf is what a form is called; empty when that cannot be used.
func opOf(r *http.Request) string {
	if op := r.PostForm.Get("op"); len(op) >= 8 && len(op) <= 120 {
		return op
	}
	return ""
}

// newOp is random, so that nobody meets the name of another's act.
func newOp(random io.Reader) string {
	raw := make([]byte, 15)
	if _, err := io.ReadFull(random, raw); err != nil {
		return rand.Text() // the operating system's own, which cannot fail
	}
	return base64.RawURLEncoding.EncodeToString(raw)
}

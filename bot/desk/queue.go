package desk

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"io"
	"net/http"
	"net/url"
	"sort"
	"time"

	"lyt/bot/handoff"
)

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
	default:
		d.calendar(w, r, visit{Account: account, lang: lang(r)})
	}
}

// line is one talk in a list.
type line struct {
	handoff.Handoff
	Op     string // names the claim this button would make
	Danger string // crisis, low or other
	Wait   int    // whole minutes
}

// board is the queue page's live part.
type board struct {
	Waiting []line
	Mine    []line
}

var dangers = map[handoff.Priority]string{handoff.Crisis: "crisis", handoff.Low: "low"}

func (d *Desk) line(h handoff.Handoff) line {
	l := line{Handoff: h, Danger: "other", Wait: int(d.Now().Sub(h.Request.At) / time.Minute)}
	if danger, ok := dangers[h.Request.Priority]; ok {
		l.Danger = danger
	}
	return l
}

// board gathers who waits and who is being talked to, over all services of the account.
func (d *Desk) board(ctx context.Context, a handoff.Account) (board, error) {
	var b board
	for _, service := range a.Services {
		waiting, err := d.Queue.Waiting(ctx, service)
		if err != nil {
			return board{}, err
		}
		mine, err := d.Queue.Mine(ctx, service, a.Name)
		if err != nil {
			return board{}, err
		}
		for i, h := range waiting {
			if h.Place == 0 {
				h.Place = i + 1
			}
			l := d.line(h)
			l.Op = "claim:" + h.ID + ":" + a.Name
			b.Waiting = append(b.Waiting, l)
		}
		for _, h := range mine {
			b.Mine = append(b.Mine, d.line(h))
		}
	}
	sort.SliceStable(b.Waiting, func(i, j int) bool { return before(b.Waiting[i].Request, b.Waiting[j].Request) })
	sort.SliceStable(b.Mine, func(i, j int) bool { return b.Mine[i].Claimed.After(b.Mine[j].Claimed) })
	return b, nil
}

// crises counts those in danger.
func crises(lines []line) int {
	n := 0
	for _, l := range lines {
		n += crisis(l.Handoff)
	}
	return n
}

func crisis(h handoff.Handoff) int {
	if h.Request.Priority == handoff.Crisis {
		return 1
	}
	return 0
}

// before puts danger first, then who has waited longest.
func before(a, b handoff.Request) bool {
	if a.Priority != b.Priority {
		return a.Priority < b.Priority
	}
	return a.At.Before(b.At)
}

// notices are the sentences a redirect may ask the queue page to show.
var notices = map[string]string{
	"taken":  "desk.told.taken",
	"gone":   "desk.told.gone",
	"closed": "desk.told.closed",
}

func (d *Desk) queue(w http.ResponseWriter, r *http.Request, v visit) {
	b, err := d.board(r.Context(), v.Account)
	if err != nil {
		d.away(w, r, err)
		return
	}
	page := d.view(v, "queue")
	page.Body, page.Count, page.Alarm = b, len(b.Waiting), crises(b.Waiting)
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
	_, err := d.Acts.Claim(r.Context(), service, id, operation(r, d.Random), v.Name)
	switch {
	case errors.Is(err, handoff.ErrClaimed):
		http.Redirect(w, r, "/?told=taken", http.StatusSeeOther)
	case errors.Is(err, handoff.ErrUnknown), errors.Is(err, handoff.ErrOver):
		http.Redirect(w, r, "/?told=gone", http.StatusSeeOther)
	case err != nil:
		d.away(w, r, err)
	default:
		d.relay(r.Context(), service)
		http.Redirect(w, r, talkPath(service, id), http.StatusSeeOther)
	}
}

func talkPath(service, id string) string {
	return "/talk/" + url.PathEscape(service) + "/" + url.PathEscape(id)
}

// relay lets the person hear at once. The words are safe already, so a fault here
// only means that the sweep is a little later.
func (d *Desk) relay(ctx context.Context, service string) {
	if err := d.Relay.Relay(context.WithoutCancel(ctx), service); err != nil {
		d.Log.Warn("relay to people", "error", err)
	}
}

// operation names what a form does, so that sending it twice has one effect. A
// form without a usable name gets one of its own.
func operation(r *http.Request, random io.Reader) string {
	if op := r.PostForm.Get("op"); len(op) >= 8 && len(op) <= 120 {
		return op
	}
	return newOp(random)
}

// newOp is random, so that nobody meets the name of another's act.
func newOp(random io.Reader) string {
	raw := make([]byte, 15)
	if _, err := io.ReadFull(random, raw); err != nil {
		return rand.Text() // the operating system's own, which cannot fail
	}
	return base64.RawURLEncoding.EncodeToString(raw)
}

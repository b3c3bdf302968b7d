package desk

import (
	"context"
	"net/http"
	"strings"

	"lyt/bot/handoff"
)

// noteHere says at every service that the counsellor is at the desk, or on a pause, and
// gives which.
func (d *Desk) noteHere(ctx context.Context, v visit) (handoff.Presence, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	p, err := d.presence(ctx, v)
	if err != nil {
		return p, err
	}
	for _, service := range v.Services {
		if err := d.Acts.Here(ctx, service, v.Account, p, d.Now().Add(hereLasts)); err != nil {
			return p, err
		}
	}
	return p, nil
}

// noteGone says at every service that somebody is no longer at the desk. When the store
// is away they are out all the same: what stands there runs out by itself.
func (d *Desk) noteGone(ctx context.Context, a handoff.Account) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	if !counsellors(a) {
		return
	}
	for _, service := range a.Services {
		if err := d.Acts.Here(ctx, service, a, handoff.Away, d.Now()); err != nil {
			d.Log.Warn("note presence", "error", err)
			return
		}
	}
}

// presence is what an open page makes of somebody: here, unless they take a break.
func (d *Desk) presence(ctx context.Context, v visit) (handoff.Presence, error) {
	paused, err := d.Staff.Paused(ctx, v.Name)
	if paused {
		return handoff.Pause, err
	}
	return handoff.On, err
}

// presenceShown is for a page's head; when the store is away the page's stream will tell.
func (d *Desk) presenceShown(ctx context.Context, v visit) handoff.Presence {
	if !counsellors(v.Account) {
		return ""
	}
	p, err := d.presence(ctx, v)
	if err != nil {
		return ""
	}
	return p
}

// tellHere shows in the page's head whether its counsellor takes talks.
func (x *screen) tellHere(p handoff.Presence, err error) {
	if err != nil {
		if x.r.Context().Err() == nil {
			x.Log.Warn("note presence", "error", err)
		}
		return
	}
	page := x.view(x.visit, "queue")
	page.Presence = p
	now, err := x.renderApart("presence", page)
	if err == nil && now != x.here {
		x.here = now
		x.s.Send("presence", "", now)
	}
}

// takeBreak begins or ends a pause.
func (d *Desk) takeBreak(w http.ResponseWriter, r *http.Request, v visit) {
	if err := r.ParseForm(); err != nil {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	pause := r.PostForm.Get("presence") == string(handoff.Pause)
	if err := d.Staff.SetPaused(r.Context(), v.Name, pause); err != nil {
		d.away(w, r, err)
		return
	}
	if _, err := d.noteHere(r.Context(), v); err != nil {
		d.away(w, r, err)
		return
	}
	http.Redirect(w, r, "/", http.StatusSeeOther)
}

// shutShown is how many closed services are named.
const shutShown = 3

// Shut names those of the account's services that are closed by their hours: whoever asks
// for a human there is not put into the queue, though somebody is here.
func (v view) Shut() string {
	var names []string
	for _, id := range v.Account.Services {
		if s, ok := v.desk.Services.Find(id); ok && !s.Hours.Open(v.desk.Now(), v.desk.Zone) {
			names = append(names, s.Name)
		}
	}
	if len(names) == 0 {
		return ""
	}
	if len(names) > shutShown {
		names = append(names[:shutShown], "…")
	}
	return v.desk.Words.Text(v.Lang, "desk.shut", map[string]any{"services": strings.Join(names, ", ")})
}

package desk

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"

	"lyt/bot/handoff"
	"lyt/bot/web"
)

// typingShown is how long somebody counts as typing after the last key.
const typingShown = 6 * time.Second

// shownTalk is the talk on an open page, and what the page has been told of it.
type shownTalk struct {
	service, ID string
	part        part
	after       string // the last line
	over        bool
	typed       time.Time
	types       string
	state       string
}

// openTalk finds the talk an open page shows; nil when it shows none.
func (d *Desk) openTalk(r *http.Request, v visit) (*shownTalk, error) {
	asked := r.URL.Query().Get("talk")
	if asked == "" {
		return nil, nil //nolint:nilnil // a page beside the talks
	}
	service, id, _ := strings.Cut(asked, "/")
	h, p, err := d.find(r.Context(), v, service, id, readers)
	if err == nil {
		err = d.looksOn(r.Context(), v, h)
	}
	if err != nil {
		return nil, err
	}
	return &shownTalk{service: service, ID: id, part: p, after: web.LastSeen(r)}, nil
}

// follows lets the counsellor see, once the page is closed, that the supervisor follows
// the talk no longer.
func (x *screen) follows() (stop func()) {
	talk := x.talk
	if talk == nil {
		return func() {}
	}
	return func() {
		x.seen.look(x.Now(), x.Name, talk.ID)
		if talk.part != follower {
			return
		}
		ctx, cancel := context.WithTimeout(context.WithoutCancel(x.r.Context()), patience)
		defer cancel()
		if err := x.Acts.Watch(ctx, talk.service, talk.ID, x.Name, false); err != nil {
			x.Log.Warn("follow a talk", "error", err)
		}
	}
}

// lookAtTalk tells every line after the last one seen, who types, what else changed,
// and the end.
func (x *screen) lookAtTalk(ctx context.Context) error {
	t := x.talk
	h, p, err := x.find(ctx, x.visit, t.service, t.ID, readers)
	if err != nil {
		return err
	}
	t.part = p
	if err := x.mark(ctx, x.visit, h); err != nil { // another page of theirs may have closed
		return err
	}
	lines, err := x.thread(ctx, h, t.after)
	if err != nil {
		return err
	}
	for _, l := range lines {
		if err := x.tellLine(l); err != nil {
			return err
		}
		t.after = l.ID
	}
	x.tellTyping(h)
	if err := x.tellState(h); err != nil {
		return err
	}
	if h.State == handoff.Over && !t.over {
		t.over = true
		x.s.Send("over", "", "")
	}
	return nil
}

// whyGone says in a word why a talk is not theirs any more: it is over, deleted by the
// person, waits again, or goes on with somebody else.
func (d *Desk) whyGone(ctx context.Context, t shownTalk) string {
	h, err := d.Queue.Find(ctx, t.service, t.ID)
	switch {
	case err == nil && h.State == handoff.Over && h.Staff != "": // at another house it goes on
		return "ended"
	case err == nil && h.State == handoff.Waiting:
		return "returned"
	case errors.Is(err, handoff.ErrUnknown):
		return "deleted"
	}
	return "lost"
}

func (x *screen) tellLine(l handoff.Line) error {
	if l.Who == handoff.Delivery {
		html, err := x.renderApart("receipt", x.view(x.visit, "talk").With(spoken{Line: handoff.Line{Who: handoff.Counsellor}, Arrived: l.Text.Reveal()}))
		x.s.Send("receipt", l.ID, map[string]string{"of": l.Of, "html": html})
		return err
	}
	html, err := x.renderApart("line", x.view(x.visit, "talk").With(speak(x.visit, l)))
	if err == nil {
		x.s.Send("line", l.ID, html)
	}
	return err
}

// tellTyping shows who types: the person, and all others in the talk. Whose words have
// come types no longer.
func (x *screen) tellTyping(h handoff.Handoff) {
	var says []string
	last := x.talk.typed
	add := func(at time.Time, words string) {
		if x.Now().Sub(at) < typingShown {
			says = append(says, words)
			last = latest(last, at)
		}
	}
	add(h.Typing, x.Words.Text(x.lang, "desk.typing", nil))
	for _, w := range h.Writing {
		if w.Staff != x.Name {
			add(w.At, x.Words.Text(x.lang, "desk.writes", map[string]any{"staff": w.Staff}))
		}
	}
	if now := strings.Join(says, " · "); last.After(x.talk.typed) || now != x.talk.types {
		x.talk.typed, x.talk.types = last, now
		x.s.Send("typing", "", now)
	}
}

func latest(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// tellState shows who is in the talk, and how far it has moved.
func (x *screen) tellState(h handoff.Handoff) error {
	p := x.talk.part
	live := h.State == handoff.Live
	html, err := x.renderApart("state", x.view(x.visit, "talk").With(conversation{
		line: x.line(h), Part: p, Live: live, Writes: live && writers(p), Owns: live && owners(p),
	}))
	if err == nil && html != x.talk.state {
		x.talk.state = html
		x.s.Send("state", "", html)
	}
	return err
}

// renderApart renders on a stack of its own: a template needs a deep one, and an open
// page would keep it.
func (x *screen) renderApart(name string, v view) (string, error) {
	type result struct {
		html []byte
		err  error
	}
	done := make(chan result, 1)
	go func() {
		html, err := x.render(name, v)
		done <- result{html, err}
	}()
	r := <-done
	return string(r.html), r.err
}

// lineAt is the id that a line of the thread written at a time would have, so that all
// later ones come after it.
func lineAt(at time.Time) string { return itoa(int(at.UnixMilli())) + "-0" }

func itoa(n int) string { return strconv.Itoa(n) }

package desk

import (
	"context"
	"net/http"
	"strconv"
	"strings"
	"time"

	"lyt/bot/handoff"
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
	return &shownTalk{service: service, ID: id, part: p, after: lastSeen(r)}, nil
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
		x.s.send("over", "", "")
	}
	return nil
}

func (x *screen) tellLine(l handoff.Line) error {
	if l.Who == handoff.Delivery {
		html, err := x.renderApart("receipt", x.view(x.visit, "talk").With(spoken{Line: handoff.Line{Who: handoff.Counsellor}, Arrived: l.Text.Reveal()}))
		x.s.send("receipt", l.ID, map[string]string{"of": l.Of, "html": html})
		return err
	}
	html, err := x.renderApart("line", x.view(x.visit, "talk").With(speak(x.visit, l)))
	if err == nil {
		x.s.send("line", l.ID, html)
	}
	return err
}

func (x *screen) tellTyping(h handoff.Handoff) {
	if h.Typing.After(x.talk.typed) {
		x.talk.typed = h.Typing
		if x.Now().Sub(h.Typing) < typingShown {
			x.s.send("typing", "", "")
		}
	}
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
		x.s.send("state", "", html)
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

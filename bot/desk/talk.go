package desk

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"unicode/utf8"

	"lyt/bot"
	"lyt/bot/handoff"
)

// maxWords is the longest message a counsellor can send: a Telegram message holds
// 4,096, counted more strictly than here.
const maxWords = 2000

// threadBatch is how many lines are read at once.
const threadBatch = 200

// conversation is the talk page's body.
type conversation struct {
	line
	Lines  []spoken
	Last   string // id of the last line, where the stream goes on
	Op     string
	Draft  string // words that could not be sent
	Live   bool
	Longer int // the longest message
}

// spoken is a line of the thread, ready to be read. The words are revealed here
// because this page is where the counsellor reads them.
type spoken struct {
	handoff.Line
	Words string
	Key   string // for System lines: the key of the sentence
}

// own finds a handoff the counsellor took; all else does not exist for them.
func (d *Desk) own(r *http.Request, v visit) (handoff.Handoff, error) {
	service, id := r.PathValue("service"), r.PathValue("id")
	if !v.Counsels(service) {
		return handoff.Handoff{}, handoff.ErrUnknown
	}
	h, err := d.Queue.Find(r.Context(), service, id)
	if err == nil && (h.Staff != v.Name || h.State == handoff.Waiting) {
		err = handoff.ErrUnknown
	}
	return h, err
}

// refuse answers what stood in the way.
func (d *Desk) refuse(w http.ResponseWriter, r *http.Request, err error) {
	if errors.Is(err, handoff.ErrUnknown) || errors.Is(err, handoff.ErrClaimed) {
		d.nothing(w, r)
		return
	}
	d.away(w, r, err)
}

func (d *Desk) talk(w http.ResponseWriter, r *http.Request, v visit) {
	h, err := d.own(r, v)
	if err != nil {
		d.refuse(w, r, err)
		return
	}
	d.talkPage(w, r, v, h, told{status: http.StatusOK})
}

// told is what the talk page says besides the talk.
type told struct {
	status int
	notice string
	draft  string
	op     string
}

func (d *Desk) talkPage(w http.ResponseWriter, r *http.Request, v visit, h handoff.Handoff, t told) {
	lines, err := d.thread(r.Context(), h, "")
	if err != nil {
		d.refuse(w, r, err)
		return
	}
	body := conversation{line: d.line(h), Lines: lines, Op: t.op, Draft: t.draft, Live: h.State == handoff.Live, Longer: maxWords}
	if body.Op == "" {
		body.Op = newOp(d.Random)
	}
	if len(lines) > 0 {
		body.Last = lines[len(lines)-1].ID
	}
	page := d.view(v, "talk")
	page.Body, page.Notice = body, t.notice
	page.Alarm = d.alarm(r.Context(), v)
	d.show(w, t.status, "talk.html", page)
}

// thread reads all lines after one.
func (d *Desk) thread(ctx context.Context, h handoff.Handoff, after string) ([]spoken, error) {
	var all []spoken
	for {
		lines, err := d.Queue.Thread(ctx, h.Request.Service, h.ID, after, threadBatch)
		if err != nil {
			return nil, err
		}
		for _, l := range lines {
			all = append(all, speak(l))
		}
		if len(lines) < threadBatch {
			return all, nil
		}
		after = lines[len(lines)-1].ID
	}
}

func speak(l handoff.Line) spoken {
	if l.Who == handoff.System {
		return spoken{Line: l, Key: l.Text.Reveal()}
	}
	return spoken{Line: l, Words: l.Text.Reveal()}
}

// say sends the counsellor's words. Sent twice, they are said once.
func (d *Desk) say(w http.ResponseWriter, r *http.Request, v visit) {
	h, err := d.own(r, v)
	if err != nil {
		d.refuse(w, r, err)
		return
	}
	if err := r.ParseForm(); err != nil {
		d.talkPage(w, r, v, h, told{status: http.StatusRequestEntityTooLarge, notice: "desk.talk.long"})
		return
	}
	words := strings.TrimSpace(strings.ToValidUTF8(r.PostForm.Get("words"), ""))
	op := operation(r, d.Random)
	switch {
	case words == "":
		d.talkPage(w, r, v, h, told{status: http.StatusUnprocessableEntity, notice: "desk.talk.empty", op: op})
		return
	case utf8.RuneCountInString(words) > maxWords:
		d.talkPage(w, r, v, h, told{status: http.StatusUnprocessableEntity, notice: "desk.talk.long", draft: words, op: op})
		return
	}
	err = d.Acts.Answer(r.Context(), h.Request.Service, h.ID, op, v.Name, bot.Heard(words))
	switch {
	case errors.Is(err, handoff.ErrOver):
		h.State = handoff.Over
		d.talkPage(w, r, v, h, told{status: http.StatusConflict, notice: "desk.talk.over", draft: words})
	case errors.Is(err, handoff.ErrUnknown), errors.Is(err, handoff.ErrClaimed):
		d.refuse(w, r, err)
	case err != nil:
		d.Log.Warn("answer in talk", "error", err)
		w.Header().Set("Retry-After", "2")
		d.talkPage(w, r, v, h, told{status: http.StatusServiceUnavailable, notice: "desk.talk.unsent", draft: words, op: op})
	default:
		d.done(w, r, h)
	}
}

// done lets the person hear of it. The desk's own script needs no page.
func (d *Desk) done(w http.ResponseWriter, r *http.Request, h handoff.Handoff) {
	d.relay(r.Context(), h.Request.Service)
	if r.Header.Get("Desk-Script") != "" {
		w.WriteHeader(http.StatusNoContent)
		return
	}
	http.Redirect(w, r, talkPath(h.Request.Service, h.ID)+"#reply", http.StatusSeeOther)
}

// close ends the talk; the conversation with the robot goes on for the person.
func (d *Desk) close(w http.ResponseWriter, r *http.Request, v visit) {
	h, err := d.own(r, v)
	if err != nil {
		d.refuse(w, r, err)
		return
	}
	if err := r.ParseForm(); err != nil {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	err = d.Acts.Close(r.Context(), h.Request.Service, h.ID, operation(r, d.Random), v.Name)
	switch {
	case err == nil, errors.Is(err, handoff.ErrOver):
		d.relay(r.Context(), h.Request.Service)
		http.Redirect(w, r, "/?told=closed", http.StatusSeeOther)
	default:
		d.refuse(w, r, err)
	}
}

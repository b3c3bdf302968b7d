package desk

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"lyt/bot"
	"lyt/bot/handoff"
)

// maxWords is the longest message a counsellor can send: a Telegram message holds
// 4,096, counted more strictly than here.
const maxWords = 2000

// threadBatch is how many lines are read at once.
const threadBatch = 200

func (d *Desk) talkRoutes() []route {
	const talk = " /talk/{service}/{id}"
	return []route{
		{"GET" + talk, talkers, d.talk},
		{"GET" + talk + "/tools", counsellors, d.tools},
		{"POST" + talk + "/say", counsellors, d.say},
		{"POST" + talk + "/typing", counsellors, d.typing},
		{"POST" + talk + "/draft", counsellors, d.keepDraft},
		{"POST" + talk + "/note", counsellors, d.act(writers, d.note)},
		{"POST" + talk + "/whisper", supervisors, d.act(followers, d.whisper)},
		{"POST" + talk + "/invite", counsellors, d.act(writers, d.invite)},
		{"POST" + talk + "/depart", counsellors, d.act(writers, d.depart)},
		{"POST" + talk + "/offer", counsellors, d.act(writers, d.offer)},
		{"POST" + talk + "/card", counsellors, d.act(writers, d.sendCard)},
		{"POST" + talk + "/crisis", counsellors, d.act(writers, d.sendCrisis)},
		{"POST" + talk + "/told", counsellors, d.act(writers, d.toldPerson)},
		{"POST" + talk + "/onward", counsellors, d.act(owners, d.handOn)},
		{"POST" + talk + "/withdraw", counsellors, d.act(owners, d.withdraw)},
		{"POST" + talk + "/accept", counsellors, d.answering(takers, d.accept)},
		{"POST" + talk + "/decline", counsellors, d.answering(askeds, d.decline)},
		{"POST" + talk + "/close", counsellors, d.act(owners, d.close)},
	}
}

func supervisors(a handoff.Account) bool { return a.Role == handoff.RoleSupervisor }

// talkers are those who may see a talk at all; which one, its part says.
func talkers(a handoff.Account) bool { return counsellors(a) || supervisors(a) }

// part is what somebody has to do with a talk.
type part string

// Nobody else sees a talk. Who is asked to take over sees what is written along, and
// the talk only after taking it.
const (
	stranger part = ""
	owner    part = "owner"
	guest    part = "guest"
	invited  part = "asked"
	called   part = "called" // a guest who is asked to take over
	follower part = "follower"
)

func owners(p part) bool    { return p == owner }
func writers(p part) bool   { return p == owner || p == guest || p == called }
func askeds(p part) bool    { return p == invited || p == called }
func takers(p part) bool    { return askeds(p) || p == owner }
func followers(p part) bool { return p == follower }
func readers(p part) bool   { return writers(p) || p == follower }

func (v visit) part(h handoff.Handoff) part {
	service := h.Request.Service
	switch {
	case h.State == handoff.Waiting:
		return stranger
	case v.Supervises(service) && h.State == handoff.Live:
		return follower
	case !v.Counsels(service):
		return stranger
	case h.Staff == v.Name:
		return owner
	case slices.Contains(h.Guests, v.Name) && offeredTo(h, v.Name) && h.State == handoff.Live:
		return called
	case slices.Contains(h.Guests, v.Name):
		return guest
	case offeredTo(h, v.Name) && h.State == handoff.Live:
		return invited
	}
	return stranger
}

// find gives a talk to those who have the right part in it; for all others it does not
// exist.
func (d *Desk) find(ctx context.Context, v visit, service, id string, may func(part) bool) (handoff.Handoff, part, error) {
	if !v.Has(service) {
		return handoff.Handoff{}, stranger, handoff.ErrUnknown
	}
	h, err := d.Queue.Find(ctx, service, id)
	if err != nil {
		return h, stranger, err
	}
	p := v.part(h)
	if !may(p) {
		return handoff.Handoff{}, stranger, handoff.ErrUnknown
	}
	return h, p, nil
}

func (d *Desk) ofPath(r *http.Request, v visit, may func(part) bool) (handoff.Handoff, part, error) {
	return d.find(r.Context(), v, r.PathValue("service"), r.PathValue("id"), may)
}

func talkPath(service, id string) string {
	return "/talk/" + url.PathEscape(service) + "/" + url.PathEscape(id)
}

// refuse answers what stood in the way.
func (d *Desk) refuse(w http.ResponseWriter, r *http.Request, err error) {
	if errors.Is(err, handoff.ErrUnknown) || errors.Is(err, handoff.ErrClaimed) || errors.Is(err, handoff.ErrOver) {
		d.nothing(w, r)
		return
	}
	d.away(w, r, err)
}

// talk shows one talk.
func (d *Desk) talk(w http.ResponseWriter, r *http.Request, v visit) {
	h, _, err := d.ofPath(r, v, readers)
	if err != nil {
		d.refuse(w, r, err)
		return
	}
	d.talkPage(w, r, v, h, told{status: http.StatusOK, notice: notices[r.URL.Query().Get("told")], whole: r.URL.Query().Has("all")})
}

// told is what the talk page says besides the talk.
type told struct {
	status int
	notice string
	draft  string
	op     string
	whole  bool // the thread from its beginning
}

func (d *Desk) talkPage(w http.ResponseWriter, r *http.Request, v visit, h handoff.Handoff, t told) {
	if err := d.looks(r.Context(), v, h); err != nil {
		d.refuse(w, r, err)
		return
	}
	body, err := d.conversation(r.Context(), v, h, t)
	if err != nil {
		d.refuse(w, r, err)
		return
	}
	page := d.view(v, "talk")
	page.Body, page.Notice = body, t.notice
	page.Count, page.Alarm = body.Board.Total, body.Board.Crises
	page.Presence = d.presenceShown(r.Context(), v)
	d.show(w, t.status, "talk.html", page)
}

// thread reads all lines after one.
func (d *Desk) thread(ctx context.Context, h handoff.Handoff, after string) ([]handoff.Line, error) {
	var all []handoff.Line
	for {
		lines, err := d.Queue.Thread(ctx, h.Request.Service, h.ID, after, threadBatch)
		if err != nil {
			return nil, err
		}
		all = append(all, lines...)
		if len(lines) < threadBatch {
			return all, nil
		}
		after = lines[len(lines)-1].ID
	}
}

// say sends the counsellor's words. Sent twice, they are said once.
func (d *Desk) say(w http.ResponseWriter, r *http.Request, v visit) {
	h, _, err := d.ofPath(r, v, writers)
	if err != nil {
		d.refuse(w, r, err)
		return
	}
	if err := r.ParseForm(); err != nil {
		d.talkPage(w, r, v, h, told{status: http.StatusRequestEntityTooLarge, notice: "desk.talk.long"})
		return
	}
	words := written(r, "words")
	if notice := unfit(words, maxWords); notice != "" {
		d.talkPage(w, r, v, h, told{status: http.StatusUnprocessableEntity, notice: notice, draft: words, op: opOf(r)})
		return
	}
	err = d.Acts.Answer(r.Context(), h.Request.Service, h.ID, operation(r, d.Random), v.Name, bot.Heard(words))
	switch {
	case errors.Is(err, handoff.ErrOver):
		h.State = handoff.Over
		d.talkPage(w, r, v, h, told{status: http.StatusConflict, notice: "desk.talk.over", draft: words})
	case errors.Is(err, handoff.ErrUnknown), errors.Is(err, handoff.ErrClaimed):
		d.refuse(w, r, err)
	case err != nil:
		d.unsent(w, r, v, h, told{status: http.StatusServiceUnavailable, notice: "desk.talk.unsent", draft: words, op: opOf(r)}, err)
	default:
		d.said(w, r, v, h)
	}
}

// unsent gives the words back while the store is away, on the page if it can be read.
func (d *Desk) unsent(w http.ResponseWriter, r *http.Request, v visit, h handoff.Handoff, t told, err error) {
	d.Log.Warn("answer in talk", "error", err)
	w.Header().Set("Retry-After", "2")
	d.talkPage(w, r, v, h, t)
}

// written reads a text of a form.
func written(r *http.Request, name string) string {
	return tidyText(strings.ToValidUTF8(r.PostForm.Get(name), ""))
}

// unfit says in a sentence why words cannot be sent; "" when they can.
func unfit(words string, most int) string {
	switch {
	case !strings.ContainsFunc(words, func(r rune) bool { return unicode.IsGraphic(r) && !unicode.IsSpace(r) }):
		return "desk.talk.empty" // or letters that nobody can see
	case utf8.RuneCountInString(words) > most:
		return "desk.talk.long"
	}
	return ""
}

// said lets the person hear of it. The desk's own script needs no page.
func (d *Desk) said(w http.ResponseWriter, r *http.Request, v visit, h handoff.Handoff) {
	d.relay(r.Context(), h.Request.Service)
	d.dropDraft(r.Context(), v, h, handoff.Counsellor)
	if r.Header.Get("Desk-Script") != "" {
		w.WriteHeader(http.StatusNoContent)
		return
	}
	http.Redirect(w, r, talkPath(h.Request.Service, h.ID)+"#reply", http.StatusSeeOther)
}

// typing shows the person that somebody writes, and those of staff who see the talk who
// it is. Both are a courtesy.
func (d *Desk) typing(w http.ResponseWriter, r *http.Request, v visit) {
	h, _, err := d.ofPath(r, v, writers)
	if err != nil {
		d.refuse(w, r, err)
		return
	}
	if h.State == handoff.Live {
		d.Relay.Typing(r.Context(), h.Request.Person)
		d.showWriting(r.Context(), v, h)
	}
	w.WriteHeader(http.StatusNoContent)
}

func (d *Desk) showWriting(ctx context.Context, v visit, h handoff.Handoff) {
	if len(h.Guests)+len(h.Watchers) == 0 {
		return // nobody else sees the talk
	}
	if err := d.Acts.Writes(ctx, h.Request.Service, h.ID, v.Name); err != nil {
		d.Log.Warn("note typing", "error", err)
	}
}

// drafted is what a draft will be: a note, or an answer.
func drafted(r *http.Request) handoff.Who {
	if r.PostForm.Get("of") == string(handoff.Note) {
		return handoff.Note
	}
	return handoff.Counsellor
}

// keepDraft keeps what somebody has begun to write, for them, in any browser.
func (d *Desk) keepDraft(w http.ResponseWriter, r *http.Request, v visit) {
	h, _, err := d.ofPath(r, v, writers)
	if err != nil {
		d.refuse(w, r, err)
		return
	}
	if err := r.ParseForm(); err != nil {
		w.WriteHeader(http.StatusRequestEntityTooLarge)
		return
	}
	words := strings.ToValidUTF8(r.PostForm.Get("words"), "")
	if utf8.RuneCountInString(words) > maxWords {
		w.WriteHeader(http.StatusUnprocessableEntity)
		return
	}
	if err := d.Acts.KeepDraft(r.Context(), h.Request.Service, h.ID, v.Name, drafted(r), bot.Heard(words)); err != nil {
		d.refuse(w, r, err)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// dropDraft forgets what was kept of words that are sent.
func (d *Desk) dropDraft(ctx context.Context, v visit, h handoff.Handoff, of handoff.Who) {
	if err := d.Acts.KeepDraft(ctx, h.Request.Service, h.ID, v.Name, of, bot.Said{}); err != nil {
		d.Log.Warn("clear draft", "error", err)
	}
}

// tools shows again what there is to choose from, as it is now.
func (d *Desk) tools(w http.ResponseWriter, r *http.Request, v visit) {
	h, p, err := d.ofPath(r, v, writers)
	if err == nil && h.State != handoff.Live {
		err = handoff.ErrUnknown
	}
	c := conversation{line: d.line(h), Op: newOp(d.Random), Live: true, Writes: true, Owns: owners(p), Longer: maxWords}
	if err == nil {
		c.choices, err = d.choices(r.Context(), v, h)
	}
	if err != nil {
		d.refuse(w, r, err)
		return
	}
	d.show(w, http.StatusOK, "tools", d.view(v, "talk").With(c))
}

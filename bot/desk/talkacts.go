package desk

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
	"unicode/utf8"

	"lyt/bot"
	"lyt/bot/handoff"
)

const (
	maxNote  = 2000
	maxAlong = 500 // what is written along when a talk is handed on, and why one is refused
	maxTimes = 3   // offered at once
)

// acting is one thing somebody does in a talk.
type acting struct {
	context.Context
	visit
	handoff.Handoff
	r  *http.Request
	op string

	deed, more string // for the audit log; "" is not noted
	told       string // what the page says afterwards
	home       bool   // leads to the queue instead of the talk
}

func (a *acting) service() string { return a.Request.Service }

// unfitError holds the sentence that says what is wrong with a form.
type unfitError string

func (e unfitError) Error() string { return "form: " + string(e) }

// act makes a page of something that is done in a talk: whoever has another part in it
// finds nothing there, and what was done is noted.
func (d *Desk) act(may func(part) bool, do func(*acting) error) func(http.ResponseWriter, *http.Request, visit) {
	return func(w http.ResponseWriter, r *http.Request, v visit) {
		h, _, err := d.ofPath(r, v, may)
		if err != nil {
			d.refuse(w, r, err)
			return
		}
		if err := r.ParseForm(); err != nil {
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		a := &acting{Context: r.Context(), visit: v, Handoff: h, r: r, op: operation(r, d.Random)}
		if err := do(a); err != nil {
			d.unacted(w, r, a, err)
			return
		}
		if a.deed != "" {
			d.did(r.Context(), v, a.service(), a.deed, h.ID, a.more)
		}
		d.relay(r.Context(), a.service())
		http.Redirect(w, r, a.next(), http.StatusSeeOther)
	}
}

func (a *acting) next() string {
	path := talkPath(a.service(), a.ID)
	if a.home {
		path = "/"
	}
	if a.told != "" {
		path += "?told=" + a.told
	}
	return path
}

// refusals are what may stand in the way of an act, and what the page says then.
var refusals = map[error]string{
	handoff.ErrOver: "over", handoff.ErrBusy: "busy", handoff.ErrFull: "full", handoff.ErrAway: "pause",
	handoff.ErrSettled: "settled", errLate: "late",
}

func (d *Desk) unacted(w http.ResponseWriter, r *http.Request, a *acting, err error) {
	var unfit unfitError
	if errors.As(err, &unfit) && !readers(a.part(a.Handoff)) {
		http.Redirect(w, r, "/?told=why", http.StatusSeeOther)
		return
	}
	if errors.As(err, &unfit) {
		d.talkPage(w, r, a.visit, a.Handoff, told{status: http.StatusUnprocessableEntity, notice: string(unfit)})
		return
	}
	for cause, says := range refusals {
		if errors.Is(err, cause) {
			a.told = says
			http.Redirect(w, r, a.next(), http.StatusSeeOther)
			return
		}
	}
	d.refuse(w, r, err)
}

// note adds words only staff read. A colleague who is named in it is asked in.
func (d *Desk) note(a *acting) error {
	words := written(a.r, "words")
	if notice := unfit(words, maxNote); notice != "" {
		return unfitError(notice)
	}
	if err := d.Acts.Write(a, a.service(), a.ID, a.op, a.Name, handoff.Note, bot.Heard(words)); err != nil {
		return err
	}
	d.dropDraft(a, a.visit, a.Handoff, handoff.Note)
	d.did(a, a.visit, a.service(), "noted", a.ID, "") // whether or not the colleague can be asked in
	return d.inviteNamed(a, words)
}

func (d *Desk) inviteNamed(a *acting, words string) error {
	if !strings.Contains(words, "@") || a.State != handoff.Live {
		return nil
	}
	all, err := d.colleagues(a, a.visit, a.Handoff)
	if err != nil {
		return err
	}
	for _, c := range mentioned(words, absent(a.Handoff, all)) {
		if err := d.Acts.Invite(a, a.service(), a.ID, a.op+":"+c.Name, a.Name, c.Name); err != nil {
			return err
		}
		d.did(a, a.visit, a.service(), "invited", a.ID, c.Name)
	}
	return nil
}

// mentioned finds the colleague named behind each @ of a note: whole, and of two whose
// names begin alike the longer one. An @ in the middle of a word, as in an address of
// mail, names nobody.
func mentioned(words string, all []handoff.Colleague) []handoff.Colleague {
	var found []handoff.Colleague
	before := ' '
	for i, r := range words {
		if r == '@' && !wordRune(before) && !strings.ContainsRune("._-", before) {
			if c, ok := namedAt(words[i+1:], all); ok && !slices.Contains(found, c) {
				found = append(found, c)
			}
		}
		before = r
	}
	return found
}

// namedAt is the colleague whose name the words begin with.
func namedAt(words string, all []handoff.Colleague) (longest handoff.Colleague, ok bool) {
	for _, c := range all {
		n := len(c.Name)
		if len(words) < n || !strings.EqualFold(words[:n], c.Name) || n <= len(longest.Name) {
			continue
		}
		if next, _ := utf8.DecodeRuneInString(words[n:]); len(words) > n && (wordRune(next) || next == '-' || next == '@') {
			continue
		}
		longest, ok = c, true
	}
	return longest, ok
}

// whisper adds a supervisor's words, which the person never sees.
func (d *Desk) whisper(a *acting) error {
	words := written(a.r, "words")
	if notice := unfit(words, maxNote); notice != "" {
		return unfitError(notice)
	}
	a.deed = "whispered"
	return d.Acts.Write(a, a.service(), a.ID, a.op, a.Name, handoff.Whisper, bot.Heard(words))
}

// invite asks a colleague in who is here.
func (d *Desk) invite(a *acting) error {
	name := a.r.PostForm.Get("guest")
	all, err := d.colleagues(a, a.visit, a.Handoff)
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(absent(a.Handoff, all), func(c handoff.Colleague) bool { return c.Name == name }) {
		return unfitError("desk.talk.nobody")
	}
	a.deed, a.more, a.told = "invited", name, "invited"
	return d.Acts.Invite(a, a.service(), a.ID, a.op, a.Name, name)
}

// depart lets a guest go: they leave, or the one who has the talk thanks them.
func (d *Desk) depart(a *acting) error {
	name := a.r.PostForm.Get("guest")
	if a.part(a.Handoff) != owner {
		name = a.Name
	}
	if !slices.Contains(a.Guests, name) {
		return nil
	}
	a.home = name == a.Name
	a.deed, a.more = "departed", name
	return d.Acts.Depart(a, a.service(), a.ID, a.op, name)
}

// offer sends the person some times to choose from.
func (d *Desk) offer(a *acting) error {
	free, err := d.freeTimes(a, a.service())
	if err != nil {
		return err
	}
	var letter handoff.Times
	for _, id := range a.r.PostForm["slot"] {
		for _, s := range free {
			if s.ID == id && !slices.Contains(letter.Slots, id) {
				letter.Slots = append(letter.Slots, id)
			}
		}
	}
	if len(letter.Slots) == 0 || len(letter.Slots) > maxTimes {
		return unfitError("desk.offer.choose")
	}
	a.deed, a.told = "offered", "offered"
	return d.tell(a, bot.Offered, letter, "thread.offered")
}

// sendCard sends a partner's card.
func (d *Desk) sendCard(a *acting) error {
	id := a.r.PostForm.Get("partner")
	if _, ok := d.Services.Find(id); !ok {
		return unfitError("desk.card.choose")
	}
	a.deed, a.more, a.told = "carded", id, "carded"
	return d.tell(a, bot.Carded, handoff.Partner{Service: id}, "thread.carded\t"+id)
}

// sendCrisis sends the emergency numbers.
func (d *Desk) sendCrisis(a *acting) error {
	a.deed, a.told = "crisis-card", "alarmed"
	return d.tell(a, bot.Alarmed, struct{}{}, "thread.alarmed")
}

func (d *Desk) tell(a *acting, kind bot.Kind, letter any, line string) error {
	words, err := handoff.Pack(letter)
	if err != nil {
		return err
	}
	return d.Acts.Tell(a, a.service(), a.ID, a.op, a.Name, kind, words, line)
}

// toldPerson notes that the young person knows of the notification, before anybody
// asks who they are.
func (d *Desk) toldPerson(a *acting) error {
	if a.r.PostForm.Get("told") != "yes" {
		return unfitError("desk.guide.tick")
	}
	a.deed, a.told = "told", "person"
	return nil
}

// handOn asks the person whether a colleague or another service may take over.
func (d *Desk) handOn(a *acting) error {
	along := tame(written(a.r, "along")) // the person reads it as it stands
	if along != "" && unfit(along, maxAlong) != "" {
		return unfitError("desk.onward.long")
	}
	to, err := d.target(a)
	if err != nil {
		return err
	}
	to.By, to.Shared, to.Words = a.Name, a.Request.Shared, along
	a.deed, a.more, a.told = "handed-on", cmp.Or(to.Staff, to.Service), "asking"
	return d.Acts.HandOn(a, a.service(), a.ID, a.op, a.Name, to)
}

// target reads to whom a talk is to be handed on: "team:" is everybody else of the
// service, "staff:<name>" one of them, "service:<id>" another house.
func (d *Desk) target(a *acting) (handoff.Onward, error) {
	kind, name, _ := strings.Cut(a.r.PostForm.Get("to"), ":")
	here, err := d.colleagues(a, a.visit, a.Handoff)
	if err != nil {
		return handoff.Onward{}, err
	}
	switch kind {
	case "team":
		if len(here) > 0 {
			return handoff.Onward{Service: a.service()}, nil
		}
	case "staff":
		for _, c := range here {
			if c.Name == name {
				return handoff.Onward{Service: a.service(), Staff: name}, nil
			}
		}
	case "service":
		if s, ok := d.Services.Find(name); ok && s.Desk && s.ID != a.service() {
			return handoff.Onward{Service: s.ID}, nil
		}
	}
	return handoff.Onward{}, unfitError("desk.onward.choose")
}

func (d *Desk) withdraw(a *acting) error {
	a.deed, a.told = "withdrawn", "withdrawn"
	return d.Acts.Withdraw(a, a.service(), a.ID, a.op, a.Name)
}

// answering is act for who is asked to take over. A colleague who is too late for it hears
// so, whatever became of the talk.
func (d *Desk) answering(may func(part) bool, do func(*acting) error) func(http.ResponseWriter, *http.Request, visit) {
	act := d.act(may, do)
	return func(w http.ResponseWriter, r *http.Request, v visit) {
		if _, _, err := d.ofPath(r, v, may); errors.Is(tooLate(err), errLate) && v.Counsels(r.PathValue("service")) {
			http.Redirect(w, r, "/?told="+refusals[errLate], http.StatusSeeOther)
			return
		}
		act(w, r, v)
	}
}

var errLate = errors.New("the talk is not to be taken over any more")

func tooLate(err error) error {
	for _, cause := range []error{handoff.ErrUnknown, handoff.ErrClaimed, handoff.ErrOver, handoff.ErrSettled} {
		if errors.Is(err, cause) {
			return errLate
		}
	}
	return err
}

// accept takes over a colleague's talk; who has it already, by a click before, gets there.
func (d *Desk) accept(a *acting) error {
	if a.part(a.Handoff) == owner {
		return nil
	}
	err := d.withRoom(a, a.visit, a.ID, func(ctx context.Context) error {
		_, err := d.Acts.Accept(ctx, a.service(), a.ID, a.op, a.Account)
		return err
	})
	a.home = err != nil
	a.deed = "accepted"
	return tooLate(err)
}

// decline says why somebody cannot take over. Nobody says so for the whole team.
func (d *Desk) decline(a *acting) error {
	if a.Moving.To.Staff == "" {
		return handoff.ErrUnknown
	}
	words := written(a.r, "words")
	if unfit(words, maxAlong) != "" {
		return unfitError("desk.decline.why")
	}
	a.deed, a.home, a.told = "declined", true, "declined"
	return tooLate(d.Acts.Decline(a, a.service(), a.ID, a.op, a.Name, bot.Heard(words)))
}

// close ends the talk; the conversation with the robot goes on for the person.
func (d *Desk) close(a *acting) error {
	reason := handoff.Reason(a.r.PostForm.Get("reason"))
	if !slices.Contains(handoff.Reasons(), reason) {
		return unfitError("desk.close.choose")
	}
	a.deed, a.more, a.home, a.told = "closed", string(reason), true, "closed"
	err := d.Acts.Close(a, a.service(), a.ID, a.op, a.Name, reason)
	if errors.Is(err, handoff.ErrOver) {
		a.deed, err = "", nil
	}
	return err
}

package redis

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"time"

	goredis "github.com/redis/go-redis/v9"

	"lyt/bot"
	"lyt/bot/handoff"
)

// Handoffs keeps who waits for a human and what is said in a live talk. One half of
// it is the person's side, the other the counsellor's, in acts.go, onward.go and
// board.go.
type Handoffs struct {
	Zone *time.Location // whose months the counters have; nil is UTC

	db   *DB
	keys *Keyset
	bell *Bell
}

// NewHandoffs makes the store. After each change it rings the bell: topic
// "s:<service>" when the queue, who is live, who is here or a transfer changed, and
// "t:<handoff>" when anything about one talk did. A nil bell rings nothing.
func NewHandoffs(db *DB, keys *Keyset, bell *Bell) *Handoffs {
	return &Handoffs{db: db, keys: keys, bell: bell}
}

var (
	askScript    = load("handoff", "ask")
	findScript   = load("handoff", "find")
	sayScript    = load("handoff", "talk", "say")
	typingScript = load("handoff", "talk", "typing")
	noteScript   = load("handoff", "talk", "note")
	leaveScript  = load("handoff", "talk", "leave")
	forgetScript = load("handoff", "talk", "forget")
	metScript    = load("met")
)

// What the system says in a thread. A key may be followed by a tab and a name.
const (
	LineLeft       = "thread.left" // the person ended the talk
	LineReturned   = "thread.returned"
	LineAsked      = "thread.onward-asked"
	LineAskedTeam  = "thread.onward-asked-team"
	LineWithdrawn  = "thread.onward-back"
	LineAgreed     = "thread.onward-yes"
	LineAgreedTeam = "thread.onward-yes-team"
	LineRefused    = "thread.onward-no"
	LineMoved      = "thread.moved"
	LineDeclined   = "thread.declined"
	LineTookOver   = "thread.took-over"
	LineJoined     = "thread.joined"
	LineDeparted   = "thread.departed"
	LineWatched    = "thread.watched"
)

func waitLife() int64   { return handoff.WaitLife.Milliseconds() }
func threadLife() int64 { return handoff.ThreadLife.Milliseconds() }

// Ask puts a request into the service's queue, or gives the open one there is; one
// that is more urgent moves the open one ahead, and is seen on a live talk. A request
// that was asked before and is over since comes back as handoff.Over.
func (h *Handoffs) Ask(ctx context.Context, r handoff.Request) (handoff.Handoff, error) {
	if r.ID == "" || r.Person.Key() == "" || r.Priority < handoff.Crisis || r.Priority > handoff.Other {
		return handoff.Handoff{}, fmt.Errorf("ask for a human: request without an id, a person or a priority")
	}
	id, err := h.db.newID()
	if err != nil {
		return handoff.Handoff{}, fmt.Errorf("ask for a human: %w", err)
	}
	tag := serviceTag(r.Service)
	key := handoffKey.key(tag, id)
	sealed, err := h.keys.sealJSON(sealRequest, key, recordOf(r))
	if err != nil {
		return handoff.Handoff{}, fmt.Errorf("ask for a human: %w", err)
	}
	keys := []string{h.opKey(tag, "ask", r.ID), asksKey.key(tag, r.Person.Key()), key, queueKey.key(tag)}
	answer, err := h.db.run(ctx, askScript, keys, id, sealed, int(r.Priority), ms(r.At), r.Person.Key(),
		ms(h.db.now()), waitLife(), opLife.Milliseconds(), handoffKey.prefix(tag), flag(r.From != nil))
	if err != nil {
		return handoff.Handoff{}, fmt.Errorf("ask for a human: %w", err)
	}
	h.ring(ctx, r.Service, answer.text(0), true)
	if r.Priority == handoff.Crisis {
		h.announceAnew(ctx, r.Service)
	}
	if len(answer.list(1)) == 0 {
		return handoff.Handoff{ID: answer.text(0), Request: r, State: handoff.Over}, nil
	}
	return h.read(r.Service, answer.text(0), answer.list(1), int(answer.number(2)))
}

// Find gives a handoff and its place in line: handoff.ErrUnknown when it is gone.
func (h *Handoffs) Find(ctx context.Context, service, id string) (handoff.Handoff, error) {
	tag := serviceTag(service)
	answer, err := h.db.run(ctx, findScript, []string{handoffKey.key(tag, id), queueKey.key(tag)}, id, ms(h.db.now()), waitLife())
	if err != nil {
		return handoff.Handoff{}, fmt.Errorf("find handoff: %w", err)
	}
	if len(answer.list(0)) == 0 {
		return handoff.Handoff{}, handoff.ErrUnknown
	}
	return h.read(service, id, answer.list(0), int(answer.number(1)))
}

// Say adds the person's words to the thread, also while nobody has claimed it; in a
// live talk they wait for an answer from then on. handoff.ErrUnknown when it is gone,
// handoff.ErrOver when it is closed.
func (h *Handoffs) Say(ctx context.Context, service, id, op string, words bot.Said, mark handoff.Mark) error {
	a := h.act(sayScript, "say in thread", service, id, "say", op)
	a.line(handoff.Line{Who: handoff.Person, Text: words, Mark: mark})
	return a.do(ctx)
}

// Typing notes that the person types.
func (h *Handoffs) Typing(ctx context.Context, service, id string) error {
	return h.act(typingScript, "note typing", service, id).do(ctx)
}

// Writes notes that the counsellor or a guest types, for the others in the talk to see:
// handoff.ErrClaimed when it is not theirs.
func (h *Handoffs) Writes(ctx context.Context, service, id, staff string) error {
	a := h.act(typingScript, "note typing", service, id)
	a.who(staff)
	return a.do(ctx)
}

// Received notes in the thread whether a line reached the person. A talk that is gone
// is no error.
func (h *Handoffs) Received(ctx context.Context, r bot.Receipt, arrived bool) error {
	text := "no"
	if arrived {
		text = "yes"
	}
	a := h.act(noteScript, "note receipt", r.Service, r.Handoff, "receipt", r.Line, text)
	a.line(handoff.Line{Who: handoff.Delivery, Text: bot.Heard(text), Of: r.Line})
	a.add("1") // the last words of a talk arrive when it is closed
	if err := a.do(ctx); !errors.Is(err, handoff.ErrUnknown) {
		return err
	}
	return nil
}

// Noted adds a line of the system to the thread.
func (h *Handoffs) Noted(ctx context.Context, service, id, op, line string) error {
	a := h.act(noteScript, "note in thread", service, id, "noted", op)
	a.line(handoff.Line{Who: handoff.System, Text: bot.Heard(line)})
	a.add("0")
	return a.do(ctx)
}

// Met counts what became of a talk that was handed on: "yes", "no" or "not-yet".
func (h *Handoffs) Met(ctx context.Context, service, op, answer string) error {
	switch answer {
	case "yes", "no", "not-yet":
	default:
		return fmt.Errorf("count whether they met: answer is none of the three")
	}
	tag := serviceTag(service)
	keys := []string{h.opKey(tag, "met", op), h.countKey(tag)}
	if _, err := h.db.run(ctx, metScript, keys, "met:"+answer, opLife.Milliseconds()); err != nil {
		return fmt.Errorf("count whether they met: %w", err)
	}
	return nil
}

// Leave takes the person out of the queue, which deletes the handoff, or ends the
// talk from their side: handoff.ErrUnknown when it is gone.
func (h *Handoffs) Leave(ctx context.Context, service, id, op string) error {
	a := h.act(leaveScript, "leave handoff", service, id, "leave", op)
	a.system(LineLeft, "")
	a.reason(handoff.Left)
	return a.do(ctx)
}

// Forget deletes the handoff and all words of its thread. What is gone already is
// no error.
func (h *Handoffs) Forget(ctx context.Context, service, id string) error {
	return h.forget(ctx, service, id, "")
}

// ForgetPerson deletes the open handoff a person has with a service, waiting or live,
// and all words of its thread. No handoff is no error.
func (h *Handoffs) ForgetPerson(ctx context.Context, service string, who bot.Person) error {
	for range forgetTries {
		id, err := h.db.client.Get(ctx, asksKey.key(serviceTag(service), who.Key())).Result()
		if errors.Is(err, goredis.Nil) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("forget handoff: %w", err)
		}
		if err := h.forget(ctx, service, id, who.Key()); err != nil {
			return err
		}
	}
	return fmt.Errorf("forget handoff: they asked again each time")
}

func (h *Handoffs) forget(ctx context.Context, service, id, who string) error {
	a := h.act(forgetScript, "forget handoff", service, id)
	a.add(who)
	return a.do(ctx)
}

// ring tells those who look at a talk, and with queue those who look at the queue.
func (h *Handoffs) ring(ctx context.Context, service, id string, queue bool) {
	if h.bell == nil {
		return
	}
	if id != "" {
		h.bell.Ring(ctx, "t:"+id)
	}
	if queue {
		h.bell.Ring(ctx, "s:"+service)
	}
}

func (h *Handoffs) opKey(tag string, parts ...string) string {
	return opKey.key(tag, h.keys.name(append([]string{"op", tag}, parts...)...))
}

// countKey is where this month's numbers of a service stand.
func (h *Handoffs) countKey(tag string) string {
	zone := h.Zone
	if zone == nil {
		zone = time.UTC
	}
	return countKey.key(tag, h.db.now().In(zone).Format("2006-01"))
}

// staffHash stands for a counsellor where scripts must tell two apart; "" is the whole
// team of the service.
func (h *Handoffs) staffHash(staff string) string { return h.keys.name("staff", staff) }

func flag(on bool) string {
	if on {
		return "1"
	}
	return "0"
}

// nonce names something done once, where nobody else has a name for it.
func nonce() string { return rand.Text() }

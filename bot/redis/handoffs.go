package redis

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	goredis "github.com/redis/go-redis/v9"

	"lyt/bot"
	"lyt/bot/handoff"
)

// Handoffs keeps who waits for a human and what is said in a live talk. One half of
// it is the person's side, the other the counsellor's, in acts.go.
type Handoffs struct {
	db   *DB
	keys *Keyset
	bell *Bell
}

// NewHandoffs makes the store. It rings the bell, topic "s:<service>", after each
// change; nil rings nothing.
func NewHandoffs(db *DB, keys *Keyset, bell *Bell) *Handoffs {
	return &Handoffs{db: db, keys: keys, bell: bell}
}

var (
	askScript     = load("handoff", "ask")
	findScript    = load("handoff", "find")
	sayScript     = load("handoff", "say")
	leaveScript   = load("handoff", "leave")
	forgetScript  = load("handoff", "forget")
	waitingScript = load("handoff", "waiting")
)

// LineLeft is the message key of the line that tells the counsellor that the person
// ended the talk.
const LineLeft = "thread.left"

// handoffRecord is the sealed part of a handoff. The rest stands beside it, in the
// open, because scripts decide by it.
type handoffRecord struct {
	Shared []handoff.Shared `json:"s,omitempty"`
	Lang   string           `json:"l,omitempty"`
}

func waitLife() int64   { return handoff.WaitLife.Milliseconds() }
func threadLife() int64 { return handoff.ThreadLife.Milliseconds() }

// Ask puts a request into the service's queue, or gives the open one there is; one
// that is more urgent moves the open one ahead, and is seen on a live talk. A request that was asked before and
// is over since comes back as handoff.Over.
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
	sealed, err := h.keys.sealJSON(sealRequest, key, handoffRecord{r.Shared, r.Lang})
	if err != nil {
		return handoff.Handoff{}, fmt.Errorf("ask for a human: %w", err)
	}
	keys := []string{h.opKey(tag, "ask", r.ID), asksKey.key(tag, r.Person.Key()), key, queueKey.key(tag)}
	answer, err := h.db.run(ctx, askScript, keys, id, sealed, int(r.Priority), ms(r.At), r.Person.Key(),
		ms(h.db.now()), waitLife(), opLife.Milliseconds(), handoffKey.prefix(tag))
	if err != nil {
		return handoff.Handoff{}, fmt.Errorf("ask for a human: %w", err)
	}
	h.ring(ctx, r.Service)
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

// Say adds the person's words to the thread, also while nobody has claimed it:
// handoff.ErrUnknown when it is gone, handoff.ErrOver when it is closed.
func (h *Handoffs) Say(ctx context.Context, service, id, op string, words bot.Said, mark handoff.Mark) error {
	tag := serviceTag(service)
	sealed, err := h.sealLine(service, id, handoff.Line{Who: handoff.Person, Text: words, Mark: mark})
	if err != nil {
		return fmt.Errorf("say in thread: %w", err)
	}
	keys := []string{h.opKey(tag, "say", id, op), handoffKey.key(tag, id), threadKey.key(tag, id)}
	return h.change(ctx, service, "say in thread", sayScript, keys,
		sealed, ms(h.db.now()), opLife.Milliseconds(), threadLife(), asksKey.prefix(tag))
}

// Leave takes the person out of the queue, which deletes the handoff, or ends the
// talk from their side: handoff.ErrUnknown when it is gone.
func (h *Handoffs) Leave(ctx context.Context, service, id, op string) error {
	tag := serviceTag(service)
	sealed, err := h.sealLine(service, id, handoff.Line{Who: handoff.System, Text: bot.Heard(LineLeft)})
	if err != nil {
		return fmt.Errorf("leave handoff: %w", err)
	}
	keys := []string{h.opKey(tag, "leave", id, op), handoffKey.key(tag, id), threadKey.key(tag, id), queueKey.key(tag)}
	return h.change(ctx, service, "leave handoff", leaveScript, keys,
		id, sealed, opLife.Milliseconds(), threadLife(), asksKey.prefix(tag), mineKey.prefix(tag))
}

// Forget deletes the handoff and all words of its thread. What is gone already is
// no error.
func (h *Handoffs) Forget(ctx context.Context, service, id string) error {
	tag := serviceTag(service)
	keys := []string{handoffKey.key(tag, id), threadKey.key(tag, id), queueKey.key(tag), relayKey.key(tag)}
	if _, err := h.db.run(ctx, forgetScript, keys, id, asksKey.prefix(tag), mineKey.prefix(tag)); err != nil {
		return fmt.Errorf("forget handoff: %w", err)
	}
	h.ring(ctx, service)
	return nil
}

// OnDuty counts the counsellors at the service's desk right now.
func (h *Handoffs) OnDuty(ctx context.Context, service string) (int, error) {
	after := "(" + strconv.FormatInt(ms(h.db.now()), 10)
	n, err := h.db.client.ZCount(ctx, dutyKey.key(serviceTag(service)), after, "+inf").Result()
	if err != nil {
		return 0, fmt.Errorf("count who is on duty: %w", err)
	}
	return int(n), nil
}

// Waiting lists a service's open requests, most urgent first, then by time.
func (h *Handoffs) Waiting(ctx context.Context, service string) ([]handoff.Handoff, error) {
	return h.list(ctx, service, queueKey.key(serviceTag(service)), "w")
}

// Mine lists the live talks of one counsellor, the one claimed first at the front.
func (h *Handoffs) Mine(ctx context.Context, service, staff string) ([]handoff.Handoff, error) {
	return h.list(ctx, service, h.mineKey(serviceTag(service), staff), "l")
}

func (h *Handoffs) list(ctx context.Context, service, key, state string) ([]handoff.Handoff, error) {
	answer, err := h.db.run(ctx, waitingScript, []string{key}, ms(h.db.now()), waitLife(), handoffKey.prefix(serviceTag(service)), state)
	if err != nil {
		return nil, fmt.Errorf("list handoffs: %w", err)
	}
	var found []handoff.Handoff
	for i := range answer {
		place := 0
		if state == "w" {
			place = i + 1
		}
		one, err := h.read(service, answer.list(i).text(0), answer.list(i).list(1), place)
		if errors.Is(err, ErrSealed) { // they wait all the same, and must not hide the others
			h.db.count(AskUnreadable)
			h.db.log.Error("handoff without what was shared", "error", err)
			err = nil
		}
		if err != nil {
			return nil, fmt.Errorf("list handoffs: %w", err)
		}
		found = append(found, one)
	}
	return found, nil
}

var states = map[string]handoff.State{"w": handoff.Waiting, "l": handoff.Live, "c": handoff.Over}

// read makes a handoff of the fields of its hash. With ErrSealed all that stands in
// the open is there.
func (h *Handoffs) read(service, id string, fields reply, place int) (handoff.Handoff, error) {
	f := map[string]string{}
	for i := 0; i+1 < len(fields); i += 2 {
		f[fields.text(i)] = fields.text(i + 1)
	}
	priority, err := strconv.Atoi(f["q"])
	if err != nil {
		return handoff.Handoff{}, errShape("read handoff")
	}
	found := handoff.Handoff{
		ID: id, State: states[f["s"]], Place: place, Claimed: timeOf(f["c"]), LastWord: timeOf(f["w"]),
		Request: handoff.Request{Service: service, Person: bot.Pseudonym(f["p"]), Priority: handoff.Priority(priority), At: timeOf(f["a"])},
	}
	key := handoffKey.key(serviceTag(service), id)
	var staff []byte
	if f["u"] != "" {
		if staff, err = h.keys.open(sealStaff, key, []byte(f["u"])); err != nil {
			return found, fmt.Errorf("read handoff: %w", err)
		}
	}
	var r handoffRecord
	if err := h.keys.openJSON(sealRequest, key, []byte(f["r"]), &r); err != nil {
		return found, fmt.Errorf("read handoff: %w", err)
	}
	found.Staff, found.Request.Shared, found.Request.Lang = string(staff), r.Shared, r.Lang
	return found, nil
}

func timeOf(text string) time.Time {
	n, _ := strconv.ParseInt(text, 10, 64) // a field that is not there reads as no time
	return fromMS(n)
}

// change runs a script that answers with one word, and rings the bell.
func (h *Handoffs) change(ctx context.Context, service, doing string, s *goredis.Script, keys []string, args ...any) error {
	answer, err := h.db.run(ctx, s, keys, args...)
	if err != nil {
		return fmt.Errorf("%s: %w", doing, err)
	}
	if err := verdict(doing, answer.text(0)); err != nil {
		return err
	}
	h.ring(ctx, service)
	return nil
}

func verdict(doing, word string) error {
	switch word {
	case "done":
		return nil
	case "unknown":
		return handoff.ErrUnknown
	case "over":
		return handoff.ErrOver
	case "claimed":
		return handoff.ErrClaimed
	}
	return errShape(doing)
}

func (h *Handoffs) ring(ctx context.Context, service string) {
	if h.bell != nil {
		h.bell.Ring(ctx, "s:"+service)
	}
}

func (h *Handoffs) opKey(tag string, parts ...string) string {
	return opKey.key(tag, h.keys.name(append([]string{"op", tag}, parts...)...))
}

// staffHash stands for a counsellor where scripts must tell two apart.
func (h *Handoffs) staffHash(staff string) string { return h.keys.name("staff", staff) }

func (h *Handoffs) mineKey(tag, staff string) string { return mineKey.key(tag, h.staffHash(staff)) }

package redis

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"time"

	goredis "github.com/redis/go-redis/v9"

	"lyt/bot"
	"lyt/bot/handoff"
)

var (
	takeUpScript = load("handoff", "takeup")
	answerScript = load("handoff", "answer")
	closeScript  = load("handoff", "close")
	dutyScript   = load("duty")
)

// Claim takes a talk for a counsellor: handoff.ErrClaimed when somebody else was
// faster, handoff.ErrOver, handoff.ErrUnknown. Claiming again what one has already
// changes nothing, so a repetition is known by the counsellor and the op is not used.
func (h *Handoffs) Claim(ctx context.Context, service, id, _, staff string) (handoff.Handoff, error) {
	tag := serviceTag(service)
	sealed, err := h.keys.seal(sealStaff, handoffKey.key(tag, id), []byte(staff))
	if err != nil {
		return handoff.Handoff{}, fmt.Errorf("claim handoff: %w", err)
	}
	keys := []string{handoffKey.key(tag, id), queueKey.key(tag), threadKey.key(tag, id), relayKey.key(tag), h.mineKey(tag, staff)}
	answer, err := h.db.run(ctx, takeUpScript, keys, id, h.staffHash(staff), sealed, ms(h.db.now()), threadLife(),
		bot.GiveUp.Milliseconds(), asksKey.prefix(tag), int(bot.Claimed))
	if err != nil {
		return handoff.Handoff{}, fmt.Errorf("claim handoff: %w", err)
	}
	if err := verdict("claim handoff", answer.text(0)); err != nil {
		return handoff.Handoff{}, err
	}
	h.ring(ctx, service)
	return h.read(service, id, answer.list(1), 0)
}

// Answer adds a counsellor's words to their talk, and in the same step leaves them
// for the person to hear: handoff.ErrClaimed when the talk is not theirs,
// handoff.ErrOver when it is closed, handoff.ErrUnknown.
func (h *Handoffs) Answer(ctx context.Context, service, id, op, staff string, words bot.Said) error {
	tag := serviceTag(service)
	line, err := h.sealLine(service, id, handoff.Line{Who: handoff.Counsellor, Text: words})
	if err != nil {
		return fmt.Errorf("answer in thread: %w", err)
	}
	notice, err := h.keys.seal(sealNotice, noticeName(tag, id), []byte(words.Reveal()))
	if err != nil {
		return fmt.Errorf("answer in thread: %w", err)
	}
	keys := []string{h.opKey(tag, "answer", id, op), handoffKey.key(tag, id), threadKey.key(tag, id), relayKey.key(tag)}
	return h.change(ctx, service, "answer in thread", answerScript, keys, id, h.staffHash(staff), line, notice, ms(h.db.now()),
		opLife.Milliseconds(), threadLife(), bot.GiveUp.Milliseconds(), asksKey.prefix(tag), int(bot.Answered))
}

// Close ends a counsellor's talk, or takes a waiting request off the queue:
// handoff.ErrClaimed when the talk is not theirs, handoff.ErrUnknown. The words are
// kept for handoff.ThreadLife from now.
func (h *Handoffs) Close(ctx context.Context, service, id, op, staff string) error {
	tag := serviceTag(service)
	sealed, err := h.keys.seal(sealStaff, handoffKey.key(tag, id), []byte(staff))
	if err != nil {
		return fmt.Errorf("close handoff: %w", err)
	}
	keys := []string{h.opKey(tag, "close", id, op), handoffKey.key(tag, id), threadKey.key(tag, id), relayKey.key(tag), queueKey.key(tag)}
	return h.change(ctx, service, "close handoff", closeScript, keys, id, h.staffHash(staff), sealed, opLife.Milliseconds(),
		threadLife(), bot.GiveUp.Milliseconds(), asksKey.prefix(tag), mineKey.prefix(tag), int(bot.Closed))
}

// Duty says that a counsellor is at the desk until then; a time that has passed
// says that they have gone. Nobody is on duty longer than a day without saying so.
func (h *Handoffs) Duty(ctx context.Context, service, staff string, until time.Time) error {
	now := h.db.now()
	if last := now.Add(day); until.After(last) {
		until = last
	}
	_, err := h.db.run(ctx, dutyScript, []string{dutyKey.key(serviceTag(service))}, h.staffHash(staff), ms(until), ms(now), day.Milliseconds())
	if err != nil {
		return fmt.Errorf("note who is on duty: %w", err)
	}
	return nil
}

// lineRecord is one line of a thread, before it is sealed.
type lineRecord struct {
	Who  handoff.Who  `json:"w"`
	Text string       `json:"t"`
	Mark handoff.Mark `json:"m,omitempty"`
	At   int64        `json:"a"`
}

func (h *Handoffs) sealLine(service, id string, l handoff.Line) ([]byte, error) {
	return h.keys.sealJSON(sealLine, threadKey.key(serviceTag(service), id), lineRecord{l.Who, l.Text.Reveal(), l.Mark, ms(h.db.now())})
}

// Thread gives lines after the one named, oldest first; "" is the beginning. A
// handoff that is gone has no lines.
func (h *Handoffs) Thread(ctx context.Context, service, id, after string, max int) ([]handoff.Line, error) {
	key := threadKey.key(serviceTag(service), id)
	entries, err := h.db.client.XRangeN(ctx, key, afterID(after), "+", int64(max)).Result()
	if err != nil {
		return nil, fmt.Errorf("read thread: %w", err)
	}
	lines := make([]handoff.Line, 0, len(entries))
	for _, entry := range entries {
		var r lineRecord
		if err := h.keys.openJSON(sealLine, key, fieldOf(entry, "e"), &r); err != nil {
			return nil, fmt.Errorf("read thread: %w", err)
		}
		lines = append(lines, handoff.Line{ID: entry.ID, Who: r.Who, Text: bot.Heard(r.Text), Mark: r.Mark, At: fromMS(r.At)})
	}
	return lines, nil
}

// streamID is what the id of a stream's entry looks like.
var streamID = regexp.MustCompile(`^[0-9]{1,18}-[0-9]{1,18}$`)

// afterID begins a reading behind an entry. The id comes back from a browser: what
// is none reads from the beginning.
func afterID(id string) string {
	if !streamID.MatchString(id) {
		return "-"
	}
	return "(" + id
}

func fieldOf(entry goredis.XMessage, name string) []byte {
	text, _ := entry.Values[name].(string)
	return []byte(text)
}

// noticeName is what the words of a notice are bound to: its list, and its handoff.
func noticeName(tag, handoff string) string { return relayKey.key(tag) + "|" + handoff }

// Notices lists what counsellors did that the person has not heard of, in order. One
// that does not open is dropped, so that it does not hold up those behind it.
func (h *Handoffs) Notices(ctx context.Context, service string, max int) ([]handoff.Notice, error) {
	tag := serviceTag(service)
	entries, err := h.db.client.XRangeN(ctx, relayKey.key(tag), "-", "+", int64(max)).Result()
	if err != nil {
		return nil, fmt.Errorf("list notices: %w", err)
	}
	var notices []handoff.Notice
	for _, entry := range entries {
		n, err := h.notice(service, entry)
		if err == nil {
			notices = append(notices, n)
			continue
		}
		h.db.count(NoticeUnreadable)
		h.db.log.Error("notice dropped", "error", err)
		if err := h.Heard(ctx, handoff.Notice{ID: entry.ID, Service: service}); err != nil {
			return nil, err
		}
	}
	return notices, nil
}

func (h *Handoffs) notice(service string, entry goredis.XMessage) (handoff.Notice, error) {
	id := string(fieldOf(entry, "h"))
	n := handoff.Notice{ID: entry.ID, Service: service, Handoff: id, Person: bot.Pseudonym(string(fieldOf(entry, "p")))}
	kind, err := strconv.Atoi(string(fieldOf(entry, "k")))
	if err != nil {
		return n, errNotice
	}
	n.Kind = bot.Kind(kind)
	if sealed := fieldOf(entry, "e"); len(sealed) > 0 {
		words, err := h.keys.open(sealNotice, noticeName(serviceTag(service), id), sealed)
		if err != nil {
			return n, err
		}
		n.Text = bot.Heard(string(words))
	}
	return n, nil
}

var errNotice = errors.New("notice is damaged")

// Heard takes a notice off the list.
func (h *Handoffs) Heard(ctx context.Context, n handoff.Notice) error {
	if err := h.db.client.XDel(ctx, relayKey.key(serviceTag(n.Service)), n.ID).Err(); err != nil {
		return fmt.Errorf("take notice off the list: %w", err)
	}
	return nil
}

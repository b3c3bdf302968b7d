package redis

import (
	"context"
	"fmt"

	goredis "github.com/redis/go-redis/v9"

	"lyt/bot"
	"lyt/bot/handoff"
)

// An act is one script on one talk: all have the same keys and the same first
// arguments, see lua/talk.lua. What goes wrong while it is put together comes out
// when it is done.
type act struct {
	h           *Handoffs
	script      *goredis.Script
	doing       string
	service, id string
	tag         string
	op          string
	args        []any
	err         error
}

// act begins one. Without an op, a repetition must change nothing by itself.
func (h *Handoffs) act(script *goredis.Script, doing, service, id string, op ...string) *act {
	if len(op) == 0 {
		op = []string{"", nonce()}
	}
	tag := serviceTag(service)
	return &act{h: h, script: script, doing: doing, service: service, id: id, tag: tag,
		op: h.opKey(tag, append([]string{op[0], id}, op[1:]...)...)}
}

func (a *act) add(args ...any) { a.args = append(a.args, args...) }

func (a *act) sealed(value []byte, err error) {
	if err != nil && a.err == nil {
		a.err = err
	}
	a.add(value)
}

// who adds the keyed hash of an account.
func (a *act) who(staff string) { a.add(a.h.staffHash(staff)) }

// owner adds the hash of a counsellor and their sealed name.
func (a *act) owner(staff string) {
	a.who(staff)
	a.sealed(a.h.keys.seal(sealStaff, handoffKey.key(a.tag, a.id), []byte(staff)))
}

// guest adds the same of somebody who comes in beside them.
func (a *act) guest(staff string) {
	a.who(staff)
	a.sealed(a.h.keys.seal(sealGuest, guestName(a.tag, a.id, a.h.staffHash(staff)), []byte(staff)))
}

func (a *act) line(l handoff.Line) { a.sealed(a.h.sealLine(a.service, a.id, l)) }

// system adds a line of the system.
func (a *act) system(key, name string) {
	if name != "" {
		key += "\t" + name
	}
	a.line(handoff.Line{Who: handoff.System, Text: bot.Heard(key)})
}

// onward adds a line about to whom a talk is handed on: a colleague, another house, or
// all the others of this one.
func (a *act) onward(key, team string, to handoff.Onward) {
	switch {
	case to.Staff != "":
		a.system(key, to.Staff)
	case to.Service == a.service:
		a.system(team, to.Service)
	default:
		a.system(key, to.Service)
	}
}

// note adds a line for staff alone; none when there are no words.
func (a *act) note(staff string, words bot.Said) {
	if words.Reveal() == "" {
		a.add("")
		return
	}
	a.line(handoff.Line{Who: handoff.Note, By: staff, Text: words})
}

// reason adds why a talk ends, sealed, and under which name it is counted.
func (a *act) reason(r handoff.Reason) {
	a.sealed(a.h.keys.seal(sealReason, handoffKey.key(a.tag, a.id), []byte(r)))
	a.add("closed:" + string(r))
}

// words adds what a notice says to the person.
func (a *act) words(words bot.Said) {
	a.sealed(a.h.keys.seal(sealNotice, noticeName(a.tag, a.id), []byte(words.Reveal())))
}

func (a *act) letter(letter any) {
	words, err := handoff.Pack(letter)
	if err != nil && a.err == nil {
		a.err = err
	}
	a.words(words)
}

func (a *act) moving(to handoff.Onward) {
	a.sealed(a.h.keys.sealJSON(sealMoving, handoffKey.key(a.tag, a.id), to))
}

func (a *act) kind(k bot.Kind) { a.add(int(k)) }

func (a *act) do(ctx context.Context) error {
	_, err := a.run(ctx)
	return err
}

// find does it and gives the talk as it is then.
func (a *act) find(ctx context.Context) (handoff.Handoff, error) {
	answer, err := a.run(ctx)
	if err != nil {
		return handoff.Handoff{}, err
	}
	return a.h.read(a.service, a.id, answer.list(2), 0)
}

// run does it and rings the bell.
func (a *act) run(ctx context.Context) (reply, error) {
	if a.err != nil {
		return nil, fmt.Errorf("%s: %w", a.doing, a.err)
	}
	tag, h := a.tag, a.h
	keys := []string{a.op, handoffKey.key(tag, a.id), threadKey.key(tag, a.id), queueKey.key(tag), relayKey.key(tag),
		liveKey.key(tag), draftsKey.key(tag, a.id), h.countKey(tag), gapsKey.key(tag), dutyKey.key(tag)}
	args := append([]any{a.id, ms(h.db.now()), asksKey.prefix(tag), mineKey.prefix(tag), joinedKey.prefix(tag),
		opLife.Milliseconds(), waitLife(), threadLife(), bot.GiveUp.Milliseconds()}, a.args...)
	answer, err := h.db.run(ctx, a.script, keys, args...)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", a.doing, err)
	}
	if err := verdict(a.doing, answer.text(0)); err != nil {
		return nil, err
	}
	h.ring(ctx, a.service, a.id, answer.text(1) == "1")
	return answer, nil
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
	case "full":
		return handoff.ErrFull
	case "away":
		return handoff.ErrAway
	case "busy":
		return handoff.ErrBusy
	case "settled":
		return handoff.ErrSettled
	}
	return errShape(doing)
}

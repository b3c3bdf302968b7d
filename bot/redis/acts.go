package redis

import (
	"context"
	"fmt"
	"slices"

	"lyt/bot"
	"lyt/bot/handoff"
)

var (
	takeUpScript = load("handoff", "talk", "takeup")
	answerScript = load("handoff", "talk", "answer")
	closeScript  = load("handoff", "talk", "close")
	guestScript  = load("handoff", "talk", "guest")
	watchScript  = load("handoff", "talk", "watch")
)

// Claim takes a talk for a counsellor who is at the desk and has room at this service:
// handoff.ErrClaimed when somebody else was faster, handoff.ErrAway, handoff.ErrFull,
// handoff.ErrOver, handoff.ErrUnknown. Claiming again what one has already changes
// nothing, so a repetition is known by the counsellor and the op is not used.
func (h *Handoffs) Claim(ctx context.Context, service, id, _ string, by handoff.Account) (handoff.Handoff, error) {
	a := h.act(takeUpScript, "claim handoff", service, id)
	a.owner(by.Name)
	a.add(by.Room())
	a.kind(bot.Claimed)
	a.add(gapsLife.Milliseconds())
	return a.find(ctx)
}

// Answer adds words of the counsellor or a guest to a talk, and in the same step
// leaves them for the person to hear: handoff.ErrClaimed when the talk is not theirs,
// handoff.ErrOver when it is closed, handoff.ErrUnknown.
func (h *Handoffs) Answer(ctx context.Context, service, id, op, staff string, words bot.Said) error {
	a := h.act(answerScript, "answer in thread", service, id, "answer", op)
	a.who(staff)
	a.line(handoff.Line{Who: handoff.Counsellor, By: staff, Text: words})
	a.words(words)
	a.kind(bot.Answered)
	return a.do(ctx)
}

// Tell sends the person something else than words: times, a partner's card, the crisis
// card. The thread gets a line of the system instead. It counts as an answer.
func (h *Handoffs) Tell(ctx context.Context, service, id, op, staff string, kind bot.Kind, letter bot.Said, line string) error {
	switch kind {
	case bot.Offered, bot.Carded, bot.Alarmed:
	default:
		return fmt.Errorf("tell in thread: this is not a thing to tell")
	}
	a := h.act(answerScript, "tell in thread", service, id, "tell", op)
	a.who(staff)
	a.line(handoff.Line{Who: handoff.System, By: staff, Text: bot.Heard(line)})
	a.words(letter)
	a.kind(kind)
	return a.do(ctx)
}

// Write adds a line that only staff can read: handoff.Note or handoff.Whisper.
func (h *Handoffs) Write(ctx context.Context, service, id, op, staff string, who handoff.Who, words bot.Said) error {
	if who != handoff.Note && who != handoff.Whisper {
		return fmt.Errorf("write in thread: this is not a line for staff alone")
	}
	a := h.act(noteScript, "write in thread", service, id, "write", op)
	a.line(handoff.Line{Who: who, By: staff, Text: words})
	a.add("0")
	return a.do(ctx)
}

// Close ends a counsellor's talk, or takes a waiting request off the queue:
// handoff.ErrClaimed when the talk is not theirs, handoff.ErrUnknown. The words are
// kept for handoff.ThreadLife from now.
func (h *Handoffs) Close(ctx context.Context, service, id, op, staff string, reason handoff.Reason) error {
	if !slices.Contains(handoff.Reasons(), reason) {
		return fmt.Errorf("close handoff: this is not a reason")
	}
	a := h.act(closeScript, "close handoff", service, id, "close", op)
	a.owner(staff)
	a.reason(reason)
	a.letter(handoff.Closing{Reason: reason})
	a.kind(bot.Closed)
	return a.do(ctx)
}

// Invite asks a colleague into a live talk, by its counsellor or a guest. The person hears
// of it.
func (h *Handoffs) Invite(ctx context.Context, service, id, op, staff, guest string) error {
	a := h.act(guestScript, "ask colleague in", service, id, "invite", op)
	a.who(staff)
	a.guest(guest)
	a.system(LineJoined, guest)
	a.add("1")
	a.kind(bot.Joined)
	return a.do(ctx)
}

// Depart takes a guest out of a talk. The person hears of it.
func (h *Handoffs) Depart(ctx context.Context, service, id, op, guest string) error {
	a := h.act(guestScript, "go out of talk", service, id, "depart", op)
	a.who(guest)
	a.guest(guest)
	a.system(LineDeparted, guest)
	a.add("0")
	a.kind(bot.Departed)
	return a.do(ctx)
}

// Watch says that a supervisor follows a live talk, or no longer. The thread tells of
// it once for each supervisor.
func (h *Handoffs) Watch(ctx context.Context, service, id, staff string, on bool) error {
	a := h.act(watchScript, "follow talk", service, id)
	a.guest(staff)
	a.system(LineWatched, staff)
	a.add(flag(on))
	return a.do(ctx)
}

package desk

import (
	"context"
	"time"

	"lyt/bot"
	"lyt/bot/booking"
	"lyt/bot/directory"
	"lyt/bot/handoff"
)

// Queue shows who waits, who talks, and what was said.
type Queue interface {
	// Board gives the first who wait, most urgent first, and how many there are.
	Board(ctx context.Context, service string, max int) (handoff.Board, error)
	// Mine lists the live talks of one counsellor.
	Mine(ctx context.Context, service, staff string) ([]handoff.Handoff, error)
	// Joined lists the live talks somebody was asked into, or is asked to take over.
	Joined(ctx context.Context, service, staff string) ([]handoff.Handoff, error)
	// Live lists all live talks.
	Live(ctx context.Context, service string) ([]handoff.Handoff, error)
	// Find gives a handoff: handoff.ErrUnknown when it is gone.
	Find(ctx context.Context, service, id string) (handoff.Handoff, error)
	// Thread gives lines after the one named, oldest first; "" is the beginning.
	Thread(ctx context.Context, service, id, after string, max int) ([]handoff.Line, error)
	// Colleagues lists who is at the desk, or on a pause.
	Colleagues(ctx context.Context, service string) ([]handoff.Colleague, error)
	// Draft gives the answer (handoff.Counsellor) or note somebody has begun to write.
	Draft(ctx context.Context, service, id, staff string, of handoff.Who) (bot.Said, error)
}

// Acts is what staff do. Each is one atomic step, and the same op twice has one
// effect. Whatever is gone is handoff.ErrUnknown, whatever is closed handoff.ErrOver,
// and whatever is somebody else's handoff.ErrClaimed.
type Acts interface {
	// Claim takes a talk: handoff.ErrFull and handoff.ErrAway say why somebody cannot.
	Claim(ctx context.Context, service, id, op string, by handoff.Account) (handoff.Handoff, error)
	// Answer adds words of the owner or a guest.
	Answer(ctx context.Context, service, id, op, staff string, words bot.Said) error
	// Write adds words that only staff read.
	Write(ctx context.Context, service, id, op, staff string, who handoff.Who, words bot.Said) error
	// Tell sends the person a letter: times, a card, or the crisis card.
	Tell(ctx context.Context, service, id, op, staff string, kind bot.Kind, letter bot.Said, line string) error
	// HandOn asks the person whether the talk may move: handoff.ErrBusy when it moves already.
	HandOn(ctx context.Context, service, id, op, staff string, to handoff.Onward) error
	// Withdraw takes that back.
	Withdraw(ctx context.Context, service, id, op, staff string) error
	// Accept takes over a colleague's talk.
	Accept(ctx context.Context, service, id, op string, by handoff.Account) (handoff.Handoff, error)
	// Decline refuses a talk that is handed on, and says why.
	Decline(ctx context.Context, service, id, op, staff string, words bot.Said) error
	// Invite asks a colleague in, Depart lets them go.
	Invite(ctx context.Context, service, id, op, staff, guest string) error
	Depart(ctx context.Context, service, id, op, guest string) error
	// Watch says that a supervisor follows the talk, or no longer does.
	Watch(ctx context.Context, service, id, staff string, on bool) error
	// Close ends the talk.
	Close(ctx context.Context, service, id, op, staff string, reason handoff.Reason) error
	// Here says that somebody is at the desk until then.
	Here(ctx context.Context, service string, by handoff.Account, p handoff.Presence, until time.Time) error
	// Alone does something that looks at several services before it writes to one, while
	// nobody does another such thing in that name.
	Alone(ctx context.Context, name string, do func(context.Context) error) error
	// KeepDraft keeps the answer or note somebody has begun to write.
	KeepDraft(ctx context.Context, service, id, staff string, of handoff.Who, words bot.Said) error
	// Writes says that the owner or a guest types an answer.
	Writes(ctx context.Context, service, id, staff string) error
}

// Relay lets people hear at once what their counsellor did.
type Relay interface {
	Relay(ctx context.Context, service string) error
	// Typing shows the person that the counsellor writes. It is a courtesy.
	Typing(ctx context.Context, person bot.Person)
}

// Bell tells open pages, on every replica, to look again. It is a hint, not the truth.
// "s:<service>" rings when the queue looks different, "t:<handoff>" when a talk does.
type Bell interface {
	Listen(topics ...string) (rung <-chan struct{}, stop func())
}

// Services knows the services.
type Services interface {
	Find(id string) (directory.Service, bool)
	Services() []directory.Service
	Topics() []string
	// Fit lists those that fit a need, best first.
	Fit(need directory.Need) []directory.Service
}

// Calendar lists a service's times.
type Calendar interface {
	// List gives open and taken times of a service from a time to another, earliest first.
	List(ctx context.Context, service string, from, to time.Time) ([]booking.Slot, error)
	// Appointments gives the appointments in the same span.
	Appointments(ctx context.Context, service string, from, to time.Time) ([]booking.Appointment, error)
	// NextFree gives the next free time of each service; one that has none is not there.
	NextFree(ctx context.Context, services ...string) (map[string]time.Time, error)
}

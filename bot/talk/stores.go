package talk

import (
	"context"
	"time"

	"lyt/bot"
	"lyt/bot/handoff"
)

// Store keeps one record for each person, and the replies on their way to them.
type Store interface {
	// Load gives the record, in one round trip; an empty one when nothing is kept.
	Load(ctx context.Context, who bot.Person) (bot.Record, error)
	// Commit writes all that one update changes, in one atomic step and one round
	// trip: bot.ErrConflict when the record is no longer the one loaded. Said twice,
	// it has one effect.
	Commit(ctx context.Context, who bot.Person, c bot.Commit) (bot.Lease, error)
	// Done takes the first n replies of the lease off the list, notes what was sent
	// (the whole list, as it shall stand), and gives what came in since; an empty
	// Token means that nothing is left to do.
	Done(ctx context.Context, who bot.Person, lease bot.Lease, n int, sent []bot.Sent) (bot.Lease, error)
	// PutOff ends the lease; the rest is due again at the time given.
	PutOff(ctx context.Context, who bot.Person, lease bot.Lease, until time.Time) error
	// Resume takes the lease on what is undelivered, if nobody has it.
	Resume(ctx context.Context, who bot.Person) (bot.Job, error)
	// Due claims people with replies or timers due, at most max.
	Due(ctx context.Context, max int) ([]bot.Job, error)
}

// Queue is the person's side of the handoffs. Every change is one atomic step, and
// the same op twice has one effect.
type Queue interface {
	// Ask puts a request into the service's queue, or gives the open one there is.
	Ask(ctx context.Context, r handoff.Request) (handoff.Handoff, error)
	// Find gives a handoff and its place in line: handoff.ErrUnknown when it is gone.
	Find(ctx context.Context, service, id string) (handoff.Handoff, error)
	// Say adds the person's words to the thread, with what they gave reason to fear.
	Say(ctx context.Context, service, id, op string, words bot.Said, mark handoff.Mark) error
	// Leave takes the person out of the queue, or ends the talk from their side.
	Leave(ctx context.Context, service, id, op string) error
	// ForgetPerson deletes the person's open handoff at the service, if there is one.
	ForgetPerson(ctx context.Context, service string, who bot.Person) error
	// Forget deletes the handoff and all words of its thread.
	Forget(ctx context.Context, service, id string) error
	// OnDuty counts the counsellors who take talks at the service's desk right now.
	OnDuty(ctx context.Context, service string) (int, error)
	// Notices lists what counsellors did that the person has not heard of, in order.
	Notices(ctx context.Context, service string, max int) ([]handoff.Notice, error)
	// Heard takes a notice off the list.
	Heard(ctx context.Context, n handoff.Notice) error
	Waits
	Moves
}

// Waits is what a talk can tell of the wait, and what the counsellor can see of it.
type Waits interface {
	// Gaps are how long the first in line waited lately; see handoff.Expect.
	Gaps(ctx context.Context, service string) ([]time.Duration, error)
	// Typing says that the person is writing.
	Typing(ctx context.Context, service, id string) error
	// Received says what became of a counsellor's words. A talk that is gone is no error.
	Received(ctx context.Context, r bot.Receipt, arrived bool) error
	// Noted leaves a line for the counsellor to read: a message key, or a key, a tab
	// and what it is about.
	Noted(ctx context.Context, service, id, op, line string) error
	// TakeBack puts talks back into the queue whose counsellor left the person without
	// an answer for so long, and says how many.
	TakeBack(ctx context.Context, service string, within time.Duration) (int, error)
}

// Moves hand a talk on, and tell what came of it.
type Moves interface {
	// Agreed is the person's answer to being handed on, with what they let go along;
	// nil is no, also after a yes that nobody acted on yet.
	Agreed(ctx context.Context, service, id, op string, with *handoff.Onward) error
	// MovedOn ends the talk, because another service took it.
	MovedOn(ctx context.Context, service, id, op string) error
	// NotMoved tells the counsellor that the other service cannot take it.
	NotMoved(ctx context.Context, service, id, op string, r handoff.Refusal) error
	// Met counts whether somebody met those they were led to: "yes", "no" or "not-yet".
	Met(ctx context.Context, service, op, answer string) error
}

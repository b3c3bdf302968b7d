// Package talk is the one path of a message: what a person writes goes in, is
// looked at for danger first, moves the conversation one step, books or hands over
// where that is called for, is kept safely, and is answered.
//
// Handle may be called twice for the same update, by two replicas at once, and be
// cut off anywhere: the person is answered once, and nothing is lost. It gets this
// from one rule: state, replies and timers of an update are committed in one step
// that only works on the state they were made from; everything before is done so
// that doing it again changes nothing, and everything after can be done by anybody.
package talk

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"lyt/bot"
	"lyt/bot/booking"
	"lyt/bot/directory"
	"lyt/bot/flow"
	"lyt/bot/triage"
	"lyt/bot/who5"
)

// Texts gives the words of the locale files.
type Texts interface {
	// Text gives the text of a key in a language, with its placeholders filled.
	Text(lang, key string, args map[string]any) string
	// Time gives weekday, date and time as people read them: "tirsdag 24. nov. kl. 15.00".
	Time(lang string, at time.Time) string
	// Clock gives the time of day alone: "15.00".
	Clock(lang string, at time.Time) string
}

// Talk carries messages through. Fill all fields but those marked; then it is
// ready, and safe for many messages at once.
type Talk struct {
	Flows     *flow.Flows
	Entry     string // the flow a talk begins with
	Directory *directory.Directory
	Texts     Texts
	WHO5      *who5.Instrument // its words come from their own file, unchanged
	Judge     func(text string) triage.Verdict

	Store    Store
	Calendar booking.Calendar
	Queue    Queue
	Channels map[string]bot.Channel

	Now   func() time.Time
	Zone  *time.Location
	Log   *slog.Logger
	Count func(event string) // counts what happens, by fixed names; optional

	// CrisisPatience is how long the store may take before somebody in danger is
	// answered without it; zero is 120 ms.
	CrisisPatience time.Duration

	// AnswerWithin is how long a person waits for a counsellor's answer before the
	// talk goes back to the queue; zero is for ever.
	AnswerWithin time.Duration
	// Knock hears of each desk once a sweep, to tell staff elsewhere that somebody
	// waits; optional.
	Knock func(ctx context.Context, service string)

	sending busy
	aloud   aloud
}

// How long the store may take before the person is answered without it. A frightened
// person is answered sooner.
const (
	patience       = 2 * time.Second
	crisisPatience = 120 * time.Millisecond
)

// tries bounds how often an update starts over because somebody else was faster.
const tries = 8

// Handle takes in one update. Nil means that all it caused is safe in the store,
// so that the sender may forget it; any error means that it must come again.
func (t *Talk) Handle(ctx context.Context, in bot.In) error {
	in.Text = bot.Heard(strings.ToValidUTF8(in.Text.Reveal(), ""))
	verdict := t.look(in) // at all of it, before it is cut
	in.Text, in.Cut = cut(in.Text)
	err := t.settle(ctx, in, verdict)
	if err == nil {
		return nil
	}
	t.count("unsafe")
	t.Log.Warn("update not safe", "error", err)
	t.answerWithoutStore(ctx, in, verdict)
	return err
}

// mostWords is how much of a message is kept and passed on. Telegram's own limit is
// 4,096 (Bot API, Message.text).
const mostWords = 4000

func cut(words bot.Said) (bot.Said, bool) {
	text := words.Reveal()
	if len(text) <= mostWords || utf8.RuneCountInString(text) <= mostWords {
		return words, false
	}
	return bot.Heard(string([]rune(text)[:mostWords])), true
}

// traces are what an update left with services before its commit. When the commit
// meets another state and the update goes another way, they are taken back.
type traces struct {
	taken []booked
	asked []meeting
}

// settle tries until the update has had its one effect.
func (t *Talk) settle(ctx context.Context, in bot.In, verdict triage.Verdict) error {
	limit := patience
	if verdict.Level == triage.Crisis {
		limit = cmp.Or(t.CrisisPatience, crisisPatience)
	}
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	var left traces
	for range tries {
		err := t.once(ctx, in, verdict, &left)
		if !errors.Is(err, bot.ErrConflict) {
			return err
		}
		t.count("conflict")
	}
	return bot.ErrConflict
}

// once loads, steps and commits; bot.ErrConflict asks for another go.
func (t *Talk) once(ctx context.Context, in bot.In, verdict triage.Verdict, left *traces) error {
	record, err := t.Store.Load(ctx, in.Person)
	if err != nil {
		return err
	}
	if record.Saw(in.ID) {
		t.count("repeated")
		return t.resume(ctx, in.Person)
	}
	u, err := t.open(in, record)
	if err != nil {
		return err
	}
	u.traces, u.verdict = left, verdict
	if err := u.run(ctx); err != nil {
		return err
	}
	if err := t.commit(ctx, u); err != nil {
		return err
	}
	return t.tidy(ctx, u)
}

// tidy takes back what earlier tries of the update took and the last one did not.
func (t *Talk) tidy(ctx context.Context, u *turn) error {
	for _, took := range u.traces.taken {
		if _, kept := u.session.appointment(took.ID); kept && !u.erase {
			continue
		}
		if err := t.Calendar.Cancel(ctx, took.Service, took.ID, u.in.Person, u.now); err != nil && !errors.Is(err, booking.ErrUnknown) {
			return err
		}
	}
	for _, asked := range u.traces.asked {
		if u.session.meets(asked.ID) && !u.erase {
			continue
		}
		if err := t.Queue.Leave(ctx, asked.Service, asked.ID, u.in.ID+"/back"); err != nil && !gone(err) {
			return err
		}
	}
	return nil
}

// commit keeps what the update changed, and sends the replies once they are safe.
func (t *Talk) commit(ctx context.Context, u *turn) error {
	if u.idle {
		return nil
	}
	state, err := u.session.pack()
	if err != nil {
		return err
	}
	urgentFirst(u.out)
	change := bot.Commit{ID: u.in.ID, Loaded: u.record, State: state, Out: u.out, Next: u.session.next(), Life: u.session.life(u.now)}
	if u.erase {
		change.State, change.Next = nil, time.Time{}
	}
	lease, err := t.Store.Commit(ctx, u.in.Person, change)
	if err != nil {
		return err
	}
	t.urgently(ctx, u, lease)
	t.send(u.in.Person, lease)
	return nil
}

// urgentFirst puts the crisis card before everything else that an update says or
// tidies up: what cannot be sent must not stand in its way.
func urgentFirst(out []bot.Parcel) {
	slices.SortStableFunc(out, func(a, b bot.Parcel) int {
		switch {
		case a.Out.Urgent == b.Out.Urgent:
			return 0
		case a.Out.Urgent:
			return -1
		}
		return 1
	})
}

func (t *Talk) count(event string) {
	if t.Count != nil {
		t.Count(event)
	}
}

// Drain waits until what is being sent has been sent, or ctx ends.
func (t *Talk) Drain(ctx context.Context) { t.sending.Wait(ctx) }

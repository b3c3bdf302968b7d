package talk

import (
	"context"
	"errors"
	"fmt"
	"time"

	"lyt/bot"
	"lyt/bot/booking"
)

// Tempo of the worker. In the normal case replies go out at once; the worker is
// what makes it certain.
const (
	duePoll    = time.Second
	relayPoll  = 5 * time.Second
	dueBatch   = 64
	workerRest = 2 * time.Second // after the store was away
)

// Work delivers what is due and wakes those who have a timer, until ctx ends.
// Every replica runs one.
func (t *Talk) Work(ctx context.Context) {
	due, relay := time.NewTicker(duePoll), time.NewTicker(relayPoll)
	defer due.Stop()
	defer relay.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-due.C:
			t.Tick(ctx)
		case <-relay.C:
			t.Sweep(ctx)
		}
	}
}

// Tick does once what is due now.
func (t *Talk) Tick(ctx context.Context) {
	jobs, err := t.Store.Due(ctx, dueBatch)
	if err != nil {
		t.rest(ctx, "claim due work", err)
		return
	}
	for _, job := range jobs {
		t.sending.Go(func() { t.work(context.WithoutCancel(ctx), job) })
	}
}

// work is one person's due replies and timer.
func (t *Talk) work(ctx context.Context, job bot.Job) {
	if !job.Wake.IsZero() {
		in := bot.In{ID: fmt.Sprintf("wake:%d", job.Wake.UnixMilli()), Kind: bot.Wake, Person: job.Person, At: t.Now()}
		if err := t.Handle(ctx, in); err != nil {
			t.Log.Warn("wake", "error", err)
		}
	}
	t.drain(ctx, job.Person, job.Lease)
}

// Sweep looks once after all desks: what one did but could not relay itself, and who
// was left waiting there.
func (t *Talk) Sweep(ctx context.Context) {
	for _, service := range t.Directory.Services() {
		if !service.Desk {
			continue
		}
		if err := t.lookAfter(ctx, service.ID); err != nil {
			t.rest(ctx, "look after desk", err)
			return
		}
	}
}

// lookAfter sees to one desk: nobody is left without an answer, and everybody hears
// what was done.
func (t *Talk) lookAfter(ctx context.Context, service string) error {
	if t.AnswerWithin > 0 {
		back, err := t.Queue.TakeBack(ctx, service, t.AnswerWithin)
		if err != nil {
			return err
		}
		for range back {
			t.count("taken_back")
		}
	}
	if err := t.Relay(ctx, service); err != nil {
		return err
	}
	if t.Knock != nil {
		t.Knock(ctx, service)
	}
	return nil
}

func (t *Talk) rest(ctx context.Context, doing string, err error) {
	if ctx.Err() != nil {
		return
	}
	t.Log.Warn(doing, "error", err)
	pause := time.NewTimer(workerRest)
	defer pause.Stop()
	select {
	case <-ctx.Done():
	case <-pause.C:
	}
}

// wake does what the person's timers are for.
func (u *turn) wake(ctx context.Context) error {
	if err := u.remind(ctx); err != nil {
		return err
	}
	u.askMet()
	if err := u.nextInVain(ctx); err != nil {
		return err
	}
	human := u.session.Human
	switch {
	case human == nil || human.Live:
		return nil
	case human.inVainAt().After(u.now):
		return u.lookAgain(ctx)
	}
	if err := u.Queue.Leave(ctx, human.Service, human.ID, u.in.ID); err != nil && !gone(err) {
		return err
	}
	u.settleTyped()
	return u.humanIsGone(ctx)
}

// remind tells of the appointments of tomorrow.
func (u *turn) remind(ctx context.Context) error {
	for i := range u.session.Times {
		own := &u.session.Times[i]
		if own.Reminded || own.remindAt().After(u.now) {
			continue
		}
		own.Reminded = true
		found, err := u.Calendar.Find(ctx, own.Service, own.ID)
		if errors.Is(err, booking.ErrUnknown) {
			continue // the service took the time away
		}
		if err != nil {
			return err
		}
		u.reply(bot.Out{
			Text: u.words("talk.reminder", anyArgs(u.timeArgs(found))) + " " + u.changeWords("talk.reminder.next"),
			Buttons: []bot.Button{
				u.button("talk.appointments.move", "flyt:"+own.ID), u.button("talk.appointments.cancel", "aflys:"+own.ID),
			},
		})
		u.count("reminded")
	}
	return nil
}

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
			t.sweep(ctx)
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

// sweep relays what a desk did but could not relay itself.
func (t *Talk) sweep(ctx context.Context) {
	for _, service := range t.Directory.Services() {
		if !service.Desk {
			continue
		}
		if err := t.Relay(ctx, service.ID); err != nil {
			t.rest(ctx, "relay", err)
			return
		}
	}
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
	human := u.session.Human
	if human == nil || human.Live || human.inVainAt().After(u.now) {
		return nil
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
		u.say("talk.reminder", anyArgs(u.timeArgs(found)),
			u.button("talk.appointments.move", "flyt:"+own.ID),
			u.button("talk.appointments.cancel", "aflys:"+own.ID))
		u.count("reminded")
	}
	return nil
}

package main

import (
	"context"
	"log/slog"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"golang.org/x/sync/errgroup"

	"lyt/bot/bottest"
)

// All that a stop waits for shares one deadline, which begins when it is asked for.
func TestGraceBeginsWithTheStop(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, stop := context.WithCancel(t.Context())
		grace, done := graceAfter(ctx)
		defer done()
		time.AfterFunc(time.Hour, stop)
		<-ctx.Done()
		start := time.Now()
		if grace.Err() != nil {
			t.Error("no time to end what is in hand")
		}
		<-grace.Done()
		if took := time.Since(start); took != drainTime {
			t.Errorf("ended after %v, not %v", took, drainTime)
		}
	})
}

// A part that does not end holds a stop up no longer than that.
func TestStopLeavesWhatHangs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, stop := context.WithCancel(t.Context())
		group, ctx := errgroup.WithContext(ctx)
		grace, done := graceAfter(ctx)
		defer done()
		hanging := make(chan struct{})
		group.Go(func() error { <-hanging; return nil })
		stop()
		start := time.Now()
		h := &house{log: slog.New(slog.DiscardHandler)}
		if err := h.wait(grace, group); err != nil || time.Since(start) != drainTime {
			t.Errorf("ended with %v after %v", err, time.Since(start))
		}
		close(hanging)
	})
}

// TestStopWithoutRedis stops replicas while Redis does not answer and updates are
// in hand: in time, with code 0 (town.stop checks both), and nothing is lost.
func TestStopWithoutRedis(t *testing.T) {
	t.Parallel()
	eachMode(t, func(t *testing.T, mode string) {
		w := newTown(t, mode)
		r := w.start()
		way := wayToBooking("helsingør")
		p := w.newPerson()
		p.walk(bottest.TelegramMessage{}, way[:2])
		pid := w.redisPID()
		w.signal(pid, syscall.SIGSTOP)
		sent := p.Write("helsingør")
		w.telegram.Wait("the message to be in hand", func() bool { return w.telegram.Visits(sent.Update) > 0 })
		w.stop(r)
		w.signal(pid, syscall.SIGCONT)
		w.start()
		p.sees(words("first-contact.age"))
	})
}

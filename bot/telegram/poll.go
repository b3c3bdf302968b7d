package telegram

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	tg "github.com/go-telegram/bot"
)

const (
	lookAgain  = time.Second     // how often new updates are looked for past one that is not safe yet
	finishTime = 3 * time.Second // for the last word to Telegram when stopping
	renumber   = 24 * time.Hour  // after a week's rest Telegram starts from another number, maybe a lower one
)

// Poll asks Telegram for updates until the context ends: for development, and for
// places that the world cannot call. Only one program may poll with one token.
//
// Asking for the updates after number n makes Telegram forget all up to n, so the
// number goes up only past updates that the handler has made safe. People are
// served side by side, each in order. An update that cannot be made safe is tried
// again and again, never passed over; meanwhile others are served past it.
func (t *Telegram) Poll(ctx context.Context, h Handler) error {
	if err := t.dropWebhook(ctx); err != nil {
		return err
	}
	in := newIntake(ctx, t, h)
	again := backoff{jitter: t.Jitter}
	for ctx.Err() == nil {
		ask := in.ask()
		raws, err := t.fetch(ctx, ask)
		if err != nil {
			t.trouble(ctx, &again, err)
			continue
		}
		again.reset()
		in.told = ask.Offset
		in.add(raws)
		in.settle()
	}
	t.finish(ctx, in)
	return nil
}

// trouble waits before the next request.
func (t *Telegram) trouble(ctx context.Context, again *backoff, err error) {
	if ctx.Err() != nil {
		return
	}
	t.Count(PollAgain)
	if errors.Is(err, tg.ErrorConflict) {
		t.Count(PollTaken)
	}
	t.Log.Warn("telegram get updates", "cause", cause(err))
	again.wait(ctx, patience(err))
}

// finish lets what is in hand end, and tells Telegram how far it came, so that
// nothing comes twice after a clean stop. It confirms nothing that is not safe.
func (t *Telegram) finish(ctx context.Context, in *intake) {
	in.working.Wait()
	ask := in.ask()
	if ask.Offset == in.told {
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), finishTime)
	defer cancel()
	ask.Limit, ask.Timeout = 1, 0
	if _, err := t.fetch(ctx, ask); err != nil {
		t.Log.Info("telegram last offset", "cause", cause(err))
	}
}

// dropWebhook makes polling possible; what waits at Telegram stays there.
func (t *Telegram) dropWebhook(ctx context.Context) error {
	return t.insist(ctx, "telegram delete webhook", func(ctx context.Context) error {
		_, err := t.api.DeleteWebhook(ctx, &tg.DeleteWebhookParams{DropPendingUpdates: false})
		return err
	})
}

// insist tries until it works, the token is refused or the context ends.
func (t *Telegram) insist(ctx context.Context, what string, call func(context.Context) error) error {
	again := backoff{jitter: t.Jitter}
	for {
		err := t.timed(ctx, call)
		switch {
		case err == nil:
			return nil
		case refusedToken(err):
			return ErrToken
		case ctx.Err() != nil:
			return ctx.Err()
		}
		t.Log.Warn(what, "cause", cause(err))
		if !again.wait(ctx, patience(err)) {
			return ctx.Err()
		}
	}
}

// timed gives one call its time.
func (t *Telegram) timed(ctx context.Context, call func(context.Context) error) error {
	ctx, cancel := context.WithTimeout(ctx, callTime)
	defer cancel()
	return call(ctx)
}

// attempt is one try at making an update safe; a panic counts as not safe.
func (t *Telegram) attempt(ctx context.Context, h Handler, u update) (err error) {
	defer func() {
		if recover() != nil {
			t.Count(Panicked)
			t.Log.Error("telegram update broke off", "cause", "panic")
			err = errPanicked
		}
	}()
	return t.take(ctx, h, u)
}

var errPanicked = errors.New("handling broke off")

// answerTap stops the little clock on the button.
func (t *Telegram) answerTap(ctx context.Context, u update) {
	_ = t.timed(context.WithoutCancel(ctx), func(ctx context.Context) error {
		_, err := t.api.AnswerCallbackQuery(ctx, &tg.AnswerCallbackQueryParams{CallbackQueryID: u.Callback.ID})
		return err
	})
}

// sort reads one update of a batch; false when nobody can.
func (t *Telegram) sort(raw json.RawMessage) (update, bool) {
	u, whole, err := read(raw)
	if err != nil || !whole {
		t.layAside()
		return u, false
	}
	return u, true
}

package telegram

import (
	"context"
	"errors"
	"time"

	tg "github.com/go-telegram/bot"
)

const (
	lookAgain  = time.Second      // how often new updates are looked for past one that is not safe yet
	lookFull   = 5 * time.Second  // the same while Telegram has no room for new ones
	finishTime = 10 * time.Second // for stopping, if nothing else is said
	lastWord   = 2 * time.Second  // of that, kept for telling Telegram how far we came
	renumber   = 24 * time.Hour   // after a week's rest Telegram starts from another number, maybe a lower one
)

// Poll asks Telegram for updates until the context ends: for development, and for
// places that the world cannot call. Only one program may poll with one token.
//
// Asking for the updates after number n makes Telegram forget all up to n, so the
// number goes up only past updates that the handler has made safe. People are
// served side by side, each in order. An update that cannot be made safe is tried
// again and again; meanwhile others are served past it, but only the next 99: then
// Telegram brings nothing more. So an update that goes on failing while others get
// through is laid aside in the end. While the store is away none is.
//
// When the context ends, what is in hand gets Config.Finish to end in. What takes
// longer is not confirmed, and comes again.
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
	t.Log.Warn("telegram get updates", "error", cause(err))
	again.wait(ctx, patience(err))
}

// finish lets what is in hand end, and tells Telegram how far it came, so that
// nothing comes twice after a clean stop. It confirms nothing that is not safe.
func (t *Telegram) finish(ctx context.Context, in *intake) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), t.Finish)
	defer cancel()
	ended := make(chan struct{})
	go func() { in.working.Wait(); close(ended) }()
	waitFor(ended, max(t.Finish-lastWord, t.Finish/2))
	ask := in.ask()
	if ask.Offset == in.told {
		return
	}
	ask.Limit, ask.Timeout = 1, 0
	if _, err := t.fetch(ctx, ask); err != nil {
		t.Log.Info("telegram last offset", "error", cause(err))
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
		t.Log.Warn(what, "error", cause(err))
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
func (t *Telegram) attempt(ctx context.Context, h Handler, u update) error {
	return t.guarded(func() error { return t.take(ctx, h, u) })
}

// guarded keeps what a panic says, which may be a person's words, out of the log.
func (t *Telegram) guarded(do func() error) (err error) {
	defer func() {
		if recover() != nil {
			t.Count(Panicked)
			t.Log.Error("telegram update broke off", "error", "panic")
			err = errPanicked
		}
	}()
	return do()
}

var errPanicked = errors.New("handling broke off")

// answerTap stops the little clock on the button.
func (t *Telegram) answerTap(ctx context.Context, u update) {
	_ = t.timed(context.WithoutCancel(ctx), func(ctx context.Context) error {
		_, err := t.api.AnswerCallbackQuery(ctx, &tg.AnswerCallbackQueryParams{CallbackQueryID: u.Callback.ID})
		return err
	})
}

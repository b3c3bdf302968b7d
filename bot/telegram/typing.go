package telegram

import (
	"context"
	"strconv"
	"time"

	tg "github.com/go-telegram/bot"
	"github.com/go-telegram/bot/models"

	"lyt/bot"
)

const (
	slowAfter  = 700 * time.Millisecond // from here on silence feels like nobody is there
	typingLife = 4500 * time.Millisecond
)

// Typing shows the person that their counsellor is writing; not while Telegram wants us
// to be quiet in their chat.
func (t *Telegram) Typing(ctx context.Context, to bot.Address) error {
	chat, err := strconv.ParseInt(to.Reveal(), 10, 64)
	if err != nil {
		return errNoChat
	}
	if t.held.left(chat, t.Now()) <= 0 {
		t.typing(ctx, to)
	}
	return nil
}

// typing shows "is writing" in the person's chat, for five seconds or until the
// next message. It is a courtesy: whatever goes wrong is of no interest.
func (t *Telegram) typing(ctx context.Context, to bot.Address) {
	ctx, cancel := context.WithTimeout(ctx, callTime)
	defer cancel()
	_, _ = t.api.SendChatAction(ctx, &tg.SendChatActionParams{ChatID: to.Reveal(), Action: models.ChatActionTyping})
}

// whileSlow shows "is writing" once the answer is slow, until the returned
// function is called.
func (t *Telegram) whileSlow(ctx context.Context, to bot.Address) (done func()) {
	ctx, cancel := context.WithCancel(ctx)
	timer := time.AfterFunc(slowAfter, func() {
		t.typing(ctx, to)
		for waitFor(ctx.Done(), typingLife) {
			t.typing(ctx, to)
		}
	})
	return func() {
		timer.Stop()
		cancel()
	}
}

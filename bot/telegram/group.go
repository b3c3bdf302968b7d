package telegram

import (
	"context"

	tg "github.com/go-telegram/bot"
)

// leave says why, and goes. What is said in a group is read by everybody in it,
// so the bot never answers anything there. Telegram brings a group's updates one
// at a time: by the next one the bot is out, so the line is said once.
func (t *Telegram) leave(ctx context.Context, u update) {
	if u.Message == nil {
		return
	}
	chat := u.chat().ID
	if t.belongs(chat) {
		return
	}
	if t.gate.pass(ctx) == nil {
		_, _ = t.api.SendMessage(ctx, &tg.SendMessageParams{
			ChatID:             chat,
			Text:               t.Words.Text(u.lang(), "telegram.group", nil),
			LinkPreviewOptions: noPreview(),
		})
	}
	if _, err := t.api.LeaveChat(ctx, &tg.LeaveChatParams{ChatID: chat}); err != nil {
		t.Log.Info("telegram group", "error", cause(err))
		return
	}
	t.Count(LeftGroup)
}

package telegram

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"

	tg "github.com/go-telegram/bot"

	"lyt/bot"
)

// errMoved says that Telegram made another group of one that grew: it has a new number.
var errMoved = errors.New("group became a supergroup and has a new number; set that one")

// Announce writes a text to a group of staff, which must be one of Config.Groups, or
// the bot leaves it. The error names a kind of trouble, and nobody.
func (t *Telegram) Announce(ctx context.Context, group, text string) error {
	chat, err := strconv.ParseInt(group, 10, 64)
	if err != nil || strings.TrimSpace(text) == "" {
		return t.tally(&bot.SendError{Drop: true, Err: errNoChat})
	}
	if left := t.held.left(chat, t.Now()); left > 0 {
		return t.tally(&bot.SendError{After: left, Err: errHeld})
	}
	_, err = t.one(ctx, &tg.SendMessageParams{ChatID: chat, Text: text, LinkPreviewOptions: noPreview()}, false)
	var moved *tg.MigrateError
	if errors.As(err, &moved) {
		return t.tally(&bot.SendError{Drop: true, Err: errMoved})
	}
	err = verdict(err)
	t.held.note(chat, t.Now(), err)
	return t.tally(err)
}

// belongs says whether a group is one of staff's, where the bot only announces. What
// is said there is not listened to.
func (t *Telegram) belongs(group int64) bool {
	return slices.Contains(t.Groups, strconv.FormatInt(group, 10))
}

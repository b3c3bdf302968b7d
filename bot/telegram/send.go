package telegram

import (
	"context"
	"errors"
	"strconv"
	"strings"

	tg "github.com/go-telegram/bot"
	"github.com/go-telegram/bot/models"

	"lyt/bot"
)

// Send carries an Out to a person's chat and gives the message's id; a text that
// had to be split gives the ids of all its parts, with commas between them, which
// Replace, Settle and Delete understand.
//
// Texts are sent without a parse mode: no letter in them has a meaning to
// Telegram, so there is nothing to escape and nothing a person or a counsellor
// wrote can turn into markup or make Telegram refuse the message.
func (t *Telegram) Send(ctx context.Context, to bot.Address, out bot.Out) (string, error) {
	chat, err := strconv.ParseInt(to.Reveal(), 10, 64)
	if err != nil {
		return "", t.tally(&bot.SendError{Drop: true, Err: errNoChat})
	}
	if left := t.held.left(chat, t.Now()); left > 0 && !out.Urgent {
		return "", t.tally(&bot.SendError{After: left, Err: errHeld})
	}
	message, err := t.send(ctx, chat, out)
	t.held.note(chat, t.Now(), err)
	return message, t.tally(err)
}

var (
	errNoChat  = errors.New("address is no chat")
	errNothing = errors.New("nothing to send")
)

func (t *Telegram) send(ctx context.Context, chat int64, out bot.Out) (string, error) {
	switch {
	case len(out.Delete) > 0:
		return "", verdict(t.erase(ctx, chat, numbers(out.Delete...)))
	case out.Settle != "":
		return "", verdict(t.settle(ctx, chat, out))
	case out.Wipe && out.Text == "":
		return "", nil // Telegram's history is the person's own; Delete takes our part of it
	case strings.TrimSpace(out.Text) == "":
		return "", &bot.SendError{Drop: true, Err: errNothing}
	case out.Replace != "":
		return t.replace(ctx, chat, out)
	}
	return t.say(ctx, chat, out)
}

// tally counts how the send went.
func (t *Telegram) tally(err error) error {
	var send *bot.SendError
	switch {
	case err == nil:
		t.Count(SentOne)
	case !errors.As(err, &send):
		t.Count(SendAgain)
	case send.Gone:
		t.Count(SendGone)
	case send.Drop:
		t.Count(SendDrop)
	default:
		t.Count(SendLater)
	}
	return err
}

// say sends a new message, in parts if it is too long for one. When a later part
// does not get through, the next try goes on from there.
func (t *Telegram) say(ctx context.Context, chat int64, out bot.Out) (string, error) {
	parts := split(t.spoken(out), maxUnits)
	sent := t.begun.resume(chat, out.ID)
	for len(sent) < len(parts) {
		p := tg.SendMessageParams{ChatID: chat, Text: parts[len(sent)], LinkPreviewOptions: noPreview()}
		if len(sent) == len(parts)-1 {
			p.ReplyMarkup = keyboard(out.Buttons)
		}
		id, err := t.one(ctx, &p, out.Urgent)
		if err != nil {
			t.begun.keep(chat, out.ID, sent)
			return "", verdict(err)
		}
		sent = append(sent, strconv.Itoa(id))
	}
	return strings.Join(sent, ","), nil
}

// one sends one message. What is urgent waits for no rate.
func (t *Telegram) one(ctx context.Context, p *tg.SendMessageParams, urgent bool) (id int, err error) {
	if !urgent {
		if err := t.gate.pass(ctx); err != nil {
			return 0, err
		}
	}
	err = t.timed(ctx, func(ctx context.Context) error {
		m, err := t.api.SendMessage(ctx, p)
		id = m.ID
		return err
	})
	return id, err
}

// spoken is the text as it is shown: a counsellor's words say whose they are.
func (t *Telegram) spoken(out bot.Out) string {
	text := strings.ToValidUTF8(out.Text, "\uFFFD")
	if out.Voice != bot.Counsellor {
		return text
	}
	return t.Words.Text(out.Lang, "telegram.counsellor", nil) + "\n" + text
}

// replace changes an earlier message in place. When that message is gone or too
// old, the words are sent anew: they must arrive.
func (t *Telegram) replace(ctx context.Context, chat int64, out bot.Out) (string, error) {
	ids := numbers(out.Replace)
	text := t.spoken(out)
	if len(ids) == 0 || units(text) > maxUnits {
		return t.say(ctx, chat, out)
	}
	if !out.Urgent {
		if err := t.gate.pass(ctx); err != nil {
			return "", verdict(err)
		}
	}
	last := ids[len(ids)-1]
	err := t.edit(ctx, chat, last, text, keyboard(out.Buttons))
	switch {
	case err == nil, says(err, "message is not modified"):
		return strconv.Itoa(last), nil
	case says(err, frozen...):
		return t.say(ctx, chat, out)
	}
	return "", verdict(err)
}

func (t *Telegram) edit(ctx context.Context, chat int64, id int, text string, keys models.ReplyMarkup) error {
	return t.timed(ctx, func(ctx context.Context) error {
		_, err := t.api.EditMessageText(ctx, &tg.EditMessageTextParams{
			ChatID: chat, MessageID: id, Text: text, LinkPreviewOptions: noPreview(), ReplyMarkup: keys,
		})
		return err
	})
}

// frozen are Telegram's words for a message that cannot change any more.
var frozen = []string{"message can't be edited", "message to edit not found", "message identifier is not specified"}

// settle takes the buttons off a message, and leaves the answer visible if one is given.
func (t *Telegram) settle(ctx context.Context, chat int64, out bot.Out) error {
	ids := numbers(out.Settle)
	if len(ids) == 0 {
		return nil
	}
	last, text := ids[len(ids)-1], strings.ToValidUTF8(out.Chosen, "\uFFFD")
	var err error
	if strings.TrimSpace(text) != "" && units(text) <= maxUnits {
		err = t.edit(ctx, chat, last, text, nil)
	} else {
		err = t.timed(ctx, func(ctx context.Context) error {
			_, err := t.api.EditMessageReplyMarkup(ctx, &tg.EditMessageReplyMarkupParams{ChatID: chat, MessageID: last})
			return err
		})
	}
	if says(err, "message is not modified") || says(err, frozen...) {
		return nil
	}
	return err
}

// erase deletes messages, a hundred a call. Telegram refuses a whole call for one
// message that is too old, so a refused lot is halved until only that one is left.
func (t *Telegram) erase(ctx context.Context, chat int64, ids []int) error {
	if len(ids) > maxErase {
		if err := t.erase(ctx, chat, ids[:maxErase]); err != nil {
			return err
		}
		return t.erase(ctx, chat, ids[maxErase:])
	}
	if len(ids) == 0 {
		return nil
	}
	err := t.timed(ctx, func(ctx context.Context) error {
		_, err := t.api.DeleteMessages(ctx, &tg.DeleteMessagesParams{ChatID: chat, MessageIDs: ids})
		return err
	})
	switch {
	case err == nil || !errors.Is(err, tg.ErrorBadRequest) || says(err, "chat not found"):
		return err
	case len(ids) == 1:
		return nil
	}
	if err := t.erase(ctx, chat, ids[:len(ids)/2]); err != nil {
		return err
	}
	return t.erase(ctx, chat, ids[len(ids)/2:])
}

// maxErase is the Bot API's limit for deleteMessages.
const maxErase = 100

// numbers reads message ids, joined ones too, and leaves out what is none.
func numbers(messages ...string) []int {
	var ids []int
	for _, m := range messages {
		for one := range strings.SplitSeq(m, ",") {
			if id, err := strconv.Atoi(one); err == nil && id > 0 {
				ids = append(ids, id)
			}
		}
	}
	return ids
}

package telegram

import (
	"net/url"
	"strings"

	tg "github.com/go-telegram/bot"
	"github.com/go-telegram/bot/models"

	"lyt/bot"
)

// What the Bot API takes of a keyboard.
const (
	maxData    = 64 // bytes
	maxRow     = 8
	maxButtons = 100
)

// keyboard builds the buttons under a message; nil when there are none. A button
// that Telegram would refuse is left out, because it would refuse the message
// with it. That includes telephone links: the number stands in the text, where
// the phone makes it a link.
func keyboard(buttons []bot.Button) models.ReplyMarkup {
	var rows [][]models.InlineKeyboardButton
	count := 0
	for _, b := range buttons {
		key, ok := button(b)
		if !ok || count == maxButtons {
			continue
		}
		count++
		last := len(rows) - 1
		if b.Beside && last >= 0 && len(rows[last]) < maxRow {
			rows[last] = append(rows[last], key)
			continue
		}
		rows = append(rows, []models.InlineKeyboardButton{key})
	}
	if rows == nil {
		return nil
	}
	return &models.InlineKeyboardMarkup{InlineKeyboard: rows}
}

func button(b bot.Button) (models.InlineKeyboardButton, bool) {
	key := models.InlineKeyboardButton{Text: strings.ToValidUTF8(b.Label, "\uFFFD")}
	switch {
	case strings.TrimSpace(b.Label) == "":
		return key, false
	case b.Link != "":
		key.URL = b.Link
		return key, linkable(b.Link)
	}
	key.CallbackData = b.Data
	return key, b.Data != "" && len(b.Data) <= maxData
}

func linkable(link string) bool {
	u, err := url.Parse(link)
	return err == nil && u.Scheme == "https" && u.Host != ""
}

// noPreview keeps Telegram from fetching and showing a page a text names.
func noPreview() *models.LinkPreviewOptions {
	return &models.LinkPreviewOptions{IsDisabled: tg.True()}
}

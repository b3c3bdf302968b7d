package bottest

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"
)

// A TelegramMessage is one message of a chat, as it stands now.
type TelegramMessage struct {
	ID      int
	Mine    bool // the bot's
	Text    string
	Buttons [][]TelegramButton
	Plain   bool // sent without parse mode and entities
	Preview bool // Telegram may show a page the text names
	Edits   int
	Deleted bool
	At      time.Time
}

// Labels lists the buttons' labels, row by row.
func (m TelegramMessage) Labels() []string {
	var labels []string
	for _, row := range m.Buttons {
		for _, key := range row {
			labels = append(labels, key.Text)
		}
	}
	return labels
}

func (m TelegramMessage) keys() string {
	var rows []string
	for _, row := range m.Buttons {
		var keys []string
		for _, key := range row {
			keys = append(keys, "["+key.Text+"]")
		}
		rows = append(rows, strings.Join(keys, " "))
	}
	return strings.Join(rows, "\n")
}

// wire is the message as the Bot API writes it.
func (m TelegramMessage) wire(c *telegramChat) map[string]any {
	from := c.sender()
	if m.Mine {
		from = botUser()
	}
	w := map[string]any{
		"message_id": m.ID, "from": from, "chat": c.wire(), "date": m.At.Unix(), "text": m.Text,
	}
	if len(m.Buttons) > 0 {
		w["reply_markup"] = map[string]any{"inline_keyboard": m.Buttons}
	}
	return w
}

func botUser() map[string]any {
	return map[string]any{"id": 8088088080, "is_bot": true, "first_name": "Lyt", "username": "lyt_test_bot"}
}

// telegramChat is one chat and what was said in it.
type telegramChat struct {
	id       int64
	kind     string // "private" or "supergroup"
	lang     string
	blocked  bool
	gone     bool // deactivated
	left     bool // the bot left the group
	last     int
	messages []*TelegramMessage
	lines    []string
	actions  int // "is writing"
	read     int // how many of the bot's messages Next has given
}

// wire gives names on purpose: nothing of them may turn up anywhere in Lyt.
func (c *telegramChat) wire() map[string]any {
	if c.kind != "private" {
		return map[string]any{"id": c.id, "type": c.kind, "title": "Gruppenavn"}
	}
	return map[string]any{"id": c.id, "type": c.kind, "first_name": fmt.Sprintf("Fornavn%d", c.id), "username": fmt.Sprintf("brugernavn%d", c.id)}
}

func (c *telegramChat) sender() map[string]any {
	id := c.id
	if id < 0 {
		id = -id
	}
	from := map[string]any{"id": id, "is_bot": false, "first_name": fmt.Sprintf("Fornavn%d", id), "last_name": "Efternavn", "username": fmt.Sprintf("brugernavn%d", id)}
	if c.lang != "" {
		from["language_code"] = c.lang
	}
	return from
}

func (c *telegramChat) find(id int) *TelegramMessage {
	for _, m := range c.messages {
		if m.ID == id && !m.Deleted {
			return m
		}
	}
	return nil
}

func (c *telegramChat) add(m TelegramMessage) *TelegramMessage {
	c.last++
	m.ID = c.last
	c.messages = append(c.messages, &m)
	c.line(m)
	return &m
}

// line writes down what can be seen: "> " the person, "< " the bot, "= " a message
// changed in place, "x " one deleted, and the buttons on lines of their own.
func (c *telegramChat) line(m TelegramMessage) {
	mark := "> "
	switch {
	case m.Deleted:
		mark = "x "
	case m.Edits > 0:
		mark = "= "
	case m.Mine:
		mark = "< "
	}
	for text := range strings.SplitSeq(m.Text, "\n") {
		c.lines = append(c.lines, mark+text)
	}
	if keys := m.keys(); keys != "" && !m.Deleted {
		c.lines = append(c.lines, strings.Split(keys, "\n")...)
	}
}

// reason says why the bot cannot write here; code 0 means it can.
func (c *telegramChat) reason() (code int, text string) {
	switch {
	case c == nil:
		return 400, "Bad Request: chat not found"
	case c.gone:
		return 403, "Forbidden: user is deactivated"
	case c.blocked:
		return 403, "Forbidden: bot was blocked by the user"
	case c.left:
		return 403, "Forbidden: bot is not a member of the supergroup chat"
	}
	return 0, ""
}

// sameKeys compares two keyboards.
func sameKeys(a, b [][]TelegramButton) bool {
	return slices.EqualFunc(a, b, func(x, y []TelegramButton) bool { return slices.Equal(x, y) })
}

// ids reads the list of deleteMessages.
func ids(list string) ([]int, bool) {
	var numbers []int
	if json.Unmarshal([]byte(list), &numbers) != nil {
		return nil, false
	}
	return numbers, len(numbers) > 0
}

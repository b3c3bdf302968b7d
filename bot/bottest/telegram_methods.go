package bottest

import (
	"encoding/json"
	"net/url"
	"regexp"
	"strings"
	"time"
	"unicode/utf8"
)

// call carries out one method.
func (f *Telegram) call(method string, p telegramParams) telegramAnswer {
	known := map[string]func(telegramParams) telegramAnswer{
		"getMe":                  func(telegramParams) telegramAnswer { return accept(botUser()) },
		"setWebhook":             f.setWebhook,
		"deleteWebhook":          f.deleteWebhook,
		"sendMessage":            f.sendMessage,
		"editMessageText":        f.editMessageText,
		"editMessageReplyMarkup": f.editMessageReplyMarkup,
		"deleteMessage":          f.deleteMessage,
		"deleteMessages":         f.deleteMessages,
		"answerCallbackQuery":    f.answerCallbackQuery,
		"sendChatAction":         f.sendChatAction,
		"leaveChat":              f.leaveChat,
		"setMyCommands":          f.setMyCommands,
		"setMyDescription":       func(p telegramParams) telegramAnswer { return f.setText("setMyDescription", "description", 512, p) },
		"setMyShortDescription": func(p telegramParams) telegramAnswer {
			return f.setText("setMyShortDescription", "short_description", 120, p)
		},
	}
	do, ok := known[method]
	if !ok {
		return refuse(404, "Not Found: method not found")
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	defer f.change()
	return do(p)
}

func bad(reason string) telegramAnswer { return refuse(400, "Bad Request: "+reason) }

// chat finds the chat a call is for, or why it cannot be written to.
func (f *Telegram) chat(p telegramParams) (*telegramChat, *telegramAnswer) {
	id, ok := p.number("chat_id")
	if !ok {
		a := bad("chat_id is empty")
		return nil, &a
	}
	c := f.chats[id]
	if code, reason := c.reason(); code != 0 {
		a := refuse(code, reason)
		return nil, &a
	}
	return c, nil
}

func (f *Telegram) sendMessage(p telegramParams) telegramAnswer {
	c, no := f.chat(p)
	if no != nil {
		return *no
	}
	if reason := checkText(p); reason != "" {
		return bad(reason)
	}
	keys, reason := readKeyboard(p["reply_markup"])
	if reason != "" {
		return bad(reason)
	}
	if f.tooFast() {
		a := refuse(429, "Too Many Requests: retry after 1")
		a.Parameters = map[string]int{"retry_after": 1}
		return a
	}
	m := c.add(TelegramMessage{
		Mine: true, Text: p["text"], Buttons: keys, At: f.Now(),
		Plain: p["parse_mode"] == "" && p["entities"] == "", Preview: !noPreview(p),
	})
	return accept(m.wire(c))
}

// tooFast counts the messages of the last second.
func (f *Telegram) tooFast() bool {
	if f.Rate == 0 {
		return false
	}
	now := f.Now()
	for len(f.sent) > 0 && now.Sub(f.sent[0]) >= time.Second {
		f.sent = f.sent[1:]
	}
	if len(f.sent) >= f.Rate {
		return true
	}
	f.sent = append(f.sent, now)
	return false
}

func noPreview(p telegramParams) bool {
	var o struct {
		Off bool `json:"is_disabled"`
	}
	return json.Unmarshal([]byte(p["link_preview_options"]), &o) == nil && o.Off
}

// target finds the message an edit is for.
func (f *Telegram) target(p telegramParams) (*telegramChat, *TelegramMessage, *telegramAnswer) {
	c, no := f.chat(p)
	if no != nil {
		return nil, nil, no
	}
	id, ok := p.number("message_id")
	var m *TelegramMessage
	var a telegramAnswer
	switch m = c.find(int(id)); {
	case !ok || id <= 0:
		a = bad("message identifier is not specified")
	case m == nil:
		a = bad("message to edit not found")
	case !m.Mine:
		a = bad("message can't be edited")
	default:
		return c, m, nil
	}
	return nil, nil, &a
}

const notModified = "message is not modified: specified new message content and reply markup are exactly " +
	"the same as a current content and reply markup of the message"

func (f *Telegram) editMessageText(p telegramParams) telegramAnswer {
	c, m, no := f.target(p)
	if no != nil {
		return *no
	}
	if reason := checkText(p); reason != "" {
		return bad(reason)
	}
	return f.edit(c, m, p["text"], p)
}

func (f *Telegram) editMessageReplyMarkup(p telegramParams) telegramAnswer {
	c, m, no := f.target(p)
	if no != nil {
		return *no
	}
	return f.edit(c, m, m.Text, p)
}

func (f *Telegram) edit(c *telegramChat, m *TelegramMessage, text string, p telegramParams) telegramAnswer {
	keys, reason := readKeyboard(p["reply_markup"])
	if reason != "" {
		return bad(reason)
	}
	if text == m.Text && sameKeys(keys, m.Buttons) {
		return bad(notModified)
	}
	m.Text, m.Buttons = text, keys
	m.Edits++
	c.line(*m)
	return accept(m.wire(c))
}

func (f *Telegram) deleteMessage(p telegramParams) telegramAnswer {
	c, no := f.chat(p)
	if no != nil {
		return *no
	}
	id, _ := p.number("message_id")
	if c.find(int(id)) == nil {
		return bad("message to delete not found")
	}
	return f.remove(c, []int{int(id)})
}

func (f *Telegram) deleteMessages(p telegramParams) telegramAnswer {
	c, no := f.chat(p)
	if no != nil {
		return *no
	}
	list, ok := ids(p["message_ids"])
	switch {
	case !ok:
		return bad("message identifiers are not specified")
	case len(list) > 100:
		return bad("too many message identifiers specified")
	}
	return f.remove(c, list)
}

// remove deletes all or nothing; messages that are not there are passed over.
func (f *Telegram) remove(c *telegramChat, list []int) telegramAnswer {
	for _, id := range list {
		if m := c.find(id); m != nil && f.Now().Sub(m.At) >= 48*time.Hour {
			return bad("message can't be deleted")
		}
	}
	for _, id := range list {
		if m := c.find(id); m != nil {
			m.Deleted = true
			c.line(*m)
		}
	}
	return accept(true)
}

func (f *Telegram) answerCallbackQuery(p telegramParams) telegramAnswer {
	id := p["callback_query_id"]
	if _, ok := f.taps[id]; !ok {
		return bad("query is too old and response timeout expired or query ID is invalid")
	}
	f.taps[id] = true
	return accept(true)
}

func (f *Telegram) sendChatAction(p telegramParams) telegramAnswer {
	c, no := f.chat(p)
	if no != nil {
		return *no
	}
	if !strings.Contains(" typing upload_photo find_location choose_sticker ", " "+p["action"]+" ") {
		return bad("wrong parameter action in request")
	}
	c.actions++
	return accept(true)
}

func (f *Telegram) leaveChat(p telegramParams) telegramAnswer {
	c, no := f.chat(p)
	switch {
	case no != nil:
		return *no
	case c.kind == "private":
		return bad("chat member status can't be changed in private chats")
	}
	c.left = true
	return accept(true)
}

var commandName = regexp.MustCompile(`^[a-z0-9_]{1,32}$`)

func (f *Telegram) setMyCommands(p telegramParams) telegramAnswer {
	var menu []struct {
		Command     string `json:"command"`
		Description string `json:"description"`
	}
	if json.Unmarshal([]byte(p["commands"]), &menu) != nil || len(menu) > 100 {
		return bad("can't parse commands JSON object")
	}
	var lines []string
	for _, c := range menu {
		switch n := utf8.RuneCountInString(c.Description); {
		case !commandName.MatchString(c.Command):
			return bad("BOT_COMMAND_INVALID")
		case n < 1 || n > 256:
			return bad("BOT_COMMAND_DESCRIPTION_INVALID")
		}
		lines = append(lines, "/"+c.Command+" "+c.Description)
	}
	return f.keepText("setMyCommands", strings.Join(lines, "\n"), p)
}

func (f *Telegram) setText(method, field string, limit int, p telegramParams) telegramAnswer {
	if length(p[field]) > limit {
		return bad(field + " is too long")
	}
	return f.keepText(method, p[field], p)
}

var languageCode = regexp.MustCompile(`^([a-z]{2})?$`)

func (f *Telegram) keepText(method, text string, p telegramParams) telegramAnswer {
	if !languageCode.MatchString(p["language_code"]) {
		return bad("invalid language_code specified")
	}
	f.texts[method+" "+p["language_code"]] = text
	return accept(true)
}

// goodHook takes what the Bot API takes, and plain http on this machine, as a Bot
// API server of one's own does.
func goodHook(address string) bool {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" {
		return false
	}
	return u.Scheme == "https" || u.Scheme == "http" && (u.Hostname() == "localhost" || u.Hostname() == "127.0.0.1")
}

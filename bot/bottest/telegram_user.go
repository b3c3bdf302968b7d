package bottest

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// TelegramUser is a person with the app, or a group.
type TelegramUser struct {
	f    *Telegram
	chat *telegramChat
}

// User is the person with this id, whose app is set to Danish.
func (f *Telegram) User(id int64) *TelegramUser { return f.member(id, "private", "da") }

// Group is a group the bot was added to; its id is below zero.
func (f *Telegram) Group(id int64) *TelegramUser { return f.member(id, "supergroup", "da") }

func (f *Telegram) member(id int64, kind, lang string) *TelegramUser {
	f.mu.Lock()
	defer f.mu.Unlock()
	c := f.chats[id]
	if c == nil {
		c = &telegramChat{id: id, kind: kind, lang: lang}
		f.chats[id] = c
	}
	return &TelegramUser{f, c}
}

// Speaks sets the app's language.
func (u *TelegramUser) Speaks(code string) *TelegramUser {
	u.f.mu.Lock()
	defer u.f.mu.Unlock()
	u.chat.lang = code
	return u
}

// Write sends a text.
func (u *TelegramUser) Write(text string) TelegramSent {
	return u.send(map[string]any{"text": text}, text)
}

// Start opens the chat, with the payload of a link if there is one.
func (u *TelegramUser) Start(payload string) TelegramSent {
	return u.Write(strings.TrimSpace("/start " + payload))
}

// Photo sends a picture with a caption, which may be empty.
func (u *TelegramUser) Photo(caption string) TelegramSent {
	return u.Send("photo", []any{map[string]any{"file_id": "AgAC", "file_unique_id": "AQAD", "width": 90, "height": 51}}, caption)
}

// Voice sends a voice message.
func (u *TelegramUser) Voice() TelegramSent {
	return u.Send("voice", map[string]any{"file_id": "AwAC", "file_unique_id": "AgAD", "duration": 3}, "")
}

// Sticker sends a sticker.
func (u *TelegramUser) Sticker() TelegramSent {
	return u.Send("sticker", map[string]any{"file_id": "CAAC", "file_unique_id": "AgAD", "type": "regular", "width": 512, "height": 512}, "")
}

// Send sends anything that is not a text: the field's name and content.
func (u *TelegramUser) Send(field string, content any, caption string) TelegramSent {
	fields := map[string]any{field: content}
	if caption != "" {
		fields["caption"] = caption
	}
	return u.send(fields, "("+field+") "+caption)
}

func (u *TelegramUser) send(fields map[string]any, shown string) TelegramSent {
	u.f.mu.Lock()
	defer u.f.mu.Unlock()
	if u.chat.left {
		return TelegramSent{}
	}
	u.chat.blocked = false
	m := u.chat.add(TelegramMessage{Text: shown, At: u.f.Now()})
	return u.f.caused(u.f.push("message", u.chat.id, u.content(m, fields)))
}

// content is the message as it stands in the update.
func (u *TelegramUser) content(m *TelegramMessage, fields map[string]any) map[string]any {
	content := m.wire(u.chat)
	delete(content, "text")
	for name, value := range fields {
		content[name] = value
	}
	if text, _ := fields["text"].(string); strings.HasPrefix(text, "/") {
		word, _, _ := strings.Cut(text, " ")
		content["entities"] = []any{map[string]any{"type": "bot_command", "offset": 0, "length": length(word)}}
	}
	return content
}

// Edit changes the newest text the person sent.
func (u *TelegramUser) Edit(text string) TelegramSent {
	u.f.mu.Lock()
	defer u.f.mu.Unlock()
	for _, m := range slices.Backward(u.chat.messages) {
		if !m.Mine {
			m.Text = text
			m.Edits++
			content := u.content(m, map[string]any{"text": text, "edit_date": u.f.Now().Unix()})
			return u.f.caused(u.f.push("edited_message", u.chat.id, content))
		}
	}
	u.f.t.Errorf("telegram: there is no message to edit")
	return TelegramSent{}
}

// Tap taps the newest button with this label; the test fails when there is none.
func (u *TelegramUser) Tap(label string) TelegramSent {
	u.f.t.Helper()
	u.f.mu.Lock()
	for _, m := range slices.Backward(u.chat.messages) {
		for _, key := range slices.Concat(m.Buttons...) {
			if key.Text == label && key.Data != "" && !m.Deleted {
				defer u.f.mu.Unlock()
				return u.tap(m, key.Data)
			}
		}
	}
	u.f.mu.Unlock()
	u.f.t.Fatalf("telegram: no button %q in\n%s", label, strings.Join(u.Lines(), "\n"))
	return TelegramSent{}
}

// TapData taps a button of one's own making under a message: made up by hand, or
// long gone from the screen.
func (u *TelegramUser) TapData(message int, data string) TelegramSent {
	u.f.mu.Lock()
	defer u.f.mu.Unlock()
	for _, m := range u.chat.messages {
		if m.ID == message {
			return u.tap(m, data)
		}
	}
	return u.tap(nil, data)
}

// tap brings a callback query. Without a message it is one Telegram no longer has.
func (u *TelegramUser) tap(m *TelegramMessage, data string) TelegramSent {
	query := strconv.FormatInt(4_000_000_000_000_000_000+int64(len(u.f.taps)), 10)
	u.f.taps[query] = false
	content := map[string]any{
		"id": query, "from": u.chat.sender(), "chat_instance": "-123", "data": data,
		"message": map[string]any{"message_id": 1, "date": 0, "chat": u.chat.wire()},
	}
	if m != nil && !m.Deleted {
		content["message"] = m.wire(u.chat)
		u.chat.lines = append(u.chat.lines, "> ["+labelOf(m, data)+"]")
	}
	sent := u.f.caused(u.f.push("callback_query", u.chat.id, content))
	sent.Tap = query
	return sent
}

func labelOf(m *TelegramMessage, data string) string {
	for _, key := range slices.Concat(m.Buttons...) {
		if key.Data == data {
			return key.Text
		}
	}
	return data
}

// Block blocks the bot; writing again unblocks it, as in the app.
func (u *TelegramUser) Block() { u.set(func() { u.chat.blocked = true }) }

// Leave deletes the person's account.
func (u *TelegramUser) Leave() { u.set(func() { u.chat.gone = true }) }

func (u *TelegramUser) set(change func()) {
	u.f.mu.Lock()
	defer u.f.mu.Unlock()
	change()
	u.f.change()
}

// Answered says whether a tap was answered.
func (f *Telegram) Answered(tap TelegramSent) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.taps[tap.Tap]
}

// Messages gives what is in the chat now.
func (u *TelegramUser) Messages() []TelegramMessage {
	u.f.mu.Lock()
	defer u.f.mu.Unlock()
	var now []TelegramMessage
	for _, m := range u.chat.messages {
		if !m.Deleted {
			now = append(now, *m)
		}
	}
	return now
}

// Lines gives all that happened in the chat, in order.
func (u *TelegramUser) Lines() []string {
	u.f.mu.Lock()
	defer u.f.mu.Unlock()
	return slices.Clone(u.chat.lines)
}

// Typing counts how often "is writing" was shown.
func (u *TelegramUser) Typing() int {
	u.f.mu.Lock()
	defer u.f.mu.Unlock()
	return u.chat.actions
}

// Left says whether the bot has left this group.
func (u *TelegramUser) Left() bool {
	u.f.mu.Lock()
	defer u.f.mu.Unlock()
	return u.chat.left
}

// Next waits for the bot's next new message.
func (u *TelegramUser) Next() TelegramMessage {
	u.f.t.Helper()
	var next TelegramMessage
	u.f.wait("a message for the person", u.chat, func() bool {
		n := 0
		for _, m := range u.chat.messages {
			if !m.Mine {
				continue
			}
			if n++; n > u.chat.read {
				u.chat.read, next = n, *m
				return true
			}
		}
		return false
	})
	return next
}

// Until waits until the chat is as the test wants it.
func (u *TelegramUser) Until(what string, ok func([]TelegramMessage) bool) {
	u.f.t.Helper()
	u.f.await(what, u.chat, func() bool { return ok(u.Messages()) })
}

// Wait waits until something is true of the fake. It looks again after every change.
func (f *Telegram) Wait(what string, ok func() bool) {
	f.t.Helper()
	f.await(what, nil, ok)
}

// await is Wait; what it tells of a failure is about one chat only, if one is given.
func (f *Telegram) await(what string, about *telegramChat, ok func() bool) {
	f.t.Helper()
	timer := time.NewTimer(f.Patience)
	defer timer.Stop()
	for {
		f.mu.Lock()
		changed := f.changed
		f.mu.Unlock()
		if ok() {
			return
		}
		select {
		case <-changed:
		case <-f.ctx.Done():
			f.t.Fatalf("telegram: the test ended while waiting for %s", what)
		case <-timer.C:
			f.t.Fatalf("telegram: waited %s in vain for %s%s", f.Patience, what, f.story(about))
		}
	}
}

// wait is Wait with the lock held while looking.
func (f *Telegram) wait(what string, about *telegramChat, ok func() bool) {
	f.t.Helper()
	f.await(what, about, func() bool {
		f.mu.Lock()
		defer f.mu.Unlock()
		return ok()
	})
}

// story is what happened so far, in all chats or in one, for a test that failed.
func (f *Telegram) story(about *telegramChat) string {
	f.mu.Lock()
	defer f.mu.Unlock()
	var s strings.Builder
	fmt.Fprintf(&s, "\n%d updates wait", len(f.queue))
	for id, c := range f.chats {
		if about != nil && c != about {
			continue
		}
		fmt.Fprintf(&s, "\n--- chat %d\n%s", id, strings.Join(c.lines, "\n"))
	}
	for _, c := range f.calls[max(0, len(f.calls)-10):] {
		fmt.Fprintf(&s, "\n%s %v", c.Method, c.Params)
	}
	return s.String()
}

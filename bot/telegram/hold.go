package telegram

import (
	"errors"
	"sync"
	"time"

	"lyt/bot"
)

// holds remembers the chats Telegram asked to leave in peace for a while (429,
// retry_after). A person who writes meanwhile would otherwise make us send early.
type holds struct {
	mu    sync.Mutex
	until map[int64]time.Time
}

func newHolds() *holds { return &holds{until: map[int64]time.Time{}} }

// left is how long a chat must still be left in peace.
func (h *holds) left(chat int64, now time.Time) time.Duration {
	h.mu.Lock()
	defer h.mu.Unlock()
	until, ok := h.until[chat]
	if ok && !now.Before(until) {
		delete(h.until, chat)
	}
	return until.Sub(now)
}

// note keeps what Telegram said about a chat, if it asked for a pause.
func (h *holds) note(chat int64, now time.Time, err error) {
	var send *bot.SendError
	if !errors.As(err, &send) || send.After <= 0 {
		return
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	for other, until := range h.until {
		if !now.Before(until) {
			delete(h.until, other)
		}
	}
	h.until[chat] = now.Add(send.After)
}

var errHeld = errors.New("telegram asked for a pause in this chat")

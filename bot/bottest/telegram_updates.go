package bottest

import (
	"context"
	"encoding/json"
	"regexp"
	"slices"
	"time"
)

// telegramUpdate is an update Telegram keeps until it is confirmed.
type telegramUpdate struct {
	id   int64
	lane telegramLane
	body json.RawMessage
}

// telegramLane is a sequence of updates: a chat's messages come one at a time, and
// so do its taps, but the one sequence does not wait for the other.
type telegramLane struct {
	chat int64
	kind string
}

// telegramHook is where updates are brought.
type telegramHook struct {
	url    string
	secret string
}

// push puts an update into the queue and gives its number; 0 when the bot did not
// ask for this kind. The caller holds mu.
func (f *Telegram) push(kind string, chat int64, content any) int64 {
	if f.allowed != nil && !slices.Contains(f.allowed, kind) {
		return 0
	}
	f.update++
	body, err := json.Marshal(map[string]any{"update_id": f.update, kind: content})
	if err != nil {
		f.t.Errorf("telegram: encode update: %v", err)
		return 0
	}
	lane := telegramLane{chat, "message"}
	if kind == "callback_query" {
		lane.kind = kind
	}
	f.queue = append(f.queue, &telegramUpdate{f.update, lane, body})
	f.deliver()
	f.change()
	return f.update
}

// PushRaw brings an update of the test's own making: fields besides update_id.
func (f *Telegram) PushRaw(chat int64, kind string, content any) int64 {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.push(kind, chat, content)
}

// Pending counts the updates that are not confirmed yet.
func (f *Telegram) Pending() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return len(f.queue)
}

// Visits counts how often an update was handed out.
func (f *Telegram) Visits(update int64) int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.visits[update]
}

// Repeat brings an update that was confirmed once more, as Telegram does when a
// confirmation was lost on its way.
func (f *Telegram) Repeat(u TelegramSent) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.queue = append(f.queue, &telegramUpdate{u.Update, u.lane, u.body})
	slices.SortStableFunc(f.queue, func(a, b *telegramUpdate) int { return int(a.id - b.id) })
	f.deliver()
	f.change()
}

// TelegramSent is an update that a person caused.
type TelegramSent struct {
	Update int64
	Tap    string // the callback query's id, for a tap
	lane   telegramLane
	body   json.RawMessage
}

// caused describes the newest update. The caller holds mu.
func (f *Telegram) caused(id int64) TelegramSent {
	for _, u := range slices.Backward(f.queue) {
		if u.id == id {
			return TelegramSent{Update: u.id, lane: u.lane, body: u.body}
		}
	}
	return TelegramSent{}
}

// forget confirms updates. The caller holds mu.
func (f *Telegram) forget(which func(*telegramUpdate) bool) {
	f.queue = slices.DeleteFunc(f.queue, which)
	f.change()
}

var secretToken = regexp.MustCompile(`^[A-Za-z0-9_-]{0,256}$`)

func (f *Telegram) setWebhook(p telegramParams) telegramAnswer {
	connections, ok := p.number("max_connections")
	if !ok {
		connections = 40
	}
	switch {
	case p["url"] == "":
		return f.deleteWebhook(p)
	case !goodHook(p["url"]):
		return bad("bad webhook: An HTTPS URL must be provided for webhook")
	case !secretToken.MatchString(p["secret_token"]):
		return bad("secret token contains unallowed characters")
	case connections < 1 || connections > 100:
		return bad("max_connections is out of range")
	}
	if reason := f.setAllowed(p); reason != "" {
		return bad(reason)
	}
	f.dropPending(p)
	f.hook = telegramHook{p["url"], p["secret_token"]}
	f.places = make(chan struct{}, connections)
	f.deliver()
	return accept(true)
}

func (f *Telegram) deleteWebhook(p telegramParams) telegramAnswer {
	f.dropPending(p)
	f.hook = telegramHook{}
	return accept(true)
}

func (f *Telegram) dropPending(p telegramParams) {
	if p["drop_pending_updates"] == "true" {
		f.forget(func(*telegramUpdate) bool { return true })
	}
}

func (f *Telegram) setAllowed(p telegramParams) string {
	if p["allowed_updates"] == "" {
		return ""
	}
	var kinds []string
	if json.Unmarshal([]byte(p["allowed_updates"]), &kinds) != nil {
		return "can't parse allowed_updates JSON object"
	}
	if f.allowed = kinds; len(kinds) == 0 {
		f.allowed = nil
	}
	return ""
}

// getUpdates confirms what is before the offset and waits for what comes after. A
// second caller ends the wait of the first, as the real one does.
func (f *Telegram) getUpdates(ctx context.Context, p telegramParams) telegramAnswer {
	f.mu.Lock()
	if f.hook.url != "" {
		f.mu.Unlock()
		return refuse(409, "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first")
	}
	if reason := f.setAllowed(p); reason != "" {
		f.mu.Unlock()
		return bad(reason)
	}
	f.confirm(p)
	if f.poller != nil {
		close(f.poller)
	}
	mine := make(chan struct{})
	f.poller = mine
	f.mu.Unlock()
	defer f.away(mine)
	seconds, _ := p.number("timeout")
	return f.waitUpdates(ctx, mine, p, time.Duration(seconds)*time.Second)
}

func (f *Telegram) away(mine chan struct{}) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.poller == mine {
		f.poller = nil
	}
}

func (f *Telegram) waitUpdates(ctx context.Context, mine chan struct{}, p telegramParams, patience time.Duration) telegramAnswer {
	timer := time.NewTimer(min(patience, 50*time.Second))
	defer timer.Stop()
	for {
		f.mu.Lock()
		batch, changed := f.batch(p), f.changed
		f.mu.Unlock()
		if len(batch) > 0 {
			return accept(batch)
		}
		select {
		case <-changed:
		case <-mine:
			return refuse(409, "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running")
		case <-timer.C:
			return accept([]json.RawMessage{})
		case <-ctx.Done():
			return accept([]json.RawMessage{})
		case <-f.ctx.Done():
			return refuse(502, "Bad Gateway")
		}
	}
}

// confirm forgets everything before the offset; a negative one keeps the last ones.
func (f *Telegram) confirm(p telegramParams) {
	offset, ok := p.number("offset")
	switch {
	case ok && offset > 0:
		f.forget(func(u *telegramUpdate) bool { return u.id < offset })
	case ok && offset < 0:
		f.queue = f.queue[max(0, len(f.queue)+int(offset)):]
	}
}

func (f *Telegram) batch(p telegramParams) []json.RawMessage {
	limit, ok := p.number("limit")
	if !ok || limit < 1 || limit > 100 {
		limit = 100
	}
	var batch []json.RawMessage
	for _, u := range f.queue[:min(len(f.queue), int(limit))] {
		f.visits[u.id]++
		batch = append(batch, u.body)
	}
	return batch
}

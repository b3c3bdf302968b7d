package telegram

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"time"

	"lyt/bot"
)

const (
	maxUpdate  = 1 << 20
	handleTime = 10 * time.Second // Telegram itself waits for 60 s before it sends again
	secretName = "X-Telegram-Bot-Api-Secret-Token"
)

// Webhook takes in updates from Telegram. It answers 2xx only after the handler
// said that the update is safe; until then Telegram keeps it and brings it again.
func (t *Telegram) Webhook(h Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer t.recovered(w)
		raw, code := t.admit(w, r)
		if code != 0 {
			http.Error(w, http.StatusText(code), code)
			return
		}
		u, whole, err := read(raw)
		switch {
		case err != nil:
			http.Error(w, http.StatusText(http.StatusBadRequest), http.StatusBadRequest)
		case !whole:
			t.layAside("its form is unknown")
		case t.take(r.Context(), h, u) != nil:
			http.Error(w, http.StatusText(http.StatusServiceUnavailable), http.StatusServiceUnavailable)
		default:
			acknowledge(w, u)
		}
	})
}

// admit gives the body of a call that is Telegram's, or the status to refuse with.
func (t *Telegram) admit(w http.ResponseWriter, r *http.Request) ([]byte, int) {
	if r.Method != http.MethodPost {
		w.Header().Set("Allow", http.MethodPost)
		return nil, http.StatusMethodNotAllowed
	}
	if !t.secret(r.Header.Get(secretName)) {
		t.Count(Refused)
		return nil, http.StatusUnauthorized
	}
	raw, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxUpdate))
	var long *http.MaxBytesError
	switch {
	case errors.As(err, &long):
		return nil, http.StatusRequestEntityTooLarge
	case err != nil:
		return nil, http.StatusBadRequest
	}
	return raw, 0
}

// secret compares in a time that tells nothing about the secret, its length included.
func (t *Telegram) secret(given string) bool {
	if t.Secret == "" {
		return false
	}
	want, got := sha256.Sum256([]byte(t.Secret)), sha256.Sum256([]byte(given))
	return subtle.ConstantTimeCompare(want[:], got[:]) == 1
}

// take brings one update to safety. A connection that Telegram drops meanwhile
// must not break off a commit, so only our own clock ends it.
func (t *Telegram) take(ctx context.Context, h Handler, u update) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), handleTime)
	defer cancel()
	if u.group() {
		t.leave(ctx, u)
		return nil
	}
	in, ok := t.decode(u)
	if !ok {
		return nil
	}
	if err := t.handle(ctx, h, in); err != nil {
		t.Count(Unsafe)
		return err
	}
	t.Count(Received)
	return nil
}

// handle shows that the bot is writing, should the answer take a while.
func (t *Telegram) handle(ctx context.Context, h Handler, in bot.In) error {
	if in.Kind != bot.Edited {
		defer t.whileSlow(ctx, in.Address)()
	}
	return h.Handle(ctx, in)
}

// acknowledge ends the call. The answer to a tap rides along: it saves a call, and
// when it is lost only the button's little clock turns a while longer.
func acknowledge(w http.ResponseWriter, u update) {
	if u.Callback == nil || u.Callback.ID == "" {
		return
	}
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(map[string]string{
		"method":            "answerCallbackQuery",
		"callback_query_id": u.Callback.ID,
	})
}

// layAside counts an update that nobody can read or make safe. It is not kept: it
// is somebody's words. Telegram may forget it, or it would block others' for a day.
func (t *Telegram) layAside(why string) {
	t.Count(DeadLetter)
	t.Log.Warn("telegram update laid aside", "error", why)
}

// recovered keeps what a panic says, which may be a person's words, out of the log.
func (t *Telegram) recovered(w http.ResponseWriter) {
	if recover() == nil {
		return
	}
	t.Count(Panicked)
	t.Log.Error("telegram update broke off", "error", "panic")
	http.Error(w, http.StatusText(http.StatusInternalServerError), http.StatusInternalServerError)
}

package telegram

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"time"

	tg "github.com/go-telegram/bot"
)

const (
	batchLimit     = 100
	longPoll       = 50 * time.Second // Telegram ends a poll at about this time anyhow
	pollHeaderWait = 60 * time.Second
	maxBatch       = 32 << 20
)

// allowed is what Telegram shall bring; everything else it keeps to itself.
func allowed() []string { return []string{"message", "edited_message", "callback_query"} }

type fetchParams struct {
	Offset  int64    `json:"offset,omitempty"`
	Limit   int      `json:"limit"`
	Timeout int      `json:"timeout"`
	Allowed []string `json:"allowed_updates"`
}

// fetch asks for updates, each still in its own bytes: one that nobody can read
// must not take the others with it. Asking with an offset tells Telegram to forget
// everything before it.
func (t *Telegram) fetch(ctx context.Context, p fetchParams) ([]json.RawMessage, error) {
	p.Allowed = allowed()
	body, err := json.Marshal(p)
	if err != nil {
		return nil, &callError{what: "request could not be built"}
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, t.API+"/bot"+t.Token+"/getUpdates", bytes.NewReader(body))
	if err != nil {
		return nil, &callError{what: "request could not be built"}
	}
	r.Header.Set("Content-Type", "application/json")
	resp, err := t.poll.Do(r)
	if err != nil {
		return nil, brokenCall(err)
	}
	defer func() { _ = resp.Body.Close() }()
	return updates(resp)
}

func updates(resp *http.Response) ([]json.RawMessage, error) {
	body, err := io.ReadAll(io.LimitReader(resp.Body, maxBatch))
	if err != nil {
		return nil, brokenCall(err)
	}
	var a answer
	if json.Unmarshal(body, &a) != nil || (!a.OK && a.Code == 0) {
		return nil, &callError{what: "answer is not from the Bot API", status: resp.StatusCode}
	}
	if !a.OK {
		return nil, refusal(a)
	}
	var raws []json.RawMessage
	if json.Unmarshal(a.Result, &raws) != nil {
		return nil, &callError{what: "answer is not a list of updates", status: resp.StatusCode}
	}
	return raws, nil
}

// refusal puts an error answer into the library's terms, without its text.
func refusal(a answer) error {
	switch a.Code {
	case http.StatusTooManyRequests:
		seconds := 0
		if a.Parameters != nil {
			seconds = a.Parameters.RetryAfter
		}
		return &tg.TooManyRequestsError{RetryAfter: seconds}
	case http.StatusConflict:
		return tg.ErrorConflict
	case http.StatusUnauthorized:
		return tg.ErrorUnauthorized
	case http.StatusNotFound:
		return tg.ErrorNotFound
	}
	return &callError{what: "Telegram has trouble", status: a.Code}
}

// patience is how long Telegram asks us to leave it alone.
func patience(err error) time.Duration {
	var many *tg.TooManyRequestsError
	if errors.As(err, &many) {
		return pause(many.RetryAfter)
	}
	return 0
}

package telegram

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"time"

	"github.com/go-telegram/bot/models"
)

type tgUpdate = models.Update

const (
	callTime   = 10 * time.Second // one call, from the first byte to the last
	maxRequest = 1 << 20
	maxAnswer  = 1 << 20
)

// wire stands between the library and the network, and closes three of the
// library's traps: its request bodies are pipes, which HTTP/2 cannot send again
// after GOAWAY; an answer that is not JSON (a proxy's error page) is quoted whole
// in its errors; and an answer with a field it does not know makes a message that
// was sent look unsent, so that it would be sent for ever.
type wire struct{ http *http.Client }

// Do sends the request in a form that can be repeated, and gives back only as
// much of the answer as we use.
func (w *wire) Do(r *http.Request) (*http.Response, error) {
	if err := repeatable(r); err != nil {
		return nil, err
	}
	resp, err := w.http.Do(r)
	if err != nil {
		return nil, brokenCall(err)
	}
	defer func() { _ = resp.Body.Close() }()
	body, err := io.ReadAll(io.LimitReader(resp.Body, maxAnswer))
	if err != nil {
		return nil, brokenCall(err)
	}
	slim, err := slimAnswer(body)
	if err != nil {
		return nil, &callError{what: "answer is not from the Bot API", status: resp.StatusCode}
	}
	resp.Body = io.NopCloser(bytes.NewReader(slim))
	return resp, nil
}

// repeatable reads the body and lets the transport rewind it.
func repeatable(r *http.Request) error {
	if r.Body == nil {
		return nil
	}
	body, err := io.ReadAll(io.LimitReader(r.Body, maxRequest+1))
	if err != nil {
		return &callError{what: "request could not be built"}
	}
	if len(body) > maxRequest {
		return &callError{what: "request is too long"}
	}
	r.ContentLength = int64(len(body))
	r.GetBody = func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(body)), nil }
	r.Body, _ = r.GetBody()
	return nil
}

// An answer is the Bot API's envelope.
type answer struct {
	OK          bool            `json:"ok"`
	Result      json.RawMessage `json:"result,omitempty"`
	Code        int             `json:"error_code,omitempty"`
	Description string          `json:"description,omitempty"`
	Parameters  *parameters     `json:"parameters,omitempty"`
}

type parameters struct {
	RetryAfter int   `json:"retry_after,omitempty"`
	MigrateTo  int64 `json:"migrate_to_chat_id,omitempty"`
}

var errNotAnswer = errors.New("not an answer")

// slimAnswer keeps of a result object only the message id.
func slimAnswer(body []byte) ([]byte, error) {
	var a answer
	if json.Unmarshal(body, &a) != nil || (!a.OK && a.Code == 0) {
		return nil, errNotAnswer
	}
	if bytes.HasPrefix(bytes.TrimLeft(a.Result, " \t\r\n"), []byte("{")) {
		var message struct {
			ID int64 `json:"message_id"`
		}
		if json.Unmarshal(a.Result, &message) != nil {
			return nil, errNotAnswer
		}
		a.Result, _ = json.Marshal(message)
	}
	return json.Marshal(a)
}

// stay follows no redirects: the address holds the token.
func stay(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }

// transport keeps connections to Telegram open; the standard library would keep
// two and open a new one, with its handshake, for every further call at once.
func transport(headerWait time.Duration) *http.Transport {
	t := http.DefaultTransport.(*http.Transport).Clone()
	t.MaxIdleConns = 64
	t.MaxIdleConnsPerHost = 32
	t.IdleConnTimeout = 60 * time.Second
	t.ResponseHeaderTimeout = headerWait
	return t
}

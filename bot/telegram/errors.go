package telegram

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"

	tg "github.com/go-telegram/bot"

	"lyt/bot"
)

// A callError is a call that got no answer from the Bot API. Its text is made
// here: what the network packages say holds the address, and so the token.
type callError struct {
	what   string
	status int
	cause  error // only context errors, so that a caller can tell its own deadline
}

func (e *callError) Error() string {
	if e.status == 0 {
		return e.what
	}
	return e.what + " (status " + strconv.Itoa(e.status) + ")"
}

func (e *callError) Unwrap() error { return e.cause }

// brokenCall says what kind of trouble the connection had, and nothing more.
func brokenCall(err error) error {
	var timeout interface{ Timeout() bool }
	switch {
	case errors.Is(err, context.Canceled):
		return &callError{what: "call was cancelled", cause: context.Canceled}
	case errors.Is(err, context.DeadlineExceeded):
		return &callError{what: "no answer in time", cause: context.DeadlineExceeded}
	case errors.As(err, &timeout) && timeout.Timeout():
		return &callError{what: "no answer in time"}
	}
	return &callError{what: "connection broke"}
}

// cause is a text for logs about any error of the library: one of a few fixed
// phrases, because the library's own texts quote addresses and answers.
func cause(err error) string {
	var call *callError
	var many *tg.TooManyRequestsError
	switch {
	case err == nil:
		return ""
	case errors.As(err, &call):
		return call.Error()
	case errors.As(err, &many):
		return "too many requests"
	case errors.Is(err, tg.ErrorForbidden):
		return "forbidden"
	case errors.Is(err, tg.ErrorBadRequest):
		return "bad request" + known(err)
	case errors.Is(err, tg.ErrorUnauthorized):
		return "token is refused"
	case errors.Is(err, tg.ErrorNotFound):
		return "method or token is unknown"
	case errors.Is(err, tg.ErrorConflict):
		return "another program receives this bot's updates"
	}
	return "Telegram has trouble"
}

// refusals are the Bot API's reasons that may be named. Only these words, found
// in a description, are ever repeated.
var refusals = []string{
	"message is not modified", "message can't be edited", "message to edit not found",
	"message to delete not found", "message can't be deleted", "message identifier is not specified",
	"chat not found", "user not found", "user is deactivated", "peer_id_invalid",
	"message text is empty", "message is too long", "button_data_invalid", "button_url_invalid",
	"query is too old", "webhook", "bad webhook",
}

func known(err error) string {
	text := strings.ToLower(err.Error())
	for _, reason := range refusals {
		if strings.Contains(text, reason) {
			return ": " + reason
		}
	}
	return ""
}

// says tells whether a bad request was refused for one of the reasons.
func says(err error, reasons ...string) bool {
	if !errors.Is(err, tg.ErrorBadRequest) {
		return false
	}
	text := strings.ToLower(err.Error())
	for _, reason := range reasons {
		if strings.Contains(text, reason) {
			return true
		}
	}
	return false
}

// plain is an error to try again after; it says the kind of trouble only, and
// keeps the caller's own deadline recognisable.
func plain(err error) error {
	var call *callError
	if errors.As(err, &call) {
		return call
	}
	return &callError{what: cause(err)}
}

// verdict says what a failed send means for the next try.
func verdict(err error) error {
	var many *tg.TooManyRequestsError
	var moved *tg.MigrateError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &many):
		return &bot.SendError{After: pause(many.RetryAfter), Err: plain(err)}
	case errors.Is(err, tg.ErrorForbidden),
		says(err, "chat not found", "user not found", "user is deactivated", "peer_id_invalid"):
		return &bot.SendError{Gone: true, Err: plain(err)}
	case errors.Is(err, tg.ErrorBadRequest), errors.As(err, &moved):
		return &bot.SendError{Drop: true, Err: plain(err)}
	}
	return plain(err)
}

// pause is Telegram's retry_after, held to what makes sense.
func pause(seconds int) time.Duration {
	return time.Duration(min(max(seconds, 1), 3600)) * time.Second
}

// refusedToken says whether trying again is pointless.
func refusedToken(err error) bool {
	return errors.Is(err, tg.ErrorUnauthorized) || status(err) == http.StatusUnauthorized
}

func status(err error) int {
	var call *callError
	if errors.As(err, &call) {
		return call.status
	}
	return 0
}

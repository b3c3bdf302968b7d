package telegram

import (
	"bytes"
	"log"
	"net/http"
	"strings"
	"testing"

	tg "github.com/go-telegram/bot"
	"github.com/go-telegram/bot/models"

	"lyt/bot"
	"lyt/bot/bottest"
)

// The library's own handlers print whole updates, bodies and addresses to the
// standard logger. None of them may be in place.
func TestLibraryLogsNothing(t *testing.T) {
	var printed bytes.Buffer
	before := log.Writer()
	log.SetOutput(&printed)
	defer log.SetOutput(before)
	r, _ := met(t)
	r.api.ProcessUpdate(t.Context(), &models.Update{ID: 1, Message: &models.Message{Text: secretWords}})
	body := strings.NewReader(`{"update_id":1,"message":"` + secretWords + `"`)
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://lyt.test/", body)
	if err != nil {
		t.Fatal(err)
	}
	r.api.WebhookHandler()(nil, req) // its error text quotes the body
	r.fake.Fail(bottest.TelegramFailure{Method: "sendMessage", Status: 502, HTML: true})
	if _, err := r.Send(t.Context(), personAddress(), bot.Out{ID: "1", Text: secretWords}); err == nil {
		t.Error("the broken send went well")
	}
	if printed.Len() > 0 {
		t.Errorf("printed %q", printed.String())
	}
	if logged := r.logs.String(); !strings.Contains(logged, "telegram library") {
		t.Errorf("our error handler is not in place: %q", logged)
	}
}

// Whatever goes wrong, its name in the log is one of our own phrases.
func TestCausesAreOurOwnWords(t *testing.T) {
	for _, err := range []error{
		tg.ErrorBadRequest, tg.ErrorForbidden, tg.ErrorUnauthorized, tg.ErrorNotFound, tg.ErrorConflict,
		&tg.TooManyRequestsError{Message: secretWords, RetryAfter: 1}, &tg.MigrateError{Message: secretWords},
		&callError{what: "connection broke"}, brokenCall(http.ErrHandlerTimeout),
	} {
		wrapped := &wrappedError{secretWords, err}
		if text := cause(wrapped); text == "" || strings.Contains(text, secretWords) {
			t.Errorf("%T: %q", err, text)
		}
		if text := plain(wrapped).Error(); strings.Contains(text, secretWords) {
			t.Errorf("%T: %q", err, text)
		}
	}
}

type wrappedError struct {
	text string
	err  error
}

func (e *wrappedError) Error() string { return e.text }
func (e *wrappedError) Unwrap() error { return e.err }

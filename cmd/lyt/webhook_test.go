package main

import (
	"fmt"
	"io"
	"net/http"
	"strings"

	"lyt/bot/bottest"
)

// sceneRefused: only Telegram may bring updates.
func (w *town) sceneRefused() {
	p := w.newPerson()
	p.walk(bottest.TelegramMessage{}, wayToBooking("")[:1]) // so that the secret is known
	forged := fmt.Sprintf(`{"update_id": 1, "message": {"message_id": 1, "chat": {"id": %d, "type": "private"}, "from": {"id": %d}, "text": "/slet"}}`, p.id, p.id)
	calls := len(w.callsTo("sendMessage", p))
	for _, c := range []struct {
		why, secret, method, body string
		want                      int
	}{
		{"no secret", "", http.MethodPost, forged, http.StatusUnauthorized},
		{"wrong secret", "abc", http.MethodPost, forged, http.StatusUnauthorized},
		{"nearly the secret", w.front.secret + "x", http.MethodPost, forged, http.StatusUnauthorized},
		{"wrong secret, long body", "abc", http.MethodPost, strings.Repeat("x", 2<<20), http.StatusUnauthorized},
		{"long body", w.front.secret, http.MethodPost, strings.Repeat(" ", 1<<20+1), http.StatusRequestEntityTooLarge},
		{"no update", w.front.secret, http.MethodPost, "hej", http.StatusBadRequest},
		{"a list", w.front.secret, http.MethodPost, "[]", http.StatusBadRequest},
		{"no number", w.front.secret, http.MethodPost, `{"message": {}}`, http.StatusBadRequest},
		{"nothing", w.front.secret, http.MethodPost, "", http.StatusBadRequest},
		{"another method", w.front.secret, http.MethodGet, "", http.StatusMethodNotAllowed},
	} {
		if got := w.knock(c.method, c.secret, c.body); got != c.want {
			w.t.Errorf("%s: status %d, not %d", c.why, got, c.want)
		}
	}
	if now := len(w.callsTo("sendMessage", p)); now != calls {
		w.t.Errorf("a refused update was answered")
	}
}

// sceneOdd: an update that nobody can read is confirmed, or it would block its chat.
func (w *town) sceneOdd() {
	p := w.newPerson()
	p.walk(bottest.TelegramMessage{}, wayToBooking("")[:1])
	from := fmt.Sprintf(`"message_id": 1, "chat": {"id": %d, "type": "private"}, "from": {"id": %d}`, p.id, p.id)
	for _, body := range []string{
		`{"update_id": 7, "message": "not a message"}`,
		`{"update_id": 8, "something_of_2031": {"a": 1}}`,
		`{"update_id": 9, "inline_query": {"id": "1", "from": {"id": 1}, "query": "x", "offset": ""}}`,
		`{"update_id": 10, "my_chat_member": {"chat": {"id": 1, "type": "private"}}}`,
		`{"update_id": 11, "message": {` + from + `, "pinned_message": {"message_id": 1}}}`,
	} {
		if got := w.knock(http.MethodPost, w.front.secret, body); got != http.StatusOK {
			w.t.Errorf("status %d for %s", got, body)
		}
	}
	for n, text := range []string{strings.Repeat("æ", 100_000), "\xff\xfe\xfd", "\\u0000", "\\ud800"} {
		body := fmt.Sprintf(`{"update_id": %d, "message": {%s, "text": "%s"}}`, 20+n, from, text)
		if got := w.knock(http.MethodPost, w.front.secret, body); got != http.StatusOK {
			w.t.Errorf("status %d for a text of %d bytes", got, len(text))
		}
		p.sees(words("first-contact.hello"))
	}
}

// knock makes a request to the webhook and gives the status.
func (w *town) knock(method, secret, body string) int {
	w.t.Helper()
	r, err := http.NewRequestWithContext(w.t.Context(), method, w.front.server.URL+webhookPath, strings.NewReader(body))
	if err != nil {
		w.t.Fatal(err)
	}
	if secret != "" {
		r.Header.Set("X-Telegram-Bot-Api-Secret-Token", secret)
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		w.t.Fatal(err)
	}
	defer answer.Body.Close() //nolint:errcheck // read-only
	_, _ = io.Copy(io.Discard, answer.Body)
	return answer.StatusCode
}

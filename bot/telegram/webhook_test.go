package telegram

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"lyt/bot"
)

func textUpdate(id int, text string) map[string]any {
	return map[string]any{"update_id": id, "message": map[string]any{
		"message_id": id, "text": text, "from": map[string]any{"id": personID, "first_name": "Fornavn"},
		"chat": map[string]any{"id": personID, "type": "private"}, "date": 1,
	}}
}

func call(h http.Handler, method, secret string, body []byte) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, "/telegram/webhook", bytes.NewReader(body))
	if secret != "" {
		r.Header.Set(secretName, secret)
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

// The library's webhook says 200 to a wrong secret, to nonsense and to everything else.
func TestWebhookRefuses(t *testing.T) {
	r := newRig(t)
	h := r.Webhook(r.talk)
	good := asJSON(t, textUpdate(1, secretWords))
	for name, c := range map[string]struct {
		method, secret string
		body           []byte
		want           int
	}{
		"no secret":        {"POST", "", good, 401},
		"wrong secret":     {"POST", "s3cret_+", good, 401},
		"longer secret":    {"POST", "s3cret_-x", good, 401},
		"wrong method":     {"GET", "s3cret_-", nil, 405},
		"too long":         {"POST", "s3cret_-", append([]byte(`{"update_id":1,"x":"`), bytes.Repeat([]byte("a"), maxUpdate)...), 413},
		"not JSON":         {"POST", "s3cret_-", []byte(secretWords), 400},
		"not an object":    {"POST", "s3cret_-", []byte(`[1]`), 400},
		"no number":        {"POST", "s3cret_-", []byte(`{"message":{}}`), 400},
		"number is a word": {"POST", "s3cret_-", []byte(`{"update_id":"x"}`), 400},
		"empty":            {"POST", "s3cret_-", nil, 400},
	} {
		if w := call(h, c.method, c.secret, c.body); w.Code != c.want || strings.Contains(w.Body.String(), secretWords) {
			t.Errorf("%s: %d %q, want %d", name, w.Code, w.Body, c.want)
		}
	}
	if n := len(r.talk.heard()); n != 0 {
		t.Errorf("%d refused updates were handled", n)
	}
	if w := call(h, "POST", "s3cret_-", good); w.Code != 200 {
		t.Errorf("the right secret: %d", w.Code)
	}
}

// Without a secret nobody is Telegram.
func TestWebhookWithoutSecretIsShut(t *testing.T) {
	r := newRig(t, func(c *Config) { c.Secret = "" })
	if w := call(r.Webhook(r.talk), "POST", "", asJSON(t, textUpdate(1, "hej"))); w.Code != 401 {
		t.Errorf("no secret set: %d, want 401", w.Code)
	}
}

// An update that cannot be read is laid aside; it would come again for a day.
func TestWebhookLaysPoisonAside(t *testing.T) {
	r := newRig(t)
	body := []byte(`{"update_id":5,"message":{"text":{"new":"` + secretWords + `"}}}`)
	if w := call(r.Webhook(r.talk), "POST", "s3cret_-", body); w.Code != 200 {
		t.Errorf("poison: %d, want 200", w.Code)
	}
	if r.counted(DeadLetter) != 1 || len(r.talk.heard()) != 0 {
		t.Errorf("%d dead letters, %d handled", r.counted(DeadLetter), len(r.talk.heard()))
	}
}

// Telegram hears 2xx only when the update is safe, and brings it until then.
func TestWebhookBringsAgainUntilSafe(t *testing.T) {
	r := newRig(t)
	tries := 0
	r.talk.when(func(_ context.Context, in bot.In) error {
		if tries++; tries <= 3 {
			return errStore
		}
		return nil
	})
	r.serve(t)
	sent := r.fake.User(personID).Write(secretWords)
	in := r.talk.hear(1)
	if len(in) != 1 || in[0].Text.Reveal() != secretWords {
		t.Fatalf("heard %v", in)
	}
	r.fake.Wait("the update to be confirmed", func() bool { return r.fake.Pending() == 0 })
	if n := r.fake.Visits(sent.Update); n != 4 {
		t.Errorf("brought %d times, want 4", n)
	}
	if r.counted(Unsafe) != 3 || r.counted(Received) != 1 {
		t.Errorf("counted %v", r.counts)
	}
}

// One person's updates keep their order, also when one has to come again.
func TestWebhookKeepsOrder(t *testing.T) {
	r := newRig(t)
	failed := map[string]bool{}
	r.talk.when(func(_ context.Context, in bot.In) error {
		if !failed[in.ID] {
			failed[in.ID] = true
			return errStore
		}
		return nil
	})
	user := r.fake.User(personID)
	for _, word := range strings.Fields("en to tre fire fem") {
		user.Write(word)
	}
	r.serve(t)
	var got []string
	for _, in := range r.talk.hear(5) {
		got = append(got, in.Text.Reveal())
	}
	if s := strings.Join(got, " "); s != "en to tre fire fem" {
		t.Errorf("heard %q", s)
	}
}

// Telegram hanging up must not break off a commit.
func TestWebhookCommitOutlivesConnection(t *testing.T) {
	r := newRig(t)
	ctx, hangUp := context.WithCancel(t.Context())
	r.talk.when(func(ctx context.Context, _ bot.In) error {
		hangUp()
		if deadline, ok := ctx.Deadline(); !ok || time.Until(deadline) > handleTime {
			t.Error("handling has no end of its own")
		}
		return ctx.Err()
	})
	req := httptest.NewRequest(http.MethodPost, "/", bytes.NewReader(asJSON(t, textUpdate(1, "hej")))).WithContext(ctx)
	req.Header.Set(secretName, "s3cret_-")
	w := httptest.NewRecorder()
	r.Webhook(r.talk).ServeHTTP(w, req)
	if w.Code != 200 || len(r.talk.heard()) != 1 {
		t.Errorf("%d, %d heard", w.Code, len(r.talk.heard()))
	}
}

func TestWebhookEndsHandlingThatHangs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRigInside(t)
		r.talk.when(func(ctx context.Context, _ bot.In) error { <-ctx.Done(); return ctx.Err() })
		start := time.Now()
		if w := call(r.Webhook(r.talk), "POST", "s3cret_-", asJSON(t, textUpdate(1, "hej"))); w.Code != 503 {
			t.Errorf("%d, want 503", w.Code)
		}
		if took := time.Since(start); took != handleTime {
			t.Errorf("took %v, want %v", took, handleTime)
		}
	})
}

// What a panic says may be a person's words.
func TestWebhookPanicsQuietly(t *testing.T) {
	r := newRig(t)
	r.talk.when(func(_ context.Context, in bot.In) error { panic(in.Text.Reveal()) })
	w := call(r.Webhook(r.talk), "POST", "s3cret_-", asJSON(t, textUpdate(1, secretWords)))
	if w.Code != 500 || strings.Contains(w.Body.String(), secretWords) {
		t.Errorf("%d %q", w.Code, w.Body)
	}
	if r.counted(Panicked) != 1 || !strings.Contains(r.logs.String(), "panic") {
		t.Errorf("the panic left no trace: %v %s", r.counts, r.logs)
	}
}

// Every tap is answered, in the webhook's own response.
func TestWebhookAnswersTaps(t *testing.T) {
	r := newRig(t)
	r.serve(t)
	user := r.fake.User(personID)
	user.Write("hej")
	r.talk.hear(1)
	send(t, r, bot.Out{ID: "1", Text: "Hvad nu?", Buttons: []bot.Button{{Label: "Ja", Data: "1:ja"}}})
	tap := user.Tap("Ja")
	in := r.talk.hear(1)[1]
	if in.Kind != bot.Tap || in.Data != "1:ja" || in.Shown != "Hvad nu?" || in.Message != "2" {
		t.Errorf("heard %+v", in)
	}
	r.fake.Wait("the tap's answer", func() bool { return r.fake.Answered(tap) })
	if n := len(r.fake.Calls("answerCallbackQuery")); n != 0 {
		t.Errorf("%d calls of their own, want none", n)
	}
}

// The answer in the response is the Bot API's form of it.
func TestWebhookAnswerForm(t *testing.T) {
	r := newRig(t)
	tap := map[string]any{"update_id": 1, "callback_query": map[string]any{
		"id": "12345", "from": map[string]any{"id": personID}, "data": "x"}}
	w := call(r.Webhook(r.talk), "POST", "s3cret_-", asJSON(t, tap))
	var got map[string]string
	if json.Unmarshal(w.Body.Bytes(), &got) != nil || w.Header().Get("Content-Type") != "application/json" ||
		got["method"] != "answerCallbackQuery" || got["callback_query_id"] != "12345" {
		t.Errorf("%d %q %q", w.Code, w.Header().Get("Content-Type"), w.Body)
	}
	r.talk.when(func(context.Context, bot.In) error { return errStore })
	if w := call(r.Webhook(r.talk), "POST", "s3cret_-", asJSON(t, tap)); w.Code != 503 || strings.Contains(w.Body.String(), "answer") {
		t.Errorf("a tap that is not safe: %d %q", w.Code, w.Body)
	}
}

// In a group the bot says one line and goes; what is said there is nobody's talk.
func TestGroupsAreLeft(t *testing.T) {
	r := newRig(t)
	r.serve(t)
	group := r.fake.Group(-otherID)
	group.Write(secretWords)
	group.Write(secretWords)
	r.fake.Wait("the group's updates to be confirmed", func() bool { return r.fake.Pending() == 0 })
	if !group.Left() {
		t.Fatal("the bot is still in the group")
	}
	if m := group.Next(); m.Text != "da:telegram.group" {
		t.Errorf("said %q", m.Text)
	}
	said := 0
	for _, line := range group.Lines() {
		if strings.HasPrefix(line, "< ") {
			said++
		}
	}
	if said != 1 || len(r.talk.heard()) != 0 || r.counted(LeftGroup) != 1 {
		t.Errorf("said %d lines, handled %d, counted %v", said, len(r.talk.heard()), r.counts)
	}
}

func FuzzWebhook(f *testing.F) {
	f.Add([]byte(`{"update_id":1,"message":{"message_id":1,"chat":{"id":1,"type":"private"},"text":"hej"}}`), true)
	f.Add([]byte(`{"update_id":1,"callback_query":{"id":"\u0000","from":{"id":1},"data":"x"}}`), true)
	f.Add([]byte(`{"update_id":-1,"edited_message":7}`), true)
	f.Add([]byte(`{"update_id":1}`), false)
	f.Fuzz(func(t *testing.T, body []byte, known bool) {
		talk := newListener()
		ch := &Telegram{Config: Config{Secret: "s", Names: names{}, Words: words{}}.complete()}
		secret := ""
		if known {
			secret = "s"
		}
		if u, _, err := read(body); err == nil && u.group() {
			return // leaving a group calls out
		}
		w := call(ch.Webhook(talk), "POST", secret, body)
		switch {
		case !known && (w.Code != 401 || len(talk.heard()) > 0):
			t.Fatalf("without the secret: %d, %d handled", w.Code, len(talk.heard()))
		case known && w.Code != 200 && w.Code != 400:
			t.Fatalf("status %d", w.Code)
		case w.Code == 400 && len(talk.heard()) > 0:
			t.Fatal("refused and handled")
		}
	})
}

func BenchmarkWebhook(b *testing.B) {
	body, err := json.Marshal(textUpdate(1, "Jeg har det svært i skolen, og jeg ved ikke, hvem jeg skal tale med."))
	if err != nil {
		b.Fatal(err)
	}
	ch := &Telegram{Config: Config{Secret: "s", Names: names{}, Words: words{}}.complete()}
	h := ch.Webhook(quick{})
	b.ReportAllocs()
	for b.Loop() {
		if w := call(h, "POST", "s", body); w.Code != 200 {
			b.Fatal(w.Code)
		}
	}
}

type quick struct{}

func (quick) Handle(context.Context, bot.In) error { return nil }

package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	tg "github.com/go-telegram/bot"
	"github.com/go-telegram/bot/models"

	"lyt/bot/bottest"
	"lyt/bot/redis"
)

// talks is how many people tap at once, each as soon as the answer to the tap before
// has arrived.
const talks = 64

// quick is a Telegram that answers every call at once, and notes whose answer came.
type quick struct {
	server   *httptest.Server
	answered [talks]chan struct{} // a message came for this person
	messages atomic.Int64
}

// firstChat is the chat id of the first person; the others follow.
const firstChat = 800_000_000

func newQuick(b *testing.B) *quick {
	q := &quick{}
	for i := range q.answered {
		q.answered[i] = make(chan struct{}, 16)
	}
	q.server = httptest.NewServer(q)
	b.Cleanup(q.server.Close)
	return q
}

func (q *quick) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	w.Header().Set("Content-Type", "application/json")
	fmt.Fprintf(w, `{"ok":true,"result":{"message_id":%d,"date":1,"chat":{"id":1,"type":"private"}}}`, q.messages.Add(1))
	if bytes.HasSuffix([]byte(r.URL.Path), []byte("/sendMessage")) {
		q.answered[chatOf(body)-firstChat] <- struct{}{}
	}
}

// chatOf finds the chat in a form as the library writes it.
func chatOf(body []byte) int {
	_, rest, _ := bytes.Cut(body, []byte("name=\"chat_id\"\r\n\r\n"))
	digits, _, _ := bytes.Cut(rest, []byte("\r\n"))
	chat, err := strconv.Atoi(string(digits))
	if err != nil {
		panic("a message for nobody")
	}
	return chat
}

// tapper is one of the people.
type tapper struct {
	who     int
	data    func(n int) string // of the n-th tap
	address string
	secret  string
	quick   *quick
}

// update posts one update and waits for the message that answers it; the time until
// then is what the person waits.
func (p *tapper) update(b *testing.B, id int64, field string, content any, messages int) time.Duration {
	body, err := json.Marshal(map[string]any{"update_id": id, field: content})
	if err != nil {
		b.Error(err)
		return 0
	}
	r, err := http.NewRequest(http.MethodPost, p.address, bytes.NewReader(body))
	if err != nil {
		b.Error(err)
		return 0
	}
	r.Header.Set("X-Telegram-Bot-Api-Secret-Token", p.secret)
	began := time.Now()
	answer, err := poster.Do(r)
	if err != nil || answer.StatusCode != http.StatusOK {
		b.Errorf("post an update: %v", err)
		return 0
	}
	_, _ = io.Copy(io.Discard, answer.Body)
	_ = answer.Body.Close()
	for range messages {
		<-p.quick.answered[p.who]
	}
	return time.Since(began)
}

var poster = &http.Client{Timeout: time.Minute, Transport: &http.Transport{MaxIdleConnsPerHost: talks}}

func (p *tapper) chat() map[string]any {
	return map[string]any{"id": firstChat + p.who, "type": "private"}
}

func (p *tapper) writes(b *testing.B, id int64, text string, messages int) {
	p.update(b, id, "message", map[string]any{
		"message_id": 1, "date": 1, "chat": p.chat(), "from": map[string]any{"id": firstChat + p.who, "language_code": "da"}, "text": text,
	}, messages)
}

func (p *tapper) taps(b *testing.B, id int64, n int) time.Duration {
	return p.update(b, id, "callback_query", map[string]any{
		"id": strconv.FormatInt(id, 10), "chat_instance": "1", "data": p.data(n),
		"from":    map[string]any{"id": firstChat + p.who, "language_code": "da"},
		"message": map[string]any{"message_id": 7, "date": 1, "chat": p.chat(), "text": "Hvor gammel er du?"},
	}, 1)
}

// tapAll lets everybody tap, b.N times together, and reports how it went.
func tapAll(b *testing.B, people []*tapper) {
	var next atomic.Int64
	waits := make([][]time.Duration, len(people))
	const first = 1 << 20 // of the updates' numbers
	b.ResetTimer()
	var tapping sync.WaitGroup
	for i, p := range people {
		tapping.Go(func() {
			for n := 0; ; n++ {
				id := next.Add(1)
				if id > int64(b.N) {
					return
				}
				waits[i] = append(waits[i], p.taps(b, first+id, n))
			}
		})
	}
	tapping.Wait()
	b.StopTimer()
	all := slices.Sorted(slices.Values(slices.Concat(waits...)))
	b.ReportMetric(float64(len(all))/b.Elapsed().Seconds(), "updates/s")
	b.ReportMetric(float64(all[len(all)/2].Microseconds())/1e3, "p50-ms")
	b.ReportMetric(float64(all[len(all)*99/100].Microseconds())/1e3, "p99-ms")
}

// BenchmarkWebhook is the whole way: webhook, real Redis, sealing, the answer.
func BenchmarkWebhook(b *testing.B) {
	server, quick := bottest.StartRedis(b), newQuick(b)
	zone, err := zoneSettings{Timezone: "Europe/Copenhagen"}.zone()
	if err != nil {
		b.Fatal(err)
	}
	read, err := mustContent("", zone, io.Discard)
	if err != nil {
		b.Fatal(err)
	}
	keys, err := redis.NewKeyset()
	if err != nil {
		b.Fatal(err)
	}
	h, err := makeHouse(blueprint{
		content: read, zone: zone, log: slog.New(slog.DiscardHandler), redisURL: server.URL, keys: keys, publicURL: "https://lyt.example",
		telegram: telegramSettings{Token: "1:bench", API: quick.server.URL, Mode: "webhook"},
	})
	if err != nil {
		b.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	var working sync.WaitGroup
	working.Go(func() { h.talk.Work(ctx) })
	public := httptest.NewServer(h.public())
	b.Cleanup(func() { public.Close(); stop(); working.Wait(); h.talk.Drain(context.Background()); h.close() })
	people := make([]*tapper, talks)
	for i := range people {
		people[i] = &tapper{who: i, address: public.URL + webhookPath, secret: h.telegram.Secret, quick: quick, data: forthAndBack}
		people[i].writes(b, int64(4*i), "/start", 1)
		people[i].writes(b, int64(4*i+1), "jeg er ung", 2)
		people[i].writes(b, int64(4*i+2), "helsingør", 1)
	}
	tapAll(b, people)
	h.talk.Drain(context.Background())
	for i := range quick.answered {
		if len(quick.answered[i]) > 0 {
			b.Fatal("a tap was answered by more than one message: the benchmark taps old buttons")
		}
	}
}

// forthAndBack taps an answer and Tilbage by turns; every question has the next number.
func forthAndBack(n int) string {
	const age = 3 // the number of the question for the age
	button := "15-17"
	if n%2 == 1 {
		button = "back"
	}
	return strconv.FormatInt(int64(age+n), 36) + ":" + button
}

// BenchmarkWebhookEcho is the ceiling: a bot on the same library that keeps nothing,
// and answers a tap with the same calls.
func BenchmarkWebhookEcho(b *testing.B) {
	quick := newQuick(b)
	echo, err := tg.New("1:bench", tg.WithSkipGetMe(), tg.WithServerURL(quick.server.URL), tg.WithWebhookSecretToken("bench"),
		tg.WithHTTPClient(time.Minute, &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: talks}}),
		tg.WithDefaultHandler(answerTap))
	if err != nil {
		b.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	var working sync.WaitGroup
	working.Go(func() { echo.StartWebhook(ctx) })
	public := httptest.NewServer(echo.WebhookHandler())
	b.Cleanup(func() { public.Close(); stop(); working.Wait() })
	people := make([]*tapper, talks)
	for i := range people {
		people[i] = &tapper{who: i, address: public.URL, secret: "bench", quick: quick, data: forthAndBack}
	}
	tapAll(b, people)
}

// answerTap stops the button's clock, leaves the answer visible and asks the next
// question, as Lyt does.
func answerTap(ctx context.Context, echo *tg.Bot, u *models.Update) {
	m := u.CallbackQuery.Message.Message
	_, _ = echo.AnswerCallbackQuery(ctx, &tg.AnswerCallbackQueryParams{CallbackQueryID: u.CallbackQuery.ID})
	_, _ = echo.EditMessageText(ctx, &tg.EditMessageTextParams{ChatID: m.Chat.ID, MessageID: m.ID, Text: m.Text + "\n\n✓ 15–17 år"})
	var rows [][]models.InlineKeyboardButton
	for n := range 6 {
		rows = append(rows, []models.InlineKeyboardButton{{Text: "Det meste af tiden", CallbackData: strconv.Itoa(n)}})
	}
	_, _ = echo.SendMessage(ctx, &tg.SendMessageParams{
		ChatID: m.Chat.ID, Text: "Hvad fylder hos dig? Vælg det, der passer. Du må gerne vælge flere.",
		ReplyMarkup: &models.InlineKeyboardMarkup{InlineKeyboard: rows},
	})
}

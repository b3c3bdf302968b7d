package bottest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// say calls the fake as a bot would, and gives status and answer.
func say(t *testing.T, f *Telegram, method string, params map[string]any) (int, map[string]any) {
	t.Helper()
	body, err := json.Marshal(params)
	if err != nil {
		t.Fatal(err)
	}
	client := http.Client{Transport: f.Transport()}
	resp, err := client.Post(f.URL()+"/bot"+f.Token()+"/"+method, "application/json", bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	var answer map[string]any
	if err := json.NewDecoder(resp.Body).Decode(&answer); err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, answer
}

func button(fields ...string) map[string]any {
	key := map[string]any{}
	for i := 0; i < len(fields); i += 2 {
		key[fields[i]] = fields[i+1]
	}
	return map[string]any{"inline_keyboard": []any{[]any{key}}}
}

// The fake refuses what the Bot API refuses, in its words.
func TestTelegramRefuses(t *testing.T) {
	f := NewTelegramInside(t)
	f.User(1).Write("hej")
	f.User(2).Write("hej")
	f.User(2).Block()
	f.User(3).Leave()
	many := make([]any, 101)
	for i := range many {
		many[i] = []any{map[string]any{"text": "x", "callback_data": "x"}}
	}
	for _, c := range []struct {
		method string
		params map[string]any
		want   string
	}{
		{"sendMassage", nil, "404 Not Found: method not found"},
		{"sendMessage", map[string]any{"text": "x"}, "400 Bad Request: chat_id is empty"},
		{"sendMessage", map[string]any{"chat_id": 9, "text": "x"}, "400 Bad Request: chat not found"},
		{"sendMessage", map[string]any{"chat_id": 2, "text": "x"}, "403 Forbidden: bot was blocked by the user"},
		{"sendMessage", map[string]any{"chat_id": 3, "text": "x"}, "403 Forbidden: user is deactivated"},
		{"sendMessage", map[string]any{"chat_id": 1}, "400 Bad Request: message text is empty"},
		{"sendMessage", map[string]any{"chat_id": 1, "text": " \n"}, "400 Bad Request: message text is empty"},
		{"sendMessage", map[string]any{"chat_id": 1, "text": strings.Repeat("😀", 2049)}, "400 Bad Request: message is too long"},
		{"sendMessage", map[string]any{"chat_id": 1, "text": "<b>x", "parse_mode": "HTML"}, "400 Bad Request: can't parse entities: Can't find end tag"},
		{"sendMessage", map[string]any{"chat_id": 1, "text": "a < b", "parse_mode": "HTML"}, "400 Bad Request: can't parse entities: Unclosed start tag"},
		{"sendMessage", map[string]any{"chat_id": 1, "text": "<p>x</p>", "parse_mode": "HTML"}, "400 Bad Request: can't parse entities: Unsupported start tag"},
		{"sendMessage", map[string]any{"chat_id": 1, "text": "😀", "entities": []any{map[string]any{"type": "bold", "offset": 1, "length": 2}}},
			"400 Bad Request: can't parse entities: entity ends beyond the text"},
		{"sendMessage", map[string]any{"chat_id": 1, "text": "x", "reply_markup": button("text", "x", "callback_data", strings.Repeat("æ", 33))},
			"400 Bad Request: BUTTON_DATA_INVALID"},
		{"sendMessage", map[string]any{"chat_id": 1, "text": "x", "reply_markup": button("text", "x", "callback_data", "")}, "400 Bad Request: BUTTON_DATA_INVALID"},
		{"sendMessage", map[string]any{"chat_id": 1, "text": "x", "reply_markup": button("text", "x")},
			"400 Bad Request: text buttons are unallowed in the inline keyboard"},
		{"sendMessage", map[string]any{"chat_id": 1, "text": "x", "reply_markup": button("text", "", "callback_data", "x")},
			"400 Bad Request: inline keyboard button text must be non-empty"},
		{"sendMessage", map[string]any{"chat_id": 1, "text": "x", "reply_markup": button("text", "x", "url", "tel:112")},
			"400 Bad Request: inline keyboard button URL is invalid: Unsupported URL protocol"},
		{"sendMessage", map[string]any{"chat_id": 1, "text": "x", "reply_markup": map[string]any{"inline_keyboard": many}}, "400 Bad Request: reply markup is too long"},
		{"editMessageText", map[string]any{"chat_id": 1, "text": "x"}, "400 Bad Request: message identifier is not specified"},
		{"editMessageText", map[string]any{"chat_id": 1, "message_id": 99, "text": "x"}, "400 Bad Request: message to edit not found"},
		{"editMessageText", map[string]any{"chat_id": 1, "message_id": 1, "text": "x"}, "400 Bad Request: message can't be edited"},
		{"deleteMessage", map[string]any{"chat_id": 1, "message_id": 99}, "400 Bad Request: message to delete not found"},
		{"deleteMessages", map[string]any{"chat_id": 1, "message_ids": make([]int, 101)}, "400 Bad Request: too many message identifiers specified"},
		{"answerCallbackQuery", map[string]any{"callback_query_id": "1"},
			"400 Bad Request: query is too old and response timeout expired or query ID is invalid"},
		{"sendChatAction", map[string]any{"chat_id": 1, "action": "sleeping"}, "400 Bad Request: wrong parameter action in request"},
		{"leaveChat", map[string]any{"chat_id": 1}, "400 Bad Request: chat member status can't be changed in private chats"},
		{"setMyCommands", map[string]any{"commands": []any{map[string]any{"command": "Hjælp", "description": "x"}}}, "400 Bad Request: BOT_COMMAND_INVALID"},
		{"setMyCommands", map[string]any{"commands": []any{map[string]any{"command": "x", "description": ""}}}, "400 Bad Request: BOT_COMMAND_DESCRIPTION_INVALID"},
		{"setMyDescription", map[string]any{"description": strings.Repeat("x", 513)}, "400 Bad Request: description is too long"},
		{"setMyShortDescription", map[string]any{"short_description": strings.Repeat("x", 121)}, "400 Bad Request: short_description is too long"},
		{"setMyDescription", map[string]any{"description": "x", "language_code": "danish"}, "400 Bad Request: invalid language_code specified"},
		{"setWebhook", map[string]any{"url": "http://lyt.dk/x"}, "400 Bad Request: bad webhook: An HTTPS URL must be provided for webhook"},
		{"setWebhook", map[string]any{"url": "https://lyt.dk/x", "secret_token": "æ"}, "400 Bad Request: secret token contains unallowed characters"},
		{"setWebhook", map[string]any{"url": "https://lyt.dk/x", "max_connections": 101}, "400 Bad Request: max_connections is out of range"},
	} {
		status, answer := say(t, f, c.method, c.params)
		if got := fmt.Sprint(status, " ", answer["description"]); got != c.want || answer["ok"] != false {
			t.Errorf("%s %.60v:\n got %s\nwant %s", c.method, c.params, got, c.want)
		}
	}
}

func TestTelegramToken(t *testing.T) {
	f := NewTelegram(t)
	for path, want := range map[string]int{
		"/bot" + f.Token() + "/getMe": 200, "/bot1:x/getMe": 401, "/botx/getMe": 404, "/": 404, "/bot" + f.Token(): 404,
	} {
		resp, err := http.Get(f.URL() + path)
		if err != nil {
			t.Fatal(err)
		}
		_ = resp.Body.Close()
		if resp.StatusCode != want {
			t.Errorf("%s: %d, want %d", path, resp.StatusCode, want)
		}
	}
}

// What is said stands in the chat as a person would see it.
func TestTelegramChat(t *testing.T) {
	clock := NewClock(time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC))
	f := NewTelegramInside(t, TelegramOptions{Now: clock.Now})
	user := f.User(1)
	user.Write("hej")
	say(t, f, "sendMessage", map[string]any{"chat_id": 1, "text": "Hvad nu?", "reply_markup": button("text", "Ja", "callback_data", "1")})
	tap := user.Tap("Ja")
	if f.Answered(tap) {
		t.Error("the tap is answered before anybody did")
	}
	say(t, f, "answerCallbackQuery", map[string]any{"callback_query_id": tap.Tap})
	edit := map[string]any{"chat_id": 1, "message_id": 2, "text": "Hvad nu? Ja"}
	say(t, f, "editMessageText", edit)
	if _, answer := say(t, f, "editMessageText", edit); !strings.Contains(fmt.Sprint(answer["description"]), "message is not modified") {
		t.Errorf("the same edit twice: %v", answer)
	}
	clock.Move(48 * time.Hour)
	if status, _ := say(t, f, "deleteMessages", map[string]any{"chat_id": 1, "message_ids": []int{2}}); status != 400 {
		t.Error("a message of 48 hours was deleted")
	}
	clock.Move(-time.Minute)
	say(t, f, "deleteMessages", map[string]any{"chat_id": 1, "message_ids": []int{2, 77}})
	want := "> hej|< Hvad nu?|[Ja]|> [Ja]|= Hvad nu? Ja|x Hvad nu? Ja"
	if got := strings.Join(user.Lines(), "|"); got != want || !f.Answered(tap) {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestTelegramFailures(t *testing.T) {
	f := NewTelegram(t)
	user := f.User(1)
	user.Write("hej")
	call := func() (*http.Response, error) {
		return http.PostForm(f.URL()+"/bot"+f.Token()+"/sendMessage", url.Values{"chat_id": {"1"}, "text": {"x"}})
	}
	f.Fail(TelegramFailure{Method: "sendMessage", Status: 429, After: 3})
	if resp, err := call(); err != nil || resp.StatusCode != http.StatusTooManyRequests || resp.Header.Get("Retry-After") != "3" {
		t.Errorf("429: %v, %v", resp, err)
	}
	f.Fail(TelegramFailure{Chat: 1, Status: 502, HTML: true})
	if resp, err := call(); err != nil || resp.Header.Get("Content-Type") != "text/html" {
		t.Errorf("502: %v, %v", resp, err)
	}
	f.Fail(TelegramFailure{Reset: true})
	if _, err := call(); err == nil {
		t.Error("the connection did not break")
	}
	if n := len(user.Messages()); n != 1 {
		t.Errorf("%d messages after failures, want the person's own", n)
	}
	f.Fail(TelegramFailure{Lost: true})
	if _, err := call(); err == nil {
		t.Error("the answer was not lost")
	}
	if n := len(user.Messages()); n != 2 {
		t.Errorf("%d messages after a lost answer, want 2", n)
	}
}

// getUpdates: an offset confirms all before it, and nothing else does.
func TestTelegramOffsets(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := NewTelegramInside(t)
		first := f.User(1).Write("en").Update
		for _, w := range []string{"to", "tre", "fire"} {
			f.User(1).Write(w)
		}
		get := func(offset int64, limit, timeout int) int {
			_, answer := say(t, f, "getUpdates", map[string]any{"offset": offset, "limit": limit, "timeout": timeout})
			return len(answer["result"].([]any))
		}
		for _, c := range []struct {
			offset             int64
			limit, got, remain int
		}{{0, 100, 4, 4}, {0, 2, 2, 4}, {first, 100, 4, 4}, {first + 1, 100, 3, 3}, {0, 100, 3, 3}, {-1, 100, 1, 1}} {
			if got := get(c.offset, c.limit, 0); got != c.got || f.Pending() != c.remain {
				t.Errorf("offset %d: got %d, %d remain; want %d, %d", c.offset, got, f.Pending(), c.got, c.remain)
			}
		}
		start := time.Now()
		if got := get(first+4, 100, 30); got != 0 || time.Since(start) != 30*time.Second {
			t.Errorf("a long poll gave %d after %v", got, time.Since(start))
		}
		var waiting sync.WaitGroup
		waiting.Go(func() {
			if got := get(first+4, 100, 30); got != 1 {
				t.Errorf("a long poll gave %d", got)
			}
		})
		synctest.Wait()
		f.User(1).Write("fem")
		waiting.Wait()
		waiting.Go(func() {
			if status, answer := say(t, f, "getUpdates", map[string]any{"offset": first + 5, "timeout": 30}); status != 409 {
				t.Errorf("the first of two pollers got %d %v", status, answer)
			}
		})
		synctest.Wait()
		get(first+5, 100, 0)
		waiting.Wait()
	})
}

// The webhook gets a chat's messages one at a time, each until it is taken, with
// the secret; taps do not wait for messages.
func TestTelegramWebhook(t *testing.T) {
	f := NewTelegram(t)
	var mu sync.Mutex
	var order []string
	inside, tries := map[string]int{}, 0
	hold := make(chan struct{})
	hook := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		kind := "message"
		if strings.Contains(string(body), "callback_query") {
			kind = "tap"
		}
		mu.Lock()
		inside[kind]++
		if inside[kind] > 1 || r.Header.Get("X-Telegram-Bot-Api-Secret-Token") != "hemmelig" {
			t.Errorf("%d of one kind at once, or no secret", inside[kind])
		}
		tries++
		again := kind == "message" && tries%2 == 1
		mu.Unlock()
		if kind == "message" {
			<-hold
		}
		mu.Lock()
		defer mu.Unlock()
		inside[kind]--
		if again {
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		order = append(order, kind)
		if kind == "tap" {
			var u struct {
				Tap struct {
					ID string `json:"id"`
				} `json:"callback_query"`
			}
			_ = json.Unmarshal(body, &u)
			_ = json.NewEncoder(w).Encode(map[string]string{"method": "answerCallbackQuery", "callback_query_id": u.Tap.ID})
		}
	}))
	defer hook.Close()
	user := f.User(1)
	user.Write("en")
	user.Write("to")
	say(t, f, "setWebhook", map[string]any{"url": hook.URL, "secret_token": "hemmelig"})
	tap := user.TapData(0, "x")
	f.Wait("the tap to overtake", func() bool { return f.Answered(tap) })
	close(hold)
	f.Wait("all to be taken", func() bool { return f.Pending() == 0 })
	if got := strings.Join(order, " "); got != "tap message message" {
		t.Errorf("taken in the order %s", got)
	}
	if status, _ := say(t, f, "getUpdates", nil); status != 409 {
		t.Errorf("polling beside a webhook: %d", status)
	}
}

func TestTelegramRate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := NewTelegramInside(t, TelegramOptions{Rate: 3})
		f.User(1).Write("hej")
		for i, want := range []int{200, 200, 200, 429} {
			if status, _ := say(t, f, "sendMessage", map[string]any{"chat_id": 1, "text": fmt.Sprint(i)}); status != want {
				t.Errorf("message %d: %d, want %d", i, status, want)
			}
		}
		<-time.After(time.Second)
		if status, _ := say(t, f, "sendMessage", map[string]any{"chat_id": 1, "text": "x"}); status != 200 {
			t.Errorf("a second later: %d", status)
		}
	})
}

package bottest

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"
)

// Telegram is the Bot API on loopback, as strict as the real one where it matters:
// it counts lengths in UTF-16 units, refuses what the real one refuses, in its
// words, and brings updates as it does: one of a chat at a time, again and again
// until they are confirmed, by webhook or by getUpdates.
//
// The program under test may be this process or another one: all it needs is URL
// and Token. People are played through User.
type Telegram struct {
	TelegramOptions
	t       testing.TB
	srv     *httptest.Server
	ctx     context.Context // ends with the test
	cancel  context.CancelFunc
	bringer *http.Client
	working sync.WaitGroup

	mu       sync.Mutex
	changed  chan struct{} // closed and replaced whenever anything changes
	chats    map[int64]*telegramChat
	taps     map[string]bool // callback queries: answered yet?
	failures []*TelegramFailure
	calls    []TelegramCall
	texts    map[string]string // what setMy… set, by method and language
	sent     []time.Time       // of messages, for Rate

	queue   []*telegramUpdate
	update  int64
	hook    telegramHook
	allowed []string
	lanes   map[telegramLane]bool // lanes that have a deliverer
	poller  chan struct{}         // closed to end the getUpdates that waits
	places  chan struct{}         // max_connections
	visits  map[int64]int         // how often each update was handed out
}

// TelegramOptions change how the fake behaves. The zero value is right for most tests.
type TelegramOptions struct {
	Token    string           // the bot's token; empty is a made-up one
	Rate     int              // messages a second before 429; 0 is no limit
	Now      func() time.Time // for the 48 hours of deleteMessage; nil is time.Now
	Patience time.Duration    // how long Next and Wait wait before the test fails; 0 is 30 s
	Again    time.Duration    // the first wait before an update is brought again; 0 is 10 ms
}

// A TelegramCall is one call of the bot, as it came in.
type TelegramCall struct {
	Method string
	Params map[string]string
	At     time.Time
}

// NewTelegram starts the fake; it stops with the test.
func NewTelegram(t testing.TB, options ...TelegramOptions) *Telegram {
	f := newTelegram(t, options...)
	f.srv = httptest.NewServer(f)
	t.Cleanup(f.srv.Close)
	t.Cleanup(f.stop)
	return f
}

// NewTelegramInside makes the fake without a network, for tests under synctest:
// the program under test reaches it through Transport.
func NewTelegramInside(t testing.TB, options ...TelegramOptions) *Telegram {
	f := newTelegram(t, options...)
	t.Cleanup(f.stop)
	return f
}

func newTelegram(t testing.TB, options ...TelegramOptions) *Telegram {
	f := &Telegram{
		t: t, changed: make(chan struct{}), bringer: &http.Client{Timeout: telegramCallWait, Transport: &http.Transport{MaxIdleConnsPerHost: 100}},
		chats: map[int64]*telegramChat{}, taps: map[string]bool{}, texts: map[string]string{},
		lanes: map[telegramLane]bool{}, visits: map[int64]int{}, update: 870_000_000,
	}
	f.ctx, f.cancel = context.WithCancel(context.Background())
	if len(options) > 0 {
		f.TelegramOptions = options[0]
	}
	if f.TelegramOptions.Token == "" {
		f.TelegramOptions.Token = "8088088080:AAF-FaKe_tOkEn-0123456789abcdefghij"
	}
	if f.Now == nil {
		f.Now = time.Now
	}
	if f.Patience == 0 {
		f.Patience = 30 * time.Second
	}
	if f.Again == 0 {
		f.Again = 10 * time.Millisecond
	}
	return f
}

// URL is the address of the Bot API.
func (f *Telegram) URL() string {
	if f.srv == nil {
		return "http://telegram.test"
	}
	return f.srv.URL
}

// Token is the bot's token.
func (f *Telegram) Token() string { return f.TelegramOptions.Token }

// stop ends what waits inside the fake.
func (f *Telegram) stop() {
	f.mu.Lock()
	f.cancel() // under the lock, so that no deliverer starts after it
	f.mu.Unlock()
	f.working.Wait()
	f.bringer.CloseIdleConnections()
}

// change wakes all who wait for something. The caller holds mu.
func (f *Telegram) change() {
	close(f.changed)
	f.changed = make(chan struct{})
}

// Transport reaches the fake without a network. Answers come whole or not at all.
func (f *Telegram) Transport() http.RoundTripper { return inside{f} }

type inside struct{ f *Telegram }

func (i inside) RoundTrip(r *http.Request) (resp *http.Response, err error) {
	defer func() {
		switch x := recover(); x {
		case nil:
		case http.ErrAbortHandler:
			resp, err = nil, errReset
		default:
			panic(x)
		}
	}()
	w := httptest.NewRecorder()
	i.f.ServeHTTP(w, r)
	if err := r.Context().Err(); err != nil {
		return nil, err
	}
	return w.Result(), nil
}

// ServeHTTP answers one call of the Bot API.
func (f *Telegram) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	token, method, ok := strings.Cut(strings.TrimPrefix(r.URL.Path, "/bot"), "/")
	switch {
	case !strings.HasPrefix(r.URL.Path, "/bot") || !ok || !strings.Contains(token, ":"):
		reply(w, refuse(404, "Not Found"))
	case token != f.Token():
		reply(w, refuse(401, "Unauthorized"))
	default:
		params, err := readParams(r)
		if err != nil {
			reply(w, refuse(400, "Bad Request: can't parse request"))
			return
		}
		f.serve(w, r, method, params)
	}
}

func (f *Telegram) serve(w http.ResponseWriter, r *http.Request, method string, params telegramParams) {
	if method == "getUpdates" {
		f.noteCall(method, params)
		if !f.fail(w, r, method, params, nil) {
			reply(w, f.getUpdates(r.Context(), params))
		}
		return
	}
	do := func() telegramAnswer { return f.call(method, params) }
	f.noteCall(method, params)
	if !f.fail(w, r, method, params, do) {
		reply(w, do())
	}
}

func (f *Telegram) noteCall(method string, params telegramParams) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.calls = append(f.calls, TelegramCall{Method: method, Params: params, At: f.Now()})
	f.change()
}

// Calls gives the calls of one method so far, in order; of all methods when it is empty.
func (f *Telegram) Calls(method string) []TelegramCall {
	f.mu.Lock()
	defer f.mu.Unlock()
	var calls []TelegramCall
	for _, c := range f.calls {
		if method == "" || c.Method == method {
			calls = append(calls, c)
		}
	}
	return calls
}

// Shown gives what the bot set with setMyCommands, setMyDescription or
// setMyShortDescription for a language; "" is the default.
func (f *Telegram) Shown(method, lang string) string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.texts[method+" "+lang]
}

// A telegramAnswer is the envelope of every answer.
type telegramAnswer struct {
	OK          bool           `json:"ok"`
	Result      any            `json:"result,omitempty"`
	Code        int            `json:"error_code,omitempty"`
	Description string         `json:"description,omitempty"`
	Parameters  map[string]int `json:"parameters,omitempty"`
}

func accept(result any) telegramAnswer { return telegramAnswer{OK: true, Result: result} }

func refuse(code int, description string) telegramAnswer {
	return telegramAnswer{Code: code, Description: description}
}

func reply(w http.ResponseWriter, a telegramAnswer) {
	w.Header().Set("Content-Type", "application/json")
	if !a.OK {
		w.WriteHeader(a.Code)
	}
	_ = json.NewEncoder(w).Encode(a)
}

// Package telegram carries the talk between Telegram and the rest of Lyt: what a
// person writes or taps becomes a bot.In, and a bot.Out becomes a message on
// their phone.
//
// It promises three things. Nothing a person wrote is lost: Telegram is told
// "received" only after the words are safe, by the webhook's answer as well as
// by the polling offset. Nothing is said twice that was said for certain. And
// nothing about a person (words, chat id, name) or the bot's token reaches a log
// line, an error or a count.
//
// New makes the channel, Setup introduces the bot to Telegram, and then either
// Webhook or Poll takes in what people do. Send is the way out.
package telegram

import (
	"context"
	"errors"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"sync/atomic"
	"time"

	tg "github.com/go-telegram/bot"

	"lyt/bot"
)

// Channel is the name of this channel in bot.In, in pseudonyms and in parcels.
const Channel = "telegram"

// API is the public Bot API server.
const API = "https://api.telegram.org"

// A Handler takes in one thing that happened. Nil means that it is safe: Telegram
// may forget it. An error means that it is not, and that Telegram must bring it
// again; the handler has then logged why.
type Handler interface {
	Handle(ctx context.Context, in bot.In) error
}

// An Ahead is a Handler that also wants to see at once what has to wait because an
// earlier update of the same chat is not safe yet. Handle gets it all the same, in its
// turn.
type Ahead interface {
	Ahead(ctx context.Context, in bot.In)
}

// Pseudonyms turn a chat id into the person everybody else knows.
type Pseudonyms interface {
	Person(channel, address string) bot.Person
}

// Words are the texts people see.
type Words interface {
	Text(lang, key string, args map[string]any) string
}

// Pace shares one message rate over all replicas: it grants up to want messages,
// or says how long to wait before asking again.
type Pace interface {
	Grant(ctx context.Context, perSecond, want int) (got int, wait time.Duration, err error)
}

// Config is all that the channel needs.
type Config struct {
	Token string // the bot's token; space around it is taken off
	API   string // base address of the Bot API; empty is API

	WebhookURL string // https://… as Telegram shall call it; empty means polling
	Secret     string // comes back in the webhook's header; 1-256 of A-Z a-z 0-9 _ -

	Groups []string // of staff, by number: the bot stays in them, see Announce

	Rate  int  // messages a second to all chats together; 0 is no limit
	Pace  Pace // shares Rate over replicas; nil keeps it within this process
	Words Words
	Names Pseudonyms
	Log   *slog.Logger

	// The rest may be left out.
	Count     func(Event)       // counts what happened, without saying to whom
	Now       func() time.Time  // the clock; nil is time.Now
	Jitter    func() float64    // 0 up to 1, spreads repeated tries; nil is random
	Transport http.RoundTripper // carries the calls; nil is a connection pool of our own
	Finish    time.Duration     // how long Poll may take to end what is in hand; 0 is 10 s
}

// Telegram is the channel. Its methods may be used by many at once.
type Telegram struct {
	Config
	api   *tg.Bot
	poll  *http.Client
	gate  *gate
	begun *begun
	held  *holds
	ready atomic.Bool
}

// What is wrong with a Config.
var (
	ErrToken  = errors.New("telegram token does not look like 123456:letters, or Telegram refuses it")
	ErrAPI    = errors.New("telegram API address is not an http or https address")
	ErrSecret = errors.New("telegram webhook secret must be 1 to 256 letters, digits, _ or -")
)

var (
	tokenShape  = regexp.MustCompile(`^[0-9]{1,20}:[A-Za-z0-9_-]{1,200}$`)
	secretShape = regexp.MustCompile(`^[A-Za-z0-9_-]{1,256}$`)
)

// New checks the settings and makes the channel, without calling Telegram.
func New(c Config) (*Telegram, error) {
	c = c.complete()
	if err := c.check(); err != nil {
		return nil, err
	}
	t := &Telegram{Config: c, gate: newGate(c), begun: newBegun(), held: newHolds()}
	t.poll = &http.Client{Transport: c.carrier(pollHeaderWait), Timeout: pollHeaderWait, CheckRedirect: stay}
	api, err := tg.New(c.Token,
		tg.WithServerURL(c.API),
		tg.WithSkipGetMe(),
		tg.WithHTTPClient(callTime, &wire{http: &http.Client{Transport: c.carrier(callTime), CheckRedirect: stay}}),
		tg.WithNotAsyncHandlers(),
		tg.WithDefaultHandler(func(context.Context, *tg.Bot, *tgUpdate) {}),
		tg.WithErrorsHandler(func(err error) { c.Log.Debug("telegram library", "error", cause(err)) }),
		tg.WithDebugHandler(func(string, ...any) {}),
	)
	if err != nil {
		return nil, ErrToken // the library's text could quote the token
	}
	t.api = api
	return t, nil
}

// complete fills in what may be left out.
func (c Config) complete() Config {
	c.Token = strings.TrimSpace(c.Token)
	c.API = strings.TrimRight(strings.TrimSpace(c.API), "/")
	if c.API == "" {
		c.API = API
	}
	if c.Count == nil {
		c.Count = func(Event) {}
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Jitter == nil {
		c.Jitter = rand.Float64
	}
	if c.Finish <= 0 {
		c.Finish = finishTime
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	return c
}

// check refuses what would later end up in a broken address, and so in an error text.
func (c Config) check() error {
	if !tokenShape.MatchString(c.Token) {
		return ErrToken
	}
	u, err := url.Parse(c.API)
	if err != nil || u.Host == "" || u.RawQuery != "" || (u.Scheme != "https" && u.Scheme != "http") {
		return ErrAPI
	}
	if c.WebhookURL != "" && !secretShape.MatchString(c.Secret) {
		return ErrSecret
	}
	return nil
}

// carrier is the round tripper for one kind of call.
func (c Config) carrier(headerWait time.Duration) http.RoundTripper {
	if c.Transport != nil {
		return c.Transport
	}
	return transport(headerWait)
}

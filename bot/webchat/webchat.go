// Package webchat is the young person's page: the same talk as on Telegram, in a
// browser, without an app, a login or a name.
//
// The page keeps nothing but a random cookie that ends with the browser. What was
// said stands in a sealed feed under the person's pseudonym, so a reload, a second
// tab or a lost connection shows the whole talk again. Words go in by a form post
// that may be sent twice and has one effect; answers come by server-sent events.
// When the store is away, the crisis card still reaches the page from memory.
package webchat

import (
	"context"
	"fmt"
	"html/template"
	"io"
	"net/http"
	"sync"
	"time"

	"lyt/bot"
	"lyt/bot/web"
)

// Name is what this channel is called in bot.In and bot.Parcel.
const Name = "web"

// Handler takes in what the person did. Nil means that it is safe.
type Handler interface {
	Handle(ctx context.Context, in bot.In) error
}

// Pseudonyms makes the pseudonym of a channel's address.
type Pseudonyms interface {
	Person(channel, address string) bot.Person
}

// Feed keeps what the page shows, sealed, until it expires.
type Feed interface {
	// Append adds an entry; the same id again changes nothing.
	Append(ctx context.Context, who bot.Person, id string, data []byte) error
	// Read gives entries after the one named, oldest first, at most max; "" is the beginning.
	Read(ctx context.Context, who bot.Person, after string, max int) ([]bot.Entry, error)
	// Fade lets all of it end sooner than usual, unless something is added after it.
	Fade(ctx context.Context, who bot.Person, life time.Duration) error
	// Delete takes all of it away.
	Delete(ctx context.Context, who bot.Person) error
}

// Bell tells open pages, on every replica, to look again. It is a hint, not the truth.
type Bell interface {
	Ring(ctx context.Context, topic string)
	Listen(topics ...string) (rung <-chan struct{}, stop func())
}

// Words gives the text of a key.
type Words interface {
	Text(lang, key string, args map[string]any) string
}

// Config is what the page needs. All fields but Urgent, Typed and PublicURL must be filled.
type Config struct {
	Talk       Handler
	Channel    *Channel
	Pseudonyms Pseudonyms
	Words      Words
	Random     io.Reader // of cryptographic quality: makes the cookies
	Now        func() time.Time
	// Urgent says what a slow store must not hold up: a cry for help. Without it
	// nothing waits, and words may come into the feed after a deletion they asked for.
	Urgent func(bot.In) bool
	// Typed shows a counsellor that the person is writing, and says whether there is
	// one; without it nobody is shown.
	Typed     func(ctx context.Context, who bot.Person) bool
	PublicURL string // as the world sees it; https makes the cookie Secure
}

// Page serves the young person's page.
type Page struct {
	Config
	secure   bool
	handler  http.Handler
	files    web.Files
	template *template.Template
	posts    *crowd
	streams  *crowd
	typing   *crowd
	stopped  chan struct{}
	stop     sync.Once
}

// How much one browser may do at once.
const (
	postsAtOnce   = 6
	urgentAtOnce  = 4 // on top of those, for a cry for help
	streamsAtOnce = 12
)

// New makes the page's handler.
func New(c Config) (*Page, error) {
	own, err := web.Load(files)
	if err != nil {
		return nil, err
	}
	page, err := template.ParseFS(files, "page.html")
	if err != nil {
		return nil, fmt.Errorf("read page template: %w", err)
	}
	p := &Page{Config: c, files: own, template: page, secure: isHTTPS(c.PublicURL),
		posts: newCrowd(postsAtOnce), streams: newCrowd(streamsAtOnce), typing: newCrowd(1), stopped: make(chan struct{})}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", p.page)
	mux.Handle("GET /static/{file}", p.files)
	mux.HandleFunc("GET /events", p.events)
	mux.HandleFunc("POST /start", p.start)
	mux.HandleFunc("POST /say", p.say)
	mux.HandleFunc("POST /typing", p.typed)
	guard := http.NewCrossOriginProtection()
	if origin := originOf(c.PublicURL); origin != "" {
		if err := guard.AddTrustedOrigin(origin); err != nil {
			return nil, err
		}
	}
	p.handler = web.Strict(guard.Handler(mux))
	return p, nil
}

// ServeHTTP answers everything of the page.
func (p *Page) ServeHTTP(w http.ResponseWriter, r *http.Request) { p.handler.ServeHTTP(w, r) }

// Stop ends the open event streams, so that the server can shut down; the browsers
// come back to another replica by themselves.
func (p *Page) Stop() { p.stop.Do(func() { close(p.stopped) }) }

package webchat

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"time"

	"lyt/bot"
)

// How long a post may take. The person's own words go into the feed first, so that
// the answer stands under them and no deletion comes before them; but a slow store
// must not hold up a crisis card.
const (
	postPatience = 10 * time.Second
	noteGrace    = 60 * time.Millisecond
	notePatience = 2 * time.Second
	spareGrace   = 200 * time.Millisecond // for words from memory, when the store is away
)

// start opens the talk when the page is opened: lets the bot speak first, unless
// there is a talk already. A stranger gets a cookie and must come again with it: a
// crawler, or a browser that keeps no cookies, would be a new person each time.
func (p *Page) start(w http.ResponseWriter, r *http.Request) {
	post, err := readPost(w, r)
	if err != nil {
		p.refuse(w, err)
		return
	}
	v, known := p.visitor(r)
	if !known {
		if v, err = p.welcome(w); err != nil {
			w.WriteHeader(http.StatusInternalServerError)
			return
		}
		p.answer(w, http.StatusAccepted, v)
		return
	}
	p.handle(w, r, v, 0, func(ctx context.Context) error {
		talk, err := p.Channel.feed.Read(ctx, v.who, "", 1)
		if err != nil || len(talk) > 0 {
			return err
		}
		in := p.in(v, post)
		// The day is in the id, because the feed lives for a day: two tabs begin one
		// talk, and a page that has forgotten its talk is shown where it is.
		in.ID = "w:open:" + v.hash + ":" + p.Now().UTC().Format(time.DateOnly)
		in.Kind, in.Data = bot.Open, post.payload
		return p.Talk.Handle(ctx, in)
	})
}

// say takes in words or a tap. 200 means safe; 503 that the page must send it again.
func (p *Page) say(w http.ResponseWriter, r *http.Request) {
	v, known := p.visitor(r)
	if !known {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	post, err := readPost(w, r)
	if err == nil && !post.sayable() {
		err = errNotForm
	}
	if err != nil {
		p.refuse(w, err)
		return
	}
	extra := 0
	if p.Urgent != nil && p.Urgent(p.in(v, post)) {
		extra = urgentAtOnce
	}
	p.handle(w, r, v, extra, func(ctx context.Context) error { return p.take(ctx, v, post) })
}

// take keeps what the person did in their feed, and hands it to the talk. Both have
// one effect however often the browser repeats itself.
func (p *Page) take(ctx context.Context, v visitor, post post) error {
	in := p.in(v, post)
	noted := make(chan error, 1)
	go func() {
		ctx, cancel := context.WithTimeout(ctx, notePatience)
		defer cancel()
		noted <- p.Channel.add(ctx, v.who, "you:"+post.id, ownEntry(post))
	}()
	var late <-chan time.Time // nil: not before the note is made, or given up
	if p.urgent(in) {
		grace := time.NewTimer(noteGrace)
		defer grace.Stop()
		late = grace.C
	}
	var noteErr error
	select {
	case noteErr = <-noted:
		noted = nil
	case <-late:
	}
	err := p.Talk.Handle(ctx, in)
	if noted != nil {
		noteErr = <-noted
	}
	return errors.Join(err, noteErr)
}

func (p *Page) urgent(in bot.In) bool { return p.Urgent == nil || p.Urgent(in) }

func (p *Page) in(v visitor, post post) bot.In {
	in := bot.In{
		ID: "w:" + post.id + ":" + v.hash, Kind: bot.Text, Person: v.who, Channel: Name,
		Address: bot.At(v.who.Key()), Text: post.text, Lang: post.lang, At: p.Now(),
	}
	if post.data != "" {
		in.Kind, in.Data, in.Message = bot.Tap, post.data, post.message
	}
	return in
}

// handle does the work even if the browser goes away meanwhile.
func (p *Page) handle(w http.ResponseWriter, r *http.Request, v visitor, extra int, work func(context.Context) error) {
	leave, ok := p.posts.enter(v.who, extra)
	if !ok {
		w.Header().Set("Retry-After", "1")
		w.WriteHeader(http.StatusTooManyRequests)
		return
	}
	defer leave()
	ctx, cancel := context.WithTimeout(context.WithoutCancel(r.Context()), postPatience)
	defer cancel()
	put, stop := p.Channel.spare.watch(v.who)
	defer stop()
	if err := work(ctx); err != nil {
		waitShortly(put)
		w.Header().Set("Retry-After", "2")
		p.answer(w, http.StatusServiceUnavailable, v)
		return
	}
	p.answer(w, http.StatusOK, v)
}

// waitShortly lets the words that come from memory go along with the answer: the
// page's own stream may hang on another replica.
func waitShortly(put <-chan struct{}) {
	grace := time.NewTimer(spareGrace)
	defer grace.Stop()
	select {
	case <-put:
	case <-grace.C:
	}
}

// answer carries what could only be shown from memory. The page shows each once.
func (p *Page) answer(w http.ResponseWriter, status int, v visitor) {
	shown := []json.RawMessage{}
	for _, item := range p.Channel.spare.since(v.who, 0) {
		shown = append(shown, item.data)
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(map[string]any{"show": shown}) // the browser repeats what it did not hear
}

func (p *Page) refuse(w http.ResponseWriter, err error) {
	if errors.Is(err, errTooBig) {
		w.WriteHeader(http.StatusRequestEntityTooLarge)
		return
	}
	w.WriteHeader(http.StatusBadRequest)
}

package webchat

import (
	"context"
	"net/http"

	"lyt/bot"
)

// typingTopic rings when the counsellor is writing. It carries nothing, and nothing is
// kept: a page that is not open has missed it.
func typingTopic(who bot.Person) string { return "y:" + who.Key() }

// Typing shows on the person's pages, on every replica, that somebody is writing.
func (c *Channel) Typing(ctx context.Context, to bot.Address) error {
	if to.Empty() {
		return errNoAddress
	}
	c.bell.Ring(ctx, typingTopic(bot.Pseudonym(to.Reveal())))
	return nil
}

// typed hears that the person is writing: 204 when there is a counsellor to see it, 404
// when there is none, so that the page asks less often.
func (p *Page) typed(w http.ResponseWriter, r *http.Request) {
	v, known := p.visitor(r)
	if !known {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	leave, ok := p.typing.enter(v.who, 0)
	if !ok {
		w.WriteHeader(http.StatusTooManyRequests)
		return
	}
	defer leave()
	if p.Typed == nil || !p.Typed(r.Context(), v.who) {
		w.WriteHeader(http.StatusNotFound)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

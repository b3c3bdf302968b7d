package webchat

import (
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"

	"lyt/bot"
)

var errNoAddress = errors.New("nowhere to send to")

// cookieBytes is the size of the random number that is all a browser has to say
// who it is. It is never stored: only its pseudonym is.
const cookieBytes = 32

// visitor is one browser: the pseudonym, and a short hash of the cookie that keeps
// its message ids apart from everybody else's.
type visitor struct {
	who  bot.Person
	hash string
}

func (p *Page) cookieName() string {
	if p.secure {
		return "__Host-lyt"
	}
	return "lyt"
}

// visitor reads the cookie; false when there is none of ours.
func (p *Page) visitor(r *http.Request) (visitor, bool) {
	cookie, err := r.Cookie(p.cookieName())
	if err != nil {
		return visitor{}, false
	}
	raw, err := base64.RawURLEncoding.Strict().DecodeString(cookie.Value)
	if err != nil || len(raw) != cookieBytes {
		return visitor{}, false
	}
	return p.known(cookie.Value), true
}

func (p *Page) known(cookie string) visitor {
	sum := sha256.Sum256([]byte(cookie))
	return visitor{who: p.Pseudonyms.Person(Name, cookie), hash: base64.RawURLEncoding.EncodeToString(sum[:9])}
}

// welcome gives a new browser its cookie, which ends with the browser.
func (p *Page) welcome(w http.ResponseWriter) (visitor, error) {
	raw := make([]byte, cookieBytes)
	if _, err := io.ReadFull(p.Random, raw); err != nil {
		return visitor{}, err
	}
	value := base64.RawURLEncoding.EncodeToString(raw)
	http.SetCookie(w, &http.Cookie{
		Name: p.cookieName(), Value: value, Path: "/",
		HttpOnly: true, Secure: p.secure, SameSite: http.SameSiteStrictMode,
	})
	return p.known(value), nil
}

func isHTTPS(public string) bool { return strings.HasPrefix(strings.ToLower(public), "https://") }

// originOf gives scheme and host, for the case that a proxy changes the Host header.
func originOf(public string) string {
	u, err := url.Parse(public)
	if err != nil || u.Host == "" || u.Scheme == "" {
		return ""
	}
	return u.Scheme + "://" + u.Host
}

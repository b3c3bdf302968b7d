package webchat

import (
	"errors"
	"net/http"
	"regexp"
	"strings"
	"unicode/utf8"

	"lyt/bot"
)

// post is what a browser sends: words, or the tap on a button.
type post struct {
	id      string // made in the browser, once per message
	text    bot.Said
	data    string // the button's data, as it came with the message
	label   string // what stood on the button
	message string // the message it belongs to
	lang    string
	payload string // of a start link
}

// What makes a post unusable.
var (
	errTooBig  = errors.New("body too big")
	errNotForm = errors.New("not a form of ours")
)

// maxBody lets 100,000 characters through, each up to four bytes and each byte
// three letters in a form. The talk looks for danger in all of them, and keeps the
// first 4,000.
const maxBody = 1280 << 10

// Bounds of what the page itself sends.
const (
	maxData    = 64 // as in the Bot API
	maxLabel   = 200
	maxMessage = 200
)

var (
	clientID     = regexp.MustCompile(`^[A-Za-z0-9_-]{8,40}$`)
	startPayload = regexp.MustCompile(`^[A-Za-z0-9_-]{1,64}$`)
)

// readPost decodes a form; an error gives nothing.
func readPost(w http.ResponseWriter, r *http.Request) (post, error) {
	r.Body = http.MaxBytesReader(w, r.Body, maxBody)
	if err := r.ParseForm(); err != nil {
		if tooBig := new(http.MaxBytesError); errors.As(err, &tooBig) {
			return post{}, errTooBig
		}
		return post{}, errNotForm
	}
	return decodePost(r.PostForm.Get)
}

func decodePost(field func(string) string) (post, error) {
	p := post{
		id:      field("id"),
		text:    bot.Heard(strings.ToValidUTF8(field("text"), "")),
		data:    field("data"),
		label:   cut(strings.ToValidUTF8(field("label"), ""), maxLabel),
		message: field("message"),
		lang:    language(field("lang")),
		payload: field("s"),
	}
	if !startPayload.MatchString(p.payload) {
		p.payload = ""
	}
	if len(p.data) > maxData || len(p.message) > maxMessage || !utf8.ValidString(p.data+p.message) {
		return post{}, errNotForm
	}
	return p, nil
}

// sayable says whether the post is a message: one id, and words or a button.
func (p post) sayable() bool {
	words := strings.TrimSpace(p.text.Reveal()) != ""
	return clientID.MatchString(p.id) && words != (p.data != "")
}

func language(lang string) string {
	if lang == "en" {
		return "en"
	}
	return "da"
}

func cut(s string, most int) string {
	if runes := []rune(s); len(runes) > most {
		return string(runes[:most])
	}
	return s
}

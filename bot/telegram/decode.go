package telegram

import (
	"encoding/json"
	"errors"
	"math"
	"regexp"
	"strconv"
	"strings"
	"time"

	"lyt/bot"
)

// An update is as much of Telegram's update as Lyt reads. The library's own type
// would also take in names and usernames, which are not to be in memory at all,
// and refuses the whole update when any part of it is newer than the library.
type update struct {
	ID       int64     `json:"update_id"`
	Message  *message  `json:"message"`
	Edited   *message  `json:"edited_message"`
	Callback *callback `json:"callback_query"`
}

type message struct {
	ID      int64  `json:"message_id"`
	From    user   `json:"from"`
	Chat    chat   `json:"chat"`
	Text    string `json:"text"`
	Caption string `json:"caption"`
	service
}

type user struct {
	ID   int64  `json:"id"`
	Bot  bool   `json:"is_bot"`
	Lang string `json:"language_code"`
}

type chat struct {
	ID   int64  `json:"id"`
	Type string `json:"type"`
}

type callback struct {
	ID      string   `json:"id"`
	From    user     `json:"from"`
	Message *message `json:"message"`
	Data    string   `json:"data"`
}

// errUpdate says that these bytes are no update at all.
var errUpdate = errors.New("not an update")

// read reads an update. An update whose parts are not what they should be still
// gives its number, so that it can be laid aside: whole is false then.
func read(raw []byte) (u update, whole bool, err error) {
	u.ID = unnumbered
	if json.Unmarshal(raw, &u) == nil {
		if u.ID == unnumbered {
			return update{}, false, errUpdate
		}
		return u, true, nil
	}
	var head struct {
		ID *int64 `json:"update_id"`
	}
	if json.Unmarshal(raw, &head) != nil || head.ID == nil {
		return update{}, false, errUpdate
	}
	return update{ID: *head.ID}, false, nil
}

// unnumbered stands for a number that was not there.
const unnumbered = math.MinInt64

// private says whether the update comes from a person's own chat with the bot. A
// button under a message that Telegram no longer has counts by who tapped it.
func (u update) private() bool {
	if at := u.chat(); at.ID != 0 {
		return at.Type == "private"
	}
	return u.Callback != nil && u.Callback.From.ID != 0
}

// group says whether the bot is somewhere it has no business to be.
func (u update) group() bool {
	at := u.chat()
	return at.ID != 0 && at.Type != "private" && at.Type != ""
}

func (u update) chat() chat {
	switch {
	case u.Message != nil:
		return u.Message.Chat
	case u.Edited != nil:
		return u.Edited.Chat
	case u.Callback != nil && u.Callback.Message != nil:
		return u.Callback.Message.Chat
	}
	return chat{}
}

func (u update) lang() string {
	switch {
	case u.Message != nil:
		return language(u.Message.From.Lang)
	case u.Edited != nil:
		return language(u.Edited.From.Lang)
	case u.Callback != nil:
		return language(u.Callback.From.Lang)
	}
	return language("")
}

// decode turns an update of a private chat into what happened; false when there
// is nothing in it for us.
func (t *Telegram) decode(u update) (bot.In, bool) {
	in := bot.In{ID: "t:" + strconv.FormatInt(u.ID, 10), Channel: Channel, Lang: u.lang(), At: t.Now()}
	address := u.chat().ID
	switch {
	case !u.private():
		return bot.In{}, false
	case u.Message != nil:
		if !u.Message.into(&in) {
			return bot.In{}, false
		}
	case u.Edited != nil:
		in.Kind, in.Text = bot.Edited, bot.Heard(u.Edited.words())
	default:
		if address == 0 {
			address = u.Callback.From.ID
		}
		u.Callback.into(&in)
	}
	id := strconv.FormatInt(address, 10)
	in.Address, in.Person = bot.At(id), t.Names.Person(Channel, id)
	return in, true
}

func (m *message) words() string {
	if m.Text != "" {
		return m.Text
	}
	return m.Caption
}

// into reads a new message; false for what Telegram itself notes in a chat, and
// for another bot's words: two bots would answer each other for ever.
func (m *message) into(in *bot.In) bool {
	switch {
	case m.From.Bot:
		return false
	case m.Text != "":
		in.Kind = bot.Text
		in.Text = bot.Heard(m.Text)
		command(in, m.Text)
	case m.silent():
		return false
	default:
		in.Kind = bot.Unusable
		in.Text = bot.Heard(m.Caption)
	}
	return true
}

func (c *callback) into(in *bot.In) {
	in.Kind, in.Data = bot.Tap, c.Data
	if c.Message != nil {
		in.Shown = c.Message.words()
		if c.Message.ID != 0 {
			in.Message = strconv.FormatInt(c.Message.ID, 10)
		}
	}
}

var (
	commandShape = regexp.MustCompile(`^(/[A-Za-z0-9_]{1,64})(@[A-Za-z0-9_]{1,64})?(\s|$)`)
	payloadShape = regexp.MustCompile(`^[A-Za-z0-9_-]{1,64}$`)
)

// command reads the first word: /start opens the talk; of every other command
// only the bot's name is taken off. It looks at the text, never at Telegram's
// entity offsets: those count UTF-16 units, and a byte offset taken from them
// misses a command after "hæ", or finds one where none is.
func command(in *bot.In, text string) {
	text = strings.TrimSpace(text)
	found := commandShape.FindStringSubmatch(text)
	if found == nil {
		return
	}
	rest := text[len(found[1])+len(found[2]):]
	if !strings.EqualFold(found[1], "/start") {
		in.Text = bot.Heard(found[1] + rest)
		return
	}
	in.Kind, in.Text = bot.Start, bot.Said{}
	if payload := strings.TrimSpace(rest); payloadShape.MatchString(payload) {
		in.Data = payload
	} else if payload != "" {
		in.Text = bot.Heard(payload)
	}
}

// language guesses from the app's language. Danish also goes to those who read it
// as neighbours or at school.
func language(code string) string {
	head, _, _ := strings.Cut(strings.ToLower(code), "-")
	switch head {
	case "", "da", "nb", "nn", "no", "sv", "fo", "kl":
		return "da"
	}
	return "en"
}

// waitFor is a wait that ends early with the context.
func waitFor(done <-chan struct{}, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-done:
		return false
	case <-timer.C:
		return true
	}
}

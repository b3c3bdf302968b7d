package webchat

import (
	"encoding/json"
	"strings"

	"lyt/bot"
)

// An entry is one thing the page does: show a message, show the person's own
// words, take buttons off, change a message, take some back, or empty the page.
type entry struct {
	Kind    string       `json:"k"`
	Message string       `json:"m"`           // the message's id; shown once, however often it comes
	Text    string       `json:"t,omitempty"` //
	Buttons []bot.Button `json:"b,omitempty"`
	Voice   bot.Voice    `json:"v,omitempty"`
	Target  string       `json:"r,omitempty"` // the message that is settled, replaced or was tapped
	Gone    []string     `json:"x,omitempty"` // the messages that are taken back
}

// The kinds of entries, as chat.js knows them.
const (
	kindSay     = "say"
	kindReplace = "replace"
	kindSettle  = "settle"
	kindDelete  = "delete"
	kindClear   = "clear" // empty the page
	kindYou     = "you"   // the person's words
	kindTap     = "tap"   // the label of the button the person tapped
)

// keptRunes is how much of one message of the person's own is kept and shown again
// after a reload: as much as the talk keeps of it.
const keptRunes = 4_000

// entryOf says what an Out does to the page.
func entryOf(out bot.Out) entry {
	switch {
	case out.Wipe:
		return entry{Kind: kindClear, Message: out.ID}
	case len(out.Delete) > 0:
		return entry{Kind: kindDelete, Message: out.ID, Gone: out.Delete}
	case out.Settle != "":
		return entry{Kind: kindSettle, Message: out.ID, Target: out.Settle}
	case out.Replace != "":
		return entry{Kind: kindReplace, Message: out.ID, Target: out.Replace, Text: out.Text, Buttons: usable(out.Buttons), Voice: out.Voice}
	}
	return entry{Kind: kindSay, Message: out.ID, Text: out.Text, Buttons: usable(out.Buttons), Voice: out.Voice}
}

// usable leaves out links that are neither a phone number nor a web page over TLS.
func usable(buttons []bot.Button) []bot.Button {
	kept := make([]bot.Button, 0, len(buttons))
	for _, b := range buttons {
		if b.Link == "" || strings.HasPrefix(b.Link, "tel:") || strings.HasPrefix(b.Link, "sms:") || strings.HasPrefix(b.Link, "https://") {
			kept = append(kept, b)
		}
	}
	return kept
}

// ownEntry is what the page shows of what the person did.
func ownEntry(post post) entry {
	if post.data != "" {
		return entry{Kind: kindTap, Message: post.id, Target: post.message, Text: post.label}
	}
	words := []rune(post.text.Reveal())
	if len(words) > keptRunes {
		words = append(words[:keptRunes], '…')
	}
	return entry{Kind: kindYou, Message: post.id, Text: string(words)}
}

// pack writes an entry as one line of JSON.
func (e entry) pack() ([]byte, error) { return json.Marshal(e) }

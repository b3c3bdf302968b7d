// Package bot holds the words everybody in Lyt uses: the person who writes, what
// they say, what we answer, and what we remember until it expires.
//
// Read it first. It depends on nothing but the standard library, and every other
// package speaks in its terms. A person's words and addresses are types that
// cannot be printed (see Said and Address), so that no log, error or metric can
// give anybody away by accident.
package bot

import (
	"context"
	"time"
)

// A Kind says what sort of thing came in.
type Kind int

// What can come in. All up to Edited come from the person, the rest from inside: a
// timer of theirs, or a counsellor, or the store that watches over both. The numbers
// stand in Redis: new kinds go to the end.
const (
	Text      Kind = iota // words the person typed
	Tap                   // a button; In.Data holds the button's data
	Start                 // the person asks to begin; In.Data holds the /start payload, if any
	Open                  // the page was opened with nothing on it: show where the talk is, or begin
	Unusable              // photo, voice, sticker: something the bot cannot read
	Edited                // words changed after they were sent: watched for danger, never an answer
	Wake                  // a timer of this person is due
	Claimed               // a counsellor took the handoff; In.Data is the handoff's id
	Answered              // a counsellor wrote In.Text
	Closed                // the counsellor closed the talk; In.Text is a handoff.Closing
	Returned              // nobody answered in time: the talk waits in the queue again
	Offered               // the counsellor offers times; In.Text is a handoff.Times
	Carded                // the counsellor sends a partner's card; In.Text is a handoff.Partner
	Alarmed               // the counsellor sends the crisis card
	Onward                // the counsellor asks whether to hand on; In.Text is a handoff.Onward
	Withdrawn             // that question is taken back
	Declined              // the other side cannot take the talk; In.Text is a handoff.Refusal
	CalledOff             // the service takes an appointment away; In.Data is its id
	NewPlace              // the service gives an appointment another place; In.Data is its id
	Joined                // a colleague was asked into the talk
	Departed              // and is out of it again
)

// In is one thing that happened to one person's talk.
type In struct {
	ID      string    // the same ID twice has one effect; unique per channel, e.g. "t:1234"
	Kind    Kind      //
	Person  Person    // pseudonym; never the channel's own id
	Channel string    // "telegram" or "web"; empty for what comes from inside
	Address Address   // where the reply goes; empty for what comes from inside
	Text    Said      // the words, for Text, Edited and Answered
	Cut     bool      // the words were longer; this is their beginning
	Data    string    // a button's data, a start payload or a handoff's id. Foreign: never trust it
	Lang    string    // "da" or "en", as the channel guesses; empty is "da"
	Message string    // the channel's id of the message whose button was tapped
	Shown   string    // the text of that message, so that the answer can be left visible under it
	Line    string    // for Answered: the line of the thread, which will be told whether it arrived
	At      time.Time // when it reached us
}

// A Button is a short label and the data that comes back when it is tapped.
type Button struct {
	Label string `json:"l"`
	Data  string `json:"d,omitempty"` // at most 64 bytes (Bot API, InlineKeyboardButton.callback_data)
	Link  string `json:"h,omitempty"` // instead of Data: "tel:112" or "https://…"; channels that cannot link leave it out

	Beside bool `json:"w,omitempty"` // stands beside the one before it, not under it
}

// A Voice says who speaks.
type Voice string

// The robot speaks by default; a counsellor's words are marked as theirs.
const (
	Robot      Voice = ""
	Counsellor Voice = "c"
)

// Out is one thing to do in the person's channel: Text is said, or with Replace
// put in an earlier message's place; or Settle takes the buttons off an earlier
// message; or Delete and Wipe take back what was said.
type Out struct {
	ID      string   `json:"i"`           // unique per person; a channel that can, drops a repeat
	Text    string   `json:"t,omitempty"` // plain text, never markup
	Buttons []Button `json:"b,omitempty"`
	Voice   Voice    `json:"v,omitempty"`
	Lang    string   `json:"g,omitempty"` // the person's language, with a Voice, for what the channel says about it
	Replace string   `json:"r,omitempty"` // the channel's message id to change in place
	Settle  string   `json:"s,omitempty"` // the channel's message id to take the buttons off
	Chosen  string   `json:"c,omitempty"` // with Settle: the text the message gets, the answer under the question
	Delete  []string `json:"x,omitempty"` // the channel's message ids to delete (Bot API: only if younger than 48 h)
	Wipe    bool     `json:"y,omitempty"` // delete the history that the channel itself keeps, if it keeps one
	Urgent  bool     `json:"u,omitempty"` // the crisis card: goes before all rate limits
	Receipt Receipt  `json:"e,omitzero"`  // who wants to know whether this arrived
	Final   bool     `json:"z,omitempty"` // the last words after a deletion: a channel that keeps a history keeps this a minute at most
}

// A Receipt names the line of a live talk that wants to know what became of it.
type Receipt struct {
	Service string `json:"s,omitempty"`
	Handoff string `json:"h,omitempty"`
	Line    string `json:"l,omitempty"`
}

// A Typist is a Channel that can show that somebody is writing. It is a courtesy: what
// goes wrong is forgotten.
type Typist interface {
	Typing(ctx context.Context, to Address) error
}

// A Channel carries an Out to a person. An error is a *SendError where the
// channel knows what follows from it; any other error may be tried again.
type Channel interface {
	Send(ctx context.Context, to Address, out Out) (message string, err error)
}

// SendError says what a failed send means for the next try.
type SendError struct {
	Gone  bool          // the person blocked the bot or is gone: stop sending, quietly
	Drop  bool          // this one Out can never be sent; go on with the next
	After time.Duration // wait this long before the next try (429 retry_after)
	Err   error         // the cause, without words, ids or tokens in it
}

func (e *SendError) Error() string { return "send: " + e.Err.Error() }

// Unwrap gives the cause.
func (e *SendError) Unwrap() error { return e.Err }

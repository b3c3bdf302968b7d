// Package handoff holds the rules for meeting a human: who waits, in which
// order, who takes the talk, what is passed along, and how a talk moves on to
// somebody else or ends.
package handoff

import (
	"errors"
	"fmt"
	"time"

	"lyt/bot"
)

// Priority orders the queue: danger first, then a low score, then the rest.
type Priority int

// Smaller goes first.
const (
	Crisis Priority = iota
	Low
	Other
)

// State of a handoff.
type State string

// A handoff waits, is claimed by one counsellor, and is closed.
const (
	Waiting State = "waiting"
	Live    State = "live"
	Over    State = "closed"
)

// How long things are kept: a request waits for a day, a thread stays for 30 days
// after it was closed.
const (
	WaitLife   = 24 * time.Hour
	ThreadLife = 30 * 24 * time.Hour
)

// What stops a claim, a word or a close.
var (
	ErrUnknown = errors.New("handoff does not exist or has expired")
	ErrClaimed = errors.New("handoff was claimed by somebody else")
	ErrOver    = errors.New("handoff is closed")
	ErrFull    = errors.New("counsellor has as many talks as they can")
	ErrAway    = errors.New("counsellor is not at the desk, or takes a break")
	ErrBusy    = errors.New("handoff is being handed on already")
	ErrSettled = errors.New("handoff is not being handed on, or no longer")
)

// A Shared line is one answer the person agreed to pass on, in words ready to read.
type Shared struct{ Name, Value string }

// A Measure is one WHO-5 answered.
type Measure struct {
	At    time.Time
	Score int // 0 to 100
}

// A Request asks for a human of one service.
type Request struct {
	ID       string // operation: one per update
	Service  string
	Person   bot.Person
	Priority Priority
	Shared   []Shared  // what the person agreed to pass on
	Measures []Measure // with consent to pass the score on: all there are, oldest first
	Talks    int       // with any consent: how many talks they had before
	Lang     string
	At       time.Time
	From     *Origin // who hands on; nil when the person comes by themselves
}

// Format keeps what a person shared out of everything that is printed.
func (r Request) Format(f fmt.State, _ rune) { fmt.Fprint(f, "request") }

// Origin is the talk that a handed-on request comes from.
type Origin struct {
	Service string
	Handoff string
	Staff   string // who asks: the account's name
	Words   string // what they write along, seen and agreed to by the person
}

// A Handoff is a request on its way.
type Handoff struct {
	ID       string
	Request  Request
	State    State
	Staff    string // who claimed it: the account's name
	Claimed  time.Time
	Place    int // from 1, while waiting
	LastWord time.Time
	Owed     time.Time // since when the person waits for an answer; zero when they do not
	Typing   time.Time // when the person last typed, where the channel can tell
	Writing  []Writing // when those of staff who are in the talk last typed
	Guests   []string  // colleagues who were asked in
	Watchers []string  // supervisors who follow the talk
	Moving   *Moving   // it is being handed on
	Reason   Reason    // why it was closed
	Returned int       // how often it went back to the queue because nobody answered
}

// Format keeps what a person shared out of everything that is printed.
func (h Handoff) Format(f fmt.State, _ rune) { fmt.Fprint(f, "handoff") }

// Writing is one of staff who typed an answer.
type Writing struct {
	Staff string
	At    time.Time
}

// Moving is a talk that is being handed on: until somebody else takes it, it stays
// where it is.
type Moving struct {
	To    Onward
	Asked bool // the person has not answered yet; afterwards the other side has not
}

// Who wrote a line of the thread.
type Who string

// The two sides, the system between them, and what only staff can read.
const (
	Person     Who = "person"
	Counsellor Who = "counsellor"
	System     Who = "system" // in Line.Text a message key, or a key, a tab, and a name
	Note       Who = "note"
	Whisper    Who = "whisper" // from a supervisor
	Delivery   Who = "receipt" // Line.Of arrived, or not: Line.Text is "yes" or "no"
)

// A Mark is what the words of a line gave reason to fear, for the counsellor to see
// beside them.
type Mark string

// Most lines have no mark.
const (
	Unmarked Mark = ""
	Danger   Mark = "crisis"
	Worry    Mark = "concern"
)

// A Line is one line of the live talk.
type Line struct {
	ID   string // the stream's id: a later line has a later id
	Who  Who
	By   string // the account that wrote it, for lines of staff
	Text bot.Said
	Mark Mark
	Of   string // for a Delivery: the line it is about
	At   time.Time
}

// A Notice is something a counsellor did that the person must hear of; it stays
// until the talk has taken it in.
type Notice struct {
	ID      string // in order within the service
	Service string
	Handoff string // for bot.CalledOff and bot.NewPlace: the appointment
	Person  bot.Person
	Kind    bot.Kind
	Text    bot.Said // the words, or a packed letter
	Line    string   // the line of the thread with these words
}

// Reason says why a talk was closed, so that figures stay clean.
type Reason string

// The reasons, in the order the desk shows them.
const (
	Talked   Reason = "talked"
	Booked   Reason = "booked"
	HandedOn Reason = "handed-on"
	NoAnswer Reason = "no-answer"
	Silly    Reason = "silly"
	Wrong    Reason = "wrong-place"
	Abusive  Reason = "abusive"
	Left     Reason = "left" // the person ended it; never chosen
)

// Reasons lists what a counsellor may choose.
func Reasons() []Reason {
	return []Reason{Talked, Booked, HandedOn, NoAnswer, Silly, Wrong, Abusive}
}

// BlockLife is how long somebody whose talk was closed as abusive gets no human. The
// crisis card is never blocked.
const BlockLife = 24 * time.Hour

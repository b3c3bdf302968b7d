// Package handoff holds the rules for meeting a human: who waits, in which
// order, who takes the talk, and what is passed along.
package handoff

import (
	"errors"
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
)

// A Shared line is one answer the person agreed to pass on, in words ready to read.
type Shared struct{ Name, Value string }

// A Request asks for a human of one service.
type Request struct {
	ID       string // operation: one per update
	Service  string
	Person   bot.Person
	Priority Priority
	Shared   []Shared // what the person agreed to pass on
	Lang     string
	At       time.Time
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
}

// Who wrote a line of the thread.
type Who string

// The two sides, and the system between them.
const (
	Person     Who = "person"
	Counsellor Who = "counsellor"
	System     Who = "system" // In Line.Text a message key
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
	Text bot.Said
	Mark Mark
	At   time.Time
}

// A Notice is something a counsellor did that the person must hear of; it stays
// until the talk has taken it in.
type Notice struct {
	ID      string // in order within the service
	Service string
	Handoff string
	Person  bot.Person
	Kind    bot.Kind // Claimed, Answered or Closed
	Text    bot.Said
}

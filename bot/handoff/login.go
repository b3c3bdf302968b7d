package handoff

import (
	"errors"
	"fmt"
)

// A Login is a try to come in, with all that bounds how often somebody may try.
type Login struct {
	Name     string
	Password string
	From     string // the network the browser is in; only its keyed hash is kept, for minutes
	Known    string // what this browser was given when the name came in here before
}

// Format keeps name, password and network out of everything that is printed.
func (l Login) Format(f fmt.State, _ rune) { fmt.Fprint(f, "login") }

// What stops those who sign in elsewhere.
var (
	ErrStranger = errors.New("no group of theirs belongs to the desk")
	ErrTaken    = errors.New("the name belongs to another account")
	ErrElse     = errors.New("the place where they sign in does not answer")
)

// A Reply is something a counsellor says often. Its name is what they find it by.
type Reply struct{ Name, Text string }

// MostReplies is how many replies of their own somebody keeps, LongestReply how many
// letters one may have.
const (
	MostReplies  = 50
	LongestReply = 2000
)

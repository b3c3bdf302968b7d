package bot

import (
	"errors"
	"time"
)

// ErrConflict says that somebody else wrote this person's record since it was
// loaded: load again and start over from the new state.
var ErrConflict = errors.New("record changed since it was loaded")

// ErrLeaseLost says that the lease ran out and somebody else delivers by now: stop
// sending, nothing else need be done.
var ErrLeaseLost = errors.New("lease was lost to another replica")

// Record is what is kept on one person between two messages.
type Record struct {
	Version string   // names the commit that wrote it; empty when nothing is kept
	State   []byte   // the talk's own state, opened; nil when nothing is kept, or nothing that can be read
	Sent    []Sent   // the bot's messages that can still be changed or deleted, oldest first
	Seen    []uint64 // marks of the last updates handled; see Mark
}

// Saw says whether the update was handled before.
func (r Record) Saw(id string) bool {
	mark := Mark(id)
	for _, seen := range r.Seen {
		if seen == mark {
			return true
		}
	}
	return false
}

// Sent is one message of the bot in the person's channel.
type Sent struct {
	Message string    // the channel's id of it
	Buttons bool      // it carries buttons
	At      time.Time // to the minute; a bot may delete for 48 hours
}

// A Parcel is one Out on its way, with all that is needed to deliver it.
type Parcel struct {
	Channel string
	Address Address
	Out     Out
	At      time.Time // when it was written; undeliverable ones are given up after GiveUp
}

// GiveUp is how long a reply is tried before it counts as undeliverable.
const GiveUp = 7 * 24 * time.Hour

// Commit is everything that one update changes in one person's record.
type Commit struct {
	ID     string        // the update; handled once
	Loaded Record        // what the new state was made from
	State  []byte        // the new state; nil erases all that is kept on the person
	Out    []Parcel      // replies, in order
	Next   time.Time     // the person's next timer; zero is none; one beyond Life comes an hour before its end
	Life   time.Duration // how long the record is kept from now: at most 100 days
}

// A Lease is the right to deliver one person's replies, for a while. An empty
// Token means that somebody else is delivering and will take ours along.
type Lease struct {
	Token   string
	Parcels []Parcel // undelivered, in order
	Sent    []Sent   // what stands in the record when the lease was taken; only its holder changes it
}

// A Job is a person with something due: replies to deliver, a timer, or both.
type Job struct {
	Person Person
	Lease  Lease
	Wake   time.Time // the timer that is due; zero is none
}

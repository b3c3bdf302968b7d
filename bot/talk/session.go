package talk

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"lyt/bot"
	"lyt/bot/flow"
)

// life is how long a person's record is kept after their last word.
const life = 30 * 24 * time.Hour

// life is how long the record is kept from now: from the person's last word, and
// while they have a time, until it is over.
func (s session) life(now time.Time) time.Duration {
	until := time.Unix(s.Last, 0).Add(life)
	for _, b := range slices.Concat(s.Times, s.Off) {
		if over := time.Unix(b.Start, 0).Add(24 * time.Hour); over.After(until) {
			until = over
		}
	}
	return min(max(until.Sub(now), time.Hour), longestLife)
}

// longestLife is the most a record is ever kept for; a timer before its end renews it.
const longestLife = 100 * 24 * time.Hour

// session is all that is remembered of one person's talk. It is sealed before it
// is stored. Field names are short because a million of them are kept.
type session struct {
	Channel string     `json:"c"`
	Address string     `json:"a"` // the channel's own id: only ever inside the seal
	Lang    string     `json:"l,omitempty"`
	Flow    flow.State `json:"f"`
	Dialog  string     `json:"d,omitempty"`  // the question asked beside the flow, by its word
	Human   *meeting   `json:"h,omitempty"`  // the human who is waited for, or talked to
	Past    []meeting  `json:"p,omitempty"`  // earlier ones, so that they can be deleted too
	Times   []booked   `json:"t,omitempty"`  // appointments, earliest first
	Over    []booked   `json:"o,omitempty"`  // appointments that are over, so that they can be deleted too
	Tapped  string     `json:"b,omitempty"`  // the data of the last tap that was taken
	Off     []booked   `json:"co,omitempty"` // appointments that were called off, until they would have begun
	Moving  string     `json:"m,omitempty"`  // the appointment that the next booking replaces
	Crisis  int64      `json:"k,omitempty"`  // when danger was last noticed, Unix seconds
	Family  string     `json:"y,omitempty"`  // which danger, as triage names it
	Other   bool       `json:"x,omitempty"`  // it was about somebody else
	Cards   int        `json:"z,omitempty"`  // short cards since the whole one
	Safe    bool       `json:"s,omitempty"`  // they said since that it is over
	Asked   int64      `json:"q,omitempty"`  // when the direct question was last asked, Unix seconds
	Warm    int        `json:"v,omitempty"`  // kind words since
	Held    *held      `json:"e,omitempty"`  // the talk, while the direct question is asked in between
	Last    int64      `json:"w"`            // when the person last wrote, Unix seconds

	Onward    *onward   `json:"on,omitempty"` // the talk is being handed on
	Offers    []offer   `json:"of,omitempty"` // times a counsellor offered, newest last
	Measures  []measure `json:"ms,omitempty"` // each WHO-5 answered, oldest first
	Talks     int       `json:"tk,omitempty"` // talks with a counsellor that are over
	Loops     []loop    `json:"lo,omitempty"` // whom a counsellor led them to, not asked about yet
	Met       *loop     `json:"mt,omitempty"` // the one they are being asked about
	Blocked   int64     `json:"bk,omitempty"` // until then they get no human, Unix seconds
	BlockTold int64     `json:"bt,omitempty"` // when they were last told so, Unix seconds
}

// meeting is a handoff as the person's side knows it.
type meeting struct {
	Service string `json:"s"`
	ID      string `json:"i"`
	Live    bool   `json:"l,omitempty"`
	Asked   int64  `json:"a,omitempty"` // when, Unix seconds; 0 in earlier ones

	Place   int   `json:"p,omitempty"` // the place in line that was last told
	Minutes int   `json:"m,omitempty"` // and the wait; see line
	Look    int64 `json:"k,omitempty"` // when to look again, Unix seconds
}

// booked is an appointment as the person's side knows it.
type booked struct {
	Service  string `json:"s"`
	ID       string `json:"i"`
	Start    int64  `json:"t"`           // Unix seconds
	Reminded bool   `json:"r,omitempty"` // the reminder was sent, or would come too late
}

// Format keeps a person's words out of everything that is printed.
func (s session) Format(f fmt.State, _ rune) { fmt.Fprint(f, "session") }

func (s session) pack() ([]byte, error) {
	state, err := json.Marshal(s)
	if err != nil {
		return nil, fmt.Errorf("pack session: %w", err)
	}
	return state, nil
}

func unpack(state []byte) (session, error) {
	var s session
	if err := json.Unmarshal(state, &s); err != nil {
		return session{}, fmt.Errorf("unpack session: %w", err)
	}
	return s, nil
}

// next is when the person's next timer is due; zero is never.
func (s session) next() time.Time {
	var next time.Time
	for _, b := range s.Times {
		if !b.Reminded {
			next = b.remindAt()
			break
		}
	}
	sooner := func(at time.Time) {
		if next.IsZero() || at.Before(next) {
			next = at
		}
	}
	if s.Human != nil && !s.Human.Live {
		sooner(s.Human.inVainAt())
		sooner(s.Human.lookAt())
	}
	if s.Onward != nil && s.Onward.Next != nil {
		sooner(s.Onward.Next.inVainAt())
	}
	for _, l := range s.Loops {
		sooner(time.Unix(l.At, 0))
	}
	return next
}

// reminderAhead is how long before a time the person is reminded of it.
const reminderAhead = 24 * time.Hour

func (b booked) remindAt() time.Time { return time.Unix(b.Start, 0).Add(-reminderAhead) }

// How long an appointment counts as to come after its start, and how long it is
// kept after that: so long must its id be known, or /slet could not reach it.
const (
	timeIsNow  = time.Hour
	timeIsKept = 8 * 24 * time.Hour
)

// setAside moves appointments that are over out of the way.
func (s *session) setAside(now time.Time) {
	var future, over []booked
	for _, b := range slices.Concat(s.Over, s.Times) {
		switch since := now.Sub(time.Unix(b.Start, 0)); {
		case since < timeIsNow:
			future = append(future, b)
		case since < timeIsKept:
			over = append(over, b)
		}
	}
	s.Times, s.Over = future, over
	s.Off = slices.DeleteFunc(s.Off, func(b booked) bool { return b.Start <= now.Unix() })
}

func (s session) appointment(id string) (booked, bool) {
	for _, b := range s.Times {
		if b.ID == id {
			return b, true
		}
	}
	return booked{}, false
}

// retire keeps an appointment only so that it can be deleted.
func (s *session) retire(id string) {
	if b, ok := s.appointment(id); ok {
		s.drop(id)
		s.Over = append(s.Over, b)
	}
}

func (s *session) drop(id string) {
	kept := s.Times[:0]
	for _, b := range s.Times {
		if b.ID != id {
			kept = append(kept, b)
		}
	}
	s.Times = kept
}

// leaveHuman moves the present meeting to the past ones.
func (s *session) leaveHuman() {
	if s.Human == nil {
		return
	}
	const remembered = 50
	if s.Human.Live {
		s.Talks++
	}
	if s.Onward != nil && s.Onward.Next == nil {
		s.Onward = nil // the question is over with the talk
	}
	s.Past = append(s.Past, meeting{Service: s.Human.Service, ID: s.Human.ID})
	if len(s.Past) > remembered {
		s.Past = s.Past[len(s.Past)-remembered:]
	}
	s.Human = nil
}

// meets says that a handoff is the one they wait for or talk in, or the one it is
// being handed on to.
func (s session) meets(id string) bool {
	return s.Human != nil && s.Human.ID == id || s.Onward != nil && s.Onward.Next != nil && s.Onward.Next.ID == id
}

// forgetMoving drops what was to be moved once nobody is choosing a time for it: the
// next time that is booked must not take its place.
func (s *session) forgetMoving() {
	booking := func(f flow.Frame) bool { return f.Flow == bookFlow }
	if s.Held != nil {
		return // it may be what stands still
	}
	if s.Flow.Flow != bookFlow && !slices.ContainsFunc(s.Flow.Stack, booking) || s.Flow.Ended {
		s.Moving = ""
	}
}

func (s session) address() bot.Address { return bot.At(s.Address) }

package flow

import "time"

// State is where a person is in the conversation and what they have answered.
// It is plain data: save it, load it, step again. Step never changes the one it is
// given. Its JSON is short, because there are many people at rest.
type State struct {
	Flow    string              `json:"f,omitempty"` // current flow; empty before the first Begin
	Step    string              `json:"s,omitempty"` // current step
	Turn    int                 `json:"n,omitempty"` // counts questions; a tap on an older one is stale
	Memory  map[string][]string `json:"m,omitempty"` // remembered values by name; a screening is its five digits, e.g. "43234"
	Stack   []Frame             `json:"k,omitempty"` // calls to come back from, outermost first
	Undo    []Undo              `json:"u,omitempty"` // what Tilbage takes back, oldest first, bounded
	Picked  []string            `json:"p,omitempty"` // ticked so far in a question with several answers
	Digits  string              `json:"d,omitempty"` // answers so far of a screening in progress
	Offered []Choice            `json:"o,omitempty"` // times or partners on offer right now
	More    string              `json:"r,omitempty"` // where "Vis flere" goes on, as the store understands it
	Asked   string              `json:"q,omitempty"` // which question a step with several is at (consent, …)
	Args    map[string]string   `json:"g,omitempty"` // from the last Result, for the texts up to and with the current question
	Misses  int                 `json:"x,omitempty"` // answers in a row that fitted nothing
	Hops    int                 `json:"h,omitempty"` // steps played since the last question, so that no loop goes on through Reports
	Sleep   bool                `json:"z,omitempty"` // with a human, or waiting for one: the flow answers nothing
	Ended   bool                `json:"e,omitempty"`
}

// Frame is a place to come back to, with what was answered inside of it so far.
type Frame struct {
	Flow   string            `json:"f"`
	Step   string            `json:"s"`
	Sleep  bool              `json:"z,omitempty"` // it was with, or waiting for, a human
	Digits string            `json:"d,omitempty"` // see State
	Picked []string          `json:"p,omitempty"` // see State
	Args   map[string]string `json:"g,omitempty"` // see State
}

// Undo is one answer that can be taken back: where it was given, what was to be
// come back to from there, and what the names held before.
type Undo struct {
	Flow   string              `json:"f"`
	Step   string              `json:"s"`
	Stack  []Frame             `json:"k,omitempty"`
	Digits string              `json:"d,omitempty"` // see State
	Picked []string            `json:"p,omitempty"` // see State
	Args   map[string]string   `json:"g,omitempty"` // see State
	Before map[string][]string `json:"b,omitempty"` // nil for a name that held nothing
}

// Choice is one time or partner on offer.
type Choice struct {
	Service string `json:"v,omitempty"`
	ID      string `json:"i"`
	Label   string `json:"l"` // what stands on the button
}

// Do says what an Input does.
type Do int

// The inputs. A sleeping conversation answers none of the person's own (Say to
// Again); while it sleeps, words belong to the human.
const (
	Begin  Do = iota // start Flow from its first step, forgetting the place but not the memory
	Say              // typed words in Text
	Tap              // button Button of question Turn
	Back             // Tilbage
	Skip             // Spring over
	Again            // show the current question once more, changing nothing
	Call             // go into Flow and come back to the current question when it ends
	Report           // what became of the last Event that asked for something: Result
)

// Input is one thing that happened.
type Input struct {
	Do       Do
	Flow     string              // for Begin and Call; else where to begin again when the place is gone
	Text     string              // for Say
	Button   string              // for Tap
	Turn     int                 // for Tap
	Result   Result              // for Report
	Remember map[string][]string // for Begin: values known already, such as the area of a link
}

// Result is what became of an Event.
type Result struct {
	Name    string            // see the Event that asks for it
	Choices []Choice          // times or partners
	Text    string            // ready words to show with them, made by the asker
	More    string            // not empty: there is more after these
	Args    map[string]string // for the texts that follow
}

// Event is what the conversation wants to happen. Whoever steps the flow carries
// them out in order and reports back where the Event says so.
type Event interface{ event() }

// Speak says something. Key is a text's key, unless Text holds ready words; with
// buttons it is a question.
type Speak struct {
	Key     string
	Text    string
	Args    map[string]any // strings, numbers, and what fmt prints as one
	Buttons []Button
	Change  bool // the same question as before with other buttons: change it in place where the channel can
}

// Button is a choice under a question.
type Button struct {
	ID     string // comes back in Input.Button; with a leading "!" it is none of the flow's business. Letters a-z, digits and hyphens
	Key    string // key of the label, unless Text holds it
	Text   string
	Beside bool // stands beside the one before it, not under it
}

// Offer asks for free times. Report "free" with Choices, Text and More, or "none".
type Offer struct {
	Within time.Duration
	Show   int
	More   string // from an earlier Result; empty for the first times
	Later  bool   // the first time after Within instead
}

// Book takes a time. Report "booked" with Args, "taken" (with the next times as
// Choices, or none) or "none". Else is what to look for when it is taken.
type Book struct {
	Choice Choice
	Else   Offer
}

// Human asks for a counsellor. Report "waiting" (then the flow sleeps, and later
// hears "claimed", "ended" or "left"), or "closed" with Args.
type Human struct {
	To    string   // "counsellor", or a service's id
	Share []string // names of the memory the person agreed to pass on
}

// Partners asks for others who can help. Report "partners" with Choices and Text,
// or "none".
type Partners struct {
	Kind string // a service's kind, or empty for all
	Show int
}

// Card asks for all about one partner the person chose. Report "card" with Text.
type Card struct{ Choice Choice }

// Crisis shows the crisis card.
type Crisis struct{}

// End says that the conversation is over; Flow and Step are where, Name is what
// the end is called there ("booked").
type End struct{ Flow, Step, Name string }

func (Speak) event()    {}
func (Offer) event()    {}
func (Book) event()     {}
func (Human) event()    {}
func (Partners) event() {}
func (Card) event()     {}
func (Crisis) event()   {}
func (End) event()      {}

// Words gives the text of a key in the person's language.
type Words func(key string, args map[string]any) string

// Area is a municipality.
type Area struct{ ID, Name string }

// Areas finds municipalities by what somebody typed, best first; one result means
// that it is meant. It also finds one by its id: {area} in a text becomes the name
// that way.
type Areas func(typed string) []Area

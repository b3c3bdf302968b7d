package flow

// kind is what a step does. Each kind is one file, named like its word in the flow
// files; kinds lists them all.
type kind interface {
	enter(t *turn)                      // the conversation arrives
	ask(t *turn)                        // the question is shown, or the request is made, again
	resume(t *turn)                     // a call that was made from here has ended
	choose(t *turn, button string) bool // a button of the question; false when it has none such
	hear(t *turn, words string) bool    // words that fit no button; false when they fit nothing
	report(t *turn, r Result)           // what became of the request; what does not fit is ignored
	inside(s State) bool                // an answer inside of the step can be taken back
	back(t *turn)                       // takes it back
	buttons(t *turn) []Button           // of the question as it stands, in a slice of its own
	answers() []string                  // ids of all buttons it can show
	leads() []*step                     // where it leads to
	keys(use func(use KeyUse))          // the texts it needs, beside the engine's own
}

// spec is one kind in the flow files.
type spec struct {
	name  string   // the key that makes a step of this kind, or "say"
	needs []string // keys that must stand with it
	may   []string // keys that may
	read  func(r *stepReader) kind
}

// kinds is the table of all step kinds.
func kinds() []spec {
	return []spec{
		{"say", []string{"go"}, []string{"card"}, readSay},
		{"buttons", nil, []string{"skip"}, readButtons},
		{"ticks", []string{"done"}, []string{"skip"}, readTicks},
		{"ask", []string{"go"}, []string{"skip"}, readAsk},
		{"pick", []string{"go"}, []string{"skip"}, readPick},
		{"screen", []string{"save", "done", "skipped"}, nil, readScreen},
		{"branch", nil, nil, readBranch},
		{"offer-slot", []string{"booked", "none", "declined"}, nil, readOffer},
		{"hand-off", []string{"ended", "closed", "declined"}, nil, readHandOff},
		{"refer", []string{"go"}, []string{"none"}, readRefer},
		{"call", []string{"go"}, nil, readCall},
		{"end", nil, nil, readEnd},
	}
}

// mute does nothing, for the kinds to embed and say only what is their own.
type mute struct{}

func (mute) choose(*turn, string) bool { return false }
func (mute) hear(*turn, string) bool   { return false }
func (mute) report(*turn, Result)      {}
func (mute) inside(State) bool         { return false }
func (mute) back(*turn)                {}
func (mute) buttons(*turn) []Button    { return nil }
func (mute) answers() []string         { return nil }
func (mute) leads() []*step            { return nil }
func (mute) keys(func(KeyUse))         {}

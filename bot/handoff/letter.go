package handoff

import (
	"encoding/json"
	"fmt"

	"lyt/bot"
)

// Letters are what a notice carries beside words: small, and sealed as words are.

// Times are slots of the service that the counsellor offers.
type Times struct {
	Slots []string `json:"s"`
}

// Partner is a service whose card the counsellor sends.
type Partner struct {
	Service string `json:"s"`
}

// Closing says why a talk ended.
type Closing struct {
	Reason Reason `json:"r"`
}

// Refusal says why the other side cannot take a talk, for the counsellor who asked.
type Refusal struct {
	Service string `json:"s"` // who refused
	Staff   string `json:"n,omitempty"`
	Words   string `json:"w"`
}

// Onward says to whom a talk is to be handed on, and what goes along. The person sees
// it all and may shorten it.
type Onward struct {
	Service string   `json:"s"`           // may be the present one
	Staff   string   `json:"n,omitempty"` // one colleague; empty is the whole team
	By      string   `json:"b"`           // who asks
	Shared  []Shared `json:"l,omitempty"`
	Words   string   `json:"w,omitempty"` // what the counsellor would write along
}

// Pack seals nothing by itself: it makes words of a letter, which cannot be printed.
func Pack(letter any) (bot.Said, error) {
	text, err := json.Marshal(letter)
	if err != nil {
		return bot.Said{}, fmt.Errorf("pack letter: %w", err)
	}
	return bot.Heard(string(text)), nil
}

// Unpack reads a letter.
func Unpack(words bot.Said, letter any) error {
	if err := json.Unmarshal([]byte(words.Reveal()), letter); err != nil {
		return fmt.Errorf("unpack letter: not one") //nolint:errorlint // the cause would quote the words
	}
	return nil
}

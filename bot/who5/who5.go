// Package who5 turns five answers about the last two weeks into a number from 0 to
// 100 and one of three bands. Higher is better.
//
// It stands alone so that a clinician can read it in five minutes and sign it off.
// WHO-5 is a thermometer of well-being, not a diagnosis: the bands decide which
// words and which help come next, nothing else. The wording lives in its own file
// with its own licence (see Instrument) and must never be changed.
package who5

import (
	"errors"
	"fmt"
)

// Items is how many answers make a score; Most is the highest answer.
const (
	Items = 5
	Most  = 5
)

// Answers are the five answers in the order of the items, each from 0 ("På intet
// tidspunkt") to 5 ("Hele tiden").
type Answers [Items]int

// What keeps answers from having a score.
var (
	ErrMissing = errors.New("who5: an answer is missing")
	ErrRange   = errors.New("who5: an answer is not between 0 and 5")
)

// Read reads five digits, "43234", as the talk keeps them. A missing item gives
// ErrMissing: there is no official way to guess it, so there is no score.
func Read(digits string) (Answers, error) {
	var a Answers
	if len(digits) < Items {
		return a, ErrMissing
	}
	if len(digits) > Items {
		return a, fmt.Errorf("%w: %d answers", ErrRange, len(digits))
	}
	for i := range a {
		a[i] = int(digits[i]) - '0'
	}
	return a, a.Valid()
}

// Valid says whether every answer is one of the six options.
func (a Answers) Valid() error {
	for i, answer := range a {
		if answer < 0 || answer > Most {
			return fmt.Errorf("%w: item %d", ErrRange, i+1)
		}
	}
	return nil
}

// Score is the sum of the answers times four: 0 to 100 in steps of 4.
func (a Answers) Score() int {
	sum := 0
	for _, answer := range a {
		sum += answer
	}
	return sum * 4
}

// HasZero says that some item was answered "På intet tidspunkt", the lowest option.
// It is worth a careful word whatever the score.
func (a Answers) HasZero() bool {
	for _, answer := range a {
		if answer == 0 {
			return true
		}
	}
	return false
}

// A Level is a band of scores.
type Level string

// The bands of the Danish guide. Scores come in steps of 4, so 35 and 50 never
// occur: Low is 0 to 32, Middle 36 to 48, OK 52 to 100.
const (
	Low    Level = "low"
	Middle Level = "middle"
	OK     Level = "ok"
)

// The highest score of a band (the Danish guide: 0-35, 36-50, over 50).
const (
	LowMost    = 35
	MiddleMost = 50
)

// Band gives the band of a score.
func Band(score int) Level {
	switch {
	case score <= LowMost:
		return Low
	case score <= MiddleMost:
		return Middle
	}
	return OK
}

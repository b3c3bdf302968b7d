package flow

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/agnivade/levenshtein"

	"lyt/bot/who5"
)

// domain says what a remembered name can hold.
type domain int

const (
	oneOf  domain = iota // exactly one of values
	manyOf               // several of values
	anArea               // the id of a municipality
	aScore               // five digits
	aText                // the person's own words
)

// what names a domain for people.
func (d domain) what() string {
	return [...]string{"one value of a few", "several values", "an area", "a screening", "the person's own words"}[d]
}

// variable is one remembered name, alike in all flows.
type variable struct {
	name   string
	kind   domain
	values []string // for one and many
	at     place    // where it was declared first
}

func (v *variable) same(o *variable) bool {
	return v.kind == o.kind && slices.Equal(v.values, o.values)
}

// declared writes the declaration as the file has it.
func (v *variable) declared() string {
	switch v.kind {
	case oneOf:
		return "[" + strings.Join(v.values, ", ") + "]"
	case manyOf:
		return "{many: [" + strings.Join(v.values, ", ") + "]}"
	case anArea:
		return "area"
	case aScore:
		return "screening"
	}
	return "text"
}

// comparable says that a condition may compare it with a value.
func (v *variable) comparable() bool { return v.kind == oneOf || v.kind == anArea }

// example shows how a condition asks for it.
func (v *variable) example() string {
	value := "helsingor"
	if len(v.values) > 0 {
		value = v.values[0]
	}
	switch v.kind {
	case manyOf:
		return fmt.Sprintf("such as %q in %s", value, v.name)
	case aScore:
		return fmt.Sprintf("such as %s.score <= 35", v.name)
	}
	return fmt.Sprintf("such as %s == %q", v.name, value)
}

// accepts says whether these values may be remembered under the name.
func (v *variable) accepts(values []string) bool {
	if len(values) == 0 || v.kind != manyOf && len(values) != 1 {
		return false
	}
	switch v.kind {
	case anArea:
		return isID(values[0])
	case aScore:
		_, err := who5.Read(values[0])
		return err == nil
	case aText:
		return true
	}
	for i, value := range values {
		if !slices.Contains(v.values, value) || slices.Contains(values[:i], value) {
			return false
		}
	}
	return true
}

// maxID keeps a button's id within the 64 bytes of callback data, turn included
// (Bot API, InlineKeyboardButton.callback_data).
const maxID = 40

// isID says whether a name is made of small letters, digits and single hyphens.
func isID(s string) bool {
	if s == "" || len(s) > maxID || s[0] == '-' || s[len(s)-1] == '-' || strings.Contains(s, "--") {
		return false
	}
	for i := range len(s) {
		if c := s[i]; c != '-' && (c < 'a' || c > 'z') && (c < '0' || c > '9') {
			return false
		}
	}
	return true
}

// meant is ", did you mean hello?" when one of the names is close.
func meant(typed string, names ...string) string {
	best, least := "", min(len(typed)/2, 2)+1
	if len(typed) > 8 {
		least = len(typed)/3 + 1
	}
	if len(typed) > maxID {
		return ""
	}
	for _, name := range names {
		if d := levenshtein.ComputeDistance(typed, name); d < least {
			best, least = name, d
		}
	}
	if best == "" {
		return ""
	}
	return "; did you mean " + best + "?"
}

func meantName[T any](typed string, names map[string]T) string {
	const most = 1000 // no real file has so many; comparing with all would take long
	if len(names) > most {
		return ""
	}
	return meant(typed, slices.Sorted(maps.Keys(names))...)
}

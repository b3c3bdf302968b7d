package flow

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// fold makes words comparable: small letters, no accents, no punctuation, no emoji,
// and æ, ø, å like a, o, a, so that "FORÆLDRE!", "foraeldre" and "foraldre" are one.
// The words come back in order.
func fold(s string) []string {
	var b strings.Builder
	last := ' '
	write := func(r rune) {
		if r == 'e' && (last == 'a' || last == 'o') || r == 'a' && last == 'a' {
			return // ae, oe and aa are how æ, ø and å are typed without the keys
		}
		b.WriteRune(r)
		last = r
	}
	for _, r := range decomposed(s) {
		r = unicode.ToLower(r)
		switch r {
		case 'æ':
			r = 'a'
		case 'ø':
			r = 'o'
		}
		switch {
		case unicode.IsLetter(r), unicode.IsDigit(r):
			write(r)
		case unicode.In(r, unicode.Mn, unicode.Cf): // an accent; a mark that is not seen
		default:
			write(' ')
		}
	}
	return strings.Fields(b.String())
}

// Folded gives a text as typed words are compared with it. Two labels that fold alike
// are one to the engine.
func Folded(s string) string { return strings.Join(fold(s), " ") }

// decomposed takes accents off their letters; what is plain is left alone.
func decomposed(s string) string {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return norm.NFKD.String(s)
		}
	}
	return s
}

// head is the beginning of a text, as much as can be a label or a name.
func head(s string) string {
	const most = 120
	if utf8.RuneCountInString(s) <= most {
		return s
	}
	return string([]rune(s)[:most])
}

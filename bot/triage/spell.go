package triage

import (
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// One spelling for all. Words are compared in a folded form in which these are
// the same: any case, Unicode compatibility forms, look-alike letters; æ, ä, ae
// and e; ø, ö, oe and o; å, aa and a; any number of repeated letters; and digits
// that stand for letters. One word is kept apart: dø (to die) folds to "doe", so
// that it never meets the English or Norwegian "do".

// plain drops what nobody sees and lowers the case. It gives -1 for a rune that
// is dropped: combining marks that did not belong to a letter, and format
// characters such as zero-width spaces and soft hyphens.
func plain(r rune) rune {
	if r < 0x80 {
		if 'A' <= r && r <= 'Z' {
			return r + 'a' - 'A'
		}
		return r
	}
	if unicode.In(r, unicode.Cf, unicode.Mn, unicode.Me) {
		return -1
	}
	r = unicode.ToLower(r)
	if same, ok := lookalikes[r]; ok {
		return same
	}
	if r == 'æ' || r == 'ø' || r == 'å' || !unicode.IsLetter(r) {
		return r
	}
	var buf [4]byte
	b := buf[:copy(buf[:], string(r))]
	if d := norm.NFD.Properties(b).Decomposition(); len(d) > 0 && d[0] < 0x80 {
		return rune(d[0])
	}
	return r
}

// lookalikes are letters of other languages that stand for a Danish one: on a
// Swedish or German keyboard, or to slip past a filter.
var lookalikes = map[rune]rune{
	'ä': 'æ', 'ö': 'ø', 'œ': 'ø', 'ǿ': 'ø', 'ǽ': 'æ', 'ő': 'ø', 'ð': 'd', 'ß': 's', 'ı': 'i', 'ł': 'l',
	'а': 'a', 'е': 'e', 'о': 'o', 'р': 'p', 'с': 'c', 'у': 'y', 'х': 'x', 'і': 'i', 'ѕ': 's', 'ј': 'j', 'ԁ': 'd',
	'ο': 'o', 'α': 'a', 'ι': 'i', 'ν': 'v', 'ε': 'e', '€': 'e', '∅': 'ø', 'ɵ': 'ø', 'ө': 'ø',
}

// digits that stand for letters inside a word.
var digitLetters = [...]rune{'0': 'ø', '1': 'i', '3': 'e', '4': 'a', '5': 's', '7': 't', '8': 'b'}

func digitLetter(r rune) rune {
	switch {
	case r == '@':
		return 'å'
	case r == '$':
		return 's'
	case int(r) < len(digitLetters):
		return digitLetters[r]
	}
	return 0
}

// fold appends one word, given in plain runes, in the folded form. A star stays:
// it stands for one unknown letter.
func fold(dst []byte, word []rune) []byte {
	from := len(dst)
	var last rune
	for i := 0; i < len(word); i++ {
		r := word[i]
		if i+1 < len(word) {
			if d := digraph(r, word[i+1]); d != 0 {
				r = d
				i++
			}
		}
		if r == last {
			continue
		}
		last = r
		dst = appendLetter(dst, from, r)
	}
	if last == 'ø' && len(dst)-from >= 2 && dst[len(dst)-2] == 'd' {
		dst = append(dst, 'e') // dø, and nothing else that ends in o
	}
	return dst
}

func digraph(a, b rune) rune {
	switch {
	case a == 'a' && b == 'a':
		return 'å'
	case a == 'a' && b == 'e':
		return 'æ'
	case a == 'o' && b == 'e':
		return 'ø'
	}
	return 0
}

// appendLetter leaves out a letter that repeats after folding ("åa").
func appendLetter(dst []byte, from int, r rune) []byte {
	b := byte('?')
	switch {
	case r == 'æ':
		b = 'e'
	case r == 'ø':
		b = 'o'
	case r == 'å':
		b = 'a'
	case r < 0x80:
		b = byte(r)
	}
	if b != '*' && len(dst) > from && dst[len(dst)-1] == b {
		return dst
	}
	return append(dst, b)
}

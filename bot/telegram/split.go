package telegram

import (
	"strings"
	"unicode"
	"unicode/utf16"
)

// maxUnits is the longest text of one message. Telegram counts UTF-16 units.
const maxUnits = 4096

// units is a text's length as Telegram counts it.
func units(s string) int {
	n := 0
	for _, r := range s {
		n += utf16.RuneLen(r)
	}
	return n
}

// split cuts a text into parts of at most limit units: at the last paragraph that
// fits, else line, else sentence, else word, else anywhere between two letters.
// Only space at a cut is lost.
func split(text string, limit int) []string {
	var parts []string
	rest := strings.TrimSpace(text)
	for units(rest) > limit {
		at := cut(rest[:fits(rest, limit)])
		if part := strings.TrimRightFunc(rest[:at], unicode.IsSpace); part != "" {
			parts = append(parts, part)
		}
		rest = strings.TrimLeftFunc(rest[at:], unicode.IsSpace)
	}
	if rest != "" {
		parts = append(parts, rest)
	}
	return parts
}

// fits gives how many bytes of the text stay within the limit.
func fits(text string, limit int) int {
	n := 0
	for i, r := range text {
		if n += utf16.RuneLen(r); n > limit {
			return i
		}
	}
	return len(text)
}

// cut gives the best place to end a part. The first third is no place: parts of a
// few words would come one after the other.
func cut(head string) int {
	for _, end := range []string{"\n\n", "\n", ". ", "? ", "! ", "… ", " "} {
		if at := strings.LastIndex(head, end); at > len(head)/3 {
			return at + len(strings.TrimRight(end, " \n"))
		}
	}
	return len(head)
}

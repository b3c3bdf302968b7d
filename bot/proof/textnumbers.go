package proof

import (
	"regexp"
	"strings"
)

// A telephone number is any row of digits, whatever stands between them, that is long
// enough or stands where one calls. Each stands in the directory, so that somebody has
// checked it.
var (
	digitRow   = regexp.MustCompile(`\d(?:[^\p{L}\d]*\d){2,}`)
	digitGroup = regexp.MustCompile(`\d+`)
	parts      = regexp.MustCompile(`\d(?:[^,;:\n\d]*\d)*`) // of a row, for a list has several numbers
	country    = regexp.MustCompile(`\+45|\b0045`)

	// hours are no number, nor is a day or an age from and to.
	hours = regexp.MustCompile(`^(?:[01]?\d|2[0-5])(?:[.:][0-5][05])?(?: ?[-–—] ?(?:[01]?\d|2[0-5])(?:[.:][0-5][05])?)?$`)

	calling = regexp.MustCompile(`(?i)\b(?:ring|ringe|ringer|tlf|telefon\pL*|telefonnummer|nummer|nummeret|numre|sms|opkald|call|calling|phone|dial|number|numbers|text)\b`)
	before  = regexp.MustCompile(`(?i)(?:\bpå|\bon|\btlf\.?|\btel\.?|:)\s*$`)
)

// longNumber digits and more are a number wherever they stand.
const longNumber = 6

// numbers: a telephone number stands in the directory, so that somebody has checked it.
func (r *reading) numbers(words string, known map[string]bool, at func(words string) place) {
	words = country.ReplaceAllString(plain(words), "")
	for _, other := range r.Reviewed.NoPhone {
		words = strings.ReplaceAll(words, plain(other), strings.Repeat("x", len(other)))
	}
	for _, number := range unknown(words, known) {
		hint := ""
		if len(bare(number)) < danishNumber {
			hint = "; if nobody can call it, write it with the words beside it into no-phone of locales/" + reviewedFile
		}
		r.fault(at(number), "unknown-number", "the number %s is in no file of flows/services; put the service there, with the day it was checked, or mend the number%s", oneLine(number), hint)
	}
}

// unknown lists the numbers of a text that look as if one could call them.
func unknown(words string, known map[string]bool) []string {
	var all []string
	for _, row := range digitRow.FindAllStringIndex(words, -1) {
		for _, number := range unlisted(words, row[0], row[1], known) {
			if canBeCalled(words, number) {
				all = append(all, words[number.from:number.to])
			}
		}
	}
	return all
}

// span is a part of a text.
type span struct{ from, to int }

// unlisted takes what consists of known numbers out of a row of digits, and gives
// what is left between.
func unlisted(words string, from, to int, known map[string]bool) []span {
	var left []span
	joined := false // with the part before
	for _, part := range parts.FindAllStringIndex(words[from:to], -1) {
		p := span{from + part[0], from + part[1]}
		switch {
		case allKnown(digitGroup.FindAllString(words[p.from:p.to], -1), known):
			joined = false
		case joined:
			left[len(left)-1].to = p.to
		default:
			left, joined = append(left, p), true
		}
	}
	return left
}

// allKnown says that groups of digits are known numbers, one after the other.
func allKnown(groups []string, known map[string]bool) bool {
	number := ""
	for _, group := range groups {
		if number += group; known[number] {
			number = ""
		}
	}
	return number == ""
}

// canBeCalled tells a telephone number from a year, a house, a room, or hours.
func canBeCalled(words string, where span) bool {
	number := words[where.from:where.to]
	n := len(bare(number))
	if n < 3 || hours.MatchString(number) {
		return false
	}
	return n >= longNumber || calling.MatchString(sentence(words, where)) || before.MatchString(words[:where.from])
}

// sentence is the one around a part of a text.
func sentence(words string, where span) string {
	const ends = ".!?\n"
	begin := strings.LastIndexAny(words[:where.from], ends) + 1
	end := len(words)
	if i := strings.IndexAny(words[where.to:], ends); i >= 0 {
		end = where.to + i
	}
	return words[begin:end]
}

func oneLine(words string) string { return strings.Join(strings.Fields(words), " ") }

func (r *reading) knownNumbers() map[string]bool {
	known := map[string]bool{}
	for _, s := range r.Directory.Services() {
		known[bare(s.Phone)], known[bare(s.SMS)] = true, true
	}
	delete(known, "") // of those without one
	return known
}

// bare leaves the digits of a number.
func bare(number string) string {
	return strings.Map(func(c rune) rune {
		if c < '0' || c > '9' {
			return -1
		}
		return c
	}, strings.TrimPrefix(number, "+45"))
}

package flow

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// ask takes the person's own words.
type ask struct {
	mute
	name *variable
	to   *step
}

// maxNote is how many characters of the person's own words are kept.
const maxNote = 1000

func readAsk(r *stepReader) kind {
	return &ask{name: r.variable("ask", aText), to: r.target("go")}
}

func (k *ask) enter(t *turn)  { k.ask(t) }
func (k *ask) resume(t *turn) { k.ask(t) }
func (k *ask) ask(t *turn)    { t.question(Speak{Key: t.at.key, Args: t.textArgs()}) }

func (k *ask) hear(t *turn, words string) bool {
	if !readable(words) {
		return false
	}
	words, cut := shorten(words, maxNote)
	t.answered(assign{k.name.name, []string{words}})
	if cut {
		t.emit(Speak{Key: "flow.too-long", Args: map[string]any{"max": maxNote}})
	}
	t.goTo(k.to)
	return true
}

// readable says that there is something to see in it. An emoji is an answer too.
func readable(words string) bool {
	return strings.ContainsFunc(words, func(r rune) bool {
		return unicode.In(r, unicode.L, unicode.N, unicode.S, unicode.P)
	})
}

// shorten cuts to so many characters, not inside of a composed one.
func shorten(words string, most int) (string, bool) {
	if utf8.RuneCountInString(words) <= most {
		return words, false
	}
	runes := []rune(words)
	end := most
	for end > most-20 && joins(runes[end-1], runes[end]) {
		end--
	}
	return strings.TrimSpace(string(runes[:end])), true
}

// joins says that two characters are drawn as one: an accent, an emoji of several.
func joins(before, after rune) bool {
	const joiner = '\u200d'
	return before == joiner || after == joiner || unicode.In(after, unicode.M) || after >= 0x1f3fb && after <= 0x1f3ff
}

func (k *ask) leads() []*step { return []*step{k.to} }

func (k *ask) keys(use func(KeyUse)) { use(KeyUse{}) }

package proof

import (
	"strings"

	"lyt/locales"
)

// words reads each text for what it must not say, and so the name of each service.
func (r *reading) words() {
	known := r.knownNumbers()
	r.each(func(t text) {
		at := func(words string) place { return r.word(t, words) }
		if r.services {
			r.numbers(t.words, known, at)
		}
		if forStaff(t.key) {
			return
		}
		r.unfit(t, at)
		if strings.Contains(t.words, "!") {
			r.warn(at("!"), "cheer", "an exclamation mark sounds like a command or like cheer; end the sentence with a full stop")
		}
	})
	for _, s := range r.Directory.Services() {
		file := flowsFolder + "services/" + s.ID + ".yaml"
		r.unfit(text{locales.Danish, s.About, s.Name}, func(words string) place { return r.inList(file, words) })
	}
	r.reviews()
}

// unfit looks for words that no text may hold.
func (r *reading) unfit(t text, at func(words string) place) {
	if letter := odd(t.words); letter != "" {
		r.fault(at(letter), "odd-letter", "%q is no letter of Danish or English, and only looks like one; write the word anew", letter)
	}
	if word := forbidden.in(t.lang, t.words); word != "" {
		r.fault(at(word), "forbidden-word", "%q makes a person a file or an illness; say it in everyday words", word)
	}
	if word := methods.in(t.lang, t.words); word != "" {
		r.fault(at(word), "method-word", "%q can be read as a way to hurt oneself; no text may name one", word)
	}
	if words := turningAway.in(t.lang, t.words); words != "" {
		r.fault(at(words), "turns-away", "%q keeps people from calling for help; say whom to call", words)
	}
}

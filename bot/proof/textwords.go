package proof

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// The words below stand in the program and not in a file of the content, so that
// nobody can publish without them. A star stands for any ending, a hyphen for a space.

// forbidden words make a person a file of somebody's, or an illness.
var forbidden = map[string]vocabulary{
	"da": listOf(`sag sagen sags sagens sager sagerne sagsbehandl* diagnos* patient* depression* depressiv* klient*`),
	"en": listOf(`case cases caseworker* diagnos* patient patients depression* depressive client clients`),
}

// methods are ways to hurt oneself. Naming them can do harm, in any text.
var methods = map[string]vocabulary{
	"da": listOf(`pille piller pillerne overdosis reb rebet hænge hænger hængt barberblad* kniv kniven knive skære skærer skåret
		cutte cutter snitte snitter kvæle kvæler drukne drukner springe-ud hoppe-ud forgifte* pistol* skyde skyder`),
	"en": listOf(`pill pills overdose* rope ropes hang hangs hanging hanged razor* blade blades knife knives cut cuts cutting
		suffocate* strangle* drown* jump-off jumping-off poison-yourself gun guns shoot shooting`),
}

// death is told of with these, and taking one's life.
var death = listOf(`selvmord* suicid* dø dør død døde døden dødt eget-liv dit-liv sit-liv mit-liv livet-af
	die died dies dying dead death own-life your-life my-life their-life kill*`)

// vocabulary is a list of words to look for.
type vocabulary struct {
	whole map[string]bool // a word, or two with a space between
	stems []string
}

func listOf(words string) vocabulary {
	v := vocabulary{whole: map[string]bool{}}
	for _, word := range strings.Fields(words) {
		if stem, open := strings.CutSuffix(word, "*"); open {
			v.stems = append(v.stems, stem)
		} else {
			v.whole[strings.ReplaceAll(word, "-", " ")] = true
		}
	}
	return v
}

// spoken are the words of a text, as they are written.
func spoken(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsLetter(r) })
}

// in gives the first of the words that stands among those spoken.
func (v vocabulary) in(words []string) string {
	before := ""
	for _, written := range words {
		word := strings.ToLower(written)
		if v.whole[word] || v.whole[before+" "+word] || slices.ContainsFunc(v.stems, func(stem string) bool { return strings.HasPrefix(word, stem) }) {
			return written
		}
		before = word
	}
	return ""
}

// words reads each text for what it must not say.
func (r *reading) words() {
	known := r.knownNumbers()
	r.each(func(t text) {
		if r.services {
			r.numbers(t, known)
		}
		if forStaff(t.key) {
			return
		}
		words := spoken(t.words)
		if word := forbidden[t.lang].in(words); word != "" {
			r.fault(r.word(t, word), "forbidden-word", "%q makes a person a file or an illness; say it in everyday words", word)
		}
		if word := methods[t.lang].in(words); word != "" {
			r.fault(r.word(t, word), "method-word", "%q can be read as a way to hurt oneself; no text may name one", word)
		}
		if word := death.in(words); word != "" && !r.Reviewed.has(t.key) {
			r.fault(r.word(t, word), "unreviewed-text", "%q speaks of death (%q); let a clinician read it, then write its key into locales/%s", t.key, word, reviewedFile)
		}
		if strings.Contains(t.words, "!") {
			r.warn(r.word(t, "!"), "cheer", "an exclamation mark sounds like a command or like cheer; end the sentence with a full stop")
		}
	})
	r.idleReviews()
}

// digits are numbers somebody could call: three digits and more, with single spaces
// between, or pairs with dots or hyphens.
var digits = regexp.MustCompile(`\d(?:[ \x{a0}]?\d){2,}|\d\d(?:[-.]\d\d){3}`)

// numbers: a telephone number stands in the directory, so that somebody has checked it.
func (r *reading) numbers(t text, known map[string]bool) {
	words := t.words
	for _, other := range r.Reviewed.NoPhone {
		words = strings.ReplaceAll(words, other, strings.Repeat("x", len(other)))
	}
	for _, number := range digits.FindAllString(words, -1) {
		if !known[bare(number)] {
			r.fault(r.word(t, number), "unknown-number", "the number %s is in no file of flows/services; put the service there, with the day it was checked, or mend the number", number)
		}
	}
}

func (r *reading) knownNumbers() map[string]bool {
	known := map[string]bool{}
	for _, s := range r.Directory.Services() {
		known[bare(s.Phone)], known[bare(s.SMS)] = true, true
	}
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

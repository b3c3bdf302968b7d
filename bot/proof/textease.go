package proof

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"lyt/locales"
)

// How hard a text may be to read, by LIX: 24 and less is easy, up to 34 is easy for
// those who read much. It means something for a hundred words and more, so the texts
// of a flow are measured together, and one text alone only when it is far over.
const (
	lixYoung     = 25.0
	lixOthers    = 35.0
	enoughWords  = 100
	farOver      = 20.0
	enoughAlone  = 15
	longWordFrom = 7 // letters
)

// Ease is what LIX is reckoned from.
type Ease struct{ Words, Long, Sentences int }

// Read adds a text. A sentence ends with . : ! ? or with the line.
func (e *Ease) Read(text string) {
	for _, sentence := range strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(".:!?\n", r) }) {
		words := strings.FieldsFunc(sentence, func(r rune) bool { return !unicode.IsLetter(r) && r != '-' })
		for _, word := range words {
			if utf8.RuneCountInString(word) >= longWordFrom {
				e.Long++
			}
		}
		if e.Words += len(words); len(words) > 0 {
			e.Sentences++
		}
	}
}

// LIX tells how easy it is to read (Björnsson, 1968): words a sentence, plus the
// share of long words in percent.
func (e Ease) LIX() float64 {
	if e.Words == 0 {
		return 0
	}
	return float64(e.Words)/float64(e.Sentences) + 100*float64(e.Long)/float64(e.Words)
}

// ease measures the Danish texts, a flow or a part of the program at a time.
func (r *reading) ease() {
	parts := map[string][]string{}
	for _, key := range r.Texts.Keys(locales.Danish) {
		part, _, _ := strings.Cut(key, ".")
		if !forStaff(key) && r.inMessages(key) {
			parts[part] = append(parts[part], key)
		}
	}
	for part, keys := range parts {
		r.easePart(part, keys)
	}
}

// inMessages says that a text is said in messages: a flow's questions and the program's
// own sentences, and no label.
func (r *reading) inMessages(key string) bool {
	if uses := r.uses[key]; len(uses) > 0 {
		return !uses[0].Button
	}
	return strings.HasPrefix(key, "talk.") || strings.HasPrefix(key, "services.")
}

func (r *reading) easePart(part string, keys []string) {
	most := lixYoung
	if r.Flows.Has(part) && r.Flows.Audience(part) != "young" {
		most = lixOthers
	}
	var all, worst Ease
	worstKey := ""
	for _, key := range keys {
		var one Ease
		words := r.Texts.Text(locales.Danish, key, nil)
		all.Read(words)
		one.Read(words)
		if one.Words >= enoughAlone && one.LIX() > most+farOver {
			r.hard(key, one, most)
		}
		if one.Words >= enoughAlone && one.LIX() > worst.LIX() {
			worst, worstKey = one, key
		}
	}
	if all.Words >= enoughWords && all.LIX() > most && worstKey != "" && worst.LIX() <= most+farOver {
		r.warn(r.where(locales.Danish, worstKey), "hard-to-read", "the texts of %s have a LIX of %.0f, want %.0f at most; this one is the hardest with %.0f: shorter sentences, everyday words", part, all.LIX(), most, worst.LIX())
	}
}

func (r *reading) hard(key string, e Ease, most float64) {
	r.warn(r.where(locales.Danish, key), "hard-to-read", "this has a LIX of %.0f, far over the %.0f for those it is for: shorter sentences, everyday words", e.LIX(), most)
}

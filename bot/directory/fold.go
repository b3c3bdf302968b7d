package directory

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// longestTyped is more than anybody needs to say where they live; the rest of a
// very long text is not looked at.
const longestTyped = 200

// fillers are words around a place name, and answers that name no place.
var fillers = strings.Fields(`jeg bor bosat boende i paa på ved nær naer tæt tet hos fra kommer er det den der en et
	og men så saa lige min mit mine mor far vi os du
	kommune kommunen by byen omraadet området ude inde nord syd øst vest for af til med her hjemme
	ikke nej ja ved ingen intet aner hvad hvor
	live living near the of in at from municipality city town am`)

// fold brings a name or what somebody typed to one form: plain letters, with the
// other spellings of æ, ø and å (ae, oe, aa) as a and o too.
func fold(text string) string { return spellings.Replace(plain(text)) }

// spellings are other ways to write æ, ø and å.
var spellings = strings.NewReplacer("aa", "a", "ae", "a", "oe", "o")

// plain makes small letters a-z: æ and å as a, ø as o, no accents, no punctuation.
func plain(text string) string {
	var b strings.Builder
	gap := false
	for _, r := range norm.NFC.String(strings.ToLower(text)) {
		letters := letter(r)
		if letters == "" {
			gap = gap || !unicode.Is(unicode.Mn, r) && !unicode.Is(unicode.Cf, r)
			continue
		}
		if gap && b.Len() > 0 {
			b.WriteByte(' ')
		}
		gap = false
		b.WriteString(letters)
	}
	return b.String()
}

func letter(r rune) string {
	switch r {
	case 'æ', 'ä', 'å':
		return "a"
	case 'ø', 'ö':
		return "o"
	case 'ü':
		return "u"
	}
	if 'a' <= r && r <= 'z' || '0' <= r && r <= '9' {
		return string(r)
	}
	if base := []rune(norm.NFD.String(string(r)))[0]; base != r && base < 128 {
		return string(base)
	}
	return ""
}

// cut keeps the beginning of a very long text.
func cut(text string) string {
	n := 0
	for i := range text {
		if n++; n > longestTyped {
			return text[:i]
		}
	}
	return text
}

// foldAll folds each word.
func foldAll(words []string) []string {
	out := make([]string, len(words))
	for i, w := range words {
		out[i] = fold(w)
	}
	return out
}

// word is a word in both forms. The folded one is what names are looked up by; the
// plain one is for slips, where "slaelse" must stay near "slagelse".
type word struct{ folded, plain string }

// wordsOf gives the words of what somebody typed without those around the name.
func (d *Directory) wordsOf(typed string) []word {
	var out []word
	for _, w := range strings.Fields(plain(typed)) {
		w = strings.TrimSuffix(w, "kommune") // written as one word
		if folded := fold(w); folded != "" && !slices.Contains(d.fillers, folded) {
			out = append(out, word{folded, w})
		}
	}
	return out
}

// join makes one phrase of words.
func join(words []word) word {
	var out word
	for i, w := range words {
		if i > 0 {
			out.folded += " "
			out.plain += " "
		}
		out.folded += w.folded
		out.plain += w.plain
	}
	return out
}

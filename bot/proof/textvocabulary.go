package proof

import (
	"regexp"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// The words below stand in the program and not in a file of the content, so that
// nobody can publish without them. A star stands for any letters, a hyphen for a space.
// Each list holds Danish and English, for words of one stray into the other.

// forbidden words make a person a file of somebody's, or an illness.
var forbidden = listOf(`sag sagen sags sagens sager sagerne sags* *sag *sagen *sager *sagerne case cases caseworker*
	*diagnos* *patient *patienten *patienter* patients *depress* deprim* klient* client clients
	journal journalen journaler* journalfør* *journal *journalen`)

// methods are ways to hurt oneself. Naming them can do harm, in any text.
var methods = listOf(`pille piller pillerne pille* sovepille* smertepille* lykkepille* nervepille* tabletter* panodil*
	paracetamol* pamol* ipren* ibuprofen* ritalin* morfin* insulin* overdos* reb rebet hænge-dig hænger-dig hænge-mig
	hænger-mig hænge-sig hænger-sig hæng-dig hængt hængte hængning* galge* barberblad* kniv kniven knive skære skærer
	skåret skar cutte cutter snitte snitter kvæle kvæler kvælning* drukne drukner springe-ud springer-ud springer-du-ud
	sprang-ud spring-ud hoppe-ud hopper-ud hopper-du-ud hoppede-ud hop-ud foran-et-tog foran-toget foran-en-bil
	forgifte* pistol* skyde skyder
	pill pills tylenol* overdose* rope ropes hang hangs hanging hanged noose* razor* blade blades
	knife knives cut cuts cutting suffocate* strangle* drown* jump-off jumps-off jumping-off jump-from jumping-from
	jump-out-of in-front-of-a-train poison-yourself gun guns shoot shooting`)

// death is told of with these, and taking one's life.
var death = listOf(`selvmord* selvdrab* suicid* dø dør død* ihjel dræb* drab drabet eget-liv dit-liv sit-liv mit-liv livet-af
	tage-livet tager-livet tog-livet taget-livet tag-livet ende-det-hele gøre-en-ende gør-en-ende
	die died dies dying dead deadly death* fatal* lethal* murder* own-life your-life my-life their-life kill* end-it-all
	ending-it-all`)

// turning away from help is no wording for any text.
var turningAway = listOf(`ring-ikke ring-aldrig ringe-aldrig lad-være-med-at-ringe do-not-call don-t-call dont-call never-call`)

// harmless are look-alikes of all these, by language.
var harmless = map[string]vocabulary{
	"da": listOf(`årsag* hovedårsag* passage* massage* dressage* journalist* hang-til blade bladene killing killinger* springe-ud-som springer-ud-som
		springer-du-ud-som sprang-ud-som spring-ud-som en-dør vores-dør`),
	"en": listOf(`in-case in-any-case in-that-case in-this-case in-which-case journal* be-patient impatient
		hang-on hang-out hang-up hangs-out hangs-up hanging-on hanging-out hanging-up hanging-around cut-off short-cut`),
}

// vocabulary is a list of words to look for.
type vocabulary struct {
	whole map[string]bool // a word, or some with spaces between
	stars []string
	most  int // words that a whole one has
}

func listOf(words string) vocabulary {
	v := vocabulary{whole: map[string]bool{}}
	for _, word := range strings.Fields(words) {
		if strings.Contains(word, "*") {
			v.stars = append(v.stars, word)
			continue
		}
		v.whole[strings.ReplaceAll(word, "-", " ")] = true
		v.most = max(v.most, 1+strings.Count(word, "-"))
	}
	return v
}

// at tells how many of the words at the beginning are one of the list; 0 is none.
func (v vocabulary) at(words []string) int {
	for n := min(v.most, len(words)); n > 0; n-- {
		if v.whole[strings.Join(words[:n], " ")] {
			return n
		}
	}
	if slices.ContainsFunc(v.stars, func(star string) bool { return fits(star, words[0]) }) {
		return 1
	}
	return 0
}

func fits(star, word string) bool {
	ending, open := strings.CutPrefix(star, "*")
	stem, closed := strings.CutSuffix(ending, "*")
	switch {
	case open && closed:
		return strings.Contains(word, stem)
	case open:
		return strings.HasSuffix(word, ending)
	}
	return strings.HasPrefix(word, stem)
}

// in gives the first of the words of a text that stands in the list, as it is written.
func (v vocabulary) in(lang, text string) string {
	text = plain(text)
	joined := text
	for range 2 { // for a letter between two joints is of both
		joined = joints.ReplaceAllString(joined, "$1$2")
	}
	for _, text := range slices.Compact([]string{text, joined}) {
		if hit := v.among(lang, spoken(text)); hit != "" {
			return hit
		}
	}
	return ""
}

func (v vocabulary) among(lang string, written []string) string {
	words := make([]string, len(written))
	for i, word := range written {
		words[i] = strings.ToLower(word)
	}
	for i := 0; i < len(words); i++ {
		if n := harmless[lang].at(words[i:]); n > 0 {
			i += n - 1
		} else if n := v.at(words[i:]); n > 0 {
			return strings.Join(written[i:i+n], " ")
		}
	}
	return ""
}

// joints are marks inside of a word, as in S.A.G. and sags-behandler.
var joints = regexp.MustCompile(`(\p{L})[.\-_'’*](\p{L})`)

// spoken are the words of a text, as they are written.
func spoken(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsLetter(r) })
}

// plain is a text as it looks: every kind of space, digit and letter is the common
// one, and marks that nobody sees are gone.
func plain(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.In(r, unicode.Cf, unicode.M) {
			return -1
		}
		return r
	}, norm.NFKC.String(text))
}

// odd is the first letter or digit of a text that only looks like one of ours.
func odd(text string) string {
	const last = 'ÿ' // of the letters that Danish and English share with their neighbours
	for _, r := range plain(text) {
		if r > last && (unicode.IsLetter(r) || unicode.IsDigit(r)) {
			return string(r)
		}
	}
	return ""
}

// Package locales holds everything a person reads, in each language. The texts
// stand in active.da.toml and active.en.toml; Danish is the one that is never
// missing, and what a language lacks is said in Danish.
//
// A text may hold places for words in braces, such as {time}, and one or more
// plural forms chosen by {count}. Nothing in a text is ever run as a program.
//
// Load reads and checks the files; Catalog.Text gives a text, Catalog.Time a time.
package locales

import (
	"embed"
	"maps"
	"slices"
	"time"

	"github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"
)

// FS holds the texts as they are shipped.
//
//go:embed *.toml
var FS embed.FS

// Danish is the first language and the one to fall back on.
const Danish = "da"

// missingKey is said instead of a text that no language has: kind, and never empty.
const missingKey = "common.missing"

// A Catalog holds the texts of all languages. Set its fields before the first use;
// after that many may read it at once.
type Catalog struct {
	// Zone is where times are told; nil is the time's own zone.
	Zone *time.Location
	// Missing hears of a text that a language lacks, and of a text that got no word for
	// one of its places. It must be quick; nil is nobody. It never hears a person's words.
	Missing func(lang, key string)

	tongues map[string]*tongue
}

// tongue is one language.
type tongue struct {
	tag       language.Tag
	messages  map[string]message
	localizer *i18n.Localizer // picks the plural form
}

// message is one text with where it stands.
type message struct {
	plain *template           // nil when the text has plural forms
	forms map[string]template // by plural form: one, other
	file  string
	line  int
	col   int // where its words begin
}

// Langs lists the languages, Danish first.
func (c *Catalog) Langs() []string {
	langs := slices.Sorted(maps.Keys(c.tongues))
	slices.SortStableFunc(langs, func(a, b string) int { return danishFirst(a) - danishFirst(b) })
	return langs
}

func danishFirst(lang string) int {
	if lang == Danish {
		return 0
	}
	return 1
}

// Has says whether the language itself has the text.
func (c *Catalog) Has(lang, key string) bool {
	_, ok := c.find(lang, key)
	return ok
}

// Keys lists the texts a language has, in alphabetical order.
func (c *Catalog) Keys(lang string) []string {
	t := c.tongues[lang]
	if t == nil {
		return nil
	}
	return slices.Sorted(maps.Keys(t.messages))
}

// Forms gives a text as it is written, by plural form; a text without plurals has
// the one form "other". It is nil when the language lacks the text.
func (c *Catalog) Forms(lang, key string) map[string]string {
	m, ok := c.find(lang, key)
	if !ok {
		return nil
	}
	forms := map[string]string{}
	for form, t := range m.forms {
		forms[form] = t.source
	}
	return forms
}

// Places lists the names in braces in all forms of a text, in alphabetical order.
func (c *Catalog) Places(lang, key string) []string {
	m, _ := c.find(lang, key)
	set := map[string]bool{}
	for _, t := range m.forms {
		for _, p := range t.parts {
			if p.place {
				set[p.text] = true
			}
		}
	}
	return slices.Sorted(maps.Keys(set))
}

// Where gives the place of a text's words; an empty file when the language lacks it.
func (c *Catalog) Where(lang, key string) (file string, line, col int) {
	m, _ := c.find(lang, key)
	return m.file, m.line, m.col
}

func (c *Catalog) find(lang, key string) (message, bool) {
	t := c.tongues[lang]
	if t == nil {
		return message{}, false
	}
	m, ok := t.messages[key]
	return m, ok
}

func (c *Catalog) miss(lang, key string) {
	if c.Missing != nil {
		c.Missing(lang, key)
	}
}

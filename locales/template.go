package locales

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	i18ntemplate "github.com/nicksnyder/go-i18n/v2/i18n/template"
)

// template is a text cut into words and places. {name} is a place, {{ and }} are
// braces themselves.
type template struct {
	source string
	parts  []part
	size   int // letters outside the places
}

type part struct {
	text  string // words, or the name of the place
	place bool
}

// What can be wrong with a text's braces.
var (
	errOpen  = errors.New("a { is never closed; write {{ for a brace itself")
	errClose = errors.New("a } stands alone; write }} for a brace itself")
	errName  = errors.New("between { and } stands a name: a letter, then letters, digits, dots, - or _")
)

// longestPlace is the longest name in braces.
const longestPlace = 40

// parse cuts a text.
func parse(text string) (template, error) {
	t := template{source: text}
	var words strings.Builder
	for rest := text; rest != ""; {
		i := strings.IndexAny(rest, "{}")
		if i < 0 {
			words.WriteString(rest)
			break
		}
		words.WriteString(rest[:i])
		brace, after := rest[i], rest[i+1:]
		if after != "" && after[0] == brace {
			words.WriteByte(brace)
			rest = after[1:]
			continue
		}
		name, left, err := placeName(brace, after)
		if err != nil {
			return template{}, err
		}
		t.addWords(&words)
		t.parts = append(t.parts, part{name, true})
		rest = left
	}
	t.addWords(&words)
	return t, nil
}

func placeName(brace byte, after string) (name, left string, err error) {
	if brace == '}' {
		return "", "", errClose
	}
	name, left, closed := strings.Cut(after, "}")
	switch {
	case !closed:
		return "", "", errOpen
	case !isPlace(name):
		return "", "", errName
	}
	return name, left, nil
}

func isPlace(name string) bool {
	for i, r := range []byte(name) {
		letter := 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z'
		if !letter && (i == 0 || !strings.ContainsRune("0123456789._-", rune(r))) {
			return false
		}
	}
	return name != "" && len(name) <= longestPlace
}

func (t *template) addWords(words *strings.Builder) {
	if words.Len() == 0 {
		return
	}
	t.parts = append(t.parts, part{words.String(), false})
	t.size += words.Len()
	words.Reset()
}

// gap stands where a word is lacking.
const gap = "…"

// fill puts words into the places; whole is false when one was lacking.
func (t *template) fill(args map[string]any) (text string, whole bool) {
	if len(t.parts) == 1 && !t.parts[0].place {
		return t.parts[0].text, true
	}
	var b strings.Builder
	b.Grow(t.size + 24*len(t.parts))
	whole = true
	for _, p := range t.parts {
		if !p.place {
			b.WriteString(p.text)
			continue
		}
		word, ok := args[p.text]
		if s := show(word); ok && s != "" {
			b.WriteString(s)
		} else {
			b.WriteString(gap)
			whole = false
		}
	}
	return b.String(), whole
}

// show writes a word or a number. Anything else, above all the types that hide a
// person's words, prints as it prints everywhere: without them.
func show(word any) string {
	switch w := word.(type) {
	case nil:
		return ""
	case string:
		return w
	case int:
		return strconv.Itoa(w)
	}
	return fmt.Sprint(word)
}

// parser lets go-i18n use these templates, so that no text runs text/template.
type parser struct{}

// Cacheable says that a text is cut only once.
func (parser) Cacheable() bool { return true }

// Parse cuts a text; go-i18n's own delimiters are of no use here.
func (parser) Parse(text, _, _ string) (i18ntemplate.ParsedTemplate, error) {
	t, err := parse(text)
	return parsed{t}, err
}

// parsed is a cut text as go-i18n wants it.
type parsed struct{ template }

// filling carries the words into a text, and back whether any was lacking.
type filling struct {
	args  map[string]any
	whole bool
}

// Execute fills the places from a *filling.
func (p parsed) Execute(data any) (text string, err error) {
	f, ok := data.(*filling)
	if !ok {
		f = &filling{}
	}
	text, f.whole = p.fill(f.args)
	return text, nil
}

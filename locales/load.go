package locales

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/BurntSushi/toml"
	"github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"
)

// A Problem is something wrong in a file of texts.
type Problem struct {
	File    string
	Line    int    // from 1; 0 is the whole file
	Col     int    // from 1, in characters; 0 with no line
	Code    string // short, for programs: "empty-text"
	Key     string // the text it is about, when it is about one
	Message string // one sentence
}

func (p Problem) String() string { return fmt.Sprintf("%s:%d: %s", p.File, p.Line, p.Message) }

// Problems is the error Load gives: all that is wrong, in the order of the files.
type Problems []Problem

func (ps Problems) Error() string {
	lines := make([]string, len(ps))
	for i, p := range ps {
		lines[i] = p.String()
	}
	return "read texts: " + strings.Join(lines, "; ")
}

// must are the languages that have to be there.
var must = []string{Danish, "en"}

// Load reads active.<language>.toml. Texts stand under flat quoted keys:
//
//	"talk.stale" = "Det spørgsmål er vi forbi."
//	["queue.place"]
//	one = "Du er den næste."
//	other = "Der er {count} foran dig."
//
// The error is of type Problems.
func Load(fsys fs.FS) (*Catalog, error) {
	l := &loader{fsys: fsys, bundle: i18n.NewBundle(language.MustParse(Danish)), catalog: &Catalog{tongues: map[string]*tongue{}}}
	files, _ := fs.Glob(fsys, "active.*.toml") // the pattern is constant and well formed
	for _, file := range files {
		l.read(file)
	}
	l.checkLanguages()
	if len(l.problems) > 0 {
		return nil, l.problems
	}
	return l.catalog, nil
}

type loader struct {
	fsys     fs.FS
	bundle   *i18n.Bundle
	catalog  *Catalog
	problems Problems
	at       map[string]place // of the keys of the file being read
}

// problem notes what is wrong with a file as a whole.
func (l *loader) problem(file, code, key, message string) {
	l.problems = append(l.problems, Problem{File: file, Code: code, Key: key, Message: message})
}

// textProblem notes what is wrong with one text.
func (l *loader) textProblem(m message, code, key, message string) {
	l.problems = append(l.problems, Problem{m.file, m.line, m.col, code, key, message})
}

// largest is far more than any of these files needs.
const largest = 4 << 20

func (l *loader) read(file string) {
	data, err := fs.ReadFile(l.fsys, file)
	if err != nil || len(data) > largest {
		l.problem(file, "read", "", "the file is unreadable or larger than 4 MiB")
		return
	}
	var texts map[string]any
	if err := toml.Unmarshal(data, &texts); err != nil {
		l.syntax(file, data, err)
		return
	}
	tag, err := language.Parse(langOf(file))
	if err != nil {
		l.problem(file, "unknown-language", "", fmt.Sprintf("%q in the file's name is not a language", langOf(file)))
		return
	}
	t := l.tongue(tag)
	l.at = keyPlaces(data)
	for _, key := range slices.SortedFunc(maps.Keys(texts), func(a, b string) int { return l.at[a].line - l.at[b].line }) {
		l.take(t, key, texts[key], message{file: file, line: l.at[key].line, col: l.at[key].col})
	}
}

func (l *loader) tongue(tag language.Tag) *tongue {
	t := l.catalog.tongues[tag.String()]
	if t == nil {
		t = &tongue{tag: tag, messages: map[string]message{}, localizer: i18n.NewLocalizer(l.bundle, tag.String())}
		l.catalog.tongues[tag.String()] = t
	}
	return t
}

func (l *loader) take(t *tongue, key string, text any, m message) {
	if other, twice := t.messages[key]; twice {
		l.textProblem(m, "duplicate-key", key, fmt.Sprintf("the text %q stands in %s too", key, other.file))
		return
	}
	forms, err := formsOf(text)
	if stray := l.strayKey(text); stray != "" {
		if at, known := l.at[stray]; known {
			m.line, m.col = at.line, at.col
		}
		err = fmt.Errorf("%q stands under it, where only one and other can; move it up, above the first line in [ ], or take that line away", stray)
	}
	if err != nil {
		l.textProblem(m, codeOf(err), key, fmt.Sprintf("the text %q: %v", key, err))
		return
	}
	m.forms = forms
	other := forms["other"]
	if _, plain := text.(string); plain {
		m.plain = &other
	} else if err := l.bundle.AddMessages(t.tag, &i18n.Message{ID: key, One: forms["one"].source, Other: other.source}); err != nil {
		l.textProblem(m, "bad-text", key, fmt.Sprintf("the text %q: %v", key, err))
	}
	t.messages[key] = m
}

// What can be wrong with a text.
var (
	errEmpty = errors.New("it is empty")
	errForms = errors.New("it has the plural forms one and other, and no other words")
	errShape = errors.New("it is a text in quotes, or a table with the plural forms one and other; its key stands in quotes")
)

func codeOf(err error) string {
	switch {
	case errors.Is(err, errEmpty):
		return "empty-text"
	case errors.Is(err, errOpen), errors.Is(err, errClose), errors.Is(err, errName):
		return "bad-braces"
	}
	return "bad-text"
}

// pluralForms are those of Danish and of English.
var pluralForms = []string{"one", "other"}

func formsOf(text any) (map[string]template, error) {
	switch text := text.(type) {
	case string:
		whole, err := parseFull(text)
		return map[string]template{"other": whole}, err
	case map[string]any:
		return pluralsOf(text)
	}
	return nil, errShape
}

func pluralsOf(table map[string]any) (map[string]template, error) {
	if !slices.Equal(slices.Sorted(maps.Keys(table)), pluralForms) {
		return nil, errForms
	}
	forms := map[string]template{}
	for _, form := range pluralForms {
		text, ok := table[form].(string)
		if !ok {
			return nil, errShape
		}
		t, err := parseFull(text)
		if err != nil {
			return nil, err
		}
		forms[form] = t
	}
	return forms, nil
}

// strayKey is the first key under plural forms that is none of them: whoever adds a
// text at the end of a file puts it there.
func (l *loader) strayKey(text any) string {
	table, _ := text.(map[string]any)
	first := ""
	for _, key := range slices.Sorted(maps.Keys(table)) {
		if !slices.Contains(pluralForms, key) && (first == "" || l.at[key].line < l.at[first].line) {
			first = key
		}
	}
	return first
}

func parseFull(text string) (template, error) {
	if strings.TrimSpace(text) == "" {
		return template{}, errEmpty
	}
	return parse(text)
}

func (l *loader) checkLanguages() {
	for _, lang := range must {
		if l.catalog.tongues[lang] == nil && !l.complained("active."+lang+".toml") {
			l.problem("active."+lang+".toml", "missing-language", "", "the file is missing or has no text")
		}
	}
	if t := l.catalog.tongues[Danish]; t != nil && len(l.problems) == 0 && t.messages[missingKey].plain == nil {
		l.problem("active.da.toml", "missing-text", missingKey, fmt.Sprintf("the text %q is missing; it is said where a text is lacking", missingKey))
	}
}

// complained says that something else is wrong with the file already.
func (l *loader) complained(file string) bool {
	return slices.ContainsFunc(l.problems, func(p Problem) bool { return p.File == file })
}

// langOf is the last part of a file's name before .toml.
func langOf(file string) string {
	return strings.TrimPrefix(path.Ext(strings.TrimSuffix(file, ".toml")), ".")
}

// syntax notes where a file stops being TOML.
func (l *loader) syntax(file string, data []byte, err error) {
	m, code := message{file: file}, "syntax"
	m.line, m.col = SyntaxPlace(data, err)
	if strings.Contains(err.Error(), "already been defined") {
		code = "duplicate-key"
	}
	l.textProblem(m, code, "", tomlMessage(err))
}

// SyntaxPlace tells where a file stops being TOML, by line and character. The library
// counts columns in bytes.
func SyntaxPlace(data []byte, err error) (line, col int) {
	var parse toml.ParseError
	if !errors.As(err, &parse) {
		return 0, 0
	}
	begin := bytes.LastIndexByte(data[:min(max(parse.Position.Start, 0), len(data))], '\n') + 1
	return parse.Position.Line, 1 + utf8.RuneCount(data[begin:max(begin, min(parse.Position.Start, len(data)))])
}

func tomlMessage(err error) string {
	var parse toml.ParseError
	if errors.As(err, &parse) && parse.Message != "" {
		return "this is not TOML: " + strings.TrimSuffix(parse.Message, ".")
	}
	return "this is not TOML: " + err.Error()
}

// place is where something stands in a file.
type place struct{ line, col int }

// keyLine is a line that begins with a key, in quotes or bare, or with a key in [ ].
var keyLine = regexp.MustCompile(`^([ \t]*)\[?(?:"([^"]*)"|([\w-]+))[\w.-]*[ \t]*(=[ \t]*|\])`)

// keyPlaces finds where the words of each key begin; those of a key with plural forms
// begin at the key itself.
func keyPlaces(data []byte) map[string]place {
	at := map[string]place{}
	for i, line := range strings.Split(string(data), "\n") {
		found := keyLine.FindStringSubmatch(line)
		if found == nil {
			continue
		}
		key, col := found[2]+found[3], 1+len(found[1])
		if _, seen := at[key]; seen {
			continue
		}
		if found[4] != "]" {
			col = 1 + utf8.RuneCountInString(found[0])
		}
		at[key] = place{i + 1, col}
	}
	return at
}

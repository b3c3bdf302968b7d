package proof

import (
	"fmt"
	"io/fs"
	"path"
	"strings"
	"unicode"
	"unicode/utf8"

	"lyt/bot/flow"
)

// The two folders, as they stand in front of a file's name in a finding.
const (
	flowsFolder   = "flows/"
	localesFolder = "locales/"
)

// place is where something stands.
type place struct {
	file      string
	line, col int // from 1; in characters
}

func at(file string, line, col int) place { return place{file, line, col} }

// files gives the lines of the files that findings point into.
type files struct {
	flows, locales fs.FS
	lines          map[string][]string
}

func newFiles(flows, locales fs.FS) files { return files{flows, locales, map[string][]string{}} }

// read gives the lines of a file; none when it cannot be read.
func (f files) read(file string) []string {
	if lines, ok := f.lines[file]; ok {
		return lines
	}
	folder, name := f.flows, strings.TrimPrefix(file, flowsFolder)
	if inner, ok := strings.CutPrefix(file, localesFolder); ok {
		folder, name = f.locales, inner
	}
	var lines []string
	if data, err := fs.ReadFile(folder, path.Clean(name)); err == nil {
		lines = strings.Split(strings.ReplaceAll(strings.ToValidUTF8(string(data), "?"), "\r\n", "\n"), "\n")
	}
	f.lines[file] = lines
	return lines
}

// search finds the first line that begins with the words, and where.
func (f files) search(file, words string) (line, col int, ok bool) {
	for i, l := range f.read(file) {
		if strings.HasPrefix(l, words) {
			return i + 1, 1, true
		}
	}
	return 0, 0, false
}

// add notes a finding, with the line it is about and a caret.
func (r *reading) add(where place, severity, code, format string, args ...any) {
	f := flow.Finding{File: where.file, Line: where.line, Col: where.col, Severity: severity, Code: code, Message: fmt.Sprintf(format, args...)}
	if lines := r.files.read(where.file); where.line >= 1 && where.line <= len(lines) {
		f.Excerpt = flow.Excerpt(lines[where.line-1], where.col)
	}
	r.found = append(r.found, f)
}

// use is where a flow needs a text.
func (r *reading) use(u flow.KeyUse) place {
	if u.File == "" { // the engine itself says it
		return at(localesFolder+"active.da.toml", 1, 1)
	}
	return at(flowsFolder+u.File, u.Line, u.Col)
}

// where is the place of a text.
func (r *reading) where(lang, key string) place {
	file, line, col := r.Texts.Where(lang, key)
	if file == "" {
		return at(localesFolder+"active."+lang+".toml", 1, 1)
	}
	return at(localesFolder+file, line, col)
}

// whereLang is the place of the first text of a language.
func (r *reading) whereLang(lang string) place {
	if keys := r.Texts.Keys(lang); len(keys) > 0 {
		return r.where(lang, keys[0])
	}
	return r.where(lang, "")
}

// word is the place of some words of a text, or of the text where they do not stand
// in one line as they are.
func (r *reading) word(t text, words string) place {
	begin := r.where(t.lang, t.key)
	lines := r.files.read(begin.file)
	for i := max(begin.line-1, 0); i < len(lines); i++ {
		line, skipped := lines[i], ""
		if i == begin.line-1 {
			skipped = head(line, begin.col-1)
		} else if strings.HasPrefix(line, `"`) || strings.HasPrefix(line, "[") {
			break // the next text
		}
		if found := index(line[len(skipped):], words); found >= 0 {
			return at(begin.file, i+1, utf8.RuneCountInString(line[:len(skipped)+found])+1)
		}
	}
	return begin
}

// index finds words that are not inside of other words; a \n of the file is no letter.
func index(line, words string) int {
	for from := 0; ; {
		i := strings.Index(line[from:], words)
		if i < 0 {
			return strings.Index(line, words)
		}
		before, after := strings.TrimSuffix(line[:from+i], `\n`), line[from+i+len(words):]
		last, _ := utf8.DecodeLastRuneInString(before)
		next, _ := utf8.DecodeRuneInString(after)
		if !unicode.IsLetter(last) && !unicode.IsLetter(next) {
			return from + i
		}
		from += i + len(words)
	}
}

// head is the first n characters of a line.
func head(line string, n int) string {
	for i := range line {
		if n == 0 {
			return line[:i]
		}
		n--
	}
	return line
}

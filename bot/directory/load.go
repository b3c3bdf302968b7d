package directory

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"
)

// Where things stand in the flows folder.
const (
	areasFile  = "areas.yaml"
	topicsFile = "services/topics.yaml"
	allFiles   = "services/*.yaml"
)

// Load reads areas.yaml and services/*.yaml of a flows folder. It reads all it can
// and says what is wrong with the rest; a service with an error is left out. The
// Directory is never nil.
func Load(fsys fs.FS) (*Directory, []Finding) {
	l := &loader{fsys: fsys, dir: &Directory{fillers: foldAll(fillers)}}
	l.readAreas()
	l.readTopics()
	files, _ := fs.Glob(fsys, allFiles) // the pattern is constant and well formed
	for _, file := range files {
		if file != topicsFile {
			l.readService(file)
		}
	}
	l.checkCards()
	slices.SortFunc(l.dir.services, func(a, b Service) int { return strings.Compare(a.ID, b.ID) })
	return l.dir, l.findings
}

// loader collects what the files say and what is wrong with them.
type loader struct {
	fsys     fs.FS
	dir      *Directory
	findings []Finding
	cards    map[int]string // place on the crisis card: file
}

// source is one file being read.
type source struct {
	*loader
	file string
	data []byte
	bad  bool // an error was found in it
}

func (s *source) find(at *yaml.Node, code, message string) {
	line, col := 1, 1
	if at != nil {
		line, col = at.Line, at.Column
	}
	s.findAt(line, col, code, message)
}

func (s *source) findAt(line, col int, code, message string) {
	s.bad = true
	s.findings = append(s.findings, Finding{
		File: s.file, Line: line, Col: col, Severity: Error,
		Code: code, Message: message, Excerpt: excerpt(s.data, line, col),
	})
}

// largest is far more than any of these files needs.
const largest = 1 << 20

// open reads a file and decodes it strictly into the fields of to.
func (l *loader) open(file string, to any) *source {
	s := &source{loader: l, file: file}
	data, err := fs.ReadFile(l.fsys, file)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		s.findAt(0, 0, "no-file", "the file is missing")
		return s
	case err != nil:
		s.findAt(0, 0, "no-file", "the file is unreadable")
		return s
	case len(data) > largest:
		s.findAt(0, 0, "too-big", "the file is larger than 1 MiB")
		return s
	}
	s.data = data
	s.decode(to)
	return s
}

func (s *source) decode(to any) {
	err := yaml.Load(s.data, to, yaml.WithKnownFields(), yaml.WithUniqueKeys())
	var many *yaml.LoadErrors
	var one *yaml.LoadError
	switch {
	case err == nil:
	case errors.As(err, &many):
		for _, e := range many.Errors {
			s.findYAML(e)
		}
	case errors.As(err, &one):
		s.findYAML(one)
	default:
		s.findAt(1, 1, "syntax", oneLine(strings.TrimPrefix(err.Error(), "yaml: ")))
	}
}

func (s *source) findYAML(e *yaml.LoadError) {
	mark := e.Mark
	if mark.Line == 0 {
		mark = e.ContextMark
	}
	code := "syntax"
	switch {
	case strings.Contains(e.Message, "not found in type"):
		code = "unknown-key"
	case strings.Contains(e.Message, "already defined"):
		code = "duplicate-key"
	}
	last := bytes.Count(s.data, []byte("\n")) + 1 // an open bracket is missed behind the last line
	s.findAt(min(max(mark.Line, 1), last), max(mark.Column, 1), code, yamlMessage(e.Message))
}

// yamlMessage puts the library's words, which speak of Go types, into ours.
func yamlMessage(text string) string {
	if key, _, ok := strings.Cut(text, " not found in type"); ok {
		text = fmt.Sprintf("the key %q is not known here", strings.TrimPrefix(key, "field "))
	}
	if strings.Contains(text, "cannot construct") {
		text = "keys with values are expected here"
	}
	return oneLine(strings.TrimPrefix(text, "yaml: "))
}

func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }

// baseOf is a file's name without folder and ending.
func baseOf(file string) string { return strings.TrimSuffix(path.Base(file), ".yaml") }

package flow

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"
	"go.yaml.in/yaml/v4/plugin/loaderlimits"
)

// This file is the only one that knows YAML. It turns bytes into nodes that carry
// their place, and refuses what a conversation has no use for: aliases, tags, keys
// that are not words.

// Bounds on a flow file. The shipped ones have a few hundred lines and a depth of 6.
const (
	maxFile  = 1 << 20
	maxDepth = 20
)

// source is one flow file.
type source struct {
	name     string
	lines    []string
	root     *node
	flow     *flow // nil when the file is not even that
	findings []Finding
}

// maxFindings is enough to work on; a file that is broken all through ends there.
const (
	maxFindings = 100
	maxMessage  = 400
)

func (s *source) full() bool { return len(s.findings) >= maxFindings }

type shape int

const (
	scalar shape = iota
	list
	mapping
)

// what names a shape for people.
func (s shape) what() string {
	return [...]string{"a single word", "a list", "a set of keys"}[s]
}

// node is one value of a flow file.
type node struct {
	place
	shape  shape
	text   string
	empty  bool // nothing stands here
	banned bool // what stands here is refused, and reported
	items  []*node
	fields []field
}

// field is one key with its value.
type field struct{ key, value *node }

// get gives the value of a key, nil when it is missing.
func (n *node) get(key string) *node {
	if f := n.field(key); f != nil {
		return f.value
	}
	return nil
}

func (n *node) field(key string) *field {
	if n == nil {
		return nil
	}
	for i := range n.fields {
		if n.fields[i].key.text == key {
			return &n.fields[i]
		}
	}
	return nil
}

// places gives where each key stands.
func (n *node) places() map[string]place {
	at := make(map[string]place, len(n.fields))
	for _, f := range n.fields {
		at[f.key.text] = f.key.place
	}
	return at
}

// report notes an error at a place.
func (s *source) report(at place, code, format string, args ...any) {
	s.add(at, SeverityError, code, fmt.Sprintf(format, args...))
}

func (s *source) add(at place, severity, code, message string) {
	if s.full() {
		return
	}
	if runes := []rune(message); len(runes) > maxMessage {
		message = string(runes[:maxMessage]) + "…" // it quotes a file that can be anything
	}
	f := Finding{File: s.name, Line: at.line, Col: at.col, Severity: severity, Code: code, Message: message}
	if at.line >= 1 && at.line <= len(s.lines) {
		f.Excerpt = Excerpt(s.lines[at.line-1], at.col)
	}
	s.findings = append(s.findings, f)
}

// parse reads the bytes of a file; nil when nothing can be made of them.
func (s *source) parse(data []byte) *node {
	if len(data) > maxFile {
		s.report(place{}, "too-big", "the file has more than %d bytes", maxFile)
		return nil
	}
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	s.lines = strings.Split(strings.ReplaceAll(string(data), "\r\n", "\n"), "\n")
	if !utf8.Valid(data) {
		s.report(s.firstInvalid(), "not-utf8", "the file is not UTF-8 from here on; save it as UTF-8")
		return nil
	}
	root, err := s.document(data)
	if err != nil {
		s.reportSyntax(err)
		return nil
	}
	return s.convert(root)
}

func (s *source) firstInvalid() place {
	for i, line := range s.lines {
		if !utf8.ValidString(line) {
			valid := 0
			for r, size := utf8.DecodeRuneInString(line); r != utf8.RuneError || size > 1; r, size = utf8.DecodeRuneInString(line) {
				line = line[size:]
				valid++
			}
			return place{s.name, i + 1, valid + 1}
		}
	}
	return place{}
}

// document runs the YAML library, which must not take the process down whatever
// the bytes are.
func (s *source) document(data []byte) (root *yaml.Node, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = errors.New("the file cannot be read as YAML")
		}
	}()
	var doc yaml.Node
	limits := yaml.WithPlugin(loaderlimits.New(loaderlimits.DepthValue(maxDepth), loaderlimits.AliasValue(0)))
	if err := yaml.Load(data, &doc, limits); err != nil {
		return nil, err
	}
	if len(doc.Content) != 1 {
		return nil, errors.New("the file is empty")
	}
	return doc.Content[0], nil
}

func (s *source) reportSyntax(err error) {
	at, message := place{s.name, 1, 1}, err.Error()
	if le, ok := errors.AsType[*yaml.LoadError](err); ok {
		at = place{s.name, le.Mark.Line, le.Mark.Column}
		message = strings.TrimPrefix(le.Message, "yaml: ")
		if at.line == 0 {
			at = s.firstControl()
		}
		if le.ContextMsg != "" && le.ContextMark.Line > 0 {
			message += fmt.Sprintf(", %s that begins in line %d", le.ContextMsg, le.ContextMark.Line)
		}
	}
	if col := s.tab(at.line); col > 0 {
		at.col, message = col, "a tab stands here; indent with spaces"
	}
	s.report(at, "syntax", "this is not YAML: %s", message)
}

// tab gives the column of a tab among the spaces that a line begins with; 0 without.
func (s *source) tab(line int) int {
	if line < 1 || line > len(s.lines) {
		return 0
	}
	indent := s.lines[line-1][:len(s.lines[line-1])-len(strings.TrimLeft(s.lines[line-1], " \t"))]
	return strings.IndexByte(indent, '\t') + 1
}

// firstControl finds the control character that the library reports without a place.
func (s *source) firstControl() place {
	for i, line := range s.lines {
		for col, r := range []rune(line) {
			if r < ' ' && r != '\t' || r >= 0x7f && r < 0xa0 {
				return place{s.name, i + 1, col + 1}
			}
		}
	}
	return place{s.name, 1, 1}
}

func (s *source) convert(y *yaml.Node) *node {
	n := &node{place: place{s.name, y.Line, y.Column}}
	switch y.Kind {
	case yaml.AliasNode:
		s.report(n.place, "alias", "write the value out; a flow file has no aliases")
		n.empty, n.banned = true, true
	case yaml.SequenceNode:
		n.shape = list
		for _, item := range y.Content {
			n.items = append(n.items, s.convert(item))
		}
	case yaml.MappingNode:
		n.shape = mapping
		s.convertFields(n, y.Content)
	default:
		n.text, n.empty = y.Value, y.Tag == "!!null" && y.Value != "null"
	}
	if y.Style&yaml.TaggedStyle != 0 {
		s.report(n.place, "tag", "leave the tag %q out; a flow file has none", y.Tag)
	}
	return n
}

func (s *source) convertFields(n *node, content []*yaml.Node) {
	seen := make(map[string]int, len(content)/2)
	for i := 0; i+1 < len(content); i += 2 {
		key, value := s.convert(content[i]), s.convert(content[i+1])
		if key.shape != scalar || key.empty {
			s.report(key.place, "bad-key", "a key must be a word")
			continue
		}
		if line, twice := seen[key.text]; twice {
			s.report(key.place, "duplicate-key", "%q stands here already, in line %d", key.text, line)
			continue
		}
		seen[key.text] = key.line
		n.fields = append(n.fields, field{key, value})
	}
}

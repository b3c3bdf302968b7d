package flows_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// key is how a text's key looks; a trailing dot or %d means that the rest is put
// together while the program runs.
var key = regexp.MustCompile(`^(button|common|dates|desk|flow|format|pass|reply|services|share|shared|talk|telegram|thread|value|web)\.([a-z0-9-]+\.)*([a-z0-9-]+|%d)?$`)

// file is what looks like a key and is the name of a file.
var file = regexp.MustCompile(`\.(css|js|html)$`)

// whole are beginnings that stand for a page's keys; the pages are read for those.
var whole = map[string]bool{"desk.": true, "web.": true}

// keyIn finds keys in pages, where the beginning "desk." or "web." is left out.
var keyIn = regexp.MustCompile(`\.(?:[TN]|Lines|Until) (?:\(print )?"([a-z0-9.-]+)"`)

// mentioned are the keys that stand in the sources of the program, by where.
func mentioned(t *testing.T) map[string]string {
	t.Helper()
	found := map[string]string{}
	for _, root := range []string{"../bot", "../cmd", "../locales"} {
		err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() || strings.HasSuffix(path, "_test.go") || strings.Contains(path, "bottest") {
				return err
			}
			switch filepath.Ext(path) {
			case ".go":
				return inGo(path, found)
			case ".html":
				return inPage(path, found)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return found
}

func inGo(path string, found map[string]string) error {
	parsed, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
	if err != nil {
		return err
	}
	ast.Inspect(parsed, func(n ast.Node) bool {
		if literal, ok := n.(*ast.BasicLit); ok && literal.Kind == token.STRING {
			if text, err := strconv.Unquote(literal.Value); err == nil && key.MatchString(text) && !file.MatchString(text) && !whole[text] {
				found[text] = path
			}
		}
		return true
	})
	return nil
}

func inPage(path string, found map[string]string) error {
	page, err := os.ReadFile(path)
	start := "desk."
	if strings.Contains(path, "webchat") {
		start = "web."
	}
	for _, called := range keyIn.FindAllStringSubmatch(string(page), -1) {
		found[start+called[1]] = path
	}
	return err
}

// TestEveryKeyHasAText: what the program names exists, in the locale files or as a
// beginning of keys there.
func TestEveryKeyHasAText(t *testing.T) {
	w := words(t)
	found := mentioned(t)
	for name, path := range found {
		if !w.has(name) {
			t.Errorf("%s names the text %q, which does not exist", path, name)
		}
	}
	for _, use := range w.flows.Keys() {
		if !strings.HasPrefix(use.Key, "who5.") && !w.Has("da", use.Key) {
			t.Errorf("%s:%d: the text %q does not exist", use.File, use.Line, use.Key)
		}
	}
	if len(found) < 100 {
		t.Errorf("only %d keys were found in the sources", len(found))
	}
}

// has says that a key exists, or that keys begin so.
func (w wording) has(name string) bool {
	if w.Has("da", name) {
		return true
	}
	start, partial := strings.CutSuffix(name, "%d")
	if !partial && !strings.HasSuffix(name, ".") {
		return false
	}
	for _, key := range w.Keys("da") {
		if strings.HasPrefix(key, start) {
			return true
		}
	}
	return false
}

// TestEveryTextIsUsed: by a flow, by the program, or by a service.
func TestEveryTextIsUsed(t *testing.T) {
	w := words(t)
	used := map[string]bool{}
	var starts []string
	for name := range mentioned(t) {
		used[name] = true
		if start, partial := strings.CutSuffix(name, "%d"); partial || strings.HasSuffix(name, ".") {
			starts = append(starts, start)
		}
	}
	for _, use := range w.flows.Keys() {
		used[use.Key] = true
	}
	for _, s := range w.services {
		used[s.About] = true
	}
	for _, key := range w.Keys("da") {
		if !used[key] && !begins(key, starts) {
			file, line, _ := w.Where("da", key)
			t.Errorf("%s:%d: nobody uses the text %q", file, line, key)
		}
	}
}

func begins(key string, starts []string) bool {
	for _, start := range starts {
		if strings.HasPrefix(key, start) {
			return true
		}
	}
	return false
}

package main

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// edit is one slip in a copy of the shipped content.
type edit struct{ file, old, new string }

// TestCheckAFolder: what a coordinator sees who has changed the shipped content. All
// that can go wrong in it stands in bot/proof/mutation_test.go.
func TestCheckAFolder(t *testing.T) {
	for _, c := range []struct {
		name  string
		edits []edit
		code  int
		said  []string // in this order
	}{
		{"nothing was changed", nil, exitOK, []string{"texts in order"}},
		{"only the tone is wrong", []edit{
			{"locales/active.da.toml", `"Det er godt, at du skrev. Du kan`, `"Det er godt, at du skrev! Du kan`},
		}, exitOK, []string{"warning cheer: ", "lyt: 0 errors, 1 warning"}},
		{"two errors and a warning", []edit{
			{"locales/active.da.toml", `"Det er godt, at du skrev. Du kan`, `"Det er godt, at du skrev! Du kan`},
			{"locales/active.da.toml", `= "Book en tid"`, `= "Bestil tid"`},
			{"flows/who5.yaml", "glad og i godt humør", "glad"},
		}, exitFinding, []string{
			"flows/who5.yaml:", "error who5-wording: ", "locales/active.da.toml:", "error fixed-label: ", "warning cheer: ", "lyt: 2 errors, 1 warning",
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := changed(t, c.edits)
			var out bytes.Buffer
			code := run([]string{"check", dir}, world{ctx: t.Context(), stdout: &out, stderr: &out})
			if code != c.code {
				t.Errorf("exit %d, want %d", code, c.code)
			}
			rest := out.String()
			for _, words := range c.said {
				_, after, found := strings.Cut(rest, words)
				if !found {
					t.Fatalf("%q is not said, or not in order:\n%s", words, out.String())
				}
				rest = after
			}
		})
	}
}

// TestExplain: every code that a check prints can be asked for.
func TestExplain(t *testing.T) {
	var out bytes.Buffer
	if code := run([]string{"check", "--explain", "all"}, world{ctx: t.Context(), stdout: &out, stderr: &out}); code != exitOK {
		t.Fatalf("exit %d: %s", code, out.String())
	}
	names := regexp.MustCompile(`(?m)^([a-z0-9-]+) \((error|warning)\)$`).FindAllStringSubmatch(out.String(), -1)
	if len(names) < 25 || !slices.IsSortedFunc(names, func(a, b []string) int { return strings.Compare(a[1], b[1]) }) {
		t.Errorf("%d codes, or not by name", len(names))
	}
	out.Reset()
	if code := run([]string{"check", "--explain", "nonsense"}, world{ctx: t.Context(), stdout: &out, stderr: &out}); code != exitUsage {
		t.Errorf("exit %d: %s", code, out.String())
	}
}

// changed is a folder with the shipped content, and the edits made in it.
func changed(t *testing.T, edits []edit) string {
	t.Helper()
	dir := t.TempDir()
	for _, part := range []string{"flows", "locales"} {
		if err := os.CopyFS(filepath.Join(dir, part), os.DirFS(filepath.Join("..", "..", part))); err != nil {
			t.Fatal(err)
		}
	}
	for _, e := range edits {
		path := filepath.Join(dir, e.file)
		text, err := os.ReadFile(path)
		if err != nil || !strings.Contains(string(text), e.old) {
			t.Fatalf("%s no longer holds %q: %v", e.file, e.old, err)
		}
		if err := os.WriteFile(path, []byte(strings.Replace(string(text), e.old, e.new, 1)), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

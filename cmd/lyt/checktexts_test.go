package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestCheckFindsWhatACoordinatorMayBreak breaks the shipped content in one place
// and looks for the finding.
func TestCheckFindsWhatACoordinatorMayBreak(t *testing.T) {
	for _, c := range []struct {
		name, file, old, new string // an empty old takes the file away
		want                 string
	}{
		{"the screening is gone", "flows/who5.yaml", "", "", "flows/who5.yaml:1:1: error who5"},
		{"the screening is reworded", "flows/who5.yaml", "glad og i godt humør", "glad", "flows/who5.yaml:1:1: error who5"},
		{"a flow the program plays is gone", "flows/human.yaml", "", "", "error missing-flow"},
		{"the card has no text", "locales/active.da.toml", `"talk.crisis.young" =`, `"talk.crisis.x" =`, "error missing-text"},
		{"the card has another number", "locales/active.da.toml", `"talk.crisis.adult" = "Er du i fare lige nu, så ring 112.`, `"talk.crisis.adult" = "Er du i fare lige nu, så ring 113.`, "error crisis-number"},
		{"a fixed label has changed", "locales/active.da.toml", `= "Book en tid"`, `= "Bestil tid"`, "error fixed-label"},
		{"a placeholder is misspelt", "locales/active.da.toml", "{score} ud af 100. Det er lavt", "{skore} ud af 100. Det er lavt", "error placeholder"},
		{"a placeholder is gone", "locales/active.da.toml", `"talk.call" = "Ring {number}"`, `"talk.call" = "Ring"`, "error placeholder"},
		{"a step has no text", "locales/active.en.toml", `"first-contact.age" =`, `"first-contact.agee" =`, "error missing-text"},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			for _, part := range []string{"flows", "locales"} {
				if err := os.CopyFS(filepath.Join(dir, part), os.DirFS(filepath.Join("..", "..", part))); err != nil {
					t.Fatal(err)
				}
			}
			spoil(t, filepath.Join(dir, c.file), c.old, c.new)
			var out bytes.Buffer
			code := run([]string{"check", dir}, world{ctx: t.Context(), stdout: &out, stderr: &out})
			if code != exitFinding || !strings.Contains(out.String(), c.want) {
				t.Errorf("exit %d, want a finding with %q, got:\n%s", code, c.want, out.String())
			}
		})
	}
}

func spoil(t *testing.T, path, old, new string) {
	t.Helper()
	if old == "" {
		if err := os.Remove(path); err != nil {
			t.Fatal(err)
		}
		return
	}
	text, err := os.ReadFile(path)
	if err != nil || !strings.Contains(string(text), old) {
		t.Fatalf("nothing to spoil in %s: %v", path, err)
	}
	if err := os.WriteFile(path, []byte(strings.Replace(string(text), old, new, 1)), 0o600); err != nil {
		t.Fatal(err)
	}
}

package flow_test

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"lyt/bot/flow"
)

var update = flag.Bool("update", false, "write the expected findings anew")

// Each file of testdata/findings is broken in its own ways; all are read together
// as one folder, and what is found stands in findings.txt.
func TestFindings(t *testing.T) {
	dir := filepath.Join("testdata", "findings")
	flows, findings := flow.Load(os.DirFS(dir))
	if flows != nil {
		t.Error("broken flows were given out")
	}
	var got bytes.Buffer
	for _, f := range findings {
		fmt.Fprintln(&got, f)
		if f.Excerpt != "" {
			fmt.Fprintln(&got, "    "+strings.ReplaceAll(f.Excerpt, "\n", "\n    "))
		}
	}
	expected := filepath.Join(dir, "findings.txt")
	if *update {
		if err := os.WriteFile(expected, got.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(expected)
	if err != nil || len(want) == 0 {
		t.Fatalf("no findings expected: %v", err)
	}
	if diff := cmp.Diff(string(want), got.String()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func one(name, content string) fstest.MapFS {
	return fstest.MapFS{name: &fstest.MapFile{Data: []byte(content)}}
}

func codes(findings []flow.Finding) string {
	var list []string
	for _, f := range findings {
		list = append(list, f.Code)
	}
	return strings.Join(list, " ")
}

func TestHostileFiles(t *testing.T) {
	bomb := "a: &a [x,x,x,x,x,x,x,x,x]\n"
	for c := 'b'; c <= 'k'; c++ {
		bomb += fmt.Sprintf("%c: &%c [%s]\n", c, c, strings.Repeat(fmt.Sprintf("*%c,", c-1), 9))
	}
	condition := "flow: x\nstart: a\nremember: {who5: screening}\nsteps:\n  a: {branch: [{if: '%s', go: a}, {go: a}]}\n"
	for _, c := range []struct{ name, content, code string }{
		{"too big", strings.Repeat("# a\n", 300_000), "too-big"},
		{"flow brackets", "flow: x\nsteps: " + strings.Repeat("[", 100_000), "syntax"},
		{"flow braces", "flow: x\nsteps: " + strings.Repeat("{a: ", 100_000), "syntax"},
		{"block depth", "flow: x\nsteps:\n" + nested(500), "syntax"},
		{"list depth", "flow: x\nsteps: " + strings.Repeat("- ", 100_000), "syntax"},
		{"alias bomb", bomb, "alias"},
		{"a million parentheses", fmt.Sprintf(condition, strings.Repeat("(", 1_000_000)), "long-condition"},
		{"half a thousand parentheses", fmt.Sprintf(condition, strings.Repeat("(", 500)), "bad-condition"},
		{"utf-16", "\xff\xfef\x00l\x00o\x00w\x00", "not-utf8"},
		{"nul", "flow: x\x00\n", "syntax"},
		{"two documents", "flow: x\n---\nflow: y\n", "syntax"},
		{"many steps of nothing", "flow: x\nstart: a\nsteps:\n" + many("  s%d: {go: t%d}\n", 20_000), "unknown-target"},
		{"many keys", "flow: x\nstart: a\nsteps: {a: {end: x}}\n" + many("k%d: %d\n", 50_000), "unknown-key"},
		{"many names", "flow: x\nstart: a\nremember:\n" + many("  N%d: t%d\n", 30_000) + "steps: {a: {end: x}}\n", "bad-name"},
		{"one long line", "flow: x\nstart: a\nsteps: {a: {end: x, " + strings.Repeat("æ", 200_000) + ": y}}\n", "unknown-key"},
	} {
		t.Run(c.name, func(t *testing.T) {
			flows, findings := flow.Load(one("x.yaml", c.content))
			if flows != nil || !strings.Contains(codes(findings), c.code) {
				t.Errorf("found %.200s, want %s", codes(findings), c.code)
			}
			if len(findings) > 120 {
				t.Errorf("%d findings are too many to read", len(findings))
			}
			for _, f := range findings {
				if len(f.String()) > 2000 || len(f.Excerpt) > 2000 {
					t.Errorf("a finding of %d bytes: %.200s", len(f.String()), f)
				}
			}
		})
	}
}

func nested(depth int) string {
	var b strings.Builder
	for i := range depth {
		b.WriteString(strings.Repeat(" ", i+1) + "a:\n")
	}
	return b.String()
}

func many(line string, n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, line, i, i)
	}
	return b.String()
}

func TestFilesThatAreNoFlows(t *testing.T) {
	fsys := one("x.yaml", "flow: x\nstart: a\nsteps: {a: {end: done}}\n")
	for _, name := range []string{"who5.yaml", "safety.yaml", "areas.yaml", "README.md", "x.yml", "services/a.yaml", "triage/b.yaml", "testdata/c.yaml"} {
		fsys[name] = &fstest.MapFile{Data: []byte("\xff")}
	}
	flows, findings := flow.Load(fsys)
	if flows == nil || len(findings) != 0 {
		t.Fatalf("found %v", findings)
	}
	if diff := cmp.Diff([]string{"x"}, flows.Names()); diff != "" {
		t.Error(diff)
	}
}

func TestEmptyAndMissingFolder(t *testing.T) {
	for _, c := range []struct {
		fsys fstest.MapFS
		dir  string
		code string
	}{{dir: "", code: "no-flows"}, {dir: filepath.Join("testdata", "not-there"), code: "read"}} {
		var findings []flow.Finding
		if c.dir == "" {
			_, findings = flow.Load(fstest.MapFS{})
		} else {
			_, findings = flow.Load(os.DirFS(c.dir))
		}
		if codes(findings) != c.code {
			t.Errorf("found %v, want %s", findings, c.code)
		}
	}
}

func TestByteOrderMarkAndWindowsLines(t *testing.T) {
	flows, findings := flow.Load(one("x.yaml", "\ufeffflow: x\r\nstart: a\r\nsteps:\r\n  a: {end: done}\r\n"))
	if flows == nil || len(findings) != 0 {
		t.Fatalf("found %v", findings)
	}
}

func TestUnreachableStepIsOnlyAWarning(t *testing.T) {
	flows, findings := flow.Load(one("x.yaml", "flow: x\nstart: a\nsteps:\n  a: {end: done}\n  b: {go: a}\n"))
	if flows == nil || len(findings) != 1 {
		t.Fatalf("found %v", findings)
	}
	want := "x.yaml:5:3: warning unreachable-step: nothing leads to step b"
	if got := findings[0].String(); got != want || flow.Broken(findings) {
		t.Errorf("got %s, want %s", got, want)
	}
	if got, want := findings[0].Excerpt, "  b: {go: a}\n  ^"; got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func FuzzLoad(f *testing.F) {
	names, err := filepath.Glob(filepath.Join("testdata", "findings", "*.yaml"))
	if err != nil || len(names) == 0 {
		f.Fatalf("no seeds: %v", err)
	}
	for _, name := range names {
		data, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Add([]byte("flow: x\nstart: a\nsteps:\n  a: {buttons: {b: a}, skip: c}\n  c: {end: done}\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		flows, findings := flow.Load(fstest.MapFS{"x.yaml": &fstest.MapFile{Data: data}})
		if (flows == nil) != flow.Broken(findings) {
			t.Fatalf("flows are given out: %v, but found %v", flows != nil, findings)
		}
		for _, found := range findings {
			if found.Code == "" || found.Message == "" || found.File == "" {
				t.Fatalf("an empty finding: %+v", found)
			}
		}
		if flows != nil {
			flows.Keys()
			flows.Steps()
			_, events := flows.Step(words, areas, flow.State{}, flow.Input{Do: flow.Begin, Flow: "x"})
			if len(events) == 0 {
				t.Fatal("a flow that is accepted begins with silence")
			}
		}
	})
}

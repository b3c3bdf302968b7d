package proof_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"lyt/bot/proof"
)

// emitted finds the codes that the sources report: a string that looks like a code,
// as an argument of a function that reports, as a field Code, or given back by a
// function called codeOf.
type emitted map[string]string // code: where

// reports are the functions that report, by the place of the code among their
// arguments.
var reports = map[string][]int{
	"report": {1}, "add": {2}, "find": {1}, "findAt": {2}, "shaped": {2},
	"problem": {1}, "textProblem": {1}, "fault": {1}, "warn": {1}, "wrong": {1},
}

var looksLikeCode = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*-?$`)

func (e emitted) note(n ast.Expr, where string) {
	if begin, ok := n.(*ast.BinaryExpr); ok { // "unknown-" + what
		n = begin.X
	}
	if literal, ok := n.(*ast.BasicLit); ok && literal.Kind == token.STRING {
		if code, err := strconv.Unquote(literal.Value); err == nil && looksLikeCode.MatchString(code) {
			e[code] = where
		}
	}
}

func (e emitted) visit(n ast.Node, where string) {
	switch n := n.(type) {
	case *ast.CallExpr:
		for _, i := range reports[called(n.Fun)] {
			if i < len(n.Args) {
				e.note(n.Args[i], where)
			}
		}
	case *ast.KeyValueExpr:
		if key, ok := n.Key.(*ast.Ident); ok && key.Name == "Code" {
			e.note(n.Value, where)
		}
	case *ast.CompositeLit:
		if name, ok := n.Type.(*ast.Ident); ok && name.Name == "conditionError" && len(n.Elts) == 3 {
			e.note(n.Elts[1], where)
		}
	case *ast.AssignStmt: // code := "syntax"
		for i, to := range n.Lhs {
			if name, ok := to.(*ast.Ident); ok && name.Name == "code" && i < len(n.Rhs) {
				e.note(n.Rhs[i], where)
			}
		}
	case *ast.FuncDecl:
		if n.Name.Name == "codeOf" {
			ast.Inspect(n, func(inner ast.Node) bool {
				if back, ok := inner.(*ast.ReturnStmt); ok {
					e.note(back.Results[0], where)
				}
				return true
			})
		}
	}
}

func called(fun ast.Expr) string {
	switch fun := fun.(type) {
	case *ast.Ident:
		return fun.Name
	case *ast.SelectorExpr:
		return fun.Sel.Name
	}
	return ""
}

func sources(t *testing.T) emitted {
	t.Helper()
	found := emitted{}
	for _, folder := range []string{".", "../flow", "../directory", "../../locales", "../../cmd/lyt"} {
		files, err := filepath.Glob(filepath.Join(folder, "*.go"))
		if err != nil || len(files) == 0 {
			t.Fatalf("%s: %v", folder, err)
		}
		for _, file := range files {
			if strings.HasSuffix(file, "_test.go") || strings.HasPrefix(filepath.Base(file), "codes") {
				continue
			}
			parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
			if err != nil {
				t.Fatal(err)
			}
			ast.Inspect(parsed, func(n ast.Node) bool {
				found.visit(n, file)
				return true
			})
		}
	}
	return found
}

// Every code that is reported is explained, and every code that is explained is
// reported somewhere.
func TestCodesAndSourcesAgree(t *testing.T) {
	explained := map[string]bool{}
	for _, c := range proof.Codes() {
		explained[c.Name] = true
	}
	found := sources(t)
	for code, where := range found {
		if start, open := strings.CutSuffix(code, "-"); open {
			if !slices.ContainsFunc(proof.Codes(), func(c proof.Code) bool { return strings.HasPrefix(c.Name, start) }) {
				t.Errorf("%s reports %s…, which is not explained", where, code)
			}
		} else if !explained[code] {
			t.Errorf("%s reports %s, which is not explained in codes_*.go", where, code)
		}
	}
	for code := range explained {
		_, said := found[code]
		for other := range found {
			said = said || strings.HasSuffix(other, "-") && strings.HasPrefix(code, other)
		}
		if !said {
			t.Errorf("%s is explained, and nothing reports it", code)
		}
	}
	if len(explained) < 25 {
		t.Errorf("only %d codes", len(explained))
	}
}

func TestCodesAreWhole(t *testing.T) {
	seen := map[string]bool{}
	for _, c := range proof.Codes() {
		if seen[c.Name] {
			t.Errorf("%s stands twice", c.Name)
		}
		seen[c.Name] = true
		for what, words := range map[string]string{"meaning": c.Meaning, "mending": c.Mend} {
			if len(words) < 12 || !strings.ContainsAny(words[len(words)-1:], ".?/") {
				t.Errorf("%s: its %s is no sentence: %q", c.Name, what, words)
			}
		}
		if strings.TrimSpace(c.Bad) == "" || !looksLikeCode.MatchString(c.Name) {
			t.Errorf("%s: %q", c.Name, c.Bad)
		}
	}
}

func TestExplain(t *testing.T) {
	var one, all strings.Builder
	if err := proof.Explain(&one, "crisis-number"); err != nil || !strings.Contains(one.String(), "112 first") {
		t.Errorf("%v: %s", err, one.String())
	}
	if err := proof.Explain(&all, "all"); err != nil || !strings.Contains(all.String(), one.String()) || strings.Count(all.String(), "To mend it:") != len(proof.Codes()) {
		t.Errorf("%v: %d bytes", err, all.Len())
	}
	if err := proof.Explain(&one, "no-such"); err == nil || !strings.Contains(err.Error(), "all lists them") {
		t.Errorf("got %v", err)
	}
}

package flow

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// How bad a finding is: flows with an error must not be used.
const (
	SeverityError   = "error"
	SeverityWarning = "warning"
)

// A Finding is something wrong in a flow file, and where.
type Finding struct {
	File     string
	Line     int // from 1; 0 when it concerns the whole file
	Col      int // from 1, in characters
	Severity string
	Code     string // short, for programs: "unknown-target"
	Message  string // a sentence for people
	Excerpt  string // the line, and a caret under the place; "" without a line
	Chat     string // the shortest conversation that leads there, as conversations are written down; "" without one
}

// String gives "file:line:col: severity code: sentence".
func (f Finding) String() string {
	return fmt.Sprintf("%s:%d:%d: %s %s: %s", f.File, f.Line, f.Col, f.Severity, f.Code, f.Message)
}

// Broken says that there is an error among the findings.
func Broken(findings []Finding) bool {
	return slices.ContainsFunc(findings, func(f Finding) bool { return f.Severity == SeverityError })
}

func sortFindings(findings []Finding) {
	slices.SortStableFunc(findings, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Col, b.Col))
	})
}

// excerptWidth is how much of a long line is shown.
const excerptWidth = 100

// Excerpt gives a line with a caret under column col; of a long line, the part
// around it. Tabs become spaces, so that the caret stands right.
func Excerpt(line string, col int) string {
	runes := []rune(strings.Map(printable, line))
	at := min(max(col-1, 0), len(runes))
	from, to := 0, len(runes)
	if len(runes) > excerptWidth {
		from = max(0, min(at-excerptWidth/2, len(runes)-excerptWidth))
		to = from + excerptWidth
	}
	return string(runes[from:to]) + "\n" + strings.Repeat(" ", at-from) + "^"
}

func printable(r rune) rune {
	if r < ' ' || r == 0x7f {
		return ' '
	}
	return r
}

package directory

import (
	"fmt"
	"strings"
)

// The severities of a finding.
const (
	Error   = "error"
	Warning = "warning"
)

// A Finding is something wrong in a file, with the place where it stands.
type Finding struct {
	File     string
	Line     int // from 1; 0 is the whole file
	Col      int // in letters, from 1
	Severity string
	Code     string // short and stable, such as "unknown-area"
	Message  string // one sentence
	Excerpt  string // the line, and under it a caret
}

// String is one line: file:line:col: severity code: sentence.
func (f Finding) String() string {
	return fmt.Sprintf("%s:%d:%d: %s %s: %s", f.File, f.Line, f.Col, f.Severity, f.Code, f.Message)
}

// excerptWidth is how much of a long line is shown.
const excerptWidth = 100

// excerpt cuts the line out of the file, or the part of it around the column, and
// puts a caret under the column. Tabs become spaces, so that the caret stands right.
func excerpt(file []byte, line, col int) string {
	lines := strings.Split(string(file), "\n")
	if line < 1 || line > len(lines) {
		return ""
	}
	runes := []rune(strings.Map(printable, strings.ToValidUTF8(lines[line-1], "?")))
	at := min(max(col-1, 0), len(runes))
	from, to := 0, len(runes)
	if len(runes) > excerptWidth {
		from = max(0, min(at-excerptWidth/2, len(runes)-excerptWidth))
		to = from + excerptWidth
	}
	return string(runes[from:to]) + "\n" + strings.Repeat(" ", at-from) + "^"
}

func printable(r rune) rune {
	switch {
	case r == '\r':
		return -1
	case r < ' ' || r == 0x7f:
		return ' '
	}
	return r
}

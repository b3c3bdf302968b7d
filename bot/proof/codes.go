package proof

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"lyt/bot/flow"
)

// A Code is one kind of finding, explained.
type Code struct {
	Name     string
	Severity string // flow.SeverityError or flow.SeverityWarning
	Meaning  string // what is wrong, and why it matters
	Bad      string // an example of it
	Mend     string // what to do
}

// Codes lists every code that lyt check can report, by name.
func Codes() []Code {
	all := slices.Concat(flowCodes(), serviceCodes(), textCodes(), pathCodes())
	slices.SortFunc(all, func(a, b Code) int { return strings.Compare(a.Name, b.Name) })
	return all
}

// Explain writes what a code means, or all of them when the name is "all".
func Explain(w io.Writer, name string) error {
	var pages []string
	for _, c := range Codes() {
		if name == "all" || name == c.Name {
			pages = append(pages, c.page())
		}
	}
	if len(pages) == 0 {
		return fmt.Errorf("explain: there is no code %q; lyt check --explain all lists them", name)
	}
	if _, err := io.WriteString(w, strings.Join(pages, "\n")); err != nil {
		return fmt.Errorf("explain: %w", err)
	}
	return nil
}

func (c Code) page() string {
	return fmt.Sprintf("%s (%s)\n  %s\n\n  For example:\n    %s\n\n  To mend it: %s\n",
		c.Name, c.Severity, c.Meaning, strings.ReplaceAll(c.Bad, "\n", "\n    "), c.Mend)
}

// fault and warning make a line of the tables.
func fault(name, meaning, bad, mend string) Code {
	return Code{name, flow.SeverityError, meaning, bad, mend}
}

func warning(name, meaning, bad, mend string) Code {
	return Code{name, flow.SeverityWarning, meaning, bad, mend}
}

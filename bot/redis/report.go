package redis

import (
	"fmt"
	"strings"
	"text/tabwriter"
	"time"
)

// OK says that nothing was found that must not be.
func (r Report) OK() bool { return len(r.Findings) == 0 }

// String writes one line for each kind of key, then one for each finding.
func (r Report) String() string {
	var out strings.Builder
	table := tabwriter.NewWriter(&out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "class\tkeys\tbytes\tlives from\tto\tmay live\twhat")
	for _, c := range r.Classes {
		least, most := "-", "-"
		if c.Count > c.Endless {
			least, most = life(c.Least), life(c.Most)
		}
		fmt.Fprintf(table, "%s\t%d\t%s\t%s\t%s\t%s\t%s\n", c.Class.Name, c.Count, size(c.Bytes), least, most, allowed(c.Class.Life), c.Class.What)
	}
	table.Flush() //nolint:errcheck // a strings.Builder takes everything
	if r.Foreign > 0 {
		fmt.Fprintf(&out, "%d keys of other programs were left alone\n", r.Foreign)
	}
	for _, f := range r.Findings {
		fmt.Fprintf(&out, "finding: %s: %d keys %s\n", f.Class, f.Count, f.What)
	}
	return out.String()
}

func size(bytes int64) string {
	if bytes < 0 {
		return "?"
	}
	return fmt.Sprint(bytes)
}

func allowed(d time.Duration) string {
	if d == 0 {
		return "for good"
	}
	return life(d)
}

// life writes a time to live as people read it.
func life(d time.Duration) string {
	switch {
	case d >= 2*day:
		return fmt.Sprintf("%dd", d/day)
	case d >= 2*time.Hour:
		return fmt.Sprintf("%dh", d/time.Hour)
	case d >= 2*time.Minute:
		return fmt.Sprintf("%dm", d/time.Minute)
	}
	return fmt.Sprintf("%ds", d/time.Second)
}

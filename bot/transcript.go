package bot

import "strings"

// Transcript writes an Out the way conversations are written down: `< ` before
// what is said, buttons in brackets, those beside each other in one line. What
// only tidies up earlier messages is left out.
func (o Out) Transcript() string {
	if o.Text == "" {
		return ""
	}
	mark := "< "
	if o.Voice == Counsellor {
		mark = "<< "
	}
	var b strings.Builder
	for line := range strings.SplitSeq(o.Text, "\n") {
		b.WriteString(strings.TrimRight(mark+line, " ") + "\n")
	}
	for i, button := range o.Buttons {
		if i > 0 {
			b.WriteString(map[bool]string{true: " ", false: "\n"}[button.Beside])
		}
		b.WriteString("[" + button.Label + "]")
	}
	if len(o.Buttons) > 0 {
		b.WriteString("\n")
	}
	return b.String()
}

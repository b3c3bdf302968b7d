package proof

import (
	"io/fs"
	"regexp"
	"strconv"
	"strings"

	"lyt/bot/flow"
	"lyt/bot/triage"
)

// readTriage reads the rules that notice danger in a message, and holds each of them
// against its own examples.
func (c *Content) readTriage(flowFiles fs.FS) []flow.Finding {
	r := reading{Content: *c}
	rules, err := triage.Load(flowFiles)
	if err != nil {
		r.fault(triagePlace(err.Error()), "triage", "%s", strings.ReplaceAll(err.Error(), "\n", "; "))
		return r.found
	}
	c.Triage = rules
	for _, m := range rules.Mistakes() {
		r.mistake(m)
	}
	return r.found
}

func (r *reading) mistake(m triage.Mistake) {
	file := flowsFolder + m.File
	switch {
	case m.Text == "":
		r.fault(r.inList(file, "name: "+m.Rule), "triage-examples", "the rule needs examples: messages it finds, and look-alikes it leaves")
	case m.Must == "finds":
		r.fault(r.inList(file, m.Text), "triage-misses", "the rule %q does not find this message; widen it, or take the example away", m.Rule)
	default:
		r.fault(r.inList(file, m.Text), "triage-alarms", "a rule calls this harmless message a crisis; narrow it, or take the example away")
	}
}

var lineNumber = regexp.MustCompile(`line (\d+)`)

// triagePlace finds the file and line that an error names.
func triagePlace(message string) place {
	where := at(flowsFolder+triage.Files[0], 1, 1)
	for _, file := range triage.Files {
		if strings.Contains(message, file) {
			where.file = flowsFolder + file
		}
	}
	if found := lineNumber.FindStringSubmatch(message); found != nil {
		where.line, _ = strconv.Atoi(found[1])
	}
	return where
}

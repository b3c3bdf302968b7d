package desk

import "lyt/bot/handoff"

// Patterns lists all pages and actions for which somebody must be logged in.
func (d *Desk) Patterns() []string {
	var all []string
	for _, r := range d.guarded() {
		all = append(all, r.pattern)
	}
	return all
}

// Mentioned gives the names of the colleagues a note names.
func Mentioned(words string, names ...string) (found []string) {
	var all []handoff.Colleague
	for _, name := range names {
		all = append(all, handoff.Colleague{Name: name})
	}
	for _, c := range mentioned(words, all) {
		found = append(found, c.Name)
	}
	return found
}

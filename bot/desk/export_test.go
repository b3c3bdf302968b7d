package desk

// Patterns lists all pages and actions for which somebody must be logged in.
func (d *Desk) Patterns() []string {
	var all []string
	for _, r := range d.guarded() {
		all = append(all, r.pattern)
	}
	return all
}

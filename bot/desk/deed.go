package desk

import (
	"context"
	"fmt"
	"time"

	"lyt/bot/handoff"
)

// Deeds is the audit log: who did what, and when. There is no way to change an entry.
type Deeds interface {
	Note(ctx context.Context, deed handoff.Deed) error
	// List gives deeds of a service, newest first, older than the one named; "" begins
	// with the newest.
	List(ctx context.Context, service, before string, max int) ([]handoff.Deed, error)
}

// deedPatience is how long the log may take to note something.
const deedPatience = 4 * time.Second

// deed notes what somebody does: what is a key below "desk.deed.", on the id of what it
// was done to, more a reason or a name, and never words of a talk. Looking is noted
// before the page is shown, so that nobody sees what is not in the log. It is noted
// even if the browser leaves in the middle.
func (d *Desk) deed(ctx context.Context, v visit, service, what, on, more string) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), deedPatience)
	defer cancel()
	for _, id := range placesOf(v, service) {
		err := d.Deeds.Note(ctx, handoff.Deed{
			At: d.Now(), Who: v.Name, Service: id, What: what, On: on, More: more,
		})
		if err != nil {
			return fmt.Errorf("note deed: %w", err)
		}
	}
	return nil
}

// placesOf says in which logs a deed belongs. What somebody does with their own account
// stands in that of each of their services, where its auditors find it and no others.
func placesOf(v visit, service string) []string {
	if service == "" && len(v.Services) > 0 {
		return v.Services
	}
	return []string{service}
}

// did notes a change that is made already: it cannot be taken back because the log is
// away, so a fault is only told to the operators.
func (d *Desk) did(ctx context.Context, v visit, service, what, on, more string) {
	if err := d.deed(ctx, v, service, what, on, more); err != nil {
		d.Log.Error("audit log", "deed", what, "error", err)
	}
}

package desk

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"lyt/bot/handoff"
)

// smallRoutes are the pages beside queue, talk and calendar.
func (d *Desk) smallRoutes() []route {
	return []route{
		{"GET /guide", anybody, d.guide},
		{"GET /live", supervisors, d.live},
		{"GET /figures", counts, d.figures},
		{"GET /log", auditors, d.log},
	}
}

func auditors(a handoff.Account) bool { return a.Role == handoff.RoleAuditor }

// counts says who may see figures.
func counts(a handoff.Account) bool {
	return a.Role == handoff.RoleCoordinator || a.Role == handoff.RoleSupervisor
}

// smallStyles is what their pages need beside desk.css.
const smallStyles = "small.css"

// Deed names what somebody did.
func (v view) Deed(kind string) string { return v.Text(deedKeys + kind) }

// More is the rest of a deed in words: why a talk was closed, and services by their names.
func (v view) More(deed handoff.Deed) string {
	switch {
	case deed.What == "closed" && slices.Contains(handoff.Reasons(), handoff.Reason(deed.More)):
		return v.T("figures.closed." + deed.More)
	case deed.What == "handed-on", deed.What == "carded":
		return v.Service(deed.More)
	}
	return deed.More
}

// Moment gives a time to the second, the same in every language, for the audit log.
func (v view) Moment(at time.Time) string { return at.In(v.desk.Zone).Format("2006-01-02 15:04:05") }

// Month names a month and its year.
func (v view) Month(at time.Time) string {
	at = at.In(v.desk.Zone)
	return v.Text("dates.month."+strings.ToLower(at.Month().String())) + " " + strconv.Itoa(at.Year())
}

package desk

import (
	"net/http"
	"strings"

	"lyt/bot/handoff"
)

// guideTalk is the talk from which somebody opened the guide: there they can note that
// they have told the person.
type guideTalk struct {
	Path string
	Op   string
}

// guide shows what a counsellor must know of underretning: the municipality's own text.
func (d *Desk) guide(w http.ResponseWriter, r *http.Request, v visit) {
	page := d.view(v, "guide")
	page.Styles = []string{smallStyles}
	if h, ok := d.guideTalk(r, v); ok {
		page.Body = guideTalk{Path: talkPath(h.Request.Service, h.ID), Op: newOp(d.Random)}
	}
	d.show(w, http.StatusOK, "guide.html", page)
}

// guideTalk finds the talk named in the address, as service/id. The guide is of use
// without one, so whatever is wrong with it only leaves the tick away.
func (d *Desk) guideTalk(r *http.Request, v visit) (handoff.Handoff, bool) {
	service, id, found := strings.Cut(r.URL.Query().Get("talk"), "/")
	if !found || !v.Counsels(service) {
		return handoff.Handoff{}, false
	}
	h, err := d.Queue.Find(r.Context(), service, id)
	return h, err == nil && h.State == handoff.Live && h.Staff == v.Name
}

// Lines gives a text line by line, for lists.
func (v view) Lines(key string) []string { return strings.Split(v.T(key), "\n") }

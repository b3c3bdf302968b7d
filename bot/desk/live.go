package desk

import (
	"cmp"
	"net/http"
	"slices"
	"time"

	"lyt/bot/handoff"
)

// live shows supervisors every talk of their services that goes on now.
func (d *Desk) live(w http.ResponseWriter, r *http.Request, v visit) {
	var all []handoff.Handoff
	for _, service := range v.Services {
		list, err := d.Queue.Live(r.Context(), service)
		if err != nil {
			d.away(w, r, err)
			return
		}
		all = append(all, list...)
	}
	page := d.view(v, "live")
	page.Styles, page.Body = []string{smallStyles}, liveTalks(all)
	d.show(w, http.StatusOK, "live.html", page)
}

// tellLive shows the list again when it looks different.
func (x *screen) tellLive(snapshots []*snapshot) error {
	if !x.overview {
		return nil
	}
	var all []handoff.Handoff
	for _, s := range snapshots {
		all = append(all, s.live...)
	}
	page := x.view(x.visit, "live")
	page.Body = liveTalks(all)
	now, err := x.renderApart("livelist", page)
	if err == nil && now != x.list {
		x.list = now
		x.s.Send("live", "", now)
	}
	return err
}

// liveList is what the page shows.
type liveList []liveTalk

func liveTalks(all []handoff.Handoff) liveList {
	var talks liveList
	for _, h := range all {
		talks = append(talks, liveTalk{Handoff: h, Danger: dangerOf(h), Path: talkPath(h.Request.Service, h.ID)})
	}
	slices.SortStableFunc(talks, urgentFirst)
	return talks
}

// liveTalk is one talk in the list: nothing of what is said in it.
type liveTalk struct {
	handoff.Handoff
	Danger string // crisis, low or other
	Path   string
}

// urgentFirst puts danger first, then who has waited longest for an answer, then the
// oldest talk.
func urgentFirst(a, b liveTalk) int {
	return cmp.Or(
		cmp.Compare(a.Request.Priority, b.Request.Priority),
		earliest(a.Owed, b.Owed),
		a.Claimed.Compare(b.Claimed),
	)
}

// earliest compares two times; one that is not set comes last.
func earliest(a, b time.Time) int {
	if a.IsZero() != b.IsZero() {
		return map[bool]int{true: 1, false: -1}[a.IsZero()]
	}
	return a.Compare(b)
}

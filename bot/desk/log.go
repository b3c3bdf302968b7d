package desk

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	"lyt/bot/handoff"
	"lyt/bot/web"
)

// How much of the audit log is read at once, shown at once, and searched at most for
// one page.
const (
	logBatch  = 200
	logShown  = 50
	logSearch = 5000
)

// deedKeys is where the names of deeds stand among the texts.
const deedKeys = "desk.deed."

// logFilter is what an auditor wants to see. Service "" is what belongs to no service.
type logFilter struct{ Service, Who, What, Before string }

// logPage is the body of the page.
type logPage struct {
	logFilter
	Services []string
	All      bool // may read what belongs to no service
	Kinds    []string
	Deeds    []handoff.Deed
	Older    string // address of what comes before; "" when there is nothing
}

func (d *Desk) readFilter(q url.Values, a handoff.Account) (logFilter, bool) {
	f := logFilter{Service: q.Get("service"), Who: strings.TrimSpace(q.Get("who")), What: q.Get("what"), Before: q.Get("before")}
	if !q.Has("service") && len(a.Services) > 0 {
		f.Service = a.Services[0]
	}
	known := (f.Service == "" && d.hasAll(a) || a.Has(f.Service)) && (f.Before == "" || web.IsID(f.Before))
	return f, known && len(f.Who) <= 200 && len(f.What) <= 200
}

// hasAll says whether somebody belongs to every service with a desk. What belongs to no
// service is theirs alone to read: it tells of accounts of all houses.
func (d *Desk) hasAll(a handoff.Account) bool {
	for _, s := range d.Services.Services() {
		if s.Desk && !a.Has(s.ID) {
			return false
		}
	}
	return true
}

// fits says whether a deed is wanted. What is wrong with the log itself always is.
func (f logFilter) fits(deed handoff.Deed) bool {
	if deed.Who == "" {
		return true
	}
	return (f.Who == "" || strings.EqualFold(f.Who, deed.Who)) && (f.What == "" || f.What == deed.What)
}

func (f logFilter) address(before string) string {
	return "/log?" + url.Values{"service": {f.Service}, "who": {f.Who}, "what": {f.What}, "before": {before}}.Encode()
}

// log shows who did what. Reading it is a deed too, and noted first.
func (d *Desk) log(w http.ResponseWriter, r *http.Request, v visit) {
	filter, ok := d.readFilter(r.URL.Query(), v.Account)
	if !ok {
		d.nothing(w, r)
		return
	}
	if err := d.deed(r.Context(), v, filter.Service, "read-log", "", ""); err != nil {
		d.away(w, r, err)
		return
	}
	deeds, older, err := d.deeds(r.Context(), filter)
	if err != nil {
		d.away(w, r, err)
		return
	}
	body := logPage{logFilter: filter, Services: v.Services, All: d.hasAll(v.Account), Kinds: d.kinds(v.lang), Deeds: deeds}
	if older != "" {
		body.Older = filter.address(older)
	}
	page := d.view(v, "log")
	page.Styles, page.Body = []string{smallStyles}, body
	d.show(w, http.StatusOK, "log.html", page)
}

// deeds gives one page of what is wanted, and where the next one begins.
func (d *Desk) deeds(ctx context.Context, f logFilter) (found []handoff.Deed, older string, err error) {
	before := f.Before
	for searched := 0; searched < logSearch; searched += logBatch {
		batch, err := d.Deeds.List(ctx, f.Service, before, logBatch)
		if err != nil {
			return nil, "", err
		}
		for _, deed := range batch {
			// What is wrong beside a deed has its id, and stays with it.
			if len(found) >= logShown && deed.ID != before {
				return found, before, nil
			}
			if before = deed.ID; f.fits(deed) {
				found = append(found, deed)
			}
		}
		if len(batch) < logBatch {
			return found, "", nil
		}
	}
	return found, before, nil
}

// kinds lists the deeds that have a name.
func (d *Desk) kinds(lang string) []string {
	var kinds []string
	for _, key := range d.Words.Keys(lang) {
		if kind, ok := strings.CutPrefix(key, deedKeys); ok {
			kinds = append(kinds, kind)
		}
	}
	return kinds
}

package directory

import (
	"cmp"
	"slices"
	"time"
)

// Fit lists the services that fit the person, best first: a specialised team for
// what weighs on them, then the municipality's own team, then local partners, then
// those for the whole country. Within each of these, who is open now comes first.
// A service for some areas fits only there; the emergency lines are never among
// them. The order is always the same for the same need.
func (d *Directory) Fit(n Need) []Service {
	var found []ranked
	for _, s := range d.services {
		if s.Kind != Emergency && s.fits(n) {
			found = append(found, ranked{s, d.rank(s, n)})
		}
	}
	slices.SortFunc(found, func(a, b ranked) int {
		return cmp.Or(slices.Compare(a.rank[:], b.rank[:]), cmp.Compare(a.ID, b.ID))
	})
	out := make([]Service, len(found))
	for i, r := range found {
		out[i] = r.Service
	}
	return out
}

// Desks lists, in the same order, the services that take handoffs and times on
// Lyt's own desk: the area's municipal team, or else its headspace centre, or else
// the one for the whole country. It may be empty, for a grown-up for instance.
func (d *Directory) Desks(n Need) []Service {
	return slices.DeleteFunc(d.Fit(n), func(s Service) bool { return !s.Desk })
}

// Partners lists the best of one kind (all when empty), at most so many.
func (d *Directory) Partners(n Need, kind string, most int) []Service {
	out := slices.DeleteFunc(d.Fit(n), func(s Service) bool { return kind != "" && s.Kind != kind })
	return out[:max(0, min(len(out), most))]
}

func (s Service) fits(n Need) bool {
	return (len(s.Areas) == 0 || slices.Contains(s.Areas, n.Area)) &&
		(n.Audience == "" || slices.Contains(s.Audiences, n.Audience)) &&
		s.fitsAge(n.Age) &&
		shares(s.Topics, n.Topics) &&
		shares(s.Formats, n.Formats)
}

// shares says whether the two have something in common, where nothing means any.
func shares(offered, wanted []string) bool {
	if len(offered) == 0 || len(wanted) == 0 {
		return true
	}
	return slices.ContainsFunc(wanted, func(w string) bool { return slices.Contains(offered, w) })
}

// band gives the years of an age band that a talk asks for; services overlap them
// freely.
func band(age string) (ages [2]int, ok bool) {
	switch age {
	case "under-12":
		return [2]int{0, 11}, true
	case "12-14":
		return [2]int{12, 14}, true
	case "15-17":
		return [2]int{15, 17}, true
	case "18-25":
		return [2]int{18, 25}, true
	case "over-25":
		return [2]int{26, 120}, true
	}
	return ages, false
}

// fitsAge leaves an unknown age, or a band it does not know, to the person: better
// one offer too many than none.
func (s Service) fitsAge(age string) bool {
	b, ok := band(age)
	return !ok || (s.Ages[0] <= b[1] && b[0] <= s.Ages[1])
}

type ranked struct {
	Service
	rank [8]int
}

// rank orders services; the smaller number goes first, the first difference decides.
func (d *Directory) rank(s Service, n Need) [8]int {
	return [8]int{
		flag(len(n.Topics) == 0 || len(s.Special) == 0 || !shares(s.Special, n.Topics)),
		distance(s),
		flag(len(n.Topics) == 0 && len(s.Topics) > 0), // what weighs is unknown: those for anything first
		d.openness(s, n.At),
		len(s.Audiences),        // made for this audience before made for all
		flag(!s.Desk),           // the talk can go on here before a number to call
		flag(s.Verified == nil), // checked before unchecked
		s.Ages[1] - s.Ages[0],   // made for this age before made for all
	}
}

func distance(s Service) int {
	switch {
	case len(s.Areas) == 0:
		return 2
	case s.Kind == Municipal:
		return 0
	}
	return 1
}

// openness puts open before unknown before closed.
func (d *Directory) openness(s Service, at time.Time) int {
	zone := d.Zone
	if zone == nil {
		zone = at.Location()
	}
	switch {
	case at.IsZero():
		return 0
	case !s.Hours.Known():
		return 1
	case s.Hours.Open(at, zone):
		return 0
	}
	return 2
}

func flag(last bool) int {
	if last {
		return 1
	}
	return 0
}

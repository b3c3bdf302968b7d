// Package directory knows who helps whom: the municipal teams and civil partners,
// the areas, ages and topics they are for, and when they are open. It picks and
// orders them for one person, and it finds the municipality somebody means by what
// they typed.
//
// Everything it knows stands in flows/services and flows/areas.yaml; start with
// Load, then ask Fit, Desks or Areas.
package directory

import (
	"slices"
	"time"
)

// The kinds of service.
const (
	Municipal = "municipal" // a team of the municipality
	Civil     = "civil"     // a civil-society partner
	Emergency = "emergency" // danger to life; never among the offers, see Directory.Emergency
)

// A Service is somebody who helps.
type Service struct {
	ID        string
	Name      string
	Kind      string   // Municipal, Civil or Emergency
	Areas     []string // ids of municipalities; empty is the whole country
	Ages      [2]int   // from and to, both included; 0–120 when all
	Audiences []string // "young", "parent", "professional"
	Topics    []string // empty is any
	Special   []string // topics for which this is a specialised team, which then comes first
	Formats   []string // "in-person", "phone", "video", "chat"; empty is unknown
	Desk      bool     // takes handoffs and times on Lyt's own desk
	Card      int      // place on the crisis card, from 1; 0 is not on it
	Hours     Hours    // unknown when Hours.Known says so
	Phone     string
	Web       string
	SMS       string
	Address   string // how to get there
	About     string // key of the sentence that says what it is
	Source    string
	Verified  *time.Time // nil: nobody has checked; shown only with "tjek tallet på deres side"
}

// A Need is what is known of a person who looks for help. Empty means unknown.
type Need struct {
	Area     string
	Age      string // an age band of the young person it is about: "under-12", "12-14", "15-17", "18-25", "over-25"
	Audience string // who asks: "young", "parent", "professional"
	Topics   []string
	Formats  []string
	At       time.Time // for what is open now; zero leaves opening hours out
}

// A Directory holds all services and municipalities. It is read once and never
// changes, so many may ask it at once.
type Directory struct {
	// Zone is where the opening hours are; nil is the zone of Need.At.
	Zone *time.Location

	services []Service // by id
	topics   []string
	areas    []Area // in the order of the Danish alphabet
	names    []name
	fillers  []string // words around a place name, folded
}

// Services lists all services by id.
func (d *Directory) Services() []Service { return slices.Clone(d.services) }

// Topics lists what a service can be for, as flows/services/topics.yaml has it.
func (d *Directory) Topics() []string { return slices.Clone(d.topics) }

// Find gives the service with the id.
func (d *Directory) Find(id string) (Service, bool) {
	for _, s := range d.services {
		if s.ID == id {
			return s, true
		}
	}
	return Service{}, false
}

// AroundTheClock gives a directory in which every desk is open day and night, for
// trying the service at any hour. Nobody else's hours change.
func (d *Directory) AroundTheClock() *Directory {
	open := *d
	open.services = slices.Clone(d.services)
	for i := range open.services {
		if open.services[i].Desk {
			open.services[i].Hours = Hours{Always: true, Sample: true}
		}
	}
	return &open
}

// Emergency lists who is there when life is in danger: first the crisis card in
// its order, 112 ahead of all, then the other emergency lines.
func (d *Directory) Emergency() []Service {
	var out []Service
	for _, s := range d.services {
		if s.Kind == Emergency || s.Card > 0 {
			out = append(out, s)
		}
	}
	slices.SortStableFunc(out, func(a, b Service) int { return cardPlace(a) - cardPlace(b) })
	return out
}

func cardPlace(s Service) int {
	if s.Card == 0 {
		return maxCard + 1
	}
	return s.Card
}

// maxCard keeps the crisis card short: one number first, then a few more.
const maxCard = 9

// Package directory knows who helps whom: the municipal teams and civil partners,
// the areas, ages and topics they are for, and when they are open. It picks and
// orders them for one person.
package directory

import "time"

// A Service is somebody who helps.
type Service struct {
	ID        string
	Name      string
	Kind      string   // "municipal", "civil" or "emergency"
	Areas     []string // ids of municipalities; empty is the whole country
	Ages      [2]int   // from and to, both included; 0–120 when all
	Audiences []string // "young", "parent", "professional"
	Topics    []string // empty is any
	Special   []string // topics for which this is a specialised team, which then comes first
	Formats   []string // "in-person", "phone", "video", "chat"
	Desk      bool     // takes handoffs and times on Lyt's own desk
	Hours     Hours
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
	Age      string // an age band: "under-12", "12-14", "15-17", "18-25", "over-25"
	Audience string // "young", "parent", "professional"
	Topics   []string
	Formats  []string
	At       time.Time
}

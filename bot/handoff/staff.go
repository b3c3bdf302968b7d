package handoff

import (
	"cmp"
	"errors"
	"slices"
	"time"
)

// Role is what an account may do at the desk.
type Role string

// A counsellor takes talks of their own services. A coordinator looks after
// conversations, times and figures, and never sees a talk. A supervisor follows the
// live talks of their services, and the counsellor sees that they do. An auditor reads
// who did what, and never sees a talk.
const (
	RoleCounsellor  Role = "counsellor"
	RoleCoordinator Role = "coordinator"
	RoleSupervisor  Role = "supervisor"
	RoleAuditor     Role = "auditor"
)

// Roles lists all roles.
func Roles() []Role { return []Role{RoleCounsellor, RoleCoordinator, RoleSupervisor, RoleAuditor} }

// Account is somebody who works at the desk.
type Account struct {
	Name     string
	Role     Role
	Services []string // ids of the services they belong to
	Most     int      // how many talks they have at once; 0 is MostTalks
	Factor   bool     // a second factor is set up
	Outside  bool     // signs in elsewhere (OpenID Connect): there is no password here
}

// MostTalks is how many talks somebody has at once, if nothing else is said.
const MostTalks = 4

// Room is how many talks the account may have at once.
func (a Account) Room() int { return cmp.Or(a.Most, MostTalks) }

// Has says whether the account belongs to a service.
func (a Account) Has(service string) bool { return slices.Contains(a.Services, service) }

// Counsels says whether the account may see and take the talks of a service.
func (a Account) Counsels(service string) bool {
	return a.Role == RoleCounsellor && a.Has(service)
}

// Supervises says whether the account may follow the talks of a service.
func (a Account) Supervises(service string) bool {
	return a.Role == RoleSupervisor && a.Has(service)
}

// Presence says whether somebody can be reached at the desk.
type Presence string

// On takes talks; Pause is at the desk and takes none; Away is not there. On and Away
// follow the browser, a pause lasts until it is taken back.
const (
	On    Presence = "on"
	Pause Presence = "pause"
	Away  Presence = "away"
)

// A Colleague is somebody of the same service, as others see them.
type Colleague struct {
	Name     string
	Presence Presence
	Talks    int // how many they have now, at this service
	Room     int // how many they may have
}

// Free says whether somebody could be given a talk now.
func (c Colleague) Free() bool { return c.Presence == On && c.Talks < c.Room }

// What stops a login.
var (
	ErrDenied   = errors.New("name or password does not fit")
	ErrThrottle = errors.New("too many logins tried")
	ErrFactor   = errors.New("a code of the second factor is needed")
)

// A Deed is one entry of the audit log: who did what to which handoff, slot or
// account, and when. It never holds a word of a talk.
type Deed struct {
	ID      string // a later deed has a later id
	At      time.Time
	Who     string // the account's name
	Service string // "" for what belongs to no service
	What    string // message key below "desk.deed.": "looked", "claimed", "closed", …
	On      string // id of the handoff, slot or account it was done to
	More    string // a reason, a role, a colleague: never words of a talk
}

// DeedLife is how long the audit log is kept: 13 months.
const DeedLife = 397 * 24 * time.Hour

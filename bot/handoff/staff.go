package handoff

import (
	"errors"
	"slices"
)

// Role is what an account may do at the desk.
type Role string

// A counsellor takes talks of their own services. A coordinator looks after
// conversations and times, and never sees a talk.
const (
	RoleCounsellor  Role = "counsellor"
	RoleCoordinator Role = "coordinator"
)

// Account is somebody who works at the desk.
type Account struct {
	Name     string
	Role     Role
	Services []string // ids of the services they belong to
}

// Has says whether the account belongs to a service.
func (a Account) Has(service string) bool { return slices.Contains(a.Services, service) }

// Counsels says whether the account may see and take the talks of a service.
func (a Account) Counsels(service string) bool {
	return a.Role == RoleCounsellor && a.Has(service)
}

// What stops a login.
var (
	ErrDenied   = errors.New("name or password does not fit")
	ErrThrottle = errors.New("too many logins tried")
)

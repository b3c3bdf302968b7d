package oidc

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"lyt/bot/handoff"
)

// A Grant says what a group of the provider may do at the desk.
type Grant struct {
	Group    string
	Role     handoff.Role
	Services []string
}

// errGroups says how grants are written down.
var errGroups = errors.New("write group=role:service,service and a ; between groups")

// ParseGrants reads "Lyt-Helsingor=counsellor:helsingor-ungevaerftet;Lyt-Log=auditor:…".
func ParseGrants(text string) ([]Grant, error) {
	var grants []Grant
	for part := range strings.SplitSeq(text, ";") {
		if strings.TrimSpace(part) == "" {
			continue
		}
		grant, err := parseGrant(part)
		if err != nil {
			return nil, err
		}
		grants = append(grants, grant)
	}
	if len(grants) == 0 {
		return nil, errGroups
	}
	return grants, nil
}

func parseGrant(text string) (Grant, error) {
	i := strings.LastIndex(text, "=") // names of groups may hold one, as CN=Lyt does
	if i < 0 {
		return Grant{}, errGroups
	}
	role, services, _ := strings.Cut(text[i+1:], ":")
	grant := Grant{Group: strings.TrimSpace(text[:i]), Role: handoff.Role(strings.TrimSpace(role))}
	if grant.Group == "" || !slices.Contains(handoff.Roles(), grant.Role) {
		return Grant{}, fmt.Errorf("%w; a role is one of %v", errGroups, handoff.Roles())
	}
	for service := range strings.SplitSeq(services, ",") {
		if service = strings.TrimSpace(service); service != "" {
			grant.Services = append(grant.Services, service)
		}
	}
	if len(grant.Services) == 0 {
		return Grant{}, errGroups
	}
	return grant, nil
}

// granted gives what somebody in these groups may do: the role of the first grant that
// fits, and the services of all grants of that role. False when none fits.
func granted(grants []Grant, groups []string) (role handoff.Role, services []string, ok bool) {
	for _, g := range grants {
		if !slices.Contains(groups, g.Group) || ok && g.Role != role {
			continue
		}
		role, ok = g.Role, true
		services = append(services, g.Services...)
	}
	slices.Sort(services)
	return role, slices.Compact(services), ok
}

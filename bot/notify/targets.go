package notify

import (
	"fmt"
	"net/mail"
	"slices"
	"strconv"
	"strings"
)

// Targets are the addresses of each service's staff. Those under AllServices are told
// of every service.
type Targets map[string][]string

// AllServices stands for every service in Targets.
const AllServices = ""

// Of lists the addresses for a service.
func (t Targets) Of(service string) []string { return slices.Concat(t[AllServices], t[service]) }

// ParseTargets reads a list like "one-service=address,another=address", or addresses
// alone, which stand for all services. Its errors name an entry by its number: an
// address does not belong on a screen.
func ParseTargets(list string, services []string, check func(address string) error) (Targets, error) {
	targets := Targets{}
	if strings.TrimSpace(list) == "" {
		return targets, nil
	}
	for i, entry := range strings.Split(list, ",") {
		service, address, named := strings.Cut(entry, "=")
		if !named {
			service, address = AllServices, entry
		}
		service, address = strings.TrimSpace(service), strings.TrimSpace(address)
		if named && !slices.Contains(services, service) {
			return nil, fmt.Errorf("entry %d names no service with a desk; there are: %s", i+1, strings.Join(services, ", "))
		}
		if err := check(address); err != nil {
			return nil, fmt.Errorf("entry %d %w", i+1, err)
		}
		targets[service] = append(targets[service], address)
	}
	return targets, nil
}

// CheckGroup says what is wrong with the number of a group on Telegram.
func CheckGroup(address string) error {
	if id, err := strconv.ParseInt(address, 10, 64); err != nil || id >= 0 {
		return fmt.Errorf("is no number of a Telegram group; it begins with a minus, like -1001234567890")
	}
	return nil
}

// CheckMail says what is wrong with an e-mail address.
func CheckMail(address string) error {
	read, err := mail.ParseAddress(address)
	if err != nil || read.Address != address {
		return fmt.Errorf("is no e-mail address; write it like vagt@example.dk")
	}
	return nil
}

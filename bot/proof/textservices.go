package proof

import (
	"slices"

	"lyt/bot/directory"
)

// mostShown is how many places a question can show at once.
const mostShown = 7

// directory: each service can be met by somebody, and reached in some way.
func (r *reading) directory() {
	for _, s := range r.Directory.Services() {
		where := at(flowsFolder+"services/"+s.ID+".yaml", 1, 1)
		if s.Phone == "" && s.SMS == "" && s.Web == "" && s.Address == "" && !s.Desk {
			r.warn(where, "no-contact", "nobody can reach %s: give it a phone, sms, web, address or desk", s.Name)
		}
		if s.Kind != directory.Emergency && s.Card == 0 && !r.shown(s) {
			r.warn(where, "unreachable-service", "whatever area, age and topic somebody gives, other services come before %s; look at its areas, ages, audiences and topics", s.Name)
		}
	}
}

// shown says that there is somebody to whom the service is offered.
func (r *reading) shown(s directory.Service) bool {
	areas := s.Areas
	if len(areas) == 0 {
		areas = []string{""}
	}
	topics := append([]string{""}, r.Directory.Topics()...)
	for _, area := range areas {
		for _, audience := range s.Audiences {
			for _, age := range []string{"15-17", "12-14", "18-25", "under-12", "over-25"} {
				for _, topic := range topics {
					need := directory.Need{Area: area, Age: age, Audience: audience}
					if topic != "" {
						need.Topics = []string{topic}
					}
					if slices.ContainsFunc(r.Directory.Partners(need, s.Kind, mostShown), func(o directory.Service) bool { return o.ID == s.ID }) {
						return true
					}
				}
			}
		}
	}
	return false
}

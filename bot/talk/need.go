package talk

import (
	"strings"

	"lyt/bot/directory"
	"lyt/bot/flow"
)

// need is what is known of the person, as the directory asks for it.
func (u *turn) need() directory.Need {
	state := u.session.Flow
	audience := state.Value("role")
	return directory.Need{
		Area: state.Value("area"), Age: state.Value("age"), Audience: audience,
		Topics: state.Memory["topics"], At: u.now,
	}
}

// areas finds municipalities for the flow.
func (t *Talk) areas(typed string) []flow.Area {
	var found []flow.Area
	for _, area := range t.Directory.Areas(typed) {
		found = append(found, flow.Area{ID: area.ID, Name: area.Name})
	}
	return found
}

func (t *Talk) areaName(id string) string {
	area, _ := t.Directory.Area(id)
	return area.Name
}

// partners lists others who can help.
func (u *turn) partners(e flow.Partners) flow.Result {
	services := u.Directory.Partners(u.need(), e.Kind, max(e.Show, 1))
	if len(services) == 0 {
		return flow.Result{Name: "none"}
	}
	var choices []flow.Choice
	var lines []string
	for _, service := range services {
		choices = append(choices, flow.Choice{Service: service.ID, ID: service.ID, Label: service.Name})
		lines = append(lines, u.words("talk.service.line", map[string]any{
			"name": service.Name, "about": u.words(service.About, nil),
		}))
	}
	return flow.Result{Name: "partners", Choices: choices, Text: strings.Join(lines, "\n")}
}

// card says all about one partner: what it is, how to reach it, when it is open.
// A number nobody has checked is shown with the advice to check it.
func (u *turn) card(e flow.Card) flow.Result {
	service, ok := u.Directory.Find(e.Choice.Service)
	if !ok {
		return flow.Result{Name: "card", Text: u.words("talk.gone", nil)}
	}
	u.count("referred")
	return flow.Result{Name: "card", Text: u.describe(service)}
}

func (u *turn) describe(service directory.Service) string {
	lines := []string{service.Name, u.words(service.About, nil)}
	for _, way := range []struct{ key, value string }{
		{"talk.service.phone", service.Phone}, {"talk.service.sms", service.SMS},
		{"talk.service.web", service.Web}, {"talk.service.address", service.Address},
	} {
		if way.value != "" {
			lines = append(lines, u.words(way.key, map[string]any{"value": way.value}))
		}
	}
	if service.Desk && !u.live() {
		lines = append(lines, u.words("talk.service.desk", nil))
	}
	lines = append(lines, u.openNow(service))
	if service.Verified == nil {
		lines = append(lines, u.words(unverifiedKey(service), nil))
	}
	return strings.Join(lines, "\n")
}

// unverifiedKey asks to check the number, or else whatever is shown.
func unverifiedKey(service directory.Service) string {
	if service.Phone == "" && service.SMS == "" {
		return "talk.service.unsure"
	}
	return "talk.service.unverified"
}

func (u *turn) openNow(service directory.Service) string {
	if service.Hours.Open(u.now, u.Zone) {
		return u.words("talk.open.now", nil)
	}
	next, ok := service.Hours.Next(u.now, u.Zone)
	if !ok {
		return u.words("talk.open.unknown", nil)
	}
	return u.words("talk.open.next", map[string]any{"opens": u.Texts.Time(u.session.Lang, next.In(u.Zone))})
}

package talk

import (
	"slices"
	"strings"

	"lyt/bot"
	"lyt/bot/directory"
	"lyt/bot/triage"
)

// A situation is what somebody in danger is in: the words of the card, and who can be
// called after 112. The words stand in the locale files under talk.crisis.<words>.
type situation struct {
	words string   // when it is about the one who writes
	other string   // when it is about somebody else
	call  []string // services, the one that fits best first; the card has room for two
}

// situations are the families of triage, and what the card says to each. The empty
// one is for danger without a name: the word /akut, or only the model was alarmed. What
// the model alone takes for somebody else's danger may be any of them.
var situations = map[string]situation{
	"":                 {"any", "other-any", []string{childLine, lifeLine}},
	triage.Suicidal:    {"suicidal", "other", []string{childLine, lifeLine}},
	triage.InProgress:  {"now", "other-now", []string{poisonLine, childLine, lifeLine}},
	triage.SelfHarm:    {"self-harm", "other-hurt", []string{childLine, lifeLine}},
	triage.Violence:    {"violence", "other-hurt", []string{childLine, violenceLine, lifeLine}},
	triage.Sexual:      {"sexual", "other-hurt", []string{childLine, violenceLine, lifeLine}},
	triage.Threat:      {"threat", "other-hurt", []string{childLine, illnessLine, lifeLine}},
	triage.Psychosis:   {"psychosis", "other-hurt", []string{childLine, illnessLine, lifeLine}},
	triage.Eating:      {"eating", "other-hurt", []string{childLine, illnessLine, lifeLine}},
	triage.AboutOthers: {"any", "other-any", []string{lifeLine, poisonLine}},
}

// The services a card can name, by their ids in the directory.
const (
	alarm        = "alarm-112"
	childLine    = "bornetelefonen" // under 18
	parentLine   = "foraeldretelefonen"
	lifeLine     = "livslinien"
	violenceLine = "lev-uden-vold"
	poisonLine   = "giftlinjen"
	illnessLine  = "psykiatrifonden"
)

// known are numbers that are sure: a card has them even where a directory leaves them
// out, or nobody has checked what else it says of them.
var known = map[string]directory.Service{
	alarm:        {Name: "Alarm", Phone: "112"},
	childLine:    {Name: "BørneTelefonen", Phone: "116 111"},
	lifeLine:     {Name: "Livslinien", Phone: "70 201 201"},
	violenceLine: {Name: "Lev Uden Vold", Phone: "1888"},
	poisonLine:   {Name: "Giftlinjen", Phone: "82 12 12 12"},
}

// reader is whom a card is for.
type reader struct {
	adult  bool // known to be 18 or more
	other  bool // it is about somebody else
	parent bool // a parent, who fears for a child
}

// card is the words and buttons for one in danger: 112 first, then at most two more
// numbers, of those that are not known to be closed.
type card struct {
	words string // the end of the text's key
	call  []directory.Service
}

// mostNumbers is how many stand on the card after 112.
const mostNumbers = 2

func (t *Talk) cardFor(family string, r reader) card {
	s, ok := situations[family]
	if !ok {
		s = situations[""]
	}
	c, call := card{words: s.words}, s.call
	if r.other {
		c.words, call = s.other, forOther(call, r)
	}
	if c.call = t.reachable(call, r.adult); len(c.call) == 0 {
		c.call = t.reachable([]string{lifeLine, illnessLine, childLine}, false) // better one for others than none
	}
	return c
}

// forOther: who fears for somebody else is told first whom they can call themselves,
// and a parent of the line for parents.
func forOther(ids []string, r reader) []string {
	ids = slices.Clone(ids)
	if i := slices.Index(ids, childLine); i >= 0 && i+1 < len(ids) {
		ids[i], ids[i+1] = ids[i+1], ids[i]
	}
	if r.parent {
		ids = slices.Insert(ids, 1, parentLine)
	}
	return ids
}

// reachable gives the first of the services that are there now, as far as is known.
// The parents' line is for daytime worries: it stands here only when it is surely open.
func (t *Talk) reachable(ids []string, adult bool) []directory.Service {
	var found []directory.Service
	for _, id := range ids {
		service, ok := t.number(id)
		open := service.Hours.Open(t.Now(), t.Zone) || id != parentLine && !service.Hours.Known()
		if ok && open && !(adult && id == childLine) && len(found) < mostNumbers {
			found = append(found, service)
		}
	}
	return found
}

// number finds a service that can be called: one that somebody checked, or one that is
// known by heart. A doubtful number has no place on a card.
func (t *Talk) number(id string) (directory.Service, bool) {
	if service, ok := t.Directory.Find(id); ok && service.Phone != "" && service.Verified != nil {
		return service, true
	}
	service, ok := known[id]
	return service, ok
}

// whole is the card as it is shown once.
func (t *Talk) whole(lang string, c card) bot.Out {
	return t.cardOut(lang, "talk.crisis."+c.words, c)
}

// Short cards come after the whole one, in turn, each with the number that matters
// most and the way to a human.
var shortCards = []string{"talk.crisis.again.1", "talk.crisis.again.2", "talk.crisis.again.3"}

func (t *Talk) short(lang, key string, c card) bot.Out {
	c.call = c.call[:min(1, len(c.call))]
	return t.cardOut(lang, key, c)
}

// lead is how a short card begins: danger that is under way needs help now.
func lead(words string) string {
	if words == "now" || words == "other-now" {
		return "talk.crisis.lead.now"
	}
	return "talk.crisis.lead"
}

func (t *Talk) cardOut(lang, key string, c card) bot.Out {
	var lines []string
	for _, service := range c.call {
		lines = append(lines, t.callLine(lang, service))
	}
	text := t.Texts.Text(lang, key, map[string]any{
		"numbers": strings.Join(lines, "\n"), "lead": t.Texts.Text(lang, lead(c.words), nil),
	})
	return bot.Out{Text: text, Buttons: t.cardButtons(lang, c), Urgent: true}
}

// callLine is one number. Hours are told only where somebody checked them.
func (t *Talk) callLine(lang string, s directory.Service) string {
	key := "talk.crisis.line"
	switch {
	case s.Hours.Always && slices.Contains(s.Formats, "chat"):
		key = "talk.crisis.line.write"
	case s.Hours.Always:
		key = "talk.crisis.line.always"
	case s.Hours.Known() && !s.Hours.Sample:
		key = "talk.crisis.line.open"
	}
	return t.Texts.Text(lang, key, map[string]any{"name": s.Name, "number": s.Phone})
}

// cardButtons call with one tap where the channel can link, 112 first; then a human,
// at once, and the word that the danger is over.
func (t *Talk) cardButtons(lang string, c card) []bot.Button {
	first, _ := t.number(alarm)
	var buttons []bot.Button
	for _, service := range append([]directory.Service{first}, c.call...) {
		buttons = append(buttons, bot.Button{
			Label: t.Texts.Text(lang, "talk.call", map[string]any{"number": service.Phone}),
			Link:  "tel:" + strings.ReplaceAll(service.Phone, " ", ""),
		})
	}
	return append(buttons, t.afterCard(lang, c.words)...)
}

// afterCard are the buttons that stay on offer after a card.
func (t *Talk) afterCard(lang, words string) []bot.Button {
	return []bot.Button{
		{Label: t.Texts.Text(lang, "button.human", nil), Data: "!" + humanNowButton},
		{Label: t.Texts.Text(lang, safeKey(words), nil), Data: "!safe"},
	}
}

// safeKey is the label for "no more danger", by what the card was about.
func safeKey(words string) string {
	if strings.HasPrefix(words, "other") {
		return "talk.button.calm"
	}
	return "talk.button.safe"
}

package directory

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// areasDoc is areas.yaml.
type areasDoc struct {
	Areas []areaDoc `yaml:"areas"`
}

type areaDoc struct {
	ID     value `yaml:"id"`
	Name   value `yaml:"name"`
	Region value `yaml:"region"`
	Also   value `yaml:"also"`
}

// topicsDoc is services/topics.yaml.
type topicsDoc struct {
	Topics value `yaml:"topics"`
}

// serviceDoc is one file of services, named after the service:
//
//	service: helsingor-ungevaerftet
//	name: Ungeværftet
//	kind: municipal              # or civil, emergency
//	areas: [helsingor]           # ids of areas.yaml, or all
//	ages: 12-25                  # or all
//	audiences: [young, parent]   # and professional
//	topics: any                  # or some of topics.yaml
//	special: [grief]             # of these it knows most, and comes first
//	formats: [phone, chat]       # and in-person, video; leave out when unknown
//	desk: true                   # takes handoffs and times on Lyt's own desk
//	card: 2                      # place on the crisis card; few have one
//	hours: always                # or days with times; leave out when unknown
//	phone: 70 10 20 30           # phone, sms, web, address: leave out when unknown
//	source: where all this is from
//	verified: 2026-11-21         # the day somebody checked it, or null
type serviceDoc struct {
	ID        value `yaml:"service"`
	Name      value `yaml:"name"`
	Kind      value `yaml:"kind"`
	Areas     value `yaml:"areas"`
	Ages      value `yaml:"ages"`
	Audiences value `yaml:"audiences"`
	Topics    value `yaml:"topics"`
	Special   value `yaml:"special"`
	Formats   value `yaml:"formats"`
	Desk      value `yaml:"desk"`
	Card      value `yaml:"card"`
	Hours     value `yaml:"hours"`
	Phone     value `yaml:"phone"`
	SMS       value `yaml:"sms"`
	Web       value `yaml:"web"`
	Address   value `yaml:"address"`
	Source    value `yaml:"source"`
	Verified  value `yaml:"verified"`
}

var (
	idPattern    = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)
	phonePattern = regexp.MustCompile(`^\+?[0-9][0-9 ]{1,15}$`)
	webPattern   = regexp.MustCompile(`^https://[a-z0-9.-]+\.[a-z]{2,}(/[^\s]*)?$`)
	kinds        = []string{Municipal, Civil, Emergency}
	audiences    = []string{"young", "parent", "professional"}
	formats      = []string{"in-person", "phone", "video", "chat"}
	regions      = []string{"Hovedstaden", "Sjælland", "Syddanmark", "Midtjylland", "Nordjylland"}
)

// longestID leaves room for a service's id in 64 bytes of callback data.
const longestID = 32

func oneOf(words []string) func(string) bool {
	return func(w string) bool { return slices.Contains(words, w) }
}

func (l *loader) readAreas() {
	var doc areasDoc
	s := l.open(areasFile, &doc)
	for _, a := range doc.Areas {
		s.readArea(a)
	}
	if len(doc.Areas) == 0 && !s.bad {
		s.find(nil, "empty", "there is no area")
	}
}

func (s *source) readArea(doc areaDoc) {
	area := Area{s.id(doc.ID, "id"), s.must(doc.Name, "name"), s.must(doc.Region, "region")}
	if area.Region != "" && !slices.Contains(regions, area.Region) {
		s.find(doc.Region.node, "unknown-region", fmt.Sprintf("%q is not a region", area.Region))
	}
	if _, known := s.dir.Area(area.ID); known {
		s.find(doc.ID.node, "twice", fmt.Sprintf("the area %q stands here twice", area.ID))
		return
	}
	s.dir.areas = append(s.dir.areas, area)
	s.addName(area.Name, 0)
	s.addName(area.ID, 0)
	if doc.Also.node != nil {
		for _, town := range s.list(doc.Also, "names", "", func(string) bool { return true }) {
			s.addName(town, 1)
		}
	}
}

// addName lets the last area be found by the name.
func (s *source) addName(text string, other int) {
	n := name{join(s.dir.wordsOf(text)), len(s.dir.areas) - 1, other}
	if n.folded == "" {
		return
	}
	if !slices.ContainsFunc(s.dir.names, func(o name) bool { return o.folded == n.folded && o.area == n.area }) {
		s.dir.names = append(s.dir.names, n)
	}
}

func (l *loader) readTopics() {
	var doc topicsDoc
	s := l.open(topicsFile, &doc)
	if !s.bad {
		l.dir.topics = s.list(doc.Topics, "topics", "", idPattern.MatchString)
	}
}

func (l *loader) readService(file string) {
	var doc serviceDoc
	s := l.open(file, &doc)
	if doc == (serviceDoc{}) {
		if !s.bad { // otherwise open said what is wrong
			s.find(nil, "empty", "there is nothing in the file")
		}
		return
	}
	svc := s.service(doc)
	if svc.ID != "" && svc.ID != baseOf(file) {
		s.find(doc.ID.node, "file-name", fmt.Sprintf("the service %q must stand in services/%s.yaml", svc.ID, svc.ID))
	}
	if !s.bad {
		l.dir.services = append(l.dir.services, svc)
	}
}

func (s *source) service(doc serviceDoc) Service {
	svc := Service{
		ID:        s.id(doc.ID, "service"),
		Name:      s.must(doc.Name, "name"),
		Kind:      s.kind(doc.Kind),
		Areas:     s.list(doc.Areas, "areas", "all", s.isArea),
		Ages:      s.ages(doc.Ages),
		Audiences: s.list(doc.Audiences, "audiences", "", oneOf(audiences)),
		Topics:    s.list(doc.Topics, "topics", "any", oneOf(s.dir.topics)),
		Desk:      s.truth(doc.Desk),
		Card:      s.card(doc.Card),
		Hours:     s.hours(doc.Hours),
		Phone:     s.phone(doc.Phone, "a phone number such as 70 201 201"),
		SMS:       s.phone(doc.SMS, "a number for messages such as 47 47 10 20"),
		Web:       s.shaped(doc.Web, webPattern, "bad-web", "an address such as https://headspace.dk"),
		Address:   s.text(doc.Address),
		Source:    s.must(doc.Source, "source"),
		Verified:  s.day(doc.Verified),
	}
	svc.About = "services." + svc.ID
	if doc.Formats.node != nil {
		svc.Formats = s.list(doc.Formats, "formats", "", oneOf(formats))
	}
	if doc.Special.node != nil {
		svc.Special = s.special(doc.Special, svc.Topics)
	}
	s.checkDesk(doc, svc)
	return svc
}

// checkDesk wants of a service with a desk what handoffs and times need.
func (s *source) checkDesk(doc serviceDoc, svc Service) {
	if svc.Desk && !svc.Hours.Known() {
		s.find(doc.Desk.node, "desk-hours", "a service with a desk needs hours, or nobody is ever let in")
	}
	if svc.Desk && len(svc.Formats) == 0 {
		s.find(doc.Desk.node, "desk-formats", "a service with a desk needs formats")
	}
}

func (s *source) special(v value, topics []string) []string {
	return s.list(v, "special", "", func(t string) bool {
		return slices.Contains(s.dir.topics, t) && (len(topics) == 0 || slices.Contains(topics, t))
	})
}

func (s *source) isArea(id string) bool {
	_, ok := s.dir.Area(id)
	return ok
}

func (s *source) id(v value, key string) string {
	id := s.must(v, key)
	if id != "" && (!idPattern.MatchString(id) || len(id) > longestID) {
		s.find(v.node, "bad-id", "an id is small letters a-z, digits and single hyphens, 32 at most")
	}
	return id
}

func (s *source) kind(v value) string {
	kind := s.must(v, "kind")
	if kind != "" && !slices.Contains(kinds, kind) {
		s.find(v.node, "unknown-kind", "municipal, civil or emergency is expected here")
	}
	return kind
}

func (s *source) shaped(v value, shape *regexp.Regexp, code, expected string) string {
	text := s.text(v)
	if text != "" && !shape.MatchString(text) {
		s.find(v.node, code, expected+" is expected here")
	}
	return text
}

// phone reads a number as it is called in Denmark: eight digits, or a short one such
// as 112, 1888 or 116 111.
func (s *source) phone(v value, expected string) string {
	number := s.shaped(v, phonePattern, "bad-phone", expected)
	if number == "" || !phonePattern.MatchString(number) {
		return number
	}
	if n := len(strings.ReplaceAll(strings.TrimPrefix(number, "+45"), " ", "")); n != 8 && n != 3 && n != 4 && n != 6 {
		s.find(v.node, "bad-phone", fmt.Sprintf("a Danish number has 8 digits, or 3, 4 or 6 when it is a short one, and this has %d", n))
	}
	return number
}

func (s *source) card(v value) int {
	text := s.text(v)
	if text == "" {
		return 0
	}
	place, err := strconv.Atoi(text)
	if err != nil || place < 1 || place > maxCard {
		s.find(v.node, "bad-card", fmt.Sprintf("a place on the crisis card from 1 to %d is expected here", maxCard))
		return 0
	}
	if other, taken := s.cards[place]; taken {
		s.find(v.node, "bad-card", fmt.Sprintf("place %d on the crisis card is taken by %s", place, other))
	}
	if s.cards == nil {
		s.cards = map[int]string{}
	}
	s.cards[place] = s.file
	return place
}

// firstOnCard is the number that always stands first when life is in danger.
const firstOnCard = "112"

// checkCards wants 112 first on the crisis card.
func (l *loader) checkCards() {
	card := l.dir.Emergency()
	if len(card) == 0 || card[0].Card != 1 || card[0].Phone != firstOnCard {
		s := &source{loader: l, file: "services"}
		s.findAt(0, 0, "no-112", "no service with the phone 112 has place 1 on the crisis card")
	}
}

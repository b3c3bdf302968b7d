package desk_test

import (
	"context"
	"crypto/rand"
	"fmt"
	"sync"
	"time"

	"lyt/bot"
	"lyt/bot/booking"
	"lyt/bot/directory"
	"lyt/bot/handoff"
)

// memStaff is accounts and sessions in memory.
type memStaff struct {
	mu       sync.Mutex
	away     bool
	accounts map[string]handoff.Account
	sessions map[string]string
	tries    int
	paused   map[string]bool
	memOwn
	replies map[string][]handoff.Reply
}

func newStaff() *memStaff {
	return &memStaff{sessions: map[string]string{}, accounts: map[string]handoff.Account{
		"maja":  {Name: "maja", Role: handoff.RoleCounsellor, Services: []string{"nord", "syd"}},
		"ole":   {Name: "ole", Role: handoff.RoleCounsellor, Services: []string{"nord"}},
		"vest":  {Name: "vest", Role: handoff.RoleCounsellor, Services: []string{"vest"}},
		"kim":   {Name: "kim", Role: handoff.RoleCoordinator, Services: []string{"nord"}},
		"sif":   {Name: "sif", Role: handoff.RoleSupervisor, Services: []string{"nord"}},
		"rut":   {Name: "rut", Role: handoff.RoleAuditor, Services: []string{"nord"}},
		"alene": {Name: "alene", Role: handoff.RoleCounsellor},
	}}
}

func (s *memStaff) Replies(_ context.Context, name string) ([]handoff.Reply, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.away {
		return nil, errAway
	}
	return s.replies[name], nil
}

func (s *memStaff) KeepReplies(_ context.Context, name string, replies []handoff.Reply) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.away {
		return errAway
	}
	if s.replies == nil {
		s.replies = map[string][]handoff.Reply{}
	}
	s.replies[name] = replies
	return nil
}

func (s *memStaff) Paused(_ context.Context, name string) (bool, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.away {
		return false, errAway
	}
	return s.paused[name], nil
}

func (s *memStaff) SetPaused(_ context.Context, name string, on bool) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.away {
		return errAway
	}
	if s.paused == nil {
		s.paused = map[string]bool{}
	}
	s.paused[name] = on
	return nil
}

func (s *memStaff) set(away bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.away = away
}

func (s *memStaff) Verify(_ context.Context, l handoff.Login) (handoff.Account, error) {
	name, password := l.Name, l.Password
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.away {
		return handoff.Account{}, errAway
	}
	if s.tries++; s.tries > 50 {
		return handoff.Account{}, handoff.ErrThrottle
	}
	if a, ok := s.accounts[name]; ok && password == "rigtig" {
		return a, nil
	}
	return handoff.Account{}, handoff.ErrDenied
}

func (s *memStaff) New(_ context.Context, a handoff.Account) (string, error) {
	token := rand.Text()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.sessions[token] = a.Name
	return token, nil
}

func (s *memStaff) Find(_ context.Context, token string) (handoff.Account, bool, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.away {
		return handoff.Account{}, false, errAway
	}
	name, ok := s.sessions[token]
	return s.accounts[name], ok, nil
}

func (s *memStaff) Delete(_ context.Context, token string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.sessions, token)
	return nil
}

// relay counts how often people were told.
type relay struct {
	mu    sync.Mutex
	told  []string
	typed int
	err   error
}

func (r *relay) Relay(_ context.Context, service string) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.told = append(r.told, service)
	return r.err
}

func (r *relay) Typing(context.Context, bot.Person) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.typed++
}

func (r *relay) count() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return len(r.told)
}

// calendar has one free and one taken time in every service.
type calendar struct{}

func (calendar) List(_ context.Context, service string, from, _ time.Time) ([]booking.Slot, error) {
	return []booking.Slot{
		{ID: "fri", Service: service, Start: from.Add(time.Hour), Length: 45 * time.Minute, Format: booking.InPerson, Counsellor: "<b>Maja</b>"},
		{ID: "taget", Service: service, Start: from.Add(2 * time.Hour), Length: 30 * time.Minute, Format: booking.Chat, Taken: true},
	}, nil
}

func (calendar) Appointments(_ context.Context, service string, _, _ time.Time) ([]booking.Appointment, error) {
	return []booking.Appointment{{ID: "a", Service: service, Slot: booking.Slot{ID: "taget"}, Person: bot.Pseudonym("hemmelig"), Pass: 45}}, nil
}

func (calendar) NextFree(context.Context, ...string) (map[string]time.Time, error) {
	return map[string]time.Time{"nord": noon.Add(time.Hour)}, nil
}

// services are called after their ids.
type services struct{}

func (services) Find(id string) (directory.Service, bool) {
	return directory.Service{ID: id, Name: "Tilbud " + id, Desk: id != "linje", Hours: directory.Hours{Always: id != "vest"}}, id != "ukendt"
}

func (services) Services() []directory.Service {
	return []directory.Service{{ID: "nord", Name: "Tilbud nord", Desk: true}, {ID: "vest", Name: "Tilbud vest", Desk: true}, {ID: "linje", Name: "Tilbud linje"}}
}

func (s services) Fit(directory.Need) []directory.Service { return s.Services()[1:] }

func (services) Topics() []string { return []string{"school"} }

// keys answers with the key itself, and what is to stand in the text.
type keys struct{}

func (keys) Text(lang, key string, args map[string]any) string {
	for _, name := range []string{"count", "clock", "staff", "services"} {
		if value, ok := args[name]; ok {
			return fmt.Sprintf("%s:%s=%v", lang, key, value)
		}
	}
	return lang + ":" + key
}

func (keys) Time(_ string, at time.Time) string { return at.Format("2/1 15.04") }

var noon = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

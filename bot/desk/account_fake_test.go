package desk_test

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"strings"

	"lyt/bot/handoff"
)

// memOwn is what a memStaff keeps of everybody's own. Second factors are tested on the
// real store, see account_factor_test.go; here one is set up with the code 123456.
type memOwn struct {
	halves map[string]string
}

func (s *memStaff) Get(_ context.Context, name string) (handoff.Account, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if a, ok := s.accounts[name]; ok {
		return a, nil
	}
	return handoff.Account{}, handoff.ErrDenied
}

func (s *memStaff) Services(_ context.Context, name string) ([]string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.accounts[strings.ToLower(strings.TrimSpace(name))].Services, nil
}

func (s *memStaff) Known(string) (string, error) { return "known", nil }

func (s *memStaff) Admit(_ context.Context, a handoff.Account, _ string) (handoff.Account, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.accounts[a.Name] = a
	return a, nil
}

func (s *memStaff) Dismiss(context.Context, string) error { return nil }

func (s *memStaff) NewHalf(_ context.Context, a handoff.Account) (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.halves == nil {
		s.halves = map[string]string{}
	}
	token := rand.Text()
	s.halves[token] = a.Name
	return token, nil
}

func (s *memStaff) FindHalf(_ context.Context, token string) (handoff.Account, bool, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	name, ok := s.halves[token]
	return s.accounts[name], ok, nil
}

func (s *memStaff) EndAll(_ context.Context, name string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	for token, of := range s.sessions {
		if of == name {
			delete(s.sessions, token)
		}
	}
	return nil
}

func (s *memStaff) NewFactor(context.Context, string) (string, error) {
	return "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP", nil
}

func (s *memStaff) ConfirmFactor(_ context.Context, l handoff.Login) ([]string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if l.Password != "123456" {
		return nil, handoff.ErrDenied
	}
	a := s.accounts[l.Name]
	a.Factor = true
	s.accounts[l.Name] = a
	return []string{"abcd-efgh-ijkl-mnop"}, nil
}

func (s *memStaff) CheckFactor(context.Context, handoff.Login) error { return handoff.ErrDenied }

func (s *memStaff) DropFactor(context.Context, handoff.Login) error { return handoff.ErrDenied }

func (s *memStaff) CodesLeft(context.Context, string) (int, error) { return 10, nil }

func (s *memStaff) ChangePassword(_ context.Context, l handoff.Login, _ string) error {
	if l.Password != "rigtig" {
		return handoff.ErrDenied
	}
	return nil
}

func (s *memStaff) SealTicket(plain []byte) (string, error) {
	return base64.RawURLEncoding.EncodeToString(plain), nil
}

func (s *memStaff) OpenTicket(text string) ([]byte, bool) {
	plain, err := base64.RawURLEncoding.DecodeString(text)
	return plain, err == nil && text != ""
}

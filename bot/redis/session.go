package redis

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"

	goredis "github.com/redis/go-redis/v9"

	"lyt/bot/handoff"
)

// Sessions keeps who is logged in at the desk, for twelve hours. The browser holds a
// random token; Redis holds only its hash, so that nobody who reads Redis can act as
// a counsellor.
type Sessions struct{ staff *Staff }

// sessionRecord is how a session stands in Redis, before it is sealed.
type sessionRecord struct {
	Name  string `json:"n"`
	Epoch string `json:"e"`
}

func sessionKeyOf(token string) string {
	sum := sha256.Sum256([]byte(token))
	return sessionKey.key(staffTag, letters(sum[:]))
}

// New begins a session of an account that has just proved its password.
func (s *Sessions) New(ctx context.Context, a handoff.Account) (token string, err error) {
	record, err := s.staff.record(ctx, a.Name)
	if err != nil {
		return "", fmt.Errorf("begin session: %w", err)
	}
	if token, err = s.staff.db.newToken(); err != nil {
		return "", fmt.Errorf("begin session: %w", err)
	}
	key := sessionKeyOf(token)
	sealed, err := s.staff.keys.sealJSON(sealSession, key, sessionRecord{record.Name, record.Epoch})
	if err == nil {
		err = s.staff.db.client.Set(ctx, key, sealed, sessionLife).Err()
	}
	if err != nil {
		return "", fmt.Errorf("begin session: %w", err)
	}
	return token, nil
}

// Find gives the account as it is now; false when there is no such session, or the
// account is gone or has another password since.
func (s *Sessions) Find(ctx context.Context, token string) (handoff.Account, bool, error) {
	key := sessionKeyOf(token)
	sealed, err := s.staff.db.client.Get(ctx, key).Bytes()
	if errors.Is(err, goredis.Nil) {
		return handoff.Account{}, false, nil
	}
	if err != nil {
		return handoff.Account{}, false, fmt.Errorf("find session: %w", err)
	}
	var session sessionRecord
	if s.staff.keys.openJSON(sealSession, key, sealed, &session) != nil {
		return handoff.Account{}, false, nil //nolint:nilerr // of a keyset that is gone: as good as none, log in again
	}
	record, err := s.staff.record(ctx, session.Name)
	if errors.Is(err, ErrNoAccount) {
		return handoff.Account{}, false, nil
	}
	if err != nil {
		return handoff.Account{}, false, fmt.Errorf("find session: %w", err)
	}
	return record.account(), record.Epoch == session.Epoch, nil
}

// Delete ends a session.
func (s *Sessions) Delete(ctx context.Context, token string) error {
	if err := s.staff.db.client.Del(ctx, sessionKeyOf(token)).Err(); err != nil {
		return fmt.Errorf("end session: %w", err)
	}
	return nil
}

package redis

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"time"

	goredis "github.com/redis/go-redis/v9"

	"lyt/bot/handoff"
)

// Sessions keeps who is logged in at the desk, for twelve hours, and who has shown a
// password and owes the second factor, for five minutes. The browser holds a random
// token; Redis holds only its hash, so that nobody who reads Redis can act as a
// counsellor.
type Sessions struct{ staff *Staff }

// sessionRecord is how a session stands in Redis, before it is sealed.
type sessionRecord struct {
	Name  string `json:"n"`
	Epoch string `json:"e"`
}

// sessionKind is a whole session, or a half one that still owes the second factor. One
// never opens as the other.
type sessionKind struct {
	class   class
	purpose purpose
	life    time.Duration
}

//nolint:gochecknoglobals // never changed
var (
	wholeSession = sessionKind{sessionKey, sealSession, sessionLife}
	halfSession  = sessionKind{halfKey, sealHalf, halfLife}
)

func (k sessionKind) key(token string) string {
	sum := sha256.Sum256([]byte(token))
	return k.class.key(staffTag, letters(sum[:]))
}

// New begins a session of an account that has proved all it must.
func (s *Sessions) New(ctx context.Context, a handoff.Account) (token string, err error) {
	return s.begin(ctx, wholeSession, a)
}

// NewHalf begins a half session of an account that has proved its password only.
func (s *Sessions) NewHalf(ctx context.Context, a handoff.Account) (token string, err error) {
	return s.begin(ctx, halfSession, a)
}

func (s *Sessions) begin(ctx context.Context, kind sessionKind, a handoff.Account) (token string, err error) {
	record, err := s.staff.record(ctx, a.Name)
	if err != nil {
		return "", fmt.Errorf("begin session: %w", err)
	}
	if token, err = s.staff.db.newToken(); err != nil {
		return "", fmt.Errorf("begin session: %w", err)
	}
	key := kind.key(token)
	sealed, err := s.staff.keys.sealJSON(kind.purpose, key, sessionRecord{record.Name, record.Epoch})
	if err == nil {
		err = s.staff.db.client.Set(ctx, key, sealed, kind.life).Err()
	}
	if err != nil {
		return "", fmt.Errorf("begin session: %w", err)
	}
	return token, nil
}

// Find gives the account as it is now; false when there is no such session, or the
// account is gone, or something ended all its sessions since.
func (s *Sessions) Find(ctx context.Context, token string) (handoff.Account, bool, error) {
	return s.find(ctx, wholeSession, token)
}

// FindHalf is Find for a half session.
func (s *Sessions) FindHalf(ctx context.Context, token string) (handoff.Account, bool, error) {
	return s.find(ctx, halfSession, token)
}

func (s *Sessions) find(ctx context.Context, kind sessionKind, token string) (handoff.Account, bool, error) {
	key := kind.key(token)
	sealed, err := s.staff.db.client.Get(ctx, key).Bytes()
	if errors.Is(err, goredis.Nil) {
		return handoff.Account{}, false, nil
	}
	if err != nil {
		return handoff.Account{}, false, fmt.Errorf("find session: %w", err)
	}
	var session sessionRecord
	if s.staff.keys.openJSON(kind.purpose, key, sealed, &session) != nil {
		return handoff.Account{}, false, nil //nolint:nilerr // of a keyset that is gone: as good as none, log in again
	}
	record, err := s.staff.record(ctx, session.Name)
	if errors.Is(err, ErrNoAccount) {
		return handoff.Account{}, false, nil
	}
	if err != nil {
		return handoff.Account{}, false, fmt.Errorf("find session: %w", err)
	}
	if record.Epoch != session.Epoch {
		return handoff.Account{}, false, nil
	}
	return record.account(), true, nil
}

// Delete ends a session, whole or half, and with it the second factor that its account
// may have begun to set up.
func (s *Sessions) Delete(ctx context.Context, token string) error {
	keys := []string{wholeSession.key(token), halfSession.key(token)}
	for _, kind := range []sessionKind{wholeSession, halfSession} {
		if account, is, err := s.find(ctx, kind, token); err == nil && is {
			keys = append(keys, setupKey.key(staffTag, s.staff.hash(account.Name)))
		}
	}
	if err := s.staff.db.client.Del(ctx, keys...).Err(); err != nil {
		return fmt.Errorf("end session: %w", err)
	}
	return nil
}

// EndAll ends all sessions of an account, wherever they are: ErrNoAccount when there
// is no account.
func (s *Sessions) EndAll(ctx context.Context, name string) error {
	_, err := s.staff.alter(ctx, name, func(r *accountRecord) error {
		r.Epoch = ""
		return nil
	})
	if err != nil {
		return fmt.Errorf("end sessions: %w", err)
	}
	return nil
}

package redis

import (
	"context"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"time"

	"lyt/bot/handoff"
)

// How often somebody may try. A guesser at one place is slowed down at that place, so
// that they cannot keep the counsellor out who sits elsewhere; many places together
// are slowed down by the name; and one place by all names, where a whole office must
// still come in at eight. Names that nobody has do not count among the office's: who
// makes up names there must not lock it out. They learn in the end which names are
// made up, and that is the lesser evil. A browser the name came in with before has tries of its own
// that nobody else can use up.
//
//nolint:gochecknoglobals // never changed
var (
	ownTries    = bucket{1.0 / 30, 5, triesLife}
	nameTries   = bucket{1.0 / 3, 20, triesLife}
	codeTries   = bucket{1.0 / 30, 10, triesLife} // six digits are few
	officeTries = bucket{1.0 / 5, 120, triesLife}
)

// tries is one of them.
type tries struct {
	id string
	bucket
}

// bounds lists what holds for a try of some kind, the one of its own first: whoever
// has used that up takes nothing from the others'.
func (s *Staff) bounds(kind string, l handoff.Login, nobody bool) []tries {
	name := s.hash(l.Name)
	if s.knows(l) {
		return []tries{{s.keys.name("tries", kind, "known", name, l.Known), ownTries}}
	}
	list := []tries{{s.keys.name("tries", kind, "own", name, l.From), ownTries}}
	office, byName := "office", nameTries
	if nobody {
		office = "nobody"
	}
	if kind == "code" {
		byName = codeTries
	}
	if l.From != "" {
		list = append(list, tries{s.keys.name("tries", kind, office, l.From), officeTries})
	}
	return append(list, tries{s.keys.name("tries", kind, "name", name), byName})
}

// try takes one try: handoff.ErrThrottle when there is none left. Nobody says that
// there is no account of the name.
func (s *Staff) try(ctx context.Context, kind string, l handoff.Login, nobody bool) error {
	for _, b := range s.bounds(kind, l, nobody) {
		got, _, err := s.db.takeTokens(ctx, triesKey.key(staffTag, b.id), b.bucket, 1)
		if err != nil {
			return err
		}
		if got == 0 {
			return handoff.ErrThrottle
		}
	}
	return nil
}

// forgive gives back the tries of one's own, after a right one.
func (s *Staff) forgive(ctx context.Context, kind string, l handoff.Login) error {
	return s.db.client.Del(ctx, triesKey.key(staffTag, s.bounds(kind, l, false)[0].id)).Err()
}

// Verify checks a login: handoff.ErrDenied when name or password do not fit, without
// saying which, in the same time; handoff.ErrThrottle after too many. The account may
// owe a second factor still.
func (s *Staff) Verify(ctx context.Context, l handoff.Login) (handoff.Account, error) {
	account, err := s.verify(ctx, l)
	if err != nil {
		return handoff.Account{}, fmt.Errorf("check login: %w", err)
	}
	return account, nil
}

func (s *Staff) verify(ctx context.Context, l handoff.Login) (handoff.Account, error) {
	record, err := s.record(ctx, l.Name)
	if err != nil && !errors.Is(err, ErrNoAccount) {
		return handoff.Account{}, err
	}
	if err := s.try(ctx, "password", l, err != nil); err != nil {
		return handoff.Account{}, err
	}
	fits, err := s.hasher.fits(ctx, l.Password, record.Password)
	if err != nil {
		return handoff.Account{}, err
	}
	if !fits {
		return handoff.Account{}, handoff.ErrDenied
	}
	return record.account(), s.forgive(ctx, "password", l)
}

// ChangePassword changes the password of somebody who knows the present one, and ends
// all their sessions: ErrPassword when the new one is too short, handoff.ErrDenied
// when the present one does not fit.
func (s *Staff) ChangePassword(ctx context.Context, l handoff.Login, password string) error {
	secret, err := s.hasher.hash(ctx, password)
	if err == nil {
		_, err = s.verify(ctx, l)
	}
	if err == nil {
		_, err = s.alter(ctx, l.Name, func(r *accountRecord) error {
			r.Password, r.Epoch = secret, ""
			return nil
		})
	}
	if err != nil {
		return fmt.Errorf("change password: %w", err)
	}
	return nil
}

// knownLife is how long a browser is known after the last login.
const knownLife = 180 * day

// Known makes what a browser shows at the next login, to say that the name came in
// from it before. It opens nothing by itself.
func (s *Staff) Known(name string) (string, error) {
	stamp := binary.BigEndian.AppendUint64(nil, uint64(s.db.now().Unix())) //nolint:gosec // after 1970
	sealed, err := s.keys.seal(sealKnown, s.hash(name), stamp)
	return base64.RawURLEncoding.EncodeToString(sealed), err
}

func (s *Staff) knows(l handoff.Login) bool {
	sealed, err := base64.RawURLEncoding.DecodeString(l.Known)
	if err != nil || len(sealed) == 0 {
		return false
	}
	stamp, err := s.keys.open(sealKnown, s.hash(l.Name), sealed)
	if err != nil || len(stamp) != 8 {
		return false
	}
	at := time.Unix(int64(binary.BigEndian.Uint64(stamp)), 0) //nolint:gosec // our own
	return s.db.now().Sub(at) < knownLife
}

// SealTicket seals what a browser carries through a login elsewhere.
func (s *Staff) SealTicket(plain []byte) (string, error) {
	sealed, err := s.keys.seal(sealTicket, "login", plain)
	return base64.RawURLEncoding.EncodeToString(sealed), err
}

// OpenTicket undoes SealTicket; false for what we did not seal.
func (s *Staff) OpenTicket(text string) ([]byte, bool) {
	sealed, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil {
		return nil, false
	}
	plain, err := s.keys.open(sealTicket, "login", sealed)
	return plain, err == nil
}

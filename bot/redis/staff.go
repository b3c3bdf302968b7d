package redis

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	goredis "github.com/redis/go-redis/v9"
	"golang.org/x/text/unicode/norm"

	"lyt/bot/handoff"
)

// Staff keeps the desk's accounts. An account stands under a keyed hash of its name,
// sealed, without an end: it belongs to somebody who works here.
type Staff struct {
	db     *DB
	keys   *Keyset
	hasher *hasher
}

// NewStaff makes the store.
func NewStaff(db *DB, keys *Keyset) *Staff {
	return &Staff{db: db, keys: keys, hasher: newHasher(db.random)}
}

// Sessions gives the store of who is logged in with these accounts.
func (s *Staff) Sessions() *Sessions { return &Sessions{s} }

// ErrNoAccount says that there is no account of that name.
var ErrNoAccount = errors.New("there is no account of that name")

// accountRecord is how an account stands in Redis, before it is sealed.
type accountRecord struct {
	Name     string       `json:"n"`
	Role     handoff.Role `json:"r"`
	Services []string     `json:"s"`
	Password hashed       `json:"p"`
	Epoch    string       `json:"e"` // another with each password: sessions of the old one end
}

func (r accountRecord) account() handoff.Account {
	return handoff.Account{Name: r.Name, Role: r.Role, Services: r.Services}
}

// Format keeps the hash out of everything that is printed.
func (r accountRecord) Format(f fmt.State, _ rune) { fmt.Fprint(f, "account") }

// hash stands for a name in a key. Case and spaces around do not make another name,
// nor does the way in which a keyboard puts å together.
func (s *Staff) hash(name string) string {
	return s.keys.name("account", strings.ToLower(norm.NFC.String(strings.TrimSpace(name))))
}

func (s *Staff) key(name string) string { return accountKey.key(staffTag, s.hash(name)) }

// Put makes an account, or changes the one of that name. An empty password leaves
// the present one as it is; a new one ends all sessions of the account.
func (s *Staff) Put(ctx context.Context, a handoff.Account, password string) error {
	a.Name = strings.TrimSpace(a.Name)
	if a.Name == "" || a.Role != handoff.RoleCounsellor && a.Role != handoff.RoleCoordinator {
		return fmt.Errorf("save account: it needs a name, and a role of %s or %s", handoff.RoleCounsellor, handoff.RoleCoordinator)
	}
	record, err := s.record(ctx, a.Name)
	if err != nil && !errors.Is(err, ErrNoAccount) {
		return fmt.Errorf("save account: %w", err)
	}
	record.Name, record.Role, record.Services = a.Name, a.Role, a.Services
	if password != "" || record.Epoch == "" {
		if record.Password, err = s.hasher.hash(ctx, password); err == nil {
			record.Epoch, err = s.db.newID()
		}
		if err != nil {
			return fmt.Errorf("save account: %w", err)
		}
	}
	key := s.key(a.Name)
	sealed, err := s.keys.sealJSON(sealAccount, key, record)
	if err == nil {
		err = s.db.client.Set(ctx, key, sealed, 0).Err()
	}
	if err != nil {
		return fmt.Errorf("save account: %w", err)
	}
	return nil
}

// Get gives an account: ErrNoAccount when there is none.
func (s *Staff) Get(ctx context.Context, name string) (handoff.Account, error) {
	record, err := s.record(ctx, name)
	if err != nil {
		return handoff.Account{}, fmt.Errorf("find account: %w", err)
	}
	return record.account(), nil
}

// Delete takes an account away, and with it all its sessions.
func (s *Staff) Delete(ctx context.Context, name string) error {
	if err := s.db.client.Del(ctx, s.key(name)).Err(); err != nil {
		return fmt.Errorf("delete account: %w", err)
	}
	return nil
}

func (s *Staff) record(ctx context.Context, name string) (accountRecord, error) {
	key := s.key(name)
	sealed, err := s.db.client.Get(ctx, key).Bytes()
	if errors.Is(err, goredis.Nil) {
		return accountRecord{}, ErrNoAccount
	}
	if err != nil {
		return accountRecord{}, err
	}
	var record accountRecord
	err = s.keys.openJSON(sealAccount, key, sealed, &record)
	return record, err
}

// Logins of one name: five at once, then one each half minute. It is by name and
// not by address, because addresses are not kept.
const (
	loginsAtOnce    = 5
	loginsPerSecond = 1.0 / 30
)

// Verify checks a login: handoff.ErrDenied when name or password do not fit, without
// saying which, in the same time; handoff.ErrThrottle after too many of one name.
func (s *Staff) Verify(ctx context.Context, name, password string) (handoff.Account, error) {
	tries := triesKey.key(staffTag, s.hash(name))
	got, _, err := s.db.takeTokens(ctx, tries, bucket{loginsPerSecond, loginsAtOnce, triesLife}, 1)
	if err != nil {
		return handoff.Account{}, fmt.Errorf("check login: %w", err)
	}
	if got == 0 {
		return handoff.Account{}, handoff.ErrThrottle
	}
	record, err := s.record(ctx, name)
	if err != nil && !errors.Is(err, ErrNoAccount) {
		return handoff.Account{}, fmt.Errorf("check login: %w", err)
	}
	fits, err := s.hasher.fits(ctx, password, record.Password)
	if err != nil {
		return handoff.Account{}, fmt.Errorf("check login: %w", err)
	}
	if !fits {
		return handoff.Account{}, handoff.ErrDenied
	}
	if err := s.db.client.Del(ctx, tries).Err(); err != nil {
		return handoff.Account{}, fmt.Errorf("check login: %w", err)
	}
	return record.account(), nil
}

// newToken makes a browser's secret, 256 bits.
func (db *DB) newToken() (string, error) {
	var raw [32]byte
	if _, err := io.ReadFull(db.random, raw[:]); err != nil {
		return "", fmt.Errorf("make token: %w", err)
	}
	return letters(raw[:]), nil
}

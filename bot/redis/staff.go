package redis

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
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
	return &Staff{db: db, keys: keys, hasher: newHasher(db.random, db.hashMemory)}
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
	Most     int          `json:"m,omitempty"`
	Password hashed       `json:"p"`
	Factor   *factor      `json:"f,omitempty"`
	Subject  string       `json:"o,omitempty"` // who it is where they sign in; empty with a password here
	Epoch    string       `json:"e"`           // another one ends all sessions
	ID       string       `json:"i"`           // of this account alone: another one of its name later has another
	Seen     int64        `json:"t,omitempty"` // when they last signed in elsewhere
	Left     []string     `json:"l,omitempty"` // services where talks may still be in their name, and must not be
}

func (r accountRecord) account() handoff.Account {
	return handoff.Account{
		Name: r.Name, Role: r.Role, Services: r.Services, Most: r.Most,
		Factor: r.Factor != nil, Outside: r.Subject != "",
	}
}

// may says whether the account may do the same as the other.
func (r accountRecord) may(a handoff.Account) bool {
	return r.Role == a.Role && slices.Equal(r.Services, a.Services)
}

// Format keeps the hash out of everything that is printed.
func (r accountRecord) Format(f fmt.State, _ rune) { fmt.Fprint(f, "account") }

// hash stands for a name in a key.
func (s *Staff) hash(name string) string { return s.keys.name("account", oneSpelling(name)) }

// oneSpelling is the same for all spellings of a name: case and spaces around do not make
// another name, nor does the way in which a keyboard puts å together.
func oneSpelling(name string) string {
	return strings.ToLower(norm.NFC.String(strings.TrimSpace(name)))
}

func (s *Staff) key(name string) string { return accountKey.key(staffTag, s.hash(name)) }

// Put makes an account, or changes the one of that name. An empty password leaves
// the present one as it is. A new one, another role or other services end all
// sessions of the account.
func (s *Staff) Put(ctx context.Context, a handoff.Account, password string) error {
	var secret hashed
	var err error
	if password != "" {
		secret, err = s.hasher.hash(ctx, password)
	}
	if err == nil {
		_, err = s.put(ctx, a, func(r *accountRecord) error {
			switch {
			case password != "":
				r.Password, r.Subject, r.Epoch = secret, "", ""
			case r.Epoch == "":
				return ErrPassword
			}
			return nil
		})
	}
	if err != nil {
		return fmt.Errorf("save account: %w", err)
	}
	return nil
}

// Admit makes or changes the account of somebody who signed in elsewhere, where the
// subject says who they are: handoff.ErrTaken when the name belongs to somebody else.
func (s *Staff) Admit(ctx context.Context, a handoff.Account, subject string) (handoff.Account, error) {
	if subject == "" {
		return handoff.Account{}, handoff.ErrDenied
	}
	record, err := s.put(ctx, a, func(r *accountRecord) error {
		if r.Epoch != "" && r.Subject != subject {
			return handoff.ErrTaken
		}
		r.Subject, r.Seen = subject, ms(s.db.now())
		return nil
	})
	if err != nil {
		return handoff.Account{}, fmt.Errorf("admit account: %w", err)
	}
	return record.account(), nil
}

// Dismiss takes all services from the accounts of somebody who signs in elsewhere and
// may no longer come here, and ends their sessions. No such account is no error.
func (s *Staff) Dismiss(ctx context.Context, subject string) error {
	all, err := s.records(ctx)
	if err != nil {
		return fmt.Errorf("dismiss account: %w", err)
	}
	for _, r := range all {
		if subject == "" || r.Subject != subject {
			continue
		}
		if err := s.empty(ctx, r); err != nil {
			return fmt.Errorf("dismiss account: %w", err)
		}
	}
	return nil
}

// empty takes all services and the link from an account, and ends its sessions.
func (s *Staff) empty(ctx context.Context, r accountRecord) error {
	none := r.account()
	none.Services = nil
	_, err := s.put(ctx, none, func(r *accountRecord) error {
		r.Epoch = ""
		return nil
	})
	if err != nil {
		return err
	}
	return s.Exports().End(ctx, r.Name)
}

// put makes or changes an account, once do has agreed to it. An account is called what
// it was called first: talks and times hold its name, letter by letter. What it may do
// no longer goes back to those who may.
func (s *Staff) put(ctx context.Context, a handoff.Account, do func(*accountRecord) error) (accountRecord, error) {
	a.Name = strings.TrimSpace(a.Name)
	if a.Name == "" || !slices.Contains(handoff.Roles(), a.Role) || a.Most < 0 {
		return accountRecord{}, fmt.Errorf("it needs a name and a role, one of %v", handoff.Roles())
	}
	record, err := s.change(ctx, a.Name, func(r *accountRecord) error {
		if err := do(r); err != nil {
			return err
		}
		if !r.may(a) {
			r.Epoch = ""
		}
		r.leave(a)
		r.Name, r.Role, r.Services = cmp.Or(r.Name, a.Name), a.Role, a.Services
		if a.Most > 0 {
			r.Most = a.Most
		}
		return nil
	})
	if err == nil && len(record.Left) > 0 {
		err = s.letGo(ctx, record)
	}
	return record, err
}

// leave notes at which services the account no longer counsels once it is as the other.
// It stays noted until their talks are back in the queue, whatever happens in between.
func (r *accountRecord) leave(a handoff.Account) {
	for _, service := range r.Services {
		if r.Role == handoff.RoleCounsellor && !a.Counsels(service) && !slices.Contains(r.Left, service) {
			r.Left = append(r.Left, service)
		}
	}
}

// letGo gives back the talks an account may no longer have.
func (s *Staff) letGo(ctx context.Context, record accountRecord) error {
	talks := NewHandoffs(s.db, s.keys, NewBell(s.db))
	for _, service := range record.Left {
		if err := talks.LetGo(ctx, service, record.Name); err != nil {
			return err
		}
	}
	_, err := s.alter(ctx, record.Name, func(r *accountRecord) error {
		r.Left = slices.DeleteFunc(r.Left, func(service string) bool { return slices.Contains(record.Left, service) })
		return nil
	})
	return err
}

// Get gives an account: ErrNoAccount when there is none.
func (s *Staff) Get(ctx context.Context, name string) (handoff.Account, error) {
	record, err := s.record(ctx, name)
	if err != nil {
		return handoff.Account{}, fmt.Errorf("find account: %w", err)
	}
	return record.account(), nil
}

// Delete takes an account away, and with it all its sessions, its link and what it
// kept; its talks go back to the queue. ErrNoAccount when there is none. One that does
// not open is taken away too; its talks then wait until nobody answers in them.
func (s *Staff) Delete(ctx context.Context, name string) error {
	hash := s.hash(name)
	record, err := s.record(ctx, name)
	switch {
	case err == nil:
		err = s.empty(ctx, record)
	case errors.Is(err, ErrSealed):
		err = s.Exports().End(ctx, name)
	}
	if err != nil {
		return fmt.Errorf("delete account: %w", err)
	}
	err = s.db.client.Del(ctx, s.key(name), repliesKey.key(staffTag, hash), pauseKey.key(staffTag, hash), setupKey.key(staffTag, hash)).Err()
	if err != nil {
		return fmt.Errorf("delete account: %w", err)
	}
	return nil
}

// List gives all accounts, by name.
func (s *Staff) List(ctx context.Context) ([]handoff.Account, error) {
	all, err := s.records(ctx)
	if err != nil {
		return nil, fmt.Errorf("list accounts: %w", err)
	}
	var list []handoff.Account
	for _, r := range all {
		list = append(list, r.account())
	}
	slices.SortFunc(list, func(a, b handoff.Account) int { return strings.Compare(a.Name, b.Name) })
	return list, nil
}

func (s *Staff) records(ctx context.Context) (list []accountRecord, err error) {
	var keys []string
	err = s.db.eachMaster(ctx, func(ctx context.Context, node *goredis.Client) error {
		scan := node.Scan(ctx, 0, accountKey.prefix(staffTag)+"*", 1000).Iterator()
		for scan.Next(ctx) { // all stand on one node, so no two write here at once
			keys = append(keys, scan.Val())
		}
		return scan.Err()
	})
	if err != nil {
		return nil, err
	}
	slices.Sort(keys)
	for _, key := range slices.Compact(keys) {
		record, _, err := s.load(ctx, key)
		if err != nil && !errors.Is(err, ErrNoAccount) {
			return nil, err
		}
		if err == nil {
			list = append(list, record)
		}
	}
	return list, nil
}

func (s *Staff) record(ctx context.Context, name string) (accountRecord, error) {
	record, _, err := s.load(ctx, s.key(name))
	return record, err
}

// load reads an account, and how it stands there sealed.
func (s *Staff) load(ctx context.Context, key string) (record accountRecord, sealed []byte, err error) {
	sealed, err = s.db.client.Get(ctx, key).Bytes()
	if errors.Is(err, goredis.Nil) {
		return record, nil, ErrNoAccount
	}
	if err == nil {
		err = s.keys.openJSON(sealAccount, key, sealed, &record)
	}
	return record, sealed, err
}

var swapScript = load("swap")

// changesTried is how often a change begins again because somebody was faster.
const changesTried = 20

// change reads an account, lets do change it, and writes it, all in one step. Do sees
// an empty record when there is none; one whose epoch do empties gets another.
func (s *Staff) change(ctx context.Context, name string, do func(*accountRecord) error) (accountRecord, error) {
	key := s.key(name)
	for range changesTried {
		record, old, err := s.load(ctx, key)
		if err != nil && !errors.Is(err, ErrNoAccount) {
			return record, err
		}
		if err := do(&record); err != nil {
			return record, err
		}
		done, err := s.swap(ctx, key, old, &record)
		if err != nil || done {
			return record, err
		}
	}
	return accountRecord{}, errors.New("somebody else changes it all the time")
}

// alter is change for an account that must be there.
func (s *Staff) alter(ctx context.Context, name string, do func(*accountRecord) error) (accountRecord, error) {
	return s.change(ctx, name, func(r *accountRecord) error {
		if r.Name == "" {
			return ErrNoAccount
		}
		return do(r)
	})
}

func (s *Staff) swap(ctx context.Context, key string, old []byte, record *accountRecord) (done bool, err error) {
	for _, id := range []*string{&record.Epoch, &record.ID} {
		if *id != "" {
			continue
		}
		if *id, err = s.db.newID(); err != nil {
			return false, err
		}
	}
	sealed, err := s.keys.sealJSON(sealAccount, key, *record)
	if err != nil {
		return false, err
	}
	answer, err := s.db.run(ctx, swapScript, []string{key}, old, sealed)
	return answer.number(0) == 1, err
}

// newToken makes a browser's secret, 256 bits.
func (db *DB) newToken() (string, error) {
	var raw [32]byte
	if _, err := io.ReadFull(db.random, raw[:]); err != nil {
		return "", fmt.Errorf("make token: %w", err)
	}
	return letters(raw[:]), nil
}

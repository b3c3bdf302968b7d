package redis

import (
	"context"
	"errors"
	"fmt"
	"time"

	goredis "github.com/redis/go-redis/v9"

	"lyt/bot/handoff"
)

var (
	exportScript    = load("export")
	endExportScript = load("endexport")
)

// Exports keeps the secret links behind which calendars read a counsellor's times. Of
// a link only a keyed hash is kept, so it can be shown once and never again.
type Exports struct {
	db    *DB
	keys  *Keyset
	staff *Staff
}

// Exports gives the store of secret links to these accounts' times.
func (s *Staff) Exports() *Exports { return &Exports{s.db, s.keys, s} }

func (e *Exports) of(name string) string { return exportOfKey.key(staffTag, e.staff.hash(name)) }

// exportRecord says whose a link is: the account itself, and not its name alone, which
// somebody else may have later.
type exportRecord struct {
	Name string `json:"n"`
	ID   string `json:"i"`
}

// Format keeps the name out of everything that is printed.
func (r exportRecord) Format(s fmt.State, _ rune) { fmt.Fprint(s, "link") }

// outsideLife is how long a link lasts after somebody last signed in elsewhere: who
// left there tells nobody here.
const outsideLife = 30 * day

// Renew gives a new link, and ends the one there was. It lasts a year.
func (e *Exports) Renew(ctx context.Context, name string) (token string, err error) {
	record, err := e.staff.alter(ctx, name, func(*accountRecord) error { return nil }) // one of before gets its ID
	if err != nil {
		return "", fmt.Errorf("renew link: %w", err)
	}
	if token, err = e.db.newToken(); err != nil {
		return "", fmt.Errorf("renew link: %w", err)
	}
	hash := e.keys.name("export", token)
	key := exportKey.key(staffTag, hash)
	sealed, err := e.keys.sealJSON(sealExport, key, exportRecord{record.Name, record.ID})
	if err != nil {
		return "", fmt.Errorf("renew link: %w", err)
	}
	if _, err := e.db.run(ctx, exportScript, []string{e.of(name), key}, exportKey.prefix(staffTag), hash, sealed, exportLife.Milliseconds()); err != nil {
		return "", fmt.Errorf("renew link: %w", err)
	}
	return token, nil
}

// End takes the link away. None is no error.
func (e *Exports) End(ctx context.Context, name string) error {
	if _, err := e.db.run(ctx, endExportScript, []string{e.of(name)}, exportKey.prefix(staffTag)); err != nil {
		return fmt.Errorf("end link: %w", err)
	}
	return nil
}

// Until says until when somebody's link lasts; false when they have none.
func (e *Exports) Until(ctx context.Context, name string) (time.Time, bool, error) {
	left, err := e.db.client.PTTL(ctx, e.of(name)).Result()
	if err != nil {
		return time.Time{}, false, fmt.Errorf("find link: %w", err)
	}
	return e.db.now().Add(left), left > 0, nil
}

// Whose gives the account whose link it is; false when it is nobody's.
func (e *Exports) Whose(ctx context.Context, token string) (handoff.Account, bool, error) {
	key := exportKey.key(staffTag, e.keys.name("export", token))
	sealed, err := e.db.client.Get(ctx, key).Bytes()
	if errors.Is(err, goredis.Nil) {
		return handoff.Account{}, false, nil
	}
	if err != nil {
		return handoff.Account{}, false, fmt.Errorf("find link: %w", err)
	}
	var link exportRecord
	if err := e.keys.openJSON(sealExport, key, sealed, &link); err != nil {
		return handoff.Account{}, false, fmt.Errorf("find link: %w", err)
	}
	record, err := e.staff.record(ctx, link.Name)
	if errors.Is(err, ErrNoAccount) {
		return handoff.Account{}, false, nil
	}
	if err != nil {
		return handoff.Account{}, false, fmt.Errorf("find link: %w", err)
	}
	if link.ID == "" || record.ID != link.ID || record.Subject != "" && e.db.now().Sub(fromMS(record.Seen)) > outsideLife {
		return handoff.Account{}, false, nil
	}
	return record.account(), true, nil
}

// Services gives those at which somebody of that name works; none when there is no such
// account.
func (s *Staff) Services(ctx context.Context, name string) ([]string, error) {
	account, err := s.Get(ctx, name)
	if errors.Is(err, ErrNoAccount) {
		return nil, nil
	}
	return account.Services, err
}

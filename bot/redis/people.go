package redis

import (
	"context"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	goredis "github.com/redis/go-redis/v9"

	"lyt/bot"
)

// People keeps one record for each person and the replies on their way to them.
type People struct {
	db   *DB
	keys *Keyset
	turn turn
}

// NewPeople makes the store.
func NewPeople(db *DB, keys *Keyset) *People { return &People{db: db, keys: keys} }

var (
	commitScript = load("person", "commit")
	doneScript   = load("person", "done")
	putOffScript = load("person", "putoff")
	resumeScript = load("person", "resume")
	claimScript  = load("person", "claim")
	dropScript   = load("drop")
)

// erasedOutLife is how long the last words to somebody who deleted everything may
// wait for delivery.
const erasedOutLife = 10 * time.Minute

// personKeys are the names of all that is kept on one person.
type personKeys struct{ who, person, out, lease, due, web string }

func keysOf(who bot.Person) personKeys {
	tag, name := partition(who), who.Key()
	return personKeys{
		who: name, person: personKey.key(tag, name), out: outKey.key(tag, name),
		lease: leaseKey.key(tag, name), due: dueKey.key(tag), web: webKey.key(tag, name),
	}
}

func (k personKeys) list() []string { return []string{k.person, k.out, k.lease, k.due} }

// Load gives the record, in one round trip; an empty one when nothing is kept. What
// cannot be read, because its key is lost or it is damaged, keeps nobody out: the
// record comes without it, and the next commit writes over it.
func (p *People) Load(ctx context.Context, who bot.Person) (bot.Record, error) {
	keys := keysOf(who)
	raw, err := p.db.client.Get(ctx, keys.person).Bytes()
	if errors.Is(err, goredis.Nil) {
		return bot.Record{}, nil
	}
	if err != nil {
		return bot.Record{}, fmt.Errorf("load record: %w", err)
	}
	return p.openRecord(keys.person, raw), nil
}

// openRecord gives what can be read of a record. One whose head cannot be read counts
// as none, here as in the scripts.
func (p *People) openRecord(key string, raw []byte) bot.Record {
	parts, err := takeApart(raw)
	if err != nil {
		p.unreadable("record taken for none", err)
		return bot.Record{}
	}
	record := bot.Record{Version: parts.version, Seen: parts.marks}
	if record.State, err = p.openState(key, parts.state); err != nil {
		p.unreadable("state of a record dropped", err)
		return record
	}
	record.Sent = p.sentOrNone(key, parts.sent)
	return record
}

// unreadable notes that something of a record does not open, never what or whose.
func (p *People) unreadable(what string, err error) {
	p.db.count(RecordUnreadable)
	p.db.log.Error(what, "error", err)
}

func (p *People) openState(key string, sealed []byte) ([]byte, error) {
	squeezed, err := p.keys.open(sealState, key, sealed)
	if err != nil {
		return nil, err
	}
	state, err := unsqueeze(squeezed)
	if err != nil {
		return nil, errRecord
	}
	return state, nil
}

func (p *People) openSent(key string, sealed []byte) ([]bot.Sent, error) {
	if len(sealed) == 0 {
		return nil, nil
	}
	plain, err := p.keys.open(sealSent, key, sealed)
	if err != nil {
		return nil, err
	}
	sent, err := unpackSent(plain)
	if err != nil {
		return nil, errRecord
	}
	return sent, nil
}

// sealSentPart gives the sent part as it stands in the record, its length first.
func (p *People) sealSentPart(key string, sent []bot.Sent) ([]byte, error) {
	if len(sent) == 0 {
		return []byte{0, 0}, nil
	}
	sealed, err := p.keys.seal(sealSent, key, packSent(sent))
	if err != nil {
		return nil, err
	}
	return append(binary.BigEndian.AppendUint16(nil, uint16(len(sealed))), sealed...), nil
}

// Commit writes all that one update changes, in one atomic step and one round trip:
// bot.ErrConflict when the record is no longer the one loaded. Said twice, it has
// one effect. The lease has a token when the caller is the one to deliver.
func (p *People) Commit(ctx context.Context, who bot.Person, c bot.Commit) (bot.Lease, error) {
	keys := keysOf(who)
	now := p.db.now()
	token, err := p.newToken(c.ID)
	if err != nil {
		return bot.Lease{}, fmt.Errorf("commit record: %w", err)
	}
	args, err := p.commitArgs(keys, c, now, token)
	if err != nil {
		return bot.Lease{}, fmt.Errorf("commit record: %w", err)
	}
	answer, err := p.db.run(ctx, commitScript, append(keys.list(), keys.web), args...)
	if err != nil {
		return bot.Lease{}, fmt.Errorf("commit record: %w", err)
	}
	if answer.number(0) == 0 {
		return bot.Lease{}, bot.ErrConflict
	}
	if answer.text(1) == "" {
		return bot.Lease{}, nil
	}
	lease := bot.Lease{Token: answer.text(1), Sent: p.sentOrNone(keys.person, answer.bytes(2))}
	if answer.at(3) == nil { // just these replies lie there
		lease.Parcels = c.Out
		return lease, nil
	}
	return p.filled(ctx, keys, lease, answer.list(3).texts(), false)
}

func (p *People) commitArgs(keys personKeys, c bot.Commit, now time.Time, token string) ([]any, error) {
	if c.ID == "" || c.Life < 0 || c.Life > longestLife || c.State != nil && c.Life < time.Millisecond {
		return nil, errCommit
	}
	var top, state []byte
	life, outLife, version := int64(0), erasedOutLife, versionOf(c.ID)
	if c.State != nil {
		sealed, err := p.keys.seal(sealState, keys.person, squeeze(c.State))
		if err != nil {
			return nil, err
		}
		next := ms(within(c.Next, now, c.Life))
		top, state = head(version, next, nextMarks(c.Loaded.Seen, c.ID)), sealed
		life, outLife = c.Life.Milliseconds(), bot.GiveUp
	}
	parcels, err := p.sealParcels(keys.out, c.Out)
	if err != nil {
		return nil, err
	}
	args := []any{keys.who, c.Loaded.Version, version, top, state, life, ms(now),
		p.db.lease.Milliseconds(), token, tokenStart(c.ID), outLife.Milliseconds(), dueLife.Milliseconds()}
	for _, one := range parcels {
		args = append(args, one)
	}
	return args, nil
}

var errCommit = errors.New("a commit needs an id, and a life of up to 100 days unless it erases")

// A token begins with the version of the commit that took the lease, so that a
// repetition of it is known even when the record is erased; it ends with a counter
// that each Done turns on.
func (p *People) newToken(id string) (string, error) {
	var raw [9]byte
	if _, err := io.ReadFull(p.db.random, raw[:]); err != nil {
		return "", fmt.Errorf("make token: %w", err)
	}
	return tokenStart(id) + base64.RawURLEncoding.EncodeToString(raw[:]) + ".0", nil
}

func tokenStart(id string) string {
	return base64.RawURLEncoding.EncodeToString([]byte(versionOf(id))) + "."
}

func nextToken(token string) string {
	i := strings.LastIndexByte(token, '.')
	n, _ := strconv.ParseUint(token[i+1:], 10, 64)
	return token[:i+1] + strconv.FormatUint(n+1, 10)
}

// sentOrNone opens a sent part; without it replies can still be delivered.
func (p *People) sentOrNone(key string, sealed []byte) []bot.Sent {
	sent, err := p.openSent(key, sealed)
	if err != nil {
		p.unreadable("list of sent messages dropped", err)
	}
	return sent
}

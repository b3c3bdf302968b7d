package redis

import (
	"context"
	"crypto/subtle"
	"errors"
	"fmt"
	"io"
	"runtime"

	"golang.org/x/crypto/argon2"
)

// Passwords are kept as argon2id hashes with OWASP's parameters (2024): 19 MiB, two
// rounds, one thread. They stand beside each hash, so that they can be raised later.
const (
	hashMemory = 19 * 1024 // KiB
	hashRounds = 2
	hashBytes  = 32
	saltBytes  = 16
)

// The shortest and longest passwords.
const (
	shortestPassword = 8
	longestPassword  = 1024
)

// ErrPassword says that a password cannot be used.
var ErrPassword = errors.New("a password needs 8 to 1024 letters")

// hashed is a password's hash.
type hashed struct {
	Memory uint32 `json:"m"`
	Rounds uint32 `json:"r"`
	Salt   []byte `json:"s"`
	Hash   []byte `json:"h"`
}

// hasher computes hashes, only as many at once as there are processors, because
// each takes 19 MiB.
type hasher struct {
	random io.Reader
	memory uint32
	room   chan struct{}
}

func newHasher(random io.Reader, memory uint32) *hasher {
	return &hasher{random: random, memory: memory, room: make(chan struct{}, runtime.GOMAXPROCS(0))}
}

func (h *hasher) compute(ctx context.Context, password string, p hashed) ([]byte, error) {
	select {
	case h.room <- struct{}{}:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	defer func() { <-h.room }()
	return argon2.IDKey([]byte(password), p.Salt, p.Rounds, p.Memory, 1, hashBytes), nil
}

// hash makes the hash of a new password.
func (h *hasher) hash(ctx context.Context, password string) (hashed, error) {
	if len(password) < shortestPassword || len(password) > longestPassword {
		return hashed{}, ErrPassword
	}
	p := hashed{Memory: h.memory, Rounds: hashRounds, Salt: make([]byte, saltBytes)}
	if _, err := io.ReadFull(h.random, p.Salt); err != nil {
		return hashed{}, fmt.Errorf("make salt: %w", err)
	}
	var err error
	p.Hash, err = h.compute(ctx, password, p)
	return p, err
}

// fits says whether it is the password. Without an account it takes just as long.
func (h *hasher) fits(ctx context.Context, password string, p hashed) (bool, error) {
	known := len(p.Hash) == hashBytes
	if !known {
		p = hashed{Memory: h.memory, Rounds: hashRounds, Salt: make([]byte, saltBytes), Hash: make([]byte, hashBytes)}
	}
	if len(password) > longestPassword {
		password, known = "", false
	}
	hash, err := h.compute(ctx, password, p)
	if err != nil {
		return false, fmt.Errorf("check password: %w", err)
	}
	return subtle.ConstantTimeCompare(hash, p.Hash) == 1 && known, nil
}

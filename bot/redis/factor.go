package redis

import (
	"context"
	"crypto/subtle"
	"encoding/base32"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/hotp"
	goredis "github.com/redis/go-redis/v9"

	"lyt/bot/handoff"
)

// factor is a second factor as RFC 6238 has it: six digits that change every half
// minute. Ten recovery codes stand in for a phone that is lost.
type factor struct {
	Secret []byte   `json:"s"`
	Last   int64    `json:"l"` // step of the last code: none counts twice, nor an older one
	Codes  []string `json:"c"` // keyed hashes of the recovery codes that are left
}

// Format keeps the secret out of everything that is printed.
func (f factor) Format(s fmt.State, _ rune) { fmt.Fprint(s, "factor") }

const (
	factorStep    = 30 // seconds
	factorBytes   = 20
	recoveryCodes = 10
	recoveryBytes = 10 // 16 letters
)

// base32 without padding is how authenticator apps take a secret.
func secretText(raw []byte) string {
	return base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(raw)
}

// step finds the step that a code belongs to, one before or after now for clocks that
// are a little off; only steps after the last one count.
func (f factor) step(code string, now time.Time) (int64, bool) {
	present := now.Unix() / factorStep
	for step := present - 1; step <= present+1; step++ {
		want, err := hotp.GenerateCodeCustom(secretText(f.Secret), uint64(step), hotp.ValidateOpts{Digits: otp.DigitsSix}) //nolint:gosec // after 1970
		if err == nil && step > f.Last && subtle.ConstantTimeCompare([]byte(want), []byte(code)) == 1 {
			return step, true
		}
	}
	return 0, false
}

// tidyCode takes away how people write codes: spaces, dashes, capitals.
func tidyCode(code string) string {
	return strings.ToLower(strings.NewReplacer(" ", "", "-", "", "\u00a0", "").Replace(code))
}

// take uses a code up; false when it does not fit.
func (s *Staff) take(r *accountRecord, code string) bool {
	if r.Factor == nil {
		return false
	}
	code = tidyCode(code)
	if step, ok := r.Factor.step(code, s.db.now()); ok {
		r.Factor.Last = step
		return true
	}
	i := slices.Index(r.Factor.Codes, s.recoveryHash(r.Name, code))
	if i < 0 {
		return false
	}
	r.Factor.Codes = slices.Delete(r.Factor.Codes, i, i+1)
	return true
}

func (s *Staff) recoveryHash(name, code string) string {
	return s.keys.name("recovery", s.hash(name), code)
}

// setupRecord is a second factor that is being set up. Whatever ends the account's
// sessions ends it too, so that nobody who saw it before knows the one that counts.
type setupRecord struct {
	Secret []byte `json:"s"`
	Epoch  string `json:"e"`
}

// Format keeps the secret out of everything that is printed.
func (r setupRecord) Format(s fmt.State, _ rune) { fmt.Fprint(s, "setup") }

// NewFactor gives the secret of a second factor that is being set up, the same for a
// quarter of an hour or until a logout. It counts once ConfirmFactor has seen a code made with it.
func (s *Staff) NewFactor(ctx context.Context, name string) (secret string, err error) {
	raw, err := s.setup(ctx, name)
	if errors.Is(err, goredis.Nil) {
		if err = s.beginSetup(ctx, name); err == nil {
			raw, err = s.setup(ctx, name)
		}
	}
	if err != nil {
		return "", fmt.Errorf("set up second factor: %w", err)
	}
	return secretText(raw), nil
}

func (s *Staff) beginSetup(ctx context.Context, name string) error {
	raw := make([]byte, factorBytes)
	if _, err := io.ReadFull(s.db.random, raw); err != nil {
		return err
	}
	record, err := s.record(ctx, name)
	if err != nil {
		return err
	}
	key := setupKey.key(staffTag, s.hash(name))
	sealed, err := s.keys.sealJSON(sealSetup, key, setupRecord{raw, record.Epoch})
	if err != nil {
		return err
	}
	err = s.db.client.SetArgs(ctx, key, sealed, goredis.SetArgs{Mode: "NX", TTL: setupLife}).Err()
	if errors.Is(err, goredis.Nil) { // another tab was faster: both show the same one
		return nil
	}
	return err
}

func (s *Staff) setup(ctx context.Context, name string) ([]byte, error) {
	key := setupKey.key(staffTag, s.hash(name))
	sealed, err := s.db.client.Get(ctx, key).Bytes()
	if err != nil {
		return nil, err
	}
	var begun setupRecord
	if err := s.keys.openJSON(sealSetup, key, sealed, &begun); err != nil {
		return nil, err
	}
	record, err := s.record(ctx, name)
	if err != nil {
		return nil, err
	}
	if begun.Epoch == record.Epoch {
		return begun.Secret, nil
	}
	if err := s.db.client.Del(ctx, key).Err(); err != nil {
		return nil, err
	}
	return nil, goredis.Nil
}

// ConfirmFactor puts the second factor in force once a code shows that the app has its
// secret, ends all sessions, and gives the recovery codes, which nobody can ask for
// again: handoff.ErrDenied when the code does not fit.
func (s *Staff) ConfirmFactor(ctx context.Context, l handoff.Login) (codes []string, err error) {
	if codes, err = s.confirm(ctx, l); err != nil {
		return nil, fmt.Errorf("set up second factor: %w", err)
	}
	return codes, nil
}

func (s *Staff) confirm(ctx context.Context, l handoff.Login) ([]string, error) {
	if err := s.try(ctx, "setup", l, false); err != nil {
		return nil, err
	}
	raw, err := s.setup(ctx, l.Name)
	if errors.Is(err, goredis.Nil) {
		return nil, handoff.ErrDenied
	}
	if err != nil {
		return nil, err
	}
	made := factor{Secret: raw}
	step, ok := made.step(tidyCode(l.Password), s.db.now())
	if !ok {
		return nil, handoff.ErrDenied
	}
	made.Last = step
	codes, err := s.recovery()
	if err != nil {
		return nil, err
	}
	for _, code := range codes {
		made.Codes = append(made.Codes, s.recoveryHash(l.Name, tidyCode(code)))
	}
	_, err = s.alter(ctx, l.Name, func(r *accountRecord) error {
		if r.Factor != nil || r.Subject != "" {
			return handoff.ErrDenied
		}
		r.Factor, r.Epoch = &made, ""
		return nil
	})
	if err != nil {
		return nil, err
	}
	return codes, s.db.client.Del(ctx, setupKey.key(staffTag, s.hash(l.Name))).Err()
}

// recovery makes codes of sixteen letters, in groups of four.
func (s *Staff) recovery() (codes []string, err error) {
	for range recoveryCodes {
		raw := make([]byte, recoveryBytes)
		if _, err := io.ReadFull(s.db.random, raw); err != nil {
			return nil, err
		}
		text := letters(raw)
		codes = append(codes, strings.Join([]string{text[:4], text[4:8], text[8:12], text[12:]}, "-"))
	}
	return codes, nil
}

// CheckFactor checks a code of the second factor, in the login's password, and uses it
// up: handoff.ErrDenied when it does not fit or was used, handoff.ErrThrottle after
// too many.
func (s *Staff) CheckFactor(ctx context.Context, l handoff.Login) error {
	if err := s.useCode(ctx, l, func(*accountRecord) {}); err != nil {
		return fmt.Errorf("check second factor: %w", err)
	}
	return nil
}

// DropFactor turns the second factor off, with a code, and ends all sessions.
func (s *Staff) DropFactor(ctx context.Context, l handoff.Login) error {
	if err := s.useCode(ctx, l, func(r *accountRecord) { r.Factor, r.Epoch = nil, "" }); err != nil {
		return fmt.Errorf("turn second factor off: %w", err)
	}
	return nil
}

func (s *Staff) useCode(ctx context.Context, l handoff.Login, then func(*accountRecord)) error {
	if err := s.try(ctx, "code", l, false); err != nil {
		return err
	}
	_, err := s.alter(ctx, l.Name, func(r *accountRecord) error {
		if !s.take(r, l.Password) {
			return handoff.ErrDenied
		}
		then(r)
		return nil
	})
	if err != nil {
		return err
	}
	return s.forgive(ctx, "code", l)
}

// ResetFactor takes the second factor away from somebody who lost their phone, and
// ends all their sessions: ErrNoAccount when there is no account.
func (s *Staff) ResetFactor(ctx context.Context, name string) error {
	_, err := s.alter(ctx, name, func(r *accountRecord) error {
		r.Factor, r.Epoch = nil, ""
		return nil
	})
	if err != nil {
		return fmt.Errorf("reset account: %w", err)
	}
	return nil
}

// CodesLeft is how many recovery codes are left.
func (s *Staff) CodesLeft(ctx context.Context, name string) (int, error) {
	record, err := s.record(ctx, name)
	if err != nil {
		return 0, fmt.Errorf("find account: %w", err)
	}
	if record.Factor == nil {
		return 0, nil
	}
	return len(record.Factor.Codes), nil
}

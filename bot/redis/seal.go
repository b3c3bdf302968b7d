package redis

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
)

// A purpose says what a sealed value is. A value sealed for one purpose, or under
// one key name, does not open for another.
type purpose string

const (
	sealState   purpose = "state"
	sealSent    purpose = "sent"
	sealParcel  purpose = "parcel"
	sealEntry   purpose = "entry"
	sealSlot    purpose = "slot"
	sealAppt    purpose = "appt"
	sealRequest purpose = "request"
	sealStaff   purpose = "staff"
	sealLine    purpose = "line"
	sealNotice  purpose = "notice"
	sealGuest   purpose = "guest"
	sealMoving  purpose = "moving"
	sealReason  purpose = "reason"
	sealHere    purpose = "here"
	sealAccount purpose = "account"
	sealSession purpose = "session"
	sealExport  purpose = "export"
	sealFeed    purpose = "calendar feed"
	sealReading purpose = "calendar feed's state"
	sealDraft   purpose = "draft"
	sealDeed    purpose = "deed"
	sealTip     purpose = "deed tip"
	sealHalf    purpose = "half"
	sealSetup   purpose = "setup"
	sealReplies purpose = "replies"
	sealKnown   purpose = "known"
	sealTicket  purpose = "ticket"
)

// ErrSealed says that a sealed value does not open: see SealError.
var ErrSealed = errors.New("sealed value does not open")

// A SealError says why a sealed value does not open, by the number of the key only.
type SealError struct {
	KeyID   uint32
	Missing bool // the key is not in this keyset; otherwise the value was changed or moved
}

func (e *SealError) Error() string {
	if e.Missing {
		return fmt.Sprintf("open sealed value: key %d is not in this keyset", e.KeyID)
	}
	return fmt.Sprintf("open sealed value: it was changed, moved or cut off (key %d)", e.KeyID)
}

// Is makes every SealError an ErrSealed.
func (e *SealError) Is(target error) bool { return target == ErrSealed }

// seal encrypts a value so that it opens for this purpose under this key only.
func (k *Keyset) seal(p purpose, key string, plain []byte) ([]byte, error) {
	sealed, err := k.aead.Encrypt(plain, boundTo(p, key))
	if err != nil {
		return nil, fmt.Errorf("seal %s: %w", p, err)
	}
	return sealed, nil
}

// open undoes seal. The error is a *SealError.
func (k *Keyset) open(p purpose, key string, sealed []byte) ([]byte, error) {
	plain, err := k.aead.Decrypt(sealed, boundTo(p, key))
	if err == nil {
		if plain == nil {
			plain = []byte{}
		}
		return plain, nil
	}
	// Tink's prefix: one byte for its kind, four for the key's number.
	if len(sealed) < 5 {
		return nil, &SealError{}
	}
	id := binary.BigEndian.Uint32(sealed[1:5])
	return nil, &SealError{KeyID: id, Missing: !k.known[id]}
}

func boundTo(p purpose, key string) []byte {
	ad := make([]byte, 0, len(p)+len(key)+4)
	ad = append(ad, p...)
	ad = append(ad, '|')
	ad = append(ad, key...)
	return append(ad, "|v1"...)
}

// sealJSON seals a value as JSON.
func (k *Keyset) sealJSON(p purpose, key string, v any) ([]byte, error) {
	plain, err := json.Marshal(v)
	if err != nil {
		return nil, fmt.Errorf("seal %s: %w", p, err)
	}
	return k.seal(p, key, plain)
}

// openJSON undoes sealJSON. The error is a *SealError.
func (k *Keyset) openJSON(p purpose, key string, sealed []byte, v any) error {
	plain, err := k.open(p, key, sealed)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(plain, v); err != nil {
		return &SealError{}
	}
	return nil
}

package redis

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/tink-crypto/tink-go/v2/aead"
	"github.com/tink-crypto/tink-go/v2/insecurecleartextkeyset"
	"github.com/tink-crypto/tink-go/v2/keyset"
	"github.com/tink-crypto/tink-go/v2/prf"
	"github.com/tink-crypto/tink-go/v2/tink"

	"lyt/bot"
)

// A Keyset seals what is kept in Redis and makes pseudonyms. Whoever has only
// Redis reads nothing; whoever has only the keyset has nothing to read.
//
// It holds two sets of keys. The sealing keys can be rotated; see Rotate. The
// naming key never is: another one would give every person another pseudonym, and
// so lose every talk and appointment there is.
//
// The keys stand in the clear in a file that only its owner may read. Encrypting
// them would need a second key, and somewhere to keep that: municipalities that
// have a key service can mount the file from it, and the others must not be kept
// from running Lyt. It prints as "keyset".
type Keyset struct {
	sealing, naming *keyset.Handle
	aead            tink.AEAD
	known           map[uint32]bool // ids of the sealing keys
	names           prf.PRF
}

// keysetFile is how a keyset is written down.
type keysetFile struct {
	Version int             `json:"lyt-keyset"`
	Sealing json.RawMessage `json:"sealing"`
	Naming  json.RawMessage `json:"naming"`
}

const keysetVersion = 1

// ErrKeyset says that a keyset cannot be read. It holds nothing of the file.
var ErrKeyset = errors.New("keyset is damaged or not a Lyt keyset; make one with: lyt keys new")

// NewKeyset makes fresh keys: the primary sealing key, the one that comes after it,
// and the naming key.
func NewKeyset() (*Keyset, error) {
	sealing := keyset.NewManager()
	if err := addPrimary(sealing); err != nil {
		return nil, err
	}
	if err := addNext(sealing); err != nil {
		return nil, err
	}
	naming, err := keyset.NewHandle(prf.HMACSHA256PRFKeyTemplate())
	if err != nil {
		return nil, fmt.Errorf("make naming key: %w", err)
	}
	return fromManager(sealing, naming)
}

// Rotate gives a keyset with a new primary sealing key. All older keys stay in it
// for reading.
//
// A key must be known to every replica before the first of them seals with it, or
// the others cannot read what it wrote while they are restarted one by one. So each
// keyset already holds the key after the present one, unused: Rotate makes that one
// the primary and adds the next. Two rotations in a row without restarting the
// replicas in between lose that protection, and are right only when the file itself
// has got into wrong hands: the next key was in it too.
func (k *Keyset) Rotate() (*Keyset, error) {
	manager := keyset.NewManagerFromHandle(k.sealing)
	info := k.sealing.KeysetInfo()
	last := info.GetKeyInfo()[len(info.GetKeyInfo())-1].GetKeyId()
	if last == info.GetPrimaryKeyId() { // a file from elsewhere, without a next key
		if err := addPrimary(manager); err != nil {
			return nil, err
		}
	} else if err := manager.SetPrimary(last); err != nil {
		return nil, fmt.Errorf("promote sealing key: %w", err)
	}
	if err := addNext(manager); err != nil {
		return nil, err
	}
	return fromManager(manager, k.naming)
}

func addPrimary(m *keyset.Manager) error {
	id, err := m.Add(aead.AES256GCMKeyTemplate())
	if err == nil {
		err = m.SetPrimary(id)
	}
	if err != nil {
		return fmt.Errorf("make sealing key: %w", err)
	}
	return nil
}

func addNext(m *keyset.Manager) error {
	if _, err := m.Add(aead.AES256GCMKeyTemplate()); err != nil {
		return fmt.Errorf("make next sealing key: %w", err)
	}
	return nil
}

func fromManager(sealing *keyset.Manager, naming *keyset.Handle) (*Keyset, error) {
	handle, err := sealing.Handle()
	if err != nil {
		return nil, fmt.Errorf("make keyset: %w", err)
	}
	return fromHandles(handle, naming)
}

// fromHandles checks that the keys are of the kinds we use, and makes them ready.
func fromHandles(sealing, naming *keyset.Handle) (*Keyset, error) {
	if !allOf(sealing, "AesGcmKey") || !allOf(naming, "HmacPrfKey") {
		return nil, ErrKeyset
	}
	k := &Keyset{sealing: sealing, naming: naming, known: map[uint32]bool{}}
	var err error
	if k.aead, err = aead.New(sealing); err != nil {
		return nil, ErrKeyset
	}
	set, err := prf.NewPRFSet(naming)
	if err != nil {
		return nil, ErrKeyset
	}
	k.names = set.PRFs[set.PrimaryID]
	if k.names == nil {
		return nil, ErrKeyset
	}
	if _, err := k.names.ComputePRF(nil, nameBytes); err != nil {
		return nil, ErrKeyset
	}
	for _, key := range sealing.KeysetInfo().GetKeyInfo() {
		k.known[key.GetKeyId()] = true
	}
	return k, nil
}

func allOf(h *keyset.Handle, kind string) bool {
	for _, key := range h.KeysetInfo().GetKeyInfo() {
		if !strings.HasSuffix(key.GetTypeUrl(), "."+kind) {
			return false
		}
	}
	return h.Len() > 0
}

// ParseKeyset reads what Encode wrote.
func ParseKeyset(text []byte) (*Keyset, error) {
	var file keysetFile
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	if decoder.Decode(&file) != nil || decoder.More() {
		return nil, ErrKeyset
	}
	if file.Version > keysetVersion {
		return nil, fmt.Errorf("keyset has version %d, made by a newer Lyt: %w", file.Version, ErrKeyset)
	}
	if file.Version != keysetVersion {
		return nil, ErrKeyset
	}
	sealing, err := insecurecleartextkeyset.Read(keyset.NewJSONReader(bytes.NewReader(file.Sealing)))
	if err != nil {
		return nil, ErrKeyset
	}
	naming, err := insecurecleartextkeyset.Read(keyset.NewJSONReader(bytes.NewReader(file.Naming)))
	if err != nil {
		return nil, ErrKeyset
	}
	return fromHandles(sealing, naming)
}

// Encode writes the keys in the clear, for a file that only its owner may read.
func (k *Keyset) Encode() ([]byte, error) {
	var sealing, naming bytes.Buffer
	if err := insecurecleartextkeyset.Write(k.sealing, keyset.NewJSONWriter(&sealing)); err != nil {
		return nil, fmt.Errorf("write sealing keys: %w", err)
	}
	if err := insecurecleartextkeyset.Write(k.naming, keyset.NewJSONWriter(&naming)); err != nil {
		return nil, fmt.Errorf("write naming key: %w", err)
	}
	text, err := json.MarshalIndent(keysetFile{keysetVersion, sealing.Bytes(), naming.Bytes()}, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("write keyset: %w", err)
	}
	return append(text, '\n'), nil
}

// nameBytes is how long a pseudonym is: two people share one once in 2⁶⁴.
const nameBytes = 16

// Person gives the pseudonym of a channel's address: always the same, in 22 letters.
func (k *Keyset) Person(channel, address string) bot.Person {
	return bot.Pseudonym(k.name("person", channel, address))
}

// name is a keyed hash of its parts in 22 letters; without the key nobody can try
// out which parts it was made from.
func (k *Keyset) name(parts ...string) string {
	raw := k.digest(parts...)
	return base64.RawURLEncoding.EncodeToString(raw[:])
}

func (k *Keyset) digest(parts ...string) (out [nameBytes]byte) {
	// Each part carries its length, so that moving a letter from one to the next
	// makes another name.
	var text []byte
	for _, part := range parts {
		text = fmt.Appendf(text, "%d:", len(part))
		text = append(text, part...)
	}
	raw, err := k.names.ComputePRF(text, nameBytes)
	if err != nil { // it worked when it was read; to go on would give everybody the same name
		panic("naming key that worked when it was read works no more: " + err.Error()) //nolint:forbidigo // see above
	}
	return [nameBytes]byte(raw)
}

// Format keeps the keys out of everything that is printed.
func (k *Keyset) Format(f fmt.State, _ rune) { fmt.Fprint(f, "keyset") }

// MarshalJSON keeps the keys out of logs.
func (k *Keyset) MarshalJSON() ([]byte, error) { return []byte(`"keyset"`), nil }

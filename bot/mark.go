package bot

import (
	"crypto/sha256"
	"encoding/binary"
)

// Mark shortens an update's id to 48 bits, small enough to keep 64 of them a
// person: two different ids share a mark once in about 2⁴⁸/64 updates.
func Mark(id string) uint64 {
	sum := sha256.Sum256([]byte(id))
	return binary.BigEndian.Uint64(sum[:8]) >> 16
}

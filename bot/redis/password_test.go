package redis

import (
	"strings"
	"testing"
)

// What serves people hashes as OWASP asks, whatever tests may save themselves.
func TestPasswordsTakeTheirMemory(t *testing.T) {
	db := &DB{random: strings.NewReader(strings.Repeat("salt", saltBytes))}
	db.complete()
	p, err := NewStaff(db, nil).hasher.hash(t.Context(), "hemmelig kode")
	if err != nil || p.Memory < 19*1024 || p.Rounds < 2 || len(p.Hash) != hashBytes {
		t.Errorf("%d KiB, %d rounds, %d bytes, %v", p.Memory, p.Rounds, len(p.Hash), err)
	}
}

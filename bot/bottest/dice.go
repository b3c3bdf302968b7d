package bottest

import (
	"math/rand/v2"
	"sync"
)

// dice is chance that falls the same way in every run. Pass names stand in the
// conversations, so they are drawn from a row of their own: how many ids were needed
// before does not change them.
type dice struct {
	mu          sync.Mutex
	ids, passes *rand.ChaCha8
}

// passBytes is how much chance a pass name takes; nothing else takes as little.
const passBytes = 4

func newDice() *dice {
	return &dice{ids: rand.NewChaCha8([32]byte{}), passes: rand.NewChaCha8([32]byte{1})}
}

// Read fills b.
func (d *dice) Read(b []byte) (int, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if len(b) == passBytes {
		return d.passes.Read(b)
	}
	return d.ids.Read(b)
}

package talk

import (
	"context"
	"sync"
)

// busy counts what is being done beside the callers. Unlike a WaitGroup it may be
// waited for by many while new work begins. The zero value is idle.
type busy struct {
	mu   sync.Mutex
	n    int
	idle chan struct{} // closed when n is back at zero
}

// Go does something beside the caller.
func (b *busy) Go(do func()) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.n == 0 {
		b.idle = make(chan struct{})
	}
	b.n++
	go func() {
		defer b.done()
		do()
	}()
}

func (b *busy) done() {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.n--; b.n == 0 {
		close(b.idle)
	}
}

// Wait returns when nothing is being done, or ctx ends.
func (b *busy) Wait(ctx context.Context) {
	b.mu.Lock()
	n, idle := b.n, b.idle
	b.mu.Unlock()
	if n == 0 {
		return
	}
	select {
	case <-idle:
	case <-ctx.Done():
	}
}

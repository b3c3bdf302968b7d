package talk

import (
	"context"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// Many wait while many begin: a WaitGroup would panic.
func TestBusyMayBeWaitedForWhileWorkBegins(t *testing.T) {
	var b busy
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for range 2000 {
				b.Go(func() {})
				b.Wait(t.Context())
			}
		})
	}
	all.Wait()
	b.Wait(t.Context())
	if b.n != 0 {
		t.Errorf("%d are still being done", b.n)
	}
}

func TestBusyWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var b busy
		b.Wait(t.Context()) // nothing to wait for
		began := time.Now()
		b.Go(func() { <-time.After(time.Minute) })
		short, stop := context.WithTimeout(t.Context(), time.Second)
		defer stop()
		b.Wait(short)
		if waited := time.Since(began); waited != time.Second {
			t.Errorf("waited %v past the end of the context", waited)
		}
		b.Wait(t.Context())
		if waited := time.Since(began); waited != time.Minute {
			t.Errorf("waited %v for what takes a minute", waited)
		}
	})
}

package redis_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"
)

// alone: of all who act in one name there is one at a time; another name does not wait;
// and whoever dies holding it holds it for seconds only.
func alone(t *testing.T, w *world) {
	inside, most := 0, 0
	var mu sync.Mutex
	enter := func(by int) {
		mu.Lock()
		defer mu.Unlock()
		inside += by
		most = max(most, inside)
	}
	errs := make([]error, 8)
	var all sync.WaitGroup
	for i := range errs {
		all.Go(func() {
			errs[i] = w.desk.Alone(ctx(t), "mette", func(ctx context.Context) error {
				enter(1)
				defer enter(-1)
				return w.raw.Ping(ctx).Err()
			})
		})
	}
	all.Wait()
	must(t, errors.Join(errs...))
	if most != 1 {
		t.Fatalf("%d act in one name at once", most)
	}
	if len(w.keysOf("alone")) > 0 {
		t.Fatal("somebody is done and holds it still")
	}
	cause := errors.New("no room")
	err := w.desk.Alone(ctx(t), "mette", func(c context.Context) error {
		if till, is := c.Deadline(); !is || time.Until(till) > 9*time.Second {
			t.Error("it may last longer than it is held")
		}
		for _, key := range w.keysOf("alone") {
			if left := w.raw.PTTL(c, key).Val(); left <= 0 || left > 10*time.Second {
				t.Errorf("it is held for %v", left)
			}
		}
		must(t, w.desk.Alone(c, "ole", func(context.Context) error { return nil }))
		must(t, w.desk.Alone(c, "", func(c context.Context) error {
			return w.desk.Alone(c, " ", func(context.Context) error { return nil })
		}))
		for _, same := range []string{"mette", " Mette"} { // as in times that others typed
			soon, stop := context.WithTimeout(c, 100*time.Millisecond)
			if err := w.desk.Alone(soon, same, func(context.Context) error { return nil }); !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("a second one in the same name, spelt %q: %v", same, err)
			}
			stop()
		}
		return cause
	})
	wantErr(t, "what went wrong inside", err, cause)
	w.losing("alone", func() error { return w.desk.Alone(ctx(t), "sara", func(context.Context) error { return nil }) })
}

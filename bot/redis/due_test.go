package redis_test

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"lyt/bot"
)

func putOffAndDue(t *testing.T, w *world) {
	who := person("senere")
	lease := w.commit(who, w.say("1", bot.Record{}, "1", "a"))
	must(t, w.people.PutOff(ctx(t), who, lease, w.clock.Now().Add(30*time.Second)))
	if jobs := w.due(10); len(jobs) > 0 {
		t.Fatal("due before its time")
	}
	w.clock.Move(30 * time.Second)
	jobs := w.due(10)
	if len(jobs) != 1 || !jobs[0].Person.Equal(who) || !jobs[0].Wake.IsZero() {
		t.Fatalf("%d jobs are due, want the one put off", len(jobs))
	}
	wantWords(t, "due", jobs[0].Lease, "a")
	if len(w.due(10)) > 0 {
		t.Fatal("claimed twice")
	}
	wantNoLease(t, "delivered", w.done(who, jobs[0].Lease, 1))
	w.clock.Move(24 * time.Hour)
	if len(w.due(10)) > 0 || len(w.keysOf("due")) > 0 {
		t.Fatal("something is due of somebody with nothing to do")
	}
}

func timers(t *testing.T, w *world) {
	who := person("påmindelse")
	c := w.say("1", bot.Record{}, "1")
	c.Next = w.clock.Now().Add(time.Hour)
	wantNoLease(t, "only a timer", w.commit(who, c))
	if len(w.due(10)) > 0 {
		t.Fatal("woken too early")
	}
	w.clock.Move(time.Hour)
	jobs := w.due(10)
	if len(jobs) != 1 || !jobs[0].Wake.Equal(c.Next) || jobs[0].Lease.Token == "" {
		t.Fatalf("%d jobs after an hour, want one that wakes", len(jobs))
	}
	wantNoLease(t, "the waker delivers", w.commit(who, w.say("wake", w.load(who), "2", "husk")))
	next := w.done(who, jobs[0].Lease, 0, jobs[0].Lease.Sent...)
	wantWords(t, "what waking brought", next, "husk")
	wantNoLease(t, "delivered", w.done(who, next, 1))
	if w.clock.Move(48 * time.Hour); len(w.due(10)) > 0 {
		t.Fatal("woken twice")
	}

	// A timer that was not handled comes again, but not at once.
	c = w.say("3", w.load(who), "3")
	c.Next = w.clock.Now().Add(time.Minute)
	w.commit(who, c)
	w.clock.Move(time.Minute)
	wantNoLease(t, "nothing to say", w.done(who, w.due(10)[0].Lease, 0))
	if len(w.due(10)) > 0 {
		t.Fatal("a timer that failed comes again at once")
	}
	w.clock.Move(3 * time.Second)
	job := w.due(10)
	if len(job) != 1 || !job[0].Wake.Equal(c.Next) {
		t.Fatal("a timer that failed does not come again")
	}
	w.clock.Move(10 * time.Minute)
	w.runOut("lease")
	wantNoLease(t, "failed again", w.done(who, w.due(10)[0].Lease, 0))
	if w.clock.Move(5 * time.Minute); len(w.due(10)) > 0 {
		t.Fatal("a timer that has failed for long comes again too soon")
	}
	w.clock.Move(time.Minute)
	job = w.due(10)
	until := w.clock.Now().Add(time.Minute)
	must(t, w.people.PutOff(ctx(t), who, job[0].Lease, until))
	if w.clock.Move(59 * time.Second); len(w.due(10)) > 0 {
		t.Fatal("due before it was put off to")
	}
	if w.clock.Move(time.Second); len(w.due(10)) != 1 {
		t.Fatal("not due when it was put off to")
	}
	// Its record ends: so does the timer.
	w.runOut("person")
	w.runOut("lease")
	w.clock.Move(time.Hour)
	if len(w.due(10)) > 0 || len(w.keysOf("due")) > 0 {
		t.Fatal("a timer outlived its record")
	}
}

func dueIsSharedOut(t *testing.T, w *world) {
	const people = 300
	for i := range people {
		c := w.say("1", bot.Record{}, "1")
		c.Next = w.clock.Now().Add(time.Second)
		w.commit(person(fmt.Sprint("p", i)), c)
	}
	w.clock.Move(time.Minute)
	var mu sync.Mutex
	seen := map[string]int{}
	var wg sync.WaitGroup
	for range 4 { // four replicas at once
		wg.Go(func() {
			for {
				jobs, err := w.people.Due(ctx(t), 16)
				if err != nil || len(jobs) == 0 {
					if err != nil {
						t.Error(err)
					}
					return
				}
				mu.Lock()
				if len(jobs) > 16 {
					t.Errorf("%d jobs, at most 16 were asked for", len(jobs))
				}
				for _, j := range jobs {
					seen[j.Person.Key()]++
				}
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	for name, n := range seen {
		if n != 1 {
			t.Errorf("%s was claimed %d times", name, n)
		}
	}
	if rest := len(w.due(people)); len(seen)+rest != people {
		t.Fatalf("%d people claimed, want %d", len(seen)+rest, people)
	}
}

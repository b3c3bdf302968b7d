package redis_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"lyt/bot"
	"lyt/bot/redis"
)

func pace(t *testing.T, w *world) {
	const perSecond = 30
	replicas := []*redis.Pace{redis.NewPace(w.db), redis.NewPace(w.db)}
	var granted []time.Time
	for step := 0; w.clock.Now().Sub(start(granted, w)) < 5*time.Second; step++ {
		got, wait, err := replicas[step%2].Grant(ctx(t), perSecond, 5)
		must(t, err)
		for range got {
			granted = append(granted, w.clock.Now())
		}
		if got == 0 && wait <= 0 || wait > time.Second {
			t.Fatalf("%d granted and %v to wait", got, wait)
		}
		w.clock.Move(max(wait, 0))
	}
	for i := range granted {
		in := 0
		for _, at := range granted[i:] {
			if at.Sub(granted[i]) < time.Second {
				in++
			}
		}
		if in > perSecond {
			t.Fatalf("%d messages within one second", in)
		}
	}
	if len(granted) < 5*perSecond*8/10 {
		t.Fatalf("only %d messages in five seconds", len(granted))
	}
	if got, _, err := replicas[0].Grant(ctx(t), 0, 7); err != nil || got != 7 {
		t.Fatalf("no limit grants %d of 7 (%v)", got, err)
	}
}

func start(granted []time.Time, w *world) time.Time {
	if len(granted) == 0 {
		return w.clock.Now()
	}
	return granted[0]
}

func feed(t *testing.T, w *world) {
	who := person("side")
	for i := range 5 {
		must(t, w.feed.Append(ctx(t), who, fmt.Sprint("m", i), []byte(fmt.Sprint("entry ", i))))
	}
	must(t, w.feed.Append(ctx(t), who, "m1", []byte("entry 1")))
	must(t, w.feed.Append(ctx(t), person("anden"), "m1", []byte("another's")))
	read := func(after string, max int) []bot.Entry {
		entries, err := w.feed.Read(ctx(t), who, after, max)
		must(t, err)
		return entries
	}
	all := read("", 100)
	if len(all) != 5 || string(all[0].Data) != "entry 0" || string(all[4].Data) != "entry 4" {
		t.Fatalf("%d entries, want 5 in order", len(all))
	}
	if diff := cmp.Diff(all[2:4], read(all[1].ID, 2)); diff != "" {
		t.Fatal(diff)
	}
	if len(read(all[4].ID, 10)) != 0 || len(read("made up'; --", 10)) != 5 || len(read("999999999999999999999-1", 10)) != 5 {
		t.Fatal("reading on from the end, or from nowhere, went wrong")
	}
	for _, key := range w.keysOf("web") {
		ttl, err := w.raw.PTTL(ctx(t), key).Result()
		must(t, err)
		if ttl < 23*time.Hour || ttl > 24*time.Hour {
			t.Fatalf("a feed lives %v", ttl)
		}
	}
	must(t, w.feed.Fade(ctx(t), who, time.Minute))
	ttls := map[bool]int{}
	for _, key := range w.keysOf("web") {
		ttls[w.raw.PTTL(ctx(t), key).Val() <= time.Minute]++
	}
	if ttls[true] != 1 || ttls[false] != 1 {
		t.Fatal("fading did not shorten the one life")
	}
	must(t, w.feed.Delete(ctx(t), who))
	if len(read("", 10)) != 0 || len(w.keysOf("web")) != 1 {
		t.Fatal("deleting left entries, or took another's")
	}
}

func bell(t *testing.T, w *world) {
	here, there := redis.NewBell(w.db), redis.NewBell(w.db)
	running, stop := context.WithCancel(ctx(t))
	ended := make(chan struct{}, 2)
	rung, stopA := here.Listen("s:a")
	other, stopB := here.Listen("s:b")
	for _, b := range []*redis.Bell{here, there} {
		go func() { b.Run(running); ended <- struct{}{} }()
	}
	<-rung // connected: everything rings once
	<-other
	there.Ring(ctx(t), "s:a")
	<-rung
	select {
	case <-other:
		t.Fatal("another topic rang")
	default:
	}
	// The other replica may not be connected yet; then connecting rings.
	second, stopC := there.Listen("w:x")
	here.Ring(ctx(t), "w:x")
	<-second
	stopA()
	stopB()
	stopC()
	here.Ring(ctx(t), "s:a")
	stop()
	<-ended
	<-ended
}

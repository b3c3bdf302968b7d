package redis_test

import (
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"lyt/bot"
	"lyt/bot/bottest"
	"lyt/bot/redis"
)

// bytesAtRest is the most that a resting talk may take, with everything Redis needs
// to find it and let it expire.
const bytesAtRest = 600

// stateAtRest is a talk's state half way through, after WHO-5: 484 letters.
func stateAtRest(dice *rand.Rand) []byte {
	pick := func(of ...string) string { return of[dice.IntN(len(of))] }
	return fmt.Appendf(nil, `{"c":"telegram","a":"%d","l":"da","f":{"f":"first-contact","s":"offer","n":%d,`+
		`"m":{"age":["%s"],"area":["%s"],"role":["young"],"topics":["%s","%s"],"who5":["%05d"]},`+
		`"u":[{"f":"first-contact","s":"hello","b":{"role":null}},{"f":"first-contact","s":"area","b":{"area":null}},`+
		`{"f":"first-contact","s":"age","b":{"age":null}},{"f":"first-contact","s":"topics","b":{"topics":null}},`+
		`{"f":"first-contact","s":"measure","b":{"who5":null}}]},"w":%d}`,
		100_000_000+dice.IntN(7_000_000_000), 10+dice.IntN(9), pick("12-14", "15-17", "18-25"), pick("helsingor", "odder", "greve", "skive"),
		pick("lonely", "anxious", "stress"), pick("school", "family", "other"), dice.IntN(100_000), 1_763_766_351+dice.IntN(100_000))
}

// TestBytesAtRest fills a real server with people and holds what each takes against
// the bar: a state half way through a talk, 12 updates seen, 12 messages sent.
func TestBytesAtRest(t *testing.T) {
	server := bottest.StartRedis(t)
	w := newWorld(t, server.URL)
	const people = 10_000
	w.fill(1) // scripts are there before the count begins
	before := w.usedMemory()
	w.fill(people)
	each := (w.usedMemory() - before) / people
	one, err := w.raw.MemoryUsage(ctx(t), w.keysOf("person")[0]).Result()
	must(t, err)
	if n, err := w.raw.DBSize(ctx(t)).Result(); err != nil || n != people+1 {
		t.Fatalf("%d keys for %d people (%v)", n, people, err)
	}
	t.Logf("a resting talk takes %d bytes of used_memory, %d by MEMORY USAGE", each, one)
	if each > bytesAtRest {
		t.Fatalf("a resting talk takes %d bytes, the bar is %d", each, bytesAtRest)
	}
}

// fill leaves people half way through a talk, over connections that end with it:
// their buffers are no part of what rests.
func (w *world) fill(people int) {
	w.t.Helper()
	db, err := redis.Open(w.url, redis.Options{Now: w.clock.Now})
	must(w.t, err)
	w.people = redis.NewPeople(db, w.keys)
	var wg sync.WaitGroup
	for part := range 16 {
		wg.Go(func() {
			for i := part; i < people; i += 16 {
				w.rest(w.keys.Person("telegram", strconv.Itoa(people+i)), uint64(i))
			}
		})
	}
	wg.Wait()
	must(w.t, db.Close())
}

// rest leaves a person half way through a talk.
func (w *world) rest(who bot.Person, seed uint64) {
	dice := rand.New(rand.NewPCG(seed, seed))
	state := stateAtRest(dice)
	c := bot.Commit{ID: "t:0", State: state, Life: month, Out: w.parcels("t:0", "hej")}
	for i := range 11 {
		c.Loaded.Seen = append(c.Loaded.Seen, bot.Mark(fmt.Sprint("t:", i)))
	}
	lease, err := w.people.Commit(ctx(w.t), who, c)
	if err != nil {
		w.t.Error(err)
		return
	}
	var sent []bot.Sent
	id, at := 20_000+dice.IntN(1_000_000), w.clock.Now().Truncate(time.Minute)
	for i := range 12 {
		id, at = id+1+dice.IntN(3), at.Add(time.Duration(dice.IntN(3))*time.Minute)
		sent = append(sent, bot.Sent{Message: strconv.Itoa(id), Buttons: i == 11, At: at})
	}
	if _, err := w.people.Done(ctx(w.t), who, lease, 1, sent); err != nil {
		w.t.Error(err)
	}
}

// usedMemory waits until nobody but the asker is connected.
func (w *world) usedMemory() int {
	w.t.Helper()
	for {
		info, err := w.raw.Info(ctx(w.t)).Result()
		must(w.t, err)
		if w.number(info, "connected_clients") == 1 {
			return w.number(info, "used_memory")
		}
	}
}

func (w *world) number(info, name string) int {
	w.t.Helper()
	_, rest, _ := strings.Cut(info, "\n"+name+":")
	text, _, _ := strings.Cut(rest, "\r\n")
	n, err := strconv.Atoi(text)
	must(w.t, err)
	return n
}

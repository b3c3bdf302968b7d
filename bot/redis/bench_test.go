package redis_test

import (
	"math/rand/v2"
	"strconv"
	"sync/atomic"
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2"

	"lyt/bot"
	"lyt/bot/bottest"
	"lyt/bot/redis"
)

var (
	benchTime  = time.Now().Truncate(time.Minute)
	benchState = stateAtRest(rand.New(rand.NewPCG(1, 1)))
)

// benchPeople makes a store on a real server for a benchmark.
func benchPeople(b *testing.B) (*redis.People, *redis.Keyset) {
	b.Helper()
	server := bottest.StartRedis(b)
	db, err := redis.Open(server.URL, redis.Options{})
	must(b, err)
	b.Cleanup(func() { must(b, db.Close()) })
	keys, err := redis.NewKeyset()
	must(b, err)
	return redis.NewPeople(db, keys), keys
}

// BenchmarkUpdate is what one update costs the store: Load, Commit with two replies,
// and the Done after they were sent. 64 talks go on at once.
func BenchmarkUpdate(b *testing.B) {
	people, keys := benchPeople(b)
	var n atomic.Int64
	b.SetParallelism(32) // times two processors
	b.ReportAllocs()
	b.RunParallel(func(pb *testing.PB) {
		who := keys.Person("telegram", strconv.FormatInt(n.Add(1), 10))
		for i := 0; pb.Next(); i++ {
			update(b, people, who, "t:"+strconv.Itoa(i))
		}
	})
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "updates/s")
}

// BenchmarkUpdateAlone is the same one after the other: how long somebody waits.
func BenchmarkUpdateAlone(b *testing.B) {
	people, keys := benchPeople(b)
	who := keys.Person("telegram", "1")
	for i := 0; b.Loop(); i++ {
		update(b, people, who, "t:"+strconv.Itoa(i))
	}
}

func update(b *testing.B, people *redis.People, who bot.Person, id string) {
	b.Helper()
	c := b.Context()
	loaded, err := people.Load(c, who)
	must(b, err)
	out := []bot.Parcel{{Channel: "telegram", Address: bot.At("1"), Out: bot.Out{ID: id + ".0", Settle: "9"}},
		{Channel: "telegram", Address: bot.At("1"), Out: bot.Out{ID: id + ".1", Text: "Hvad fylder mest for dig lige nu?"}}}
	for i := range out {
		out[i].At = benchTime
	}
	lease, err := people.Commit(c, who, bot.Commit{ID: id, Loaded: loaded, State: benchState, Life: month, Out: out})
	must(b, err)
	sent := append(lease.Sent[:max(0, min(len(lease.Sent), 11))], bot.Sent{Message: strconv.Itoa(len(id)), At: benchTime})
	_, err = people.Done(c, who, lease, len(lease.Parcels), sent)
	must(b, err)
}

// BenchmarkDueIdle is a look for due work when there is none, as each replica does
// four times a second.
func BenchmarkDueIdle(b *testing.B) {
	people, _ := benchPeople(b)
	for b.Loop() {
		if _, err := people.Due(b.Context(), 64); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkUpdateInMemory is BenchmarkUpdateAlone on the server of the demo.
func BenchmarkUpdateInMemory(b *testing.B) {
	server := miniredis.RunT(b)
	db, err := redis.Open("redis://"+server.Addr(), redis.Options{})
	must(b, err)
	b.Cleanup(func() { must(b, db.Close()) })
	keys, err := redis.NewKeyset()
	must(b, err)
	people, who := redis.NewPeople(db, keys), keys.Person("telegram", "1")
	for i := 0; b.Loop(); i++ {
		update(b, people, who, "t:"+strconv.Itoa(i))
	}
}

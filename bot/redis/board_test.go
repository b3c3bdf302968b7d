package redis_test

import (
	"fmt"
	"testing"
	"time"

	"lyt/bot/bottest"
	"lyt/bot/handoff"
	"lyt/bot/redis"
)

// BenchmarkBoard reads a page of a queue in which two thousand wait, and one in which
// only as many wait as are shown.
func BenchmarkBoard(b *testing.B) {
	const shown = 25
	for _, many := range []int{2000, shown} {
		b.Run(fmt.Sprint(many), func(b *testing.B) {
			desk := benchDesk(b, many)
			for b.Loop() {
				board, err := desk.Board(ctx(b), service, shown)
				if err != nil || board.Total != many || len(board.Waiting) != shown {
					b.Fatalf("%d of %d (%v)", len(board.Waiting), board.Total, err)
				}
			}
		})
	}
}

// benchDesk has so many people waiting.
func benchDesk(b *testing.B, many int) *redis.Handoffs {
	b.Helper()
	db, err := redis.Open(bottest.StartRedis(b).URL, redis.Options{})
	must(b, err)
	b.Cleanup(func() { must(b, db.Close()) })
	keys, err := redis.NewKeyset()
	must(b, err)
	desk := redis.NewHandoffs(db, keys, nil)
	for i := range many {
		_, err := desk.Ask(ctx(b), handoff.Request{ID: fmt.Sprint(i), Service: service, Person: person(fmt.Sprint("p", i)),
			Priority: handoff.Priority(i % 3), Shared: []handoff.Shared{{Name: "Alder", Value: "15-17"}}, At: time.Now()})
		must(b, err)
	}
	return desk
}

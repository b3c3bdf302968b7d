package redis

import (
	"context"
	"fmt"
	"time"
)

// Pace shares one message rate over all replicas.
type Pace struct{ db *DB }

// NewPace makes it.
func NewPace(db *DB) *Pace { return &Pace{db: db} }

var bucketScript = load("bucket")

// bursts is which part of a second's messages may go out at once.
const bursts = 10

// Grant allows up to want messages, or says how long to wait before asking again.
// A tenth of a second's messages may go at once, and the rest follow evenly, so that
// no second ever holds more than perSecond, wherever it begins.
func (p *Pace) Grant(ctx context.Context, perSecond, want int) (got int, wait time.Duration, err error) {
	if perSecond <= 0 || want <= 0 {
		return max(want, 0), 0, nil
	}
	size := max(1, perSecond/bursts)
	steady := max(1, perSecond-size)
	got, wait, err = p.db.takeTokens(ctx, rateKey.key(cfgTag), bucket{float64(steady), size, rateLife}, min(want, size))
	if err != nil {
		return 0, 0, fmt.Errorf("ask for the message rate: %w", err)
	}
	return got, wait, nil
}

// bucket fills with rate tokens a second up to size, and is forgotten after life.
type bucket struct {
	rate float64
	size int
	life time.Duration
}

func (db *DB) takeTokens(ctx context.Context, key string, b bucket, want int) (got int, wait time.Duration, err error) {
	call, err := db.newID()
	if err != nil {
		return 0, 0, err
	}
	answer, err := db.run(ctx, bucketScript, []string{key}, b.rate, b.size, want, ms(db.now()), call, b.life.Milliseconds())
	if err != nil {
		return 0, 0, err
	}
	return int(answer.number(0)), time.Duration(answer.number(1)) * time.Millisecond, nil
}

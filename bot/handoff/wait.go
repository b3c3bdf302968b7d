package handoff

import (
	"slices"
	"time"
)

// fewGaps is how many gaps must be known before a wait is guessed at all.
const fewGaps = 3

// Expect guesses how long somebody at a place in the queue will wait from now. Gaps
// are how long the first in line waited lately before being taken; the line moves on
// by one place each time. The middle gap is taken, so that one long night does not
// frighten anybody. False when too little is known to say anything honest.
func Expect(place int, gaps []time.Duration) (time.Duration, bool) {
	if place < 1 || len(gaps) < fewGaps {
		return 0, false
	}
	sorted := slices.Sorted(slices.Values(gaps))
	return time.Duration(place) * sorted[len(sorted)/2], true
}

// Minutes rounds a wait up as people say it: by the minute up to five, by five up to
// half an hour, then by ten.
func Minutes(wait time.Duration) int {
	minutes := max(1, int((wait+time.Minute-1)/time.Minute))
	step := 10
	switch {
	case minutes <= 5:
		step = 1
	case minutes <= 30:
		step = 5
	}
	return (minutes + step - 1) / step * step
}

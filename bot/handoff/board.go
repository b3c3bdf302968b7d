package handoff

import "time"

// A Board is what a desk shows of one service's queue.
type Board struct {
	Waiting []Handoff // the first in line
	Total   int       // how many wait in all
	Crises  int       // how many of them are in danger
	Gaps    []time.Duration
}

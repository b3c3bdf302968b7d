package webchat

import (
	"sync"

	"lyt/bot"
)

// crowd bounds how much each person does at once.
type crowd struct {
	most int
	mu   sync.Mutex
	busy map[string]int
}

func newCrowd(most int) *crowd { return &crowd{most: most, busy: map[string]int{}} }

// enter lets one more in, unless the person does too much already; extra is how many
// more than usual may be in.
func (c *crowd) enter(who bot.Person, extra int) (leave func(), ok bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.busy[who.Key()] >= c.most+extra {
		return nil, false
	}
	c.busy[who.Key()]++
	return func() { c.leave(who) }, true
}

func (c *crowd) leave(who bot.Person) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.busy[who.Key()]--; c.busy[who.Key()] == 0 {
		delete(c.busy, who.Key())
	}
}

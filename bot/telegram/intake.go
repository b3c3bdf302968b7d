package telegram

import (
	"context"
	"encoding/json"
	"sync"
	"time"
)

// atOnce is how many updates are handled side by side while polling.
const atOnce = 16

// intake keeps the books while polling: which updates are not safe yet, whose turn
// it is, and who gets through.
type intake struct {
	ctx context.Context
	t   *Telegram
	h   Handler

	room    chan struct{} // a place for each update being handled
	working sync.WaitGroup
	told    int64 // the offset Telegram has heard; used by the poller alone
	heard   time.Time

	mu    sync.Mutex
	next  int64              // one more than the newest update taken in
	open  map[int64]struct{} // taken in, not safe yet
	lanes map[int64][]update // by chat: what waits for its turn, the one in hand first
	empty chan struct{}      // closed when open has become empty

	served int  // how often somebody got through to safety
	full   bool // Telegram's last batch was a full one, and nothing in it was new
}

func newIntake(ctx context.Context, t *Telegram, h Handler) *intake {
	return &intake{
		ctx: ctx, t: t, h: h, heard: t.Now(),
		room: make(chan struct{}, atOnce),
		open: map[int64]struct{}{}, lanes: map[int64][]update{}, empty: make(chan struct{}),
	}
}

// ask is the next request: past all that is safe or laid aside, and no further.
func (in *intake) ask() fetchParams {
	in.mu.Lock()
	defer in.mu.Unlock()
	p := fetchParams{Offset: in.next, Limit: batchLimit, Timeout: int(longPoll.Seconds())}
	for id := range in.open {
		p.Offset, p.Timeout = min(p.Offset, id), 0
	}
	if len(in.open) == 0 && in.told == in.next && in.t.Now().Sub(in.heard) > renumber {
		in.next, in.told, p.Offset = 0, 0, 0
	}
	return p
}

// add takes in a batch. Numbers below next have been taken in before.
func (in *intake) add(raws []json.RawMessage) {
	in.mu.Lock()
	defer in.mu.Unlock()
	in.full = len(raws) >= batchLimit
	for _, raw := range raws {
		u, whole, err := read(raw)
		if err == nil && u.ID < in.next {
			continue
		}
		if err == nil {
			in.next, in.heard, in.full = u.ID+1, in.t.Now(), false
		}
		if !whole {
			in.t.layAside("its form is unknown")
			continue
		}
		in.open[u.ID] = struct{}{}
		in.enter(u)
	}
}

// enter puts an update at the end of its chat's lane, and starts the lane.
func (in *intake) enter(u update) {
	lane := u.lane()
	in.lanes[lane] = append(in.lanes[lane], u)
	if len(in.lanes[lane]) == 1 {
		in.working.Go(func() { in.serve(lane) })
		return
	}
	if h, ok := in.h.(Ahead); ok && !u.group() {
		in.working.Go(func() { in.ahead(h, u) })
	}
}

// aheadAfter is how long an update waits behind another one before it is shown ahead of
// its turn. While the store is there, none waits so long.
const aheadAfter = 100 * time.Millisecond

// ahead shows the handler an update that has to wait: who is in danger must not.
func (in *intake) ahead(h Ahead, u update) {
	if !waitFor(in.ctx.Done(), aheadAfter) || !in.waits(u) {
		return
	}
	_ = in.t.guarded(func() error { // it comes again in its turn
		if event, ok := in.t.decode(u); ok {
			h.Ahead(in.ctx, event)
		}
		return nil
	})
}

// waits says that another update of the same chat is in hand.
func (in *intake) waits(u update) bool {
	in.mu.Lock()
	defer in.mu.Unlock()
	_, open := in.open[u.ID]
	return open && in.lanes[u.lane()][0].ID != u.ID
}

// serve brings a lane's updates to safety, one after the other, or lays them aside.
func (in *intake) serve(lane int64) {
	for u, ok := in.first(lane); ok; u, ok = in.leave(lane) {
		if u.Callback != nil && u.Callback.ID != "" {
			in.working.Go(func() { in.t.answerTap(in.ctx, u) })
		}
		if !in.done(u) {
			return
		}
	}
}

// done tries until the update is safe, or hopeless; false when the context ended first.
func (in *intake) done(u update) bool {
	again, book := backoff{jitter: in.t.Jitter}, in.begin()
	for in.ctx.Err() == nil {
		select {
		case in.room <- struct{}{}:
		case <-in.ctx.Done():
			return false
		}
		err := in.t.attempt(in.ctx, in, u)
		<-in.room
		switch {
		case err == nil:
			return true
		case in.hopeless(book):
			in.t.layAside("it cannot be made safe")
			return true
		}
		again.wait(in.ctx, 0)
	}
	return false
}

func (in *intake) first(lane int64) (update, bool) {
	in.mu.Lock()
	defer in.mu.Unlock()
	return in.lanes[lane][0], true
}

// leave takes the update that is done off its lane and gives the next.
func (in *intake) leave(lane int64) (update, bool) {
	in.mu.Lock()
	defer in.mu.Unlock()
	delete(in.open, in.lanes[lane][0].ID)
	if len(in.open) == 0 {
		close(in.empty)
		in.empty = make(chan struct{})
	}
	in.lanes[lane] = in.lanes[lane][1:]
	if len(in.lanes[lane]) == 0 {
		delete(in.lanes, lane)
		return update{}, false
	}
	return in.lanes[lane][0], true
}

// settle waits until all is safe, or it is time to look for new updates.
func (in *intake) settle() {
	in.mu.Lock()
	open, empty, pause := len(in.open), in.empty, lookAgain
	if in.full {
		pause = lookFull
	}
	in.mu.Unlock()
	if open == 0 {
		return
	}
	timer := time.NewTimer(pause)
	defer timer.Stop()
	select {
	case <-empty:
	case <-timer.C:
	case <-in.ctx.Done():
	}
}

// lane is whose talk the update belongs to.
func (u update) lane() int64 {
	if id := u.chat().ID; id != 0 {
		return id
	}
	if u.Callback != nil {
		return u.Callback.From.ID
	}
	return 0
}

package desk

import (
	"context"
	"reflect"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"lyt/bot/handoff"
)

// The rhythm of looking.
const (
	lookEvery  = 5 * time.Second        // looks again even if no bell rang
	readEvery  = 100 * time.Millisecond // a service that changes all the time is read no oftener
	readShare  = 4                      // and rests this many times as long as reading took
	tickEvery  = time.Second
	patience   = 4 * time.Second // with the store
	boardShown = 50              // how many of those who wait a page shows
)

// hub reads each service once for all open pages of this replica, however many there
// are. Pages are poked when something is new for them, and when their time has come.
type hub struct {
	queue Queue
	bell  Bell
	begun time.Time
	count atomic.Uint64 // numbers the snapshots

	mu    sync.Mutex
	rooms map[string]*room
	pages map[*page]struct{}
	tick  context.CancelFunc // stops the clock; nil while no page is open
}

func newHub(queue Queue, bell Bell) *hub {
	return &hub{queue: queue, bell: bell, begun: time.Now(), rooms: map[string]*room{}, pages: map[*page]struct{}{}}
}

// page is one open page, as the hub sees it.
type page struct {
	rooms []*room
	wake  chan struct{} // holds one: something may be new
	due   atomic.Int64  // when it wants to be woken at the latest, since the hub began
}

func (p *page) poke() {
	select {
	case p.wake <- struct{}{}:
	default: // it has not looked since the last time
	}
}

// rest says when the page wants to be woken at the latest.
func (h *hub) rest(p *page, until time.Time) { p.due.Store(int64(until.Sub(h.begun))) }

// enter opens a page on some services; call leave when it is closed.
func (h *hub) enter(services []string) *page {
	p := &page{wake: make(chan struct{}, 1)}
	h.mu.Lock()
	defer h.mu.Unlock()
	h.pages[p] = struct{}{}
	for _, service := range services {
		p.rooms = append(p.rooms, h.room(service, p))
	}
	if h.tick == nil {
		ctx, stop := context.WithCancel(context.Background())
		h.tick = stop
		go h.clock(ctx)
	}
	return p
}

// room gives the one reader of a service, and begins it for the first page.
func (h *hub) room(service string, p *page) *room {
	r := h.rooms[service]
	if r == nil {
		ctx, stop := context.WithCancel(context.Background())
		r = &room{service: service, queue: h.queue, count: &h.count, stop: stop, pages: map[*page]struct{}{}}
		h.rooms[service] = r
		go r.run(ctx, h.bell)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.pages[p] = struct{}{}
	return r
}

func (h *hub) leave(p *page) {
	h.mu.Lock()
	defer h.mu.Unlock()
	delete(h.pages, p)
	for _, r := range p.rooms {
		if r.left(p) {
			r.stop()
			delete(h.rooms, r.service)
		}
	}
	if len(h.pages) == 0 && h.tick != nil {
		h.tick()
		h.tick = nil
	}
}

// clock wakes the pages whose time has come: one ticker for all of them.
func (h *hub) clock(ctx context.Context) {
	tick := time.NewTicker(tickEvery)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
			h.wakeDue(int64(time.Since(h.begun)))
		case <-ctx.Done():
			return
		}
	}
}

func (h *hub) wakeDue(now int64) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for p := range h.pages {
		if p.due.Load() <= now {
			p.poke()
		}
	}
}

// room is one service, read by one goroutine as long as a page shows it.
type room struct {
	service string
	queue   Queue
	count   *atomic.Uint64
	stop    context.CancelFunc

	mu    sync.Mutex
	pages map[*page]struct{}
	now   *snapshot
}

// snapshot is a service as it was at one moment. It never changes.
type snapshot struct {
	number uint64 // another one for other content; 0 while nothing was ever read
	board  handoff.Board
	live   []handoff.Handoff
	has    map[string][]int // by name: which live talks concern them; "" is everybody
	err    error            // the store was away: the rest is as it was
}

// left says whether the last page is gone.
func (r *room) left(p *page) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.pages, p)
	return len(r.pages) == 0
}

// shown is the newest snapshot; nil before the first.
func (r *room) shown() *snapshot {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.now
}

// run reads, waits for the bell or some seconds, and reads again. However often the
// bell rings, reading takes no more than a fifth of the time.
func (r *room) run(ctx context.Context, bell Bell) {
	rung, stop := bell.Listen("s:" + r.service)
	defer stop()
	for {
		began := time.Now()
		r.read(ctx)
		rest := time.NewTimer(max(readEvery, readShare*time.Since(began)))
		select {
		case <-rest.C:
		case <-ctx.Done():
			rest.Stop()
			return
		}
		rest.Reset(lookEvery)
		select {
		case <-rung:
			rest.Stop()
		case <-rest.C:
		case <-ctx.Done():
			rest.Stop()
			return
		}
	}
}

// read takes a new snapshot, and pokes the pages if it is another one.
func (r *room) read(ctx context.Context) {
	before := r.shown()
	after := r.look(ctx)
	switch {
	case ctx.Err() != nil:
		return
	case after.err != nil && before != nil:
		after.number, after.board, after.live, after.has = before.number, before.board, before.live, before.has
	case after.err != nil: // nothing is known yet, which is not the same as nobody
	case before != nil && before.number > 0 && same(before, after):
		after.number = before.number
	default:
		after.number = r.count.Add(1)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.now = after
	if before == nil || before.number != after.number || (before.err == nil) != (after.err == nil) {
		for p := range r.pages {
			p.poke()
		}
	}
}

func same(a, b *snapshot) bool {
	return reflect.DeepEqual(a.board, b.board) && reflect.DeepEqual(a.live, b.live)
}

func (r *room) look(ctx context.Context) *snapshot {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	s := &snapshot{has: map[string][]int{}}
	if s.board, s.err = r.queue.Board(ctx, r.service, boardShown); s.err != nil {
		return s
	}
	if s.live, s.err = r.queue.Live(ctx, r.service); s.err != nil {
		return s
	}
	for i, h := range s.live {
		for _, name := range concerned(h) {
			s.has[name] = append(s.has[name], i)
		}
	}
	return s
}

// concern lists the live talks that somebody has in their own list.
func (s *snapshot) concern(v visit) (list []handoff.Handoff) {
	for _, i := range s.has[v.Name] {
		list = append(list, s.live[i])
	}
	for _, i := range s.has[""] {
		if v.part(s.live[i]) == invited {
			list = append(list, s.live[i])
		}
	}
	return list
}

// concerned lists who has a live talk in their own list; "" is everybody.
func concerned(h handoff.Handoff) []string {
	names := append([]string{h.Staff}, h.Guests...)
	if offered(h) && !slices.Contains(names, h.Moving.To.Staff) {
		names = append(names, h.Moving.To.Staff)
	}
	return names
}

// offered says that the person agreed to have the talk handed on inside the house: to one
// colleague, or to all.
func offered(h handoff.Handoff) bool {
	m := h.Moving
	return m != nil && !m.Asked && m.To.Service == h.Request.Service
}

// offeredTo says whether somebody may take it over.
func offeredTo(h handoff.Handoff, name string) bool {
	return offered(h) && h.Staff != name && (h.Moving.To.Staff == "" || h.Moving.To.Staff == name)
}

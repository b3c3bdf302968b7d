package desk

import (
	"context"
	"errors"
	"net/http"
	"reflect"
	"slices"
	"time"

	"lyt/bot/handoff"
	"lyt/bot/web"
)

// beatEvery is how often a page is kept alive, its login looked at, and its counsellor
// noted as here; hereLasts is for how long.
const (
	beatEvery = 15 * time.Second
	hereLasts = 45 * time.Second
)

// screen is one open page, and what it has been told.
type screen struct {
	*Desk
	visit
	r        *http.Request
	s        *web.Stream
	page     *page
	beside   bool // the page shows the queue
	overview bool // the page shows all live talks

	board  *shownBoard
	head   *headline
	mine   []handoff.Handoff
	own    string
	here   string
	list   string     // of all live talks
	talk   *shownTalk // nil beside the talks
	topics []string   // of the talks it listens to
	rung   <-chan struct{}
	deaf   func() // stops listening
	beat   time.Time
	looked time.Time // at the talk
}

// headline is what every page says about the queue and the own talks.
type headline struct {
	Count  int `json:"count"`
	Danger int `json:"danger"`
	Owed   int `json:"owed"`  // own talks that wait for an answer
	Asked  int `json:"asked"` // talks of colleagues to take over
}

// events is the one stream of a page: the queue if it shows it, the talk if it shows
// one, and on every page how many wait and who is in danger. While it is open, its
// counsellor is here.
func (d *Desk) events(w http.ResponseWriter, r *http.Request, v visit) {
	talk, err := d.openTalk(r, v)
	if err != nil {
		d.refuse(w, r, err)
		return
	}
	x := &screen{Desk: d, visit: v, r: r, talk: talk, beside: r.URL.Query().Get("board") != "", deaf: func() {}}
	x.overview = r.URL.Query().Get("live") != "" && supervisors(v.Account)
	var services []string
	if counsellors(v.Account) || x.overview {
		services = v.Services
	}
	x.page = d.hub.enter(services)
	defer d.hub.leave(x.page)
	x.s = web.NewStream(w)
	defer x.s.Close()
	defer func() { x.deaf() }()
	defer x.follows()()
	x.run(r.Context())
}

// run looks whenever something rings or the time has come, until the browser or the
// server leaves, or the login no longer is what it was.
func (x *screen) run(ctx context.Context) {
	rung := true
	for x.s.Err() == nil {
		if time.Since(x.beat) >= beatEvery && !x.keep(ctx) {
			return
		}
		x.look(ctx, rung)
		x.rest()
		select {
		case <-x.page.wake:
			rung = false
		case <-x.rung:
			rung = true
		case <-ctx.Done():
			return
		case <-x.stopped:
			return
		}
	}
}

func (x *screen) rest() {
	until := x.beat.Add(beatEvery)
	if again := time.Now().Add(lookEvery); x.talk != nil && again.Before(until) {
		until = again
	}
	x.hub.rest(x.page, until)
}

// keep keeps the page alive and its counsellor here; false when the login has ended.
func (x *screen) keep(ctx context.Context) bool {
	if !x.beat.IsZero() {
		if !x.still(x.r, x.Account) {
			return false
		}
		x.s.Ping()
	}
	x.beat = time.Now()
	if counsellors(x.Account) {
		x.tellHere(x.noteHere(ctx, x.visit))
	}
	return true
}

// still says whether the one who opened the page may see what it shows: somebody
// may log out, lose the account or change service while it is open. A store that is
// away says nothing of that, and shows nothing either.
func (d *Desk) still(r *http.Request, opened handoff.Account) bool {
	ctx, cancel := context.WithTimeout(r.Context(), patience)
	defer cancel()
	now, in, err := d.account(r.WithContext(ctx))
	if err != nil {
		return true
	}
	return in && now.Name == opened.Name && now.Role == opened.Role && slices.Equal(now.Services, opened.Services)
}

// look tells the page what is new. What rang may be words in one of its talks.
func (x *screen) look(ctx context.Context, rung bool) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	var err error
	if x.talk != nil && (rung || time.Since(x.looked) >= lookEvery) {
		x.looked = time.Now()
		err = x.lookAtTalk(ctx)
	}
	if errors.Is(err, handoff.ErrUnknown) {
		x.s.Send("gone", "", x.whyGone(ctx, *x.talk))
		x.talk, err = nil, nil
	}
	if lists := x.lookAtLists(ctx, rung); err == nil {
		err = lists
	}
	x.s.TellStore(err)
}

// lookAtLists shows the queue and the own talks as the hub has read them.
func (x *screen) lookAtLists(ctx context.Context, rung bool) error {
	var snapshots []*snapshot
	for _, room := range x.page.rooms {
		shown := room.shown()
		if shown == nil {
			x.listen(nil)
			return nil // the hub has not read yet, and will poke
		}
		if shown.number == 0 {
			return shown.err // nothing was ever read
		}
		snapshots = append(snapshots, shown)
	}
	x.tellHead(snapshots)
	if err := x.tellBoard(snapshots); err != nil {
		return err
	}
	if err := x.tellOwn(ctx, snapshots, rung); err != nil {
		return err
	}
	if err := x.tellLive(snapshots); err != nil {
		return err
	}
	for _, shown := range snapshots {
		if shown.err != nil {
			return shown.err
		}
	}
	return nil
}

// tellHead tells every page how many wait, in the queue and for an answer.
func (x *screen) tellHead(snapshots []*snapshot) {
	if !counsellors(x.Account) {
		return
	}
	now := &headline{}
	for _, s := range snapshots {
		now.Count += s.board.Total
		now.Danger += s.board.Crises
		for _, h := range s.concern(x.visit) {
			p := x.part(h)
			if askeds(p) {
				now.Asked++
			}
			if writers(p) && !h.Owed.IsZero() {
				now.Owed++
			}
		}
	}
	if x.head == nil || *now != *x.head {
		x.head = now
		x.s.Send("head", "", now)
	}
}

func (x *screen) tellBoard(snapshots []*snapshot) error {
	if !x.beside {
		return nil
	}
	now, err := x.shown(x.visit, snapshots)
	if err != nil || now == x.board {
		return err
	}
	x.s.SendRaw("queue", "", now.since(x.board))
	x.board = now
	return nil
}

// tellOwn shows the own talks, if one of them changed or rang.
func (x *screen) tellOwn(ctx context.Context, snapshots []*snapshot, rung bool) error {
	var mine []handoff.Handoff
	for _, s := range snapshots {
		mine = append(mine, s.concern(x.visit)...)
	}
	x.listen(mine)
	if !x.beside || !rung && x.own != "" && reflect.DeepEqual(mine, x.mine) {
		return nil
	}
	lists, err := x.ownLists(ctx, x.visit, mine)
	if err != nil {
		return err
	}
	page := x.view(x.visit, "queue")
	page.Body = board{Own: lists, Open: x.openID()}
	now, err := x.renderApart("own", page)
	if err != nil {
		return err
	}
	x.mine = mine
	if now != x.own {
		x.own = now
		x.s.Send("own", "", map[string]any{"html": now, "danger": crises(lists.Mine), "unread": unread(lists)})
	}
	return nil
}

// crises counts those in danger.
func crises(list []own) int {
	n := 0
	for _, o := range list {
		if o.Request.Priority == handoff.Crisis {
			n++
		}
	}
	return n
}

func unread(lists ownLists) int {
	n := len(lists.Asked)
	for _, o := range slices.Concat(lists.Mine, lists.Joined) {
		n += o.Unread
	}
	return n
}

// listen hears the own talks and the one that is shown: words in one of them ring for
// those who have it, and for nobody else.
func (x *screen) listen(mine []handoff.Handoff) {
	var topics []string
	if x.talk != nil {
		topics = append(topics, "t:"+x.talk.ID)
	}
	for _, h := range mine {
		if x.beside && readers(x.part(h)) && !slices.Contains(topics, "t:"+h.ID) {
			topics = append(topics, "t:"+h.ID)
		}
	}
	slices.Sort(topics)
	if slices.Equal(topics, x.topics) {
		return
	}
	x.deaf()
	x.topics, x.rung, x.deaf = topics, nil, func() {}
	if len(topics) > 0 {
		x.rung, x.deaf = x.Bell.Listen(topics...)
		x.looked = time.Time{} // it may have rung just before
		x.page.poke()
	}
}

func (x *screen) openID() string {
	if x.talk == nil {
		return ""
	}
	return x.talk.ID
}

package desk

import (
	"cmp"
	"context"
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"sync"
	"time"

	"lyt/bot/handoff"
)

// line is one talk in a list.
type line struct {
	handoff.Handoff
	Danger string    // crisis, low or other
	Wait   int       // whole minutes
	Where  string    // the place in the queue, and how long it takes from there
	Back   time.Time // when a live talk goes back to the queue; zero when it does not
}

// own is a talk in somebody's own list.
type own struct {
	line
	Unread int    // words of the person nobody has answered yet
	Last   string // what was said last, cut short
	By     string // the account that said it; empty when it was the person
}

// board is the queue page's live part.
type board struct {
	Waiting []line
	More    int // how many wait besides
	Total   int
	Crises  int
	Own     ownLists
	Open    string // the talk shown beside the board
}

// ownLists are the talks of one counsellor.
type ownLists struct {
	Mine   []own
	Joined []own // asked in
	Asked  []own // asked to take over
}

var dangers = map[handoff.Priority]string{handoff.Crisis: "crisis", handoff.Low: "low"}

func dangerOf(h handoff.Handoff) string { return cmp.Or(dangers[h.Request.Priority], "other") }

func (d *Desk) line(h handoff.Handoff) line {
	l := line{Handoff: h, Danger: dangerOf(h), Wait: int(d.Now().Sub(h.Request.At) / time.Minute)}
	if h.State == handoff.Live && !h.Owed.IsZero() && d.AnswerWithin > 0 {
		l.Back = h.Owed.Add(d.AnswerWithin)
	}
	return l
}

// where tells the place in the queue and, if enough is known, how long it takes.
func (d *Desk) where(lang string, h handoff.Handoff, gaps []time.Duration) string {
	place := d.Words.Text(lang, "desk.place", map[string]any{"count": h.Place})
	wait, ok := handoff.Expect(h.Place, gaps)
	if !ok {
		return place
	}
	return place + " · " + d.Words.Text(lang, "desk.expected", map[string]any{"count": handoff.Minutes(wait)})
}

// waiting puts those who wait at several services into one list, and cuts it.
func (d *Desk) waiting(lang string, boards []handoff.Board) (b board) {
	for _, one := range boards {
		b.Total += one.Total
		b.Crises += one.Crises
		for i, h := range one.Waiting {
			h.Place = cmp.Or(h.Place, i+1)
			l := d.line(h)
			l.Where = d.where(lang, h, one.Gaps)
			b.Waiting = append(b.Waiting, l)
		}
	}
	slices.SortStableFunc(b.Waiting, func(x, y line) int {
		return cmp.Or(cmp.Compare(x.Request.Priority, y.Request.Priority), x.Request.At.Compare(y.Request.At))
	})
	b.Waiting = b.Waiting[:min(len(b.Waiting), boardShown)]
	b.More = b.Total - len(b.Waiting)
	return b
}

// alarm counts those in danger, for a page that has something else to show.
func (d *Desk) alarm(ctx context.Context, v visit) int {
	n := 0
	for _, service := range v.Services {
		b, err := d.Queue.Board(ctx, service, 1)
		if err != nil {
			d.Log.Warn("count those in danger", "error", err)
		}
		n += b.Crises
	}
	return n
}

// board reads everything for one page, straight from the store.
func (d *Desk) board(ctx context.Context, v visit) (board, error) {
	var boards []handoff.Board
	var live []handoff.Handoff
	for _, service := range v.Services {
		one, err := d.Queue.Board(ctx, service, boardShown)
		if err != nil {
			return board{}, err
		}
		boards = append(boards, one)
		mine, err := d.ownTalks(ctx, v, service)
		if err != nil {
			return board{}, err
		}
		live = append(live, mine...)
	}
	b := d.waiting(v.lang, boards)
	var err error
	b.Own, err = d.ownLists(ctx, v, live)
	return b, err
}

func (d *Desk) ownTalks(ctx context.Context, v visit, service string) ([]handoff.Handoff, error) {
	mine, err := d.Queue.Mine(ctx, service, v.Name)
	if err != nil {
		return nil, err
	}
	joined, err := d.Queue.Joined(ctx, service, v.Name)
	return append(mine, joined...), err
}

// ownLists sorts live talks by what somebody has to do with them; a guest may be asked to
// take over as well. Who waits for an answer stands first, the longest wait above.
func (d *Desk) ownLists(ctx context.Context, v visit, live []handoff.Handoff) (o ownLists, err error) {
	for _, h := range live {
		p := v.part(h)
		if askeds(p) {
			o.Asked = append(o.Asked, own{line: d.line(h)})
		}
		if !writers(p) {
			continue // who is only asked reads nothing yet
		}
		one, err := d.own(ctx, h)
		if err != nil {
			return o, err
		}
		if p == owner {
			o.Mine = append(o.Mine, one)
		} else {
			o.Joined = append(o.Joined, one)
		}
	}
	for _, list := range [][]own{o.Mine, o.Joined} {
		slices.SortStableFunc(list, func(x, y own) int {
			return cmp.Or(earliest(x.Owed, y.Owed), y.Claimed.Compare(x.Claimed))
		})
	}
	return o, nil
}

// lookBack is how much of a thread a list looks at, before the person began to wait:
// the clocks of two machines differ a little.
const lookBack = 5 * time.Second

// own says what stands unanswered in a talk.
func (d *Desk) own(ctx context.Context, h handoff.Handoff) (own, error) {
	o := own{line: d.line(h)}
	since := cmp.Or(h.Owed, h.LastWord)
	if since.IsZero() {
		return o, nil
	}
	lines, err := d.Queue.Thread(ctx, h.Request.Service, h.ID, lineAt(since.Add(-lookBack)), threadBatch)
	if err != nil {
		return o, err
	}
	for _, l := range lines {
		switch l.Who {
		case handoff.Person:
			o.Unread, o.By, o.Last = o.Unread+1, "", shorten(l.Text.Reveal(), lastWords)
		case handoff.Counsellor:
			o.Unread, o.By, o.Last = 0, l.By, shorten(l.Text.Reveal(), lastWords)
		}
	}
	if h.Owed.IsZero() {
		o.Unread = 0 // answered by a card or a time
	}
	return o, nil
}

// lastWords is how much of the last words a list shows.
const lastWords = 80

func shorten(words string, most int) string {
	words = strings.Join(strings.Fields(words), " ")
	if runes := []rune(words); len(runes) > most {
		return string(runes[:most]) + "…"
	}
	return words
}

// shownBoard is who waits, rendered once for all pages with the same services and
// language, and what is new since the boards before it.
type shownBoard struct {
	numbers []uint64 // of the snapshots it was made from
	order   [][2]string
	cards   map[string]card
	tail    boardTail

	mu     sync.Mutex
	number uint64
	deltas map[uint64][]byte
}

// card is one request, rendered. Its place is sent apart, because it changes with
// every talk that is taken.
type card struct {
	is   handoff.Handoff
	html string
}

type boardTail struct {
	Count  int    `json:"count"`
	Danger int    `json:"danger"`
	More   string `json:"more"`
}

// boards keeps the newest board of each kind.
type boards struct {
	mu    sync.Mutex
	count uint64
	shown map[string]*shownBoard
}

// shown gives the board of some snapshots, rendered.
func (d *Desk) shown(v visit, snapshots []*snapshot) (*shownBoard, error) {
	key := strings.Join(v.Services, "\n") + "\n" + v.lang
	var numbers []uint64
	var all []handoff.Board
	for _, s := range snapshots {
		numbers, all = append(numbers, s.number), append(all, s.board)
	}
	d.boards.mu.Lock()
	defer d.boards.mu.Unlock()
	before := d.boards.shown[key]
	if before != nil && slices.Equal(before.numbers, numbers) {
		return before, nil
	}
	after, err := d.renderBoard(v, d.waiting(v.lang, all), before)
	if err != nil {
		return nil, err
	}
	d.boards.count++
	after.numbers, after.number = numbers, d.boards.count
	d.boards.shown[key] = after
	return after, nil
}

func (d *Desk) renderBoard(v visit, b board, before *shownBoard) (*shownBoard, error) {
	page := d.view(v, "queue")
	after := &shownBoard{order: [][2]string{}, cards: map[string]card{}, deltas: map[uint64][]byte{}, tail: boardTail{Count: b.Total, Danger: b.Crises}}
	if b.More > 0 {
		after.tail.More = page.N("more", b.More)
	}
	for _, l := range b.Waiting {
		after.order = append(after.order, [2]string{l.ID, l.Where})
		l.Place, l.Where = 0, ""
		if old, ok := before.card(l.ID); ok && reflect.DeepEqual(old.is, l.Handoff) {
			after.cards[l.ID] = old
			continue
		}
		html, err := d.render("card", page.With(l))
		if err != nil {
			return nil, err
		}
		after.cards[l.ID] = card{is: l.Handoff, html: string(html)}
	}
	return after, nil
}

func (b *shownBoard) card(id string) (card, bool) {
	if b == nil {
		return card{}, false
	}
	found, ok := b.cards[id]
	return found, ok
}

// since gives what a page must hear that shows an earlier board, or none; rendered
// once for all of them. The earlier one is asked for what it held, and not kept.
func (b *shownBoard) since(before *shownBoard) []byte {
	from := uint64(0)
	if before != nil {
		from = before.number
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if known, ok := b.deltas[from]; ok {
		return known
	}
	news := struct {
		boardTail
		Order [][2]string       `json:"order"`
		Cards map[string]string `json:"cards"`
	}{b.tail, b.order, map[string]string{}}
	for id, c := range b.cards {
		if old, ok := before.card(id); !ok || old.html != c.html {
			news.Cards[id] = c.html
		}
	}
	text, err := json.Marshal(news)
	if err != nil {
		return nil // strings and numbers: cannot happen
	}
	b.deltas[from] = text
	return text
}

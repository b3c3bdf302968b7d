package desk

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"regexp"
	"slices"
	"time"

	"lyt/bot/handoff"
)

// The rhythm of the streams.
const (
	pingEvery  = 15 * time.Second
	lookEvery  = 5 * time.Second // looks again even if no bell rang
	dutyEvery  = 20 * time.Second
	dutyLasts  = 45 * time.Second
	writeLimit = 10 * time.Second
	patience   = 4 * time.Second // with the store
)

// watch is one open page: what it looks at, and how it shows what is new.
type watch struct {
	account handoff.Account
	look    func(ctx context.Context, s *stream) error
	aside   bool // a page beside the talks: it hears of danger, and nobody counts as on duty there
}

// follow looks, writes what is new, and looks again when a bell rings or time has
// passed, until the browser or the server leaves, or the login no longer is what it
// was. While it lasts, the counsellor counts as on duty.
func (d *Desk) follow(w http.ResponseWriter, r *http.Request, v watch) {
	ctx, cancel := context.WithCancel(r.Context())
	defer cancel()
	rung, stop := d.listen(ctx, topics(v.account))
	defer stop()
	s := newStream(w)
	defer s.close()
	look, ping, duty := time.NewTicker(lookEvery), time.NewTicker(pingEvery), time.NewTicker(dutyEvery)
	defer look.Stop()
	defer ping.Stop()
	defer duty.Stop()
	d.onDuty(ctx, v)
	d.lookOnce(ctx, s, v)
	for s.err == nil {
		select {
		case <-rung:
			d.lookOnce(ctx, s, v)
		case <-look.C:
			d.lookOnce(ctx, s, v)
		case <-ping.C:
			s.write(": ping\n\n")
		case <-duty.C:
			if !d.still(r, v.account) {
				return
			}
			d.onDuty(ctx, v)
		case <-ctx.Done():
			return
		case <-d.stopped:
			return
		}
	}
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

// lookOnce tells the page when the store is away, and when it is back.
func (d *Desk) lookOnce(ctx context.Context, s *stream, v watch) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	err := v.look(ctx, s)
	if errors.Is(err, handoff.ErrUnknown) {
		s.send("gone", "", "")
		return
	}
	if away := err != nil; away != s.away {
		s.away = away
		s.send("store", "", !away)
	}
}

func (d *Desk) onDuty(ctx context.Context, v watch) {
	if v.aside {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	for _, service := range v.account.Services {
		if err := d.Acts.Duty(ctx, service, v.account.Name, d.Now().Add(dutyLasts)); err != nil && ctx.Err() == nil {
			d.Log.Warn("note duty", "error", err)
		}
	}
}

// listen hears several topics at once.
func (d *Desk) listen(ctx context.Context, topics []string) (<-chan struct{}, func()) {
	if len(topics) == 1 {
		return d.Bell.Listen(topics[0])
	}
	merged := make(chan struct{}, 1)
	var stops []func()
	for _, topic := range topics {
		rung, stop := d.Bell.Listen(topic)
		stops = append(stops, stop)
		go func() {
			for {
				select {
				case _, ok := <-rung:
					if !ok {
						return
					}
					select {
					case merged <- struct{}{}:
					default:
					}
				case <-ctx.Done():
					return
				}
			}
		}()
	}
	return merged, func() {
		for _, stop := range stops {
			stop()
		}
	}
}

// topics ring whenever something happens at a service of the account.
func topics(a handoff.Account) []string {
	var all []string
	for _, service := range a.Services {
		all = append(all, "s:"+service)
	}
	return all
}

// inDanger counts those in danger who wait for somebody with this account.
func (d *Desk) inDanger(ctx context.Context, a handoff.Account) (int, error) {
	n := 0
	for _, service := range a.Services {
		waiting, err := d.Queue.Waiting(ctx, service)
		if err != nil {
			return 0, err
		}
		for _, h := range waiting {
			n += crisis(h)
		}
	}
	return n, nil
}

// alarm is inDanger for a page that has something else to show.
func (d *Desk) alarm(ctx context.Context, v visit) int {
	n, err := d.inDanger(ctx, v.Account)
	if err != nil {
		d.Log.Warn("count those in danger", "error", err)
	}
	return n
}

// alarming also tells the page how many in danger wait, whenever that changes.
func (d *Desk) alarming(a handoff.Account, look func(ctx context.Context, s *stream) error) func(ctx context.Context, s *stream) error {
	told := -1
	return func(ctx context.Context, s *stream) error {
		n, err := d.inDanger(ctx, a)
		if err != nil {
			return err
		}
		if n != told {
			told = n
			s.send("danger", "", n)
		}
		return look(ctx, s)
	}
}

// dangerEvents keeps pages beside the talks informed.
func (d *Desk) dangerEvents(w http.ResponseWriter, r *http.Request, v visit) {
	quiet := func(context.Context, *stream) error { return nil }
	d.follow(w, r, watch{account: v.Account, aside: true, look: d.alarming(v.Account, quiet)})
}

// queueEvents keeps the queue live: the whole list, whenever it looks different.
func (d *Desk) queueEvents(w http.ResponseWriter, r *http.Request, v visit) {
	var shown []byte
	d.follow(w, r, watch{account: v.Account, look: func(ctx context.Context, s *stream) error {
		b, err := d.board(ctx, v.Account)
		if err != nil {
			return err
		}
		page := d.view(v, "queue")
		page.Body = b
		list, err := d.render("board", page)
		if err != nil || bytes.Equal(list, shown) {
			return err
		}
		shown = list
		s.send("queue", "", map[string]any{
			"html": string(list), "count": len(b.Waiting),
			"danger": crises(b.Waiting), "marked": crises(b.Mine),
		})
		return nil
	}})
}

var lineID = regexp.MustCompile(`^[0-9]{1,18}(-[0-9]{1,18})?$`)

// lastSeen is the last line the browser has: its own header when it reconnects by
// itself, a parameter when the page opens a stream.
func lastSeen(r *http.Request) string {
	for _, id := range []string{r.Header.Get("Last-Event-ID"), r.URL.Query().Get("after")} {
		if lineID.MatchString(id) {
			return id
		}
	}
	return ""
}

// talkEvents keeps a talk live: every line after the last one seen, and its end.
func (d *Desk) talkEvents(w http.ResponseWriter, r *http.Request, v visit) {
	h, err := d.own(r, v)
	if err != nil {
		d.refuse(w, r, err)
		return
	}
	after, over := lastSeen(r), false
	d.follow(w, r, watch{account: v.Account, look: d.alarming(v.Account, func(ctx context.Context, s *stream) error {
		lines, err := d.thread(ctx, h, after)
		if err != nil {
			return err
		}
		for _, l := range lines {
			html, err := d.render("line", d.view(v, "talk").With(l))
			if err != nil {
				return err
			}
			s.send("line", l.ID, string(html))
			after = l.ID
		}
		now, err := d.Queue.Find(ctx, h.Request.Service, h.ID)
		if err == nil && now.State == handoff.Over && !over {
			over = true
			s.send("over", "", "")
		}
		return err
	})})
}

// stream writes server-sent events; after the first failed write it stays silent.
type stream struct {
	w    http.ResponseWriter
	rc   *http.ResponseController
	away bool // the page has heard that the store is away
	err  error
}

func newStream(w http.ResponseWriter) *stream {
	s := &stream{w: w, rc: http.NewResponseController(w)}
	h := w.Header()
	h.Set("Content-Type", "text/event-stream")
	h.Set("X-Accel-Buffering", "no")
	w.WriteHeader(http.StatusOK)
	s.write("retry: 2000\n\n")
	return s
}

// close leaves the connection as it was, so that it can serve another request.
func (s *stream) close() { _ = s.rc.SetWriteDeadline(time.Time{}) } // unsupported or closed: nothing to leave

// send writes one event; what it carries is JSON, which has no line breaks.
func (s *stream) send(event, id string, body any) {
	data, err := json.Marshal(body)
	if err != nil {
		s.err = err
		return
	}
	text := "event: " + event + "\n"
	if id != "" {
		text = "id: " + id + "\n" + text
	}
	s.write(text + "data: " + string(data) + "\n\n")
}

func (s *stream) write(text string) {
	if s.err != nil {
		return
	}
	if err := s.rc.SetWriteDeadline(time.Now().Add(writeLimit)); err != nil && !errors.Is(err, http.ErrNotSupported) {
		s.err = err
		return
	}
	if _, s.err = s.w.Write([]byte(text)); s.err == nil {
		s.err = s.rc.Flush()
	}
}

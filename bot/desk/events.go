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
	topics  []string
	look    func(ctx context.Context, s *stream) error
}

// follow looks, writes what is new, and looks again when a bell rings or time has
// passed, until the browser or the server leaves, or the login no longer is what it
// was. While it lasts, the counsellor counts as on duty.
func (d *Desk) follow(w http.ResponseWriter, r *http.Request, v watch) {
	ctx, cancel := context.WithCancel(r.Context())
	defer cancel()
	rung, stop := d.listen(ctx, v.topics)
	defer stop()
	s := newStream(w)
	defer s.close()
	look, ping, duty := time.NewTicker(lookEvery), time.NewTicker(pingEvery), time.NewTicker(dutyEvery)
	defer look.Stop()
	defer ping.Stop()
	defer duty.Stop()
	d.onDuty(ctx, v.account)
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
			d.onDuty(ctx, v.account)
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

func (d *Desk) onDuty(ctx context.Context, a handoff.Account) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	for _, service := range a.Services {
		if err := d.Acts.Duty(ctx, service, a.Name, d.Now().Add(dutyLasts)); err != nil && ctx.Err() == nil {
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

func topic(service string) string { return "s:" + service }

// queueEvents keeps the queue live: the whole list, whenever it looks different.
func (d *Desk) queueEvents(w http.ResponseWriter, r *http.Request, v visit) {
	var topics []string
	for _, service := range v.Services {
		topics = append(topics, topic(service))
	}
	var shown []byte
	d.follow(w, r, watch{account: v.Account, topics: topics, look: func(ctx context.Context, s *stream) error {
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
	d.follow(w, r, watch{account: v.Account, topics: []string{topic(h.Request.Service)}, look: func(ctx context.Context, s *stream) error {
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
	}})
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

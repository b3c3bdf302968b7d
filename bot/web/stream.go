package web

import (
	"encoding/json"
	"errors"
	"net/http"
	"regexp"
	"time"
)

// writeLimit is how long a browser may take to accept what it is sent.
const writeLimit = 10 * time.Second

var streamID = regexp.MustCompile(`^[0-9]{1,18}(-[0-9]{1,18})?$`)

// IsID says whether something looks like the id of an entry in the store, which is what
// events go by.
func IsID(id string) bool { return streamID.MatchString(id) }

// LastSeen is the last event the browser has: its own header when it reconnects by
// itself, a parameter when the page opens a stream.
func LastSeen(r *http.Request) string {
	for _, id := range []string{r.Header.Get("Last-Event-ID"), r.URL.Query().Get("after")} {
		if IsID(id) {
			return id
		}
	}
	return ""
}

// A Stream writes server-sent events; after the first failed write it stays silent.
type Stream struct {
	w    http.ResponseWriter
	rc   *http.ResponseController
	away bool // the page has heard that the store is away
	err  error
}

// NewStream begins a stream; call Close at its end.
func NewStream(w http.ResponseWriter) *Stream {
	s := &Stream{w: w, rc: http.NewResponseController(w)}
	h := w.Header()
	h.Set("Content-Type", "text/event-stream")
	h.Set("X-Accel-Buffering", "no")
	w.WriteHeader(http.StatusOK)
	s.write([]byte("retry: 2000\n\n"))
	return s
}

// Close leaves the connection as it was, so that it can serve another request.
func (s *Stream) Close() { _ = s.rc.SetWriteDeadline(time.Time{}) } // unsupported or closed: nothing to leave

// Err says why nothing reaches the browser any more.
func (s *Stream) Err() error { return s.err }

// Send writes one event, with what it carries as JSON. The id, if there is one, lets
// the browser say later how far it got.
func (s *Stream) Send(event, id string, body any) {
	data, err := json.Marshal(body)
	if err != nil {
		s.err = err
		return
	}
	s.SendRaw(event, id, data)
}

// SendRaw is Send of what is JSON already, which has no line breaks. An event without
// a name is a message.
func (s *Stream) SendRaw(event, id string, data []byte) {
	text := make([]byte, 0, len(event)+len(id)+len(data)+24)
	if id != "" {
		text = append(append(append(text, "id: "...), id...), '\n')
	}
	if event != "" {
		text = append(append(append(text, "event: "...), event...), '\n')
	}
	s.write(append(append(append(text, "data: "...), data...), "\n\n"...))
}

// Ping keeps proxies from closing the stream.
func (s *Stream) Ping() { s.write([]byte(": ping\n\n")) }

// TellStore tells the page when the store is away, and when it is back.
func (s *Stream) TellStore(err error) {
	if away := err != nil; away != s.away {
		s.away = away
		s.Send("store", "", !away)
	}
}

func (s *Stream) write(text []byte) {
	if s.err != nil {
		return
	}
	if err := s.rc.SetWriteDeadline(time.Now().Add(writeLimit)); err != nil && !errors.Is(err, http.ErrNotSupported) {
		s.err = err
		return
	}
	if _, s.err = s.w.Write(text); s.err == nil {
		s.err = s.rc.Flush()
	}
}

package desk

import (
	"encoding/json"
	"errors"
	"net/http"
	"regexp"
	"time"
)

// writeLimit is how long a browser may take to accept what it is sent.
const writeLimit = 10 * time.Second

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
	s.sendRaw(event, id, data)
}

func (s *stream) sendRaw(event, id string, data []byte) {
	text := make([]byte, 0, len(event)+len(id)+len(data)+24)
	if id != "" {
		text = append(append(append(text, "id: "...), id...), '\n')
	}
	text = append(append(append(text, "event: "...), event...), "\ndata: "...)
	s.write(string(append(append(text, data...), "\n\n"...)))
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

// tellStore tells the page when the store is away, and when it is back.
func (s *stream) tellStore(err error) {
	if away := err != nil; away != s.away {
		s.away = away
		s.send("store", "", !away)
	}
}

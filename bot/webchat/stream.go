package webchat

import (
	"errors"
	"fmt"
	"net/http"
	"time"
)

// stream writes server-sent events; after the first failed write it stays silent.
type stream struct {
	w     http.ResponseWriter
	rc    *http.ResponseController
	spare int  // the last one taken from memory
	ready bool // the page has heard that it has everything there was
	away  bool // the page has heard that the store is away
	err   error
}

func newStream(w http.ResponseWriter) *stream {
	return &stream{w: w, rc: http.NewResponseController(w)}
}

func (s *stream) open() {
	h := s.w.Header()
	h.Set("Content-Type", "text/event-stream")
	h.Set("X-Accel-Buffering", "no")
	s.w.WriteHeader(http.StatusOK)
	s.write("retry: 2000\n\n")
}

// close leaves the connection as it was, so that it can serve another request.
func (s *stream) close() { _ = s.rc.SetWriteDeadline(time.Time{}) } // unsupported or closed: nothing to leave

// fromFeed writes one reading. The id lets the browser say later how far it got.
func (s *stream) fromFeed(l look) {
	if (l.err != nil) != s.away {
		s.away = l.err != nil
		s.write(fmt.Sprintf("event: store\ndata: %t\n\n", !s.away))
	}
	for _, e := range l.entries {
		s.write(fmt.Sprintf("id: %s\ndata: %s\n\n", e.ID, e.Data))
	}
	if l.err == nil && !s.ready && len(l.entries) < batch {
		s.ready = true
		s.write("event: ready\ndata: 1\n\n")
	}
}

// fromMemory writes what could not be put into the feed. It carries no id, because
// the browser cannot ask for it again; the page drops what it has shown already.
func (s *stream) fromMemory(items []spareItem) {
	for _, item := range items {
		s.spare = item.n
		s.write(fmt.Sprintf("data: %s\n\n", item.data))
	}
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

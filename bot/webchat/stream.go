package webchat

import "lyt/bot/web"

// stream is an open page, and what it has been told.
type stream struct {
	*web.Stream
	spare int  // the last one taken from memory
	ready bool // the page has heard that it has everything there was
}

// fromFeed writes one reading. The id lets the browser say later how far it got.
func (s *stream) fromFeed(l look) {
	s.TellStore(l.err)
	for _, e := range l.entries {
		s.SendRaw("", e.ID, e.Data)
	}
	if l.err == nil && !s.ready && len(l.entries) < batch {
		s.ready = true
		s.Send("ready", "", 1)
	}
}

// fromMemory writes what could not be put into the feed. It carries no id, because
// the browser cannot ask for it again; the page drops what it has shown already.
func (s *stream) fromMemory(items []spareItem) {
	for _, item := range items {
		s.spare = item.n
		s.SendRaw("", "", item.data)
	}
}

package telegram

import (
	"bufio"
	"crypto/tls"
	"encoding/binary"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	tg "github.com/go-telegram/bot"

	"lyt/bot"
)

// HTTP/2 frame types and flags used here (RFC 9113, section 6).
const (
	frameData, frameHeaders, frameSettings, framePing, frameGoAway = 0, 1, 4, 6, 7
	flagEnd, flagAck, flagEndHeaders                               = 1, 1, 4
)

// h2Server speaks just enough HTTP/2 to say GOAWAY to the first request on the
// first connections, after its body has come in, and to answer all others.
type h2Server struct {
	net.Listener
	mu     sync.Mutex
	goaway int // how many connections still say it
	conns  []net.Conn
	bodies []string
}

func newH2Server(t *testing.T, goaway int) (*h2Server, http.RoundTripper) {
	t.Helper()
	loan := httptest.NewUnstartedServer(nil)
	loan.EnableHTTP2 = true
	loan.StartTLS()
	t.Cleanup(loan.Close)
	plain, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &h2Server{goaway: goaway, Listener: tls.NewListener(plain, &tls.Config{
		Certificates: loan.TLS.Certificates, NextProtos: []string{"h2"},
	})}
	var open sync.WaitGroup
	open.Go(func() {
		for conn, err := s.Accept(); err == nil; conn, err = s.Accept() {
			s.keep(conn)
			open.Go(func() { s.serve(conn) })
		}
	})
	carrier := transport(callTime)
	carrier.TLSClientConfig = loan.Client().Transport.(*http.Transport).TLSClientConfig.Clone()
	t.Cleanup(func() {
		s.hangUp()
		carrier.CloseIdleConnections()
		open.Wait()
	})
	return s, carrier
}

func (s *h2Server) keep(conn net.Conn) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.conns = append(s.conns, conn)
}

// hangUp ends everything; the client would keep its connection for a while.
func (s *h2Server) hangUp() {
	_ = s.Close()
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, conn := range s.conns {
		_ = conn.Close()
	}
}

func (s *h2Server) last() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.goaway--
	return s.goaway >= 0
}

// serve reads frames until a request is whole, and then answers it or goes away.
func (s *h2Server) serve(conn net.Conn) {
	defer func() { _ = conn.Close() }()
	in := bufio.NewReader(conn)
	if _, err := io.ReadFull(in, make([]byte, len(http2Preface))); err != nil {
		return
	}
	writeFrame(conn, frameSettings, 0, 0, nil)
	leaving := s.last()
	bodies := map[uint32]string{}
	for {
		kind, flags, stream, payload, err := readFrame(in)
		switch {
		case err != nil:
			return
		case kind == frameSettings && flags&flagAck == 0:
			writeFrame(conn, frameSettings, flagAck, 0, nil)
		case kind == framePing && flags&flagAck == 0:
			writeFrame(conn, framePing, flagAck, 0, payload)
		case kind == frameData:
			bodies[stream] += string(payload)
			if flags&flagEnd == 0 {
				continue
			}
			if leaving { // last stream taken: 0, so that none of ours was; no error
				writeFrame(conn, frameGoAway, 0, 0, make([]byte, 8))
				return
			}
			s.answer(conn, stream, bodies[stream])
		}
	}
}

const http2Preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"

func (s *h2Server) answer(conn net.Conn, stream uint32, body string) {
	s.mu.Lock()
	s.bodies = append(s.bodies, body)
	s.mu.Unlock()
	writeFrame(conn, frameHeaders, flagEndHeaders, stream, []byte{0x88}) // :status 200 in HPACK's table
	writeFrame(conn, frameData, flagEnd, stream, []byte(`{"ok":true,"result":{"message_id":7}}`))
}

func readFrame(r io.Reader) (kind, flags byte, stream uint32, payload []byte, err error) {
	var head [9]byte
	if _, err := io.ReadFull(r, head[:]); err != nil {
		return 0, 0, 0, nil, err
	}
	payload = make([]byte, int(head[0])<<16|int(head[1])<<8|int(head[2]))
	_, err = io.ReadFull(r, payload)
	return head[3], head[4], binary.BigEndian.Uint32(head[5:]) & (1<<31 - 1), payload, err
}

func writeFrame(w io.Writer, kind, flags byte, stream uint32, payload []byte) {
	frame := binary.BigEndian.AppendUint32([]byte{
		byte(len(payload) >> 16), byte(len(payload) >> 8), byte(len(payload)), kind, flags}, stream)
	_, _ = w.Write(append(frame, payload...))
}

// The library's request bodies cannot be sent a second time, so that a server
// that winds up a connection (GOAWAY) made a bot mute for a day and a half.
func TestSendSurvivesGoAway(t *testing.T) {
	server, carrier := newH2Server(t, 2)
	r := newRig(t, func(c *Config) { c.API, c.Transport = "https://"+server.Addr().String(), carrier })
	if id := send(t, r, bot.Out{ID: "1", Text: "Ring 112"}); id != "7" {
		t.Errorf("message id %q", id)
	}
	if len(server.bodies) != 1 || !strings.Contains(server.bodies[0], "Ring 112") {
		t.Errorf("the server got %q", server.bodies)
	}
}

// The trap is real: without our part in between, the same send is lost. When this
// fails after an update of the library, wire.Do may have become simpler.
func TestLibraryAloneLosesGoAway(t *testing.T) {
	server, carrier := newH2Server(t, 1)
	api, err := tg.New("12:abc", tg.WithSkipGetMe(), tg.WithServerURL("https://"+server.Addr().String()),
		tg.WithHTTPClient(callTime, &http.Client{Transport: carrier}))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := api.SendMessage(t.Context(), &tg.SendMessageParams{ChatID: 1, Text: "hej"}); err == nil {
		t.Error("the library now repeats a request after GOAWAY by itself")
	}
}

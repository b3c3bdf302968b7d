package redis_test

import (
	"bytes"
	"context"
	"io"
	"net"
	"sync/atomic"
)

// wire is the network; it can lose answers.
type wire struct {
	armed atomic.Int32 // how many answers to scripts are still to be lost
	lost  atomic.Int32
}

func (w *wire) dial(ctx context.Context, network, addr string) (net.Conn, error) {
	c, err := (&net.Dialer{}).DialContext(ctx, network, addr)
	if err != nil {
		return nil, err
	}
	return &wireConn{Conn: c, wire: w}, nil
}

type wireConn struct {
	net.Conn
	wire   *wire
	script bool // the last that was sent is a script
}

func (c *wireConn) Write(b []byte) (int, error) {
	c.script = bytes.Contains(bytes.ToLower(b), []byte("\neval"))
	return c.Conn.Write(b)
}

// Read loses an answer after the server has given it: what was asked for is done.
func (c *wireConn) Read(b []byte) (int, error) {
	n, err := c.Conn.Read(b)
	if err != nil || !c.script || isRefusal(b[:n]) || c.wire.armed.Load() <= 0 {
		return n, err
	}
	if c.wire.armed.Add(-1) < 0 {
		return n, err
	}
	c.wire.lost.Add(1)
	_ = c.Close()
	return 0, io.ErrUnexpectedEOF
}

func isRefusal(answer []byte) bool {
	return bytes.HasPrefix(answer, []byte("-NOSCRIPT")) || bytes.HasPrefix(answer, []byte("-MOVED")) || bytes.HasPrefix(answer, []byte("-ASK"))
}

// losing runs something whose next answer from a script is lost once.
func (w *world) losing(what string, do func() error) {
	w.t.Helper()
	before := w.wire.lost.Load()
	w.wire.armed.Store(1)
	err := do()
	w.wire.armed.Store(0)
	if err != nil {
		w.t.Fatalf("%s with its answer lost: %v", what, err)
	}
	if w.wire.lost.Load() == before {
		w.t.Fatalf("%s: no answer was lost, so nothing was tested", what)
	}
}

package notify_test

import (
	"bufio"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"fmt"
	"math/big"
	"net"
	"strings"
	"sync"
	"testing"
	"time"
)

// mailServer is a mail server on loopback, as strict as it may be: it takes no letter
// in the open, from a stranger, or in another order than the protocol's.
type mailServer struct {
	t        *testing.T
	listener net.Listener
	tls      *tls.Config
	roots    *x509.CertPool
	login    string // "\x00user\x00password"; empty asks for none

	implicit bool              // TLS from the first byte
	open     bool              // has no STARTTLS
	answers  map[string]string // what it says to a command instead of doing it; "hang" says nothing, "drop" hangs up, and a ! in front says it and hangs up

	mu      sync.Mutex
	letters []letter
	faults  []string
	conns   sync.WaitGroup
}

type letter struct{ from, to, text string }

const mailHost = "mail.test"

func newMailServer(t *testing.T, change ...func(*mailServer)) *mailServer {
	t.Helper()
	certificate, roots := newCertificate(t)
	s := &mailServer{t: t, tls: &tls.Config{Certificates: []tls.Certificate{certificate}}, roots: roots, answers: map[string]string{},
		login: "\x00lyt@example.dk\x00hemmelig&kode"}
	for _, f := range change {
		f(s)
	}
	var err error
	if s.listener, err = net.Listen("tcp", "127.0.0.1:0"); err != nil {
		t.Fatal(err)
	}
	s.conns.Go(s.accept)
	t.Cleanup(func() {
		_ = s.listener.Close()
		s.conns.Wait()
		for _, fault := range s.faults {
			t.Errorf("the mail server says: %s", fault)
		}
	})
	return s
}

func newCertificate(t *testing.T) (tls.Certificate, *x509.CertPool) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), DNSNames: []string{mailHost}, NotAfter: time.Now().Add(time.Hour),
		IsCA: true, BasicConstraintsValid: true}
	raw, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	parsed, err := x509.ParseCertificate(raw)
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AddCert(parsed)
	return tls.Certificate{Certificate: [][]byte{raw}, PrivateKey: key}, roots
}

func (s *mailServer) accept() {
	for {
		conn, err := s.listener.Accept()
		if err != nil {
			return
		}
		s.conns.Go(func() {
			defer conn.Close() //nolint:errcheck // it is over
			if s.implicit {
				conn = tls.Server(conn, s.tls)
			}
			(&call{s: s, conn: conn, in: bufio.NewReader(conn), safe: s.implicit}).serve()
		})
	}
}

func (s *mailServer) received() []letter {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]letter(nil), s.letters...)
}

func (s *mailServer) fault(format string, args ...any) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = append(s.faults, fmt.Sprintf(format, args...))
}

// call is one connection.
type call struct {
	s      *mailServer
	conn   net.Conn
	in     *bufio.Reader
	safe   bool
	known  bool
	letter letter
}

func (c *call) say(text string) { _, _ = fmt.Fprintf(c.conn, "%s\r\n", text) }

func (c *call) line() (string, bool) {
	text, err := c.in.ReadString('\n')
	return strings.TrimRight(text, "\r\n"), err == nil
}

func (c *call) serve() {
	if c.instead("GREETING") {
		return
	}
	c.say("220 " + mailHost)
	for {
		text, ok := c.line()
		if !ok {
			return
		}
		verb, _, _ := strings.Cut(strings.ToUpper(text), " ")
		if c.s.answers[verb] != "" {
			if c.instead(verb) {
				return
			}
			continue
		}
		if !c.do(verb, text) {
			return
		}
	}
}

// instead says what the test wants; true ends the connection.
func (c *call) instead(verb string) bool {
	switch answer := c.s.answers[verb]; answer {
	case "":
		return false
	case "hang":
		_, _ = c.line()
		return true
	case "drop":
		return true
	default:
		text, last := strings.CutPrefix(answer, "!")
		c.say(text)
		return last
	}
}

func (c *call) do(verb, text string) bool {
	switch verb {
	case "EHLO":
		c.hello()
	case "STARTTLS":
		c.say("220 go on")
		secure := tls.Server(c.conn, c.s.tls)
		if secure.Handshake() != nil {
			return false
		}
		c.conn, c.in, c.safe = secure, bufio.NewReader(secure), true
	case "AUTH":
		c.auth(text)
	case "MAIL", "RCPT", "DATA":
		c.take(verb, text)
	case "*": // gives up logging in
		c.say("501 as you like")
	case "RSET", "NOOP":
		c.say("250 ok")
	case "QUIT":
		c.say("221 bye")
		return false
	default:
		c.s.fault("unknown command %s", verb)
		c.say("500 what")
	}
	return true
}

func (c *call) hello() {
	lines := []string{mailHost}
	if !c.safe && !c.s.open {
		lines = append(lines, "STARTTLS")
	}
	if c.s.login != "" {
		lines = append(lines, "AUTH PLAIN LOGIN NTLM")
	}
	for _, line := range lines {
		c.say("250-" + line)
	}
	c.say("250 8BITMIME")
}

func (c *call) auth(text string) {
	given, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(text, "AUTH PLAIN "))
	switch {
	case !c.safe && !c.s.open:
		c.s.fault("a password was sent in the open")
		c.say("538 not in the open")
	case err != nil || string(given) != c.s.login:
		c.say("535 5.7.8 " + string(given) + " is wrong") // as rude as they come: it quotes
	default:
		c.known = true
		c.say("235 welcome")
	}
}

func (c *call) take(verb, text string) {
	_, address, _ := strings.Cut(text, "<")
	address, _, _ = strings.Cut(address, ">")
	switch {
	case !c.safe && !c.s.open || c.s.login != "" && !c.known:
		c.s.fault("%s from a stranger or in the open", verb)
		c.say("530 no")
	case verb == "MAIL":
		c.letter = letter{from: address}
		c.say("250 ok")
	case verb == "RCPT" && c.letter.from != "":
		c.letter.to = address
		c.say("250 ok")
	case verb == "DATA" && c.letter.to != "":
		c.say("354 go on")
		c.body()
	default:
		c.s.fault("%s out of order", verb)
		c.say("503 order")
	}
}

func (c *call) body() {
	var text strings.Builder
	for {
		line, ok := c.line()
		if !ok {
			return
		}
		if line == "." {
			break
		}
		text.WriteString(line + "\n")
	}
	c.letter.text = text.String()
	if answer := c.s.answers["."]; answer != "" {
		c.say(answer)
		return
	}
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	c.s.letters = append(c.s.letters, c.letter)
	c.say("250 taken")
}

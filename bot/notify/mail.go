package notify

import (
	"context"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/textproto"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	gomail "github.com/wneessen/go-mail"
)

// Mail sends e-mail through a mail server. It prints as "mail server".
type Mail struct {
	host, port       string
	user, password   string
	from             string
	implicit, inOpen bool // TLS from the first byte; none at all, on this machine

	// For tests; nil is the network, and the authorities of the system.
	Dial  func(ctx context.Context, network, address string) (net.Conn, error)
	Roots *x509.CertPool
}

// Format keeps the password out of everything that is printed.
func (m *Mail) Format(f fmt.State, _ rune) { fmt.Fprint(f, "mail server") }

// What is wrong with the address of a mail server. None quotes it: it holds a password.
var (
	errMailURL  = errors.New("is no address of a mail server; write it like smtp://user:password@mail.example.dk:587?from=lyt@example.dk, with % signs for odd letters")
	errMailFrom = errors.New("does not say who sends; add ?from=lyt@example.dk")
	errMailUser = errors.New("has a user and no password, or a password and no user")
)

// ParseMail reads the address of a mail server: smtp:// must have STARTTLS, other than
// on this machine, and smtps:// is TLS from the first byte. from= is who sends; without
// it the user is, if that is an e-mail address.
func ParseMail(address string) (*Mail, error) {
	u, err := url.Parse(strings.TrimSpace(address))
	if err != nil || u.Hostname() == "" || u.Path != "" && u.Path != "/" || u.Fragment != "" || u.Opaque != "" {
		return nil, errMailURL
	}
	ports := map[string]string{"smtp": "587", "smtps": "465"}
	m := &Mail{host: u.Hostname(), port: u.Port(), user: u.User.Username(), implicit: u.Scheme == "smtps"}
	if ports[u.Scheme] == "" {
		return nil, errMailURL
	}
	if m.port == "" {
		m.port = ports[u.Scheme]
	}
	m.password, _ = u.User.Password()
	if (m.user == "") != (m.password == "") {
		return nil, errMailUser
	}
	m.inOpen = !m.implicit && slices.Contains([]string{"localhost", "127.0.0.1", "::1"}, m.host)
	return m, m.sender(u)
}

// sender finds out who sends.
func (m *Mail) sender(u *url.URL) error {
	query, err := url.ParseQuery(u.RawQuery)
	if err != nil {
		return errMailURL
	}
	for name := range query {
		if name != "from" {
			return errMailURL
		}
	}
	if m.from = query.Get("from"); m.from == "" {
		m.from = m.user
	}
	if CheckMail(m.from) != nil {
		return errMailFrom
	}
	return nil
}

// mailTime is how long one message may take.
const mailTime = 15 * time.Second

// A mailError is a kind of trouble with the mail server: what such servers and the
// library say quotes addresses, and so it is said anew here.
type mailError struct{ what string }

func (e mailError) Error() string { return e.what }

// Tell sends one message to one address.
func (m *Mail) Tell(ctx context.Context, to string, message Message) error {
	letter, err := m.letter(to, message)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, mailTime)
	defer cancel()
	line := &line{mail: m}
	defer line.hangUp()
	defer context.AfterFunc(ctx, line.hangUp)()
	client, err := gomail.NewClient(m.host, m.options(line)...)
	if err != nil {
		return mailError{"mail server cannot be used as it is set"}
	}
	err = client.DialAndSendWithContext(ctx, letter)
	if err == nil || letter.IsDelivered() { // it has it, whatever came after
		return nil
	}
	return line.kind(ctx, err)
}

func (m *Mail) options(l *line) []gomail.Option {
	port, _ := strconv.Atoi(m.port) // the URL was read before
	options := []gomail.Option{
		gomail.WithPort(port), gomail.WithTimeout(mailTime), gomail.WithDialContextFunc(l.dial),
		gomail.WithTLSConfig(m.tls()), gomail.WithTLSPolicy(gomail.TLSMandatory), gomail.WithoutNoop(),
	}
	ways := []gomail.SMTPAuthType{gomail.SMTPAuthSCRAMSHA256, gomail.SMTPAuthPlain, gomail.SMTPAuthLogin}
	if m.implicit {
		options = append(options, gomail.WithSSL())
	}
	if m.inOpen {
		options = append(options, gomail.WithTLSPolicy(gomail.NoTLS))
		ways = append(ways[:1], gomail.SMTPAuthPlainNoEnc, gomail.SMTPAuthLoginNoEnc)
	}
	if m.user != "" {
		options = append(options, gomail.WithOpportunisticSMTPAuth(ways...), gomail.WithUsername(m.user), gomail.WithPassword(m.password))
	}
	return options
}

func (m *Mail) tls() *tls.Config {
	return &tls.Config{ServerName: m.host, RootCAs: m.Roots, MinVersion: tls.VersionTLS12}
}

// letter writes the message as plain text, and says that no human sent it.
func (m *Mail) letter(to string, message Message) (*gomail.Msg, error) {
	letter := gomail.NewMsg(gomail.WithNoDefaultUserAgent())
	if letter.FromFormat("Lyt", m.from) != nil || letter.To(to) != nil {
		return nil, mailError{"e-mail address cannot be used"}
	}
	_, domain, _ := strings.Cut(m.from, "@")
	letter.SetMessageIDWithValue(rand.Text() + "@" + domain) // not with this machine's name in it
	letter.SetDate()
	letter.SetGenHeader("Auto-Submitted", "auto-generated")
	letter.Subject(message.Subject)
	letter.SetBodyString(gomail.TypeTextPlain, message.Text)
	return letter, nil
}

// line is one connection. The library leaves it open when the server says something
// that it did not wait for, and once it is open, knows no context.
type line struct {
	mail *Mail

	mu   sync.Mutex
	conn net.Conn
	over bool
}

func (l *line) dial(ctx context.Context, network, address string) (net.Conn, error) {
	dial := l.mail.Dial
	if dial == nil {
		dial = (&net.Dialer{}).DialContext
	}
	conn, err := dial(ctx, network, address)
	if err != nil {
		return nil, err
	}
	l.pickUp(conn)
	if !l.mail.implicit {
		return conn, nil
	}
	secure := tls.Client(conn, l.mail.tls())
	return secure, secure.HandshakeContext(ctx)
}

func (l *line) pickUp(conn net.Conn) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.conn = conn
	if l.over {
		_ = conn.Close()
	}
}

func (l *line) hangUp() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.over = true
	if l.conn != nil {
		_ = l.conn.Close()
	}
}

func (l *line) reached() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.conn != nil
}

// kind says what kind of trouble it was, and nothing that the server said.
func (l *line) kind(ctx context.Context, err error) error {
	var timeout interface{ Timeout() bool }
	var refused *textproto.Error
	var send *gomail.SendError
	switch {
	case errors.Is(ctx.Err(), context.Canceled):
		return mailError{"mail was broken off"}
	case ctx.Err() != nil, errors.As(err, &timeout) && timeout.Timeout():
		return mailError{"mail server does not answer in time"}
	case !l.reached():
		return mailError{"mail server cannot be reached"}
	case errors.As(err, &refused):
		return mailError{"mail server refuses with code " + strconv.Itoa(refused.Code)}
	case errors.As(err, &send) && send.ErrorCode() > 0:
		return mailError{"mail server refuses with code " + strconv.Itoa(send.ErrorCode())}
	case notSafe(err):
		return mailError{"mail server has no safe connection: no STARTTLS, or a certificate that does not fit"}
	}
	return mailError{"connection to the mail server broke"}
}

func notSafe(err error) bool {
	var certificate *tls.CertificateVerificationError
	var record tls.RecordHeaderError
	return errors.As(err, &certificate) || errors.As(err, &record) || strings.Contains(err.Error(), "does not support STARTTLS")
}

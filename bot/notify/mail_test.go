package notify_test

import (
	"context"
	"crypto/x509"
	"fmt"
	"io"
	"mime"
	"net"
	"net/mail"
	"strings"
	"testing"
	"time"

	"lyt/bot/notify"
)

const mailURL = "smtp://lyt%40example.dk:hemmelig%26kode@" + mailHost

func mailTo(t *testing.T, s *mailServer, url string) *notify.Mail {
	t.Helper()
	m, err := notify.ParseMail(url)
	if err != nil {
		t.Fatal(err)
	}
	m.Roots = s.roots
	m.Dial = func(ctx context.Context, network, address string) (net.Conn, error) {
		if want := mailHost + ":"; !strings.HasPrefix(address, want) && !s.open {
			t.Errorf("dialled %s", address)
		}
		return (&net.Dialer{}).DialContext(ctx, network, s.listener.Addr().String())
	}
	return m
}

var waits = notify.Message{Subject: "En person venter på jer", Text: "En person venter hos Ungeværftet.\nhttps://desk.example.dk"}

// TestALetterArrives by STARTTLS, by TLS from the first byte, and in the open on this
// machine alone.
func TestALetterArrives(t *testing.T) {
	for name, c := range map[string]struct {
		url    string
		change func(*mailServer)
	}{
		"STARTTLS":         {mailURL, func(*mailServer) {}},
		"TLS":              {strings.Replace(mailURL, "smtp:", "smtps:", 1), func(s *mailServer) { s.implicit = true }},
		"own sender":       {"smtp://u:k@" + mailHost + ":25?from=lyt@example.dk", func(s *mailServer) { s.login = "\x00u\x00k" }},
		"this machine":     {"smtp://127.0.0.1:2525?from=lyt@example.dk", func(s *mailServer) { s.open, s.login = true, "" }},
		"this one, locked": {strings.Replace(mailURL, mailHost, "localhost", 1), func(s *mailServer) { s.open = true }},
		"no goodbye":       {mailURL, func(s *mailServer) { s.answers["QUIT"] = "drop"; s.answers["RSET"] = "421 closing" }},
	} {
		t.Run(name, func(t *testing.T) {
			s := newMailServer(t, c.change)
			if err := mailTo(t, s, c.url).Tell(t.Context(), "vagt@example.dk", waits); err != nil {
				t.Fatal(err)
			}
			letters := s.received()
			if len(letters) != 1 || letters[0].from != "lyt@example.dk" || letters[0].to != "vagt@example.dk" {
				t.Fatalf("received were %d letters", len(letters))
			}
			readLetter(t, letters[0].text)
		})
	}
}

func readLetter(t *testing.T, text string) {
	t.Helper()
	read, err := mail.ReadMessage(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	subject, err := new(mime.WordDecoder).DecodeHeader(read.Header.Get("Subject"))
	if err != nil || subject != waits.Subject {
		t.Errorf("the subject is %q (%v)", subject, err)
	}
	for header, want := range map[string]string{
		"From": `"Lyt" <lyt@example.dk>`, "To": "<vagt@example.dk>", "Auto-Submitted": "auto-generated",
		"User-Agent": "", "X-Mailer": "", "Content-Type": "text/plain; charset=UTF-8",
	} {
		if got := read.Header.Get(header); got != want {
			t.Errorf("%s is %q, not %q", header, got, want)
		}
	}
	if id := read.Header.Get("Message-ID"); !strings.HasSuffix(id, "@example.dk>") {
		t.Errorf("the letter's id %q tells where it was written", id)
	}
	body, err := io.ReadAll(read.Body)
	if err != nil || !strings.Contains(string(body), "Ungev=C3=A6rftet") {
		t.Errorf("the letter reads %q (%v)", body, err)
	}
}

// TestALetterThatDoesNotArrive: the error says the kind of trouble, and neither who
// was written to nor what the server said.
func TestALetterThatDoesNotArrive(t *testing.T) {
	noSafety := "no safe connection"
	for name, c := range map[string]struct {
		change func(*mailServer)
		want   string
	}{
		"no STARTTLS":            {func(s *mailServer) { s.open = true }, noSafety},
		"another's certificate":  {func(s *mailServer) { s.roots = x509.NewCertPool() }, noSafety},
		"no TLS after all":       {func(s *mailServer) { s.answers["STARTTLS"] = "!220 go on\r\nhej lyt@example.dk" }, "connection to the mail server broke"},
		"wrong password":         {func(s *mailServer) { s.login = "\x00x\x00y" }, "refuses with code 535"},
		"busy at the door":       {func(s *mailServer) { s.answers["GREETING"] = "!421 lyt@example.dk come later" }, "refuses with code 421"},
		"unknown address":        {func(s *mailServer) { s.answers["RCPT"] = "550 vagt@example.dk is not here" }, "refuses with code 550"},
		"full box":               {func(s *mailServer) { s.answers["RCPT"] = "452 vagt@example.dk is full" }, "refuses with code 452"},
		"sender not welcome":     {func(s *mailServer) { s.answers["MAIL"] = "553 lyt@example.dk?" }, "refuses with code 553"},
		"letter not welcome":     {func(s *mailServer) { s.answers["."] = "554 hemmelig&kode" }, "refuses with code 554"},
		"hangs up at the door":   {func(s *mailServer) { s.answers["GREETING"] = "drop" }, "connection to the mail server broke"},
		"hangs up in the middle": {func(s *mailServer) { s.answers["DATA"] = "drop" }, "connection to the mail server broke"},
		"speaks something else":  {func(s *mailServer) { s.answers["GREETING"] = "!HTTP/1.1 400 lyt@example.dk" }, "connection to the mail server broke"},
	} {
		t.Run(name, func(t *testing.T) {
			s := newMailServer(t, c.change)
			m := mailTo(t, s, mailURL)
			if c.want == noSafety { // it is the same server, only elsewhere
				m.Roots = s.roots
			}
			err := m.Tell(t.Context(), "vagt@example.dk", waits)
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Fatalf("the error is %v, want one with %q", err, c.want)
			}
			keepsQuiet(t, err.Error())
			if len(s.received()) > 0 {
				t.Error("the letter arrived all the same")
			}
		})
	}
}

func keepsQuiet(t *testing.T, text string) {
	t.Helper()
	for _, secret := range []string{"example.dk", "hemmelig", "127.0.0.1", mailHost} {
		if strings.Contains(text, secret) {
			t.Errorf("%q stands in %q", secret, text)
		}
	}
}

// TestAMailServerThatHangs is left when the time is over.
func TestAMailServerThatHangs(t *testing.T) {
	for _, at := range []string{"GREETING", "EHLO", "STARTTLS", "AUTH", "MAIL", "DATA"} {
		s := newMailServer(t, func(s *mailServer) { s.answers[at] = "hang" })
		ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
		began := time.Now()
		err := mailTo(t, s, mailURL).Tell(ctx, "vagt@example.dk", waits)
		if err == nil || !strings.Contains(err.Error(), "not answer in time") || time.Since(began) > 5*time.Second {
			t.Errorf("hanging at %s: %v after %v", at, err, time.Since(began))
		}
		cancel()
	}
	m, err := notify.ParseMail(mailURL)
	if err != nil {
		t.Fatal(err)
	}
	m.Dial = func(context.Context, string, string) (net.Conn, error) { return nil, io.ErrUnexpectedEOF }
	if err := m.Tell(t.Context(), "vagt@example.dk", waits); err == nil || err.Error() != "mail server cannot be reached" {
		t.Errorf("a server that is not there: %v", err)
	}
}

func TestParseMail(t *testing.T) {
	for url, want := range map[string]string{
		"": "no address", "mail.example.dk": "no address", "http://hemmelig@mail.example.dk": "no address", "smtp://": "no address",
		"smtp://hem%zzmelig@mail.example.dk": "no address", "smtp://mail.example.dk/post": "no address", "smtp://mail.example.dk:hemmelig": "no address",
		"smtp://mail.example.dk?from=lyt@example.dk&hemmelig=1": "no address",
		"smtp://mail.example.dk":                                "who sends",
		"smtp://hemmelig:kode@mail.example.dk":                  "who sends",
		"smtp://mail.example.dk?from=hemmelig":                  "who sends",
		"smtp://hemmelig@mail.example.dk?from=lyt@example.dk":   "no password",
	} {
		_, err := notify.ParseMail(url)
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "hemmelig") {
			t.Errorf("%q: %v, want %q", url, err, want)
		}
	}
	m, err := notify.ParseMail(mailURL)
	if err != nil {
		t.Fatal(err)
	}
	if text := fmt.Sprintf("%v %+v %#v %s", m, m, m, m); strings.Contains(text, "hemmelig") {
		t.Errorf("it prints as %s", text)
	}
}

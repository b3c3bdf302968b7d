package ics

import (
	"cmp"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Problems of getting a feed.
const (
	Address   Problem = "address"   // no https address, or one with a password or an odd port in it
	Private   Problem = "private"   // leads to a machine that is not on the open internet
	Away      Problem = "away"      // nobody answers there
	Untrusted Problem = "untrusted" // the certificate is not good
	Denied    Problem = "denied"    // the calendar is not shared with us
	Gone      Problem = "gone"      // there is no calendar at the address
	Refused   Problem = "refused"   // any other answer than the calendar
	Redirects Problem = "redirects" // sent on too often, or to what is not https
)

const (
	fetchTime    = 10 * time.Second
	lookTime     = 3 * time.Second
	maxRedirects = 3
	maxAddress   = 2000
)

// A Fetcher gets feeds from addresses that somebody typed. An address is a secret:
// whoever knows it reads the calendar. It stands in no error.
type Fetcher struct {
	client  *http.Client
	names   *net.Resolver
	allowed func(netip.Addr) bool
}

// NewFetcher makes a Fetcher.
func NewFetcher() *Fetcher { return newFetcher(public, &net.Resolver{}, nil, ports...) }

// newFetcher leaves to tests what is allowed, who knows names, who is trusted, and
// which ports are dialled.
func newFetcher(allowed func(netip.Addr) bool, names *net.Resolver, trusted *x509.CertPool, ports ...uint16) *Fetcher {
	dialer := &net.Dialer{Timeout: fetchTime, Resolver: names, Control: control(allowed, ports...)}
	return &Fetcher{names: names, allowed: allowed, client: &http.Client{
		Transport: &http.Transport{
			Proxy:                  nil, // not from the environment: it would dial for us, unchecked
			DialContext:            dialer.DialContext,
			TLSClientConfig:        &tls.Config{RootCAs: trusted, MinVersion: tls.VersionTLS12},
			ForceAttemptHTTP2:      true,
			DisableKeepAlives:      true,
			MaxResponseHeaderBytes: 64 << 10,
		},
		CheckRedirect: checkRedirect,
	}}
}

// CheckAddress says whether an address may be a feed's: Address when not. What it leads
// to is found out when it is fetched. A webcal:// address is the https one.
func CheckAddress(address string) (string, error) {
	address, port, err := plain(address)
	if err != nil || !slices.Contains(ports, port) {
		return "", Address
	}
	return address, nil
}

// Look looks once where an address leads: Private when not to the open internet. A name
// that nobody knows just now says nothing. What the name leads to later is looked at each
// time it is dialled.
func (f *Fetcher) Look(ctx context.Context, address string) error {
	u, err := url.Parse(strings.TrimSpace(address))
	if err != nil {
		return Address
	}
	ctx, cancel := context.WithTimeout(ctx, lookTime)
	defer cancel()
	found, err := f.names.LookupNetIP(ctx, "ip", u.Hostname())
	if err != nil {
		return nil //nolint:nilerr // reading it will say that it is away
	}
	if slices.ContainsFunc(found, func(a netip.Addr) bool { return f.allowed(a.Unmap()) }) {
		return nil
	}
	return Private
}

// plain makes an address one that can be fetched, and tells its port.
func plain(address string) (string, uint16, error) {
	address = strings.TrimSpace(address)
	if rest, ok := cutFold(address, "webcal://"); ok {
		address = "https://" + rest
	}
	u, err := url.Parse(address)
	if err != nil || len(address) > maxAddress || !fit(u) {
		return "", 0, Address
	}
	port, err := strconv.ParseUint(cmp.Or(u.Port(), "443"), 10, 16)
	return address, uint16(port), err
}

func cutFold(text, prefix string) (string, bool) {
	if len(text) < len(prefix) || !strings.EqualFold(text[:len(prefix)], prefix) {
		return text, false
	}
	return text[len(prefix):], true
}

func fit(u *url.URL) bool { return u.Scheme == "https" && u.Hostname() != "" && u.User == nil }

func checkRedirect(next *http.Request, before []*http.Request) error {
	if len(before) > maxRedirects || !fit(next.URL) {
		return Redirects
	}
	next.Header.Del("Referer") // it would tell the next server the secret address
	return nil
}

// Fetched is what an address gave.
type Fetched struct {
	Feed []byte
	ETag string
	Same bool // nothing changed since the ETag that was asked with; Feed is empty
}

// Fetch gets a feed; etag is that of the last time, or empty. An error is a Problem.
func (f *Fetcher) Fetch(ctx context.Context, address, etag string) (Fetched, error) {
	address, _, err := plain(address) // the port is checked where it is dialled
	if err != nil {
		return Fetched{}, Address
	}
	ctx, cancel := context.WithTimeout(ctx, fetchTime)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, http.NoBody)
	if err != nil {
		return Fetched{}, Address
	}
	request.Header.Set("User-Agent", "Lyt")
	request.Header.Set("Accept", "text/calendar, */*;q=0.1")
	if etag != "" {
		request.Header.Set("If-None-Match", etag)
	}
	answer, err := f.client.Do(request)
	if err != nil {
		return Fetched{}, problemOf(ctx, err)
	}
	defer answer.Body.Close() //nolint:errcheck // it was read as far as it will be
	return read(ctx, answer, etag)
}

// maxETag bounds what a server makes us keep.
const maxETag = 200

func read(ctx context.Context, answer *http.Response, etag string) (Fetched, error) {
	if answer.StatusCode == http.StatusNotModified && etag != "" {
		return Fetched{ETag: etag, Same: true}, nil
	}
	if err := problemOfStatus(answer.StatusCode); err != nil {
		return Fetched{}, err
	}
	feed, err := io.ReadAll(io.LimitReader(answer.Body, MaxBytes+1))
	switch {
	case err != nil || ctx.Err() != nil: // what ends with the time may end early without an error
		return Fetched{}, problemOf(ctx, err)
	case len(feed) > MaxBytes:
		return Fetched{}, Large
	}
	got := Fetched{Feed: feed, ETag: answer.Header.Get("ETag")}
	if len(got.ETag) > maxETag {
		got.ETag = ""
	}
	return got, nil
}

func problemOfStatus(status int) error {
	switch status {
	case http.StatusOK:
		return nil
	case http.StatusUnauthorized, http.StatusForbidden:
		return Denied
	case http.StatusNotFound, http.StatusGone:
		return Gone
	default:
		return Refused
	}
}

// problemOf keeps the kind of an error only: the rest may hold the address.
func problemOf(ctx context.Context, err error) Problem {
	var (
		problem   Problem
		unknown   x509.UnknownAuthorityError
		wrongName x509.HostnameError
		invalid   x509.CertificateInvalidError
		chain     *tls.CertificateVerificationError
	)
	switch {
	case errors.As(err, &problem):
		return problem
	case ctx.Err() != nil || errors.Is(err, context.DeadlineExceeded):
		return Slow
	case errors.As(err, &unknown), errors.As(err, &wrongName), errors.As(err, &invalid), errors.As(err, &chain):
		return Untrusted
	}
	return Away
}

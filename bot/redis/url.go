package redis

import (
	"context"
	"errors"
	"net"
	"net/url"
	"strings"
	"time"

	goredis "github.com/redis/go-redis/v9"
	"github.com/redis/go-redis/v9/maintnotifications"
)

// ErrURL says that the address cannot be used. It names neither the address nor
// what the library says about it, because both may hold the password.
var ErrURL = errors.New("open redis: the address is not understood; write redis://[user:password@]host:6379/0, " +
	"rediss:// for TLS, &addr=host:port for each more node of a cluster (without a database number), or master_name=NAME for Sentinel")

// How long Redis may take. A person waits at the other end, so these are short.
const (
	dialTime = 2 * time.Second
	callTime = 3 * time.Second
	retries  = 3 // safe for writes too: each script knows its own repetition
)

type dialer = func(ctx context.Context, network, addr string) (net.Conn, error)

// dial makes the client that the address asks for.
func dial(address string, d dialer) (goredis.UniversalClient, error) {
	u, err := url.Parse(address)
	if err != nil {
		return nil, ErrURL
	}
	switch q := u.Query(); {
	case q.Has("master_name"):
		return dialSentinel(u, d)
	case q.Has("addr"):
		return dialCluster(u, d)
	}
	o, err := goredis.ParseURL(address)
	if err != nil {
		return nil, ErrURL
	}
	tune(knobs{&o.MaxRetries, &o.DialTimeout, &o.ReadTimeout, &o.WriteTimeout, &o.ContextTimeoutEnabled, &o.DisableIdentity}, &o.Dialer, d)
	o.MaintNotificationsConfig = &maintnotifications.Config{Mode: maintnotifications.ModeDisabled}
	return goredis.NewClient(o), nil
}

func dialCluster(u *url.URL, d dialer) (goredis.UniversalClient, error) {
	if strings.Trim(u.Path, "/0") != "" {
		return nil, ErrURL // the library would silently use database 0
	}
	o, err := goredis.ParseClusterURL(u.String())
	if err != nil {
		return nil, ErrURL
	}
	tune(knobs{&o.MaxRetries, &o.DialTimeout, &o.ReadTimeout, &o.WriteTimeout, &o.ContextTimeoutEnabled, &o.DisableIdentity}, &o.Dialer, d)
	o.MaintNotificationsConfig = &maintnotifications.Config{Mode: maintnotifications.ModeDisabled}
	return goredis.NewClusterClient(o), nil
}

func dialSentinel(u *url.URL, d dialer) (goredis.UniversalClient, error) {
	q := u.Query()
	name, password := q.Get("sentinel_username"), q.Get("sentinel_password")
	q.Del("sentinel_username") // the library refuses both
	q.Del("sentinel_password")
	plain := *u
	plain.RawQuery = q.Encode()
	o, err := goredis.ParseFailoverURL(plain.String())
	if err != nil {
		return nil, ErrURL
	}
	o.SentinelUsername, o.SentinelPassword = name, password
	tune(knobs{&o.MaxRetries, &o.DialTimeout, &o.ReadTimeout, &o.WriteTimeout, &o.ContextTimeoutEnabled, &o.DisableIdentity}, &o.Dialer, d)
	return goredis.NewFailoverClient(o), nil
}

// knobs are the settings that the three kinds of client have in common.
type knobs struct {
	retries          *int
	dial, read, send *time.Duration
	obeyContext      *bool
	nameless         *bool // do not tell the server the library's name and version
}

// tune sets what the address leaves open.
func tune(k knobs, dialer *dialer, d dialer) {
	defaultTo(k.retries, retries)
	defaultTo(k.dial, dialTime)
	defaultTo(k.read, callTime)
	defaultTo(k.send, callTime)
	*k.obeyContext, *k.nameless = true, true
	if d != nil {
		*dialer = d
	}
}

func defaultTo[T comparable](field *T, value T) {
	var zero T
	if *field == zero {
		*field = value
	}
}

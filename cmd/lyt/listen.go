package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"time"

	"golang.org/x/sync/errgroup"
)

// How long a stop waits for what is in hand. All of it ends within drainTime, which
// leaves a second of the ten that are promised; requests and updates get their part,
// so that replies have some left.
const (
	drainTime   = 9 * time.Second
	requestTime = 5 * time.Second
	updateTime  = 7 * time.Second
)

// graceAfter gives a context that ends drainTime after ctx does.
func graceAfter(ctx context.Context) (context.Context, context.CancelFunc) {
	grace, cancel := context.WithCancel(context.WithoutCancel(ctx))
	context.AfterFunc(ctx, func() {
		timer := time.AfterFunc(drainTime, cancel)
		context.AfterFunc(grace, func() { timer.Stop() })
	})
	return grace, cancel
}

// server is one listener and what it serves.
type server struct {
	http   *http.Server
	socket net.Listener
}

// open binds the address, so that a taken port is told at once and not in a log.
func open(ctx context.Context, name, address string, handler http.Handler, log *slog.Logger) (*server, error) {
	var how net.ListenConfig
	socket, err := how.Listen(ctx, "tcp", address)
	if err != nil {
		return nil, fmt.Errorf("open %s listener on %s: %w; is another program there?", name, address, cause(err))
	}
	return &server{socket: socket, http: &http.Server{
		Handler:           boundBodies(handler),
		ReadHeaderTimeout: 5 * time.Second,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    64 << 10,
		ErrorLog:          slog.NewLogLogger(dropRemote{log.Handler()}, slog.LevelDebug),
	}}, nil
}

// bodyTime is how long a body may take to arrive.
const bodyTime = 30 * time.Second

// boundBodies bounds the time of posts. A ReadTimeout of the whole server would
// break off event streams too.
func boundBodies(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPost {
			_ = http.NewResponseController(w).SetReadDeadline(time.Now().Add(bodyTime)) // where it cannot be set, the proxy bounds it
		}
		next.ServeHTTP(w, r)
	})
}

// cause takes the address out of a network error: it stands in the sentence already.
func cause(err error) error {
	var op *net.OpError
	if errors.As(err, &op) {
		return op.Err
	}
	return err
}

// dropRemote keeps net/http's own lines, which quote clients' addresses, to one fixed sentence.
type dropRemote struct{ slog.Handler }

func (d dropRemote) Handle(ctx context.Context, r slog.Record) error {
	return d.Handler.Handle(ctx, slog.NewRecord(r.Time, r.Level, "http connection broke off", 0))
}

func (s *server) address() string { return s.socket.Addr().String() }

func (s *server) port() int { return s.socket.Addr().(*net.TCPAddr).Port }

// serve runs until ctx ends, then lets what is in hand end.
func (s *server) serve(ctx context.Context, group *errgroup.Group, stopStreams func()) {
	group.Go(func() error {
		if err := s.http.Serve(s.socket); !errors.Is(err, http.ErrServerClosed) {
			return fmt.Errorf("serve %s: %w", s.socket.Addr(), err)
		}
		return nil
	})
	group.Go(func() error {
		<-ctx.Done()
		stopStreams()
		grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), requestTime)
		defer cancel()
		if err := s.http.Shutdown(grace); err != nil {
			return s.http.Close()
		}
		return nil
	})
}

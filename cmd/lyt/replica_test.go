package main

import (
	"bufio"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// replica is one running lyt serve.
type replica struct {
	public, desk string // where it listens
	cmd          *exec.Cmd
	done         chan struct{} // closed when the process has ended and its log is read

	mu  sync.Mutex
	log strings.Builder
}

// startTime is how long a replica may take to serve, on a busy machine.
const startTime = 20 * time.Second

func newReplica(t testing.TB, cmd *exec.Cmd) *replica {
	t.Helper()
	stderr, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	r := &replica{cmd: cmd, done: make(chan struct{})}
	if err := cmd.Start(); err != nil {
		t.Fatalf("start lyt: %v", err)
	}
	t.Cleanup(r.kill)
	serving := make(chan struct{})
	go r.read(stderr, serving)
	timer := time.NewTimer(startTime)
	defer timer.Stop()
	select {
	case <-serving:
	case <-r.done:
		t.Fatalf("lyt serve ended at once:\n%s", r.logged())
	case <-timer.C:
		t.Fatalf("lyt does not serve:\n%s", r.logged())
	}
	return r
}

// read keeps the log, finds the addresses in it, and sees the process end.
func (r *replica) read(stderr io.Reader, serving chan struct{}) {
	defer close(r.done)
	lines := bufio.NewScanner(stderr)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		r.mu.Lock()
		r.log.WriteString(lines.Text() + "\n")
		r.mu.Unlock()
		var line struct {
			Listen     string `json:"listen"`
			DeskListen string `json:"desk_listen"`
		}
		if json.Unmarshal(lines.Bytes(), &line) == nil && line.DeskListen != "" {
			r.public, r.desk = "http://"+line.Listen, "http://"+line.DeskListen
			close(serving)
		}
	}
	_ = r.cmd.Wait() // how it ended stands in ProcessState
}

func (r *replica) logged() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.log.String()
}

func (r *replica) running() bool {
	select {
	case <-r.done:
		return false
	default:
		return true
	}
}

// kill ends the process as kill -9 does.
func (r *replica) kill() {
	_ = r.cmd.Process.Kill() // it may have ended
	<-r.done
}

// mostDrain is how long a stop may take, by contract.
const mostDrain = 10 * time.Second

// stop ends the process as an operator does: with code 0, and in time. A data race
// that was seen in it ends it with another code.
func (r *replica) stop(t testing.TB) {
	t.Helper()
	began := time.Now()
	if err := r.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Errorf("ask lyt to stop: %v", err)
	}
	timer := time.NewTimer(mostDrain + 5*time.Second)
	defer timer.Stop()
	select {
	case <-r.done:
	case <-timer.C:
		r.kill()
	}
	took := time.Since(began)
	if code := r.cmd.ProcessState.ExitCode(); code != exitOK || took > mostDrain {
		t.Errorf("lyt stopped with code %d after %v:\n%s", code, took, tail(r.logged()))
	}
}

// tail is the end of a long log.
func tail(log string) string { return log[max(0, len(log)-4000):] }

// front is what stands between the world and the replicas: it hands each request
// to the next replica in turn, and says 502 when there is none.
type front struct {
	server *httptest.Server

	mu      sync.Mutex
	targets []*url.URL
	turn    int
	secret  string // as Telegram sent it
	count   int    // requests so far
}

func newFront(t *testing.T) *front {
	f := &front{}
	pool := &http.Transport{MaxIdleConnsPerHost: 128}
	proxy := &httputil.ReverseProxy{
		Rewrite:      func(r *httputil.ProxyRequest) { r.SetURL(f.next(r.In)) },
		ErrorHandler: func(w http.ResponseWriter, _ *http.Request, _ error) { w.WriteHeader(http.StatusBadGateway) },
		Transport:    pool,
	}
	f.server = httptest.NewServer(proxy)
	t.Cleanup(func() { f.server.Close(); pool.CloseIdleConnections() })
	return f
}

// next is whose turn it is; an address nobody listens on when there is none.
func (f *front) next(r *http.Request) *url.URL {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.count++
	if secret := r.Header.Get("X-Telegram-Bot-Api-Secret-Token"); secret != "" && f.secret == "" {
		f.secret = secret
	}
	if len(f.targets) == 0 {
		return &url.URL{Scheme: "http", Host: "127.0.0.1:1"}
	}
	f.turn++
	return f.targets[f.turn%len(f.targets)]
}

func (f *front) add(address string) {
	target, err := url.Parse(address)
	if err != nil {
		panic(err)
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.targets = append(f.targets, target)
}

func (f *front) remove(address string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.targets = slices.DeleteFunc(f.targets, func(u *url.URL) bool { return u.String() == address })
}

// seen counts the requests so far.
func (f *front) seen() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.count
}

package main

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"lyt/bot/bottest"
)

// town is all there is outside of lyt: a Redis, a Telegram, the way from there to
// the replicas, and the replicas, each a process of its own.
type town struct {
	t        *testing.T
	command  string // lyt, or hasty
	mode     string // webhook or poll
	redis    *bottest.RedisServer
	telegram *bottest.Telegram
	front    *front
	keyset   string
	settings []string // what every replica gets

	mu       sync.Mutex
	replicas []*replica
	people   atomic.Int64
}

// modes are the two ways updates come in; what holds for one holds for the other.
var modes = []string{"webhook", "poll"}

// eachMode runs a test in both.
func eachMode(t *testing.T, test func(t *testing.T, mode string)) {
	t.Helper()
	for _, mode := range modes {
		t.Run(mode, func(t *testing.T) {
			t.Parallel()
			test(t, mode)
		})
	}
}

// newTown builds a town with no replica yet.
func newTown(t *testing.T, mode string, settings ...string) *town {
	t.Helper()
	return newTownOn(t, bottest.StartRedis(t), mode, settings...)
}

func newTownOn(t *testing.T, redis *bottest.RedisServer, mode string, settings ...string) *town {
	t.Helper()
	w := &town{t: t, command: "lyt", mode: mode, redis: redis}
	w.telegram = bottest.NewTelegram(t)
	w.front = newFront(t)
	w.keyset = filepath.Join(t.TempDir(), "keyset")
	w.settings = append([]string{
		"LYT_REDIS_URL=" + w.redis.URL, "LYT_KEYSET=" + w.keyset, "LYT_LISTEN=127.0.0.1:0", "LYT_DESK_LISTEN=127.0.0.1:0",
		"LYT_TELEGRAM_TOKEN=" + w.telegram.Token(), "LYT_TELEGRAM_API=" + w.telegram.URL(), "LYT_TELEGRAM_RATE=0",
		"LYT_TELEGRAM_MODE=" + mode, "LYT_LOG=debug",
	}, settings...)
	if mode == "webhook" {
		w.settings = append(w.settings, "LYT_PUBLIC_URL="+w.front.server.URL)
	}
	if err := os.WriteFile(w.keyset, []byte(w.run("", "keys", "new")), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(w.close)
	return w
}

// close ends the replicas as an operator does, and looks at what all left behind.
func (w *town) close() {
	w.stopAll()
	if w.t.Failed() {
		return
	}
	w.nothingInClear()
	if w.redis.Say("PING") == "+PONG" {
		w.run("", "audit")
	}
}

// run runs one command to its end, which must be a good one, and gives what it wrote.
func (w *town) run(stdin string, args ...string) string {
	w.t.Helper()
	cmd := w.make(context.Background(), args...)
	var out, complaints bytes.Buffer
	cmd.Stdin, cmd.Stdout, cmd.Stderr = strings.NewReader(stdin), &out, &complaints
	if err := cmd.Run(); err != nil {
		w.t.Fatalf("lyt %s: %v\n%s%s", strings.Join(args, " "), err, out.String(), complaints.String())
	}
	return out.String()
}

// make prepares a process that sees nothing but its settings.
func (w *town) make(ctx context.Context, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, w.command, args...)
	cmd.Env = append([]string{"PATH=" + os.Getenv("PATH"), "HOME=" + os.TempDir()}, w.settings...)
	return cmd
}

// start adds a replica and waits until it serves.
func (w *town) start() *replica {
	w.t.Helper()
	before := len(w.telegram.Calls("getMe"))
	r := newReplica(w.t, w.make(context.Background(), "serve"))
	w.mu.Lock()
	w.replicas = append(w.replicas, r)
	w.mu.Unlock()
	w.front.add(r.public)
	w.telegram.Wait("the replica to call", func() bool { return len(w.telegram.Calls("getMe")) > before })
	return r
}

// kill ends a replica as kill -9 does.
func (w *town) kill(r *replica) {
	w.front.remove(r.public)
	r.kill()
}

// stop asks a replica to stop, as an operator does, and sees that it ends well.
func (w *town) stop(r *replica) {
	w.t.Helper()
	r.stop(w.t)
	w.front.remove(r.public)
}

func (w *town) stopAll() {
	for _, r := range w.all() {
		if r.running() {
			w.stop(r)
		}
	}
}

// all lists the replicas there have ever been.
func (w *town) all() []*replica {
	w.mu.Lock()
	defer w.mu.Unlock()
	return append([]*replica(nil), w.replicas...)
}

// openTimes opens times at a service, from tomorrow at ten.
func (w *town) openTimes(service string, count string) {
	w.t.Helper()
	start := time.Now().AddDate(0, 0, 1).Format("2006-01-02") + "T10:00"
	w.run("", "slots", "add", service, start, "--count", count, "--every", "30m", "--length", "30m")
}

// taken counts the times of a service that somebody has.
func (w *town) taken(service string) int {
	w.t.Helper()
	return strings.Count(w.run("", "slots", "list", service), "\ttaken\n")
}

// together plays scenes side by side. Each has its own people.
func (w *town) together(scenes map[string]func()) {
	w.t.Helper()
	var playing sync.WaitGroup
	for name, scene := range scenes {
		playing.Go(func() {
			over := false
			defer func() {
				if !over {
					w.t.Errorf("the scene %q broke off", name)
				}
			}()
			scene()
			over = true
		})
	}
	playing.Wait()
}

// newPerson is somebody who has not written yet.
func (w *town) newPerson() *person {
	const first = 731_000_000 // long enough not to be found by chance
	id := first + 7919*w.people.Add(1)
	return &person{w: w, id: id, TelegramUser: w.telegram.User(id)}
}

// eventually looks again and again until something is true of what tells nobody
// when it changes.
func (w *town) eventually(what string, ok func() bool) {
	w.t.Helper()
	timer, again := time.NewTimer(20*time.Second), time.NewTicker(10*time.Millisecond)
	defer timer.Stop()
	defer again.Stop()
	for !ok() {
		select {
		case <-again.C:
		case <-timer.C:
			w.t.Fatalf("waited in vain for %s", what)
		}
	}
}

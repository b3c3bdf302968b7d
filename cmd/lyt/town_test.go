package main

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"lyt/bot/booking"
	"lyt/bot/bottest"
	"lyt/bot/redis"
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

func newTownOn(t *testing.T, server *bottest.RedisServer, mode string, settings ...string) *town {
	t.Helper()
	w := &town{t: t, command: "lyt", mode: mode, redis: server}
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
	counted := w.counted()
	w.stopAll()
	if w.t.Failed() {
		return
	}
	w.nothingInClear(counted)
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
	cmd.Env = append([]string{"PATH=" + os.Getenv("PATH"), "HOME=" + os.TempDir(), raceAtOnce}, w.settings...)
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

// counted is what all replicas that run tell those who watch over them.
func (w *town) counted() string {
	var all strings.Builder
	for _, r := range w.all() {
		if !r.running() {
			continue
		}
		answer, err := http.Get(r.desk + "/metrics")
		if err != nil {
			w.t.Errorf("read metrics: %v", err)
			continue
		}
		_, _ = io.Copy(&all, answer.Body)
		_ = answer.Body.Close()
	}
	return all.String()
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
func (w *town) openTimes(service string, count int) {
	w.t.Helper()
	tomorrow := time.Now().AddDate(0, 0, 1)
	start := time.Date(tomorrow.Year(), tomorrow.Month(), tomorrow.Day(), 10, 0, 0, 0, time.UTC)
	var slots []booking.Slot
	for n := range count {
		slots = append(slots, booking.Slot{
			Service: service, Start: start.Add(time.Duration(n) * 30 * time.Minute), Length: 30 * time.Minute, Format: booking.InPerson,
		})
	}
	if _, err := w.calendar().AddSlots(w.t.Context(), service, slots); err != nil {
		w.t.Fatal(err)
	}
}

// taken counts the times of a service that somebody has.
func (w *town) taken(service string) (count int) {
	w.t.Helper()
	slots, err := w.calendar().List(w.t.Context(), service, time.Now(), time.Now().AddDate(0, 0, 30))
	if err != nil {
		w.t.Fatal(err)
	}
	for _, slot := range slots {
		if slot.Taken {
			count++
		}
	}
	return count
}

// calendar looks at times as lyt slots does, without a process for each look.
func (w *town) calendar() *redis.Calendar { w.t.Helper(); return redis.NewCalendar(w.store()) }

// store is the one all replicas share, until the test ends.
func (w *town) store() (*redis.DB, *redis.Keyset) {
	w.t.Helper()
	keys, err := redis.ReadKeyset(w.keyset)
	if err != nil {
		w.t.Fatal(err)
	}
	db, err := redis.Open(w.redis.URL, redis.Options{})
	if err != nil {
		w.t.Fatal(err)
	}
	w.t.Cleanup(func() { _ = db.Close() })
	return db, keys
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

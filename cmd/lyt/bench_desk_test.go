package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"lyt/bot"
	"lyt/bot/bottest"
	"lyt/bot/handoff"
	"lyt/bot/redis"
)

// A busy evening: every desk has a talk open, and many people wait.
const (
	busyDesks   = 500
	busyWaiting = 2000
	busyService = "helsingor-ungevaerftet"
	busyRounds  = 200 // messages that are timed
)

// BenchmarkDesk is one replica with 500 desks connected, each with a live talk on the
// screen, and 2,000 people waiting: how long new words take to the screen they are for,
// how long a new person takes to everybody's queue, and what a connection costs.
//
//	go test ./cmd/lyt -run '^$' -bench Desk -benchtime 1x
func BenchmarkDesk(b *testing.B) {
	for b.Loop() {
		h := newBusyDesk(b)
		before := resident(b, h.replica.cmd.Process.Pid)
		h.connect()
		after := resident(b, h.replica.cmd.Process.Pid)
		words := h.timeWords()
		arrivals := h.timeArrivals()
		b.ReportMetric(float64(after-before)/busyDesks, "kB/connection")
		b.ReportMetric(percentile(words, 50), "ms-words-p50")
		b.ReportMetric(percentile(words, 95), "ms-words-p95")
		b.ReportMetric(percentile(words, 100), "ms-words-max")
		b.ReportMetric(percentile(arrivals, 95), "ms-queue-p95")
		h.replica.stop(b)
	}
}

// percentile of durations, in ms.
func percentile(took []time.Duration, p int) float64 {
	slices.Sort(took)
	return float64(took[(len(took)-1)*p/100].Microseconds()) / 1000
}

// busyDesk is the replica and all who look at it.
type busyDesk struct {
	*testing.B
	replica *replica
	queue   *redis.Handoffs
	talks   []string    // ids of the live talks, one a desk
	tokens  []string    // sessions of the desks
	seen    []chan seen // what each desk was shown
	n       int
}

// seen is an event that reached a desk.
type seen struct {
	event string
	data  string
	at    time.Time
}

func newBusyDesk(b *testing.B) *busyDesk {
	b.Helper()
	ctx := context.Background()
	server := bottest.StartRedis(b)
	keyset := filepath.Join(b.TempDir(), "keyset")
	keys, err := redis.NewKeyset()
	if err != nil {
		b.Fatal(err)
	}
	text, err := keys.Encode()
	if err == nil {
		err = os.WriteFile(keyset, text, 0o600)
	}
	if err != nil {
		b.Fatal(err)
	}
	db, err := redis.Open(server.URL, redis.Options{})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = db.Close() })
	h := &busyDesk{B: b, queue: redis.NewHandoffs(db, keys, redis.NewBell(db))}
	staff := redis.NewStaff(db, keys)
	h.people(ctx, busyDesks)
	for i := range busyDesks {
		h.addDesk(ctx, staff, i)
	}
	h.people(ctx, busyWaiting)
	cmd := exec.CommandContext(ctx, h.binary(), "serve")
	cmd.Env = []string{"LYT_REDIS_URL=" + server.URL, "LYT_KEYSET=" + keyset, "LYT_LISTEN=127.0.0.1:0", "LYT_DESK_LISTEN=127.0.0.1:0"}
	h.replica = newReplica(b, cmd)
	return h
}

// binary builds lyt as a release is built.
func (h *busyDesk) binary() string {
	h.Helper()
	path := filepath.Join(h.TempDir(), "lyt")
	build := exec.Command("go", "build", "-trimpath", "-ldflags", "-s -w", "-o", path, ".")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		h.Fatalf("build lyt: %v\n%s", err, out)
	}
	return path
}

// people ask for a human, one after the other.
func (h *busyDesk) people(ctx context.Context, count int) {
	for range count {
		h.ask(ctx)
	}
}

func (h *busyDesk) ask(ctx context.Context) string {
	h.n++
	id := strconv.Itoa(h.n)
	asked, err := h.queue.Ask(ctx, handoff.Request{
		ID: "bench:" + id, Service: busyService, Person: bot.Pseudonym("person" + id), Priority: handoff.Other, Lang: "da", At: time.Now(),
		Shared: []handoff.Shared{{Name: "Alder", Value: "15-17 år"}, {Name: "Kommune", Value: "Helsingør"}, {Name: "Det handler om", Value: "skole, ensomhed"}},
	})
	if err != nil {
		h.Fatal(err)
	}
	return asked.ID
}

// addDesk makes an account that is logged in and has a talk.
func (h *busyDesk) addDesk(ctx context.Context, staff *redis.Staff, i int) {
	account := handoff.Account{Name: fmt.Sprintf("raadgiver%d", i), Role: handoff.RoleCounsellor, Services: []string{busyService}}
	account, err := staff.Admit(ctx, account, account.Name) // from outside: 500 password hashes take long
	if err != nil {
		h.Fatal(err)
	}
	token, err := staff.Sessions().New(ctx, account)
	if err != nil {
		h.Fatal(err)
	}
	if err := h.queue.Here(ctx, busyService, account, handoff.On, time.Now().Add(time.Hour)); err != nil {
		h.Fatal(err)
	}
	board, err := h.queue.Board(ctx, busyService, 1)
	if err != nil || len(board.Waiting) == 0 {
		h.Fatalf("nobody to talk to: %v", err)
	}
	id := board.Waiting[0].ID
	if _, err := h.queue.Claim(ctx, busyService, id, "claim:"+id, account); err != nil {
		h.Fatal(err)
	}
	h.talks, h.tokens = append(h.talks, id), append(h.tokens, token)
}

// connect opens the page's stream at every desk, and waits until each was shown its queue.
func (h *busyDesk) connect() {
	client := &http.Client{Transport: &http.Transport{}}
	h.Cleanup(client.CloseIdleConnections)
	for i := range busyDesks {
		shown := make(chan seen, 256)
		h.seen = append(h.seen, shown)
		r, err := http.NewRequest(http.MethodGet, h.replica.desk+"/events?board=1&talk="+busyService+"/"+h.talks[i], http.NoBody)
		if err != nil {
			h.Fatal(err)
		}
		r.AddCookie(&http.Cookie{Name: "desk", Value: h.tokens[i]})
		r.Header.Set("Accept", "text/event-stream")
		answer, err := client.Do(r)
		if err != nil || answer.StatusCode != http.StatusOK {
			h.Fatalf("connect desk %d: %v %v", i, answer, err)
		}
		h.Cleanup(func() { _ = answer.Body.Close() })
		go watchDesk(answer, shown)
	}
	var first sync.WaitGroup
	for i := range busyDesks {
		first.Go(func() { h.await(i, "queue", "") })
	}
	first.Wait()
}

// watchDesk reads a stream to its end.
func watchDesk(answer *http.Response, shown chan<- seen) {
	lines := bufio.NewScanner(answer.Body)
	lines.Buffer(make([]byte, 4096), 4<<20)
	event := ""
	for lines.Scan() {
		if name, ok := strings.CutPrefix(lines.Text(), "event: "); ok {
			event = name
		}
		if data, ok := strings.CutPrefix(lines.Text(), "data: "); ok {
			select {
			case shown <- seen{event, data, time.Now()}:
			default: // nobody waits for it any more
			}
		}
	}
}

// await waits until a desk was shown an event with the text in it.
func (h *busyDesk) await(desk int, event, text string) time.Time {
	limit := time.NewTimer(30 * time.Second)
	defer limit.Stop()
	for {
		select {
		case s := <-h.seen[desk]:
			if s.event == event && strings.Contains(s.data, text) {
				return s.at
			}
		case <-limit.C:
			h.Errorf("desk %d was not shown %s", desk, event)
			return time.Now()
		}
	}
}

// timeWords is how long words take from the person's side to the one desk they are for.
func (h *busyDesk) timeWords() []time.Duration {
	var took []time.Duration
	for n := range busyRounds {
		desk, words := n*7%busyDesks, fmt.Sprintf("ord nummer %d", n)
		quoted, _ := json.Marshal(words)
		began := time.Now()
		if err := h.queue.Say(context.Background(), busyService, h.talks[desk], "say:"+strconv.Itoa(n), bot.Heard(words), handoff.Unmarked); err != nil {
			h.Fatal(err)
		}
		took = append(took, h.await(desk, "line", strings.Trim(string(quoted), `"`)).Sub(began))
	}
	return took
}

// timeArrivals is how long a new person takes to the queue of every desk.
func (h *busyDesk) timeArrivals() []time.Duration {
	const rounds = 5
	var all []time.Duration
	for n := range rounds {
		for _, shown := range h.seen {
			drain(shown)
		}
		began := time.Now()
		h.ask(context.Background())
		took := make([]time.Duration, busyDesks)
		var everybody sync.WaitGroup
		for i := range busyDesks {
			everybody.Go(func() { took[i] = h.await(i, "queue", strconv.Itoa(busyWaiting+n+1)).Sub(began) })
		}
		everybody.Wait()
		all = append(all, took...)
	}
	return all
}

func drain(shown <-chan seen) {
	for {
		select {
		case <-shown:
		default:
			return
		}
	}
}

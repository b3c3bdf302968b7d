package main

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	goredis "github.com/redis/go-redis/v9"

	"lyt/bot/bottest"
)

// TestRedisAway takes Redis away in two ways: it is gone, or it is there and does
// not answer.
func TestRedisAway(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		how        string
		take, give func(*town)
	}{
		{"gone", func(w *town) { w.redis.Kill() }, func(w *town) { w.redis.Restart(w.t) }},
		{"silent", func(w *town) { w.signalRedis(syscall.SIGSTOP) }, nil},
	} {
		eachMode(t, func(t *testing.T, mode string) {
			// With appendfsync everysec, Redis may forget the last second when it is killed.
			w := newTownOn(t, bottest.StartRedis(t, "--appendonly", "yes", "--appendfsync", "always"), mode)
			r := w.start()
			give := c.give
			if give == nil {
				pid := w.redisPID()
				give = func(*town) { w.signal(pid, syscall.SIGCONT) }
			}
			w.away(c.how, r, c.take, give)
		})
	}
}

// redisPID asks the server for its process.
func (w *town) redisPID() int {
	w.t.Helper()
	options, err := goredis.ParseURL(w.redis.URL)
	if err != nil {
		w.t.Fatal(err)
	}
	db := goredis.NewClient(options)
	defer db.Close() //nolint:errcheck // read already
	info, err := db.Info(w.t.Context(), "server").Result()
	if err != nil {
		w.t.Fatal(err)
	}
	_, rest, _ := strings.Cut(info, "process_id:")
	line, _, _ := strings.Cut(rest, "\r\n")
	pid, err := strconv.Atoi(line)
	if err != nil {
		w.t.Fatal(err)
	}
	return pid
}

func (w *town) signalRedis(s syscall.Signal) { w.signal(w.redisPID(), s) }

func (w *town) signal(pid int, s syscall.Signal) {
	w.t.Helper()
	if err := syscall.Kill(pid, s); err != nil {
		w.t.Fatal(err)
	}
}

// cardLine stands on every crisis card for somebody young, and nowhere else.
const cardLine = "BørneTelefonen: 116 111, hele døgnet"

// cardTo lets somebody cry for help, and notes how long the crisis card took.
func (w *town) cardTo(p *person, how string) bottest.TelegramMessage {
	began := time.Now()
	p.Write("jeg vil gerne dø " + secretWord)
	card := p.sees("112")
	w.t.Logf("redis is %s, updates by %s: the crisis card came after %v", how, w.mode, time.Since(began).Round(time.Millisecond))
	return card
}

// away: the crisis card comes all the same, everybody else is told once, with 112
// first; and when Redis is back every message is handled, once.
func (w *town) away(how string, r *replica, take, give func(*town)) {
	way := wayToBooking("helsingør")
	talking, frightened := w.newPerson(), w.newPerson()
	talking.walk(bottest.TelegramMessage{}, way[:2])
	hello := frightened.walk(bottest.TelegramMessage{}, way[:1])
	w.cardTo(w.newPerson(), "there")
	take(w)

	card := w.cardTo(frightened, how)
	if !strings.HasPrefix(card.Text, "Er du i fare lige nu, så ring 112.") || !strings.Contains(card.Text, "116 111") {
		w.t.Errorf("the crisis card reads %q", card.Text)
	}
	first := talking.Write("helsingør")
	talking.Write("15–17 år")
	stranger, newcomer := w.newPerson(), w.newPerson()
	stranger.Write("/akut")
	newcomer.Start("")
	for _, p := range []*person{talking, newcomer} {
		if told := p.sees(words("talk.broken")); !strings.HasPrefix(told.Text, "Er du i fare lige nu, så ring 112.") || !strings.Contains(told.Text, "teknisk fejl") {
			w.t.Errorf("without Redis people are told %q", told.Text)
		}
	}
	stranger.sees(cardLine)
	if health, ready := w.status(r.desk+"/healthz"), w.status(r.desk+"/readyz"); health != http.StatusOK || ready != http.StatusServiceUnavailable {
		w.t.Errorf("without Redis: /healthz %d, /readyz %d", health, ready)
	}
	w.eventually("the message to be brought again", func() bool { return w.telegram.Visits(first.Update) >= 3 })
	give(w)

	newcomer.sees(words("first-contact.hello"))
	topics := talking.sees(words("first-contact.topics"))
	talking.walk(topics, way[4:6])
	all := slices.Insert(slices.Clone(way[:6]), 2, step{"", []string{words("talk.broken")}})
	said := talking.said()
	if repeats := answers(w.t, said, all); repeats > 0 {
		w.t.Errorf("%d answers were repeated: %q", repeats, said)
	}
	frightened.take(hello, way[1])
	w.telegram.Wait("all updates to be taken", func() bool { return w.telegram.Pending() == 0 || w.mode == "poll" })
	for p, want := range map[*person]int{frightened: 1, stranger: 1, talking: 0, newcomer: 0} {
		said := p.said()
		cards := slices.DeleteFunc(slices.Clone(said), func(text string) bool {
			return !strings.Contains(text, cardLine)
		})
		if len(cards) != want {
			w.t.Errorf("%d crisis cards, not %d: %q", len(cards), want, said)
		}
	}
	if status := w.status(r.desk + "/readyz"); status != http.StatusOK {
		w.t.Errorf("with Redis back: /readyz %d", status)
	}
}

// status asks a page and gives the status.
func (w *town) status(address string) int {
	w.t.Helper()
	r, err := http.NewRequestWithContext(w.t.Context(), http.MethodGet, address, nil)
	if err != nil {
		w.t.Fatal(err)
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		w.t.Fatal(err)
	}
	defer answer.Body.Close() //nolint:errcheck // only the status counts
	return answer.StatusCode
}

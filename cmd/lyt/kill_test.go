package main

import (
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"

	"lyt/bot/bottest"
)

// desks are services of different municipalities, so that people who book at once
// are seldom in each other's way.
var desks = map[string]string{
	"helsingør": "helsingor-ungevaerftet", "allerød": "allerod-sammen-paa-sporet", "glostrup": "glostrup-sammen-paa-sporet",
	"greve": "greve-sammen-paa-sporet", "odder": "odder-sammen-paa-sporet",
}

func (w *town) openDesks(count int) {
	for _, service := range desks {
		w.openTimes(service, count)
	}
}

// crowd lets many people talk at once, each from hello to a booked time, and checks
// that every one of them was answered once; of each, up to most answers may have
// been repeated. It says how many were.
func (w *town) crowd(size, most int) (repeats int) {
	w.t.Helper()
	var talking sync.WaitGroup
	var mu sync.Mutex
	for n := range size {
		p := w.newPerson()
		talking.Go(func() {
			steps := p.book(areaOf(n))
			again := answers(w.t, p.said(), steps)
			if again > most {
				w.t.Errorf("%d answers were repeated, %d at most may be: %q", again, most, p.said())
			}
			mu.Lock()
			repeats += again
			mu.Unlock()
		})
	}
	talking.Wait()
	taken := 0
	for _, service := range desks {
		taken += w.taken(service)
	}
	if taken != size {
		w.t.Errorf("%d people booked %d times", size, taken)
	}
	return repeats
}

func areaOf(n int) string {
	areas := []string{"helsingør", "allerød", "glostrup", "greve", "odder"}
	return areas[n%len(areas)]
}

// book talks until a time is booked, and gives all steps that it took: more than
// one at the end when somebody else was faster.
func (p *person) book(area string) []step {
	steps := wayToBooking(area)
	offer := p.walk(bottest.TelegramMessage{}, steps)
	for {
		times := slices.DeleteFunc(offer.Labels(), func(label string) bool { return !slotLabel.MatchString(label) })
		if len(times) == 0 {
			p.w.t.Fatalf("no time is on offer: %q", offer.Labels())
		}
		label := times[rand.IntN(len(times))]
		p.taps(offer, label)
		var answer bottest.TelegramMessage
		p.Until("a booked time, or others", func(now []bottest.TelegramMessage) bool {
			for _, m := range now {
				if m.Mine && m.ID > p.last && (strings.Contains(m.Text, "Din tid er") || strings.Contains(m.Text, words("flow.taken"))) {
					answer = m
					return true
				}
			}
			return false
		})
		p.last = answer.ID
		if strings.Contains(answer.Text, "Din tid er "+label) {
			return append(steps, step{"", []string{"Din tid er"}})
		}
		offer = p.sees(words("first-contact.offer"))
		steps = append(steps, step{"", []string{words("flow.taken"), words("first-contact.offer")}})
	}
}

// TestKilled kills the program again and again while people talk with it. Nobody
// waits for ever, every message has one effect, and what is said twice is bounded:
// a crash between the commit and the end of the sending repeats the answers of at
// most one message a person.
func TestKilled(t *testing.T) {
	t.Parallel()
	eachMode(t, func(t *testing.T, mode string) {
		const kills, size = 4, 30
		w := newTown(t, mode)
		w.command = hasty
		w.openDesks(16)
		r := w.start()
		over := make(chan struct{})
		var repeats int
		go func() {
			defer close(over)
			repeats = w.crowd(size, kills)
		}()
		for n := range kills {
			w.waitForSome(n)
			w.kill(r)
			r = w.start()
		}
		<-over
		t.Logf("%d kills, %d people: %d answers were repeated", kills, size, repeats)
	})
}

// waitForSome waits for a random point in the talks, now an incoming request, now a
// call to Telegram.
func (w *town) waitForSome(n int) {
	const most = 120
	calls := len(w.telegram.Calls("")) + 20 + rand.IntN(most)
	if w.mode == "webhook" && n%2 == 0 {
		requests := w.front.seen() + 20 + rand.IntN(most)/2
		w.telegram.Wait("some requests", func() bool { return w.front.seen() >= requests || len(w.telegram.Calls("")) > calls+most })
		return
	}
	w.telegram.Wait("some calls", func() bool { return len(w.telegram.Calls("")) >= calls })
}

// TestReplicas lets two replicas on one Redis take turns with the updates of the
// same people.
func TestReplicas(t *testing.T) {
	t.Parallel()
	w := newTown(t, "webhook")
	w.openDesks(10)
	w.start()
	w.start()
	w.crowd(20, 0) // nobody crashes
	w.twiceAtOnce()
}

// twiceAtOnce brings every update to both replicas at the same moment.
func (w *town) twiceAtOnce() {
	p := w.newPerson()
	steps := []step{
		{"/start helsingor", []string{words("first-contact.hello")}},
		{"jeg er ung", []string{words("first-contact.honest"), words("first-contact.age")}},
		{"15-17 år", []string{words("first-contact.topics")}},
		{"spring over", []string{words("first-contact.intro"), "1 af 5"}},
	}
	for _, s := range screening() {
		steps = append(steps, step{strings.Trim(s.does, "[]"), s.says})
	}
	steps = append(steps, step{"book en tid", []string{words("first-contact.offer")}}, step{"1", []string{"Din tid er"}})
	for n, s := range steps {
		update := map[string]any{"update_id": 5000 + n, "message": map[string]any{
			"message_id": n, "date": 1, "text": s.does,
			"chat": map[string]any{"id": p.id, "type": "private"}, "from": map[string]any{"id": p.id, "language_code": "da"},
		}}
		var bringing sync.WaitGroup
		for range 4 {
			bringing.Go(func() {
				if status, _, err := w.telegram.Deliver(update); err != nil || status != 200 {
					w.t.Errorf("update brought twice: status %d, %v", status, err)
				}
			})
		}
		bringing.Wait()
		for _, text := range s.says {
			p.sees(text)
		}
	}
	p.Write("/aftaler")
	p.sees(beginning("talk.appointments.one"))
	steps = append(steps, step{"", []string{beginning("talk.appointments.one")}})
	if repeats := answers(w.t, p.said(), steps); repeats > 0 {
		w.t.Errorf("%d answers were repeated", repeats)
	}
}

// TestStopped stops the program as an operator does, in the middle of many talks.
// What is in hand is finished, nothing is lost and nothing is said twice.
func TestStopped(t *testing.T) {
	t.Parallel()
	eachMode(t, func(t *testing.T, mode string) {
		w := newTown(t, mode)
		w.openDesks(12)
		r := w.start()
		over := make(chan struct{})
		go func() {
			defer close(over)
			w.crowd(20, 0)
		}()
		for n := range 2 {
			w.waitForSome(n)
			w.stop(r)
			r = w.start()
		}
		<-over
	})
}

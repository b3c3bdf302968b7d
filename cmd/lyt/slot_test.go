package main

import (
	"strings"
	"testing"

	"lyt/bot/bottest"
)

// TestOneTime lets two hundred people tap one free time at once. One gets it; all
// others hear it in the answer to their tap, together with another time, or with
// another way when there is none.
func TestOneTime(t *testing.T) {
	t.Parallel()
	const size = 200
	const service = "helsingor-ungevaerftet"
	w := newTown(t, "webhook")
	w.openTimes(service, 2)
	w.start()
	people := make([]*person, size)
	at := make([]bottest.TelegramMessage, size)
	for i := range people {
		people[i] = w.newPerson()
	}
	for _, s := range shortWay() {
		for i, p := range people {
			p.act(at[i], s)
		}
		for i, p := range people {
			at[i] = p.hear(at[i], s)
		}
	}
	first, second := at[0].Labels()[0], at[0].Labels()[1]

	var left []int
	for i, p := range people {
		p.taps(at[i], first)
	}
	for i, p := range people {
		if answer := p.hears(); strings.HasPrefix(answer.Text, "Din tid er "+first) {
			continue
		} else if answer.Text != words("flow.taken") {
			t.Fatalf("the answer to a time that is gone was %q", answer.Text)
		}
		at[i] = p.sees(words("first-contact.offer"))
		if labels := at[i].Labels(); labels[0] != second {
			t.Fatalf("instead of %q were offered %q", first, labels)
		}
		left = append(left, i)
	}
	if len(left) != size-1 || w.taken(service) != 1 {
		t.Fatalf("%d of %d people got one time; %d times are taken", size-len(left), size, w.taken(service))
	}

	for _, i := range left {
		people[i].taps(at[i], second)
	}
	got := 0
	for _, i := range left {
		answer := people[i].hears()
		if strings.HasPrefix(answer.Text, "Din tid er "+second) {
			got++
			continue
		}
		if answer.Text == words("flow.taken") {
			answer = people[i].hears()
		}
		if labels := strings.Join(answer.Labels(), ", "); !strings.Contains(labels, "Tal med et menneske") || !strings.Contains(labels, "Find et andet tilbud") {
			t.Fatalf("with no time left the answer was %q with %s", answer.Text, labels)
		}
	}
	if got != 1 || w.taken(service) != 2 {
		t.Errorf("%d people got the second time; %d times are taken", got, w.taken(service))
	}
}

// hears gives the next message, whatever it is. A machine that is too busy for two
// hundred people at once may ask for patience first.
func (p *person) hears() bottest.TelegramMessage {
	p.w.t.Helper()
	next := p.sees("")
	if next.Text == words("talk.broken") {
		next = p.sees("")
	}
	return next
}

package main

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"lyt/bot/redis"
)

// TestForget: after /slet nothing in Redis concerns the person, the time is free
// again, and the bot's messages are gone from the chat.
func TestForget(t *testing.T) {
	t.Parallel()
	eachMode(t, func(t *testing.T, mode string) {
		const service = "helsingor-ungevaerftet"
		w := newTown(t, mode, "LYT_CONTENT="+alwaysOpen(t))
		w.openTimes(service, 3)
		r := w.start()
		ane := w.hire("ane", service, r)
		queue := ane.watch("/events?board=1")
		queue.shows(regexp.MustCompile(`event: queue`))
		bystander := w.newPerson()
		bystander.book("helsingør")
		w.settled()
		before := keys(dump(t, w.redis.URL))

		p := w.newPerson()
		p.book("helsingør")
		p.Write("/menneske")
		p.shares()
		p.Write(secretWord)
		p.sees(words("talk.waiting.words"))
		form := queue.shows(claimForm)
		ane.post("/claim", map[string][]string{"service": {form[1]}, "id": {form[2]}, "op": {form[3]}})
		p.sees(words("talk.claimed"))
		ane.post("/talk/"+form[1]+"/"+form[2]+"/say", map[string][]string{"words": {secretWord}, "op": {"operation-1"}})
		p.sees(secretWord)
		p.Write("jeg vil gerne dø")
		p.sees("112")
		if mode == "poll" { // what stands in the queue goes too
			ane.post("/talk/"+form[1]+"/"+form[2]+"/close", map[string][]string{"reason": {"talked"}})
			p.sees(words("talk.ended"))
		}
		if taken := w.taken(service); taken != 2 {
			t.Fatalf("%d times are taken", taken)
		}
		written := len(p.said())
		p.Write("/slet")
		p.taps(p.sees(words("talk.delete")), "Ja, slet alt")
		p.sees(words("talk.deleted"))
		w.settled()

		if said := p.said(); len(said) != 1 {
			t.Errorf("of %d messages are left: %q", written+1, said)
		}
		if calls := w.callsTo("deleteMessages", p); len(calls) != 1 {
			t.Errorf("deleteMessages was called %d times", len(calls))
		}
		if taken := w.taken(service); taken != 1 {
			t.Errorf("%d times are taken after the deletion", taken)
		}
		w.forgot(p, before)
		p.Write("hej") // and it begins anew
		p.sees(words("first-contact.hello"))
	})
}

// settled waits until nothing is on its way any more.
func (w *town) settled() {
	w.t.Helper()
	w.eventually("Redis to hold no reply", func() bool {
		return !slices.ContainsFunc(keys(dump(w.t, w.redis.URL)), func(key string) bool {
			return strings.Contains(key, ":out:") || strings.Contains(key, ":lease:")
		})
	})
}

// keys are the names of what was dumped, sorted.
func keys(lines []string) []string {
	var names []string
	for _, line := range lines {
		name, _, _ := strings.Cut(line, " = ")
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// passing are the keys that come and go without a person in them. What names an
// operation is a keyed hash, so that a repetition is known for a day.
var passing = regexp.MustCompile(`^lyt:\{(s:[a-z-]+\}:(op:.*|open|duty|mine:.*|relay|queue|gaps|count:.*|deeds:.*)|staff\}:.*|cfg\}:rate)$`)

// forgot looks for the person's pseudonym, and for keys that were not there before.
func (w *town) forgot(p *person, before []string) {
	w.t.Helper()
	keyset, err := redis.ReadKeyset(w.keyset)
	if err != nil {
		w.t.Fatal(err)
	}
	pseudonym := keyset.Person("telegram", p.address()).Key()
	now := dump(w.t, w.redis.URL)
	for _, line := range now {
		if strings.Contains(line, pseudonym) {
			w.t.Errorf("the person is still there: %s", line)
		}
	}
	for _, key := range keys(now) {
		if _, there := slices.BinarySearch(before, key); !there && !passing.MatchString(key) {
			w.t.Errorf("a key is left: %s", key)
		}
	}
}

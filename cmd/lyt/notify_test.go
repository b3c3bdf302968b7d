package main

import (
	"strings"
	"testing"
	"time"

	"lyt/bot/handoff"
	"lyt/bot/redis"
)

// TestStaffAreTold: two replicas serve, somebody has waited for a minute, and the
// group of the service reads so once. The bot stays there.
func TestStaffAreTold(t *testing.T) {
	t.Parallel()
	const service, number = "helsingor-ungevaerftet", -1004711471147
	w := newTown(t, "webhook", "LYT_STAFF_CHAT="+service+"=-1004711471147,headspace-helsingor=-1008150815081", "LYT_DESK_URL=https://desk.example.dk")
	group, other := w.telegram.Group(number), w.telegram.Group(-1008150815081)
	w.waits(service, time.Minute)
	replicas := []*replica{w.start(), w.start()}
	said := group.Next()
	if want := "En person venter hos Ungeværftet"; !strings.HasPrefix(said.Text, want) || !strings.HasSuffix(said.Text, " https://desk.example.dk") || strings.Contains(said.Text, secretWord) {
		t.Errorf("the group reads %q, not %q", said.Text, want)
	}
	group.Write("Jeg tager den, " + secretWord)
	w.telegram.Wait("what was said in the group to be taken in", func() bool { return w.telegram.Pending() == 0 })
	w.eventually("it to be counted once", func() bool { return strings.Contains(w.counted(), `lyt_notify_events_total{event="chat_told"} 1`) })
	for _, r := range replicas {
		w.stop(r)
	}
	if n := len(group.Messages()); n != 2 || strings.Contains(replicas[0].logged()+replicas[1].logged(), "tell staff") || group.Left() || len(other.Messages()) > 0 {
		t.Errorf("the group has %d messages, or the bot left it, or there was trouble, or another service's was written to", n)
	}
}

// waits puts somebody into the queue of a service who asked a while ago.
func (w *town) waits(service string, ago time.Duration) {
	w.t.Helper()
	keys, err := redis.ReadKeyset(w.keyset)
	if err != nil {
		w.t.Fatal(err)
	}
	db, err := redis.Open(w.redis.URL, redis.Options{})
	if err != nil {
		w.t.Fatal(err)
	}
	defer db.Close() //nolint:errcheck // it was written
	_, err = redis.NewHandoffs(db, keys, nil).Ask(w.t.Context(), handoff.Request{
		ID: "t:1", Service: service, Person: keys.Person("telegram", secretWord), Lang: "da", At: time.Now().Add(-ago),
		Shared: []handoff.Shared{{Name: "Alder", Value: secretWord}},
	})
	if err != nil {
		w.t.Fatal(err)
	}
}

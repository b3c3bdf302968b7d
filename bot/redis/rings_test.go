package redis_test

import (
	"context"
	"testing"
	"time"

	"lyt/bot"
	"lyt/bot/handoff"
	"lyt/bot/redis"
)

// rings: who looks at the queue is not woken by every word of every talk.
func rings(t *testing.T, w *world) {
	bell := redis.NewBell(w.db)
	w.desk = redis.NewHandoffs(w.db, w.keys, bell)
	running, stop := context.WithCancel(ctx(t))
	ended := make(chan struct{})
	sentinel, stopSentinel := bell.Listen("z")
	go func() { bell.Run(running); close(ended) }()
	<-sentinel // connected
	defer func() { stopSentinel(); stop(); <-ended }()

	h := w.ask("1", person("anna"), handoff.Other)
	talk, stopTalk := bell.Listen("t:" + h.ID)
	queue, stopQueue := bell.Listen("s:" + service)
	both, stopBoth := bell.Listen("t:"+h.ID, "s:"+service)
	defer stopTalk()
	defer stopQueue()
	defer stopBoth()
	rang := func(c <-chan struct{}) bool {
		select {
		case <-c:
			return true
		default:
			return false
		}
	}
	want := func(what string, inTalk, inQueue bool, err error) {
		t.Helper()
		must(t, err)
		bell.Ring(ctx(t), "z")
		<-sentinel
		gotTalk, gotQueue, gotBoth := rang(talk), rang(queue), rang(both)
		if gotTalk != inTalk || gotQueue != inQueue || gotBoth != (inTalk || inQueue) {
			t.Errorf("%s rang for the talk %v, for the queue %v, for who hears both %v", what, gotTalk, gotQueue, gotBoth)
		}
	}
	bell.Ring(ctx(t), "z")
	<-sentinel
	rang(talk)
	rang(queue)
	rang(both)

	say := func(op string) error {
		return w.desk.Say(ctx(t), service, h.ID, op, bot.Heard("hej"), handoff.Unmarked)
	}
	want("a word while waiting", true, false, say("2"))
	w.here("mette")
	want("somebody who comes", false, true, nil)
	w.here("mette")
	want("somebody who stays", false, false, nil)
	_, err := w.desk.Claim(ctx(t), service, h.ID, "", counsellor("mette"))
	want("a claim", true, true, err)
	want("a word to who owes one already", true, false, say("3"))
	answer := func(op string) error {
		return w.desk.Answer(ctx(t), service, h.ID, op, "mette", bot.Heard("hej"))
	}
	want("the answer", true, true, answer("4"))
	want("one more", true, false, answer("5"))
	want("a word that is owed an answer", true, true, say("6"))
	want("typing", true, false, w.desk.Typing(ctx(t), service, h.ID))
	want("typing at the desk", true, false, w.desk.Writes(ctx(t), service, h.ID, "mette"))
	want("a receipt", true, false, w.desk.Received(ctx(t), bot.Receipt{Service: service, Handoff: h.ID, Line: "1-1"}, true))
	want("a note", true, false, w.desk.Write(ctx(t), service, h.ID, "7", "mette", handoff.Note, bot.Heard("x")))
	want("a follower", true, false, w.desk.Watch(ctx(t), service, h.ID, "vera", true))
	want("a guest", true, true, w.desk.Invite(ctx(t), service, h.ID, "8", "mette", "ole"))
	again, err := w.desk.Ask(ctx(t), handoff.Request{ID: "9", Service: service, Person: person("anna"), Priority: handoff.Crisis, At: w.clock.Now()})
	want("danger in a live talk", true, true, err)
	if again.ID != h.ID {
		t.Fatal("asking in a live talk made another")
	}
	w.clock.Move(time.Hour)
	_, err = w.desk.TakeBack(ctx(t), service, time.Minute)
	want("a talk that goes back", true, true, err)
	want("the end", true, true, w.desk.Leave(ctx(t), service, h.ID, "10"))
}

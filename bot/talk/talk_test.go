package talk_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"lyt/bot"
	"lyt/bot/bottest"
)

// write makes an update of the house's person.
func write(h *bottest.House, id, text string) bot.In {
	return bot.In{
		ID: id, Kind: bot.Text, Person: h.Person, Channel: "telegram",
		Address: bot.At("4711"), Text: bot.Heard(text), At: h.Clock.Now(),
	}
}

func tap(h *bottest.House, id, data string) bot.In {
	in := write(h, id, "")
	in.Kind, in.Data = bot.Tap, data
	return in
}

// texts gives what was said since the last time.
func texts(h *bottest.House) []string {
	var said []string
	for _, out := range h.Channel.Take() {
		if out.Text != "" {
			said = append(said, out.Text)
		}
	}
	return said
}

// data finds the newest button with the label among what was sent.
func data(t *testing.T, outs []bot.Out, label string) string {
	t.Helper()
	for i := len(outs) - 1; i >= 0; i-- {
		for _, button := range outs[i].Buttons {
			if button.Label == label {
				return button.Data
			}
		}
	}
	t.Fatalf("no button %q", label)
	return ""
}

func TestSameUpdateTwiceHasOneEffect(t *testing.T) {
	h := bottest.NewHouse(t, nil)
	h.Handle(t, write(h, "t:1", "/start"))
	young := data(t, h.Channel.Take(), "Jeg er ung")
	var both sync.WaitGroup
	for range 8 {
		both.Go(func() {
			if err := h.Talk.Handle(context.Background(), tap(h, "t:2", young)); err != nil {
				t.Error(err)
			}
		})
	}
	both.Wait()
	h.Settle(t)
	if said := texts(h); len(said) != 2 { // the limits of secrecy, and the next question
		t.Errorf("one tap, delivered eight times, was answered with %d messages: %q", len(said), said)
	}
}

func TestTwoAtOnceOneWinsTheOtherStartsAgain(t *testing.T) {
	h := bottest.NewHouse(t, nil)
	h.Handle(t, write(h, "t:1", "/start"))
	outs := h.Channel.Take()
	labels := []string{"Jeg er ung", "Jeg er forælder"}
	var both sync.WaitGroup
	for i, label := range labels {
		in := tap(h, fmt.Sprintf("t:%d", i+2), data(t, outs, label))
		both.Go(func() {
			if err := h.Talk.Handle(context.Background(), in); err != nil {
				t.Error(err)
			}
		})
	}
	both.Wait()
	h.Settle(t)
	said := strings.Join(texts(h), "\n")
	const stale = "Det har du svaret på"
	if strings.Count(said, stale) != 1 {
		t.Errorf("of two taps at once one must win and the other be told, got:\n%s", said)
	}
}

func TestDeliveryGoesOnWhereItStopped(t *testing.T) {
	h := bottest.NewHouse(t, nil)
	down := true
	h.Channel.Fail = func(bot.Out) error {
		if down {
			return errors.New("connection reset")
		}
		return nil
	}
	h.Handle(t, write(h, "t:1", "/start"))
	h.Handle(t, write(h, "t:2", "/hjaelp"))
	if said := texts(h); len(said) != 0 {
		t.Fatalf("sent over a broken connection: %q", said)
	}
	down = false
	h.Wait(t, time.Minute)
	said := texts(h)
	if len(said) != 3 || !strings.HasPrefix(said[0], "Hej, jeg er en robot") || !strings.Contains(said[1], "/akut") {
		t.Errorf("replies must come later, all and in order, got %q", said)
	}
}

func TestPauseOfTheChannelIsKept(t *testing.T) {
	h := bottest.NewHouse(t, nil)
	h.Channel.Fail = func(bot.Out) error { return &bot.SendError{After: 30 * time.Second, Err: errors.New("too many")} }
	h.Handle(t, write(h, "t:1", "/start"))
	h.Channel.Fail = nil
	h.Wait(t, 20*time.Second)
	if said := texts(h); len(said) != 0 {
		t.Fatalf("sent before the pause was over: %q", said)
	}
	h.Wait(t, 15*time.Second)
	if said := texts(h); len(said) != 1 {
		t.Errorf("after the pause %d messages came, want 1", len(said))
	}
}

func TestPersonWhoIsGoneIsLeftInPeace(t *testing.T) {
	h := bottest.NewHouse(t, nil)
	tries := 0
	h.Channel.Fail = func(bot.Out) error { tries++; return &bot.SendError{Gone: true, Err: errors.New("blocked")} }
	h.Handle(t, write(h, "t:1", "/start"))
	h.Wait(t, 24*time.Hour)
	if tries != 1 {
		t.Errorf("tried %d times to write to somebody who blocked the bot, want once", tries)
	}
}

func TestOneBadReplyDoesNotStopTheNext(t *testing.T) {
	h := bottest.NewHouse(t, nil)
	first := true
	h.Channel.Fail = func(bot.Out) error {
		if first {
			first = false
			return &bot.SendError{Drop: true, Err: errors.New("bad request")}
		}
		return nil
	}
	h.Handle(t, write(h, "t:1", "/hjaelp"))
	if said := texts(h); len(said) != 1 || !strings.HasPrefix(said[0], "Hej") {
		t.Errorf("got %q, want the reply after the bad one", said)
	}
}

func TestStoreAway(t *testing.T) {
	h := bottest.NewHouse(t, nil)
	h.Handle(t, write(h, "t:1", "/start"))
	h.Channel.Take()
	h.Redis.SetError("LOADING Redis is loading the dataset in memory")
	away := func(id, text string) string {
		if err := h.Talk.Handle(context.Background(), write(h, id, text)); err == nil {
			t.Fatal("an update that is not kept was called safe")
		}
		h.Settle(t)
		return strings.Join(texts(h), "\n")
	}
	if said := away("t:2", "hej"); !strings.Contains(said, "112") || !strings.Contains(said, "teknisk fejl") {
		t.Errorf("with the store away the person heard %q", said)
	}
	if said := away("t:2", "hej"); said != "" {
		t.Errorf("the same trouble was told twice: %q", said)
	}
	if said := away("t:3", "jeg vil ikke leve mere"); !strings.HasPrefix(said, "Er du i fare lige nu, så ring 112") {
		t.Errorf("danger with the store away was answered with %q", said)
	}
	if said := away("t:3", "jeg vil ikke leve mere"); said != "" {
		t.Errorf("the card came again for the same message: %q", said)
	}
	h.Clock.Move(6 * time.Minute)
	if said := away("t:2", "hej"); said == "" {
		t.Error("after five minutes the person must hear again that there is trouble")
	}
	h.Redis.SetError("")
	h.Handle(t, write(h, "t:3", "jeg vil ikke leve mere"))
	if said := texts(h); len(said) != 0 {
		t.Errorf("redelivered after the trouble, the card came a second time: %q", said)
	}
	h.Handle(t, write(h, "t:2", "hej"))
	if said := texts(h); len(said) == 0 {
		t.Error("the message of the bad time was never answered")
	}
}

// FuzzTap taps whatever a stranger can make up. It must never be an error, silence
// or another person's business.
func FuzzTap(f *testing.F) {
	for _, seed := range []string{"", "!", "!slet", "!flyt:x", "!aflyst:", "0:young", "zzzz:back", "1:!human", ":", "\x00", "!human\n", strings.Repeat("æ", 400)} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, made string) {
		h := bottest.NewHouse(t, nil)
		h.Handle(t, write(h, "t:1", "/start"))
		h.Channel.Take()
		h.Handle(t, tap(h, "t:2", made))
		if said := texts(h); len(said) == 0 {
			t.Errorf("a tap on %q was met with silence", made)
		}
	})
}

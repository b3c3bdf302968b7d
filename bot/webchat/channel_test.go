package webchat_test

import (
	"context"
	"encoding/json"
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"lyt/bot"
	"lyt/bot/bottest"
	"lyt/bot/webchat"
)

func TestSendShapes(t *testing.T) {
	buttons := []bot.Button{{Label: "Ja", Data: "1:a"}, {Label: "Nej", Data: "1:b", Beside: true}}
	type row = map[string]any
	shown := []any{row{"l": "Ja", "d": "1:a"}, row{"l": "Nej", "d": "1:b", "w": true}}
	for name, c := range map[string]struct {
		out     bot.Out
		message string
		want    row
	}{
		"say":        {bot.Out{ID: "a", Text: "<b>hej</b>", Buttons: buttons}, "a", row{"k": "say", "m": "a", "t": "<b>hej</b>", "b": shown}},
		"counsellor": {bot.Out{ID: "a", Text: "hej", Voice: bot.Counsellor}, "a", row{"k": "say", "m": "a", "t": "hej", "v": "c"}},
		"replace":    {bot.Out{ID: "a", Text: "hej", Replace: "b", Buttons: buttons}, "b", row{"k": "replace", "m": "a", "r": "b", "t": "hej", "b": shown}},
		"settle":     {bot.Out{ID: "a", Settle: "b", Chosen: "x"}, "", row{"k": "settle", "m": "a", "r": "b"}},
		"delete":     {bot.Out{ID: "a", Delete: []string{"b", "c"}}, "", row{"k": "delete", "m": "a", "x": []any{"b", "c"}}},
		"wipe":       {bot.Out{ID: "a", Delete: []string{"b", "c"}, Wipe: true}, "", row{"k": "clear", "m": "a"}},
	} {
		feed := newFeed()
		who := bot.Pseudonym("p")
		message, err := webchat.NewChannel(feed, &bottest.Bell{}, time.Now).Send(context.Background(), bot.At("p"), c.out)
		if err != nil || message != c.message {
			t.Errorf("%s: message %q, %v", name, message, err)
		}
		entries, err := feed.Read(context.Background(), who, "", 10)
		if err != nil || len(entries) != 1 {
			t.Fatalf("%s: %d entries, %v", name, len(entries), err)
		}
		var got row
		if err := json.Unmarshal(entries[0].Data, &got); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

func TestSendTwiceIsShownOnce(t *testing.T) {
	feed := newFeed()
	channel := webchat.NewChannel(feed, &bottest.Bell{}, time.Now)
	for range 3 {
		if _, err := channel.Send(context.Background(), bot.At("p"), bot.Out{ID: "a", Text: "hej"}); err != nil {
			t.Fatal(err)
		}
	}
	if entries, _ := feed.Read(context.Background(), bot.Pseudonym("p"), "", 10); len(entries) != 1 {
		t.Errorf("%d entries", len(entries))
	}
}

func TestWipeTakesBothSides(t *testing.T) {
	feed := newFeed()
	channel := webchat.NewChannel(feed, &bottest.Bell{}, time.Now)
	ctx, to, who := context.Background(), bot.At("p"), bot.Pseudonym("p")
	for _, out := range []bot.Out{{ID: "a", Text: "før"}, {ID: "b", Wipe: true}, {ID: "c", Text: "Alt er slettet", Final: true}} {
		if _, err := channel.Send(ctx, to, out); err != nil {
			t.Fatal(err)
		}
	}
	entries, err := feed.Read(ctx, who, "", 10)
	if err != nil || len(entries) != 2 {
		t.Fatalf("%d entries, %v", len(entries), err)
	}
	if feed.wiped != 1 || feed.faded != time.Minute {
		t.Errorf("wiped %d times, fades after %v", feed.wiped, feed.faded)
	}
	feed.set(true)
	if _, err := channel.Send(ctx, to, bot.Out{ID: "d", Wipe: true}); err == nil {
		t.Error("a deletion that did not happen counts as done")
	}
}

func TestSendToNowhere(t *testing.T) {
	_, err := webchat.NewChannel(newFeed(), &bottest.Bell{}, time.Now).Send(context.Background(), bot.Address{}, bot.Out{ID: "a", Text: "hej"})
	var refused *bot.SendError
	if !errors.As(err, &refused) || !refused.Drop {
		t.Errorf("got %v", err)
	}
}

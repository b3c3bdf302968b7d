package telegram

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"lyt/bot"
	"lyt/bot/bottest"
)

// What an error means for the next try, and that it says nothing it should not.
func TestSendErrors(t *testing.T) {
	for name, c := range map[string]struct {
		fail bottest.TelegramFailure
		do   func(*bottest.TelegramUser)
		want *bot.SendError // nil: a plain error, to try again
	}{
		"429":              {fail: bottest.TelegramFailure{Status: 429, After: 7}, want: &bot.SendError{After: 7 * time.Second}},
		"429 without time": {fail: bottest.TelegramFailure{Status: 429}, want: &bot.SendError{After: time.Second}},
		"blocked":          {do: (*bottest.TelegramUser).Block, want: &bot.SendError{Gone: true}},
		"deactivated":      {do: (*bottest.TelegramUser).Leave, want: &bot.SendError{Gone: true}},
		"chat not found":   {fail: bottest.TelegramFailure{Status: 400, Reason: "Bad Request: chat not found"}, want: &bot.SendError{Gone: true}},
		"another 400":      {fail: bottest.TelegramFailure{Status: 400, Reason: "Bad Request: " + secretWords}, want: &bot.SendError{Drop: true}},
		"500":              {fail: bottest.TelegramFailure{Status: 500, Reason: secretWords}},
		"502 with a page":  {fail: bottest.TelegramFailure{Status: 502, HTML: true}},
		"200 with a page":  {fail: bottest.TelegramFailure{Status: 200, HTML: true}},
		"redirect":         {fail: bottest.TelegramFailure{Status: 302, HTML: true}},
		"reset":            {fail: bottest.TelegramFailure{Reset: true}},
		"wrong token":      {fail: bottest.TelegramFailure{Status: 401}},
		"nothing there":    {fail: bottest.TelegramFailure{Status: 404}},
	} {
		t.Run(name, func(t *testing.T) {
			r, user := met(t)
			if c.do != nil {
				c.do(user)
			} else {
				c.fail.Method, c.fail.Times = "sendMessage", -1
				r.fake.Fail(c.fail)
			}
			_, err := r.Send(t.Context(), personAddress(), bot.Out{ID: "1", Text: secretWords})
			var refused *bot.SendError
			switch {
			case err == nil:
				t.Fatal("the send went well")
			case errors.As(err, &refused) != (c.want != nil):
				t.Fatalf("got %#v, want %+v", err, c.want)
			case c.want != nil && (refused.Gone != c.want.Gone || refused.Drop != c.want.Drop || refused.After != c.want.After):
				t.Errorf("got %+v, want %+v", refused, c.want)
			}
			for _, secret := range []string{secretWords, fmt.Sprint(personID), "FaKe", "127.0.0.1", "http:", "nginx"} {
				if strings.Contains(err.Error(), secret) {
					t.Errorf("the error holds %q: %v", secret, err)
				}
			}
		})
	}
}

func TestSendNonsense(t *testing.T) {
	r, _ := met(t)
	for name, c := range map[string]struct {
		to  bot.Address
		out bot.Out
	}{
		"no chat":       {bot.At("web:x"), bot.Out{ID: "1", Text: "hej"}},
		"no address":    {bot.Address{}, bot.Out{ID: "1", Text: "hej"}},
		"nothing":       {personAddress(), bot.Out{ID: "1"}},
		"only space":    {personAddress(), bot.Out{ID: "1", Text: " \n"}},
		"unseen letter": {personAddress(), bot.Out{ID: "1", Text: "\u2003"}},
	} {
		var refused *bot.SendError
		if _, err := r.Send(t.Context(), c.to, c.out); !errors.As(err, &refused) || !refused.Drop {
			t.Errorf("%s: %v", name, err)
		}
	}
	send(t, r, bot.Out{ID: "2", Text: "ikke \xff UTF-8"})
	send(t, r, bot.Out{ID: "3", Wipe: true})
}

// A caller's own deadline stays recognisable, and ends the call.
func TestSendDeadline(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRigInside(t)
		r.fake.User(personID).Write("hej")
		r.fake.Fail(bottest.TelegramFailure{Method: "sendMessage", Times: -1, Delay: time.Hour})
		start := time.Now()
		_, err := r.Send(t.Context(), personAddress(), bot.Out{ID: "1", Text: "hej"})
		if !errors.Is(err, context.DeadlineExceeded) || time.Since(start) != callTime {
			t.Errorf("after %v: %v", time.Since(start), err)
		}
	})
}

// A message that Telegram took but whose answer holds something newer than the
// library would count as unsent, and be sent for ever.
func TestSendUnderstandsNewerAnswers(t *testing.T) {
	body := []byte(`{"ok":true,"result":{"message_id":9,"forward_origin":{"type":"from_mars"},"text":"` + secretWords + `"}}`)
	slim, err := slimAnswer(body)
	if err != nil || string(slim) != `{"ok":true,"result":{"message_id":9}}` {
		t.Errorf("%s, %v", slim, err)
	}
	if _, err := slimAnswer([]byte(`{"ok":"yes"}`)); err == nil {
		t.Error("nonsense was taken for an answer")
	}
}

// Silence while an answer is on its way feels like nobody is there.
func TestTypingWhenSlow(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRigInside(t)
		user := r.fake.User(personID)
		user.Write("hej")
		for took, want := range map[time.Duration]int{
			slowAfter - time.Millisecond: 0, slowAfter + time.Millisecond: 1, slowAfter + typingLife + time.Millisecond: 2,
		} {
			before := user.Typing()
			r.talk.when(func(ctx context.Context, _ bot.In) error { waitFor(ctx.Done(), took); return nil })
			if w := call(r.Webhook(r.talk), "POST", "s3cret_-", asJSON(t, textUpdate(1, "hej"))); w.Code != 200 {
				t.Errorf("%d", w.Code)
			}
			synctest.Wait()
			if got := user.Typing() - before; got != want {
				t.Errorf("an answer in %v: is writing %d times, want %d", took, got, want)
			}
		}
	})
}

// While a counsellor writes, the person sees that somebody does; a pause that Telegram
// asked for is kept.
func TestTypingOfTheCounsellor(t *testing.T) {
	r := newRig(t)
	user := r.fake.User(personID)
	user.Write("hej")
	var typist bot.Typist = r.Telegram
	if err := typist.Typing(t.Context(), personAddress()); err != nil || user.Typing() != 1 {
		t.Errorf("is writing %d times, %v", user.Typing(), err)
	}
	if err := typist.Typing(t.Context(), bot.At("nobody")); err == nil {
		t.Error("an address that is no chat was taken")
	}
	r.fake.Fail(bottest.TelegramFailure{Method: "sendMessage", Status: 429, After: 30, Times: 1})
	_, _ = r.Send(t.Context(), personAddress(), bot.Out{ID: "1", Text: "hej"}) // refused: the pause begins
	if err := typist.Typing(t.Context(), personAddress()); err != nil || user.Typing() != 1 {
		t.Errorf("in a pause it is writing: %d times, %v", user.Typing(), err)
	}
}

// A pause that Telegram asked for holds back all but the crisis card.
func TestUrgentGoesThroughAPause(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRigInside(t)
		r.fake.User(personID).Write("hej")
		r.fake.Fail(bottest.TelegramFailure{Method: "sendMessage", Status: 429, After: 30, Times: 1})
		for range 2 {
			var later *bot.SendError
			if _, err := r.Send(t.Context(), personAddress(), bot.Out{ID: "1", Text: "hej"}); !errors.As(err, &later) || later.After <= 0 {
				t.Errorf("got %v, want a pause", err)
			}
		}
		send(t, r, bot.Out{ID: "!", Text: "Ring 112", Urgent: true})
		if n := len(r.fake.Calls("sendMessage")); n != 2 {
			t.Errorf("%d calls, want the refused one and the card", n)
		}
	})
}

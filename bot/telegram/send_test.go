package telegram

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"lyt/bot"
	"lyt/bot/bottest"
)

func personAddress() bot.Address { return bot.At(fmt.Sprint(personID)) }

// send sends what must arrive.
func send(t *testing.T, r *rig, out bot.Out) string {
	t.Helper()
	id, err := r.Send(t.Context(), personAddress(), out)
	if err != nil {
		t.Fatalf("send: %v", err)
	}
	return id
}

// met is a rig with a person whom the bot may write to.
func met(t *testing.T, change ...func(*Config)) (*rig, *bottest.TelegramUser) {
	t.Helper()
	r := newRig(t, change...)
	user := r.fake.User(personID)
	user.Write("hej")
	return r, user
}

// Nothing in a text means anything to Telegram, and nothing is fetched for a preview.
func TestSendIsPlain(t *testing.T) {
	r, user := met(t)
	text := "<b>1 < 2 & *3* _4_ [5](https://x.dk) `6` \\ https://headspace.dk"
	if id := send(t, r, bot.Out{ID: "1", Text: text}); id != "2" {
		t.Errorf("message id %q, want 2", id)
	}
	if m := user.Next(); m.Text != text || !m.Plain || m.Preview {
		t.Errorf("got %+v", m)
	}
}

func TestSendButtons(t *testing.T) {
	r, user := met(t)
	send(t, r, bot.Out{ID: "1", Text: "Hvad nu?", Buttons: []bot.Button{
		{Label: "Book en tid", Data: "1:book"},
		{Label: "Ja", Data: "1:ja"}, {Label: "Nej", Data: "1:nej", Beside: true},
		{Label: "Ring 112", Link: "tel:112"},
		{Label: "headspace", Link: "https://headspace.dk"},
		{Label: "usikker", Link: "http://headspace.dk"},
		{Label: "for lang", Data: strings.Repeat("æ", 33)},
		{Label: " ", Data: "1:tom"}, {Label: "uden"},
	}})
	want := [][]bottest.TelegramButton{
		{{Text: "Book en tid", Data: "1:book"}},
		{{Text: "Ja", Data: "1:ja"}, {Text: "Nej", Data: "1:nej"}},
		{{Text: "headspace", URL: "https://headspace.dk"}},
	}
	if diff := cmp.Diff(want, user.Next().Buttons); diff != "" {
		t.Error(diff)
	}
}

// More buttons than Telegram takes must not cost the words.
func TestSendTooManyButtons(t *testing.T) {
	r, user := met(t)
	var many []bot.Button
	for i := range 130 {
		many = append(many, bot.Button{Label: fmt.Sprint(i), Data: fmt.Sprint(i), Beside: true})
	}
	send(t, r, bot.Out{ID: "1", Text: "Vælg", Buttons: many})
	if n := len(user.Next().Labels()); n != maxButtons {
		t.Errorf("%d buttons, want %d", n, maxButtons)
	}
}

func TestSendMarksTheCounsellor(t *testing.T) {
	r, user := met(t)
	send(t, r, bot.Out{ID: "1", Text: "Hej, jeg hedder <Mia>", Voice: bot.Counsellor})
	if got := user.Next().Text; got != "da:telegram.counsellor\nHej, jeg hedder <Mia>" {
		t.Errorf("got %q", got)
	}
}

// A long text comes in parts, buttons under the last, and goes as one.
func TestSendSplitsLongTexts(t *testing.T) {
	r, user := met(t)
	long := strings.Repeat("Ord 😀 med mere. ", 600)
	out := bot.Out{ID: "1", Text: long, Buttons: []bot.Button{{Label: "Ja", Data: "j"}}}
	send(t, r, bot.Out{ID: "0", Text: "før"})
	ids := send(t, r, out)
	user.Next()
	var parts []bottest.TelegramMessage
	for range strings.Split(ids, ",") {
		parts = append(parts, user.Next())
	}
	var whole []string
	for i, p := range parts {
		whole = append(whole, p.Text)
		if (len(p.Buttons) > 0) != (i == len(parts)-1) {
			t.Errorf("part %d has buttons %v", i, p.Labels())
		}
	}
	if got := strings.Join(whole, " "); got != strings.TrimSpace(long) || len(parts) < 3 {
		t.Errorf("%d parts, %d letters of %d", len(parts), len(got), len(long))
	}
	send(t, r, bot.Out{ID: "2", Delete: []string{ids}})
	for _, m := range user.Messages() {
		if m.Mine && m.Text != "før" {
			t.Error("a part was not deleted with the others")
		}
	}
}

// A part that did not get through does not make the ones before it come twice.
func TestSendGoesOnWithTheNextPart(t *testing.T) {
	r, user := met(t)
	out := bot.Out{ID: "1", Text: strings.Repeat("a", 3000) + "\n\n" + strings.Repeat("b", 3000)}
	r.fake.Fail(bottest.TelegramFailure{Method: "sendMessage", Delay: time.Nanosecond}) // the first goes well
	r.fake.Fail(bottest.TelegramFailure{Method: "sendMessage", Status: 429, After: 3})
	_, err := r.Send(t.Context(), personAddress(), out)
	var refused *bot.SendError
	if !errors.As(err, &refused) || refused.After != 3*time.Second {
		t.Fatalf("got %v", err)
	}
	calls := len(r.fake.Calls("sendMessage"))
	if _, err := r.Send(t.Context(), personAddress(), bot.Out{ID: "2", Text: "mere"}); !errors.As(err, &refused) || refused.After <= 0 {
		t.Errorf("within the pause Telegram asked for: %v", err)
	}
	if n := len(r.fake.Calls("sendMessage")); n != calls {
		t.Errorf("%d calls within the pause, want none", n-calls)
	}
	now := time.Now().Add(4 * time.Second)
	r.Now = func() time.Time { return now }
	if ids := send(t, r, out); ids != "2,3" {
		t.Errorf("ids %q, want 2,3", ids)
	}
	if n := len(user.Messages()); n != 3 {
		t.Errorf("%d messages in the chat, want 3: %s", n, user.Lines())
	}
}

func TestSplit(t *testing.T) {
	for _, c := range []struct {
		text string
		want []string
	}{
		{"", nil},
		{"kort", []string{"kort"}},
		{"Et afsnit.\n\nTo mere her", []string{"Et afsnit.", "To mere her"}},
		{"En sætning. To mere her", []string{"En sætning.", "To mere her"}},
		{"ord og ord og ord og ord", []string{"ord og ord og", "ord og ord"}},
		{strings.Repeat("x", 20), []string{strings.Repeat("x", 15), "xxxxx"}},
		{strings.Repeat("😀", 8), []string{strings.Repeat("😀", 7), "😀"}},
	} {
		if diff := cmp.Diff(c.want, split(c.text, 15)); diff != "" {
			t.Errorf("%q: %s", c.text, diff)
		}
	}
}

func TestSplitKeepsEveryLetter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringOfN(rapid.RuneFrom([]rune("ab .\n!?…æ😀\u00a0")), 0, 300, -1).Draw(t, "text")
		limit := rapid.IntRange(2, 60).Draw(t, "limit")
		var kept strings.Builder
		for _, part := range split(text, limit) {
			if n := units(part); n > limit || n == 0 {
				t.Fatalf("a part of %d units", n)
			}
			kept.WriteString(part)
		}
		if got, want := letters(kept.String()), letters(text); got != want {
			t.Fatalf("kept %q of %q", got, want)
		}
	})
}

func letters(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return r
	}, s)
}

// The question becomes its answer, or the next question, in place.
func TestReplaceAndSettle(t *testing.T) {
	r, user := met(t)
	keys := []bot.Button{{Label: "Ja", Data: "1"}}
	id := send(t, r, bot.Out{ID: "1", Text: "Et?", Buttons: keys})
	if got := send(t, r, bot.Out{ID: "2", Text: "To?", Buttons: keys, Replace: id}); got != id {
		t.Errorf("replace gave %q, want %q", got, id)
	}
	send(t, r, bot.Out{ID: "2", Text: "To?", Buttons: keys, Replace: id}) // not modified
	send(t, r, bot.Out{ID: "3", Settle: id, Chosen: "To?\n✓ Ja"})
	send(t, r, bot.Out{ID: "3", Settle: id, Chosen: "To?\n✓ Ja"}) // not modified
	plain := send(t, r, bot.Out{ID: "4", Text: "Tre?", Buttons: keys})
	send(t, r, bot.Out{ID: "5", Settle: plain})
	send(t, r, bot.Out{ID: "5", Settle: plain})  // not modified
	send(t, r, bot.Out{ID: "6", Settle: "4711"}) // not there
	send(t, r, bot.Out{ID: "7", Settle: "w-1"})  // another channel's
	want := []string{"> hej", "< Et?", "[Ja]", "= To?", "[Ja]", "= To?", "= ✓ Ja", "< Tre?", "[Ja]", "= Tre?"}
	if diff := cmp.Diff(want, user.Lines()); diff != "" {
		t.Error(diff)
	}
}

// Words that cannot go where they should go anew: they must arrive.
func TestReplaceOfWhatIsGone(t *testing.T) {
	r, user := met(t)
	for _, gone := range []string{"4711", "1", "0", "w-1"} { // not there, the person's own, none
		send(t, r, bot.Out{ID: gone, Text: "svar " + gone, Replace: gone})
		if got := user.Next().Text; got != "svar "+gone {
			t.Errorf("got %q", got)
		}
	}
	id := send(t, r, bot.Out{ID: "a", Text: "kort"})
	user.Next()
	send(t, r, bot.Out{ID: "b", Text: strings.Repeat("lang ", 1000), Replace: id})
	user.Next()
	user.Next()
}

func TestSettleWithTooMuchText(t *testing.T) {
	r, user := met(t)
	id := send(t, r, bot.Out{ID: "1", Text: "Et?", Buttons: []bot.Button{{Label: "Ja", Data: "1"}}})
	send(t, r, bot.Out{ID: "2", Settle: id, Chosen: strings.Repeat("x", maxUnits+1)})
	if m := user.Next(); m.Text != "Et?" || len(m.Buttons) != 0 {
		t.Errorf("got %+v", m)
	}
}

// One message too old must not keep the others from being deleted.
func TestDelete(t *testing.T) {
	clock := bottest.NewClock(time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC))
	r := newRigOn(t, bottest.NewTelegram(t, bottest.TelegramOptions{Now: clock.Now}))
	user := r.fake.User(personID)
	user.Write("hej")
	old := send(t, r, bot.Out{ID: "0", Text: "gammel"})
	clock.Move(48 * time.Hour)
	all := []string{old, "nonsense", "99999"}
	for i := range 230 {
		all = append(all, send(t, r, bot.Out{ID: fmt.Sprint(i), Text: fmt.Sprint(i)}))
	}
	send(t, r, bot.Out{ID: "x", Delete: all})
	left := user.Messages()
	if len(left) != 2 || left[1].Text != "gammel" {
		t.Errorf("%d messages left", len(left))
	}
	for _, c := range r.fake.Calls("deleteMessages") {
		if n := strings.Count(c.Params["message_ids"], ",") + 1; n > maxErase {
			t.Errorf("%d ids in one call", n)
		}
	}
}

package telegram

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"lyt/bot"
)

// seen is a bot.In with the words visible, for comparing.
type seen struct {
	ID, Address, Text, Data, Lang, Message, Shown string
	Kind                                          bot.Kind
}

func reveal(in bot.In) seen {
	return seen{
		ID: in.ID, Address: in.Address.Reveal(), Text: in.Text.Reveal(), Data: in.Data, Lang: in.Lang,
		Message: in.Message, Shown: in.Shown, Kind: in.Kind,
	}
}

func TestDecode(t *testing.T) {
	now := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	ch := &Telegram{Config: Config{Names: names{}, Now: func() time.Time { return now }}}
	at := `"chat":{"id":42,"type":"private","first_name":"Navn"},"from":{"id":42,"language_code":"da","username":"navn"},"message_id":7,"date":1`
	for name, c := range map[string]struct {
		raw  string
		want *seen
	}{
		"text":          {`{"update_id":1,"message":{` + at + `,"text":"hej 😀"}}`, &seen{Kind: bot.Text, Text: "hej 😀"}},
		"edited":        {`{"update_id":1,"edited_message":{` + at + `,"text":"/start nej"}}`, &seen{Kind: bot.Edited, Text: "/start nej"}},
		"start":         {`{"update_id":1,"message":{` + at + `,"text":"/start"}}`, &seen{Kind: bot.Start}},
		"start payload": {`{"update_id":1,"message":{` + at + `,"text":"/start helsingor_skole"}}`, &seen{Kind: bot.Start, Data: "helsingor_skole"}},
		"start of a named bot": {`{"update_id":1,"message":{` + at + `,"text":"/Start@LytBot skive"}}`,
			&seen{Kind: bot.Start, Data: "skive"}},
		"start with words: they may tell of danger": {`{"update_id":1,"message":{` + at + `,"text":"/start jeg vil dø"}}`,
			&seen{Kind: bot.Start, Text: "jeg vil dø"}},
		"start payload too long": {`{"update_id":1,"message":{` + at + `,"text":"/start ` + strings.Repeat("a", 65) + `"}}`,
			&seen{Kind: bot.Start, Text: strings.Repeat("a", 65)}},
		"start payload longest": {`{"update_id":1,"message":{` + at + `,"text":"/start ` + strings.Repeat("a", 64) + `"}}`,
			&seen{Kind: bot.Start, Data: strings.Repeat("a", 64)}},
		"other command":        {`{"update_id":1,"message":{` + at + `,"text":"/akut@LytBot nu"}}`, &seen{Kind: bot.Text, Text: "/akut nu"}},
		"command-like word":    {`{"update_id":1,"message":{` + at + `,"text":"/starter"}}`, &seen{Kind: bot.Text, Text: "/starter"}},
		"slash and letters":    {`{"update_id":1,"message":{` + at + `,"text":"/hjælp"}}`, &seen{Kind: bot.Text, Text: "/hjælp"}},
		"photo with a caption": {`{"update_id":1,"message":{` + at + `,"photo":[{}],"caption":"se her"}}`, &seen{Kind: bot.Unusable, Text: "se her"}},
		"something new":        {`{"update_id":1,"message":{` + at + `,"hologram":{"x":1}}}`, &seen{Kind: bot.Unusable}},
		"text from a new place": {`{"update_id":1,"message":{` + at + `,"text":"hej","forward_origin":{"type":"from_mars"}}}`,
			&seen{Kind: bot.Text, Text: "hej"}},
		"note of Telegram's": {`{"update_id":1,"message":{` + at + `,"pinned_message":{"message_id":3}}}`, nil},
		"another bot":        {`{"update_id":1,"message":{"message_id":1,"chat":{"id":42,"type":"private"},"from":{"id":43,"is_bot":true},"text":"hej"}}`, nil},
		"tap": {`{"update_id":1,"callback_query":{"id":"9","from":{"id":42,"language_code":"da"},"data":"1a:ja","message":{` + at + `,"text":"Hvad nu?"}}}`,
			&seen{Kind: bot.Tap, Data: "1a:ja", Message: "7", Shown: "Hvad nu?"}},
		"tap on an old message": {`{"update_id":1,"callback_query":{"id":"9","from":{"id":42},"data":"x","message":{"message_id":7,"date":0,"chat":{"id":42,"type":"private"}}}}`,
			&seen{Kind: bot.Tap, Data: "x", Message: "7"}},
		"tap without a message": {`{"update_id":1,"callback_query":{"id":"9","from":{"id":42},"data":"x"}}`, &seen{Kind: bot.Tap, Data: "x"}},
		"group":                 {`{"update_id":1,"message":{"message_id":1,"chat":{"id":-5,"type":"group"},"text":"hej"}}`, nil},
		"channel":               {`{"update_id":1,"channel_post":{"message_id":1,"chat":{"id":-5,"type":"channel"},"text":"hej"}}`, nil},
		"blocked":               {`{"update_id":1,"my_chat_member":{"chat":{"id":42,"type":"private"}}}`, nil},
		"unknown kind":          {`{"update_id":1,"thought":{"chat":{"id":42}}}`, nil},
	} {
		t.Run(name, func(t *testing.T) {
			u, whole, err := read([]byte(c.raw))
			if err != nil || !whole {
				t.Fatalf("read: whole %v, error %v", whole, err)
			}
			in, ok := ch.decode(u)
			if !ok || c.want == nil {
				if ok != (c.want != nil) {
					t.Fatalf("decoded %v, want %v", ok, c.want != nil)
				}
				return
			}
			want := *c.want
			want.ID, want.Address, want.Lang = "t:1", "42", "da"
			if diff := cmp.Diff(want, reveal(in)); diff != "" {
				t.Error(diff)
			}
			if in.Channel != Channel || !in.At.Equal(now) || !in.Person.Equal(names{}.Person(Channel, "42")) {
				t.Errorf("channel %q, at %v, or the person is wrong", in.Channel, in.At)
			}
		})
	}
}

// The library compares Telegram's UTF-16 offsets with bytes, so that it misses a
// command after "hæ" and may see one where none is. We look at the first word.
func TestCommandOffsets(t *testing.T) {
	for text, want := range map[string]seen{
		"hæ /start":        {Kind: bot.Text, Text: "hæ /start"},
		"åå /slet":         {Kind: bot.Text, Text: "åå /slet"},
		"😀😀 /start x":      {Kind: bot.Text, Text: "😀😀 /start x"},
		"  /start x":       {Kind: bot.Start, Data: "x"},
		"/start\nskive":    {Kind: bot.Start, Data: "skive"},
		"/akut@Bot\nhjælp": {Kind: bot.Text, Text: "/akut\nhjælp"},
	} {
		var in bot.In
		in.Kind, in.Text = bot.Text, bot.Heard(text)
		command(&in, text)
		if diff := cmp.Diff(want, reveal(in)); diff != "" {
			t.Errorf("%q: %s", text, diff)
		}
	}
}

func TestLanguage(t *testing.T) {
	for code, want := range map[string]string{
		"": "da", "da": "da", "da-DK": "da", "DA": "da", "nb": "da", "nn-NO": "da", "no": "da", "sv": "da", "fo": "da", "kl": "da",
		"en": "en", "en-GB": "en", "de": "en", "ar": "en", "dav": "en",
	} {
		if got := language(code); got != want {
			t.Errorf("language(%q) = %q, want %q", code, got, want)
		}
	}
}

// Names and usernames must not even be in memory: the types have no place for them.
func TestNamesAreNotRead(t *testing.T) {
	u, _, err := read([]byte(`{"update_id":1,"message":{"message_id":2,"text":"hej",
		"from":{"id":42,"first_name":"` + secretWords + `","username":"` + secretWords + `"},
		"chat":{"id":42,"type":"private","first_name":"` + secretWords + `"}}}`))
	if err != nil {
		t.Fatal(err)
	}
	if kept := string(asJSON(t, u)); strings.Contains(kept, secretWords) {
		t.Errorf("a name was read: %s", kept)
	}
}

func FuzzDecode(f *testing.F) {
	for _, seed := range []string{
		`{"update_id":1,"message":{"message_id":1,"chat":{"id":1,"type":"private"},"text":"/start x"}}`,
		`{"update_id":1,"callback_query":{"id":"1","from":{"id":1},"data":"!x"}}`,
		`{"update_id":1,"message":"?"}`, `{"update_id":9223372036854775808}`, `[]`, `null`, "{", "\xff",
		`{"update_id":1,"message":{"chat":{"id":1,"type":"private"},"text":"\ud800 \u0000"}}`,
	} {
		f.Add([]byte(seed))
	}
	ch := &Telegram{Config: Config{Names: names{}, Now: time.Now}}
	f.Fuzz(func(t *testing.T, raw []byte) {
		u, whole, err := read(raw)
		if err != nil && (whole || u != (update{})) {
			t.Fatal("an error came with an update")
		}
		if !whole {
			return
		}
		in, ok := ch.decode(u)
		switch {
		case ok && (in.ID == "" || in.Address.Empty() || in.Person.Key() == ""):
			t.Fatal("nobody to answer")
		case ok && in.Kind == bot.Start && in.Data != "" && !payloadShape.MatchString(in.Data):
			t.Fatal("a start payload that is none")
		}
		again, err := json.Marshal(u)
		if err != nil {
			t.Fatal(err)
		}
		if back, whole, err := read(again); err != nil || !whole || !cmp.Equal(u, back, cmp.AllowUnexported(message{}), cmp.AllowUnexported(service{})) {
			t.Fatalf("what was read does not read back the same: %v", err)
		}
	})
}

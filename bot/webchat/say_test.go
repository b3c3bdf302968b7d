package webchat_test

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"unicode/utf8"

	"lyt/bot"
)

func TestStartOpensTheTalkOnce(t *testing.T) {
	p := open(t, "")
	b := p.stranger()
	p.talk.does = func(in bot.In) error {
		_, err := p.channel.Send(context.Background(), in.Address, bot.Out{ID: in.ID + ".0", Text: "Hej"})
		return err
	}
	for range 3 {
		if status, _ := b.post("/start", url.Values{"s": {"helsingor_skole"}, "lang": {"en"}}); status != http.StatusOK {
			t.Fatalf("start: %d", status)
		}
	}
	ins := p.talk.heard()
	if len(ins) != 1 {
		t.Fatalf("%d starts, want 1: a reload must not begin again", len(ins))
	}
	in := ins[0]
	if in.Kind != bot.Open || in.Data != "helsingor_skole" || in.Lang != "en" || in.Channel != "web" || !in.Person.Equal(b.person()) {
		t.Errorf("start came as %+v", in)
	}
	if in.Address.Reveal() != b.person().Key() {
		t.Error("the address is not the pseudonym: the cookie must not be stored")
	}
}

func TestStartIgnoresOddPayload(t *testing.T) {
	p := open(t, "")
	for _, payload := range []string{"å", strings.Repeat("x", 65), "a b", "<script>"} {
		p.stranger().post("/start", url.Values{"s": {payload}})
	}
	if n := len(p.talk.heard()); n != 4 {
		t.Errorf("%d talks began, want 4", n)
	}
	for _, in := range p.talk.heard() {
		if in.Data != "" {
			t.Errorf("payload got through: %q", in.Data)
		}
	}
}

func TestStartIDStaysTheSame(t *testing.T) {
	p := open(t, "")
	b := p.visit()
	b.post("/start", url.Values{})
	p.visit()
	ins := p.talk.heard()
	if ins[0].ID != ins[1].ID {
		t.Error("the same browser started twice under two ids")
	}
	if ins[0].ID == ins[2].ID {
		t.Error("two browsers started under one id")
	}
}

func TestSayWordsAndTaps(t *testing.T) {
	p := open(t, "")
	b := p.visit()
	b.post("/say", url.Values{"id": {"abcdefgh1"}, "text": {"jeg er ked af det"}})
	b.post("/say", url.Values{"id": {"abcdefgh2"}, "data": {"1:young"}, "label": {"Jeg er ung"}, "message": {"m.0"}, "lang": {"en"}})
	ins := p.talk.heard()[1:]
	if len(ins) != 2 {
		t.Fatalf("%d came in", len(ins))
	}
	words, tap := ins[0], ins[1]
	if words.Kind != bot.Text || words.Text.Reveal() != "jeg er ked af det" || words.Lang != "da" {
		t.Errorf("words came as %+v", words)
	}
	if tap.Kind != bot.Tap || tap.Data != "1:young" || tap.Message != "m.0" || tap.Lang != "en" {
		t.Errorf("tap came as %+v", tap)
	}
	if !strings.HasPrefix(words.ID, "w:abcdefgh1:") || strings.Contains(words.ID, strings.TrimPrefix(b.person().Key(), "web.")) {
		t.Errorf("id %q: wants the browser's id and a hash of the cookie, not the cookie", words.ID)
	}
	stream := b.listen("")
	if _, own := stream.message(); own["k"] != "you" || own["t"] != "jeg er ked af det" || own["m"] != "abcdefgh1" {
		t.Errorf("own words stand as %v", own)
	}
	if _, own := stream.message(); own["k"] != "tap" || own["t"] != "Jeg er ung" || own["r"] != "m.0" {
		t.Errorf("own tap stands as %v", own)
	}
}

func TestSayTwiceStandsOnce(t *testing.T) {
	p := open(t, "")
	b := p.visit()
	for range 3 {
		b.post("/say", url.Values{"id": {"abcdefgh"}, "text": {"hej"}})
	}
	entries, err := p.feed.Read(context.Background(), b.person(), "", 10)
	if err != nil || len(entries) != 1 {
		t.Errorf("%d entries, %v", len(entries), err)
	}
	ins := p.talk.heard()[1:]
	if ins[0].ID != ins[1].ID || ins[1].ID != ins[2].ID {
		t.Error("repetitions came under different ids")
	}
}

func TestSayRefuses(t *testing.T) {
	p := open(t, "")
	b := p.visit()
	long := strings.Repeat("x", 65)
	for name, form := range map[string]url.Values{
		"no id":             {"text": {"hej"}},
		"short id":          {"id": {"a"}, "text": {"hej"}},
		"odd id":            {"id": {"abcdefgh:x"}, "text": {"hej"}},
		"nothing":           {"id": {"abcdefgh"}},
		"blank":             {"id": {"abcdefgh"}, "text": {" \n "}},
		"words and a tap":   {"id": {"abcdefgh"}, "text": {"hej"}, "data": {"1:x"}},
		"long data":         {"id": {"abcdefgh"}, "data": {long}},
		"data not in UTF-8": {"id": {"abcdefgh"}, "data": {"\xff"}},
	} {
		if status, _ := b.post("/say", form); status != http.StatusBadRequest {
			t.Errorf("%s: %d", name, status)
		}
	}
	resp, err := b.client.Post(p.server.URL+"/say", "application/x-www-form-urlencoded", strings.NewReader("id=%zz"))
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if resp.StatusCode != http.StatusBadRequest {
		t.Errorf("broken form: %d", resp.StatusCode)
	}
	if len(p.talk.heard()) != 1 {
		t.Error("something unusable got through")
	}
}

func TestSayLongAndOddWords(t *testing.T) {
	p := open(t, "")
	b := p.visit()
	long := strings.Repeat("å😀", 50_000)
	for name, text := range map[string]string{
		"long": long, "emoji": "😀😀", "not UTF-8": "a\xffb", "nul": "a\x00b", "markup": "<script>alert(1)</script>",
	} {
		if status, _ := b.post("/say", url.Values{"id": {"abcdefgh" + name[:1]}, "text": {text}}); status != http.StatusOK {
			t.Errorf("%s: %d", name, status)
		}
	}
	found := false
	for _, in := range p.talk.heard() {
		found = found || in.Text.Reveal() == long
	}
	if !found {
		t.Error("the talk did not get all 100,000 characters")
	}
	status, _ := b.post("/say", url.Values{"id": {"abcdefgh"}, "text": {strings.Repeat("x", 1<<21)}})
	if status != http.StatusRequestEntityTooLarge {
		t.Errorf("2 MiB: %d", status)
	}
	entries, err := p.feed.Read(context.Background(), b.person(), "", 100)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if n := utf8.RuneCount(e.Data); n > 4_100 {
			t.Errorf("an entry of %d characters is kept, the talk keeps 4,000", n)
		}
	}
}

func TestCrossOriginIsForbidden(t *testing.T) {
	p := open(t, "https://lyt.example.dk")
	for name, header := range map[string]map[string]string{
		"cross-site":     {"Sec-Fetch-Site": "cross-site"},
		"same-site":      {"Sec-Fetch-Site": "same-site"},
		"foreign origin": {"Origin": "https://evil.example"},
	} {
		for _, path := range []string{"/start", "/say"} {
			r, err := http.NewRequest(http.MethodPost, p.server.URL+path, strings.NewReader(""))
			if err != nil {
				t.Fatal(err)
			}
			for k, v := range header {
				r.Header.Set(k, v)
			}
			resp, err := http.DefaultClient.Do(r)
			if err != nil {
				t.Fatal(err)
			}
			resp.Body.Close()
			if resp.StatusCode != http.StatusForbidden {
				t.Errorf("%s %s: %d", name, path, resp.StatusCode)
			}
		}
	}
	r, err := http.NewRequest(http.MethodPost, p.server.URL+"/start", strings.NewReader(""))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Origin", "https://lyt.example.dk")
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if resp.StatusCode != http.StatusAccepted {
		t.Errorf("own origin behind a proxy: %d", resp.StatusCode)
	}
}

func TestMethods(t *testing.T) {
	p := open(t, "")
	b := p.visit()
	for _, path := range []string{"/start", "/say"} {
		if resp, _ := b.get(path); resp.StatusCode != http.StatusMethodNotAllowed {
			t.Errorf("GET %s: %d", path, resp.StatusCode)
		}
	}
	if len(p.talk.heard()) != 1 {
		t.Error("a GET changed something")
	}
}

func TestPostsAtOnceAreBounded(t *testing.T) {
	p := open(t, "")
	b := p.visit()
	let, busy := make(chan struct{}), make(chan struct{}, 20)
	p.talk.does = func(bot.In) error { busy <- struct{}{}; <-let; return nil }
	var wait sync.WaitGroup
	for i := range 6 {
		wait.Go(func() { b.post("/say", url.Values{"id": {"abcdefgh" + string(rune('a'+i))}, "text": {"hej"}}) })
	}
	for range 6 {
		<-busy
	}
	if status, _ := b.post("/say", url.Values{"id": {"abcdefghz"}, "text": {"hej"}}); status != http.StatusTooManyRequests {
		t.Errorf("seventh at once: %d", status)
	}
	p.page.Urgent = func(in bot.In) bool { return in.Text.Reveal() == "jeg vil dø" }
	wait.Go(func() {
		if status, _ := b.post("/say", url.Values{"id": {"abcdefghu"}, "text": {"jeg vil dø"}}); status != http.StatusOK {
			t.Errorf("a cry for help, seventh at once: %d", status)
		}
	})
	<-busy
	close(let)
	wait.Wait()
	if status, _ := b.post("/say", url.Values{"id": {"abcdefghz"}, "text": {"hej"}}); status != http.StatusOK {
		t.Errorf("afterwards: %d", status)
	}
}

func TestSayWhenTheTalkIsAway(t *testing.T) {
	p := open(t, "")
	b := p.visit()
	p.talk.does = func(bot.In) error { return errors.New("away") }
	status, shown := b.post("/say", url.Values{"id": {"abcdefgh"}, "text": {"hej"}})
	if status != http.StatusServiceUnavailable || len(shown) != 0 {
		t.Errorf("away: %d, %v", status, shown)
	}
	p.talk.does = nil
	if status, _ := b.post("/say", url.Values{"id": {"abcdefgh"}, "text": {"hej"}}); status != http.StatusOK {
		t.Errorf("back again: %d", status)
	}
}

package telegram

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/BurntSushi/toml"

	"lyt/bot/bottest"
)

// A token read from a file ends in a newline. The library would put it into an
// address, and the address into an error text.
func TestTokenWithNewline(t *testing.T) {
	fake := bottest.NewTelegram(t)
	r := newRigOn(t, fake, func(c *Config) { c.Token = " " + fake.Token() + "\r\n" })
	if err := r.Setup(t.Context()); err != nil {
		t.Errorf("setup: %v", err)
	}
	for _, token := range []string{
		"", "x", "123", ":abc", "12:", "abc:def", fake.Token() + "\nx", "12:a b", "12:a/../b", "12:a?b", "12:æ", fake.Token() + "\x00",
	} {
		_, err := New(Config{Token: token, Words: words{}, Names: names{}})
		if !errors.Is(err, ErrToken) || len(token) > 4 && strings.Contains(err.Error(), token) {
			t.Errorf("token %q: %v", token, err)
		}
	}
}

func TestNewRefusesBrokenSettings(t *testing.T) {
	token := "12:abc"
	for name, c := range map[string]struct {
		change Config
		want   error
	}{
		"no scheme":     {Config{API: "api.telegram.org"}, ErrAPI},
		"another":       {Config{API: "ftp://api.telegram.org"}, ErrAPI},
		"newline":       {Config{API: "https://api.telegram\n.org"}, ErrAPI},
		"query":         {Config{API: "https://api.telegram.org?x=1"}, ErrAPI},
		"no secret":     {Config{WebhookURL: "https://lyt.dk/telegram/webhook"}, ErrSecret},
		"secret letter": {Config{WebhookURL: "https://lyt.dk/x", Secret: "æ"}, ErrSecret},
		"polling":       {Config{}, nil},
		"own server":    {Config{API: "http://localhost:8081/"}, nil},
	} {
		c.change.Token = token
		if _, err := New(c.change); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
}

func TestSetup(t *testing.T) {
	r := newRig(t)
	if r.Ready() == nil {
		t.Error("ready before Telegram answered")
	}
	r.serve(t)
	if err := r.Ready(); err != nil {
		t.Error(err)
	}
	hook := r.fake.Calls("setWebhook")[0].Params
	if hook["secret_token"] != "s3cret_-" || hook["max_connections"] != "100" ||
		hook["allowed_updates"] != `["message","edited_message","callback_query"]` || hook["drop_pending_updates"] != "" {
		t.Errorf("set %v", hook)
	}
	for _, c := range []struct{ code, lang string }{{"", "da"}, {"en", "en"}} {
		menu := strings.Split(r.fake.Shown("setMyCommands", c.code), "\n")
		if len(menu) != len(commands()) || menu[1] != "/akut "+c.lang+":telegram.command.akut" {
			t.Errorf("menu %q", menu)
		}
		if got := r.fake.Shown("setMyDescription", c.code); got != c.lang+":telegram.description" {
			t.Errorf("description %q", got)
		}
		if got := r.fake.Shown("setMyShortDescription", c.code); got != c.lang+":telegram.about" {
			t.Errorf("short description %q", got)
		}
	}
	if n := len(r.fake.Calls("setMyName")); n != 0 {
		t.Error("the bot's name was touched")
	}
}

// Telegram away at the start is no reason not to start; a refused token is.
func TestSetupInsists(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRigInside(t, func(c *Config) { c.WebhookURL = "https://lyt.example/telegram/webhook" })
		r.fake.Fail(bottest.TelegramFailure{Method: "getMe", Status: 502, HTML: true, Times: 3})
		r.fake.Fail(bottest.TelegramFailure{Method: "getMe", Reset: true})
		r.fake.Fail(bottest.TelegramFailure{Method: "setWebhook", Status: 429, After: 40})
		r.fake.Fail(bottest.TelegramFailure{Method: "setMyCommands", Status: 500, Times: -1})
		r.fake.Fail(bottest.TelegramFailure{Method: "setMyDescription", Reset: true, Times: -1})
		start := time.Now()
		if err := r.Setup(t.Context()); err != nil {
			t.Fatal(err)
		}
		if took := time.Since(start); took < 40*time.Second || took > time.Minute {
			t.Errorf("took %v", took)
		}
		if r.Ready() != nil || r.fake.Shown("setMyShortDescription", "en") == "" {
			t.Error("texts that could not be set stopped the rest")
		}
		r.fake.Fail(bottest.TelegramFailure{Method: "getMe", Status: 401})
		if err := r.Setup(t.Context()); !errors.Is(err, ErrToken) {
			t.Errorf("a refused token: %v", err)
		}
	})
}

// The real texts fit where Telegram shows them, in both languages.
func TestTextsFit(t *testing.T) {
	for _, lang := range []string{"da", "en"} {
		texts := localeTexts(t, lang)
		for key, limit := range map[string]int{"telegram.description": 512, "telegram.about": 120, "telegram.counsellor": 30, "telegram.group": 600} {
			if n := units(texts[key]); n == 0 || n > limit {
				t.Errorf("%s %s: %d letters, at most %d", lang, key, n, limit)
			}
		}
		for _, name := range commands() {
			if n := units(texts["telegram.command."+name]); n < 3 || n > 60 {
				t.Errorf("%s: the description of /%s has %d letters", lang, name, n)
			}
		}
	}
}

// localeTexts finds our texts, in whichever file they stand.
func localeTexts(t *testing.T, lang string) map[string]string {
	t.Helper()
	texts := map[string]string{}
	for _, pattern := range []string{"../../locales/*." + lang + ".toml", "../../locales/*/*." + lang + ".toml"} {
		files, _ := filepath.Glob(pattern)
		for _, file := range files {
			raw, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			var all map[string]any
			if err := toml.Unmarshal(raw, &all); err != nil {
				continue // another's file; its own tests say so
			}
			for key, value := range all {
				if text, ok := value.(string); ok && strings.HasPrefix(key, "telegram.") {
					texts[key] = text
				}
			}
		}
	}
	return texts
}

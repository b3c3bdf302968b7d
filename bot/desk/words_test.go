package desk_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/BurntSushi/toml"
)

// TestWords holds the desk's keys against both languages: none missing, none empty,
// none that nobody shows.
func TestWords(t *testing.T) {
	used := usedKeys(t)
	for _, lang := range []string{"da", "en"} {
		texts := texts(t, lang)
		for key := range used {
			if text := texts[key]; text == nil || text == "" {
				t.Errorf("%s: %s is missing", lang, key)
			}
		}
		for key := range texts {
			if strings.HasPrefix(key, "desk.") && !strings.HasPrefix(key, "desk.deed.") && !used[key] {
				t.Errorf("%s: %s is shown nowhere", lang, key)
			}
		}
	}
}

// usedKeys reads them from the templates and the code; those put together at run
// time are named here.
func usedKeys(t *testing.T) map[string]bool {
	t.Helper()
	used := map[string]bool{"desk.figures.returned": true, "thread.left": true}
	for prefix, ends := range map[string][]string{
		"desk.danger.":   {"crisis", "low"},
		"desk.mark.":     {"crisis", "concern"},
		"desk.speaks.":   {"da", "en"},
		"desk.who.":      {"person", "counsellor", "note", "whisper"},
		"desk.reason.":   {"talked", "booked", "handed-on", "no-answer", "silly", "abusive", "wrong-place"},
		"desk.presence.": {"on", "pause"},
		"desk.":          {"queue", "live", "calendar", "figures", "guide", "log"}, // the menu
		"desk.notify.":   {"subject", "text", "link"},                              // bot/notify
		"thread.": {
			"onward-asked", "onward-yes", "onward-no", "onward-back", "moved", "declined", "returned", "took-over", "joined", "departed", "watched",
			"offered", "carded", "alarmed",
		},
		"desk.title.":          {"queue", "talk", "calendar", "guide", "live", "log", "figures", "me"},
		"desk.figures.closed.": {"talked", "booked", "handed-on", "no-answer", "silly", "abusive", "wrong-place", "left"},
		"desk.figures.met.":    {"yes", "no", "not-yet"},
		"desk.login.":          {"denied", "throttled"},
		"desk.code.":           {"denied", "throttled"},
		"desk.me.password.":    {"denied", "throttled"},
		"desk.elsewhere.":      {"denied", "throttled", "stranger", "taken", "away"},
		"desk.role.":           {"counsellor", "coordinator", "supervisor", "auditor"},
		"format.":              {"in-person", "phone", "video", "chat"},
	} {
		for _, end := range ends {
			used[prefix+end] = true
		}
	}
	inTemplates := regexp.MustCompile(`\.(?:T|N|Lines|Until) "([a-z0-9.-]+)"`)
	inCode := regexp.MustCompile(`"(desk\.[a-z0-9.-]*[a-z])"`)
	pages, _ := filepath.Glob("pages/*.html")
	code, _ := filepath.Glob("*.go")
	for _, path := range append(pages, code...) {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for _, match := range inTemplates.FindAllStringSubmatch(string(text), -1) {
			used["desk."+match[1]] = true
		}
		for _, match := range inCode.FindAllStringSubmatch(string(text), -1) {
			if !strings.Contains(match[1], ".css") && !strings.Contains(match[1], ".js") {
				used[match[1]] = true
			}
		}
	}
	return used
}

func texts(t *testing.T, lang string) map[string]any {
	t.Helper()
	all := map[string]any{}
	if _, err := toml.DecodeFile("../../locales/active."+lang+".toml", &all); err != nil {
		t.Fatal(err)
	}
	return all
}

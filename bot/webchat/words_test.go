package webchat_test

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/BurntSushi/toml"
)

// TestWords holds the page's keys against both languages: none missing, none empty,
// none that nobody shows.
func TestWords(t *testing.T) {
	page, err := os.ReadFile("page.html")
	if err != nil {
		t.Fatal(err)
	}
	used := map[string]bool{}
	for _, match := range regexp.MustCompile(`\.T "([a-z0-9.]+)"`).FindAllStringSubmatch(string(page), -1) {
		used["web."+match[1]] = true
	}
	for _, lang := range []string{"da", "en"} {
		texts := map[string]any{}
		if _, err := toml.DecodeFile("../../locales/active."+lang+".toml", &texts); err != nil {
			t.Fatal(err)
		}
		for key := range used {
			if text, ok := texts[key].(string); !ok || text == "" {
				t.Errorf("%s: %s is missing", lang, key)
			}
		}
		for key := range texts {
			if strings.HasPrefix(key, "web.") && !used[key] {
				t.Errorf("%s: %s is shown nowhere", lang, key)
			}
		}
	}
}

package flows_test

import (
	"flag"
	"regexp"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the conversations anew as they are played")

// TestConversations plays every conversation in testdata. They are the
// specification: read them, and you know what a person meets.
func TestConversations(t *testing.T) {
	for _, p := range perform(t) {
		if len(p.outs) == 0 {
			t.Errorf("%s: the bot says nothing", p.path)
		}
	}
}

// TestNothingIsInTheClear looks through every log line, key and value that the
// conversations left for the words of the person and the counsellor, and for where
// the person can be reached.
func TestNothingIsInTheClear(t *testing.T) {
	address := regexp.MustCompile(`(^|\D)4711(\D|$)`)
	for _, p := range perform(t) {
		var all strings.Builder
		all.WriteString(p.logs)
		for line := range p.store {
			all.WriteString(line)
		}
		seen := strings.ToLower(all.String())
		if !strings.Contains(seen, "lyt:{") {
			t.Fatalf("%s: no key of ours was seen", p.path)
		}
		if address.MatchString(seen) {
			t.Errorf("%s: the chat's id stands in a log, key or value", p.path)
		}
		for _, words := range p.typed {
			if hides(seen, words) {
				t.Errorf("%s: %q stands in a log, key or value", p.path, words)
			}
		}
	}
}

// hides says that the words, or the beginning of long ones, stand in a text. Words
// as short as "ja" stand in many texts by chance.
func hides(text, words string) bool {
	const short, most = 6, 40
	runes := []rune(strings.ToLower(words))
	return len(runes) >= short && strings.Contains(text, string(runes[:min(len(runes), most)]))
}

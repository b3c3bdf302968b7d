package proof

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// A finding shows the talk as conversations are written down.
func TestChatOfAFinding(t *testing.T) {
	c := talk(t, `
  hello: {buttons: {a: one, b: choose}}
  one: {ticks: topics, done: silent}
  silent: {end: silent}`, rules)
	found, _ := pathsOf(c)
	const want = `> /start
< first-contact.hello 112
[a]
[b]

> [a]
< first-contact.one 112
[school] [grief]
[harm]
[done]
[back]

> [school]
< first-contact.one 112
[✓ school] [grief]
[harm]
[done]
[back]

> [done]
< first-contact.silent
`
	if len(found) != 2 || found[0].Code != "far-from-human" {
		t.Fatalf("found %v", found)
	}
	if diff := cmp.Diff(want, found[1].Chat); diff != "" {
		t.Error(diff)
	}
}

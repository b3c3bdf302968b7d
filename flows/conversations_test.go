package flows_test

import (
	"flag"
	"path/filepath"
	"testing"

	"lyt/bot/bottest"
)

var update = flag.Bool("update", false, "write the conversations anew as they are played")

// TestConversations plays every conversation in testdata. They are the
// specification: read them, and you know what a person meets.
func TestConversations(t *testing.T) {
	paths, err := filepath.Glob("testdata/*/*.chat")
	if err != nil || len(paths) == 0 {
		t.Fatalf("no conversations in testdata: %v", err)
	}
	for _, path := range paths {
		t.Run(path, func(t *testing.T) {
			bottest.Play(t, bottest.NewHouse(t, nil), path, *update)
		})
	}
}

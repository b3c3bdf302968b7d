package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestUnsafeConversationsAreNotServed: a conversation that leaves somebody in danger
// unasked is read without an error, and yet nobody comes to talk with it.
func TestUnsafeConversationsAreNotServed(t *testing.T) {
	dir := changed(t, []edit{{"flows/first-contact.yaml", "- {if: who5.score <= 35, go: low}", "- {if: who5.score <= 10, go: low}"}})
	var keys bytes.Buffer
	if code := run([]string{"keys", "new"}, world{ctx: t.Context(), stdout: &keys, stderr: &keys}); code != exitOK {
		t.Fatalf("keys new: exit %d", code)
	}
	keyset := filepath.Join(t.TempDir(), "keyset")
	if err := os.WriteFile(keyset, keys.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("LYT_CONTENT", dir)
	t.Setenv("LYT_KEYSET", keyset)
	t.Setenv("LYT_REDIS_URL", "redis://127.0.0.1:1") // it does not come so far
	for _, command := range []string{"serve", "demo", "chat"} {
		t.Run(command, func(t *testing.T) {
			ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
			defer cancel()
			var out, complaints bytes.Buffer
			code := run([]string{command}, world{ctx: ctx, stdin: strings.NewReader(""), stdout: &out, stderr: &complaints})
			if code != exitFinding || ctx.Err() != nil {
				t.Errorf("exit %d, want %d", code, exitFinding)
			}
			for _, words := range []string{"error safety-not-asked: ", "\n    > /start\n", "\n    > [Jeg er ung]\n", "lyt: the conversations have 1 errors; mend them, or see: lyt check"} {
				if !strings.Contains(complaints.String(), words) {
					t.Errorf("%q is not said:\n%s", words, complaints.String())
				}
			}
		})
	}
}

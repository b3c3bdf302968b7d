package bottest

import (
	"os"
	"testing"
)

// requireAll is the variable that turns a skipped test into a failed one: where
// everything is installed, nothing may be left out.
const requireAll = "TEST_REQUIRE_ALL"

// Missing skips a test for want of a program, loudly, and says what was not tried.
func Missing(t testing.TB, program, lost string) {
	t.Helper()
	if os.Getenv(requireAll) != "" {
		t.Fatalf("%s is not installed: %s", program, lost)
	}
	t.Skipf("SKIPPED, NOT TESTED: %s is not installed: %s", program, lost)
}

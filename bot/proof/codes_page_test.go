package proof_test

import (
	"bytes"
	"os"
	"testing"

	"lyt/bot/proof"
)

const codesPage = `# What lyt check can find

Written by a test: go test ./bot/proof -run CodesPage -update. The same is told by
lyt check --explain CODE.

` + "```\n"

// TestCodesPage keeps a page with every code, for those who read before they write.
func TestCodesPage(t *testing.T) {
	var page bytes.Buffer
	page.WriteString(codesPage)
	if err := proof.Explain(&page, "all"); err != nil {
		t.Fatal(err)
	}
	page.WriteString("```\n")
	if *update {
		if err := os.WriteFile("CODES.md", page.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	was, err := os.ReadFile("CODES.md")
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(was, page.Bytes()) {
		t.Error("CODES.md is old; write it anew with -update")
	}
}

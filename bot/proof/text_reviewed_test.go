package proof_test

import (
	"flag"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"lyt/bot/proof"
	"lyt/flows"
	"lyt/locales"
)

var update = flag.Bool("update", false, "write the checksums of locales/reviewed.toml anew")

// TestReviewed: the shipped list is just what must be read. With -update it is written
// anew, when somebody has read what changed.
func TestReviewed(t *testing.T) {
	const file = "../../locales/reviewed.toml"
	content, _ := proof.Read(flows.FS, locales.FS)
	if !content.Complete() {
		t.Fatal("the shipped content cannot be read; see lyt check")
	}
	is, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	head, _, _ := strings.Cut(string(is), "\n[da]\n")
	want := head + lists(content.Reviews())
	if *update {
		if err := os.WriteFile(file, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	} else if want != string(is) {
		t.Errorf("%s is not the list of what must be read; see its head", file)
	}
}

func lists(reviews map[string]map[string]string) string {
	var b strings.Builder
	for _, lang := range []string{"da", "en"} {
		fmt.Fprintf(&b, "\n[%s]\n", lang)
		for _, key := range slices.Sorted(maps.Keys(reviews[lang])) {
			fmt.Fprintf(&b, "%q = %q\n", key, reviews[lang][key])
		}
	}
	return b.String()
}

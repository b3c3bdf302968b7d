package proof_test

import (
	"maps"
	"slices"
	"testing"
	"testing/fstest"

	"lyt/bot/proof"
)

// FuzzCheck spoils the shipped content at any place with any bytes: whatever a file
// holds, a check ends, and every finding can be read, found and explained.
func FuzzCheck(f *testing.F) {
	for _, c := range []struct {
		file, at, cut int
		bytes         string
	}{{1, 20, 3, "{"}, {40, 900, 0, "\xff\xfe"}, {41, 30000, 200, ""}, {5, 0, 1 << 20, ""}, {42, 500, 0, "\n\"a\" = \"{\"\n"}, {3, 300, 1, "\t"}} {
		f.Add(c.file, c.at, c.cut, c.bytes)
	}
	explained := map[string]string{}
	for _, c := range proof.Codes() {
		explained[c.Name] = c.Severity
	}
	f.Fuzz(func(t *testing.T, file, at, cut int, bytes string) {
		all := shipped(t)
		names := slices.Sorted(maps.Keys(all))
		name := names[modulo(file, len(names))]
		old := all[name].Data
		at = modulo(at, len(old)+1)
		cut = modulo(cut, len(old)-at+1)
		all[name] = &fstest.MapFile{Data: slices.Concat(old[:at], []byte(bytes), old[at+cut:])}
		for _, found := range check(all) {
			if found.File == "" || len(found.Message) < 5 || explained[found.Code] != found.Severity {
				t.Errorf("%s: %v", name, found)
			}
			if len(found.Excerpt) > 1000 || found.Line < 0 || found.Col < 0 {
				t.Errorf("%s: %v\n%s", name, found, found.Excerpt)
			}
		}
	})
}

func modulo(n, of int) int {
	return max(n%of, -(n % of))
}

package flow

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestFold(t *testing.T) {
	for _, alike := range [][]string{
		{"foraldre", "FORÆLDRE!", "foraeldre", "foraldre", " Forældre… "},
		{"fa sor pa o", "få sør på ø", "faa soer paa oe", "FÅ SØR PÅ Ø", "fa\u030a sør, pa\u030a (ø)"},
		{"15 17 ar", "15-17 år", "15 – 17 aar"},
		{"ide", "idé", "ide\u0301", "i\u200bde", "🦊 ide 🦊"},
		{"", "", "🦊", "...", "\u200d\u200b", " \t\n"},
	} {
		for _, text := range alike[1:] {
			if diff := cmp.Diff(alike[0], Folded(text)); diff != "" {
				t.Errorf("%q: %s", text, diff)
			}
		}
	}
}

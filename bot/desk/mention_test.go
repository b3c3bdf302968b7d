package desk_test

import (
	"slices"
	"testing"

	"lyt/bot/desk"
)

// TestWhoIsMentioned: a note lets somebody into a talk, so only who is named comes in.
func TestWhoIsMentioned(t *testing.T) {
	names := []string{"kollega", "Mette", "Mette Sørensen", "anne", "Åse"}
	for note, want := range map[string][]string{
		"@kollega læs lige med":              {"kollega"},
		"(@KOLLEGA) og @åse, tak":            {"kollega", "Åse"},
		"Mors mail er hanne@kollega.dk":      nil,
		"skriv til a.@kollega eller b-@anne": nil,
		"@Mette Sørensen kig lige":           {"Mette Sørensen"},
		"@Mette og @mette sørensen":          {"Mette", "Mette Sørensen"},
		"@anne-marie ved det":                nil,
		"@anneth @anne@anne":                 nil,
		"@anne. @anne":                       {"anne"},
		"uden @ og med @":                    nil,
	} {
		if got := desk.Mentioned(note, names...); !slices.Equal(got, want) {
			t.Errorf("%q names %v, want %v", note, got, want)
		}
	}
}

package proof_test

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"lyt/bot/flow"
	"lyt/bot/proof"
)

// Ten words, two of them long, in three sentences.
func TestEaseCountsAsItShould(t *testing.T) {
	var e proof.Ease
	e.Read("Den lange bjergbestiger er nu her.\nHej med dig: Godaften")
	if got := e.LIX(); got != 10.0/3+20 {
		t.Errorf("LIX is %.2f", got)
	}
	if (proof.Ease{}).LIX() != 0 {
		t.Error("no words are not easy")
	}
}

// TestCarets: the caret stands under the very word, whatever stands before it.
func TestCarets(t *testing.T) {
	good := shipped(t)
	const middle = `"first-contact.middle" = "`
	for _, c := range []struct {
		name, file, old, new string
		under                string // what stands at the caret
	}{
		{"after æ, ø and å", danish, middle, middle + "Æøå på én sag. ", "sag."},
		{"not inside of a longer word", danish, middle, middle + "Om døgnet og at dø. ", "dø."},
		{"after a line break of the file", danish, middle, middle + `Hej.\ndø. `, "dø."},
		{"after a long beginning", danish, middle, middle + strings.Repeat("Ord og ord. ", 12) + "En sag. ", "sag."},
		{"in the second form of a plural", danish, `other = "Du er nummer`, `other = "En sag. Du er nummer`, "sag."},
		{"in a text of several lines", danish, "Har du noget, der er svært?", "Har du noget, der er svært?\nEn sag til.", "sag til."},
		{"at a number", danish, middle, middle + "Ring på 12 34 56 78. ", "12 34 56 78."},
		{"at a placeholder", danish, middle, middle + "Hej {you}. ", "{you}"},
		{"with a tab before it", danish, middle, "\t" + middle + "\tEn sag. ", "sag."},
		{"at a value", danish, `"talk.delete.yes" = "Ja, slet alt"`, `"talk.delete.yes"   =   "Ja"`, `"Ja"`},
		{"at a tab that indents", first, "\n  area: {pick", "\n \tarea: {pick", " area:"}, // the tab is shown as a space
		{"at a broken quote", danish, `"flow.and" = "og"`, `"flow.and" = og`, "og"},
		{"in the list of reviewed texts", "locales/reviewed.toml", "[en]\n", "[en]\n\"talk.crisis.old\" = \"1\"\n", "\"talk.crisis.old"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			m := mutation{name: c.name, file: c.file, old: c.old, new: c.new}
			found := check(m.make(t, good))
			if len(found) == 0 {
				t.Fatal("nothing is found")
			}
			if got := underCaret(found[0]); !strings.HasPrefix(got, c.under) {
				t.Errorf("the caret stands under %.20q:\n%v\n%s", got, found[0], found[0].Excerpt)
			}
		})
	}
}

// underCaret is the rest of the line from the caret on.
func underCaret(f flow.Finding) string {
	line, caret, _ := strings.Cut(f.Excerpt, "\n")
	runes := []rune(line)
	return string(runes[min(len(caret)-1, len(runes)):])
}

// TestAServiceNobodyIsShown: behind more like it than a question can show, a service
// is never come to.
func TestAServiceNobodyIsShown(t *testing.T) {
	all := shipped(t)
	texts := ""
	for i := range 12 {
		id := fmt.Sprintf("helper-%02d", i)
		all["flows/services/"+id+".yaml"] = &fstest.MapFile{Data: []byte("service: " + id + "\nname: Hjælp\nkind: civil\nareas: all\nages: all\naudiences: [professional]\ntopics: any\nweb: https://hjaelp.dk\nsource: a test\n")}
		texts += "\"services." + id + "\" = \"Hjælp.\"\n"
	}
	for _, file := range []string{danish, english} {
		all[file] = &fstest.MapFile{Data: append([]byte(texts), all[file].Data...)}
	}
	var hidden []string
	for _, f := range check(all) {
		if f.Code != "unreachable-service" {
			t.Errorf("%v", f)
		}
		hidden = append(hidden, f.File)
	}
	if len(hidden) != 5 || hidden[4] != "flows/services/helper-11.yaml" {
		t.Errorf("never shown are %v", hidden)
	}
}

// TestFindingsStandInOrder: by file and line, and none of them twice.
func TestFindingsStandInOrder(t *testing.T) {
	all := shipped(t)
	for _, m := range []mutation{
		{file: danish, old: `"first-contact.thanks" = "Din tid er`, new: `"first-contact.thanks" = "Tiden er`},
		{file: danish, old: `"talk.delete.yes" = "Ja, slet alt"`, new: `"talk.delete.yes" = "Ja!"`},
		{file: "flows/who5.yaml", old: "glad og i godt humør", new: "glad"},
		{file: "flows/services/sind.yaml", old: "name: ", new: "name: Landsforeningen for det hele og "},
	} {
		all = m.make(t, all)
	}
	var lines []string
	for _, f := range check(all) {
		lines = append(lines, f.File+" "+f.Code)
	}
	const want = "flows/services/sind.yaml long-label, flows/who5.yaml who5-wording, locales/active.da.toml fixed-words, locales/active.da.toml fixed-label, locales/active.da.toml cheer"
	if got := strings.Join(lines, ", "); got != want {
		t.Errorf("found %s", got)
	}
}

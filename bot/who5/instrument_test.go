package who5

import (
	"bytes"
	"errors"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
)

// The wording, spelled out a second time: whoever changes the file must change this
// too, and will read this line before: the words are not ours to change.
var danish = Form{
	Items: []string{
		"I de sidste 2 uger har jeg været glad og i godt humør",
		"I de sidste 2 uger har jeg følt mig rolig og afslappet",
		"I de sidste 2 uger har jeg følt mig aktiv og energisk",
		"I de sidste 2 uger er jeg vågnet frisk og udhvilet",
		"I de sidste 2 uger har min dagligdag været fyldt med ting der interesserer mig",
	},
	Options: []string{
		"Hele tiden",
		"Det meste af tiden",
		"Lidt mere end halvdelen af tiden",
		"Lidt mindre end halvdelen af tiden",
		"Lidt af tiden",
		"På intet tidspunkt",
	},
}

var english = Form{
	Items: []string{
		"I have felt cheerful and in good spirits",
		"I have felt calm and relaxed",
		"I have felt active and vigorous",
		"I woke up feeling fresh and rested",
		"My daily life has been filled with things that interest me",
	},
	Options: []string{
		"All of the time",
		"Most of the time",
		"More than half of the time",
		"Less than half of the time",
		"Some of the time",
		"At no time",
	},
}

func shipped(t testing.TB) ([]byte, *Instrument) {
	t.Helper()
	data, err := os.ReadFile("../../flows/" + File)
	if err != nil {
		t.Fatal(err)
	}
	i, err := Parse(data)
	if err != nil {
		t.Fatal(err)
	}
	return data, i
}

func TestWordingIsThePublishedOne(t *testing.T) {
	_, i := shipped(t)
	for lang, want := range map[string]Form{"da": danish, "en": english} {
		got := i.Languages[lang]
		if diff := cmp.Diff(want.Items, got.Items); diff != "" {
			t.Errorf("%s items: %s", lang, diff)
		}
		if diff := cmp.Diff(want.Options, got.Options); diff != "" {
			t.Errorf("%s options: %s", lang, diff)
		}
		if want.Sum() != published(lang) {
			t.Errorf("the checksum of %s is not that of the published words", lang)
		}
	}
	if err := i.Verify(); err != nil {
		t.Error(err)
	}
	if len(i.Languages) != 2 {
		t.Errorf("%d languages", len(i.Languages))
	}
}

func TestOneLetterIsNoticed(t *testing.T) {
	data, _ := shipped(t)
	for _, c := range []struct{ from, to string }{
		{"glad og i godt humør", "glad og godt humør"},
		{"fyldt med ting der interesserer", "fyldt med ting, der interesserer"},
		{"Det meste af tiden", "Det mest af tiden"},
		{"At no time", "Never"},
		{"Højere tal betyder bedre trivsel", "Højere tal betyder dårligere trivsel"},
		{"higher numbers mean\n        better", "higher numbers mean\n        worse"},
		{"WHO-5 Trivselsindeks", "Test for depression"},
	} {
		changed := bytes.Replace(data, []byte(c.from), []byte(c.to), 1)
		if bytes.Equal(changed, data) {
			t.Fatalf("%q does not stand in the file", c.from)
		}
		i, err := Parse(changed)
		if err != nil {
			t.Fatal(err)
		}
		if err := i.Verify(); !errors.Is(err, ErrReworded) {
			t.Errorf("%q for %q: %v", c.to, c.from, err)
		}
	}
}

func TestAnotherLanguageNeedsItsChecksum(t *testing.T) {
	_, i := shipped(t)
	i.Languages["pl"] = i.Languages["en"]
	if err := i.Verify(); !errors.Is(err, ErrReworded) {
		t.Errorf("an unchecked language passes: %v", err)
	}
}

func TestLicenceStandsInTheFile(t *testing.T) {
	data, i := shipped(t)
	head, _, _ := strings.Cut(string(data), "\ninstrument:")
	for _, want := range []string{"WHO/UCN/MSD/MHE/2024.1", "CC BY-NC-SA 3.0 IGO", "World Health Organization"} {
		if !strings.Contains(strings.ReplaceAll(head, "\n# ", " "), want) {
			t.Errorf("the head of the file lacks %q", want)
		}
	}
	if i.Licence != "CC BY-NC-SA 3.0 IGO" || !strings.Contains(i.Source, "WHO/UCN/MSD/MHE/2024.1") {
		t.Errorf("licence %q, source %q", i.Licence, i.Source)
	}
	const binding = "The original English edition shall be the binding and authentic edition."
	if !strings.Contains(i.Notice, "translation was not created by the World Health Organization (WHO)") || !strings.Contains(i.Notice, binding) {
		t.Errorf("notice %q", i.Notice)
	}
	if da := i.Languages["da"].Instruction; !da.Adapted || da.Reason == "" {
		t.Error("the Danish instruction is adapted, and must say so")
	}
	if i.Languages["en"].Instruction.Adapted {
		t.Error("the English instruction is the published one")
	}
}

func TestText(t *testing.T) {
	_, i := shipped(t)
	for _, c := range []struct {
		lang, key, want string
		ok              bool
	}{
		{"da", "who5.item.1", danish.Items[0], true},
		{"da", "who5.item.5", danish.Items[4], true},
		{"da", "who5.option.5", "Hele tiden", true},
		{"da", "who5.option.0", "På intet tidspunkt", true},
		{"en", "who5.item.2", english.Items[1], true},
		{"en", "who5.option.4", "Most of the time", true},
		{"fr", "who5.item.2", danish.Items[1], true},
		{"da", "who5.title", "WHO-5 Trivselsindeks", true},
		{"da", "who5.item.0", "", false},
		{"da", "who5.item.6", "", false},
		{"da", "who5.item.05", "", false},
		{"da", "who5.option.6", "", false},
		{"da", "who5.option.", "", false},
		{"da", "who5.nothing", "", false},
		{"da", "flow.progress", "", false},
	} {
		if got, ok := i.Text(c.lang, c.key); got != c.want || ok != c.ok {
			t.Errorf("%s %s: %q %v", c.lang, c.key, got, ok)
		}
	}
	instruction, _ := i.Text("da", "who5.instruction")
	const want = "Nu kommer der 5 sætninger om de sidste 2 uger. Vælg det svar, der passer bedst på dig. Højere tal betyder bedre trivsel. Du kan springe over eller stoppe når som helst."
	if instruction != want {
		t.Errorf("instruction %q", instruction)
	}
}

func TestBrokenFiles(t *testing.T) {
	data, _ := shipped(t)
	change := func(from, to string) []byte { return bytes.Replace(data, []byte(from), []byte(to), 1) }
	for name, broken := range map[string][]byte{
		"empty":             nil,
		"not utf-8":         []byte("instrument: \xff"),
		"too big":           bytes.Repeat([]byte("# a\n"), 100_000),
		"unknown key":       change("title: WHO-5 T", "titel: WHO-5 T"),
		"an option too few": change("      - Hele tiden\n", ""),
		"an item too few":   change("      - I de sidste 2 uger har jeg følt mig rolig og afslappet\n", ""),
		"no licence":        change("licence: CC BY-NC-SA 3.0 IGO\n", ""),
		"no reason":         change("      reason: The paper form asks for a cross, which a chat cannot.\n", ""),
		"no language":       data[:bytes.Index(data, []byte("languages:"))],
		"an alias":          change("      - Hele tiden", "      - *a"),
		"deeply nested":     bytes.Repeat([]byte("["), 10_000),
		"an empty option":   change("      - Hele tiden", `      - ""`),
		"no instruction":    change("        Please indicate for each of the five statements which is closest to how you\n        have been feeling over the last two weeks. Notice that higher numbers mean\n        better well-being.\n", "\n"),
		"duplicate key":     change("name: WHO-5", "name: WHO-5\nname: WHO-5"),
		"language is text":  []byte("licence: a\nsource: b\nnotice: c\nlanguages: da\n"),
	} {
		if i, err := Parse(broken); err == nil {
			t.Errorf("%s: accepted as %+v", name, i)
		}
	}
}

func TestLoad(t *testing.T) {
	if _, err := Load(fstest.MapFS{}); err == nil {
		t.Error("a missing file is no error")
	}
	i, err := Load(os.DirFS("../../flows"))
	if err != nil || i.ID != "who5" {
		t.Errorf("%+v, %v", i, err)
	}
}

func FuzzParse(f *testing.F) {
	data, _ := shipped(f)
	f.Add(data)
	f.Add([]byte("languages: {da: {items: [a,b,c,d,e]}}"))
	f.Add([]byte("a: &a [*a]"))
	f.Fuzz(func(t *testing.T, data []byte) {
		i, err := Parse(data)
		if err != nil {
			if i != nil {
				t.Fatal("an error, and yet an instrument")
			}
			return
		}
		for lang := range i.Languages {
			if text, ok := i.Text(lang, "who5.option.5"); !ok || text == "" {
				t.Fatalf("%s has no option", lang)
			}
		}
		_ = i.Verify()
	})
}

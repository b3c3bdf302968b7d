package directory_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"lyt/bot/directory"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func found(d *directory.Directory, typed string) []string {
	out := []string{}
	for _, a := range d.Areas(typed) {
		out = append(out, a.ID)
	}
	return out
}

func TestAreas(t *testing.T) {
	d := shipped(t)
	for typed, want := range map[string][]string{
		"helsingr":                        {"helsingor"},
		"Helsingør":                       {"helsingor"},
		"helsingor":                       {"helsingor"},
		"HELSINGOER":                      {"helsingor"},
		"Helsingør Kommune":               {"helsingor"},
		"helsingørs kommune":              {"helsingor"},
		"helsingørkommune":                {"helsingor"},
		"jeg bor i helsingør":             {"helsingor"},
		"Jeg bor i Helsingør.":            {"helsingor"},
		"jeg bor i helsingr med min mor":  {"helsingor"},
		"hlesingør":                       {"helsingor"},
		"helsingo\u0308r":                 {"helsingor"},
		"hel\u200bsingør":                 {"helsingor"},
		"i live in elsinore":              {"helsingor"},
		"Humlebæk":                        {"fredensborg"},
		"espergærde":                      {"helsingor"},
		"Snekkersten!":                    {"helsingor"},
		"snekersten":                      {"helsingor"},
		"frederiksberg":                   {"frederiksberg"},
		"fredriksberg":                    {"frederiksberg"},
		"fredriks":                        {"frederiksberg", "frederikshavn", "frederikssund", "halsnaes"},
		"kbh":                             {"kobenhavn"},
		"KØBENHAVN":                       {"kobenhavn"},
		"kobenhavn":                       {"kobenhavn"},
		"københavns kommune":              {"kobenhavn"},
		"københvan":                       {"kobenhavn"},
		"århus":                           {"aarhus"},
		"Aarhus":                          {"aarhus"},
		"arhus":                           {"aarhus"},
		"Ærø":                             {"aero"},
		"aeroe":                           {"aero"},
		"aro":                             {"aero"},
		"køge":                            {"koge"},
		"koge":                            {"koge"},
		"lyngby":                          {"lyngby-taarbaek"},
		"lyngby taarbæk":                  {"lyngby-taarbaek"},
		"Høje Taastrup":                   {"hoje-taastrup"},
		"nykøbing":                        {"guldborgsund", "morso", "odsherred"},
		"nykøbing f":                      {"guldborgsund"},
		"amager":                          {"kobenhavn", "taarnby"},
		"ringsted eller skanderborg":      {"ringsted", "skanderborg"},
		"skole i hillerød, bor i allerød": {"hillerod", "allerod"},
		"hel":                             {"helsingor", "gentofte", "gribskov"},
		"sventborg":                       {"svendborg"},
		"he":                              {},
		"":                                {},
		"   ":                             {},
		"ved ikke":                        {},
		"hos min mor":                     {},
		"kommune":                         {},
		"asdfgh":                          {},
		"hallo":                           {},
		"hjælp mig":                       {},
		"jeg hader min skole":             {},
		"12345":                           {},
		"😀😀😀":                             {},
		"\xff\xfe":                        {},
		"tyskland":                        {},
	} {
		if diff := cmp.Diff(want, found(d, typed)); diff != "" {
			t.Errorf("%q: %s", typed, diff)
		}
	}
}

func TestAllMunicipalitiesAreKnown(t *testing.T) {
	d := shipped(t)
	regions := map[string]int{}
	for _, a := range d.AllAreas() {
		regions[a.Region]++
		if got, ok := d.Area(a.ID); !ok || got != a {
			t.Errorf("%s is not found by its id", a.ID)
		}
	}
	want := map[string]int{"Hovedstaden": 29, "Sjælland": 17, "Syddanmark": 22, "Midtjylland": 19, "Nordjylland": 11}
	if diff := cmp.Diff(want, regions); diff != "" {
		t.Error(diff)
	}
	if _, ok := d.Area("atlantis"); ok {
		t.Error("an area that does not exist was found")
	}
}

// The ways people write æ, ø and å.
var spellings = []*strings.Replacer{
	strings.NewReplacer(),
	strings.NewReplacer("æ", "ae", "ø", "oe", "å", "aa", "Æ", "Ae", "Ø", "Oe", "Å", "Aa"),
	strings.NewReplacer("æ", "a", "ø", "o", "å", "a", "Æ", "A", "Ø", "O", "Å", "A", "Aa", "A", "aa", "a"),
	strings.NewReplacer("Aa", "Å", "aa", "å"),
	strings.NewReplacer("-", " "),
}

func TestEveryNameIsFoundHoweverItIsWritten(t *testing.T) {
	d := shipped(t)
	for _, a := range d.AllAreas() {
		for _, spelling := range spellings {
			name := spelling.Replace(a.Name)
			for _, typed := range []string{name, strings.ToUpper(name), strings.ToLower(name), name + " Kommune", "jeg bor i " + name, " " + name + "!! ", name + "s kommune"} {
				if got := found(d, typed); !slices.Equal(got, []string{a.ID}) {
					t.Errorf("%q: got %v, want %s", typed, got, a.ID)
				}
			}
		}
		if got := found(d, a.ID); !slices.Equal(got, []string{a.ID}) {
			t.Errorf("id %q: got %v", a.ID, got)
		}
	}
}

// A letter forgotten, doubled or swapped with its neighbour in a longer name still
// finds it, though maybe not alone.
func TestSlipsAreForgiven(t *testing.T) {
	d := shipped(t)
	var long []directory.Area
	for _, a := range d.AllAreas() {
		if len([]rune(a.Name)) >= 6 && !strings.Contains(a.Name, "-") {
			long = append(long, a)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		a := rapid.SampledFrom(long).Draw(t, "area")
		r := []rune(a.Name)
		i := rapid.IntRange(1, len(r)-2).Draw(t, "at")
		var typed string
		switch rapid.SampledFrom([]string{"forgotten", "doubled", "swapped"}).Draw(t, "slip") {
		case "forgotten":
			typed = string(r[:i]) + string(r[i+1:])
		case "doubled":
			typed = string(r[:i]) + string(r[i]) + string(r[i:])
		case "swapped":
			typed = string(r[:i]) + string(r[i+1]) + string(r[i]) + string(r[i+2:])
		}
		if !slices.Contains(found(d, typed), a.ID) {
			t.Fatalf("%q: got %v, want %s", typed, found(d, typed), a.ID)
		}
	})
}

func TestVeryLongTextsAreCut(t *testing.T) {
	d := shipped(t)
	began := time.Now()
	for _, text := range []string{strings.Repeat("a", 100_000), strings.Repeat("snekersten ", 10_000), strings.Repeat("å", 100_000), strings.Repeat("\u0301", 100_000)} {
		if got := d.Areas(text); len(got) > 1 {
			t.Errorf("got %v", got)
		}
	}
	if took := time.Since(began); took > 2*time.Second {
		t.Errorf("four long texts took %v", took)
	}
	if got := found(d, "helsingør "+strings.Repeat("x ", 50_000)); !slices.Equal(got, []string{"helsingor"}) {
		t.Errorf("got %v", got)
	}
}

func FuzzAreas(f *testing.F) {
	for _, typed := range []string{"helsingr", "fredriks", "Jeg bor i Ærø Kommune", "nykøbing", "\xff", "a\u030arhus", ""} {
		f.Add(typed)
	}
	d := shipped(f)
	f.Fuzz(func(t *testing.T, typed string) {
		got := d.Areas(typed)
		if len(got) > 6 {
			t.Fatalf("%q: %d areas are too many", typed, len(got))
		}
		for i, a := range got {
			if known, ok := d.Area(a.ID); !ok || known != a || slices.Contains(got[:i], a) {
				t.Fatalf("%q: %v", typed, got)
			}
		}
		if !slices.Equal(got, d.Areas(strings.ToUpper(strings.ToLower(typed)))) && isPlain(typed) {
			t.Fatalf("%q: capitals change the answer", typed)
		}
	})
}

// isPlain says that capitals and small letters go back and forth without loss.
func isPlain(text string) bool {
	for _, r := range text {
		if r > 126 && !strings.ContainsRune("æøåÆØÅ", r) {
			return false
		}
	}
	return true
}

func BenchmarkAreas(b *testing.B) {
	d := shipped(b)
	for _, typed := range []string{"helsingør", "helsingr", "asdfgh qwerty zxcvbn"} {
		b.Run(typed, func(b *testing.B) {
			for b.Loop() {
				d.Areas(typed)
			}
		})
	}
}

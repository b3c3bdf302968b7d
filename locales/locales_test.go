package locales_test

import (
	"os"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"

	"lyt/bot/directory"
	"lyt/flows"
	"lyt/locales"

	"github.com/google/go-cmp/cmp"
)

// shipped loads the texts that go into the program, and what is still in parts.
func shipped(t testing.TB) *locales.Catalog {
	t.Helper()
	c, err := locales.Load(os.DirFS("."))
	if err != nil {
		t.Fatal(err)
	}
	c.Zone, err = time.LoadLocation("Europe/Copenhagen")
	if err != nil {
		t.Fatal(err)
	}
	c.Missing = func(lang, key string) { t.Errorf("%s lacks %s, or a word for it", lang, key) }
	return c
}

func TestEveryTextIsThereInEveryLanguage(t *testing.T) {
	c := shipped(t)
	if diff := cmp.Diff([]string{"da", "en"}, c.Langs()); diff != "" {
		t.Fatal(diff)
	}
	if diff := cmp.Diff(c.Keys("da"), c.Keys("en")); diff != "" {
		t.Errorf("danish and english differ: %s", diff)
	}
	if len(c.Keys("da")) < 60 {
		t.Errorf("only %d texts", len(c.Keys("da")))
	}
}

func TestFormsAndPlacesAgree(t *testing.T) {
	c := shipped(t)
	for _, key := range c.Keys("da") {
		if diff := cmp.Diff(c.Places("da", key), c.Places("en", key)); diff != "" {
			t.Errorf("%s: places differ: %s", key, diff)
		}
		for _, lang := range c.Langs() {
			forms := c.Forms(lang, key)
			if len(forms) != len(c.Forms("da", key)) {
				t.Errorf("%s %s: plural forms differ from the danish ones", lang, key)
			}
			for form, text := range forms {
				if strings.TrimSpace(text) != text || text == "" {
					t.Errorf("%s %s %s: space around the text, or none", lang, key, form)
				}
			}
			if file, line, col := c.Where(lang, key); file == "" || line == 0 || col == 0 {
				t.Errorf("%s %s: stands nowhere", lang, key)
			}
		}
	}
}

func TestEveryTextSaysSomething(t *testing.T) {
	c := shipped(t)
	for _, lang := range c.Langs() {
		for _, key := range c.Keys(lang) {
			for _, count := range []int{0, 1, 2} {
				args := map[string]any{"count": count}
				for _, place := range c.Places(lang, key) {
					if place != "count" {
						args[place] = "ord"
					}
				}
				text := c.Text(lang, key, args)
				if strings.TrimSpace(text) == "" || strings.ContainsAny(text, "{}") {
					t.Errorf("%s %s: %q", lang, key, text)
				}
			}
		}
	}
}

func TestWordsThatAreNeverSaid(t *testing.T) {
	c := shipped(t)
	for _, key := range c.Keys("da") {
		for _, text := range c.Forms("da", key) {
			for _, word := range strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) }) {
				if slices.Contains([]string{"sag", "sagen", "diagnose", "diagnosen", "patient", "patienten", "depression", "klient"}, word) {
					t.Errorf("%s says %q", key, word)
				}
			}
		}
	}
}

func TestEveryServiceIsDescribed(t *testing.T) {
	c := shipped(t)
	d, _ := directory.Load(flows.FS)
	known := map[string]bool{}
	for _, s := range d.Services() {
		known[s.About] = true
		for _, lang := range c.Langs() {
			if !c.Has(lang, s.About) {
				t.Errorf("%s: %s is missing", lang, s.About)
			}
		}
	}
	for _, key := range c.Keys("da") {
		if strings.HasPrefix(key, "services.") && !known[key] {
			t.Errorf("%s describes no service", key)
		}
	}
}

// lix is words a sentence plus the share of words over six letters in percent.
func lix(text string) float64 {
	words, long, sentences := 0, 0, 0
	for _, w := range strings.Fields(text) {
		words++
		if len([]rune(strings.TrimFunc(w, func(r rune) bool { return !unicode.IsLetter(r) }))) > 6 {
			long++
		}
		if strings.ContainsAny(w[len(w)-1:], ".:!?") {
			sentences++
		}
	}
	return float64(words)/float64(sentences) + 100*float64(long)/float64(words)
}

func TestServicesAreEasyToRead(t *testing.T) {
	c := shipped(t)
	var all []string
	for _, key := range c.Keys("da") {
		if strings.HasPrefix(key, "services.") {
			all = append(all, c.Text("da", key, nil))
		}
	}
	if got := lix(strings.Join(all, " ")); got > 25 {
		t.Errorf("LIX is %.1f, want 25 at most", got)
	}
}

func TestTimes(t *testing.T) {
	c := shipped(t)
	for _, x := range []struct{ utc, da, en string }{
		{"2026-11-24T14:00:00Z", "tirsdag 24. nov. kl. 15.00", "Tuesday 24 Nov at 15:00"},
		{"2026-03-29T00:59:00Z", "søndag 29. mar. kl. 01.59", "Sunday 29 Mar at 01:59"},
		{"2026-03-29T01:00:00Z", "søndag 29. mar. kl. 03.00", "Sunday 29 Mar at 03:00"},
		{"2026-10-25T00:59:00Z", "søndag 25. okt. kl. 02.59", "Sunday 25 Oct at 02:59"},
		{"2026-10-25T01:00:00Z", "søndag 25. okt. kl. 02.00", "Sunday 25 Oct at 02:00"},
		{"2026-06-30T22:00:00Z", "onsdag 1. juli kl. 00.00", "Wednesday 1 July at 00:00"},
		{"2026-12-31T23:00:00Z", "fredag 1. jan. kl. 00.00", "Friday 1 Jan at 00:00"},
		{"2027-05-01T07:05:00Z", "lørdag 1. maj kl. 09.05", "Saturday 1 May at 09:05"},
	} {
		moment, err := time.Parse(time.RFC3339, x.utc)
		if err != nil {
			t.Fatal(err)
		}
		if da, en := c.Time("da", moment), c.Time("en", moment); da != x.da || en != x.en {
			t.Errorf("%s: %q, %q; want %q, %q", x.utc, da, en, x.da, x.en)
		}
	}
	moment := time.Date(2026, 11, 24, 15, 0, 0, 0, time.UTC)
	if day, clock := c.Day("da", moment), c.Clock("da", moment); day != "tirsdag 24. nov." || clock != "16.00" {
		t.Errorf("day %q, clock %q", day, clock)
	}
	c.Zone = nil
	if got := c.Clock("da", moment); got != "15.00" {
		t.Errorf("without a zone: %q", got)
	}
}

func TestAllDaysAndMonthsHaveNames(t *testing.T) {
	c := shipped(t)
	for _, lang := range c.Langs() {
		names := map[string]bool{}
		for day := time.Date(2026, 1, 1, 12, 0, 0, 0, time.UTC); day.Year() == 2026; day = day.AddDate(0, 0, 1) {
			names[c.Day(lang, day)] = true
		}
		if len(names) != 365 {
			t.Errorf("%s: %d different days in a year", lang, len(names))
		}
	}
}

func BenchmarkTime(b *testing.B) {
	c := shipped(b)
	moment := time.Date(2026, 11, 24, 14, 0, 0, 0, time.UTC)
	b.ReportAllocs()
	for b.Loop() {
		c.Time("da", moment)
	}
}

package proof_test

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"lyt/bot/flow"
	"lyt/bot/proof"
)

// checkWords adds texts to a file, and gives the codes of what is found at each. The
// conversations are not walked.
func checkWords(t *testing.T, file string, texts []string) []string {
	t.Helper()
	lines := ""
	for i, words := range texts {
		lines += fmt.Sprintf("\"test.%d\" = \"%s\"\n", i, words)
	}
	all := shipped(t)
	all[file] = &fstest.MapFile{Data: append([]byte(lines), all[file].Data...)}
	at := make([][]flow.Finding, len(texts))
	for _, f := range readTexts(all) {
		switch {
		case f.File != file || f.Line > len(texts):
			t.Errorf("%v\n%s", f, f.Excerpt)
		case f.Code != "unused-text": // for nobody says them
			at[f.Line-1] = append(at[f.Line-1], f)
		}
	}
	var got []string
	for _, found := range at {
		got = append(got, codes(found))
	}
	return got
}

func readTexts(all fstest.MapFS) []flow.Finding {
	parts := folders(all)
	content, found := proof.Read(parts["flows"], parts["locales"])
	return append(found, proof.Texts(content)...)
}

// TestWordsThatMayNotBe: forbidden words, ways to hurt oneself, words of death and
// numbers nobody has checked are seen in whatever form and in either file.
func TestWordsThatMayNotBe(t *testing.T) {
	for code, texts := range map[string][]string{
		"forbidden-word": {
			"Vi opretter en børnesag om dig.", "Det er en underretningssag.", "Vi laver en sagsmappe.", "Spørg din sags-behandler.", "S.A.G.",
			"Der er en sa\u00adg om dig.", "Der er en s\u200bag om dig.", "Du er deprimeret.", "Det er en de-pression.", "En fødselsdepression.",
			"De skriver en patientjournal.", "You are in a case.", "Mange patienter spørger.",
		},
		"method-word": {
			"Har du taget tabletter?", "Har du taget Panodil?", "Har du sovepiller?", "Nogen overdoser.", "Du må ikke hænge dig.", "Tal om hængning.",
			"Hopper du ud?", "Du skar dig.", "Du står foran et tog.", "Do not jump off a bridge.", "You stand in front of a train.", "Nobody will hang.", "Cutting er svært.",
			"Har du taget en pille?", "Du ta\u00adger pil\u00adler.",
		},
		"unreviewed-text": {
			"Du må ikke slå dig selv ihjel.", "Du vil tage livet.", "Tal om selvdrab.", "Vil du dræbe nogen?", "Det er dødeligt.", "Har du dødstanker?",
			"You want to end it all.", "It is about self-murder.", "Er det death?",
		},
		"turns-away": {"Ring ikke 112.", "Do not call 112.", "Don't call 112."},
		"odd-letter": {"S\u0430g er et ord.", "\u0420ing til os.", "Ring på \u0667\u0660 \u0662\u0660 \u0661\u0662 \u0661\u0660."},
		"unknown-number": {
			"Ring 70 20 12 10.", "Ring 70\u200920\u200912\u200910.", "Ring 70  20  12  10.", "Ring 70/20/12/10.", "Ring ７０ ２０ １２ １０.", "Ring 70\u202f20\u202f12\u202f10.",
			"Ring 70 20-12 10.", "Ring 70–20–12–10.", `Ring 70\n20\n12\n10.`, "Ring (70) 20 12 10.", "Ring 70·20·12·10.", "Ring 7️⃣0 20 12 10.", "70201210", "Ring +45 70 20 12 10.",
			"Skriv 0045 70 20 12 10.", "Ring 113.", "Ring hellere 1889.", "Alarm: 113", "Politiet er på 113.", "Livslinien har 70 201 202.", "Ring 112 eller 116 112.", "116 112 er gratis.",
			"Call 115.", "Tlf. 1889", "Ring 70 20 112.",
		},
	} {
		for _, file := range []string{danish, english} {
			for i, got := range checkWords(t, file, texts) {
				if got != code {
					t.Errorf("%s: %s: found %q, want %q", file, texts[i], got, code)
				}
			}
		}
	}
}

// TestHarmlessWords: what only looks like a forbidden word, a method or a number
// brings no finding.
func TestHarmlessWords(t *testing.T) {
	for file, texts := range map[string][]string{
		danish: {
			"Det sagde du også.", "Det er en god ting, og det er sagt.", "Ring til Giftlinjen på 82 12 12 12.", "Døgnet har 24 timer.",
			"Mødet er kl. 15.00.", "Vi har åbent 9-16.", "Dørene er åbne.", "Skriv til os.", "BørneTelefonen har 116 111.",
			"Tit hænger det sammen.", "Vi hænger lidt ud.", "Vil du springe ud som homo?", "Der er mange årsager.", "Min årsag er en anden.", "En passager fik massage.", "Du spiller på din tablet.",
			"Vi har hjulpet 1000 unge.", "Siden 2026 er vi i rum 204.", "Vi bor Bygade 115.", "Alle er 100 procent anonyme.", "Ring kl. 9-16.", "Ring mandag 10.00-16.30.",
			"Ring 112, 116 111 eller 70 201 201.", `Ring 112.\n116 111 er for børn.`, "Ring +45 70 201 201.", "Ring 70201201.", "Ring 82.12.12.12.",
			"Du er mellem 12 og 15, eller 15–17 år.", "Kom 24. december 2026.", "Gå på e-mail eller t.me.", "En idé ❤️ på café.", "Læs blade, og leg med en killing.", "Vores dør er åben.",
		},
		english: {"In case you want to talk, write here.", "Hang on a moment.", "In any case we are here.", "Be patient.", "Keep a journal.", "There were 1000 of us in 2026, in room 204."},
	} {
		for i, got := range checkWords(t, file, texts) {
			if got != "" {
				t.Errorf("%s: found %s", texts[i], got)
			}
		}
	}
}

// TestTwoWordsAreNamedWhole: whoever mends a text sees all the words that are meant.
func TestTwoWordsAreNamedWhole(t *testing.T) {
	m := mutation{file: danish, old: `"first-contact.choose" = "`, new: `"first-contact.choose" = "Vil du springe ud? `}
	for _, f := range readTexts(m.make(t, shipped(t))) {
		if !strings.HasPrefix(f.Message, `"springe ud" can be read`) || !strings.HasPrefix(underCaret(f), "springe ud?") {
			t.Errorf("%v\n%s", f, f.Excerpt)
		}
	}
}

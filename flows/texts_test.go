package flows_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"lyt/bot/bottest"
	"lyt/bot/directory"
	"lyt/bot/flow"
	"lyt/flows"
	"lyt/locales"
)

// wording is everything the texts are held against.
type wording struct {
	*locales.Catalog
	flows    *flow.Flows
	services []directory.Service
}

func words(t *testing.T) wording {
	t.Helper()
	texts, err := locales.Load(locales.FS)
	if err != nil {
		t.Fatal(err)
	}
	services, _ := directory.Load(flows.FS)
	return wording{texts, bottest.NewHouse(t, nil).Talk.Flows, services.Services()}
}

// What the rules of the texts (lyt check) cannot see is put together while people
// talk: so whole talks are read here.
func TestMessagesAreShort(t *testing.T) {
	const most = 600
	for _, p := range perform(t) {
		for _, out := range p.outs {
			if n := utf8.RuneCountInString(out.Text); n > most {
				t.Errorf("%s: a message of %d characters: %.40q", p.path, n, out.Text)
			}
		}
	}
}

// Telegram carries 64 bytes in a button.
func TestButtonsCarryLittle(t *testing.T) {
	const data = 64
	for _, p := range perform(t) {
		for _, out := range p.outs {
			for _, b := range out.Buttons {
				if len(b.Data) > data {
					t.Errorf("%s: the data of %q is %d bytes", p.path, b.Label, len(b.Data))
				}
			}
		}
	}
}

func TestQuestionsHaveFewButtons(t *testing.T) {
	const most, mostTicks = 8, 12
	w := words(t)
	beside := map[string]bool{} // Tilbage and Spring over come on top
	for _, lang := range w.Langs() {
		beside[w.Text(lang, "button.back", nil)], beside[w.Text(lang, "button.skip", nil)] = true, true
	}
	for _, p := range perform(t) {
		for _, out := range p.outs {
			own := 0
			for _, b := range out.Buttons {
				if !beside[b.Label] {
					own++
				}
			}
			if own > mostTicks || own > most && !strings.Contains(out.Text, "Vælg det, der passer") && !strings.Contains(out.Text, "Choose what fits") {
				t.Errorf("%s: %d buttons under %.40q", p.path, own, out.Text)
			}
		}
	}
}

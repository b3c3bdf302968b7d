package flows_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

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

// each gives every text of a language in every plural form.
func (w wording) each(lang string, check func(key, text string)) {
	for _, key := range w.Keys(lang) {
		for _, text := range w.Forms(lang, key) {
			check(key, text)
		}
	}
}

func TestMessagesAreShort(t *testing.T) {
	const most = 600
	w := words(t)
	for _, lang := range w.Langs() {
		w.each(lang, func(key, text string) {
			if n := utf8.RuneCountInString(text); n > most {
				t.Errorf("%s %s: %d characters, want %d at most", lang, key, n, most)
			}
		})
	}
	for _, p := range perform(t) {
		for _, out := range p.outs {
			if n := utf8.RuneCountInString(out.Text); n > most {
				t.Errorf("%s: a message of %d characters: %.40q", p.path, n, out.Text)
			}
		}
	}
}

// buttonKeys are the labels of buttons that are not a flow's.
var buttonKeys = []string{
	"button.book", "button.human", "talk.button.safe", "talk.button.calm", "talk.delete.yes", "talk.delete.no", "talk.cancel.yes",
	"talk.appointments.move", "talk.appointments.cancel", "talk.appointments.back",
	"talk.language.da", "talk.language.en", "talk.waiting.leave", "talk.waiting.end",
}

func TestButtonsAreShort(t *testing.T) {
	const label, data = 30, 64
	w := words(t)
	keys := slices.Clone(buttonKeys)
	for _, use := range w.flows.Keys() {
		if use.Button {
			keys = append(keys, use.Key)
		}
	}
	for _, lang := range w.Langs() {
		for _, key := range keys {
			if text := w.Text(lang, key, nil); utf8.RuneCountInString(text) > label {
				t.Errorf("%s %s: %q is longer than %d characters", lang, key, text, label)
			}
		}
	}
	for _, s := range w.services {
		if utf8.RuneCountInString(s.Name) > label {
			t.Errorf("service %s: its name %q is longer than %d characters", s.ID, s.Name, label)
		}
	}
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
	for _, s := range w.flows.Steps() {
		own := len(slices.DeleteFunc(slices.Clone(s.Buttons), func(id string) bool { return id == flow.SkipButton }))
		if own > most && (s.Kind != "ticks" || own > mostTicks) {
			t.Errorf("%s/%s has %d buttons", s.Flow, s.Step, own)
		}
	}
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

// forbidden words make a person a file of somebody's, or an illness.
var forbidden = regexp.MustCompile(`(?i)(^|[^\p{L}])(sag|sagen|sager|sagsbehandler\p{L}*|diagnose\p{L}*|diagnosis|patient\p{L}*|depression\p{L}*|klient\p{L}*|client)([^\p{L}]|$)`)

func TestForbiddenWords(t *testing.T) {
	w := words(t)
	for _, lang := range w.Langs() {
		w.each(lang, func(key, text string) {
			if word := forbidden.FindString(text); word != "" {
				t.Errorf("%s %s says %q", lang, key, word)
			}
			if strings.Contains(text, "!") {
				t.Errorf("%s %s shouts: %q", lang, key, text)
			}
		})
	}
	if !forbidden.MatchString("Din sag.") || forbidden.MatchString("sagde du") {
		t.Error("the test cannot tell the words apart")
	}
}

// lix tells how easy a text is to read (Björnsson, 1968): words a sentence, plus the
// share of words of more than six letters in percent. A sentence ends with . : ! ? or
// with the line. 24 and less is easy, up to 34 is easy for those who read much. It
// means something for a hundred words and more, so texts are measured together.
func lix(texts []string) float64 {
	all, long, sentences := 0, 0, 0
	for _, text := range texts {
		for _, sentence := range strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(".:!?\n", r) }) {
			words := strings.FieldsFunc(sentence, func(r rune) bool { return !unicode.IsLetter(r) && r != '-' })
			for _, word := range words {
				if utf8.RuneCountInString(word) > 6 {
					long++
				}
			}
			if all += len(words); len(words) > 0 {
				sentences++
			}
		}
	}
	return float64(all)/float64(sentences) + 100*float64(long)/float64(all)
}

func TestTextsAreEasyToRead(t *testing.T) {
	w := words(t)
	texts := map[string][]string{}
	for _, use := range w.flows.Keys() {
		if !use.Button && w.Has("da", use.Key) && use.Flow != "" {
			texts[use.Flow] = append(texts[use.Flow], w.Text("da", use.Key, nil))
		}
	}
	w.each("da", func(key, text string) {
		if part, _, _ := strings.Cut(key, "."); part == "talk" || part == "flow" {
			texts[part] = append(texts[part], text)
		}
	})
	for part, said := range texts {
		most := 25.0
		if w.flows.Has(part) && w.flows.Audience(part) != "young" {
			most = 35
		}
		if got := lix(said); got > most {
			t.Errorf("%s: LIX is %.1f, want %.0f at most", part, got, most)
		}
	}
	if got := lix([]string{"Den lange bjergbestiger er nu her.\nHej med dig: Godaften"}); got != 10.0/3+20 {
		t.Errorf("the measure itself gives %.2f", got) // ten words, two of them long, in three sentences
	}
}

// reviewed are the texts that may speak of suicide: a clinician reads each of them.
var reviewed = []string{
	"first-contact.safety", "first-contact.safety-first", "parents.ask-child",
	"services.livslinien", "services.sorgcenter", "talk.crisis.other", "telegram.description", "web.number.70201201",
}

// suicide finds words for death and for taking one's life.
var suicide = regexp.MustCompile(`(?i)selvmord|suicid|(^|[^\p{L}])(dø|dør|død|døde|døden|die|died|dies|dying|dead|death)([^\p{L}]|$)|eget liv|own life`)

func TestSuicideIsNamedInReviewedTextsOnly(t *testing.T) {
	w := words(t)
	var found []string
	for _, lang := range w.Langs() {
		w.each(lang, func(key, text string) {
			if suicide.MatchString(text) {
				found = append(found, key)
			}
		})
	}
	slices.Sort(found)
	if diff := cmp.Diff(reviewed, slices.Compact(found)); diff != "" {
		t.Errorf("the texts that speak of suicide are not those that were reviewed: %s", diff)
	}
}

// digits are three and more digits of one number, with single spaces between.
var digits = regexp.MustCompile(`\d(?: ?\d){2,}`)

// noPhone are numbers in texts that nobody can call: a score is out of 100, and the
// law on children has its § 133.
var noPhone = []string{"ud af 100", "out of 100", "§ 133", "section 133"}

func TestNumbersAreInTheDirectory(t *testing.T) {
	w := words(t)
	known := map[string]bool{}
	for _, s := range w.services {
		known[s.Phone], known[s.SMS] = true, true
	}
	seen := 0
	for _, lang := range w.Langs() {
		w.each(lang, func(key, text string) {
			for _, other := range noPhone {
				text = strings.ReplaceAll(text, other, "")
			}
			for _, number := range digits.FindAllString(text, -1) {
				if seen++; !known[number] {
					t.Errorf("%s %s: the number %q is in no service", lang, key, number)
				}
			}
		})
	}
	if seen < 50 {
		t.Errorf("only %d numbers were found", seen)
	}
}

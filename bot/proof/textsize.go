package proof

import (
	"slices"
	"strings"
	"time"
	"unicode/utf16"
	"unicode/utf8"

	"lyt/bot/flow"
)

// What fits on a phone, and what a channel takes at all.
const (
	mostWords   = 600  // characters of a message
	mostLabel   = 30   // characters of a button
	mostButtons = 8    // of a question, Tilbage and Spring over not counted
	mostTicks   = 12   // two a row
	mostUnits   = 4096 // of a message in Telegram, which counts as UTF-16 does
)

// ownLimits are texts that Telegram shows in places of their own.
func ownLimits() map[string]int {
	return map[string]int{"telegram.description": 512, "telegram.about": 120}
}

// sizes measures each text with the longest words in its places.
func (r *reading) sizes() {
	r.each(func(t text) {
		if forStaff(t.key) {
			return
		}
		words := r.filled(t)
		most := mostUnits
		if own := ownLimits()[t.key]; own > 0 {
			most = own
		}
		if len(words) <= min(most, mostWords) {
			return // in no way of counting there are more than bytes
		}
		if n := len(utf16.Encode([]rune(words))); n > most {
			r.fault(r.where(t.lang, t.key), "too-long-text", "with its places filled this has %d characters, and Telegram takes %d; make two steps of it", n, most)
			return
		}
		if n := utf8.RuneCountInString(words); n > mostWords && !longByNature(t.key) {
			r.warn(r.where(t.lang, t.key), "long-text", "with its places filled this has %d characters; more than %d are not read on a phone, so make it shorter or two steps", n, mostWords)
		}
	})
}

// longByNature is what must be told whole in one message.
func longByNature(key string) bool { return key == "talk.privacy" }

// filled puts the longest sensible words into a text.
func (r *reading) filled(t text) string {
	if !strings.Contains(t.words, "{") {
		return t.words
	}
	longest := r.long[t.lang]
	if longest == nil {
		longest = r.longest(t.lang)
		r.long[t.lang] = longest
	}
	words := t.words
	for _, name := range r.Texts.Places(t.lang, t.key) {
		with, known := longest[name]
		if !known {
			with = strings.Repeat("x", 24)
		}
		words = strings.ReplaceAll(words, "{"+name+"}", with)
	}
	return words
}

// longest gives the longest words for each placeholder there is.
func (r *reading) longest(lang string) map[string]string {
	when := r.longestTime(lang)
	opens := strings.ReplaceAll(r.longestOf(lang, "talk.open."), "{opens}", when)
	words := map[string]string{
		"score": "100", "n": "5", "of": "5", "max": "1000", "count": "999", "until": "23.59", "number": "70 20 12 01",
		"time": when, "opens": opens,
		"pass":   r.longestOf(lang, "pass.first.") + " " + r.longestOf(lang, "pass.second."),
		"format": r.longestOf(lang, "format."), "place": r.longestOf(lang, "talk.place."),
		"about": r.longestOf(lang, "services."), "what": r.everyShare(lang), "numbers": r.crisisLines(lang),
	}
	longer := func(name, word string) {
		if utf8.RuneCountInString(word) > utf8.RuneCountInString(words[name]) {
			words[name] = word
		}
	}
	for _, s := range r.Directory.Services() {
		longer("service", s.Name)
		longer("name", s.Name)
		longer("place", s.Address)
		longer("web", s.Web)
		longer("value", s.Web)
		longer("value", s.Address)
	}
	for _, area := range r.Directory.AllAreas() {
		longer("area", area.Name)
	}
	return words
}

func (r *reading) longestOf(lang, start string) string {
	longest := ""
	for _, key := range r.Texts.Keys(lang) {
		if !strings.HasPrefix(key, start) {
			continue
		}
		if words := r.Texts.Forms(lang, key)["other"]; utf8.RuneCountInString(words) > utf8.RuneCountInString(longest) {
			longest = words
		}
	}
	return longest
}

func (r *reading) everyShare(lang string) string {
	var all []string
	for _, key := range r.Texts.Keys(lang) {
		if strings.HasPrefix(key, "share.") {
			all = append(all, r.Texts.Text(lang, key, nil))
		}
	}
	return strings.Join(all, ", ")
}

// crisisLines are the numbers that follow 112 on the crisis card, two at most.
func (r *reading) crisisLines(lang string) string {
	longest := ""
	for _, s := range r.Directory.Emergency() {
		line := strings.NewReplacer("{name}", s.Name, "{number}", s.Phone).Replace(r.longestOf(lang, "talk.crisis.line"))
		if len(line) > len(longest) {
			longest = line
		}
	}
	return longest + "\n" + longest
}

// longestTime looks at every day of a year, at an hour with two digits.
func (r *reading) longestTime(lang string) string {
	longest := ""
	for day := range 366 {
		when := time.Date(2028, 1, 1+day, 15, 45, 0, 0, time.UTC)
		if told := r.Texts.Time(lang, when); utf8.RuneCountInString(told) > utf8.RuneCountInString(longest) {
			longest = told
		}
	}
	return longest
}

// ownLabel says that a key is the label of a button that is not a flow's.
func ownLabel(key string) bool {
	switch key {
	case "talk.call", "talk.delete.yes", "talk.delete.no", "talk.cancel.yes", "talk.appointments.move", "talk.appointments.cancel",
		"talk.appointments.back", "talk.language.da", "talk.language.en", "talk.waiting.leave", "talk.waiting.end":
		return true
	}
	return strings.HasPrefix(key, "button.") || strings.HasPrefix(key, "talk.button.")
}

// labels looks at the buttons of each question: short, few, and told apart.
func (r *reading) labels() {
	for _, lang := range languages() {
		for _, key := range r.Texts.Keys(lang) {
			r.shortLabel(lang, key)
		}
	}
	for _, s := range r.Directory.Services() {
		if n := utf8.RuneCountInString(s.Name); n > mostLabel {
			r.warn(r.inList(flowsFolder+"services/"+s.ID+".yaml", s.Name), "long-label", "the name becomes a button, which has room for %d characters, and this has %d; make it shorter", mostLabel, n)
		}
	}
	for _, step := range r.Flows.Steps() {
		r.fewButtons(step)
	}
	for _, lang := range languages() {
		r.sameLabels(lang)
	}
}

func (r *reading) shortLabel(lang, key string) {
	uses := r.uses[key]
	if !ownLabel(key) && (len(uses) == 0 || !uses[0].Button) {
		return
	}
	if n := utf8.RuneCountInString(r.filled(text{lang, key, r.Texts.Forms(lang, key)["other"]})); n > mostLabel {
		r.warn(r.where(lang, key), "long-label", "a button has room for %d characters, and this has %d; make it shorter", mostLabel, n)
	}
}

func (r *reading) fewButtons(step flow.StepInfo) {
	own := len(slices.DeleteFunc(slices.Clone(step.Buttons), func(id string) bool { return id == flow.SkipButton }))
	most := mostButtons
	if step.Kind == "ticks" {
		most = mostTicks
	}
	if own > most {
		r.warn(at(flowsFolder+step.File, step.Line, step.Col), "many-buttons", "%s asks with %d buttons, Tilbage and Spring over not counted; nobody reads more than %d, so make two questions", step.Step, own, most)
	}
}

// sameLabels: no two buttons of a question read alike to the engine, for nobody could
// tell them apart, and typed words would choose the first.
func (r *reading) sameLabels(lang string) {
	type question struct{ flow, step string }
	taken := map[question]map[string]string{}
	for _, step := range r.Flows.Steps() {
		taken[question{step.Flow, step.Step}] = map[string]string{r.folded(lang, "button.back"): "button.back"}
		if slices.Contains(step.Buttons, flow.SkipButton) {
			taken[question{step.Flow, step.Step}][r.folded(lang, "button.skip")] = "button.skip"
		}
	}
	for _, use := range r.Flows.Keys() {
		labels := taken[question{use.Flow, use.Step}]
		if !use.Button || use.Flow == "" || !r.Texts.Has(lang, use.Key) {
			continue
		}
		label := r.folded(lang, use.Key)
		if other := labels[label]; other != "" && other != use.Key {
			r.fault(r.where(lang, use.Key), "same-label", "%q and %q stand at one question and read alike; word one of them differently", other, use.Key)
		}
		labels[label] = use.Key
	}
}

func (r *reading) folded(lang, key string) string {
	words := r.Texts.Text(lang, key, nil)
	if folded := flow.Folded(words); folded != "" {
		return folded
	}
	return words // of signs alone
}

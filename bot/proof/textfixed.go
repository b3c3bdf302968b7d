package proof

import (
	"regexp"
	"strings"

	"lyt/bot/flow"
	"lyt/locales"
)

// fixedLabels are the labels that others rely on (see the README), by the id of a
// button of a flow.
func fixedLabels() map[string]string {
	return map[string]string{"book": "Book en tid", "human": "Tal med et menneske", "partner": "Find et andet tilbud"}
}

// fixedKeys are those that stand under a key of the program's own.
func fixedKeys() map[string]string {
	return map[string]string{
		"button.book": "Book en tid", "button.human": "Tal med et menneske", "button.back": "Tilbage",
		"button.skip": "Spring over", "talk.delete.yes": "Ja, slet alt",
	}
}

// fixed holds the texts to what was promised outside: labels and sentences that
// people and scripts look for, and 112 first where somebody may be in danger.
func (r *reading) fixed() {
	for _, use := range r.Flows.Keys() {
		parts := strings.Split(use.Key, ".")
		if label := fixedLabels()[parts[len(parts)-1]]; label != "" && use.Button && len(parts) == 3 {
			r.label(locales.Danish, use.Key, label)
		}
		if !use.Button && r.Texts.Has(locales.Danish, use.Key) {
			r.scoreTold(use.Key)
		}
	}
	for _, step := range r.Flows.Steps() {
		if step.Kind == "offer-slot" {
			r.timeTold(strings.ReplaceAll(step.Leads[0], "/", ".")) // where a booked time leads
		}
	}
	for key, label := range fixedKeys() {
		r.label(locales.Danish, key, label)
	}
	r.yesAndNo()
	r.numbersExplained()
	r.firstMessage()
	for _, lang := range languages() {
		for _, key := range r.Texts.Keys(lang) {
			r.alarmFirst(lang, key)
		}
	}
}

func (r *reading) label(lang, key, label string) {
	if !r.Texts.Has(lang, key) {
		return // which is complained of already
	}
	if is := r.Texts.Text(lang, key, nil); is != label {
		r.fault(r.where(lang, key), "fixed-label", "%q must read %q: people and scripts look for it", key, label)
	}
}

// yesAndNo: the answers to a question about danger begin with what they mean.
func (r *reading) yesAndNo() {
	said := map[string]map[string]string{
		locales.Danish: {"yes": "Ja", "no": "Nej"},
		"en":           {"yes": "Yes", "no": "No"},
	}
	for key := range r.askingKeys() {
		for lang, labels := range said {
			want := labels[key[strings.LastIndexByte(key, '.')+1:]]
			if is, _, _ := strings.Cut(r.Texts.Text(lang, key, nil), ","); want != "" && is != want && r.Texts.Has(lang, key) {
				r.fault(r.where(lang, key), "fixed-label", "%q must read %q, or begin so with a comma: nobody may mistake yes for no", key, want)
			}
		}
	}
}

// numbersExplained: what is said before WHO-5 tells which way its numbers go.
func (r *reading) numbersExplained() {
	flows := r.Flows.Map()
	for _, step := range flows.Steps {
		if step.Kind != "say" || flows.Steps[step.Ways[0].To].Kind != "screen" {
			continue
		}
		for lang, words := range map[string]string{locales.Danish: "Højere tal betyder bedre trivsel.", "en": "Higher numbers mean better well-being."} {
			if r.Texts.Has(lang, step.Key) && !strings.Contains(r.Texts.Text(lang, step.Key, nil), words) {
				r.fault(r.where(lang, step.Key), "fixed-words", "before WHO-5 people read %q; write it so", words)
			}
		}
	}
}

// timeTold: a booked time is told in the words that were promised.
func (r *reading) timeTold(key string) {
	const begin = "Din tid er {time} hos {service}."
	if !r.Texts.Has(locales.Danish, key) {
		return // which is complained of already, if the step says anything
	}
	words, where := r.Texts.Forms(locales.Danish, key)["other"], r.where(locales.Danish, key)
	switch {
	case !strings.HasPrefix(words, begin):
		r.fault(where, "fixed-words", "a booked time is told as %q; begin so", begin)
	case !strings.Contains(words, "{pass}") || !strings.Contains(words, "{place}"):
		r.fault(where, "fixed-words", "whoever booked must read {place}, how to get there, and {pass}, what to say at the door")
	}
}

// scoreTold: so is a score.
func (r *reading) scoreTold(key string) {
	const told = "{score} ud af 100"
	if words := r.Texts.Forms(locales.Danish, key)["other"]; strings.Contains(words, "{score}") && !strings.Contains(words, told) {
		r.fault(r.where(locales.Danish, key), "fixed-words", "a score is told as %q; write it so", told)
	}
}

// firstMessage: it says that this is a robot, that no name is asked for, and whom to
// call at once.
func (r *reading) firstMessage() {
	keys := r.opening("first-contact")
	for _, lang := range languages() {
		said := ""
		for _, key := range keys {
			said += strings.ToLower(r.Texts.Text(lang, key, nil)) + "\n"
		}
		for _, word := range map[string][]string{locales.Danish: {"robot", "navn", alarm}, "en": {"robot", "name", alarm}}[lang] {
			if len(keys) > 0 && r.Texts.Has(lang, keys[0]) && !strings.Contains(said, word) {
				r.fault(r.where(lang, keys[0]), "first-message", "the first message says that this is a robot, that no name is asked for, and 112; write %q into it", word)
			}
		}
	}
}

// opening lists the texts that a flow says before the first answer.
func (r *reading) opening(name string) []string {
	if !r.Flows.Has(name) {
		return nil
	}
	silent := func(string, map[string]any) string { return "" }
	nowhere := func(string) []flow.Area { return nil }
	_, events := r.Flows.Step(silent, nowhere, flow.State{}, flow.Input{Do: flow.Begin, Flow: name})
	var keys []string
	for _, event := range events {
		if speak, ok := event.(flow.Speak); ok && speak.Key != "" {
			keys = append(keys, speak.Key)
		}
	}
	return keys
}

var firstNumber = regexp.MustCompile(`\d+`)

const alarm = "112"

// alarmFirst: a text for somebody in danger has 112 before any other number. Those
// are the crisis texts, and those of the program's own that begin so.
func (r *reading) alarmFirst(lang, key string) {
	if !strings.HasPrefix(key, "talk.") {
		return
	}
	is := firstNumber.FindString(r.Texts.Forms(lang, key)["other"])
	was := firstNumber.FindString(r.shipped.Forms(lang, key)["other"])
	if was == alarm && is != alarm || strings.HasPrefix(key, "talk.crisis.") && is != "" && is != alarm {
		r.fault(r.where(lang, key), "crisis-number", "the first number in %q must be 112", key)
	}
}

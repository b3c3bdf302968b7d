package flow

import (
	"slices"
	"strconv"
	"strings"

	"github.com/agnivade/levenshtein"
)

// candidate is a button's label, made comparable.
type candidate struct {
	id    string
	words []string
}

// match finds the one button that typed words mean, or "". The first way that
// finds any decides; finding two is finding none, since a wrong guess is worse than
// asking again.
func (t *turn) match(typed string) string {
	buttons := t.at.kind.buttons(t)
	if len(buttons) == 0 || typed == "" {
		return ""
	}
	typed = head(typed)
	if id := byLabel(t.labels(buttons), typed); id != "" {
		return id
	}
	said := fold(typed)
	if len(said) == 0 {
		return ""
	}
	if id, decided := byNumber(buttons, said); decided {
		return id
	}
	return byWords(candidates(buttons, t.labels(buttons)), said)
}

// matchNav finds typed words that are the label of Tilbage or Spring over.
func (t *turn) matchNav(typed string) string {
	said := fold(head(typed))
	switch {
	case len(said) == 0:
		return ""
	case slices.Equal(said, fold(t.words("button.back", nil))):
		return BackButton
	case slices.Equal(said, fold(t.words("button.skip", nil))):
		return SkipButton
	}
	return ""
}

// labels gives the labels of the buttons, by id.
func (t *turn) labels(buttons []Button) map[string]string {
	labels := make(map[string]string, len(buttons))
	for _, b := range buttons {
		labels[b.ID] = t.label(b)
	}
	return labels
}

func (t *turn) label(b Button) string {
	if b.Text != "" {
		return b.Text
	}
	return t.words(b.Key, nil)
}

// byLabel finds a label written exactly, which is the only way to write an emoji.
func byLabel(labels map[string]string, typed string) string {
	found := ""
	for id, label := range labels {
		if label == typed {
			if found != "" {
				return ""
			}
			found = id
		}
	}
	return found
}

func candidates(buttons []Button, labels map[string]string) []candidate {
	made := make([]candidate, len(buttons))
	for i, b := range buttons {
		made[i] = candidate{b.ID, fold(labels[b.ID])}
	}
	return made
}

// byNumber takes a number as what the buttons' ids count: the points of a
// screening, the years of an age band, or else the place of the button.
func byNumber(buttons []Button, said []string) (id string, decided bool) {
	number, alone, ok := numberIn(said)
	if !ok {
		return "", false
	}
	counted := false
	for _, b := range buttons {
		low, high, counts := rangeOf(b.ID)
		counted = counted || counts
		if counts && low <= number && number <= high && (alone || low != high) {
			return b.ID, true
		}
	}
	if !counted && alone && number >= 1 && number <= len(buttons) {
		return buttons[number-1].ID, true
	}
	return "", false
}

// numberIn finds the one number in a few words, as in "jeg er 16 år".
func numberIn(said []string) (number int, alone, ok bool) {
	const few = 6
	if len(said) > few {
		return 0, false, false
	}
	for _, word := range said {
		n, err := strconv.Atoi(word)
		if err != nil {
			continue
		}
		if ok {
			return 0, false, false
		}
		number, ok = n, true
	}
	return number, len(said) == 1, ok
}

// rangeOf reads what a button's id counts: "4", "15-17", "under-12", "over-25".
func rangeOf(id string) (low, high int, counts bool) {
	const most = 999
	from, to, isRange := strings.Cut(id, "-")
	high, err := strconv.Atoi(to)
	switch {
	case !isRange:
		low, err = strconv.Atoi(id)
		return low, low, err == nil
	case err != nil:
		return 0, 0, false
	case from == "under":
		return 0, high - 1, true
	case from == "over":
		return high + 1, most, true
	}
	low, err = strconv.Atoi(from)
	return low, high, err == nil
}

// byWords tries the ways to write a label, from the surest to the loosest.
func byWords(labels []candidate, said []string) string {
	several := 0 // labels that stand in what was said: "ja nej"
	for _, label := range labels {
		if len(label.words) > 0 && indexOf(said, label.words) >= 0 {
			several++
		}
	}
	for _, fits := range []func(label, said []string) bool{
		slices.Equal[[]string], // "foraelder" for "Forælder"
		phraseIn,               // "er forælder" for "Jeg er forælder"
		wordsIn,                // "forælder" for "Jeg er forælder"
		func(label, said []string) bool { return several == 1 && labelIn(label, said) }, // "ja, det vil jeg gerne" for "Ja"
		slipped,      // "jeg er foræler"
		wordsSlipped, // "forældr" for "Jeg er forælder"
	} {
		found := ""
		for _, label := range labels {
			if len(label.words) == 0 || !fits(label.words, said) {
				continue
			}
			if found != "" {
				return ""
			}
			found = label.id
		}
		if found != "" {
			return found
		}
	}
	return ""
}

// phraseIn: the words stand in the label, in order and together.
func phraseIn(label, said []string) bool { return telling(label, said) && indexOf(label, said) >= 0 }

// wordsIn: the words stand in the label somewhere.
func wordsIn(label, said []string) bool {
	return telling(label, said) && !slices.ContainsFunc(said, func(w string) bool { return !slices.Contains(label, w) })
}

// telling says that the words are more than "er" or "og": three letters, or how
// the label begins ("ja").
func telling(label, said []string) bool {
	return said[0] == label[0] || slices.ContainsFunc(said, func(w string) bool { return len(w) >= 3 })
}

// labelIn: the label stands at the beginning or the end of a few words, and
// nothing beside it turns it round.
func labelIn(label, said []string) bool {
	const beside = 6
	at := indexOf(said, label)
	if at < 0 || len(said) > len(label)+beside {
		return false
	}
	if at > 0 && at+len(label) < len(said) {
		return false
	}
	return isNo(label[0]) || !slices.ContainsFunc(slices.Concat(said[:at], said[at+len(label):]), isNo)
}

func isNo(word string) bool {
	switch word {
	case "ikke", "ik", "ikk", "nej", "aldrig", "ingen", "inget", "intet", "no", "not", "never", "dont", "none", "nothing":
		return true
	}
	return false
}

func indexOf(words, phrase []string) int {
	for i := 0; i+len(phrase) <= len(words); i++ {
		if slices.Equal(words[i:i+len(phrase)], phrase) {
			return i
		}
	}
	return -1
}

// slips is how many typing slips a word or label of so many letters may have.
func slips(letters int) int {
	switch {
	case letters < 4:
		return 0
	case letters < 7:
		return 1
	case letters < 12:
		return 2
	}
	return 3
}

// slipped: the whole label with a few typing slips.
func slipped(label, said []string) bool {
	return near(strings.Join(label, " "), strings.Join(said, " "))
}

func near(label, said string) bool {
	most := slips(len(label))
	if d := len(label) - len(said); most == 0 || d > most || -d > most {
		return false
	}
	return levenshtein.ComputeDistance(label, said) <= most
}

// wordsSlipped: each word is near one of the label's, and one of them is long.
func wordsSlipped(label, said []string) bool {
	const long = 5
	if !slices.ContainsFunc(said, func(w string) bool { return len(w) >= long }) {
		return false
	}
	return !slices.ContainsFunc(said, func(word string) bool {
		return !slices.ContainsFunc(label, func(l string) bool { return l == word || near(l, word) })
	})
}

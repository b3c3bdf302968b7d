package proof

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"unicode"

	"github.com/BurntSushi/toml"

	"lyt/bot/flow"
	"lyt/locales"
)

// reviewedFile lists the texts that somebody has read and approved, word for word.
const reviewedFile = "reviewed.toml"

// Reviewed is what the rules leave to people.
type Reviewed struct {
	Danish  map[string]string `toml:"da"`       // by key, the checksum of the words that were read
	English map[string]string `toml:"en"`       //
	NoPhone []string          `toml:"no-phone"` // words with a number in them that nobody can call
}

func (r Reviewed) texts(lang string) map[string]string {
	if lang == locales.Danish {
		return r.Danish
	}
	return r.English
}

func (c *Content) readReviewed(localeFiles fs.FS) []flow.Finding {
	r := reading{Content: *c}
	data, err := fs.ReadFile(localeFiles, reviewedFile)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	file := localesFolder + reviewedFile
	if err != nil {
		r.fault(at(file, 0, 0), "read", "the file cannot be read")
		return r.found
	}
	meta, err := toml.Decode(string(data), &c.Reviewed)
	if err != nil {
		line, col := locales.SyntaxPlace(data, err)
		r.fault(at(file, line, col), "syntax", "%v", err)
		c.Reviewed = Reviewed{}
		return r.found
	}
	for _, key := range meta.Undecoded() {
		r.fault(r.inList(file, key[len(key)-1]), "unknown-key", "nobody reads %q; there are no-phone, [da] and [en]", key.String())
	}
	c.Reviewed.NoPhone = slices.DeleteFunc(c.Reviewed.NoPhone, func(words string) bool {
		if !callable(words) {
			return false
		}
		r.fault(r.inList(file, words), "bad-no-phone", "%q could be called; here stands a number with the words beside it that show what it is, and with fewer than %d digits", words, danishNumber)
		return true
	})
	return r.found
}

// danishNumber is how many digits a telephone number has, but for a few short ones.
const danishNumber = 8

// callable says that words with a number do not show that it is none to call.
func callable(words string) bool {
	words = plain(words)
	named := strings.ContainsFunc(words, func(r rune) bool { return unicode.IsLetter(r) || r == '§' })
	return !named || len(bare(words)) >= danishNumber || calling.MatchString(words)
}

// Reviews lists every text that somebody must have read before it goes out, by
// language and key, with the checksum of its words. Those listed beyond that are held
// to their words too.
func (c Content) Reviews() map[string]map[string]string {
	asks := c.askingKeys()
	all := map[string]map[string]string{}
	for _, lang := range languages() {
		all[lang] = map[string]string{}
		for _, key := range c.Texts.Keys(lang) {
			words := c.wordsOf(lang, key)
			if asks[key] || strings.HasPrefix(key, "talk.crisis.") || c.Reviewed.texts(lang)[key] != "" || !forStaff(key) && death.in(lang, words) != "" {
				sum := sha256.Sum256([]byte(words))
				all[lang][key] = hex.EncodeToString(sum[:8])
			}
		}
	}
	return all
}

// askingKeys are those of the questions about danger, and of their answers.
func (c Content) askingKeys() map[string]bool {
	safety, _ := c.Flows.ReadSafety(c.files.flows) // Paths says what is wrong with it
	asks := map[string]bool{}
	for _, use := range c.Flows.Keys() {
		if slices.ContainsFunc(safety.Questions, func(q flow.SafetyQuestion) bool { return q.Step == use.Flow+"/"+use.Step }) {
			asks[use.Key] = true
		}
	}
	return asks
}

// wordsOf are all that is read under a key: both plural forms, and the name of a
// service that speaks of death.
func (c Content) wordsOf(lang, key string) string {
	forms := c.Texts.Forms(lang, key)
	words := []string{forms["one"], forms["other"]}
	if id, ofService := strings.CutPrefix(key, "services."); ofService {
		if s, known := c.Directory.Find(id); known && death.in(locales.Danish, s.Name) != "" {
			words = append(words, s.Name)
		}
	}
	return strings.Join(words, "\n")
}

// reviews wants each text that must be read on the list, as it was when it was read;
// and no text on it that is gone.
func (r *reading) reviews() {
	needed := r.Reviews()
	for _, lang := range languages() {
		listed := r.Reviewed.texts(lang)
		for _, key := range slices.Sorted(maps.Keys(needed[lang])) {
			if sum := needed[lang][key]; listed[key] != sum {
				r.unread(lang, key, sum, listed[key] != "")
			}
		}
		for _, key := range slices.Sorted(maps.Keys(listed)) {
			if needed[lang][key] == "" {
				r.warn(r.listed(lang, key), "idle-review", "there is no text %q; take it out of [%s]", key, lang)
			}
		}
	}
}

func (r *reading) unread(lang, key, sum string, before bool) {
	where, why := r.where(lang, key), "is about danger"
	if word := death.in(lang, r.wordsOf(lang, key)); word != "" {
		where, why = r.word(text{lang: lang, key: key}, word), fmt.Sprintf("speaks of death (%q)", word)
	}
	if before {
		why = "has changed since it was read"
	}
	r.fault(where, "unreviewed-text", "%q %s; let a clinician read it, then write under [%s] of locales/%s: %q = %q", key, why, lang, reviewedFile, key, sum)
}

// listed is where a key stands on the list of a language.
func (r *reading) listed(lang, key string) place {
	const file = localesFolder + reviewedFile
	begin, _, _ := r.files.search(file, "["+lang+"]")
	for i, line := range r.files.read(file)[begin:] {
		if strings.HasPrefix(line, `"`+key+`"`) {
			return at(file, begin+i+1, 1)
		}
	}
	return at(file, 1, 1)
}

// inList finds a line that holds the words.
func (r *reading) inList(file, words string) place {
	for i, line := range r.files.read(file) {
		if before, _, ok := strings.Cut(line, words); ok {
			return at(file, i+1, len([]rune(before))+1)
		}
	}
	return at(file, 1, 1)
}

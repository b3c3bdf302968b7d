package proof

import (
	"errors"
	"io/fs"
	"slices"
	"strings"

	"github.com/BurntSushi/toml"

	"lyt/bot/flow"
	"lyt/locales"
)

// reviewedFile lists the texts that may speak of death, for a clinician to read.
// Without it none may.
const reviewedFile = "reviewed.toml"

// Reviewed is what the rules leave to people.
type Reviewed struct {
	Texts   []string `toml:"texts"`    // keys that may speak of death and suicide
	NoPhone []string `toml:"no-phone"` // words with a number in them that nobody can call
}

func (r Reviewed) has(key string) bool { return slices.Contains(r.Texts, key) }

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
		line, col, _ := c.files.search(file, key.String())
		r.fault(at(file, line, col), "unknown-key", "there is no list %q; there are texts and no-phone", key.String())
	}
	return r.found
}

// idleReviews keeps the list short and true.
func (r *reading) idleReviews() {
	file := localesFolder + reviewedFile
	for _, key := range r.Reviewed.Texts {
		speaks := false
		for _, lang := range languages() {
			for _, words := range r.Texts.Forms(lang, key) {
				speaks = speaks || death.in(spoken(words)) != ""
			}
		}
		if !speaks {
			r.warn(r.inList(file, key), "idle-review", "%q does not speak of death; take it off the list", key)
		}
	}
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

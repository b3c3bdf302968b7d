package locales

import (
	"strings"

	"github.com/nicksnyder/go-i18n/v2/i18n"
)

// countArg is the word that chooses the plural form.
const countArg = "count"

// Text gives the text of a key with the words put in. A language that is not there,
// or lacks the text, is answered in Danish; a text that is nowhere becomes a kind
// general sentence. It never panics and never gives an empty text.
func (c *Catalog) Text(lang, key string, args map[string]any) string {
	if text, ok := c.try(lang, key, args); ok {
		return text
	}
	c.miss(lang, key)
	if text, ok := c.try(Danish, key, args); ok {
		return text
	}
	if text, ok := c.try(lang, missingKey, nil); ok {
		return text
	}
	text, _ := c.try(Danish, missingKey, nil) // Load saw to it that there is one
	return text
}

// Words gives the texts of one language, for those who speak only in keys.
func (c *Catalog) Words(lang string) func(key string, args map[string]any) string {
	return func(key string, args map[string]any) string { return c.Text(lang, key, args) }
}

func (c *Catalog) try(lang, key string, args map[string]any) (string, bool) {
	t := c.tongues[lang]
	if t == nil {
		return "", false
	}
	m, ok := t.messages[key]
	if !ok {
		return "", false
	}
	text, whole := t.say(key, m, args)
	if !whole {
		c.miss(lang, key)
	}
	return text, strings.TrimSpace(text) != ""
}

// say fills a plain text at once, and lets go-i18n choose among plural forms.
func (t *tongue) say(key string, m message, args map[string]any) (text string, whole bool) {
	if m.plain != nil {
		return m.plain.fill(args)
	}
	f := &filling{args: args}
	config := i18n.LocalizeConfig{MessageID: key, TemplateData: f, TemplateParser: parser{}}
	if count, ok := args[countArg]; ok {
		config.PluralCount = countable(count)
	}
	text, err := t.localizer.Localize(&config)
	if err != nil {
		config.PluralCount = nil // a count that is no number takes the form for many
		text, _ = t.localizer.Localize(&config)
	}
	return text, f.whole
}

// countable turns a count into what go-i18n takes: a whole number, or digits.
func countable(count any) any {
	switch n := count.(type) {
	case int, int8, int16, int32, int64, string:
		return n
	}
	return show(count)
}

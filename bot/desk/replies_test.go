package desk_test

import (
	"html"
	"regexp"
	"slices"
	"strings"
	"testing"

	"lyt/bot/handoff"
)

// TestOwnRepliesAreFilled: a counsellor's own replies come first, with the places filled
// that something is known for; what is not a place stays as it was written.
func TestOwnRepliesAreFilled(t *testing.T) {
	h := open(t)
	h.waits("nord", "taget", handoff.Other, 1)
	maja := h.login("maja")
	maja.claim("nord", "taget")
	if err := h.staff.KeepReplies(t.Context(), "maja", []handoff.Reply{{Name: "min", Text: "Hej fra {name}, {service}. {andet} <b>"}}); err != nil {
		t.Fatal(err)
	}
	page := html.UnescapeString(maja.get("/talk/nord/taget").body)
	own, shared := strings.Index(page, `data-text="Hej fra maja, Tilbud nord. {andet} <b>"`), strings.Index(page, `data-text="da:reply.hello"`)
	if own < 0 || shared < own {
		t.Errorf("the replies are not there in order: own at %d, everybody's at %d", own, shared)
	}
	if other := h.login("ole").get("/talk/nord/taget").body; strings.Contains(other, "Hej fra") {
		t.Error("a colleague sees them")
	}
}

// TestShippedReplies: each has a name and words in both languages, fits into one
// message, and holds no place that nobody fills.
func TestShippedReplies(t *testing.T) {
	place := regexp.MustCompile(`\{[^}]*\}`)
	names := map[string][]string{}
	for _, lang := range []string{"da", "en"} {
		all := texts(t, lang)
		for key, text := range all {
			if !strings.HasPrefix(key, "reply.") || strings.HasSuffix(key, ".name") {
				continue
			}
			words, _ := text.(string)
			if name, _ := all[key+".name"].(string); name == "" || words == "" || len(words) > 500 {
				t.Errorf("%s: %s has no name, no words, or too many", lang, key)
			}
			for _, found := range place.FindAllString(words, -1) {
				if !slices.Contains([]string{"{service}", "{name}", "{time}"}, found) {
					t.Errorf("%s: nobody fills %s of %s", lang, found, key)
				}
			}
			names[lang] = append(names[lang], key)
		}
	}
	slices.Sort(names["da"])
	slices.Sort(names["en"])
	if len(names["da"]) < 12 || !slices.Equal(names["da"], names["en"]) {
		t.Errorf("the languages have not the same replies: %q and %q", names["da"], names["en"])
	}
}

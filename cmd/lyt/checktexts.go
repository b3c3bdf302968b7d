package main

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"lyt/locales"
)

// languages are those a talk can be held in; Danish is the first.
var languages = []string{"da", "en"}

// fixedLabels are labels that others rely on; see the contract of the commands.
var fixedLabels = []string{"Book en tid", "Tal med et menneske", "Find et andet tilbud", "Spring over", "Tilbage", "Ja, slet alt"}

// calledFlows are those the program itself begins or calls.
var calledFlows = []string{entryFlow, "human", "book"}

// checkTexts holds the texts against the flows that speak them, and against the
// shipped ones, which say what the program itself needs.
func checkTexts(c content) ([]finding, error) {
	shipped, err := locales.Load(locales.FS)
	if err != nil {
		return nil, err
	}
	var found []finding
	for _, name := range calledFlows {
		if !c.flows.Has(name) {
			found = append(found, broken(fmt.Sprintf("flows/%s.yaml:1:1: error missing-flow: the program itself plays %q; put the file back", name, name)))
		}
	}
	used := map[string]bool{}
	for _, use := range c.flows.Keys() {
		used[use.Key] = true
		for _, lang := range languages {
			at := fmt.Sprintf("flows/%s:%d:%d", use.File, use.Line, use.Col)
			found = append(found, checkText(c, at, lang, use.Key, use.Args)...)
		}
	}
	found = append(found, checkShipped(c, shipped, used)...)
	return append(found, unusedTexts(c, used)...), nil
}

func broken(line string) finding { return finding{line: line, isError: true} }

// checkText looks at one text of a flow: it is there, and its places can be filled.
func checkText(c content, at, lang, key string, args []string) []finding {
	if _, own := c.who5.Text(lang, key); own {
		return nil
	}
	if !c.texts.Has(lang, key) {
		return []finding{broken(fmt.Sprintf("%s: error missing-text: the text %q is not in locales/active.%s.toml; write it there", at, key, lang))}
	}
	var found []finding
	for _, place := range c.texts.Places(lang, key) {
		if !slices.Contains(args, place) {
			found = append(found, broken(fmt.Sprintf("%s: error placeholder: nothing is known here to put in for {%s} of %q; known are: %s",
				where(c, lang, key), place, key, strings.Join(args, ", "))))
		}
	}
	return found
}

// checkShipped holds the texts against the shipped ones: none of the program's own
// is missing, the labels that others rely on stand unchanged, and where 112 comes
// first it still does.
func checkShipped(c content, shipped *locales.Catalog, ofFlows map[string]bool) []finding {
	var found []finding
	for _, lang := range languages {
		for _, key := range shipped.Keys(lang) {
			head, _, _ := strings.Cut(key, ".")
			switch {
			case c.texts.Has(lang, key):
				found = append(found, checkAgainst(c, shipped, lang, key, ofFlows[key])...)
			case !ofFlows[key] && !c.flows.Has(head) && !strings.HasPrefix(key, "services."):
				found = append(found, broken(fmt.Sprintf("locales/active.%s.toml:1:1: error missing-text: the program says %q; put the text back", lang, key)))
			}
		}
	}
	return found
}

var firstNumber = regexp.MustCompile(`\d+`)

func checkAgainst(c content, shipped *locales.Catalog, lang, key string, ofFlow bool) []finding {
	was, is := shipped.Text(lang, key, nil), c.texts.Text(lang, key, nil)
	at := where(c, lang, key)
	var found []finding
	if lang == locales.Danish && slices.Contains(fixedLabels, was) && is != was {
		found = append(found, broken(fmt.Sprintf("%s: error fixed-label: %q must read %q: people and scripts look for it", at, key, was)))
	}
	if firstNumber.FindString(was) == "112" && firstNumber.FindString(is) != "112" && strings.HasPrefix(key, "talk.") {
		found = append(found, broken(fmt.Sprintf("%s: error crisis-number: the first number in %q must be 112", at, key)))
	}
	if ofFlow {
		return found
	}
	if want, got := places(shipped, lang, key), places(c.texts, lang, key); want != got {
		found = append(found, broken(fmt.Sprintf("%s: error placeholder: %q must hold %s, and holds %s", at, key, want, got)))
	}
	return found
}

func places(texts *locales.Catalog, lang, key string) string {
	names := slices.Clone(texts.Places(lang, key))
	slices.Sort(names)
	if len(names) == 0 {
		return "no placeholder"
	}
	return "{" + strings.Join(slices.Compact(names), "} {") + "}"
}

func where(c content, lang, key string) string {
	file, line := c.texts.Where(lang, key)
	return fmt.Sprintf("locales/%s:%d:1", file, line)
}

// unusedTexts warns of texts below a flow's name that the flow does not use.
func unusedTexts(c content, used map[string]bool) []finding {
	var found []finding
	keys := c.texts.Keys(locales.Danish)
	slices.Sort(keys)
	for _, key := range keys {
		flowName, _, _ := strings.Cut(key, ".")
		if c.flows.Has(flowName) && !used[key] {
			found = append(found, finding{line: fmt.Sprintf("%s: warning unused-text: no step says %q; take it away", where(c, locales.Danish, key), key)})
		}
	}
	return found
}

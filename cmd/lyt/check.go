package main

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

type checkCmd struct {
	Dir string `arg:"" optional:"" help:"Folder with flows/ and locales/; the built-in ones if left out."`
	contentSettings
	zoneSettings
}

// Run prints one line per finding; exit 1 on any error.
func (c checkCmd) Run(w *world) error {
	zone, err := c.zone()
	if err != nil {
		return err
	}
	dir := c.Dir
	if dir == "" {
		dir = c.Content
	}
	began := time.Now()
	read, found, err := readContent(dir, zone)
	if err != nil {
		return err
	}
	if report(w.stdout, found) > 0 {
		return errFindings
	}
	fmt.Fprintf(w.stderr, "lyt: %d steps, %d services, %d texts in order, in %d ms\n",
		len(read.flows.Steps()), len(read.directory.Services()), len(read.texts.Keys("da")), time.Since(began).Milliseconds())
	return nil
}

// languages are those a talk can be held in; Danish is the first.
var languages = []string{"da", "en"}

// checkTexts finds texts that are missing, and texts of flows that nobody says.
func checkTexts(c content) []finding {
	var found []finding
	used := map[string]bool{}
	for _, use := range c.flows.Keys() {
		used[use.Key] = true
		for _, lang := range languages {
			if _, own := c.who5.Text(lang, use.Key); !own && !c.texts.Has(lang, use.Key) {
				found = append(found, finding{
					line: fmt.Sprintf("flows/%s:%d:%d: error missing-text: the text %q is not in locales/active.%s.toml; write it there",
						use.File, use.Line, use.Col, use.Key, lang),
					isError: true,
				})
			}
		}
	}
	return append(found, unusedTexts(c, used)...)
}

// unusedTexts warns of texts below a flow's name that the flow does not use.
func unusedTexts(c content, used map[string]bool) []finding {
	names := map[string]bool{}
	for _, step := range c.flows.Steps() {
		names[step.Flow] = true
	}
	var found []finding
	keys := c.texts.Keys("da")
	slices.Sort(keys)
	for _, key := range keys {
		flowName, _, _ := strings.Cut(key, ".")
		if names[flowName] && !used[key] {
			found = append(found, finding{line: fmt.Sprintf("locales/active.da.toml:1:1: warning unused-text: no step says %q; take it away", key)})
		}
	}
	return found
}

// Package proof proves that content is safe to publish: it reads every text as the
// person will, and walks every way through the conversations.
package proof

import (
	"cmp"
	"errors"
	"io/fs"
	"path"
	"slices"
	"strings"
	"sync"

	"lyt/bot/directory"
	"lyt/bot/flow"
	"lyt/bot/triage"
	"lyt/bot/who5"
	"lyt/locales"
)

// Content is all that people meet, read from its files.
type Content struct {
	Flows     *flow.Flows
	Directory *directory.Directory
	Texts     *locales.Catalog
	Who5      *who5.Instrument
	Triage    *triage.Rules
	Reviewed  Reviewed
	Walked    Coverage // how much of the conversations Check walked

	files    files
	services bool // all of them could be read
}

// Complete says that everything could be read, so that it can be held together.
func (c Content) Complete() bool {
	return c.Flows != nil && c.Directory != nil && c.Texts != nil && c.Who5 != nil
}

// Read reads conversations, services, screening and texts from their two folders,
// and says what cannot be read. What is wrong with the rest, Texts and Paths say.
func Read(flowFiles, localeFiles fs.FS) (Content, []flow.Finding) {
	c := Content{files: newFiles(flowFiles, localeFiles)}
	var found []flow.Finding
	c.Flows, found = flow.Load(flowFiles)
	for i := range found {
		found[i].File = flowsFolder + found[i].File
	}
	var wrong []directory.Finding
	c.Directory, wrong = directory.Load(flowFiles)
	c.services = len(wrong) == 0
	for _, f := range wrong {
		found = append(found, flow.Finding{File: flowsFolder + f.File, Line: f.Line, Col: f.Col, Severity: f.Severity, Code: f.Code, Message: f.Message, Excerpt: f.Excerpt})
	}
	found = append(found, c.readScreening(flowFiles)...)
	found = append(found, c.readTriage(flowFiles)...)
	found = append(found, c.readTexts(localeFiles)...)
	found = append(found, c.readReviewed(localeFiles)...)
	return c, append(found, c.strayFiles(flowFiles, localeFiles)...)
}

// Check reads the content of two folders and says all that is wrong with it, by file
// and line. With an error among the findings the content must not be used.
func Check(flowFiles, localeFiles fs.FS) (Content, []flow.Finding) {
	c, found := Read(flowFiles, localeFiles)
	if c.Complete() {
		found = append(found, Texts(c)...)
		var broken []flow.Finding
		broken, c.Walked = Paths(c)
		found = append(found, broken...)
	}
	Sort(found)
	return c, slices.Compact(found)
}

// Sort puts findings in the order in which a person mends them: by file and line.
func Sort(found []flow.Finding) {
	slices.SortStableFunc(found, func(a, b flow.Finding) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Col, b.Col),
			cmp.Compare(a.Code, b.Code), cmp.Compare(a.Message, b.Message))
	})
}

func (c *Content) readScreening(flowFiles fs.FS) []flow.Finding {
	r := reading{Content: *c}
	var err error
	if c.Who5, err = who5.Load(flowFiles); err != nil {
		r.fault(at(flowsFolder+who5.File, 1, 1), "who5-file", "the screening cannot be read: %v; put the shipped file back", err)
	} else if err := c.Who5.Verify(); err != nil {
		lang := strings.TrimPrefix(err.Error(), who5.ErrReworded.Error()+": ")
		where := at(flowsFolder+who5.File, 1, 1)
		if line, col, ok := c.files.search(where.file, "  "+lang+":"); ok {
			where.line, where.col = line, col+2
		}
		r.fault(where, "who5-wording", "the WHO-5 sentences, answers, title or instruction (%s) are not the published ones; put them back word for word, for a score means nothing with other words", lang)
	}
	return r.found
}

func (c *Content) readTexts(localeFiles fs.FS) []flow.Finding {
	texts, err := locales.Load(localeFiles)
	if err == nil {
		c.Texts = texts
		return nil
	}
	var problems locales.Problems
	errors.As(err, &problems) // Load promises it
	r := reading{Content: *c}
	for _, p := range problems {
		r.add(at(localesFolder+p.File, p.Line, p.Col), flow.SeverityError, p.Code, "%s", p.Message)
	}
	return r.found
}

// strayFiles warns of files that are not read.
func (c *Content) strayFiles(flowFiles, localeFiles fs.FS) []flow.Finding {
	r := reading{Content: *c}
	for _, file := range strays(flowFiles, slices.Concat([]string{"*.yaml", "services/*.yaml"}, triage.Files)) {
		r.warn(at(flowsFolder+file, 1, 1), "stray-file", "nobody reads this file; conversations end in .yaml and stand in flows/ itself, services in flows/services")
	}
	for _, file := range strays(localeFiles, []string{reviewedFile, "active.*.toml"}) {
		r.warn(at(localesFolder+file, 1, 1), "stray-file", "nobody reads this file; texts stand in active.da.toml and active.en.toml")
	}
	return r.found
}

// strays lists the files of a folder that fit none of the patterns, and are no part of
// the source code.
func strays(folder fs.FS, patterns []string) []string {
	var stray []string
	_ = fs.WalkDir(folder, ".", func(file string, entry fs.DirEntry, err error) error {
		switch name := path.Base(file); {
		case err != nil:
			return fs.SkipDir
		case file == ".":
		case entry.IsDir() && (name == "testdata" || name[0] == '.'):
			return fs.SkipDir
		case !entry.IsDir() && name[0] != '.' && path.Ext(name) != ".go" && path.Ext(name) != ".md" && !fitsAny(file, patterns):
			stray = append(stray, file)
		}
		return nil
	})
	return stray
}

func fitsAny(file string, patterns []string) bool {
	return slices.ContainsFunc(patterns, func(pattern string) bool {
		fits, _ := path.Match(pattern, file) // the patterns are constant and well formed
		return fits
	})
}

// shippedTexts are the built-in texts, read once; they say what the program itself needs.
var shippedTexts = sync.OnceValues(func() (*locales.Catalog, error) { return locales.Load(locales.FS) })

// Texts reads every text as the person will, and says what is wrong with it.
func Texts(c Content) []flow.Finding {
	r := &reading{Content: c, uses: map[string][]flow.KeyUse{}, long: map[string]map[string]string{}}
	shipped, err := shippedTexts()
	if err != nil {
		r.fault(at(localesFolder, 0, 0), "read", "the texts of this program cannot be read; build it anew")
		return r.found
	}
	r.shipped, r.told = shipped, c.toldTexts()
	for _, use := range c.Flows.Keys() {
		r.uses[use.Key] = append(r.uses[use.Key], use)
	}
	r.keys()
	r.filledIn()
	r.fixed()
	r.words()
	r.sizes()
	r.labels()
	r.ease()
	if r.services {
		r.directory()
	}
	return r.found
}

// reading is the work of reading all texts.
type reading struct {
	Content
	shipped *locales.Catalog             // the built-in texts: what the program itself says
	uses    map[string][]flow.KeyUse     // by key
	told    []told                       // what counsellors are told
	long    map[string]map[string]string // by language, the longest that can stand in a placeholder
	found   []flow.Finding
}

// languages are those a talk can be held in; Danish is the first.
func languages() []string { return []string{locales.Danish, "en"} }

// text is one form of one text.
type text struct{ lang, key, words string }

// each gives every text in every plural form, Danish first.
func (r *reading) each(do func(t text)) {
	for _, lang := range languages() {
		for _, key := range r.Texts.Keys(lang) {
			forms := r.Texts.Forms(lang, key)
			for _, form := range []string{"one", "other"} {
				if words, ok := forms[form]; ok {
					do(text{lang, key, words})
				}
			}
		}
	}
}

// forStaff says that counsellors and coordinators read the text, and nobody else.
func forStaff(key string) bool {
	return strings.HasPrefix(key, "desk.") || strings.HasPrefix(key, "thread.")
}

// fault and warn note what is wrong at a place. What could hurt somebody or breaks
// a promise is a fault; what is merely not as it should be is a warning.
func (r *reading) fault(where place, code, format string, args ...any) {
	r.add(where, flow.SeverityError, code, format, args...)
}

func (r *reading) warn(where place, code, format string, args ...any) {
	r.add(where, flow.SeverityWarning, code, format, args...)
}

package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"lyt/bot/directory"
	"lyt/bot/flow"
	"lyt/bot/who5"
	"lyt/flows"
	"lyt/locales"
)

// content is what people see: conversations, services, texts.
type content struct {
	flows     *flow.Flows
	directory *directory.Directory
	texts     *locales.Catalog
	who5      *who5.Instrument
}

// finding is one line of lyt check.
type finding struct {
	line    string // file:line:col: severity code: sentence
	excerpt string
	isError bool
}

// openContent gives the built-in files, or those of a folder.
func openContent(dir string) (flowFiles, localeFiles fs.FS, err error) {
	if dir == "" {
		return flows.FS, locales.FS, nil
	}
	for _, part := range []string{"flows", "locales"} {
		if info, err := os.Stat(filepath.Join(dir, part)); err != nil || !info.IsDir() {
			return nil, nil, usageError{fmt.Errorf("%s has no folder %s; it must hold flows/ and locales/", dir, part)}
		}
	}
	return os.DirFS(filepath.Join(dir, "flows")), os.DirFS(filepath.Join(dir, "locales")), nil
}

// readContent reads and checks everything; with an error among the findings the
// content must not be used.
func readContent(dir string, zone *time.Location) (content, []finding, error) {
	flowFiles, localeFiles, err := openContent(dir)
	if err != nil {
		return content{}, nil, err
	}
	var c content
	var found []finding
	var problems []flow.Finding
	c.flows, problems = flow.Load(flowFiles)
	for _, p := range problems {
		found = append(found, finding{"flows/" + p.String(), p.Excerpt, p.Severity == "error"})
	}
	var wrong []directory.Finding
	c.directory, wrong = directory.Load(flowFiles)
	for _, p := range wrong {
		found = append(found, finding{"flows/" + p.String(), p.Excerpt, p.Severity == "error"})
	}
	c.who5, err = who5.Load(flowFiles)
	if err == nil {
		err = c.who5.Verify()
	}
	if err != nil {
		found = append(found, finding{line: "flows/who5.yaml:1:1: error who5: " + err.Error(), isError: true})
	}
	c.texts, err = locales.Load(localeFiles)
	if err != nil {
		return c, append(found, textFindings(err)...), nil
	}
	c.texts.Zone = zone
	if c.directory != nil {
		c.directory.Zone = zone
	}
	if c.flows == nil || c.directory == nil || c.who5 == nil {
		return c, found, nil
	}
	texts, err := checkTexts(c)
	return c, append(found, texts...), err
}

// textFindings is what is wrong with the texts, a line each.
func textFindings(err error) []finding {
	var problems locales.Problems
	if !errors.As(err, &problems) {
		return []finding{{line: "locales:0:0: error text: " + err.Error(), isError: true}}
	}
	var found []finding
	for _, p := range problems {
		found = append(found, finding{line: fmt.Sprintf("locales/%s:%d:1: error text: %s", p.File, max(p.Line, 1), p.Message), isError: true})
	}
	return found
}

// mustContent is readContent for those who cannot go on with an error.
func mustContent(dir string, zone *time.Location, complaints io.Writer) (content, error) {
	c, found, err := readContent(dir, zone)
	if err != nil {
		return c, err
	}
	if errors := report(complaints, found); errors > 0 {
		return c, fmt.Errorf("the conversations have %d errors; mend them, or see: lyt check", errors)
	}
	return c, nil
}

// report writes the findings and counts the errors among them.
func report(to io.Writer, found []finding) (errors int) {
	for _, f := range found {
		if f.isError {
			errors++
		}
		fmt.Fprintln(to, f.line)
		if f.excerpt != "" {
			fmt.Fprintln(to, f.excerpt)
		}
	}
	return errors
}

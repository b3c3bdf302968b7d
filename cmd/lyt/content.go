package main

import (
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"lyt/bot/directory"
	"lyt/bot/flow"
	"lyt/bot/proof"
	"lyt/bot/triage"
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
	walked    proof.Coverage
	triage    *triage.Rules
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
func readContent(dir string, zone *time.Location) (content, []flow.Finding, error) {
	flowFiles, localeFiles, err := openContent(dir)
	if err != nil {
		return content{}, nil, err
	}
	read, found := proof.Check(flowFiles, localeFiles)
	c := content{flows: read.Flows, directory: read.Directory, texts: read.Texts, who5: read.Who5, triage: read.Triage, walked: read.Walked}
	if c.texts != nil {
		c.texts.Zone = zone
	}
	if c.directory != nil {
		c.directory.Zone = zone
	}
	return c, found, nil
}

// mustContent is readContent for those who cannot go on with an error.
func mustContent(dir string, zone *time.Location, complaints io.Writer) (content, error) {
	c, found, err := readContent(dir, zone)
	if err != nil {
		return c, err
	}
	if errors, _ := report(complaints, found); errors > 0 {
		return c, fmt.Errorf("the conversations have %d errors; mend them, or see: lyt check", errors)
	}
	return c, nil
}

// readServices is for those who need no more: all that people may meet in the
// conversations takes long to check.
func readServices(dir string, complaints io.Writer) (*directory.Directory, error) {
	flowFiles, _, err := openContent(dir)
	if err != nil {
		return nil, err
	}
	services, wrong := directory.Load(flowFiles)
	for _, f := range wrong {
		fmt.Fprintln(complaints, f)
	}
	if len(wrong) > 0 {
		return nil, fmt.Errorf("the services have %d faults; mend them, or see: lyt check", len(wrong))
	}
	return services, nil
}

// report writes the findings and counts them.
func report(to io.Writer, found []flow.Finding) (errors, warnings int) {
	for _, f := range found {
		if f.Severity == flow.SeverityError {
			errors++
		} else {
			warnings++
		}
		fmt.Fprintln(to, f)
		if f.Excerpt != "" {
			fmt.Fprintln(to, f.Excerpt)
		}
		if f.Chat != "" {
			fmt.Fprintln(to, indented(f.Chat))
		}
	}
	return errors, warnings
}

// indented sets a conversation off from the finding it shows.
func indented(chat string) string {
	return "\n    " + strings.ReplaceAll(strings.ReplaceAll(chat, "\n", "\n    "), "    \n", "\n")
}

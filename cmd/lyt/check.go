package main

import (
	"fmt"
	"time"

	"lyt/bot/proof"
)

type checkCmd struct {
	Dir     string `arg:"" optional:"" help:"Folder with flows/ and locales/; the built-in ones if left out."`
	Explain string `placeholder:"CODE" help:"Say what a finding's code means and how to mend it; all for every code."`
	contentSettings
	zoneSettings
}

// Run prints one line per finding; exit 1 on any error.
func (c checkCmd) Run(w *world) error {
	if c.Explain != "" {
		if err := proof.Explain(w.stdout, c.Explain); err != nil {
			return usageError{err}
		}
		return nil
	}
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
	errors, warnings := report(w.stdout, found)
	if errors == 0 {
		fmt.Fprintf(w.stderr, "lyt: %d steps, %d services, %d texts in order; %d places walked, in %d ms\n",
			len(read.flows.Steps()), len(read.directory.Services()), len(read.texts.Keys("da")), read.walked.States, time.Since(began).Milliseconds())
	}
	if errors+warnings > 0 {
		fmt.Fprintf(w.stderr, "lyt: %s, %s\n", counted(errors, "error"), counted(warnings, "warning"))
	}
	if errors > 0 {
		return errFindings
	}
	return nil
}

func counted(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

package main

import (
	"fmt"
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

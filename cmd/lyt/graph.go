package main

import (
	"fmt"
	"strings"

	"lyt/locales"
)

type graphCmd struct {
	Flow string `default:"first-contact" help:"The flow to draw."`
	contentSettings
}

// Run draws a flow with its Danish texts.
func (c graphCmd) Run(w *world) error {
	read, err := mustContent(c.Content, nil, w.stderr)
	if err != nil {
		return err
	}
	if !read.flows.Has(c.Flow) {
		return usageError{fmt.Errorf("there is no flow %q; there are: %s", c.Flow, strings.Join(read.flows.Names(), ", "))}
	}
	return read.flows.Draw(w.stdout, c.Flow, func(key string, args map[string]any) string {
		if text, own := read.who5.Text(locales.Danish, key); own {
			return text
		}
		return read.texts.Text(locales.Danish, key, args)
	})
}

// Package flows carries the conversations and the directory of services as they are
// shipped: the files coordinators write, put into the program.
package flows

import "embed"

// FS holds the conversations (*.yaml), the municipalities (areas.yaml), the
// well-being index (who5.yaml) and the services (services/*.yaml).
//
//go:embed *.yaml services/*.yaml triage/*.yaml
var FS embed.FS

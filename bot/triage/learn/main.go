// Command learn makes the model of triage from its corpus: run it with
// `go generate ./bot/triage` after a change of the corpus, the rules or the spelling,
// and then write the report anew with `go test ./bot/triage -run Report -update`.
package main

import (
	"fmt"
	"os"
	"path/filepath"

	"lyt/bot/triage"
	"lyt/flows"
)

func main() {
	if err := learn("corpus", "model.bin"); err != nil {
		fmt.Fprintln(os.Stderr, "learn:", err)
		os.Exit(1)
	}
}

func learn(corpus, model string) error {
	lines, check, err := triage.ReadCorpus(os.DirFS(corpus))
	if err != nil {
		return err
	}
	file, err := triage.Learn(flows.FS, lines, check)
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Clean(model), file, 0o644) // #nosec G306 -- nothing secret in it
}

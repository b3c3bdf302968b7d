package bottest

import (
	"errors"
	"fmt"
	"io/fs"
	"sync"
	"time"

	"lyt/bot/directory"
	"lyt/bot/flow"
	"lyt/bot/who5"
	"lyt/flows"
	"lyt/locales"
)

// content is what the files of flows and locales hold, read. It never changes, so
// houses can share it.
type content struct {
	flows     *flow.Flows
	services  *directory.Directory
	texts     *locales.Catalog
	screening *who5.Instrument
}

// shipped is the content that goes into the program, read once for all houses.
var shipped = sync.OnceValues(func() (content, error) {
	zone, err := time.LoadLocation("Europe/Copenhagen")
	if err != nil {
		return content{}, fmt.Errorf("load zone: %w", err)
	}
	return read(flows.FS, locales.FS, zone)
})

func load(flowFiles, localeFiles fs.FS, zone *time.Location) (content, error) {
	if flowFiles == fs.FS(flows.FS) && localeFiles == fs.FS(locales.FS) {
		return shipped()
	}
	return read(flowFiles, localeFiles, zone)
}

func read(flowFiles, localeFiles fs.FS, zone *time.Location) (c content, err error) {
	conversations, problems := flow.Load(flowFiles)
	if flow.Broken(problems) {
		return content{}, fmt.Errorf("load flows: %v", problems)
	}
	services, wrong := directory.Load(flowFiles)
	for _, w := range wrong {
		if w.Severity == directory.Error {
			return content{}, fmt.Errorf("load services: %v", w)
		}
	}
	texts, badTexts := locales.Load(localeFiles)
	screening, badScreening := who5.Load(flowFiles)
	if err := errors.Join(badTexts, badScreening); err != nil {
		return content{}, err
	}
	texts.Zone, services.Zone = zone, zone
	return content{conversations, services, texts, screening}, nil
}

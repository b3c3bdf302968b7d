package desk_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/BurntSushi/toml"

	"lyt/bot/handoff"
)

// memDeeds is the audit log in memory.
type memDeeds struct {
	testing.TB

	mu   sync.Mutex
	away bool
	all  []handoff.Deed
}

func (m *memDeeds) set(away bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.away = away
}

func (m *memDeeds) Note(_ context.Context, deed handoff.Deed) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.away {
		return errAway
	}
	if known, err := deedNames(); err != nil || !known[deed.What] {
		m.Errorf("a deed without a name: %q, %v", deed.What, err)
	}
	deed.ID, deed.On = fmt.Sprintf("%06d", len(m.all)+1), short(deed.On)
	m.all = append(m.all, deed)
	return nil
}

func (m *memDeeds) List(_ context.Context, service, before string, most int) ([]handoff.Deed, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.away {
		return nil, errAway
	}
	var found []handoff.Deed
	for i := len(m.all) - 1; i >= 0 && len(found) < most; i-- {
		if deed := m.all[i]; deed.Service == service && (before == "" || deed.ID < before) {
			found = append(found, deed)
		}
	}
	return found, nil
}

// deedNames are the deeds that have a name in Danish; those of English are the same.
var deedNames = sync.OnceValues(func() (map[string]bool, error) {
	all, names := map[string]any{}, map[string]bool{}
	_, err := toml.DecodeFile("../../locales/active.da.toml", &all)
	for key := range all {
		if name, ok := strings.CutPrefix(key, "desk.deed."); ok {
			names[name] = true
		}
	}
	return names, err
})

// noted tells what was noted, as "who what on" lines.
func (m *memDeeds) noted() []string {
	m.mu.Lock()
	defer m.mu.Unlock()
	var lines []string
	for _, deed := range m.all {
		lines = append(lines, deed.Who+" "+deed.What+" "+deed.On)
	}
	return lines
}

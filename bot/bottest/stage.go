package bottest

import (
	"context"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"lyt/bot/booking"
	"lyt/bot/directory"
	"lyt/bot/handoff"
	"lyt/flows"
)

// Stage is what happens around the person:
//
//	at 2026-11-23T22:00    the clock shows this
//	duty on | off | pause  counsellors come, go, or take a break, at every desk
//	times none             all free times are gone
//	times taken            somebody else takes the first time on offer
//	times open phone 2026-12-07T13:00    one more time at every desk that meets people so
//	places none            there are no partners
//	desk …                 what counsellors do; see House.stageDesk
//	others …               other people in the queues; see House.stageOthers
func (h *House) Stage(t *testing.T, words []string) {
	t.Helper()
	switch words[0] {
	case "at":
		at := h.localTime(t, words[1])
		h.Clock.Move(at.Sub(h.Clock.Now()))
		h.Redis.SetTime(at)
	case "duty":
		until := h.Clock.Now().Add(23 * time.Hour)
		presence := map[string]handoff.Presence{"on": handoff.On, "off": handoff.Away, "pause": handoff.Pause}[words[1]]
		h.desks.duty(presence, until)
		must(t, h.desks.tellAll(context.Background()))
	case "times":
		h.stageTimes(t, words[1:])
	case "places":
		h.Talk.Directory = withoutCivil(t, h.zone)
	case "desk":
		h.stageDesk(t, words[1:])
	case "others":
		h.stageOthers(t, words[1:])
	default:
		t.Fatalf("stage: %q is not known", words[0])
	}
}

func (h *House) stageTimes(t *testing.T, words []string) {
	t.Helper()
	ctx := context.Background()
	switch words[0] {
	case "none":
		must(t, h.desks.none(ctx, h))
	case "taken":
		must(t, h.desks.take(ctx, h, 1))
	case "open":
		must(t, h.desks.more(ctx, opening{h.localTime(t, words[2]), booking.Format(words[1]), strings.Join(words[3:], " ")}))
	default:
		t.Fatalf("stage: times %q is not known", words[0])
	}
}

// withoutCivil is the directory with no partner in it, only municipal teams and the
// emergency lines.
func withoutCivil(t *testing.T, zone *time.Location) *directory.Directory {
	t.Helper()
	left := fstest.MapFS{}
	must(t, fs.WalkDir(flows.FS, ".", func(path string, file fs.DirEntry, err error) error {
		if err != nil || file.IsDir() {
			return err
		}
		data, err := fs.ReadFile(flows.FS, path)
		if !strings.Contains(string(data), "\nkind: civil\n") {
			left[path] = &fstest.MapFile{Data: data}
		}
		return err
	}))
	services, problems := directory.Load(left)
	for _, p := range problems {
		if p.Severity == directory.Error {
			t.Fatalf("stage: %v", p)
		}
	}
	services.Zone = zone
	return services
}

func (h *House) localTime(t *testing.T, clock string) time.Time {
	t.Helper()
	at, err := time.ParseInLocation("2006-01-02T15:04", clock, h.zone)
	must(t, err)
	return at
}

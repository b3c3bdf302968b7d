package bottest

import (
	"context"
	"io/fs"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"lyt/bot"
	"lyt/bot/booking"
	"lyt/bot/directory"
	"lyt/bot/handoff"
	"lyt/flows"
)

// Stage is what happens around the person:
//
//	at 2026-11-23T22:00    the clock shows this
//	duty on | off          counsellors come or go, at every desk
//	times none             all free times are gone
//	times taken            somebody else takes the first time on offer
//	times open phone 2026-12-07T13:00    one more time at every desk that meets people so
//	places none            there are no partners
//	desk claims | says WORDS… | closes
func (h *House) Stage(t *testing.T, words []string) {
	t.Helper()
	switch words[0] {
	case "at":
		at := h.localTime(t, words[1])
		h.Clock.Move(at.Sub(h.Clock.Now()))
		h.Redis.SetTime(at)
	case "duty":
		until := h.Clock.Now().Add(23 * time.Hour)
		if words[1] == "off" {
			until = h.Clock.Now().Add(-time.Second)
		}
		h.desks.duty(until)
	case "times":
		h.stageTimes(t, words[1:])
	case "places":
		h.Talk.Directory = withoutCivil(t, h.zone)
	case "desk":
		h.stageDesk(t, words[1:])
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
		must(t, h.desks.more(ctx, opening{h.localTime(t, words[2]), booking.Format(words[1])}))
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

// stageDesk is the counsellor of whatever service the person waits for.
func (h *House) stageDesk(t *testing.T, words []string) {
	t.Helper()
	ctx := context.Background()
	h.n++
	op := "desk:" + strconv.Itoa(h.n)
	for _, id := range h.desks.ids() {
		acted := false
		switch words[0] {
		case "claims":
			waiting, err := h.Queue.Waiting(ctx, id)
			must(t, err)
			for _, w := range waiting {
				_, err := h.Queue.Claim(ctx, id, w.ID, op, Helper)
				must(t, err)
				acted = true
			}
		default:
			acted = h.stageTalk(t, id, op, words)
		}
		if acted {
			must(t, h.Talk.Relay(ctx, id))
			h.Settle(t)
			return
		}
	}
	t.Fatalf("stage: nobody to %v", words)
}

func (h *House) stageTalk(t *testing.T, service, op string, words []string) bool {
	t.Helper()
	ctx := context.Background()
	mine, err := h.Queue.Mine(ctx, service, Helper)
	must(t, err)
	for _, live := range mine {
		if live.State != handoff.Live {
			continue
		}
		if words[0] == "closes" {
			must(t, h.Queue.Close(ctx, service, live.ID, op, Helper))
			return true
		}
		said := strings.Join(words[1:], " ")
		h.Typed = append(h.Typed, said)
		must(t, h.Queue.Answer(ctx, service, live.ID, op, Helper, bot.Heard(said)))
		return true
	}
	return false
}

func (h *House) localTime(t *testing.T, clock string) time.Time {
	t.Helper()
	at, err := time.ParseInLocation("2006-01-02T15:04", clock, h.zone)
	must(t, err)
	return at
}

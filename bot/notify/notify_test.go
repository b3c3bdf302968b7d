package notify_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"

	"lyt/bot/notify"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const service = "helsingor-ungevaerftet"

// memStore is the store in memory: it says each means once that somebody waits.
type memStore struct {
	mu    sync.Mutex
	waits map[string]bool // by means and service
	noted []string
	asked int
	away  bool
}

func (m *memStore) Unannounced(ctx context.Context, service, means string) (time.Time, bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.asked++
	if m.away {
		return time.Time{}, false, errors.New("store is away")
	}
	return time.UnixMilli(4711), m.waits[means+" "+service], nil
}

func (m *memStore) Announced(ctx context.Context, service, means string, upTo time.Time, quiet time.Duration) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.away || ctx.Err() != nil {
		return errors.New("store is away")
	}
	delete(m.waits, means+" "+service)
	m.noted = append(m.noted, fmt.Sprint(means, " ", service, " ", upTo.UnixMilli(), " ", quiet))
	return nil
}

// rig is a Notify whose messages are written down.
type rig struct {
	*notify.Notify
	store *memStore
	log   bytes.Buffer

	mu     sync.Mutex
	told   []string
	counts map[string]int
	fail   map[string]error                           // by address
	during func(ctx context.Context, to string) error // instead of writing it down
}

type keys struct{}

func (keys) Text(lang, key string, args map[string]any) string {
	return fmt.Sprint(lang, ":", key, args)
}

func newRig() *rig {
	r := &rig{store: &memStore{waits: map[string]bool{}}, counts: map[string]int{}, fail: map[string]error{}}
	means := func(name string, to notify.Targets) notify.Means {
		return notify.Means{Name: name, To: to, Tell: func(ctx context.Context, to string, m notify.Message) error { return r.tell(ctx, name+" "+to, m) }}
	}
	r.Notify = notify.New(notify.Config{
		Store: r.store, Texts: keys{}, Name: func(string) string { return "Ungeværftet" }, Desk: "https://desk.example.dk",
		Log: slog.New(slog.NewTextHandler(&r.log, nil)), Count: r.count,
		Means: []notify.Means{
			means("chat", notify.Targets{service: {"-1001", "-1002"}}),
			means("mail", notify.Targets{notify.AllServices: {"vagt@example.dk"}}),
		},
	})
	return r
}

func (r *rig) tell(ctx context.Context, to string, m notify.Message) error {
	if r.during != nil {
		return r.during(ctx, to)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if err := r.fail[to]; err != nil {
		return err
	}
	r.told = append(r.told, to+": "+m.Subject+" / "+m.Text)
	return nil
}

func (r *rig) count(event string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.counts[event]++
}

func (r *rig) somebodyWaits() {
	r.store.mu.Lock()
	defer r.store.mu.Unlock()
	for _, means := range []string{"chat", "mail"} {
		r.store.waits[means+" "+service] = true
	}
}

// sweep is one round of the worker, to its end.
func (r *rig) sweep(t *testing.T) {
	r.Service(t.Context(), service)
	synctest.Wait()
}

func TestStaffAreTold(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig()
		defer r.Drain()
		r.sweep(t)
		if len(r.told) > 0 {
			t.Fatal("staff are told though nobody waits")
		}
		r.somebodyWaits()
		r.sweep(t)
		r.sweep(t)
		slices.Sort(r.told)
		said := ": da:desk.notify.subjectmap[] / da:desk.notify.textmap[service:Ungeværftet]\nda:desk.notify.linkmap[url:https://desk.example.dk]"
		if want := []string{"chat -1001" + said, "chat -1002" + said, "mail vagt@example.dk" + said}; !slices.Equal(r.told, want) {
			t.Errorf("told were\n%s", strings.Join(r.told, "\n"))
		}
		slices.Sort(r.store.noted)
		if want := []string{"chat " + service + " 4711 5m0s", "mail " + service + " 4711 5m0s"}; !slices.Equal(r.store.noted, want) {
			t.Errorf("noted was %v", r.store.noted)
		}
		if r.counts["chat_told"] != 2 || r.counts["mail_told"] != 1 || len(r.counts) != 2 {
			t.Errorf("counted were %v", r.counts)
		}
	})
}

// TestOneOfTwoIsReached: the other is in the log, and the first is not told again.
func TestOneOfTwoIsReached(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig()
		defer r.Drain()
		r.fail["chat -1001"] = errors.New("group is gone")
		r.somebodyWaits()
		r.sweep(t)
		r.sweep(t)
		if len(r.told) != 2 || r.counts["chat_failed"] != 1 || !strings.Contains(r.log.String(), "group is gone") {
			t.Errorf("told were %d, log:\n%s", len(r.told), r.log.String())
		}
		if strings.Contains(r.log.String(), "-1001") {
			t.Errorf("the log shows a group:\n%s", r.log.String())
		}
	})
}

// TestNobodyIsReached: it is not noted, so that it is tried again; the other means
// goes on.
func TestNobodyIsReached(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig()
		defer r.Drain()
		r.fail["mail vagt@example.dk"] = errors.New("refused")
		r.somebodyWaits()
		r.sweep(t)
		if len(r.told) != 2 || len(r.store.noted) != 1 {
			t.Fatalf("told were %d, noted was %v", len(r.told), r.store.noted)
		}
		delete(r.fail, "mail vagt@example.dk")
		r.sweep(t)
		if len(r.told) != 3 || len(r.store.noted) != 2 {
			t.Errorf("after the second try told were %d, noted was %v", len(r.told), r.store.noted)
		}
		r.store.away = true
		r.sweep(t)
		if !strings.Contains(r.log.String(), "store is away") {
			t.Error("a store that is away is not in the log")
		}
	})
}

// TestAHangingServerHoldsNobodyUp: the sweep goes on at once, there is one try at a
// time, and it ends by itself.
func TestAHangingServerHoldsNobodyUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig()
		defer r.Drain()
		tries := 0
		r.during = func(ctx context.Context, to string) error {
			if !strings.HasPrefix(to, "mail") {
				return nil
			}
			tries++
			<-ctx.Done()
			return errors.New("no answer in time")
		}
		r.somebodyWaits()
		began := time.Now()
		for range 5 {
			r.sweep(t)
		}
		if tries != 1 || time.Since(began) > 0 {
			t.Fatalf("%d tries at once, and the sweeps took %v", tries, time.Since(began))
		}
		<-time.After(21 * time.Second) // of the bubble's clock
		synctest.Wait()
		r.sweep(t)
		if tries != 2 || r.counts["mail_failed"] != 1 {
			t.Errorf("%d tries after the first was over", tries)
		}
	})
}

// TestDrainBreaksOff what is under way, and nothing new begins.
func TestDrainBreaksOff(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig()
		r.during = func(ctx context.Context, _ string) error { <-ctx.Done(); return ctx.Err() }
		r.somebodyWaits()
		r.sweep(t)
		began := time.Now()
		r.Drain()
		if time.Since(began) > 0 || len(r.store.noted) > 0 {
			t.Errorf("the end took %v, and %d were noted", time.Since(began), len(r.store.noted))
		}
		asked := r.store.asked
		r.sweep(t)
		if r.store.asked != asked {
			t.Error("something began after the end")
		}
		r.Drain()
	})
}

// TestADrainKeepsWhatIsTold: who was told just then is not told again after the start.
func TestADrainKeepsWhatIsTold(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig()
		r.during = func(ctx context.Context, _ string) error { <-ctx.Done(); return nil } // it had arrived
		r.somebodyWaits()
		r.sweep(t)
		r.Drain()
		if len(r.store.noted) != 2 {
			t.Errorf("noted was %v", r.store.noted)
		}
	})
}

func TestParseTargets(t *testing.T) {
	desks := []string{service, "headspace-helsingor"}
	got, err := notify.ParseTargets(" helsingor-ungevaerftet=-1001234, headspace-helsingor=-100999 ,-5", desks, notify.CheckGroup)
	if err != nil {
		t.Fatal(err)
	}
	for id, want := range map[string][]string{service: {"-5", "-1001234"}, "headspace-helsingor": {"-5", "-100999"}, "en-anden": {"-5"}} {
		if !slices.Equal(got.Of(id), want) {
			t.Errorf("for %s it is %v, want %v", id, got.Of(id), want)
		}
	}
	if none, err := notify.ParseTargets(" ", desks, notify.CheckMail); err != nil || len(none.Of(service)) > 0 {
		t.Errorf("nothing reads as %v (%v)", none, err)
	}
	for list, want := range map[string]string{
		"-1,":                   "entry 2 is no number",
		"1234":                  "entry 1 is no number",
		"@gruppen":              "entry 1 is no number",
		"-99999999999999999999": "entry 1 is no number",
		"nowhere=-1":            "entry 1 names no service with a desk; there are: helsingor-ungevaerftet, headspace-helsingor",
		"=-1":                   "entry 1 names no service",
	} {
		if _, err := notify.ParseTargets(list, desks, notify.CheckGroup); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", list, err, want)
		}
	}
	for _, list := range []string{"vagt", "Vagten <vagt@example.dk>", "vagt@example.dk;b@example.dk", "vagt@example.dk\nBcc: x@example.dk"} {
		if _, err := notify.ParseTargets(list, desks, notify.CheckMail); err == nil || strings.Contains(err.Error(), "b@") || !strings.Contains(err.Error(), "no e-mail address") {
			t.Errorf("%q: %v", list, err)
		}
	}
}

package redis_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2"
	"github.com/alicebob/miniredis/v2/server"

	"lyt/bot"
	"lyt/bot/bottest"
	"lyt/bot/redis"
)

func TestOpenRefusesWithoutTellingTheAddress(t *testing.T) {
	for name, url := range map[string]string{
		"nothing":            "",
		"another kind":       "http://user:hemmelig@host",
		"not an address":     "redis://user:hemmelig@host:port",
		"stray characters":   "redis://user:hem%zzmelig@host",
		"question in it":     "redis://user:p?hemmelig@host",
		"unknown setting":    "redis://host?hemmelig=1",
		"cluster and number": "redis://user:hemmelig@host/3?addr=b:1",
		"cluster, unknown":   "redis://user:hemmelig@host?addr=b:1&hemmelig=1",
		"sentinel, unknown":  "redis://user:hemmelig@host?master_name=m&hemmelig=1",
		"control character":  "redis://user:hemmelig\n@host",
	} {
		db, err := redis.Open(url, redis.Options{})
		if db != nil || !errors.Is(err, redis.ErrURL) {
			t.Errorf("%s: opened, or another error: %v", name, err)
			continue
		}
		if strings.Contains(err.Error(), "hemmelig") {
			t.Errorf("%s: the error shows the address", name)
		}
	}
}

func TestOpenDialsWhatTheAddressNames(t *testing.T) {
	for url, want := range map[string]string{
		"redis://host":                       "host:6379",
		"redis://u:p@host:1234/2":            "host:1234",
		"redis://a:1?addr=b:2&addr=c:3":      "a:1 b:2 c:3",
		"redis://a:1?master_name=m":          "a:1",
		"redis://a:1?master_name=m&addr=b:2": "a:1 b:2",
		"redis://a:1?master_name=m&sentinel_password=x&sentinel_username=y": "a:1",
		"unix:///run/redis.sock": "/run/redis.sock",
	} {
		var wrong atomic.Pointer[string] // the library dials beside us, also after Close
		db, err := redis.Open(url, redis.Options{Dial: func(_ context.Context, _, addr string) (net.Conn, error) {
			if !strings.Contains(" "+want+" ", " "+addr+" ") {
				wrong.Store(&addr)
			}
			return nil, errors.New("there is no network here")
		}})
		must(t, err)
		c, cancel := context.WithTimeout(t.Context(), 500*time.Millisecond)
		if err := db.Ping(c); err == nil {
			t.Errorf("%s: answers without a network", url)
		}
		cancel()
		must(t, db.Close())
		if addr := wrong.Load(); addr != nil {
			t.Errorf("%s: dials %s, want %s", url, *addr, want)
		}
	}
}

func TestErrorsShowNoSecret(t *testing.T) {
	server := bottest.StartRedis(t, "--requirepass", "rigtigt")
	url := strings.Replace(server.URL, "redis://", "redis://default:hemmeligt@", 1)
	db, err := redis.Open(url, redis.Options{})
	must(t, err)
	defer db.Close() //nolint:errcheck // nothing was kept
	err = db.Ping(ctx(t))
	if err == nil || !strings.HasPrefix(err.Error(), "ping redis: ") {
		t.Fatalf("a wrong password: %v", err)
	}
	keys, err2 := redis.NewKeyset()
	must(t, err2)
	_, err2 = redis.NewPeople(db, keys).Load(ctx(t), bot.Pseudonym("pseudonymet"))
	for _, err := range []error{err, err2} {
		if strings.Contains(err.Error(), "hemmeligt") || strings.Contains(err.Error(), "pseudonymet") || strings.Contains(err.Error(), "redis://") {
			t.Errorf("the error shows a secret: %v", err)
		}
	}
}

func TestCheck(t *testing.T) {
	real := bottest.StartRedis(t)
	check := func(url string) ([]string, error) {
		db, err := redis.Open(url, redis.Options{})
		must(t, err)
		defer db.Close() //nolint:errcheck // only looked
		return db.Check(ctx(t))
	}
	if warnings, err := check(real.URL); err != nil || len(warnings) > 0 {
		t.Errorf("a server as it should be: %v, %v", warnings, err)
	}
	if real.Say("CONFIG SET maxmemory-policy allkeys-lru") != "+OK" {
		t.Fatal("the policy was not set")
	}
	warnings, err := check(real.URL)
	if err != nil || len(warnings) != 1 || !strings.Contains(warnings[0], "allkeys-lru") || !strings.Contains(warnings[0], "noeviction") {
		t.Errorf("a server that throws away: %v, %v", warnings, err)
	}
	if warnings, err := check("redis://" + miniredis.RunT(t).Addr()); err != nil || len(warnings) != 1 {
		t.Errorf("a server that does not tell: %v, %v", warnings, err)
	}
	old, err := server.NewServer("127.0.0.1:0")
	must(t, err)
	defer old.Close()
	must(t, old.Register("INFO", oldServer))
	if _, err := check("redis://" + old.Addr().String()); err == nil || !strings.Contains(err.Error(), "6.0.16 is too old") {
		t.Errorf("an old server: %v", err)
	}
	real.Kill()
	if _, err := check(real.URL); err == nil {
		t.Error("a server that is away is found in order")
	}
}

// oldServer answers INFO as a Redis of 2021 does.
func oldServer(c *server.Peer, _ string, _ []string) { c.WriteBulk("redis_version:6.0.16\r\n") }

func TestCheckOnCluster(t *testing.T) {
	if testing.Short() {
		t.Skip("SKIPPED, NOT TESTED: the cluster takes seconds to start; run without -short")
	}
	cluster := bottest.StartCluster(t)
	for url, fine := range map[string]bool{cluster.URL: true, cluster.Nodes[0].URL: false} {
		db, err := redis.Open(url, redis.Options{})
		must(t, err)
		warnings, err := db.Check(ctx(t))
		if fine != (err == nil) || len(warnings) > 0 {
			t.Errorf("cluster addressed as a cluster: %t: %v, %v", fine, warnings, err)
		}
		must(t, db.Close())
	}
}

func TestServerComesBack(t *testing.T) {
	server := bottest.StartRedis(t, "--appendonly", "yes", "--appendfsync", "always")
	w := newWorld(t, server.URL)
	who := person("anna")
	w.commit(who, w.say("1", bot.Record{}, "before", "hej"))
	server.Kill()
	short, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()
	asked := time.Now()
	if _, err := w.people.Load(short, who); err == nil {
		t.Fatal("a killed server answers")
	}
	if took := time.Since(asked); took > 2*time.Second {
		t.Fatalf("a call with 200 ms took %v", took)
	}
	server.Restart(t)
	if r := w.load(who); string(r.State) != "before" {
		t.Fatal("what was committed is gone")
	}
	if _, err := w.people.Commit(ctx(t), who, w.say("2", w.load(who), "after")); err != nil {
		t.Fatalf("the scripts are gone: %v", err)
	}
}

// TestSentinel finds the master through Sentinel, and the new one after it is lost.
func TestSentinel(t *testing.T) {
	if testing.Short() {
		t.Skip("SKIPPED, NOT TESTED: Sentinel takes seconds to change masters; run without -short")
	}
	master := bottest.StartRedis(t)
	_, port, err := net.SplitHostPort(master.Addr)
	must(t, err)
	replica := bottest.StartRedis(t, "--replicaof", "127.0.0.1", port, "--repl-diskless-sync-delay", "0")
	config := filepath.Join(t.TempDir(), "sentinel.conf")
	must(t, os.WriteFile(config, fmt.Appendf(nil, "sentinel monitor lyt 127.0.0.1 %s 1\nsentinel down-after-milliseconds lyt 300\n", port), 0o600))
	sentinel := bottest.StartSentinel(t, config)
	w := newWorld(t, master.URL)
	w.url = sentinel.URL + "?master_name=lyt"
	w.db = w.open(nil)
	w.furnish(w.keys)
	who := person("anna")
	w.commit(who, w.say("1", bot.Record{}, "before"))
	waitFor(t, func() bool { n, err := w.raw.Do(ctx(t), "WAIT", 1, 100).Int(); return err == nil && n == 1 })
	waitFor(t, func() bool { return strings.Contains(sentinel.All("SENTINEL MASTER lyt"), "num-slaves\n1") })
	master.Kill()
	waitFor(t, func() bool { return strings.Contains(replica.All("INFO replication"), "role:master") })
	waitFor(t, func() bool { r, err := w.people.Load(ctx(t), who); return err == nil && string(r.State) == "before" })
	w.commit(who, w.say("2", w.load(who), "after"))
}

// waitFor asks again and again.
func waitFor(t *testing.T, is func() bool) {
	t.Helper()
	again, end := time.NewTicker(20*time.Millisecond), time.After(20*time.Second)
	defer again.Stop()
	for !is() {
		select {
		case <-again.C:
		case <-end:
			t.Fatal("it does not come to be")
		}
	}
}

func TestSetLoggerHidesAddresses(t *testing.T) {
	var log bytes.Buffer
	redis.SetLogger(slog.New(slog.NewTextHandler(&log, nil)))
	defer redis.SetLogger(slog.New(slog.DiscardHandler))
	db, err := redis.Open("redis://sentinel.hemmelig:1?master_name=m", redis.Options{Dial: func(context.Context, string, string) (net.Conn, error) {
		return nil, errors.New("hemmelig: no network")
	}})
	must(t, err)
	if err := db.Ping(ctx(t)); err == nil {
		t.Error("answers without a network")
	}
	must(t, db.Close())
	if text := log.String(); strings.Contains(text, "hemmelig") || !strings.Contains(text, "sentinel") {
		t.Errorf("the log shows an address, or nothing: %s", text)
	}
}

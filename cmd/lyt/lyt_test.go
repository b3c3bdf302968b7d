package main

import (
	"context"
	"os"
	"os/signal"
	"strconv"
	"syscall"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"lyt/bot/bottest"
)

// The tests of this folder run lyt as a process of its own: this test binary under
// the name of the command, with only the settings a test gives it.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"lyt": main, hasty: hastyMain})
}

// hasty is lyt with a short lease, so that a test need not wait the better part of
// a minute for what a killed replica held. All else is the same.
const hasty = "lyt-hasty"

const hastyLease = 4 * time.Second

func hastyMain() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(run(os.Args[1:], world{
		ctx: ctx, env: os.Environ(), stdin: os.Stdin, stdout: os.Stdout, stderr: os.Stderr, lease: hastyLease,
	}))
}

// raceAtOnce keeps the race detector from waiting a second before a process ends.
const raceAtOnce = "GORACE=atexit_sleep_ms=0"

func TestScripts(t *testing.T) {
	t.Parallel()
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script", RequireExplicitExec: true,
		Setup: func(env *testscript.Env) error {
			env.Vars = append(env.Vars, raceAtOnce)
			return nil
		},
	})
}

// TestStoreScripts runs the commands that need a Redis; each script has a database
// of its own.
func TestStoreScripts(t *testing.T) {
	t.Parallel()
	server := bottest.StartRedis(t)
	databases := make(chan int, 16)
	for n := range cap(databases) {
		databases <- n
	}
	testscript.Run(t, testscript.Params{
		Dir: "testdata/store", RequireExplicitExec: true,
		Setup: func(env *testscript.Env) error {
			env.Vars = append(env.Vars, raceAtOnce)
			n := strconv.Itoa(<-databases)
			env.Setenv("LYT_REDIS_URL", server.URL+"/"+n)
			env.Setenv("REDIS", "redis-cli -p "+server.Addr[len("127.0.0.1:"):]+" -n "+n)
			env.Setenv("TOMORROW", time.Now().AddDate(0, 0, 1).Format("2006-01-02"))
			env.Setenv("SPRING", summerTime(time.Now()).Format("2006-01-02"))
			env.Setenv("YESTERDAY", time.Now().AddDate(0, 0, -1).Format("2006-01-02"))
			return nil
		},
	})
}

// summerTime is the next day on which summer time begins: the last Sunday of March.
func summerTime(now time.Time) time.Time {
	for year := now.Year(); ; year++ {
		last := time.Date(year, time.March, 31, 0, 0, 0, 0, time.UTC)
		if day := last.AddDate(0, 0, -int(last.Weekday())); day.After(now) {
			return day
		}
	}
}

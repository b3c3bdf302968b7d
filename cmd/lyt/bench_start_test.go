package main

import (
	"context"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"lyt/bot/bottest"
)

const starts = 5

// BenchmarkStart builds the binary as a release is built, and starts it.
func BenchmarkStart(b *testing.B) {
	server := bottest.StartRedis(b)
	dir := b.TempDir()
	binary, keyset := filepath.Join(dir, "lyt"), filepath.Join(dir, "keyset")
	build := exec.Command("go", "build", "-trimpath", "-ldflags", "-s -w", "-o", binary, ".")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		b.Fatalf("build lyt: %v\n%s", err, out)
	}
	info, err := os.Stat(binary)
	if err != nil {
		b.Fatal(err)
	}
	keys, err := exec.Command(binary, "keys", "new").Output()
	if err == nil {
		err = os.WriteFile(keyset, keys, 0o600)
	}
	if err != nil {
		b.Fatal(err)
	}
	var ready time.Duration
	var idle int64
	for b.Loop() { // each is some starts, because one is over too soon to tell
		ready, idle = 0, 0
		for range starts {
			cmd := exec.CommandContext(context.Background(), binary, "serve")
			cmd.Env = []string{"LYT_REDIS_URL=" + server.URL, "LYT_KEYSET=" + keyset, "LYT_LISTEN=127.0.0.1:0", "LYT_DESK_LISTEN=127.0.0.1:0"}
			began := time.Now()
			r := newReplica(b, cmd)
			answer, err := http.Get(r.desk + "/readyz")
			if err != nil || answer.StatusCode != http.StatusOK {
				b.Fatalf("lyt is not ready: %v", err)
			}
			_ = answer.Body.Close()
			ready += time.Since(began)
			idle += resident(b, cmd.Process.Pid)
			r.stop(b)
		}
	}
	b.ReportMetric(float64(info.Size())/1e6, "binary-MB")
	b.ReportMetric(float64(ready.Milliseconds())/starts, "ms-to-ready")
	b.ReportMetric(float64(idle)/starts/1e3, "idle-MB")
}

// resident is the memory a process has, in kB, after it was left alone for a while.
func resident(b *testing.B, pid int) int64 {
	b.Helper()
	<-time.After(2 * time.Second)
	text, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/status")
	if err != nil {
		b.Skipf("no /proc here: %v", err)
	}
	_, rest, _ := strings.Cut(string(text), "VmRSS:")
	fields := strings.Fields(rest)
	kB, err := strconv.ParseInt(fields[0], 10, 64)
	if err != nil {
		b.Fatal(err)
	}
	return kB
}

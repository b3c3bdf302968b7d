package main

import (
	"bufio"
	"context"
	"fmt"
	"net"
	"net/http"
	"runtime/debug"
	"strings"
	"time"

	"lyt/bot/triage"
)

// version is set when a release is built: -ldflags "-X main.version=1.2.3".
var version = "dev"

type versionCmd struct{}

// Run prints version and commit.
func (versionCmd) Run(w *world) error {
	_, err := fmt.Fprintf(w.stdout, "lyt %s %s\n", version, commit())
	return err
}

func commit() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" {
			return s.Value
		}
	}
	return "unknown"
}

type triageCmd struct{ contentSettings }

// Run judges one message a line, in order; one line out for each line in.
func (c triageCmd) Run(w *world) error {
	flowFiles, _, err := openContent(c.Content)
	if err != nil {
		return err
	}
	rules, err := triage.Load(flowFiles)
	if err != nil {
		return err
	}
	out := bufio.NewWriter(w.stdout)
	defer out.Flush() //nolint:errcheck // the last error of a pipe that was closed early is of no use
	in := bufio.NewReader(w.stdin)
	for {
		line, err := in.ReadString('\n')
		if line != "" {
			verdict := rules.Judge(strings.TrimRight(line, "\r\n"))
			fmt.Fprintf(out, "%s\t%s\n", verdict.Level, verdict.Reason)
			if in.Buffered() == 0 {
				if err := out.Flush(); err != nil {
					return fmt.Errorf("write verdict: %w", err)
				}
			}
		}
		if err != nil {
			return nil
		}
	}
}

type healthCmd struct {
	DeskListen string `env:"LYT_DESK_LISTEN" default:":8081" help:"The staff listener to ask."`
}

// Run asks /healthz, as the container's health check does.
func (c healthCmd) Run(w *world) error {
	host, port, err := net.SplitHostPort(c.DeskListen)
	if err != nil {
		return usageError{fmt.Errorf("LYT_DESK_LISTEN %q is not host:port", c.DeskListen)}
	}
	if host == "" || host == "0.0.0.0" || host == "::" {
		host = "127.0.0.1"
	}
	ctx, cancel := context.WithTimeout(w.ctx, 3*time.Second)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+net.JoinHostPort(host, port)+"/healthz", nil)
	if err != nil {
		return fmt.Errorf("ask health: %w", err)
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return fmt.Errorf("ask health: %w", err)
	}
	defer answer.Body.Close() //nolint:errcheck // read-only
	if answer.StatusCode != http.StatusOK {
		return fmt.Errorf("ask health: answered %d", answer.StatusCode)
	}
	return nil
}

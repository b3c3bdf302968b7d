// Command lyt runs Lyt: the bot and the web page young people write to, the desk
// where counsellors answer, and the tools of those who look after both.
//
// All wiring is in this folder: content.go reads what people see, house.go puts
// the parts together, and each verb has a file of its own.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"
	_ "time/tzdata" // the static binary runs where no time zones are installed

	"github.com/alecthomas/kong"
)

// Exit codes of every command.
const (
	exitOK      = 0
	exitFinding = 1 // a finding, or something did not work
	exitUsage   = 2 // wrong usage
)

// cli lists the verbs; contract: they and their flags are public interface.
type cli struct {
	Demo    demoCmd    `cmd:"" help:"Run everything in one process, in memory, with sample times. All is lost when it stops."`
	Serve   serveCmd   `cmd:"" help:"Run in production; settings come from the environment, flags of the same name override."`
	Check   checkCmd   `cmd:"" help:"Check flows, texts and services; exit 1 on any error."`
	Chat    chatCmd    `cmd:"" help:"Play a flow at the terminal, or from standard input."`
	Triage  triageCmd  `cmd:"" help:"Judge one message a line: crisis, concern or none, and the reason."`
	Graph   graphCmd   `cmd:"" help:"Draw a flow as SVG on standard output."`
	Keys    keysCmd    `cmd:"" help:"Make or rotate the keyset that seals what is kept."`
	Staff   staffCmd   `cmd:"" help:"Make or change desk accounts."`
	Slots   slotsCmd   `cmd:"" help:"Open times for booking, or list them."`
	Audit   auditCmd   `cmd:"" help:"Walk every key in Redis; exit 1 if one that must expire does not."`
	Health  healthCmd  `cmd:"" help:"Ask a running lyt whether it is up; exit 0 or 1."`
	Version versionCmd `cmd:"" help:"Print version and commit."`
}

// world is what a command may touch of the outside.
type world struct {
	ctx    context.Context
	env    []string
	stdin  io.Reader
	stdout io.Writer
	stderr io.Writer
	lease  time.Duration // how long one replica may deliver before another may; 0 is redis.DefaultLease
}

// errFindings ends a command that said all it had to say with exit code 1.
var errFindings = errors.New("findings")

// usageError is wrong usage: exit code 2.
type usageError struct{ error }

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	forgetEmpty()
	code := run(os.Args[1:], world{ctx: ctx, env: os.Environ(), stdin: os.Stdin, stdout: os.Stdout, stderr: os.Stderr})
	stop()
	os.Exit(code)
}

// run is main without the process around it.
func run(args []string, w world) (code int) {
	var verbs cli
	exited := -1
	parser, err := kong.New(&verbs, kong.Name("lyt"),
		kong.Description("Anonymous first contact for young people who are not well."),
		kong.Writers(w.stdout, w.stderr), kong.Exit(func(c int) { exited = c }),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true}), kong.Bind(&w), kong.ShortUsageOnError())
	if err != nil {
		return complain(w, err)
	}
	if len(args) == 0 {
		_, _ = parser.Parse([]string{"--help"})
		return exitUsage
	}
	parsed, err := parser.Parse(args)
	if exited >= 0 {
		return exited
	}
	if err != nil {
		return complain(w, usageError{fmt.Errorf("%w; see lyt --help", err)})
	}
	return complain(w, parsed.Run(&w))
}

// complain says an error as one sentence and gives its exit code.
func complain(w world, err error) int {
	var usage usageError
	switch {
	case err == nil:
		return exitOK
	case errors.Is(err, errFindings):
		return exitFinding
	case errors.As(err, &usage):
		fmt.Fprintln(w.stderr, "lyt: "+strings.TrimSpace(err.Error()))
		return exitUsage
	}
	fmt.Fprintln(w.stderr, "lyt: "+strings.TrimSpace(err.Error()))
	return exitFinding
}

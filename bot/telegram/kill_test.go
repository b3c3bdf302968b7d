package telegram

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"lyt/bot"
	"lyt/bot/bottest"
)

// TestMain also plays the program that is killed: the test starts itself again.
func TestMain(m *testing.M) {
	if mode := os.Getenv("LYT_TELEGRAM_TEST_CHILD"); mode != "" {
		if err := child(mode); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// ledger is a talk whose store is a file: an update is safe once its line is in it.
// It takes one byte of leave from outside for each, so that the test can kill the
// program while it has updates in hand.
type ledger struct {
	leave io.Reader
	file  *os.File
}

func (l ledger) Handle(_ context.Context, in bot.In) error {
	if _, err := io.ReadFull(l.leave, make([]byte, 1)); err != nil {
		return err
	}
	if _, err := fmt.Fprintf(l.file, "%s %s\n", in.ID, in.Text.Reveal()); err != nil {
		return err
	}
	_, err := fmt.Fprintln(os.Stdout, "safe")
	return err
}

func child(mode string) error {
	file, err := os.OpenFile(os.Getenv("LYT_TELEGRAM_TEST_FILE"), os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	talk := ledger{leave: os.Stdin, file: file}
	c := Config{Token: os.Getenv("LYT_TELEGRAM_TEST_TOKEN"), API: os.Getenv("LYT_TELEGRAM_TEST_API"), Secret: "s", Words: words{}, Names: names{}}
	if mode == "poll" {
		ch, err := New(c)
		if err != nil {
			return err
		}
		return ch.Poll(context.Background(), talk)
	}
	hook := httptest.NewUnstartedServer(nil)
	c.WebhookURL = "http://" + hook.Listener.Addr().String() + "/telegram/webhook"
	ch, err := New(c)
	if err != nil {
		return err
	}
	hook.Config.Handler = ch.Webhook(talk)
	hook.Start()
	if err := ch.Setup(context.Background()); err != nil {
		return err
	}
	select {}
}

// run starts the program, lets it make n more updates safe, and kills it
// (-9). With n 0 it makes all that is left safe first.
func run(t *testing.T, mode, store string, fake *bottest.Telegram, n int) {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), "LYT_TELEGRAM_TEST_CHILD="+mode, "LYT_TELEGRAM_TEST_FILE="+store,
		"LYT_TELEGRAM_TEST_TOKEN="+fake.Token(), "LYT_TELEGRAM_TEST_API="+fake.URL())
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	leave := n
	if n == 0 {
		leave = 10_000
	}
	if _, err := in.Write(make([]byte, leave)); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	for range n {
		if !lines.Scan() {
			t.Fatal("the program ended by itself")
		}
	}
	if n == 0 {
		go func() { _, _ = io.Copy(io.Discard, out) }()
		fake.Wait("all updates to be confirmed", func() bool { return fake.Pending() == 0 })
	}
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait()
}

// Killed in the middle again and again: every word is safe once at least, and each
// person's words in the order they were written.
func TestKilledLosesNothing(t *testing.T) {
	for _, mode := range []string{"poll", "webhook"} {
		t.Run(mode, func(t *testing.T) {
			const people, each = 20, 6
			fake := bottest.NewTelegram(t)
			sent := map[string]string{}
			for i := range people * each {
				who := i % people
				u := fake.User(int64(personID + who)).Write(fmt.Sprintf("%d:%d", who, i/people))
				sent[fmt.Sprintf("t:%d", u.Update)] = fmt.Sprintf("%d:%d", who, i/people)
			}
			store := filepath.Join(t.TempDir(), "store")
			for _, n := range []int{1, 7, 20, 33, 2} {
				run(t, mode, store, fake, n)
			}
			run(t, mode, store, fake, 0)
			checkLedger(t, store, sent, each)
		})
	}
}

func checkLedger(t *testing.T, store string, sent map[string]string, each int) {
	t.Helper()
	raw, err := os.ReadFile(store)
	if err != nil {
		t.Fatal(err)
	}
	seen, order := map[string]bool{}, map[string][]string{}
	for line := range strings.Lines(string(raw)) {
		id, text, _ := strings.Cut(strings.TrimSpace(line), " ")
		if sent[id] != text {
			t.Errorf("%s came as %q, was sent as %q", id, text, sent[id])
		}
		if !seen[id] {
			who, n, _ := strings.Cut(text, ":")
			order[who] = append(order[who], n)
		}
		seen[id] = true
	}
	if len(seen) != len(sent) {
		t.Errorf("%d of %d updates are safe", len(seen), len(sent))
	}
	for who, ns := range order {
		if len(ns) != each || !slices.IsSorted(ns) {
			t.Errorf("person %s was heard in the order %v", who, ns)
		}
	}
}

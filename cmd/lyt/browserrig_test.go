package main

import (
	"bufio"
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"lyt/bot/bottest"
)

// screenshots names the folder for the README's pictures:
// go test ./cmd/lyt -run Browser -screenshots ../../.github
var screenshots = flag.String("screenshots", "", "folder to keep screenshots of the pages in")

// browserPatience is how long anything in a browser may take, on a busy machine.
const browserPatience = 60 * time.Second

// shownDemo is a demo that runs, as a newcomer sees it, with its store in reach.
type shownDemo struct {
	*house
	page, desk string
	passwords  map[string]string // by account
}

var (
	demoAddress  = regexp.MustCompile(`http://localhost:\d+/`)
	demoPassword = regexp.MustCompile(`(\S+)\s+password\s+(\S+)`)
)

// startDemo runs lyt demo in this process on free ports and reads what it prints.
func startDemo(t *testing.T, telegram telegramSettings) *shownDemo {
	t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	reader, writer := io.Pipe()
	w := &world{ctx: ctx, stdin: strings.NewReader(""), stdout: writer, stderr: os.Stderr}
	demo, done := &shownDemo{passwords: map[string]string{}}, make(chan error, 1)
	c := demoCmd{telegramSettings: telegram}
	c.AnswerWithin = 10 * time.Minute
	c.Listen, c.DeskListen, c.Log, c.Timezone = "127.0.0.1:0", "127.0.0.1:0", "error", "Europe/Copenhagen"
	if err := c.tidy(""); err != nil {
		t.Fatal(err)
	}
	demo.house = demoHouse(t, w, c)
	go func() {
		done <- c.open(w, demo.house)
		_ = writer.Close()
	}()
	t.Cleanup(func() {
		stop()
		if err := <-done; err != nil {
			t.Errorf("the demo ended: %v", err)
		}
		demo.house.close()
	})
	demo.read(reader)
	return demo
}

// demoHouse is what the command builds before it opens the doors.
func demoHouse(t *testing.T, w *world, c demoCmd) *house {
	t.Helper()
	zone, err := c.zone()
	if err != nil {
		t.Fatal(err)
	}
	read, err := mustContent("", zone, w.stderr)
	if err != nil {
		t.Fatal(err)
	}
	read.directory = read.directory.AroundTheClock()
	h, err := inMemory(w, read, zone, c.telegramSettings, c.Log)
	if err != nil {
		t.Fatal(err)
	}
	h.answerWithin(c.AnswerWithin)
	return h
}

// read finds addresses and passwords in what the demo prints.
func (d *shownDemo) read(printed io.Reader) {
	lines := bufio.NewScanner(printed)
	for lines.Scan() {
		line := lines.Text()
		if address := demoAddress.FindString(line); address != "" && d.page == "" {
			d.page = address
		} else if address != "" && d.desk == "" {
			d.desk = address
		}
		if found := demoPassword.FindStringSubmatch(line); found != nil {
			d.passwords[found[1]] = found[2]
		}
		if strings.Contains(line, "always on duty") {
			break
		}
	}
	go func() { _, _ = io.Copy(io.Discard, printed) }()
}

// browser is one Chromium; each of its windows is somebody else's.
type browser struct{ ctx context.Context }

// startBrowser starts a Chromium, or skips loudly.
func startBrowser(t *testing.T) *browser {
	t.Helper()
	path, err := exec.LookPath("chromium")
	if err != nil {
		bottest.Missing(t, "chromium", "the pages were not tried in a browser")
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.DisableGPU, chromedp.Flag("disable-quic", true),
		chromedp.Flag("disable-background-networking", true), chromedp.Flag("disable-component-update", true),
		chromedp.Flag("disable-sync", true), chromedp.UserDataDir(t.TempDir()))
	ctx, stop := chromedp.NewExecAllocator(context.Background(), options...)
	t.Cleanup(stop)
	ctx, stopBrowser := chromedp.NewContext(ctx)
	t.Cleanup(stopBrowser)
	if err := chromedp.Do(ctx); err != nil { // starts it
		t.Fatalf("start chromium: %v", err)
	}
	return &browser{ctx}
}

// window is one page in the browser, and how often it was tapped.
type window struct {
	t       *testing.T
	ctx     context.Context
	taps    int
	fetched *atomic.Int64 // how many bytes, when it is weighed
}

// window opens a page for somebody who shares nothing with the other windows.
func (b *browser) window(t *testing.T, address string, width, height int64) *window {
	t.Helper()
	ctx, stop := chromedp.NewContext(b.ctx, chromedp.WithNewBrowserContext())
	t.Cleanup(stop)
	w := &window{t: t, ctx: ctx}
	if err := chromedp.Do(ctx); err != nil { // opens it, for as long as the test lasts
		t.Fatalf("open a window: %v", err)
	}
	w.do(chromedp.EmulateViewport(width, height), chromedp.Navigate(address))
	return w
}

func (w *window) do(steps ...chromedp.Action[chromedp.Void]) {
	w.t.Helper()
	ctx, stop := context.WithTimeout(w.ctx, browserPatience)
	defer stop()
	for _, step := range steps {
		err := chromedp.Do(ctx, step)
		for replaced(err) && ctx.Err() == nil {
			err = chromedp.Do(ctx, step)
		}
		if err != nil {
			w.broken("in the browser: %v", err)
		}
	}
}

// replaced says that the page showed something anew between finding it there and using it,
// as when what one can choose from came in fresh.
func replaced(err error) bool {
	return err != nil && strings.Contains(err.Error(), "Could not find node")
}

// broken ends the test, with a picture of what there was to see.
func (w *window) broken(format string, args ...any) {
	w.t.Helper()
	w.t.Errorf(format, args...)
	w.keep("failed")
	w.t.FailNow()
}

// ask runs a script on the page and gives what comes of it.
func ask[T any](w *window, script string) T {
	w.t.Helper()
	ctx, stop := context.WithTimeout(w.ctx, browserPatience)
	defer stop()
	found, err := chromedp.Run(ctx, chromedp.Evaluate[T](script, chromedp.EvalAwaitPromise))
	if err != nil {
		w.broken("asking the page: %v", err)
	}
	return found
}

// see waits until the text stands on the page.
func (w *window) see(text string) {
	w.t.Helper()
	w.until(fmt.Sprintf(`document.body.innerText.includes(%q)`, text))
}

// find waits until the page holds what a selector names.
func (w *window) find(selector string) {
	w.t.Helper()
	w.until(fmt.Sprintf(`!!document.querySelector(%q)`, selector))
}

// until waits until a script on the page says true.
func (w *window) until(script string) {
	w.t.Helper()
	ctx, stop := context.WithTimeout(w.ctx, browserPatience)
	defer stop()
	wait := chromedp.Poll[bool](script, chromedp.WithPollingInterval(50*time.Millisecond), chromedp.WithPollingTimeout(browserPatience))
	_, err := chromedp.Run(ctx, wait)
	for leftPage(err) && ctx.Err() == nil {
		_, err = chromedp.Run(ctx, wait)
	}
	if err != nil {
		w.broken("waiting for %s: %v", script, err)
	}
}

// leftPage says that the browser went on to the next page while it was asked about the
// one before, as after a click that leads elsewhere.
func leftPage(err error) bool {
	return err != nil && slices.ContainsFunc([]string{"Cannot find context", "context was destroyed", "navigated or closed"}, func(told string) bool {
		return strings.Contains(err.Error(), told)
	})
}

// tap taps the newest choice with the label.
func (w *window) tap(label string) {
	w.t.Helper()
	w.taps++
	w.do(chromedp.Click(chromedp.Search(fmt.Sprintf(`//*[@data-test="choice" and normalize-space()=%q]`, label)), chromedp.NodeVisible))
}

func (w *window) click(hook string) {
	w.t.Helper()
	w.do(chromedp.Click(chromedp.CSS(hooked(hook)), chromedp.NodeVisible))
}

func (w *window) write(hook, words string) {
	w.t.Helper()
	w.do(chromedp.SendKeys(chromedp.CSS(hooked(hook)), words, chromedp.NodeVisible))
}

func hooked(hook string) string { return fmt.Sprintf(`[data-test=%q]`, hook) }

// login logs somebody in, from the login page.
func (w *window) login(demo *shownDemo, name string) {
	w.t.Helper()
	password, ok := demo.passwords[name]
	if !ok {
		w.t.Fatalf("the demo has no %s", name)
	}
	w.write("login-name", name)
	w.write("login-password", password)
	w.click("login-submit")
	w.find(hooked("logout"))
}

// keep keeps a picture, when pictures are wanted.
func (w *window) keep(name string) {
	w.t.Helper()
	if *screenshots == "" {
		return
	}
	ctx, stop := context.WithTimeout(w.ctx, browserPatience)
	defer stop()
	picture, err := chromedp.Run(ctx, chromedp.CaptureScreenshot())
	if err != nil {
		w.t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(*screenshots, name+".png"), picture, 0o600); err != nil {
		w.t.Fatal(err)
	}
}

// ticks ticks those boxes that are not.
func (w *window) ticks(hooks ...string) {
	w.t.Helper()
	for _, hook := range hooks {
		if !ask[bool](w, fmt.Sprintf(`document.querySelector(%q).checked`, hooked(hook))) {
			w.click(hook)
		}
	}
}

// fills puts a value in the place of what a field holds.
func (w *window) fills(hook, value string) {
	w.t.Helper()
	w.do(chromedp.SetValue(chromedp.CSS(hooked(hook)), value))
}

// follows follows a link to the page it leads to.
func (w *window) follows(hook string) {
	w.t.Helper()
	w.do(chromedp.Navigate(ask[string](w, fmt.Sprintf(`document.querySelector(%q).href`, hooked(hook)))))
}

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
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"lyt/bot/bottest"
)

// screenshots names the folder for the README's pictures:
// go test ./cmd/lyt -run Browser -screenshots ../../.github
var screenshots = flag.String("screenshots", "", "folder to keep screenshots of the pages in")

// shownDemo is a demo that runs, as a newcomer sees it.
type shownDemo struct{ page, desk, password string }

var (
	demoAddress  = regexp.MustCompile(`http://localhost:\d+/`)
	demoPassword = regexp.MustCompile(`raadgiver\s+password\s+(\S+)`)
)

// startDemo runs lyt demo on free ports and reads what it prints.
func startDemo(t *testing.T) shownDemo {
	t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	reader, writer := io.Pipe()
	done := make(chan int, 1)
	go func() {
		done <- run([]string{"demo", "--listen", "127.0.0.1:0", "--desk-listen", "127.0.0.1:0", "--log", "error"},
			world{ctx: ctx, stdin: strings.NewReader(""), stdout: writer, stderr: os.Stderr})
		_ = writer.Close()
	}()
	t.Cleanup(func() {
		stop()
		if code := <-done; code != exitOK {
			t.Errorf("the demo ended with %d", code)
		}
	})
	var demo shownDemo
	lines := bufio.NewScanner(reader)
	for lines.Scan() {
		line := lines.Text()
		if address := demoAddress.FindString(line); address != "" && demo.page == "" {
			demo.page = address
		} else if address != "" {
			demo.desk = address
		}
		if found := demoPassword.FindStringSubmatch(line); found != nil {
			demo.password = found[1]
		}
		if strings.Contains(line, "always on duty") {
			break
		}
	}
	go func() { _, _ = io.Copy(io.Discard, reader) }()
	return demo
}

// newBrowser starts a Chromium of its own, or skips loudly.
func newBrowser(t *testing.T) context.Context {
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
	ctx, stopTimer := context.WithTimeout(ctx, 90*time.Second)
	t.Cleanup(stopTimer)
	ctx, stopBrowser := chromedp.NewContext(ctx)
	t.Cleanup(stopBrowser)
	if err := chromedp.Do(ctx); err != nil { // starts it
		t.Fatalf("start chromium: %v", err)
	}
	return ctx
}

// window is one page in the browser, and how often it was tapped.
type window struct {
	t    *testing.T
	ctx  context.Context
	taps int
}

// newWindow opens a page in a browser of its own: two people do not share one.
func newWindow(t *testing.T, address string, width, height int64) *window {
	t.Helper()
	w := &window{t: t, ctx: newBrowser(t)}
	w.do(chromedp.EmulateViewport(width, height), chromedp.Navigate(address))
	return w
}

func (w *window) do(steps ...chromedp.Action[chromedp.Void]) {
	w.t.Helper()
	ctx, stop := context.WithTimeout(w.ctx, 20*time.Second)
	defer stop()
	if err := chromedp.Do(ctx, steps...); err != nil {
		w.t.Errorf("in the browser: %v", err)
		w.keep("failed")
		w.t.FailNow()
	}
}

// see waits until the text stands on the page.
func (w *window) see(text string) {
	w.t.Helper()
	ctx, stop := context.WithTimeout(w.ctx, 20*time.Second)
	defer stop()
	wait := chromedp.Poll[bool](fmt.Sprintf(`document.body.innerText.includes(%q)`, text), chromedp.WithPollingInterval(100*time.Millisecond))
	_, err := chromedp.Run(ctx, wait)
	for leftPage(err) && ctx.Err() == nil {
		_, err = chromedp.Run(ctx, wait)
	}
	if err != nil {
		w.t.Errorf("waiting for %q: %v", text, err)
		w.keep("failed")
		w.t.FailNow()
	}
}

// leftPage says that the browser went on to the next page while it was asked about the
// one before, as after a click that leads elsewhere.
func leftPage(err error) bool {
	return err != nil && (strings.Contains(err.Error(), "Cannot find context") || strings.Contains(err.Error(), "context was destroyed"))
}

// tap taps the newest choice with the label.
func (w *window) tap(label string) {
	w.t.Helper()
	w.taps++
	w.do(chromedp.Click(chromedp.Search(fmt.Sprintf(`//*[@data-test="choice" and normalize-space()=%q]`, label)), chromedp.NodeVisible))
}

func (w *window) click(hook string) {
	w.t.Helper()
	w.do(chromedp.Click(chromedp.CSS(fmt.Sprintf(`[data-test=%q]`, hook)), chromedp.NodeVisible))
}

func (w *window) write(hook, words string) {
	w.t.Helper()
	w.do(chromedp.SendKeys(chromedp.CSS(fmt.Sprintf(`[data-test=%q]`, hook)), words, chromedp.NodeVisible))
}

// keep keeps a picture, when pictures are wanted.
func (w *window) keep(name string) {
	w.t.Helper()
	if *screenshots == "" {
		return
	}
	ctx, stop := context.WithTimeout(w.ctx, 20*time.Second)
	defer stop()
	picture, err := chromedp.Run(ctx, chromedp.CaptureScreenshot())
	if err != nil {
		w.t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(*screenshots, name+".png"), picture, 0o600); err != nil {
		w.t.Fatal(err)
	}
}

// TestBrowserFromPageToBookedTime is the teenager: from / to a booked time.
func TestBrowserFromPageToBookedTime(t *testing.T) {
	demo := startDemo(t)
	phone := newWindow(t, demo.page, 390, 844)
	phone.toChoice()
	phone.tap("Book en tid")
	phone.see("Her er de første ledige tider")
	phone.keep("times")
	phone.taps++
	phone.do(chromedp.Click(chromedp.Search(`(//*[@data-test="choice"])[1]`), chromedp.NodeVisible))
	phone.see("Din tid er")
	phone.keep("talk")
	const most = 12
	if phone.taps > most {
		t.Errorf("it took %d taps, at most %d are bearable", phone.taps, most)
	}
}

// toChoice answers everything up to the three ways out.
func (w *window) toChoice() {
	w.t.Helper()
	w.tap("Jeg er ung")
	w.see("Hvilken kommune")
	w.write("say", "helsingr\n")
	w.tap("15–17 år")
	w.tap("Skole")
	w.see("✓ Skole")
	w.tap("Videre")
	for _, item := range []string{"1 af 5", "2 af 5", "3 af 5", "4 af 5", "5 af 5"} {
		w.see(item)
		w.tap("Det meste af tiden")
	}
	w.see("80 ud af 100")
}

// TestBrowserTalkWithTheDesk is a live talk between two browsers.
func TestBrowserTalkWithTheDesk(t *testing.T) {
	demo := startDemo(t)
	desk := newWindow(t, demo.desk, 1280, 800)
	desk.write("login-name", "raadgiver")
	desk.write("login-password", demo.password)
	desk.click("login-submit")
	phone := newWindow(t, demo.page, 390, 844)
	phone.toChoice()
	phone.tap("Tal med et menneske")
	phone.tap("Ja, giv det videre")
	phone.see("Du er den næste i køen")
	phone.keep("waiting")
	desk.keep("queue")
	desk.click("claim")
	phone.see("Der er en rådgiver her nu")
	phone.write("say", "hej, er der nogen\n")
	desk.see("hej, er der nogen")
	desk.write("reply", "Hej. Jeg hedder Anna, og jeg har god tid.")
	desk.click("send")
	phone.see("jeg har god tid")
	phone.keep("live")
	desk.keep("desk")
	phone.write("say", "jeg vil ikke leve mere\n")
	phone.see("Ring 112")
	desk.do(chromedp.WaitVisible(chromedp.CSS(`[data-mark="crisis"] [data-test="mark"]`)))
	if title, err := chromedp.Run(desk.ctx, chromedp.Title()); err != nil || !strings.HasPrefix(title, "Krise nu: ") {
		t.Errorf("after danger the desk's tab reads %q: %v", title, err)
	}
	phone.keep("danger")
	desk.keep("desk-danger")
	desk.write("reply", "Jeg er her.")
	desk.click("send")
	phone.see("Jeg er her.")
	desk.click("close")
	desk.click("close-confirm")
	phone.see("Rådgiveren har sluttet samtalen")
}

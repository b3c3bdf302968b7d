package main

import (
	"context"
	_ "embed"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

// axe is axe-core; see testdata/axe.md.
//
//go:embed testdata/axe.min.js
var axe string

// axeRun looks for everything WCAG 2.1 AA asks for, and for good habits. It gives one
// line a finding: the rule, and where.
const axeRun = `axe.run(document, {resultTypes: ["violations"], runOnly: {type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]}})
	.then(r => r.violations.flatMap(v => v.nodes.slice(0, 4).map(n => v.id + " at " + n.target.join(" ") + ": " +
		[...n.any, ...n.all, ...n.none].map(c => c.message).slice(0, 2).join("; "))))`

// The screens on which every page is looked at.
var screenWidths = []int64{360, 768, 1440}

// A light is how a page is shown.
type light struct{ lang, scheme string }

// lights are those in which every page is looked at. What is told to a screen reader, and
// in which colours, is the same in any language, so that English is only measured.
var lights = []light{{"da", "light"}, {"da", "dark"}, {"en", "light"}}

const screenHeight = 800

// maxPage is how much a page may need on its first load, everything counted.
const maxPage = 150_000

// look is one page, as somebody with an account sees it.
type look struct {
	name string
	who  string                   // the account; "" is nobody
	path func(s *standing) string // on the desk; on the public side when it is a whole address
	then func(w *window)          // what is done before it is looked at; nil is nothing
	each []string                 // what is opened then, one after another
}

// lookAt holds a page against axe, its weight and the width of the screen.
func lookAt(t *testing.T, w *window, s *standing, l look) {
	t.Helper()
	w.t = t
	address := l.path(s)
	if !strings.HasPrefix(address, "http") {
		address = strings.TrimSuffix(s.desk, "/") + address
	}
	found, weight := map[string][]string{}, int64(0) // where it was found, by what it is
	for _, in := range lights {
		w.fetched.Store(0)
		w.do(speaks(s.desk, in.lang), media(in.scheme), chromedp.EmulateViewport(screenWidths[0], screenHeight), chromedp.Navigate(address))
		if l.then != nil {
			l.then(w)
		}
		w.do(runs(axe))
		for _, width := range screenWidths {
			for _, what := range lookOnce(w, l.name, width, in) {
				found[what] = append(found[what], fmt.Sprint(in.lang, " ", in.scheme, " ", width))
			}
		}
		weight = w.fetched.Load()
		for _, what := range l.openEach(w, in) {
			found[what] = append(found[what], fmt.Sprint(in.lang, " ", in.scheme))
		}
	}
	for _, what := range slices.Sorted(maps.Keys(found)) {
		t.Errorf("%s: %s (%s)", l.name, what, strings.Join(found[what], ", "))
	}
	if weight > maxPage || weight == 0 {
		t.Errorf("%s: the first load is %d bytes, at most %d are good", l.name, weight, maxPage)
	}
}

// lookOnce looks at the open page at one width.
func lookOnce(w *window, name string, width int64, in light) []string {
	w.t.Helper()
	w.do(chromedp.EmulateViewport(width, screenHeight))
	w.keepAs(name, in, width)
	return held(w, in, width)
}

// held holds what is shown against every rule.
func held(w *window, in light, width int64) (found []string) {
	w.t.Helper()
	if in.lang == "da" {
		found = append(found, ask[[]string](w, axeRun)...)
	}
	if width == screenWidths[0] {
		found = append(found, ask[[]string](w, tooSmall)...)
	}
	if wide := ask[int64](w, `document.documentElement.scrollWidth`); wide > width {
		found = append(found, fmt.Sprintf("%d px wide on a screen of %d px: %s", wide, width, ask[string](w, tooWide)))
	}
	return append(found, ask[[]string](w, outOfReach)...)
}

// tooWide names the first things that stand out to the right.
const tooWide = `[...document.querySelectorAll("body *")].filter(e => e.getBoundingClientRect().right > innerWidth + 1)
	.slice(0, 3).map(e => e.tagName + "." + e.className + " " + (e.textContent || "").trim().slice(0, 30)).join(" | ")`

// media chooses light or dark, and that nothing fades in while it is looked at.
func media(scheme string) chromedp.Action[chromedp.Void] {
	return command(emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}, {Name: "prefers-reduced-motion", Value: "reduce"}},
	})
}

// runs runs a script for what it does.
func runs(script string) chromedp.Action[chromedp.Void] {
	return func(ctx context.Context, target *chromedp.Target) (chromedp.Void, error) {
		_, err := chromedp.Evaluate[bool]("(() => {"+script+"\n; return true })()")(ctx, target)
		return chromedp.Void{}, err
	}
}

func command[P, R any](c cdp.Command[P, R], params P) chromedp.Action[chromedp.Void] {
	return func(ctx context.Context, target *chromedp.Target) (chromedp.Void, error) {
		_, err := cdp.Call(ctx, target, c, params)
		return chromedp.Void{}, err
	}
}

// weigh counts every byte the window's pages fetch, as if each were the first load.
func (w *window) weigh() {
	w.t.Helper()
	w.fetched = &atomic.Int64{}
	err := chromedp.Listen(w.ctx, func(event any) {
		switch e := event.(type) {
		case *network.EventDataReceived:
			w.fetched.Add(e.DataLength)
		case *network.EventEventSourceMessageReceived:
			w.fetched.Add(int64(len(e.Data)))
		}
	})
	if err != nil {
		w.t.Fatal(err)
	}
	w.do(command(network.Enable, network.EnableParams{}), command(network.SetCacheDisabled, network.SetCacheDisabledParams{CacheDisabled: true}))
}

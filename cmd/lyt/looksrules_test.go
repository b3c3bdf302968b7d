package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

// looksIn names the folder for pictures of every page, at every width:
// go test ./cmd/lyt -run BrowserLooks -looks /tmp/looks
var looksIn = flag.String("looks", "", "folder to keep pictures of every page in")

// controls are what can be used on the page as it stands.
const controls = `[...document.querySelectorAll("a[href], button, summary, select, textarea, input:not([type=hidden])")]
	.filter(e => !e.disabled && !e.closest(".skip") && e.checkVisibility() && e.getClientRects().length)`

// tooSmall names what is hard to hit with a thumb. Links within a sentence may be as high
// as its lines; a box is as large as the words beside it.
const tooSmall = `(` + controls + `.filter(e => getComputedStyle(e).display !== "inline").map(e => [e, (e.matches("[type=checkbox], [type=radio]") && e.closest("label") || e).getBoundingClientRect()])
	.filter(([e, r]) => Math.min(r.width, r.height) < 43.9)
	.slice(0, 6).map(([e, r]) => "small for a thumb, " + Math.round(r.width) + " x " + Math.round(r.height) + ": " + e.tagName + " " + (e.name || "") + " " + e.textContent.trim().slice(0, 30)))`

// outOfReach names what lies under something else when it has the focus. While a tool or
// a list is open, only what is in it counts. What was scrolled is put back.
const outOfReach = `(() => {
	const was = [...document.querySelectorAll("*")].filter(e => e.scrollTop).map(e => [e, e.scrollTop]);
	const under = ` + controls + `.filter(e => !document.querySelector("[name=tool][open], [role=listbox]:not([hidden])") || e.closest("[name=tool][open]")).filter(e => {
		e.focus();
		const mine = [e, e.closest("label")];
		return document.activeElement === e && ![...e.getClientRects()].some(r => {
			const hit = document.elementFromPoint(r.left + r.width / 2, r.top + r.height / 2);
			return mine.some(m => m?.contains(hit));
		});
	});
	document.activeElement.blur();
	scrollTo(0, 0);
	was.forEach(([e, top]) => { e.scrollTop = top });
	return under.slice(0, 6).map(e => "lies under something else: " + e.tagName + " " + (e.name || "") + " " + e.textContent.trim().slice(0, 30));
})()`

// openEach opens what a look wants opened, one after another, on the narrowest screen.
func (l look) openEach(w *window, in light) (found []string) {
	w.t.Helper()
	for _, hook := range l.each {
		w.do(chromedp.EmulateViewport(screenWidths[0], screenHeight))
		w.opens(hook)
		for _, width := range screenWidths {
			w.do(chromedp.EmulateViewport(width, screenHeight))
			w.keepAs(l.name+" "+hook, in, width)
		}
		w.do(chromedp.EmulateViewport(screenWidths[0], screenHeight))
		found = append(found, held(w, in, screenWidths[0])...)
	}
	return found
}

// speaks chooses the desk's language.
func speaks(desk, lang string) chromedp.Action[chromedp.Void] {
	return command(network.SetCookie, network.SetCookieParams{Name: "desk-language", Value: lang, URL: desk})
}

// keepAs keeps a picture of the whole page as looked at, when pictures are wanted.
func (w *window) keepAs(name string, in light, width int64) {
	w.t.Helper()
	if *looksIn == "" {
		return
	}
	ctx, stop := context.WithTimeout(w.ctx, browserPatience)
	defer stop()
	picture, err := chromedp.Run(ctx, chromedp.FullScreenshot(100))
	if err != nil {
		w.t.Fatal(err)
	}
	file := strings.NewReplacer(" ", "-", ",", "").Replace(fmt.Sprint(name, " ", in.lang, " ", in.scheme, " ", width)) + ".png"
	if err := os.WriteFile(filepath.Join(*looksIn, file), picture, 0o600); err != nil {
		w.t.Fatal(err)
	}
}

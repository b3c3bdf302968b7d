package main

import (
	"cmp"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
	"github.com/pquerna/otp/totp"
)

// looks lists every page, as each kind of account sees it. A new page gets a row here.
// What changes an account, or a browser, comes last.
func looks() []look {
	return []look{
		{name: "login", path: at("/")},
		{name: "login refused", path: at("/"), then: func(w *window) {
			w.write("login-name", "raadgiver")
			w.write("login-password", "forkert")
			w.click("login-submit")
			w.find(`[role="alert"]`)
		}},
		{name: "queue", who: "raadgiver", path: at("/")},
		{name: "queue of one without talks", who: "ny", path: at("/")},
		{name: "queue with requests of others", who: "headspace", path: at("/")},
		{name: "queue of one who is asked", who: "kollega", path: at("/")},
		{name: "talk", who: "raadgiver", path: talkOf, each: []string{"note", "offer", "card", "invite", "onward", "close"}},
		{name: "talk, what was shared", who: "raadgiver", path: talkOf, then: func(w *window) { w.click("to-about") }},
		{name: "talk, replies", who: "raadgiver", path: talkOf, then: func(w *window) {
			w.write("reply", "/")
			w.find(`#replies:not([hidden])`)
		}},
		{name: "talk being handed on", who: "raadgiver", path: func(s *standing) string { return s.moving }},
		{name: "talk over", who: "raadgiver", path: func(s *standing) string { return s.over }},
		{name: "talk as a guest", who: "kollega", path: talkOf},
		{name: "talk followed", who: "leder", path: talkOf},
		{name: "live", who: "leder", path: at("/live")},
		{name: "guide", who: "raadgiver", path: func(s *standing) string { return "/guide?talk=" + strings.TrimPrefix(s.talk, "/talk/") }},
		{name: "figures", who: "koordinator", path: at("/figures")},
		{name: "log", who: "revisor", path: at("/log?service=" + youth)},
		{name: "calendar", who: "raadgiver", path: at("/calendar?service=" + youth)},
		{name: "calendar of a coordinator", who: "koordinator", path: at("/")},
		{name: "new time", who: "koordinator", path: at("/calendar/new?service=" + youth)},
		{name: "weekly pattern", who: "koordinator", path: at("/calendar/weekly?service=" + youth)},
		{name: "weekly pattern, preview", who: "koordinator", path: at("/calendar/weekly?service=" + youth), then: func(w *window) {
			w.ticks("f-tuesday")
			w.fills("f-clock", "10:00")
			w.click("show-plan")
			w.find(hooked("preview"))
		}},
		{name: "one time", who: "koordinator", path: at("/calendar?service=" + youth), then: func(w *window) {
			w.click("slot-open")
			w.find(hooked("f-clock"))
		}},
		{name: "one time, taken", who: "koordinator", path: func(s *standing) string { return s.slot }, then: func(w *window) { w.find(hooked("off")) }},
		{name: "calendar, next week", who: "koordinator", path: func(*standing) string {
			return "/calendar?service=" + youth + "&week=" + time.Now().AddDate(0, 0, 7).Format(time.DateOnly)
		}},
		{name: "closed days", who: "koordinator", path: at("/calendar/closed?service=" + youth)},
		{name: "feeds", who: "koordinator", path: at("/calendar/feeds?service=" + youth)},
		{name: "feeds with one that is broken", who: "headspace", path: at("/calendar/feeds?service=" + headspace), then: func(w *window) { w.find(hooked("feed-wrong")) }},
		{name: "own link", who: "raadgiver", path: at("/calendar/link")},
		{name: "me", who: "raadgiver", path: at("/me")},
		{name: "own replies", who: "raadgiver", path: at("/me/replies")},
		{name: "second factor, setting up", who: "raadgiver", path: at("/me/factor")},
		{name: "recovery codes", who: "koder-0", path: at("/"), then: (&freshFactors{}).next},
		{name: "nothing", who: "raadgiver", path: at("/findes-ikke")},
		{name: "person", path: func(s *standing) string { return s.page }, then: func(w *window) { w.find(hooked("choice")) }},
		{name: "person in English", path: func(s *standing) string { return s.page + "?lang=en" }, then: func(w *window) {
			w.fetched.Store(0) // somebody else comes, who has not begun in Danish
			w.do(command(network.ClearBrowserCookies, cdp.Empty{}), chromedp.Reload())
			w.find(hooked("choice"))
		}},
		{name: "second factor", path: at("/"), then: func(w *window) {
			if ask[bool](w, `!!document.querySelector('[data-test="code"]')`) {
				return // the second time the password is not asked for again
			}
			if ask[bool](w, `!!document.querySelector('[data-test="login-name"]')`) {
				w.write("login-name", "faktor")
				w.write("login-password", testPassword)
				w.click("login-submit")
			}
			w.find(hooked("code"))
		}},
	}
}

// freshFactors sets up a second factor each time it is asked, for another account: the
// codes are shown only once.
type freshFactors struct{ n int }

func (f *freshFactors) next(w *window) {
	w.t.Helper()
	f.n++
	w.click("logout")
	w.write("login-name", fmt.Sprint("koder-", f.n))
	w.write("login-password", testPassword)
	w.click("login-submit")
	w.find(hooked("logout"))
	w.do(chromedp.Navigate(ask[string](w, `location.origin + "/me/factor"`)))
	code, err := totp.GenerateCode(ask[string](w, `document.querySelector('[data-test="factor-secret"]').textContent.replaceAll(" ", "")`), time.Now())
	if err != nil {
		w.t.Fatal(err)
	}
	w.write("password-present", testPassword)
	w.write("code", code)
	w.fetched.Store(0) // what came before are other pages
	w.click("factor-confirm")
	w.find(hooked("codes"))
}

func at(address string) func(*standing) string { return func(*standing) string { return address } }

func talkOf(s *standing) string { return s.talk }

// TestBrowserLooks walks every page at every width, in light and dark. Each account
// has a window of its own.
func TestBrowserLooks(t *testing.T) {
	t.Parallel()
	b := startBrowser(t)
	s := stand(t)
	rows := map[string][]look{}
	for _, l := range looks() {
		rows[cmp.Or(l.who, "nobody")] = append(rows[cmp.Or(l.who, "nobody")], l)
	}
	for who, list := range rows {
		t.Run(who, func(t *testing.T) {
			t.Parallel()
			w := s.window(t, b, list[0].who)
			for _, l := range list {
				t.Run(l.name, func(t *testing.T) { lookAt(t, w, s, l) })
			}
		})
	}
}

// window is a weighed window of somebody logged in, or of nobody.
func (s *standing) window(t *testing.T, b *browser, who string) *window {
	t.Helper()
	w := b.window(t, s.desk, 1280, screenHeight)
	if who != "" {
		w.login(s.shownDemo, who)
	}
	w.weigh()
	return w
}

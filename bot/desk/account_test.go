package desk_test

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"lyt/bot/handoff"
)

func TestChangeOfPassword(t *testing.T) {
	o := openOffice(t)
	b, other := o.maja(), o.maja()
	form := func(present, fresh, again string) url.Values {
		return url.Values{"present": {present}, "fresh": {fresh}, "again": {again}}
	}
	const fresh = "lampe cykel torsk"
	o.wrong("two that differ", b.post("/me/password", form(majasPassword, fresh, fresh+"x")), wrongForm, "desk.me.password.differ")
	o.wrong("a short one", b.post("/me/password", form(majasPassword, "ni tegn..", "ni tegn..")), wrongForm, "desk.me.password.short")
	o.wrong("a wrong one", b.post("/me/password", form("gættet", fresh, fresh)), http.StatusUnauthorized, "desk.me.password.denied")
	if got := b.post("/me/password", form(majasPassword, fresh, fresh)); got.location != "/me?told=password" || !o.in(b) || o.in(other) {
		t.Fatalf("the change: %d", got.status)
	}
	if page := b.get("/me?told=password"); !strings.Contains(page.body, "desk.me.told.password") {
		t.Error("it is not said that it worked")
	}
	o.wrong("the old one", o.logIn(other, "maja", majasPassword), http.StatusUnauthorized, "desk.login.denied")
	if o.logIn(other, "maja", fresh); !o.in(other) {
		t.Error("the new one does not open")
	}
}

func TestLogOutEverywhere(t *testing.T) {
	o := openOffice(t)
	b, other := o.maja(), o.maja()
	if got := b.post("/logout", nil); got.location != "/" || o.in(b) || o.in(other) {
		t.Errorf("everywhere: %d", got.status)
	}
	third, fourth := o.maja(), o.maja()
	third.post("/me/here", nil)
	if o.in(third) || !o.in(fourth) {
		t.Error("logging out here ended the wrong one")
	}
	if !slices.Contains(o.deeds.noted(), "maja logout-all ") {
		t.Error("not noted")
	}
}

func TestOwnReplies(t *testing.T) {
	o := openOffice(t)
	b := o.maja()
	keep := func(old, name, text string) answer {
		return b.post("/me/replies", url.Values{"old": {old}, "name": {name}, "text": {text}})
	}
	if got := keep("", " hej\n du ", "Hej, jeg hedder {name}.\r\n<script>x</script>"); got.location != "/me/replies?told=kept" {
		t.Fatalf("adding: %d", got.status)
	}
	page := b.get("/me/replies")
	if !strings.Contains(page.body, "hej du") || !strings.Contains(page.body, "&lt;script&gt;x") || strings.Contains(page.body, "<script>x") {
		t.Error("the reply is not shown as it is")
	}
	o.wrong("an empty one", keep("", "navn", "  "), wrongForm, "desk.replies.empty")
	o.wrong("the same name", keep("", "hej du", "x"), wrongForm, "desk.replies.same")
	o.wrong("a long one", keep("", "lang", strings.Repeat("å", 2001)), wrongForm, "desk.replies.long")
	if form := b.get("/me/replies?change=hej+du"); !strings.Contains(form.body, `value="hej du"`) {
		t.Error("nothing to change in the form")
	}
	keep("hej du", "goddag", "Goddag.")
	got, err := o.accounts.Replies(t.Context(), "maja")
	if err != nil || len(got) != 1 || got[0] != (handoff.Reply{Name: "goddag", Text: "Goddag."}) {
		t.Fatalf("after a change: %v (%v)", len(got), err)
	}
	for n := range 49 {
		keep("", "nr. "+string(rune('A'+n)), "x")
	}
	o.wrong("one too many", keep("", "nok", "x"), wrongForm, "desk.replies.full")
	if got := keep("goddag", "farvel", "Farvel."); got.status != http.StatusSeeOther {
		t.Error("with a full list one cannot be changed")
	}
	for range 2 { // the second time it is gone already
		if got := b.post("/me/replies/delete", url.Values{"name": {"farvel"}}); got.location != "/me/replies?told=deleted" {
			t.Errorf("deleting: %d", got.status)
		}
	}
	if strings.Contains(b.get("/me/replies").body, "farvel") {
		t.Error("it is still there")
	}
}

package webchat_test

import (
	"context"
	"net/http"
	"net/url"
	"testing"

	"lyt/bot"
)

func TestTheCounsellorsTypingIsShown(t *testing.T) {
	p := open(t, "")
	b, other := p.visit(), p.visit()
	stream, tab, stranger := b.listen(""), b.listen(""), other.listen("")
	for _, s := range []*events{stream, tab, stranger} {
		if e, _ := s.next(); e.name != "ready" {
			t.Fatalf("first came %+v", e)
		}
	}
	if err := b.channel.Typing(context.Background(), b.address()); err != nil {
		t.Fatal(err)
	}
	for _, s := range []*events{stream, tab} {
		if e, _ := s.next(); e.name != "typing" || e.id != "" {
			t.Errorf("a page heard %+v", e)
		}
	}
	other.hear(1)
	if e, _ := stranger.next(); e.name == "typing" {
		t.Error("somebody else saw that a counsellor writes")
	}
	if err := b.channel.Typing(context.Background(), bot.Address{}); err == nil {
		t.Error("typing to nobody must be an error")
	}
}

func TestThePersonsTypingIsPassedOn(t *testing.T) {
	p := open(t, "")
	there := false
	var seen []bot.Person
	p.page.Typed = func(_ context.Context, who bot.Person) bool { seen = append(seen, who); return there }
	if status, _ := p.browser().post("/typing", url.Values{}); status != http.StatusUnauthorized {
		t.Errorf("a stranger's typing: %d", status)
	}
	b := p.visit()
	if status, _ := b.post("/typing", url.Values{}); status != http.StatusNotFound {
		t.Errorf("with nobody there: %d", status)
	}
	there = true
	if status, _ := b.post("/typing", url.Values{}); status != http.StatusNoContent {
		t.Errorf("with a counsellor: %d", status)
	}
	if len(seen) != 2 || seen[0].Key() == "" || !seen[0].Equal(seen[1]) {
		t.Errorf("passed on %d times", len(seen))
	}
	if n := len(p.talk.heard()); n != 1 { // the page was opened
		t.Errorf("typing made it %d updates", n)
	}
}

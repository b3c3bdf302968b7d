package desk_test

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"lyt/bot/feeds"
	"lyt/bot/ics"
)

// What answers where is not for the page to tell: a machine that is away, one that is
// not trusted and one that gives something else read the same.
func TestFeedsPageIsNoWayToLookAround(t *testing.T) {
	p := plan(t)
	ole := p.login("ole")
	form := slotFields("address", "https://outlook.example/hemmelig-adresse.ics", "mode", "titled", "title", "Lyt")
	for _, problem := range []ics.Problem{ics.Away, ics.Untrusted, ics.Refused} {
		p.feeds.all, p.feeds.state = nil, feeds.State{Tried: noon, Problem: problem}
		page := ole.get(ole.post("/calendar/feeds", form).location)
		page.shows(t, http.StatusOK, "Vi kan ikke få fat i kalenderen lige nu")
		if strings.Contains(page.body, string(problem)+"<") {
			t.Errorf("the page tells of %s", problem)
		}
	}
}

// often has had enough of an account.
type often struct {
	*memFeeds
	account *string
}

func (o often) Add(_ context.Context, account string, _ feeds.Feed) (feeds.Known, error) {
	*o.account = account
	return feeds.Known{}, feeds.ErrOften
}

func TestManyFeedsInAShortTimeAreRefused(t *testing.T) {
	p := plan(t)
	var account string
	p.desk.Feeds = often{p.feeds, &account}
	form := slotFields("address", "https://outlook.example/hemmelig-adresse.ics", "mode", "titled", "title", "Lyt")
	p.login("ole").post("/calendar/feeds", form).shows(t, http.StatusTooManyRequests, "Du har tilføjet mange kalendere", "hemmelig-adresse")
	if account != "ole" {
		t.Errorf("counted for %q", account)
	}
}

// A calendar that tells of a part of the time says so.
func TestFeedsPageTellsWhatIsLeftOut(t *testing.T) {
	p := plan(t)
	p.feeds.state = feeds.State{Tried: noon, Good: noon, Warnings: []ics.Warning{ics.WarnPart, ics.WarnZone}}
	ole := p.login("ole")
	form := slotFields("address", "https://outlook.example/hemmelig-adresse.ics", "mode", "titled", "title", "Lyt")
	ole.get(ole.post("/calendar/feeds", form).location).shows(t, http.StatusOK, "Resten åbner vi ikke", "De aftaler kan vi ikke bruge")
}

package talk_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"lyt/bot"
	"lyt/bot/bottest"
	"lyt/bot/directory"
	"lyt/bot/triage"
)

var phone = regexp.MustCompile(`\d[\d ]*\d`)

// numbers are those of a card's words, in order.
func numbers(text string) []string { return phone.FindAllString(text, -1) }

// shown writes words that are judged so, and gives the first message that comes.
func shown(t *testing.T, h *bottest.House, id string, v triage.Verdict) bot.Out {
	t.Helper()
	h.Talk.Judge = func(string) triage.Verdict { return v }
	h.Channel.Take()
	h.Handle(t, write(h, id, "noget"))
	outs := slices.DeleteFunc(h.Channel.Take(), func(out bot.Out) bool { return out.Text == "" })
	if len(outs) == 0 {
		t.Fatal("silence")
	}
	return outs[0]
}

func calm(string) triage.Verdict { return triage.Verdict{} }

// as begins a talk as somebody.
func as(t *testing.T, h *bottest.House, lines ...string) {
	t.Helper()
	h.Talk.Judge = calm
	for _, line := range lines {
		h.Hear(t, line)
	}
}

var (
	unknown     = []string{"/start"}
	schoolchild = []string{"/start", "[Jeg er ung]", "[Spring over]", "[15–17 år]"}
	grownUp     = []string{"/start", "[Jeg er ung]", "[Spring over]", "[18–25 år]"}
	parent      = []string{"/start", "[Jeg er forælder]"}
)

const (
	child, life, violence, poison, illness = "116 111", "70 201 201", "1888", "82 12 12 12", "39 25 25 25"
	day, night                             = "2026-11-23T12:00", "2026-11-24T02:30"
)

// TestCardNumbers: which numbers stand on the card, by what is the matter, whom it is
// about, their age and the hour. 112 is first in every one, and at most two follow.
func TestCardNumbers(t *testing.T) {
	for _, c := range []struct {
		when   string
		who    []string
		family string
		third  bool
		want   []string
	}{
		{day, unknown, triage.Suicidal, false, []string{child, life}},
		{day, schoolchild, triage.Suicidal, false, []string{child, life}},
		{day, grownUp, triage.Suicidal, false, []string{life}},
		{day, unknown, "", false, []string{child, life}},
		{day, unknown, triage.InProgress, false, []string{poison, child}},
		{day, grownUp, triage.InProgress, false, []string{poison, life}},
		{day, unknown, triage.SelfHarm, false, []string{child, life}},
		{day, unknown, triage.Violence, false, []string{child, violence}},
		{day, grownUp, triage.Violence, false, []string{violence, life}},
		{day, unknown, triage.Sexual, false, []string{child, violence}},
		{day, grownUp, triage.Sexual, false, []string{violence, life}},
		{day, unknown, triage.Threat, false, []string{child, illness}},
		{day, grownUp, triage.Psychosis, false, []string{illness, life}},
		{night, grownUp, triage.Psychosis, false, []string{life}},
		{night, schoolchild, triage.Eating, false, []string{child, life}},
		{day, schoolchild, triage.Suicidal, true, []string{life, child}},
		{day, schoolchild, triage.Violence, true, []string{violence, child}},
		{day, schoolchild, triage.InProgress, true, []string{poison, life}},
		{day, unknown, triage.AboutOthers, true, []string{life, poison}},
		{day, parent, triage.Suicidal, true, []string{life, child}},
		{day, parent, triage.Suicidal, false, []string{life}}, // the parent themselves
		{day, parent, triage.Violence, false, []string{violence, life}},
		{day, parent, "", false, []string{life}},
		{day, unknown, "a family of a later day", false, []string{child, life}},
	} {
		h := bottest.NewHouse(t, nil)
		h.Stage(t, []string{"at", c.when})
		as(t, h, c.who...)
		out := shown(t, h, "t:900", triage.Verdict{Level: triage.Crisis, Family: c.family, Third: c.third})
		want := append([]string{"112"}, c.want...)
		if diff := cmp.Diff(want, numbers(out.Text)); diff != "" {
			t.Errorf("%s %v %q other %v: %s", c.when, c.who, c.family, c.third, diff)
		}
		if !out.Urgent {
			t.Errorf("%q: the card is not urgent", c.family)
		}
		mustHaveButtons(t, out, want)
	}
}

// mustHaveButtons: every number can be called with one tap, in the same order, and a
// human and the end of the danger stand below.
func mustHaveButtons(t *testing.T, out bot.Out, numbers []string) {
	t.Helper()
	var links []string
	for _, b := range out.Buttons[:max(0, len(out.Buttons)-2)] {
		links = append(links, b.Link)
	}
	var want []string
	for _, number := range numbers {
		want = append(want, "tel:"+strings.ReplaceAll(number, " ", ""))
	}
	if diff := cmp.Diff(want, links); diff != "" {
		t.Errorf("links: %s", diff)
	}
	if data := out.Buttons[len(out.Buttons)-2].Data + out.Buttons[len(out.Buttons)-1].Data; data != "!human-now!safe" {
		t.Errorf("below the numbers stands %s", data)
	}
}

// TestCardWithoutADirectory: the numbers that save a life are known by heart.
func TestCardWithoutADirectory(t *testing.T) {
	for family, want := range map[string][]string{
		triage.Suicidal: {"112", child, life}, triage.Violence: {"112", child, violence}, triage.InProgress: {"112", poison, child},
	} {
		h := bottest.NewHouse(t, nil)
		h.Talk.Directory = &directory.Directory{}
		out := shown(t, h, "t:"+family, triage.Verdict{Level: triage.Crisis, Family: family})
		if diff := cmp.Diff(want, numbers(out.Text)); diff != "" {
			t.Errorf("%s: %s", family, diff)
		}
	}
}

// TestKnownNumbersAreTheDirectorys: what is known by heart is what the directory says.
func TestKnownNumbersAreTheDirectorys(t *testing.T) {
	h := bottest.NewHouse(t, nil)
	for id, number := range map[string]string{"alarm-112": "112", "bornetelefonen": child, "livslinien": life, "lev-uden-vold": violence, "giftlinjen": poison, "psykiatrifonden": illness} {
		if service, ok := h.Talk.Directory.Find(id); !ok || service.Phone != number {
			t.Errorf("%s has the number %q in the directory, not %q", id, service.Phone, number)
		}
	}
}

// TestCardIsShownWholeOnce: then short ones in turn, each with 112 first and one more
// number; another danger, asking for it, and the next day bring the whole card again.
func TestCardIsShownWholeOnce(t *testing.T) {
	h := bottest.NewHouse(t, nil)
	sad := triage.Verdict{Level: triage.Crisis, Family: triage.Suicidal}
	whole := shown(t, h, "t:1", sad).Text
	short := map[string]bool{}
	for _, id := range []string{"t:2", "t:3", "t:4"} {
		text := shown(t, h, id, sad).Text
		short[text] = true
		if diff := cmp.Diff([]string{"112", child}, numbers(text)); diff != "" {
			t.Errorf("short card: %s", diff)
		}
	}
	if len(short) != 3 || short[whole] {
		t.Errorf("%d short cards, and the whole one: %v", len(short), short[whole])
	}
	if text := shown(t, h, "t:5", triage.Verdict{Level: triage.Crisis}).Text; !strings.Contains(text, child) || text == whole {
		t.Errorf("danger without a name, after danger: %q", text)
	}
	if text := shown(t, h, "t:6", triage.Verdict{Level: triage.Crisis, Family: triage.InProgress}).Text; !slices.Contains(numbers(text), poison) {
		t.Errorf("another danger: %q", text)
	}
	beaten := triage.Verdict{Level: triage.Crisis, Family: triage.Violence, Third: true}
	if text := shown(t, h, "t:7", beaten).Text; !slices.Contains(numbers(text), violence) {
		t.Errorf("somebody else's danger: %q", text)
	}
	if text := shown(t, h, "t:8", sad).Text; text != whole {
		t.Errorf("back to the first danger: %q", text)
	}
	h.Handle(t, write(h, "t:9", "/akut"))
	if text := texts(h)[0]; text != whole {
		t.Errorf("asked for in so many words: %q", text)
	}
	h.Clock.Move(7 * 60 * 60 * 1e9)
	if text := shown(t, h, "t:10", sad).Text; text != whole {
		t.Errorf("seven hours later: %q", text)
	}
}

package bottest

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"lyt/bot"
)

// Play plays a conversation from a file and compares all that was said with what
// the file holds, whole. With update it writes the file anew instead. The session
// is saved and read back between every two lines, because it lives in a store.
//
//	# why this conversation exists
//	@ at 2026-11-23T22:00      the clock, before anything else
//	@ duty off                 other things that happen around the person; see House.Stage
//	> hej                      the person types
//	> [Jeg er ung]             the person taps a button
//	> (foto)                   the person sends something the bot cannot read
//	> (foto) det er mig        the same, with words under it
//	> (langt) 100000           the person types so many characters
//	> (knap) 1:young           the person sends a button's data made up by hand
//	> (rettet) jeg er ked      the person edits a message
//	< Hej.                     the bot; << is a counsellor
//	[Ja] [Nej]                 its buttons
//	~ 25h                      time passes
func Play(t *testing.T, house *House, path string, update bool) {
	t.Helper()
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if strings.TrimSpace(string(want)) == "" {
		t.Fatalf("%s is empty: a conversation needs at least one line", path)
	}
	got := perform(t, house, string(want))
	if update {
		if err := os.WriteFile(path, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s: the talk went another way (-file +played); -update writes it anew\n%s", path, diff)
	}
}

// perform gives the whole transcript as it happens when the inputs of a script are played.
func perform(t *testing.T, house *House, script string) string {
	t.Helper()
	var b strings.Builder
	comment := true
	for line := range strings.SplitSeq(script, "\n") {
		line = strings.TrimRight(line, " ")
		if line == "" || strings.HasPrefix(line, "<") || strings.HasPrefix(line, "[") {
			continue // what the bot said is said again
		}
		if !comment {
			b.WriteString("\n")
		}
		b.WriteString(line + "\n")
		if comment = strings.HasPrefix(line, "#"); comment {
			continue
		}
		act(t, house, line)
		b.WriteString(house.heard())
	}
	return b.String()
}

// act does what one input line says.
func act(t *testing.T, house *House, line string) {
	t.Helper()
	mark, rest, _ := strings.Cut(line, " ")
	switch mark {
	case ">":
		house.Write(t, rest)
	case "~":
		pause, err := time.ParseDuration(rest)
		if err != nil {
			t.Fatalf("line %q: %v", line, err)
		}
		house.Wait(t, pause)
	case "@":
		house.Stage(t, strings.Fields(rest))
	default:
		t.Fatalf("line %q: begin with #, @, > or ~ (< and [ are the bot's)", line)
	}
}

// Write is the person typing, tapping or sending.
func (h *House) Write(t *testing.T, what string) {
	t.Helper()
	in := h.input()
	switch mark, rest, _ := strings.Cut(what, ") "); {
	case strings.HasPrefix(what, "["):
		h.tap(t, &in, strings.Trim(what, "[]"))
	case mark == "(foto)" || mark == "(foto":
		in.Kind, in.Text = bot.Unusable, bot.Heard(rest)
	case mark == "(rettet":
		in.Kind, in.Text = bot.Edited, bot.Heard(rest)
	case mark == "(knap":
		in.Kind, in.Data = bot.Tap, rest
	case mark == "(langt":
		in.Text = bot.Heard(long(t, rest))
	case what == "/start" || strings.HasPrefix(what, "/start "):
		in.Kind, in.Data = bot.Start, strings.TrimSpace(strings.TrimPrefix(what, "/start"))
	default:
		in.Text = bot.Heard(what)
	}
	h.does(t, in)
}

// input is an update of the person's with nothing in it yet.
func (h *House) input() bot.In {
	h.n++
	return bot.In{
		ID: fmt.Sprintf("t:%d", h.n), Kind: bot.Text, Person: h.Person, Channel: "telegram",
		Address: bot.At("4711"), Lang: h.Lang, At: h.Clock.Now(),
	}
}

// does is one update of the person's.
func (h *House) does(t *testing.T, in bot.In) {
	t.Helper()
	if words := in.Text.Reveal(); words != "" {
		h.Typed = append(h.Typed, words)
	}
	if h.Watch != nil {
		h.Watch(h.Place(t), in)
	}
	h.Handle(t, in)
}

// long is a text of so many characters.
func long(t *testing.T, size string) string {
	t.Helper()
	n, err := strconv.Atoi(size)
	must(t, err)
	const some = "og så videre "
	return string([]rune(strings.Repeat(some, n/len([]rune(some))+1))[:n])
}

// tap finds the newest button with the label.
func (h *House) tap(t *testing.T, in *bot.In, label string) {
	t.Helper()
	for i := len(h.shown) - 1; i >= 0; i-- {
		for _, button := range h.shown[i].out.Buttons {
			if button.Label == label {
				in.Kind, in.Data = bot.Tap, button.Data
				in.Message, in.Shown = h.shown[i].message, h.shown[i].out.Text
				return
			}
		}
	}
	t.Fatalf("no button %q was shown; the last were %v", label, h.lastLabels())
}

// lastLabels are the buttons of the newest message that had any.
func (h *House) lastLabels() []string {
	var labels []string
	for i := len(h.shown) - 1; i >= 0 && labels == nil; i-- {
		for _, button := range h.shown[i].out.Buttons {
			labels = append(labels, "["+button.Label+"]")
		}
	}
	return labels
}

package talk

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"lyt/bot"
	"lyt/bot/handoff"
)

// dialogOnward is the question whether to be handed on.
const dialogOnward word = "videre"

// showOnward asks, with all that would go along; in an earlier message's place, when
// something was taken out of it.
func (u *turn) showOnward(instead string) {
	u.session.Dialog = string(dialogOnward)
	u.reply(bot.Out{Text: u.onwardText(), Buttons: u.onwardButtons(), Replace: instead})
}

func (u *turn) onwardText() string {
	to := u.session.Onward.kept()
	text := []string{u.words("talk.onward", map[string]any{"who": u.whoNext(to)})}
	if len(to.Shared) > 0 {
		text = append(text, u.words("talk.onward.lines", nil)+"\n"+u.sharedLines(to.Shared))
	}
	if to.Words != "" {
		text = append(text, u.words("talk.onward.letter", nil)+"\n"+to.Words)
	}
	if len(to.Shared) == 0 && to.Words == "" && to.Service != u.session.Human.Service {
		text = append(text, u.words("talk.onward.nothing", nil))
	}
	seen := u.words("talk.onward.thread", nil)
	if to.Service != u.session.Human.Service {
		seen = u.words("talk.onward.no-thread", nil) + " " + u.words("talk.onward.from", nil)
	}
	text = append(text, seen)
	sure := u.words("talk.onward.sure", nil)
	for range u.outLabels() {
		sure = u.words("talk.onward.shorten", nil) + " " + sure
		break
	}
	text = append(text, sure)
	return strings.Join(text, "\n\n")
}

// whoNext is who would take over. A colleague has no name here: the person knows none
// of the counsellors' names.
func (u *turn) whoNext(to handoff.Onward) string {
	name := map[string]any{"service": u.serviceName(to.Service)}
	switch {
	case to.Service != u.session.Human.Service:
		return u.serviceName(to.Service)
	case to.Staff != "":
		return u.words("talk.onward.colleague", name)
	default:
		return u.words("talk.onward.team", name)
	}
}

// sharedLines are the lines as the other side will read them, under names in the
// person's language.
func (u *turn) sharedLines(lines []handoff.Shared) string {
	var told []string
	for _, line := range lines {
		told = append(told, "• "+u.sharedName(line)+": "+line.Value)
	}
	return strings.Join(told, "\n")
}

// sharable are the names of what is ever passed on.
var sharable = []string{"role", "area", "age", "topics", "who5", "note"}

func (u *turn) sharedName(line handoff.Shared) string {
	for _, name := range sharable {
		if key := "shared." + name; u.Texts.Text("da", key, nil) == line.Name {
			return u.words(key, nil)
		}
	}
	return line.Name
}

func (u *turn) onwardButtons() []bot.Button {
	var buttons []bot.Button
	for answer, label := range u.outLabels() {
		buttons = append(buttons, bot.Button{Label: label, Data: u.onwardData(answer), Beside: len(buttons)%2 == 1})
	}
	return append(buttons,
		bot.Button{Label: u.words("talk.button.onward-yes", nil), Data: u.onwardData(onwardYes)},
		bot.Button{Label: u.words("talk.button.onward-no", nil), Data: u.onwardData(onwardNo)})
}

func (u *turn) onwardData(answer string) string {
	return "!" + string(dialogOnward) + ":" + u.session.Onward.Key + ":" + answer
}

// outLabels gives the lines that can still be taken out, each with its label, in order.
func (u *turn) outLabels() func(yield func(string, string) bool) {
	o := u.session.Onward
	return func(yield func(string, string) bool) {
		first := 0
		if o.To.Service == u.session.Human.Service {
			first = len(o.To.Shared) // a colleague sees the same talk, with all that belongs to it
		}
		for i := first; i <= len(o.To.Shared); i++ {
			label := u.words("talk.button.out.words", nil)
			if i < len(o.To.Shared) {
				label = u.words("talk.button.out", nil) + " " + u.sharedName(o.To.Shared[i])
			}
			there := i < len(o.To.Shared) || o.To.Words != ""
			if there && !slices.Contains(o.Out, i) && !yield(onwardOut+strconv.Itoa(i), label) {
				return
			}
		}
	}
}

// onwardTyped are the answers as people type them.
func (u *turn) onwardTyped() map[string][]string {
	if u.session.Onward == nil {
		return nil
	}
	name := func(answer string) string { return strings.TrimPrefix(u.onwardData(answer), "!") }
	if u.session.Onward.Agreed {
		return map[string][]string{name(onwardStay): {"nej", "no"}}
	}
	typed := map[string][]string{
		name(onwardYes): {u.words("talk.button.onward-yes", nil), "ja", "yes", "ja tak", "yes please", "ok"},
		name(onwardNo):  {u.words("talk.button.onward-no", nil), "nej", "no"},
	}
	for answer, label := range u.outLabels() {
		typed[name(answer)] = []string{label}
	}
	return typed
}

// tellAsked says who is asked now, and, honestly, when they can be expected.
func (u *turn) tellAsked(ctx context.Context, to handoff.Onward) error {
	text := u.words("talk.onward.asked", map[string]any{"who": u.whoNext(to)})
	desk, _ := u.Directory.Find(to.Service)
	there, err := u.staffed(ctx, desk)
	if err != nil {
		return err
	}
	next, known := desk.Hours.Next(u.now, u.Zone)
	switch {
	case there || to.Service == u.session.Human.Service:
	case known && next.After(u.now):
		text += " " + u.words("talk.onward.closed", map[string]any{"opens": u.Texts.Time(u.session.Lang, next.In(u.Zone))})
	default:
		text += " " + u.words("talk.onward.nobody", nil)
	}
	u.session.Dialog = string(dialogOnward)
	u.reply(bot.Out{Text: text, Buttons: []bot.Button{
		{Label: u.words("talk.button.onward-stay", nil), Data: u.onwardData(onwardStay)},
	}})
	return nil
}

// staysAfterAll says that the words are what stands on the button that takes a yes back.
func (u *turn) staysAfterAll(words string) bool {
	o := u.session.Onward
	return o != nil && o.Agreed && u.session.Human != nil && sameWords(words, u.words("talk.button.onward-stay", nil))
}

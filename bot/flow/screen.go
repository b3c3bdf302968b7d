package flow

import (
	"strconv"
	"strings"

	"lyt/bot/who5"
)

// screen asks the five items of WHO-5. Its words come from who5.yaml, unchanged,
// under the keys who5.item.N and who5.option.N; it has no text of its own.
type screen struct {
	mute
	name *variable
	to   *step
}

func readScreen(r *stepReader) kind {
	r.oneOf(r.node.get("screen"), "screen", "who5")
	r.step.skip = r.target("skipped")
	return &screen{name: r.variable("save", aScore), to: r.target("done")}
}

func (k *screen) enter(t *turn)  { k.ask(t) }
func (k *screen) resume(t *turn) { k.ask(t) }

func (k *screen) ask(t *turn) {
	n := len(t.s.Digits) + 1
	progress := t.words("flow.progress", map[string]any{"n": n, "of": who5.Items})
	t.question(Speak{Text: progress + "\n\n" + t.words("who5.item."+strconv.Itoa(n), nil)})
}

func (k *screen) choose(t *turn, button string) bool {
	if len(button) != 1 || button[0] < '0' || button[0] > '0'+who5.Most {
		return false
	}
	digits := t.s.Digits + button
	if len(digits) < who5.Items {
		t.s.Digits, t.s.Misses, t.s.Args, t.args = digits, 0, nil, nil
		k.ask(t)
		return true
	}
	t.answered(assign{k.name.name, []string{digits[:who5.Items]}})
	t.goTo(k.to)
	return true
}

func (k *screen) inside(s State) bool { return s.Digits != "" }

func (k *screen) back(t *turn) {
	t.s.Digits = t.s.Digits[:len(t.s.Digits)-1]
	k.ask(t)
}

func (k *screen) buttons(*turn) []Button {
	made := make([]Button, 0, who5.Most+3)
	for points := who5.Most; points >= 0; points-- {
		id := strconv.Itoa(points)
		made = append(made, Button{ID: id, Key: "who5.option." + id})
	}
	return made
}

func (k *screen) answers() []string { return strings.Split("5 4 3 2 1 0", " ") }

func (k *screen) leads() []*step { return []*step{k.to} }

func (k *screen) keys(use func(KeyUse)) {
	for n := 1; n <= who5.Items; n++ {
		use(KeyUse{Key: "who5.item." + strconv.Itoa(n)})
	}
	for _, id := range k.answers() {
		use(KeyUse{Key: "who5.option." + id})
	}
}

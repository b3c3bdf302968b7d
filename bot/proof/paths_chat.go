package proof

import (
	"slices"
	"strings"

	"lyt/bot"
	"lyt/bot/flow"
)

// This file plays the way to a place with the real engine, and writes it down as
// conversations are written down.

// at lists what is done on the shortest way to a place.
func (k *walk) at(i int32) []*play { return k.between(-1, i) }

// after lists what is done up to and with one way of a step.
func (k *walk) after(e edge) []*play {
	for _, m := range k.moves[k.nodes[e.from].step] {
		if m.way == int(e.way) {
			return append(k.at(e.from), &m.play)
		}
	}
	return k.at(e.from)
}

// between lists what is done from one place to another, which is further on.
func (k *walk) between(from, to int32) []*play {
	var parts [][]*play
	for to != from && to >= 0 {
		n := k.nodes[to]
		if n.exit >= 0 { // a call that came back: all that happened inside of it
			parts = append(parts, k.inside(n.exit))
		} else if n.play != nil {
			parts = append(parts, []*play{n.play})
		}
		to = n.from
	}
	slices.Reverse(parts)
	return slices.Concat(parts...)
}

// inside lists what is done in a call, from before its first step to its end.
func (k *walk) inside(exit int32) []*play {
	first := k.frames[k.nodes[exit].frame].first
	made := k.between(first, exit)
	if p := k.nodes[first].play; p != nil {
		made = append([]*play{p}, made...)
	}
	return made
}

// chat is a conversation as it is played.
type chat struct {
	flows *flow.Flows
	words flow.Words
	entry string
	s     flow.State
	last  flow.Event // what it waits for, if for anything
	said  strings.Builder
}

// chat plays what is done.
func (k *walk) chat(flows *flow.Flows, words flow.Words, plays []*play) *chat {
	c := &chat{flows: flows, words: words, entry: k.entry}
	for _, p := range plays {
		c.play(p)
	}
	return c
}

// play does what a person, or the world, does.
func (c *chat) play(p *play) {
	switch p.do {
	case "begin":
		c.begin(p)
	case "call":
		c.aside(p.what)
		c.step(flow.Input{Do: flow.Call, Flow: p.what})
	case "tap":
		c.tap(p.what)
	case "skip":
		c.tap(flow.SkipButton)
	case "write", "area":
		c.write("> " + p.what)
		c.step(flow.Input{Do: flow.Say, Text: p.what})
	case "screen":
		for _, digit := range p.what {
			c.tap(string(digit))
		}
	case "tick":
		c.tick(p.values)
	case "wait", "report":
		c.report(p)
	}
}

// begin starts a flow: the entry as a person does, the others as the program does.
func (c *chat) begin(p *play) {
	in := flow.Input{Do: flow.Begin, Flow: p.what}
	switch {
	case c.s.Ended && p.what == c.entry:
		c.write("# an old button, after the end")
	case p.what == c.entry && len(p.values) > 0:
		c.write("> /start " + p.values[0])
		in.Remember = map[string][]string{}
		for _, name := range c.areaNames() {
			in.Remember[name] = p.values
		}
	case p.what == c.entry:
		c.write("> /start")
	default:
		c.aside(p.what)
	}
	c.step(in)
}

func (c *chat) areaNames() []string {
	var names []string
	for _, name := range c.flows.Map().Names {
		if name.Kind == "area" {
			names = append(names, name.Name)
		}
	}
	return names
}

// aside is how a person comes into a flow that the program plays.
func (c *chat) aside(name string) {
	switch name {
	case "human":
		c.write("> menneske")
	case "book":
		c.write("> /aftaler")
	default:
		c.write("# the program plays " + name)
	}
}

// tap presses a button.
func (c *chat) tap(id string) {
	label := c.flows.Label(c.words, c.s, id)
	if label == "" {
		label = id
	}
	c.write("> [" + label + "]")
	c.step(flow.Input{Do: flow.Tap, Button: id, Turn: c.s.Turn})
}

// tick ticks exactly these values, and goes on.
func (c *chat) tick(values []string) {
	for _, value := range slices.Concat(values, c.s.Picked) {
		if slices.Contains(values, value) != slices.Contains(c.s.Picked, value) {
			c.tap(value)
		}
	}
	c.tap("done")
}

// report tells what became of a request: the person's choice where they have one.
func (c *chat) report(p *play) {
	choice := flow.Result{Choices: []flow.Choice{{Service: "s", ID: "1", Label: "1"}}}
	switch last := c.last.(type) {
	case flow.Offer:
		c.times(p.what, choice)
	case flow.Partners:
		if p.what == "none" {
			c.world("no place fits", flow.Result{Name: "none"})
			return
		}
		choice.Name = "partners"
		c.answer(choice)
		c.tap("done")
	case flow.Human:
		c.human(p, last)
	default: // it asks what may be passed on
		c.human(p, last)
	}
}

func (c *chat) times(what string, found flow.Result) {
	if what == "none" {
		c.world("no time is free", flow.Result{Name: "none"})
		return
	}
	found.Name = "free"
	c.answer(found)
	if what == "declined" {
		c.tap("none")
		return
	}
	c.tap("1")
	args := map[string]string{}
	for _, name := range []string{"time", "service", "place", "pass"} {
		args[name] = "…"
	}
	c.answer(flow.Result{Name: "booked", Args: args})
}

// human is waiting for one, or what became of it.
func (c *chat) human(p *play, last flow.Event) {
	if _, asked := last.(flow.Human); !asked && !c.s.Sleeping() {
		c.tap("yes") // what is known may be passed on
	}
	switch p.what {
	case "closed":
		c.world("nobody is there", flow.Result{Name: "closed", Args: map[string]string{"opens": "…"}})
	case "ended":
		c.world("a counsellor has talked with them", flow.Result{Name: "ended"})
	case "declined":
		c.world("they stop waiting", flow.Result{Name: "left"})
	default:
		c.world("they wait for a counsellor", flow.Result{Name: "waiting"})
	}
}

// world is something that happens outside of the conversation.
func (c *chat) world(what string, r flow.Result) {
	c.write("# " + what)
	c.answer(r)
}

func (c *chat) answer(r flow.Result) { c.step(flow.Input{Do: flow.Report, Result: r}) }

// step lets the engine play, and writes down what is said.
func (c *chat) step(in flow.Input) {
	areas := func(typed string) []flow.Area { return []flow.Area{{ID: typed, Name: typed}} }
	var events []flow.Event
	c.s, events = c.flows.Step(c.words, areas, c.s, in)
	c.last = nil
	for _, e := range events {
		c.last = e
		switch e := e.(type) {
		case flow.Speak:
			c.say(e)
		case flow.Crisis:
			c.write("< (the crisis card)")
		}
	}
}

func (c *chat) say(e flow.Speak) {
	out := bot.Out{Text: e.Text}
	if e.Text == "" {
		out.Text = c.words(e.Key, e.Args)
	}
	for _, b := range e.Buttons {
		label := b.Text
		if label == "" {
			label = c.words(b.Key, nil)
		}
		out.Buttons = append(out.Buttons, bot.Button{Label: label, Beside: b.Beside})
	}
	c.said.WriteString(out.Transcript())
}

func (c *chat) write(line string) {
	if c.said.Len() > 0 && !strings.HasPrefix(line, "<") {
		c.said.WriteString("\n")
	}
	c.said.WriteString(line + "\n")
}

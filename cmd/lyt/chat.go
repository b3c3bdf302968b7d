package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"strconv"
	"strings"
	"sync"
	"time"

	"lyt/bot"
)

type chatCmd struct {
	Flow string `default:"first-contact" help:"The flow to begin with."`
	Lang string `default:"da" enum:"da,en" help:"Language of the talk."`
	contentSettings
	zoneSettings
}

// terminal is the channel of lyt chat: it writes what the bot says, and remembers
// the buttons, so that a label or its number can be typed.
type terminal struct {
	mu      sync.Mutex
	to      io.Writer
	buttons []bot.Button
	said    int
}

// Send writes an Out down.
func (c *terminal) Send(_ context.Context, _ bot.Address, out bot.Out) (string, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if out.Text == "" {
		return "", nil
	}
	if len(out.Buttons) > 0 {
		c.buttons = out.Buttons
	}
	c.said++
	_, err := fmt.Fprintln(c.to, out.Transcript())
	return strconv.Itoa(c.said), err
}

// pick finds the button somebody means by its label in brackets, or by its label.
func (c *terminal) pick(line string) (data string, ok bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	label := strings.TrimSuffix(strings.TrimPrefix(line, "["), "]")
	for _, b := range c.buttons {
		if b.Label == label && b.Data != "" {
			return b.Data, true
		}
	}
	return "", false
}

// Run plays a talk with the same parts as production, in memory.
func (c chatCmd) Run(w *world) error {
	screen := &terminal{to: w.stdout}
	h, err := c.house(w, screen)
	if err != nil {
		return err
	}
	defer h.close()
	who := h.keys.Person("terminal", "chat")
	say := func(n int, in bot.In) error {
		in.ID, in.Person, in.Channel = "c:"+strconv.Itoa(n), who, "terminal"
		in.Address, in.Lang, in.At = bot.At("chat"), c.Lang, time.Now()
		err := h.talk.Handle(w.ctx, in)
		h.talk.Drain(w.ctx)
		return err
	}
	if err := say(0, bot.In{Kind: bot.Start}); err != nil {
		return err
	}
	lines := bufio.NewScanner(w.stdin)
	lines.Buffer(nil, 1<<20)
	for n := 1; lines.Scan() && w.ctx.Err() == nil; n++ {
		line := strings.TrimPrefix(strings.TrimSpace(lines.Text()), "> ")
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		in := bot.In{Kind: bot.Text, Text: bot.Heard(line)}
		if data, ok := screen.pick(line); ok {
			in = bot.In{Kind: bot.Tap, Data: data}
		}
		if err := say(n, in); err != nil {
			return err
		}
	}
	return lines.Err()
}

func (c chatCmd) house(w *world, screen *terminal) (*house, error) {
	zone, err := c.zone()
	if err != nil {
		return nil, err
	}
	read, err := mustContent(c.Content, zone, w.stderr)
	if err != nil {
		return nil, err
	}
	if !read.flows.Has(c.Flow) {
		return nil, usageError{fmt.Errorf("there is no flow %q; there are: %s", c.Flow, strings.Join(read.flows.Names(), ", "))}
	}
	h, err := inMemory(w, read, zone, telegramSettings{}, "error")
	if err != nil {
		return nil, err
	}
	h.talk.Entry = c.Flow
	h.talk.Channels["terminal"] = screen
	return h, h.openSampleTimes(w.ctx)
}

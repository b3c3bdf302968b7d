package webchat

import (
	"context"
	"time"

	"lyt/bot"
)

// Channel carries the bot's words to the page: into the person's feed, and a ring
// of the bell. A message's id is its Out's id.
type Channel struct {
	feed  Feed
	bell  Bell
	spare *spare
}

// NewChannel makes the channel over a feed and a bell.
func NewChannel(feed Feed, bell Bell, now func() time.Time) *Channel {
	return &Channel{feed: feed, bell: bell, spare: newSpare(now)}
}

// lastWords is how long the words after a deletion are kept, so that the page can
// show them.
const lastWords = time.Minute

// urgentPatience is how long the store may take over an urgent message, which by
// then stands on the page already.
const urgentPatience = 300 * time.Millisecond

// Send puts an Out into the person's feed. When that is not possible, it is shown
// from memory to whoever is connected here, and the error says that it must be
// sent again; the page shows it once.
func (c *Channel) Send(ctx context.Context, to bot.Address, out bot.Out) (string, error) {
	if to.Empty() {
		return "", &bot.SendError{Drop: true, Err: errNoAddress}
	}
	who := bot.Pseudonym(to.Reveal())
	if out.Urgent {
		short, cancel := context.WithTimeout(ctx, urgentPatience)
		defer cancel()
		ctx = short
		c.keepInMemory(who, entryOf(out))
	}
	if err := c.store(ctx, who, out); err != nil {
		c.keepInMemory(who, entryOf(out))
		return "", err
	}
	c.spare.drop(who, out.ID)
	return messageOf(out), nil
}

// store puts an Out into the feed. On this channel the bot keeps both sides of the
// talk, so that wiping it takes both away.
func (c *Channel) store(ctx context.Context, who bot.Person, out bot.Out) error {
	if out.Wipe {
		c.spare.dropAll(who)
		if err := c.feed.Delete(ctx, who); err != nil {
			return err
		}
	}
	if err := c.add(ctx, who, out.ID, entryOf(out)); err != nil || !out.Final {
		return err
	}
	return c.feed.Fade(ctx, who, lastWords)
}

// messageOf is the id under which a message can be changed later: its own, or that
// of the message it took the place of.
func messageOf(out bot.Out) string {
	switch {
	case out.Wipe || len(out.Delete) > 0 || out.Settle != "":
		return ""
	case out.Replace != "":
		return out.Replace
	}
	return out.ID
}

func (c *Channel) add(ctx context.Context, who bot.Person, id string, e entry) error {
	data, err := e.pack()
	if err != nil {
		return err
	}
	if err := c.feed.Append(ctx, who, id, data); err != nil {
		return err
	}
	c.bell.Ring(ctx, topic(who))
	return nil
}

func (c *Channel) keepInMemory(who bot.Person, e entry) {
	if data, err := e.pack(); err == nil {
		c.spare.put(who, e.Message, data)
	}
}

func topic(who bot.Person) string { return "w:" + who.Key() }

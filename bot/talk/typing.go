package talk

import (
	"context"
	"time"

	"lyt/bot"
)

// Showing that somebody writes is a courtesy: nothing of it is kept, it is told now and
// then at most, and whatever goes wrong is forgotten.
const (
	typingEvery    = 2500 * time.Millisecond
	typingPatience = 3 * time.Second
)

// Typing shows the person that their counsellor is writing, where the channel can.
func (t *Talk) Typing(ctx context.Context, who bot.Person) {
	if !t.aloud.begin("typing "+who.Key(), t.Now(), typingEvery) {
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), typingPatience)
	defer cancel()
	s, ok := t.live(ctx, who)
	if channel, can := t.Channels[s.Channel].(bot.Typist); ok && can {
		_ = channel.Typing(ctx, s.address())
	}
}

// Typed shows the counsellor that the person is writing, and says whether there is a
// counsellor to show it to.
func (t *Talk) Typed(ctx context.Context, who bot.Person) bool {
	if !t.aloud.begin("typed "+who.Key(), t.Now(), typingEvery) {
		return true
	}
	ctx, cancel := context.WithTimeout(ctx, typingPatience)
	defer cancel()
	s, ok := t.live(ctx, who)
	if ok {
		_ = t.Queue.Typing(ctx, s.Human.Service, s.Human.ID)
	}
	return ok
}

// live gives the session of somebody who is in a live talk.
func (t *Talk) live(ctx context.Context, who bot.Person) (session, bool) {
	record, err := t.Store.Load(ctx, who)
	if err != nil || record.State == nil {
		return session{}, false
	}
	s, err := unpack(record.State)
	return s, err == nil && s.Human != nil && s.Human.Live
}

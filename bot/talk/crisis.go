package talk

import (
	"context"
	"time"

	"lyt/bot"
	"lyt/bot/flow"
	"lyt/bot/handoff"
	"lyt/bot/triage"
)

// Urgent looks at the words before anything else happens: pure, in memory.
func (t *Talk) Urgent(in bot.In) bool { return t.look(in).Level == triage.Crisis }

// look is what the person's words give reason to fear. Words that ask for help at
// once are danger without a name.
func (t *Talk) look(in bot.In) triage.Verdict {
	switch in.Kind {
	case bot.Text, bot.Start, bot.Edited, bot.Unusable:
		text := in.Text.Reveal()
		verdict := t.Judge(text)
		if w, _, ok := find(text); ok && w == wordCrisis {
			verdict.Level = triage.Crisis
		}
		return verdict
	case bot.Tap:
		if in.Data == "!akut" {
			return triage.Verdict{Level: triage.Crisis}
		}
	}
	return triage.Verdict{}
}

// How long danger is remembered.
const (
	crisisMemory = 24 * time.Hour   // somebody in danger goes first in the queue
	cardMemory   = 6 * time.Hour    // the whole card is not repeated, a word taken back does not cancel it
	crisisClose  = 30 * time.Minute // words that fit no question are about the danger
)

// crisisWithin says whether danger was noticed so short a time ago.
func (u *turn) crisisWithin(d time.Duration) bool {
	return u.now.Sub(time.Unix(u.session.Crisis, 0)) < d
}

// hurting says that danger was noticed just now, and not called off since: words that
// fit no question are about it.
func (u *turn) hurting() bool { return u.crisisWithin(crisisClose) && !u.session.Safe }

// danger answers with the crisis card. The talk stays where it is; who waits for a
// counsellor, or talks to one, is marked.
func (u *turn) danger(ctx context.Context) error {
	if u.in.Kind == bot.Tap {
		u.settleTap("")
	}
	human, err := u.present(ctx)
	if err != nil {
		return err
	}
	whole := u.crisisCard(u.verdict, human.State)
	u.keepWords()
	switch {
	case u.session.Human == nil:
		return nil
	case human.State == handoff.Over:
		u.lost()
		return nil
	}
	return u.alarm(ctx, human, whole)
}

// keepWords keeps words in danger as the answer to a question that takes own words. The
// question stays open, but need not be answered again.
func (u *turn) keepWords() {
	before := u.session.Flow
	if u.in.Kind != bot.Text || u.asksForCard() || before.Flow == "" || before.Ended {
		return
	}
	next, _ := u.Flows.Step(u.words, u.areas, before, flow.Input{Do: flow.Say, Text: u.in.Text.Reveal()})
	if note := next.Value("note"); note != before.Value("note") {
		u.session.Flow = before.With("note", note)
	}
}

// crisisCard says the emergency numbers, 112 first, and offers a human: the whole card
// once, or when the danger is another one, or when it is asked for; else a short one,
// and to somebody who talks to a counsellor only once.
func (u *turn) crisisCard(v triage.Verdict, human handoff.State) (whole bool) {
	family, r := v.Family, u.reader(v)
	before := u.lastCard()
	if u.crisisWithin(cardMemory) && (family == "" || u.graver(r)) {
		family, r = u.session.Family, u.lastReader()
	}
	c := u.cardFor(family, r)
	whole = !u.crisisWithin(cardMemory) || c.words != before.words || u.asksForCard()
	u.session.Crisis, u.session.Dialog, u.session.Safe = u.now.Unix(), string(wordCrisis), false
	u.session.Family, u.session.Other = family, r.other
	u.count("crisis")
	switch {
	case whole:
		u.session.Cards = 0
		u.replyOnce(u.whole(u.session.Lang, c))
	case human != handoff.Live || u.session.Cards == 0:
		u.replyOnce(u.nextShort(c, human))
	}
	return whole
}

// replyOnce says the card, unless it went out from memory when the store was away.
func (u *turn) replyOnce(out bot.Out) {
	if !u.aloud.done(u.in.ID) {
		u.reply(out)
	}
}

// graver says that what was said before, of the same person, is graver than whatever
// follows: something taken or done stays that, also when they write of wanting to die.
func (u *turn) graver(r reader) bool {
	return u.session.Family == triage.InProgress && r == u.lastReader()
}

// nextShort is the short card whose turn it is.
func (u *turn) nextShort(c card, human handoff.State) bot.Out {
	u.session.Cards++
	key := shortCards[(u.session.Cards-1)%len(shortCards)]
	switch {
	case u.blocked():
		key = "talk.crisis.again.blocked"
	case human == handoff.Live:
		key = "talk.crisis.again.live"
	case human == handoff.Waiting:
		key = "talk.crisis.again.waiting"
	}
	return u.short(u.session.Lang, key, c)
}

// lastCard is the card that was shown last.
func (u *turn) lastCard() card { return u.cardFor(u.session.Family, u.lastReader()) }

func (u *turn) lastReader() reader { return u.readerOf(u.session.Other) }

// asksForCard says that the person asked for the numbers in so many words.
func (u *turn) asksForCard() bool {
	w, _, ok := find(u.in.Text.Reveal())
	return ok && w == wordCrisis || u.in.Kind == bot.Tap && u.in.Data == "!akut"
}

// reader is whom the card is for. In doubt it is the one who writes, whoever they are;
// but a parent who only asks for the numbers mostly asks for a child.
func (u *turn) reader(v triage.Verdict) reader {
	return u.readerOf(v.Third || u.grown() && v.Family == "" && u.asksForCard())
}

func (u *turn) readerOf(other bool) reader {
	return reader{
		adult: u.adult() || u.grown() && !other, other: other,
		parent: other && u.session.Flow.Value("role") == "parent",
	}
}

// grown says that a parent or a professional writes.
func (u *turn) grown() bool {
	role := u.session.Flow.Value("role")
	return role == "parent" || role == "professional"
}

// adult says that the young person is known to be 18 or more.
func (u *turn) adult() bool {
	age := u.session.Flow.Value("age")
	return age == "18-25" || age == "over-25"
}

// closeBy answers words that fit no question shortly after danger: they are hardly
// about the question.
func (u *turn) closeBy() {
	u.session.Dialog = string(wordCrisis)
	var human handoff.State
	if u.session.Human != nil {
		human = handoff.Waiting
	}
	u.reply(u.nextShort(u.lastCard(), human))
}

// soften answers somebody who takes danger back, or is only friendly after it: kindly,
// and without taking the way to a human away.
func (u *turn) soften(key string) {
	u.session.Dialog = string(wordCrisis)
	u.say(key, nil, u.afterCard(u.session.Lang, u.lastCard().words)...)
}

// safe answers that the danger is over. We go on watching, and no longer take every
// word to be about it. An old button dismisses nothing.
func (u *turn) safe(ctx context.Context) error {
	u.say("talk.crisis.safe", nil)
	u.session.Safe = true
	if u.asking() && u.session.Human == nil && u.crisisWithin(cardMemory) { // enough was asked
		u.session.Flow.Ended = true
		return nil
	}
	return u.again(ctx)
}

package talk

import (
	"context"
	"time"

	"lyt/bot"
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

// danger answers with the crisis card. The talk stays where it is; what was
// written in a live talk goes to the counsellor too.
func (u *turn) danger(ctx context.Context) error {
	if u.in.Kind == bot.Tap {
		u.settleTap("")
	}
	u.crisisCard(u.verdict)
	if u.session.Human == nil {
		return nil
	}
	if err := u.goFirst(ctx); err != nil {
		return err
	}
	if u.in.Text.Reveal() == "" {
		return nil
	}
	err := u.Queue.Say(ctx, u.session.Human.Service, u.session.Human.ID, u.in.ID, u.in.Text, handoff.Danger)
	if gone(err) {
		return nil
	}
	return err
}

// goFirst moves somebody who waits, and is in danger now, to the head of the queue,
// and marks a live talk.
func (u *turn) goFirst(ctx context.Context) error {
	human := u.session.Human
	found, err := u.Queue.Find(ctx, human.Service, human.ID)
	if gone(err) || err == nil && (found.State == handoff.Over || found.Request.Priority == handoff.Crisis) {
		return nil
	}
	if err != nil {
		return err
	}
	again := found.Request
	again.ID, again.Person, again.Priority, again.At = u.in.ID, u.in.Person, handoff.Crisis, u.now
	asked, err := u.Queue.Ask(ctx, again)
	if err == nil && asked.ID != human.ID { // it was closed in between: this is a new one
		u.session.leaveHuman()
		u.session.Human = &meeting{Service: human.Service, ID: asked.ID, Asked: u.now.Unix()}
		u.traces.asked = append(u.traces.asked, *u.session.Human)
	}
	return err
}

// crisisCard says the emergency numbers, 112 first, and offers a human: the whole card
// once, or when the danger is another one, or when it is asked for; else a short one.
func (u *turn) crisisCard(v triage.Verdict) {
	family, r := v.Family, u.reader(v)
	before := u.lastCard()
	if u.crisisWithin(cardMemory) && family == "" {
		family, r = u.session.Family, u.lastReader()
	}
	c := u.cardFor(family, r)
	again := u.crisisWithin(cardMemory) && c.words == before.words && !u.asksForCard()
	u.session.Crisis, u.session.Dialog = u.now.Unix(), string(wordCrisis)
	u.session.Family, u.session.Other = family, r.other
	u.count("crisis")
	out := u.whole(u.session.Lang, c)
	if again {
		out = u.nextShort(c)
	} else {
		u.session.Cards = 0
	}
	if !u.aloud.done(u.in.ID) { // else it went out from memory when the store was away
		u.reply(out)
	}
}

// nextShort is the short card whose turn it is.
func (u *turn) nextShort(c card) bot.Out {
	u.session.Cards++
	key := shortCards[(u.session.Cards-1)%len(shortCards)]
	if u.session.Human != nil {
		key = "talk.crisis.again.human"
	}
	return u.short(u.session.Lang, key, c)
}

// lastCard is the card that was shown last.
func (u *turn) lastCard() card { return u.cardFor(u.session.Family, u.lastReader()) }

func (u *turn) lastReader() reader {
	return reader{adult: u.adult(), other: u.session.Other}
}

// asksForCard says that the person asked for the numbers in so many words.
func (u *turn) asksForCard() bool {
	w, _, ok := find(u.in.Text.Reveal())
	return ok && w == wordCrisis || u.in.Kind == bot.Tap && u.in.Data == "!akut"
}

// reader is whom the card is for. A parent who names a danger, and nobody else in it,
// may well be the one in danger.
func (u *turn) reader(v triage.Verdict) reader {
	other := v.Third || v.Family == triage.AboutOthers || u.grown() && v.Family == ""
	return reader{adult: u.adult() || u.grown() && !other, other: other}
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
	u.reply(u.nextShort(u.lastCard()))
}

// soften answers somebody who takes danger back, or is only friendly after it: kindly,
// and without taking the way to a human away.
func (u *turn) soften(key string) {
	u.session.Dialog = string(wordCrisis)
	u.say(key, nil, u.afterCard(u.session.Lang, u.lastCard().words)...)
}

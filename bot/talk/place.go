package talk

import (
	"context"
	"time"

	"lyt/bot"
	"lyt/bot/directory"
	"lyt/bot/handoff"
)

// lookEvery is how often somebody who waits is told, unasked, how the line has moved.
const lookEvery = 10 * time.Minute

// inVainAt is when a request nobody took has expired.
func (m meeting) inVainAt() time.Time { return time.Unix(m.Asked, 0).Add(handoff.WaitLife) }

// lookAt is when to look at the line again.
func (m meeting) lookAt() time.Time {
	if m.Look == 0 {
		return time.Unix(m.Asked, 0).Add(lookEvery)
	}
	return time.Unix(m.Look, 0)
}

// standing is what can honestly be said of the wait: the place in line, and how many
// minutes it takes right now, as far as that is known. It promises nothing.
type standing struct {
	place   int
	minutes int // unknown when 0; nobody is there when noMinutes
}

const noMinutes = -1

// nowhere is the place of somebody whose request was gone when last looked at.
const nowhere = -1

// line finds out where the person stands, and notes that they are told.
func (u *turn) line(ctx context.Context, found handoff.Handoff) (standing, error) {
	service := found.Request.Service
	told := standing{place: found.Place}
	desk, _ := u.Directory.Find(service)
	u.session.Human.Look = u.now.Add(lookEvery).Unix()
	if !desk.Hours.Open(u.now, u.Zone) {
		u.session.Human.Look = u.reopens(desk).Unix()
		u.session.Human.Place, u.session.Human.Minutes = 0, 0 // to be told anew in the morning
		return told, nil
	}
	there, err := u.Queue.OnDuty(ctx, service)
	if err != nil {
		return told, err
	}
	gaps, err := u.Queue.Gaps(ctx, service)
	if err != nil {
		return told, err
	}
	if wait, known := handoff.Expect(found.Place, gaps); known {
		told.minutes = handoff.Minutes(wait)
	}
	if there == 0 {
		told.minutes = noMinutes
	}
	u.session.Human.Place, u.session.Human.Minutes = told.place, told.minutes
	return told, nil
}

// reopens is when to look at a line that nobody looks after now.
func (u *turn) reopens(desk directory.Service) time.Time {
	if next, ok := desk.Hours.Next(u.now, u.Zone); ok && next.After(u.now) {
		return next.Add(time.Minute)
	}
	return u.now.Add(lookEvery)
}

// standing puts it into words: "Du er nummer 2. Lige nu venter man omkring 10 minutter."
func (u *turn) standing(told standing) string {
	text := u.words("talk.waiting.place", map[string]any{"count": told.place})
	if wait := u.wait(told); wait != "" {
		text += " " + wait
	}
	return text
}

// wait is the sentence about the minutes; often there is none.
func (u *turn) wait(told standing) string {
	switch {
	case told.minutes == noMinutes:
		return u.words("talk.waiting.nobody", nil)
	case told.minutes > 0:
		return u.words("talk.waiting.minutes", map[string]any{"count": told.minutes})
	}
	return ""
}

// tellPlace says where the person stands: the place in line, or that somebody is here.
func (u *turn) tellPlace(ctx context.Context) error {
	if u.session.Human == nil {
		return u.humanIsOver(ctx, "left")
	}
	found, err := u.present(ctx)
	switch {
	case err != nil:
		return err
	case found.State == handoff.Over:
		return u.humanIsGone(ctx)
	case found.State == handoff.Live:
		u.say("talk.live", nil, u.button("talk.waiting.end", "forlad"))
		return nil
	}
	u.tellClosed(found.Request.Service)
	told, err := u.line(ctx, found)
	if err != nil {
		return err
	}
	key, args := "talk.waiting", map[string]any{"count": found.Place, "service": u.serviceName(found.Request.Service)}
	if wait := u.wait(told); wait != "" {
		key, args["wait"] = "talk.waiting.expect", wait
	}
	text := u.words(key, args)
	u.reply(bot.Out{
		Text:    text + u.openUntil(found.Request.Service),
		Buttons: []bot.Button{u.button("button.book", "book"), u.button("talk.waiting.leave", "forlad")},
	})
	return nil
}

// lookAgain tells somebody who waits how the line has moved: not at night, and not
// when it has not.
func (u *turn) lookAgain(ctx context.Context) error {
	if u.session.Human.lookAt().After(u.now) {
		return nil
	}
	before := standing{u.session.Human.Place, u.session.Human.Minutes}
	u.session.Human.Look = u.now.Add(lookEvery).Unix()
	found, err := u.present(ctx)
	switch {
	case err != nil || found.State == handoff.Live:
		return err // it was claimed: that is told by itself
	case found.State == handoff.Over && before.place == nowhere:
		u.settleTyped()
		return u.humanIsGone(ctx)
	case found.State == handoff.Over: // who ended it says so before the next look
		u.session.Human.Place = nowhere
		return nil
	}
	told, err := u.line(ctx, found)
	if err != nil || told == before || u.session.Human.Place == 0 {
		return err
	}
	u.reply(bot.Out{Text: u.standing(told)})
	return nil
}

// openUntil says how long somebody can still be expected today; nothing at a desk
// that never closes.
func (u *turn) openUntil(id string) string {
	desk, _ := u.Directory.Find(id)
	until, ok := desk.Hours.Until(u.now, u.Zone)
	if !ok {
		return ""
	}
	return "\n\n" + u.words("talk.waiting.until", map[string]any{"until": u.Texts.Clock(u.session.Lang, until)})
}

// tellClosed is honest about a queue that nobody looks at before the next opening.
func (u *turn) tellClosed(id string) {
	desk, ok := u.Directory.Find(id)
	if ok && !desk.Hours.Open(u.now, u.Zone) {
		u.say("talk.waiting.closed", map[string]any{"opens": u.opens([]directory.Service{desk})})
	}
}

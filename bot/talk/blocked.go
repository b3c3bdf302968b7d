package talk

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"lyt/bot"
	"lyt/bot/flow"
	"lyt/bot/handoff"
	"lyt/bot/triage"
)

// blockedEvery is how often somebody who is blocked is told so.
const blockedEvery = 3 * time.Minute

// blocked says that a counsellor closed the talk as abusive so short a time ago. Danger
// is answered all the same, and what is kept can be seen and deleted.
func (u *turn) blocked() bool { return u.now.Unix() < u.session.Blocked }

// block ends the talk, and everything that was waited for, for a day.
func (u *turn) block(ctx context.Context) error {
	if err := u.leaveNext(ctx); err != nil {
		return err
	}
	u.session.leaveHuman()
	u.session.Flow = flow.State{Turn: u.session.Flow.Turn, Memory: u.session.Flow.Memory}
	u.session.Held, u.session.Moving, u.session.Offers = nil, "", nil
	u.session.Blocked = u.now.Add(handoff.BlockLife).Unix()
	u.session.BlockTold = 0
	u.count("blocked")
	u.say("talk.ended", nil)
	return u.sayBlocked()
}

// sayBlocked says kindly until when, and where else there is somebody: once in a while,
// so that nobody is answered word for word. Whoever taps, asks for something by its word,
// worries us, or was in danger just now, is never met with silence.
func (u *turn) sayBlocked() error {
	if u.verdict.Level == triage.Concern {
		u.comfort()
		return nil
	}
	if u.chats() && u.now.Sub(time.Unix(u.session.BlockTold, 0)) < blockedEvery {
		u.idle = len(u.out) == 0
		return nil
	}
	u.session.BlockTold = u.now.Unix()
	until := time.Unix(u.session.Blocked, 0).In(u.Zone)
	u.say("talk.blocked", map[string]any{"time": u.Texts.Time(u.session.Lang, until)})
	return nil
}

// chats says that it is words alone, which ask for nothing.
func (u *turn) chats() bool {
	words := u.in.Text.Reveal()
	_, _, asks := find(words)
	return (u.in.Kind == bot.Text || u.in.Kind == bot.Unusable) && !asks && !asksForHuman(words) && !u.crisisWithin(cardMemory)
}

// comfort gives the numbers to somebody who has it hard while no human can be had here.
func (u *turn) comfort() {
	u.count("concern")
	family := cmp.Or(u.verdict.Family, triage.Suicidal)
	out := u.cardOut(u.session.Lang, "talk.crisis.again.blocked", u.cardFor(family, u.reader(u.verdict)))
	out.Buttons = slices.DeleteFunc(out.Buttons, func(b bot.Button) bool { return b.Link == "" })
	u.reply(out)
}

// stillWorking are the words that need no counsellor, and those that lead about while one
// moves a time of one's own.
var (
	stillWorking = []word{wordDelete, wordPrivacy, wordHelp, wordAppointments, wordLanguage}
	whileMoving  = []word{wordBack, wordSkip, wordStop}
)

// moves says that they are looking for another time in place of one they have.
func (u *turn) moves() bool {
	f := u.session.Flow
	return u.session.Moving != "" && f.Flow == bookFlow && !f.Ended
}

// whileBlocked takes what the person does.
func (u *turn) whileBlocked(ctx context.Context) error {
	switch u.in.Kind {
	case bot.Edited:
		if u.verdict.Level == triage.Concern {
			return u.sayBlocked()
		}
		u.idle = true
		return nil
	case bot.Tap:
		if strings.HasPrefix(u.in.Data, "!") || u.moves() {
			return u.tap(ctx)
		}
	case bot.Text:
		return u.textWhileBlocked(ctx)
	}
	return u.sayBlocked()
}

func (u *turn) textWhileBlocked(ctx context.Context) error {
	words := strings.TrimSpace(u.in.Text.Reveal())
	if done, err := u.dialogAnswer(ctx, words); done || err != nil {
		return err
	}
	w, rest, ok := find(words)
	switch {
	case ok && (slices.Contains(stillWorking, w) || u.moves() && slices.Contains(whileMoving, w)):
		return u.obey(ctx, w, rest)
	case u.moves() && !ok && u.verdict.Level != triage.Concern:
		return u.answer(ctx, words, 0)
	}
	return u.sayBlocked()
}

// stillWorks says that a button needs no counsellor.
func stillWorks(name string) bool {
	name, _, _ = strings.Cut(name, ":")
	return slices.Contains([]string{"slet", "behold", "da", "en", "flyt", "aflys", "aflyst", "retur", "safe", "akut", string(dialogMet)}, name)
}

// whilePaused is what a flow says to somebody who is blocked, without offering a human.
func (u *turn) whilePaused(key string) string {
	quiet, ok := map[string]string{
		"book.no-slot": "talk.blocked.no-slot", "book.no-slot-later": "talk.blocked.no-slot-later", "book.not-now": "talk.blocked.not-now",
	}[key]
	if ok && u.blocked() {
		return quiet
	}
	return key
}

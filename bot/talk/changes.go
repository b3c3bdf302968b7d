package talk

import (
	"context"
	"time"

	"lyt/bot"
)

// What is said of appointments follows where the person is: in a live talk times are
// found with the counsellor, and while they are blocked they can only change their own.

// live says that a counsellor is here.
func (u *turn) live() bool { return u.session.Human != nil && u.session.Human.Live }

// needsTheTalk says that a button would take the words of a live talk.
func needsTheTalk(name string) bool {
	return name == "book" || len(name) > len("flyt:") && name[:len("flyt:")] == "flyt:"
}

// refused says that a button would be turned down now, so that it is not offered.
func (u *turn) refused(b bot.Button) bool {
	if len(b.Data) == 0 || b.Data[0] != '!' {
		return false
	}
	return u.blocked() && !stillWorks(b.Data[1:]) || u.live() && needsTheTalk(b.Data[1:])
}

// sayOn says a text with the way on from there.
func (u *turn) sayOn(key, next string, args map[string]any, buttons ...bot.Button) {
	text := u.words(key, args)
	switch {
	case u.blocked():
	case u.live():
		text, buttons = text+" "+u.words("talk.live.find", nil), nil
	default:
		text += " " + u.words(next, nil)
	}
	u.reply(bot.Out{Text: text, Buttons: buttons})
}

// changeWords say how a time can be changed.
func (u *turn) changeWords(key string) string {
	if u.live() {
		key = "talk.reminder.live"
	}
	return u.words(key, nil)
}

// tellAllOff says again what was called off, to somebody whose page holds nothing.
func (u *turn) tellAllOff() {
	for _, own := range u.session.Off {
		u.tellOff(own)
	}
}

// noteTime lets the counsellor at the same service see what became of a time.
func (u *turn) noteTime(ctx context.Context, key, service string, start int64) error {
	if u.session.Human == nil || u.session.Human.Service != service {
		return nil
	}
	return u.noteIn(ctx, *u.session.Human, key, start)
}

func (u *turn) noteIn(ctx context.Context, talk meeting, key string, start int64) error {
	when := u.Texts.Time("da", time.Unix(start, 0).In(u.Zone))
	err := u.Queue.Noted(ctx, talk.Service, talk.ID, u.in.ID, key+"\t"+when)
	if gone(err) {
		return nil
	}
	return err
}

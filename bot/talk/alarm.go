package talk

import (
	"context"

	"lyt/bot/handoff"
)

// alarm puts the one in danger first, with somebody who is there, and passes the words on.
func (u *turn) alarm(ctx context.Context, human handoff.Handoff, whole bool) error {
	if err := u.goFirst(ctx, human); err != nil {
		return err
	}
	if err := u.nextGoesFirst(ctx); err != nil {
		return err
	}
	if whole && human.State == handoff.Waiting && u.session.Flow.Sleeping() {
		if _, err := u.moveOn(ctx); err != nil {
			return err
		}
	}
	err := u.passOn(ctx)
	if gone(err) {
		u.lost()
		return nil
	}
	return err
}

// goFirst moves somebody who waits, and is in danger now, to the head of the queue,
// and marks a live talk.
func (u *turn) goFirst(ctx context.Context, human handoff.Handoff) error {
	if human.State == handoff.Over || human.Request.Priority == handoff.Crisis {
		return nil
	}
	again := human.Request
	again.ID, again.Person, again.Priority, again.At = u.in.ID, u.in.Person, handoff.Crisis, u.now
	asked, err := u.Queue.Ask(ctx, again)
	if err == nil && asked.ID != human.ID { // it was closed in between: this is a new one
		u.session.leaveHuman()
		u.session.Human = &meeting{Service: again.Service, ID: asked.ID, Asked: u.now.Unix()}
		u.traces.asked = append(u.traces.asked, *u.session.Human)
	}
	return err
}

// lost says after the card that the counsellor is not there any more, and offers
// another one. The question that the talk goes back to is not asked on top of that.
func (u *turn) lost() {
	how, key := "left", "talk.waiting.vain"
	if u.session.Human.Live {
		how, key = "ended", "talk.crisis.ended"
	}
	if u.waitsElsewhere() {
		return
	}
	u.session.leaveHuman()
	u.quietly(how)
	u.say(key, nil, u.afterCard(u.session.Lang, u.lastCard().words)...)
}

// hurry puts somebody in danger, who waits already, first.
func (u *turn) hurry(ctx context.Context) error {
	human, err := u.present(ctx)
	if err != nil {
		return err
	}
	if human.State == handoff.Waiting {
		if err := u.goFirst(ctx, human); err != nil {
			return err
		}
		if moved, err := u.moveOn(ctx); moved || err != nil {
			return err
		}
	}
	return u.backToQueue(ctx)
}

// moveOn looks for another counsellor for somebody in danger who waits where nobody is
// any more. The place there is kept until one is found; see queueUp.
func (u *turn) moveOn(ctx context.Context) (bool, error) {
	desk, _ := u.Directory.Find(u.session.Human.Service)
	if there, err := u.staffed(ctx, desk); there || err != nil {
		return false, err
	}
	u.quietly("claimed")
	return true, u.playAside(ctx, humanNowFlow)
}

// leaveOther takes somebody who found a counsellor out of the queue where nobody was.
// What they wrote there goes with it, so they are asked to say it again.
func (u *turn) leaveOther(ctx context.Context, id string) error {
	old := u.session.Human
	if old == nil || old.ID == id {
		return nil
	}
	if err := u.leaveQueues(ctx); err != nil {
		return err
	}
	u.session.leaveHuman()
	u.session.leaveNext()
	u.say("talk.waiting.moved", nil)
	return nil
}

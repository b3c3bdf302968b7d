package talk

import (
	"context"
	"time"

	"lyt/bot"
	"lyt/bot/triage"
)

// brokenEvery is how often somebody is told of the same trouble.
const brokenEvery = 5 * time.Minute

// answerWithoutStore speaks from memory when the store is away: the crisis card
// once for each update, anything else once per person for a while.
func (t *Talk) answerWithoutStore(ctx context.Context, in bot.In, v triage.Verdict) {
	urgent := v.Level == triage.Crisis
	channel := t.Channels[in.Channel]
	if channel == nil || in.Address.Empty() || in.Kind == bot.Edited && !urgent {
		return
	}
	mark, every := in.Person.Key(), brokenEvery
	if urgent {
		mark, every = in.ID, crisisMemory
	}
	if !t.aloud.begin(mark, t.Now(), every) {
		return
	}
	out, marks := bot.Out{Text: t.Texts.Text(in.Lang, "talk.broken", nil)}, []string{mark}
	if urgent {
		var shown string
		out, shown = t.cardFromMemory(in, v)
		marks = append(marks, shown)
	}
	out.ID = in.ID + ".away"
	t.count("answered_without_store")
	t.sending.Go(func() {
		t.sayNow(context.WithoutCancel(ctx), in.Person, bot.Parcel{Channel: in.Channel, Address: in.Address, Out: out}, marks...)
	})
}

// Ahead answers somebody in danger from memory, whose update has to wait for its turn.
func (t *Talk) Ahead(ctx context.Context, in bot.In) {
	if verdict := t.look(in); verdict.Level == triage.Crisis {
		t.answerWithoutStore(ctx, in, verdict)
	}
}

// cardFromMemory is for somebody of whom nothing is known: the whole card for each
// danger until it got through once, then short ones.
func (t *Talk) cardFromMemory(in bot.In, v triage.Verdict) (out bot.Out, mark string) {
	c := t.cardFor(v.Family, reader{other: v.Third})
	mark = "card " + c.words + " " + in.Person.Key()
	if t.aloud.begin(mark, t.Now(), cardMemory) || !t.aloud.done(mark) {
		return t.whole(in.Lang, c), mark
	}
	return t.short(in.Lang, shortCards[0], c), mark
}

// sayNow sends past the outbox, and remembers it when it got through. When it did
// not, the first mark is taken back, so that it is tried again.
func (t *Talk) sayNow(ctx context.Context, who bot.Person, parcel bot.Parcel, marks ...string) {
	message, err := t.sendOne(ctx, parcel)
	if err != nil {
		t.aloud.forget(marks[0])
		t.Log.Warn("send past the outbox", "error", err)
		return
	}
	for _, mark := range marks {
		t.aloud.confirm(mark)
	}
	t.aloud.note(who, noteSent(nil, parcel.Out, message, t.Now()))
}

// urgently sends the crisis card past the outbox when older replies, or another
// replica's lease, stand before it there. Rather twice than late.
func (t *Talk) urgently(ctx context.Context, u *turn, lease bot.Lease) {
	if lease.Token != "" && len(lease.Parcels) == len(u.out) {
		return
	}
	for _, parcel := range u.out {
		if parcel.Out.Urgent && t.aloud.begin(parcel.Out.ID, t.Now(), bot.GiveUp) {
			t.sending.Go(func() { t.sayNow(context.WithoutCancel(ctx), u.in.Person, parcel, parcel.Out.ID) })
		}
	}
}

package talk

import (
	"context"
	"strings"
	"time"

	"lyt/bot"
	"lyt/bot/handoff"
	"lyt/bot/triage"
)

// Urgent looks at the words before anything else happens: pure, in memory.
func (t *Talk) Urgent(in bot.In) bool {
	switch in.Kind {
	case bot.Text, bot.Start, bot.Edited, bot.Unusable:
		text := in.Text.Reveal()
		if w, _, ok := find(text); ok && w == wordCrisis {
			return true
		}
		return t.Judge(text).Level == triage.Crisis
	case bot.Tap:
		return in.Data == "!akut"
	}
	return false
}

// danger answers with the crisis card. The talk stays where it is; what was
// written in a live talk goes to the counsellor too.
func (u *turn) danger(ctx context.Context) error {
	if u.in.Kind == bot.Tap {
		u.settleTap("")
	}
	u.crisisCard()
	if u.session.Human == nil {
		return nil
	}
	if err := u.goFirst(ctx); err != nil {
		return err
	}
	if u.in.Text.Reveal() == "" {
		return nil
	}
	err := u.Queue.Say(ctx, u.session.Human.Service, u.session.Human.ID, u.in.ID, u.in.Text)
	if gone(err) {
		return nil
	}
	return err
}

// goFirst moves somebody who waits, and is in danger now, to the head of the queue.
func (u *turn) goFirst(ctx context.Context) error {
	human := u.session.Human
	if human.Live {
		return nil
	}
	found, err := u.Queue.Find(ctx, human.Service, human.ID)
	if gone(err) || err == nil && (found.State != handoff.Waiting || found.Request.Priority == handoff.Crisis) {
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

// cardMemory is how long the whole card is not repeated; a short one comes instead.
const cardMemory = 10 * time.Minute

// crisisCard says the emergency numbers, 112 first, and offers a human.
func (u *turn) crisisCard() {
	key := "talk.crisis." + u.crisisKind()
	if u.now.Sub(time.Unix(u.session.Crisis, 0)) < cardMemory {
		key = "talk.crisis.again"
	}
	u.session.Crisis, u.session.Dialog = u.now.Unix(), string(wordCrisis)
	u.count("crisis")
	if u.aloud.done(u.in.ID) {
		return // it went out from memory when the store was away
	}
	u.reply(bot.Out{Text: u.words(key, nil), Buttons: u.crisisButtons(u.session.Lang, u.crisisKind()), Urgent: true})
}

// crisisKind chooses the words: for somebody young or of unknown age, for an
// adult, or for one who fears for somebody else.
func (u *turn) crisisKind() string {
	state := u.session.Flow
	switch {
	case state.Value("role") == "parent" || state.Value("role") == "professional":
		return "other"
	case state.Value("age") == "18-25" || state.Value("age") == "over-25":
		return "adult"
	}
	return "young"
}

// crisisNumbers can be called with one tap where the channel can link, 112 first.
var crisisNumbers = []string{"112", childNumber, "70 201 201"}

// childNumber is for those under 18.
const childNumber = "116 111"

func (t *Talk) crisisButtons(lang, kind string) []bot.Button {
	var buttons []bot.Button
	for _, number := range crisisNumbers {
		if kind == "adult" && number == childNumber {
			continue
		}
		buttons = append(buttons, bot.Button{
			Label: t.Texts.Text(lang, "talk.call", map[string]any{"number": number}),
			Link:  "tel:" + strings.ReplaceAll(number, " ", ""),
		})
	}
	return append(buttons,
		bot.Button{Label: t.Texts.Text(lang, "button.human", nil), Data: "!human"},
		bot.Button{Label: t.Texts.Text(lang, safeKeys[kind], nil), Data: "!safe"})
}

// safeKeys are the words for "no more danger", by whom the card is for.
var safeKeys = map[string]string{"young": "talk.button.safe", "adult": "talk.button.safe", "other": "talk.button.calm"}

func (u *turn) safeKey() string { return safeKeys[u.crisisKind()] }

// brokenEvery is how often somebody is told of the same trouble.
const brokenEvery = 5 * time.Minute

// answerWithoutStore speaks from memory when the store is away: the crisis card
// once for each update, anything else once per person for a while.
func (t *Talk) answerWithoutStore(ctx context.Context, in bot.In, urgent bool) {
	channel := t.Channels[in.Channel]
	if channel == nil || in.Address.Empty() || in.Kind == bot.Edited && !urgent {
		return
	}
	out := bot.Out{ID: in.ID + ".away", Text: t.Texts.Text(in.Lang, "talk.broken", nil)}
	mark, every := in.Person.Key(), brokenEvery
	if urgent {
		out.Text, out.Urgent = t.Texts.Text(in.Lang, "talk.crisis.young", nil), true
		out.Buttons = t.crisisButtons(in.Lang, "young")
		mark, every = in.ID, 24*time.Hour
	}
	if !t.aloud.begin(mark, t.Now(), every) {
		return
	}
	t.count("answered_without_store")
	t.sending.Go(func() {
		t.sayNow(context.WithoutCancel(ctx), mark, bot.Parcel{Channel: in.Channel, Address: in.Address, Out: out})
	})
}

// sayNow sends past the outbox, and remembers it when it got through.
func (t *Talk) sayNow(ctx context.Context, mark string, parcel bot.Parcel) {
	if _, err := t.sendOne(ctx, parcel); err != nil {
		t.aloud.forget(mark)
		t.Log.Warn("send past the outbox", "error", err)
		return
	}
	t.aloud.confirm(mark)
}

// urgently sends the crisis card past the outbox when older replies, or another
// replica's lease, stand before it there. Rather twice than late.
func (t *Talk) urgently(ctx context.Context, u *turn, lease bot.Lease) {
	if lease.Token != "" && len(lease.Parcels) == len(u.out) {
		return
	}
	for _, parcel := range u.out {
		if parcel.Out.Urgent && t.aloud.begin(parcel.Out.ID, t.Now(), bot.GiveUp) {
			t.sending.Go(func() { t.sayNow(context.WithoutCancel(ctx), parcel.Out.ID, parcel) })
		}
	}
}

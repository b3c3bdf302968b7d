package talk

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"lyt/bot"
	"lyt/bot/flow"
	"lyt/bot/triage"
)

// turn is the work on one update: what was known, and what becomes of it.
type turn struct {
	*Talk
	in      bot.In
	verdict triage.Verdict // on the person's words
	record  bot.Record
	session session
	fresh   bool // nothing was kept on this person
	out     []bot.Parcel
	traces  *traces
	settled bool // the old buttons are taken care of
	erase   bool // delete everything that is kept
	idle    bool // nothing happened that needs to be kept
	now     time.Time
}

// open reads the session of a record, or begins a new one.
func (t *Talk) open(in bot.In, record bot.Record) (*turn, error) {
	u := &turn{Talk: t, in: in, record: record, now: t.Now()}
	if record.State == nil {
		u.fresh = true
		u.session = session{Channel: in.Channel, Address: in.Address.Reveal(), Lang: in.Lang}
		return u, nil
	}
	var err error
	u.session, err = unpack(record.State)
	if err == nil && !in.Address.Empty() {
		u.session.Channel, u.session.Address = in.Channel, in.Address.Reveal()
	}
	u.session.setAside(u.now)
	u.session.oldOffers(u.now)
	u.session.forgetMoving()
	return u, err
}

// run does what the update calls for, and then what waited for it.
func (u *turn) run(ctx context.Context) error {
	asked := u.session.Flow
	if u.session.Held != nil {
		asked = u.session.Held.Flow
	}
	if err := u.take(ctx); err != nil {
		return err
	}
	if err := u.afterAsking(ctx); err != nil {
		return err
	}
	u.noteMeasure(asked)
	return nil
}

// take decides who takes the update: the crisis card, a counsellor, a word that
// always works, or the flow.
func (u *turn) take(ctx context.Context) error {
	if u.inside() {
		return u.runInside(ctx)
	}
	gap := u.now.Sub(time.Unix(u.session.Last, 0))
	u.session.Last = u.now.Unix()
	switch {
	case u.verdict.Level == triage.Crisis:
		return u.danger(ctx)
	case u.in.Kind == bot.Open:
		u.tellAllOff()
	}
	switch {
	case u.blocked():
		return u.whileBlocked(ctx)
	case u.in.Kind == bot.Edited:
		return u.edited(ctx)
	case u.in.Kind == bot.Start:
		return u.start(ctx, u.in.Data)
	case u.in.Kind == bot.Open:
		return u.opened(ctx)
	case u.in.Kind == bot.Unusable:
		return u.unusable(ctx, gap)
	case u.in.Kind == bot.Tap:
		return u.tap(ctx)
	}
	return u.text(ctx, gap)
}

// inside says that the update comes from a timer or a counsellor.
func (u *turn) inside() bool { return u.in.Kind >= bot.Wake }

func (u *turn) text(ctx context.Context, gap time.Duration) error {
	words := strings.TrimSpace(u.in.Text.Reveal())
	if u.fresh && sameWords(words, u.words("talk.delete.yes", nil)) {
		return u.deleteAll(ctx) // said again, because its answer was lost: it is done already
	}
	if done, err := u.dialogAnswer(ctx, words); done || err != nil {
		return err
	}
	if w, rest, ok := find(words); ok && u.obeys(w) {
		if err := u.overheardLive(ctx, words); err != nil {
			return err
		}
		return u.obey(ctx, w, rest)
	}
	u.session.Dialog = ""
	switch {
	case u.session.Human != nil && u.session.Flow.Sleeping():
		return u.toHumanOrButton(ctx, words)
	case u.concerned(words):
		return u.askDirectly(ctx, words)
	case u.verdict.Level == triage.Concern: // while they wait, and look for a time
		if err := u.overheard(ctx); err != nil {
			return err
		}
	}
	return u.answer(ctx, words, gap)
}

// overheardLive: in a live talk a word that the robot obeys was said to the counsellor too.
func (u *turn) overheardLive(ctx context.Context, words string) error {
	if u.session.Human == nil || !u.session.Human.Live || strings.HasPrefix(words, "/") {
		return nil
	}
	return u.overheard(ctx)
}

// obeys says whether a word is taken as one: to a counsellor people may well say
// "tilbage" and mean just that.
func (u *turn) obeys(w word) bool {
	live := u.session.Human != nil && u.session.Human.Live
	return !live || commands[w] || strings.HasPrefix(strings.TrimSpace(u.in.Text.Reveal()), "/")
}

// welcomeGap is the silence after which somebody is welcomed back.
const welcomeGap = 12 * time.Hour

// answer gives the words to the flow. Somebody who comes back after a long time
// and says hello is not told that hello fits no button.
func (u *turn) answer(ctx context.Context, words string, gap time.Duration) error {
	if u.session.Flow.Flow == "" || u.session.Flow.Ended {
		return u.afterEnd(ctx, words)
	}
	before, input := u.session.Flow, flow.Input{Do: flow.Say, Text: words}
	if button, ok := u.frankly(words); ok {
		input = flow.Input{Do: flow.Tap, Button: button, Turn: before.Turn}
	}
	next, events := u.Flows.Step(u.words, u.areas, before, input)
	if next.Misses > before.Misses {
		if done, err := u.missed(ctx, words, gap); done || err != nil {
			return err
		}
	} else if u.verdict.Level == triage.Concern && !u.isAnswer(words) {
		u.warmly()
	}
	u.settleTyped()
	u.session.Flow = next
	return u.carryOut(ctx, events)
}

// afterEnd answers words where no question is open. Mostly a new talk begins.
func (u *turn) afterEnd(ctx context.Context, words string) error {
	switch {
	case u.takesBack(words):
		u.soften("talk.crisis.unsaid")
	case u.hurting() && isThanks(words):
		u.soften("talk.crisis.here")
	case u.session.Flow.Ended && isThanks(words):
		u.say("talk.thanks", nil)
	case u.hurting() && !isHello(words):
		u.closeBy()
	default:
		return u.start(ctx, "")
	}
	return nil
}

// tap is a button: of the flow's current question, or one that always works.
func (u *turn) tap(ctx context.Context) error {
	if name, ok := strings.CutPrefix(u.in.Data, "!"); ok {
		return u.press(ctx, name)
	}
	if u.session.Flow.Flow == "" {
		return u.start(ctx, "")
	}
	if u.session.Flow.Sleeping() {
		u.settleTap("")
		u.say("talk.not-now", nil)
		return u.tellPlace(ctx)
	}
	turn, button := splitData(u.in.Data)
	if u.in.Data != "" && u.in.Data == u.session.Tapped && turn != u.session.Flow.Turn {
		u.idle = true // a finger that tapped twice: the first tap was answered
		return nil
	}
	u.session.Tapped = u.in.Data
	input := flow.Input{Do: flow.Tap, Button: button, Turn: turn, Flow: u.Entry}
	switch {
	case button == "back" && turn == u.session.Flow.Turn:
		input.Do = flow.Back
	case button == "skip" && turn == u.session.Flow.Turn:
		input.Do = flow.Skip
	}
	return u.tapFlow(ctx, input)
}

// tapFlow steps the flow and leaves the chosen answer visible under its question.
func (u *turn) tapFlow(ctx context.Context, input flow.Input) error {
	label := "" // an old button settles nothing
	if input.Turn == u.session.Flow.Turn {
		label = u.Flows.Label(u.words, u.session.Flow, input.Button)
	}
	u.session.Dialog = ""
	next, events := u.Flows.Step(u.words, u.areas, u.session.Flow, input)
	changed := len(events) > 0 && isChange(events[0])
	if !changed {
		u.settleTap(label)
	}
	u.session.Flow = next
	return u.carryOut(ctx, events)
}

func isChange(e flow.Event) bool {
	speak, ok := e.(flow.Speak)
	return ok && speak.Change
}

// start begins the conversation anew. A live talk is not broken off by it.
func (u *turn) start(ctx context.Context, payload string) error {
	if u.blocked() {
		return u.sayBlocked()
	}
	if u.session.Human != nil {
		return u.backToQueue(ctx)
	}
	u.settleTyped()
	u.session.Dialog, u.session.Moving, u.session.Held = "", "", nil
	u.session.Flow = flow.State{Turn: u.session.Flow.Turn} // older buttons stay stale
	return u.step(ctx, flow.Input{Do: flow.Begin, Flow: u.Entry, Remember: u.known(payload)})
}

// opened shows a page that holds nothing where the talk is.
func (u *turn) opened(ctx context.Context) error {
	if u.session.Flow.Flow == "" || u.session.Flow.Ended {
		return u.start(ctx, u.in.Data)
	}
	u.say("talk.welcome-back", nil)
	return u.again(ctx)
}

// known reads what a start link already says: "helsingor", or "helsingor_skole".
func (u *turn) known(payload string) map[string][]string {
	id, _, _ := strings.Cut(strings.ToLower(payload), "_")
	if area, ok := u.Directory.Area(id); ok {
		return map[string][]string{"area": {area.ID}}
	}
	return nil
}

// unusable answers a photo. The words under it are as good as any others.
func (u *turn) unusable(ctx context.Context, gap time.Duration) error {
	if strings.TrimSpace(u.in.Text.Reveal()) != "" {
		u.say("talk.unusable.words", nil)
		return u.text(ctx, gap)
	}
	u.say("talk.unusable", nil)
	return u.again(ctx)
}

// notNow answers a button that means nothing where the person is.
func (u *turn) notNow(ctx context.Context) error {
	u.say("talk.not-now", nil)
	if u.session.Flow.Ended {
		return u.start(ctx, "")
	}
	return u.again(ctx)
}

// again shows what the person is at, whatever that is; after an end, nothing more.
func (u *turn) again(ctx context.Context) error {
	if u.blocked() && !u.moves() {
		return nil
	}
	if u.session.Flow.Flow == "" {
		return u.start(ctx, "")
	}
	if u.session.Flow.Ended {
		return nil
	}
	if u.session.Flow.Sleeping() {
		return u.tellPlace(ctx)
	}
	return u.step(ctx, flow.Input{Do: flow.Again})
}

// step moves the flow and carries out what it wants.
func (u *turn) step(ctx context.Context, input flow.Input) error {
	next, events := u.Flows.Step(u.words, u.areas, u.session.Flow, input)
	u.session.Flow = next
	return u.carryOut(ctx, events)
}

func (u *turn) words(key string, args map[string]any) string {
	if text, ok := u.WHO5.Text(u.session.Lang, key); ok {
		return text
	}
	return u.Texts.Text(u.session.Lang, key, args)
}

// say adds a reply made of a locale key.
func (u *turn) say(key string, args map[string]any, buttons ...bot.Button) {
	u.reply(bot.Out{Text: u.words(key, args), Buttons: buttons})
}

// reply adds a reply, without the buttons that would be refused now.
func (u *turn) reply(out bot.Out) {
	out.Buttons = slices.DeleteFunc(slices.Clone(out.Buttons), u.refused)
	out.ID = u.in.ID + "." + strconv.Itoa(len(u.out))
	u.out = append(u.out, bot.Parcel{Channel: u.session.Channel, Address: u.session.address(), Out: out, At: u.now})
}

// button makes a button that works outside every flow.
func (u *turn) button(key, name string) bot.Button {
	return bot.Button{Label: u.words(key, nil), Data: "!" + name}
}

// settleTap takes the buttons off the tapped message and leaves the answer there.
func (u *turn) settleTap(label string) {
	if u.in.Message == "" || u.settled || label == "" && !u.hasButtons(u.in.Message) {
		return
	}
	u.settled = true
	chosen := ""
	if label != "" && u.in.Shown != "" {
		chosen = u.in.Shown + "\n\n✓ " + label
	}
	u.reply(bot.Out{Settle: u.in.Message, Chosen: chosen})
}

// settleTyped takes the buttons off the last question when it was answered in words.
func (u *turn) settleTyped() {
	if last := u.lastButtons(); last != "" && !u.settled {
		u.settled = true
		u.reply(bot.Out{Settle: last})
	}
}

// hasButtons says that a message is known to carry buttons still.
func (u *turn) hasButtons(message string) bool {
	return slices.ContainsFunc(u.record.Sent, func(s bot.Sent) bool { return s.Message == message && s.Buttons })
}

func (u *turn) lastButtons() string {
	for i := len(u.record.Sent) - 1; i >= 0; i-- {
		if u.record.Sent[i].Buttons {
			return u.record.Sent[i].Message
		}
	}
	return ""
}

// joinData and splitData carry a flow's button: the turn in base 36, and its id.
func joinData(turn int, id string) string {
	return strconv.FormatInt(int64(turn), 36) + ":" + id
}

func splitData(data string) (turn int, id string) {
	head, id, _ := strings.Cut(data, ":")
	n, err := strconv.ParseInt(head, 36, 32)
	if err != nil {
		return -1, id
	}
	return int(n), id
}

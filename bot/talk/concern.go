package talk

import (
	"context"
	"slices"
	"strings"
	"time"

	"lyt/bot/flow"
	"lyt/bot/triage"
)

// askedMemory is how long nobody is asked again, unless it gets worse.
const askedMemory = 24 * time.Hour

// concerned says that the words call for the direct question: they worry us, nobody
// else has the word, and neither was it asked nor was there danger lately.
func (u *turn) concerned(words string) bool {
	return u.verdict.Level == triage.Concern && u.session.Human == nil && !u.asking() && !u.atDirect() && !u.isAnswer(words) &&
		u.now.Sub(time.Unix(u.session.Asked, 0)) >= askedMemory && !u.crisisWithin(cardMemory)
}

// isAnswer says that the words are what stands on a button of the question at hand, or
// a few that the question takes: who types "stress" among the topics, or the name of a
// town, has answered, no more and no less than by a tap. Own words are never that.
func (u *turn) isAnswer(words string) bool {
	const few = 3
	before := u.session.Flow
	for _, b := range u.Flows.Buttons(u.words, before) {
		if sameWords(words, u.Flows.Label(u.words, before, b.ID)) {
			return true
		}
	}
	if before.Flow == "" || before.Ended || len(strings.Fields(words)) > few {
		return false
	}
	next, _ := u.Flows.Step(u.words, u.areas, before, flow.Input{Do: flow.Say, Text: words})
	return next.Misses <= before.Misses && next.Value("note") == before.Value("note")
}

// asking says that the direct question is being asked, or what follows from it.
func (u *turn) asking() bool { return u.session.Held != nil }

// held is where the talk was before the direct question came in between, and the words
// that are an answer there.
type held struct {
	Flow  flow.State `json:"f"`
	Words string     `json:"w,omitempty"`
}

// askDirectly asks the one gentle, direct question. The talk stands still meanwhile.
func (u *turn) askDirectly(ctx context.Context, words string) error {
	u.count("concern")
	name := concernFlow
	switch {
	case u.verdict.Third:
		name = otherFlow
	case u.grown():
		name = grownFlow
	}
	u.settleTyped()
	u.session.Held, u.session.Warm = &held{u.session.Flow, words}, 0
	return u.step(ctx, flow.Input{Do: flow.Begin, Flow: name})
}

// isDirect says that a text of a flow asks about suicide, and so does the question at
// hand when atDirect says so.
func isDirect(key string) bool {
	asked, ok := strings.CutSuffix(key, ".ask")
	return ok && (asked == concernFlow || asked == otherFlow || asked == grownFlow) ||
		key == parentsAsked || strings.HasPrefix(key, "first-contact.safety")
}

func (u *turn) atDirect() bool { return isDirect(u.session.Flow.Flow + "." + u.session.Flow.Step) }

// parentsAsked asks parents about their child, which says nothing about themselves.
const parentsAsked = "parents.safety"

// afterAsking goes on where the direct question came in between, with the words that
// were held as the answer: nothing of what was said before is lost.
func (u *turn) afterAsking(ctx context.Context) error {
	if u.session.Held == nil || !u.session.Flow.Ended {
		return nil
	}
	back, words := u.session.Held.Flow, u.session.Held.Words
	back.Turn, back.Memory = u.session.Flow.Turn, u.session.Flow.Memory
	u.session.Held, u.session.Flow = nil, back
	if back.Flow == "" || back.Ended { // there was no talk to go back to
		return u.start(ctx, "")
	}
	next, events := u.Flows.Step(u.words, u.areas, back, flow.Input{Do: flow.Say, Text: words})
	if next.Misses > back.Misses { // the words were no answer
		return u.step(ctx, flow.Input{Do: flow.Again})
	}
	u.session.Flow = next
	return u.carryOut(ctx, events)
}

// warmWords are said in turn when somebody goes on about what is hard: a short word,
// never a question again.
var warmWords = []string{"talk.concern.heard.1", "talk.concern.heard.2", "talk.concern.heard.3"}

func (u *turn) warmly() {
	u.say(warmWords[u.session.Warm%len(warmWords)], nil)
	u.session.Warm++
}

// frankly finds the button that a short typed answer to the direct question means.
// People answer it with other words than those on the buttons.
func (u *turn) frankly(words string) (button string, ok bool) {
	if !u.atDirect() {
		return "", false
	}
	button = frank[plain(words)]
	there := slices.ContainsFunc(u.Flows.Buttons(u.words, u.session.Flow), func(b flow.Button) bool { return b.ID == button })
	return button, there
}

// frank is how people answer a question that is hard to answer, by the buttons of it.
var frank = map[string]string{
	"ja": "yes", "jo": "yes", "jep": "yes", "jaer": "yes", "ja lidt": "yes", "lidt": "yes", "nogle gange": "yes", "nogen gange": "yes", "tit": "yes",
	"engang imellem": "yes", "en gang imellem": "yes", "indimellem": "yes", "hver dag": "yes", "hele tiden": "yes", "det gør jeg": "yes",
	"ja det gør jeg": "yes", "ja nogle gange": "yes", "yes": "yes", "yeah": "yes", "sometimes": "yes", "a bit": "yes",
	"nej": "no", "næ": "no", "nope": "no", "nah": "no", "nej nej": "no", "slet ikke": "no", "overhovedet ikke": "no", "aldrig": "no", "no": "no", "not at all": "no",
	"måske": "unsure", "maaske": "unsure", "ved ikke": "unsure", "ved det ikke": "unsure", "det ved jeg ikke": "unsure", "ved ik": "unsure",
	"det ved jeg ik": "unsure", "aner det ikke": "unsure", "idk": "unsure", "maybe": "unsure", "dunno": "unsure", "i don't know": "unsure",
}

// missed answers words that fit no button of the question at hand, where there is
// something better to say than that; the question follows.
func (u *turn) missed(ctx context.Context, words string, gap time.Duration) (bool, error) {
	var key string
	switch {
	case asksForHuman(words):
		return true, u.meetHuman(ctx)
	case u.takesBack(words):
		u.soften("talk.crisis.unsaid")
		return true, nil
	case gap > welcomeGap:
		key = "talk.welcome-back"
	case u.hurting() && (isThanks(words) || isHello(words)):
		u.soften("talk.crisis.here")
		return true, nil
	case u.hurting():
		u.closeBy()
		return true, nil
	case u.atDirect() && (u.verdict.Level == triage.Concern || u.session.Flow.Misses > 0):
		return true, u.takeAsUnsure(ctx)
	case u.atDirect():
		u.session.Flow.Misses++
		key = "talk.concern.again"
	case u.verdict.Level == triage.Concern:
		u.warmly()
		return true, u.step(ctx, flow.Input{Do: flow.Again})
	case isThanks(words):
		key = "talk.kind.thanks"
	case isHello(words):
		key = "talk.kind.hello"
	default:
		return false, nil
	}
	u.say(key, nil)
	return true, u.step(ctx, flow.Input{Do: flow.Again})
}

// takeAsUnsure goes on as if "maybe, I do not know" had been tapped: who answers the
// direct question at length, in words of their own, is not asked until they fit a button.
func (u *turn) takeAsUnsure(ctx context.Context) error {
	u.settleTyped()
	return u.step(ctx, flow.Input{Do: flow.Tap, Button: "unsure", Turn: u.session.Flow.Turn})
}

// edited watches words that were changed after they were sent: never an answer.
func (u *turn) edited(ctx context.Context) error {
	if u.concerned(u.in.Text.Reveal()) {
		return u.askDirectly(ctx, "")
	}
	u.idle = true
	if u.verdict.Level == triage.Concern {
		return u.overheard(ctx)
	}
	return nil
}

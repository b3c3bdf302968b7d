package talk

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"
)

// loop is somebody a counsellor led the person to. Later they are asked, once, whether
// the two met: a figure, and nothing else, goes back to the service.
type loop struct {
	From string `json:"f"` // the service of the counsellor
	To   string `json:"t"`
	At   int64  `json:"a"` // when to ask, Unix seconds
}

const (
	metAfter  = 7 * 24 * time.Hour
	metRest   = time.Hour      // who wrote so short a time ago is in the middle of something
	metAgain  = 24 * time.Hour // then it is asked another day
	mostLoops = 3
)

// dialogMet is the question whether they met.
const dialogMet word = "met"

// metAnswers are the answers, as they are counted.
var metAnswers = []string{"yes", "no", "not-yet"}

// askLater remembers to ask.
func (u *turn) askLater(from, to string) {
	u.session.Loops = slices.DeleteFunc(u.session.Loops, func(l loop) bool { return l.To == to })
	u.session.Loops = append(u.session.Loops, loop{from, to, u.now.Add(metAfter).Unix()})
	u.session.Loops = u.session.Loops[max(0, len(u.session.Loops)-mostLoops):]
}

// askMet asks whether they met, if this is a quiet time for it. Where it was is never
// named: somebody else may see the question on the screen.
func (u *turn) askMet() {
	at := slices.IndexFunc(u.session.Loops, func(l loop) bool { return l.At <= u.now.Unix() })
	if at < 0 {
		return
	}
	if u.session.Human != nil || u.blocked() || u.now.Sub(time.Unix(u.session.Last, 0)) < metRest {
		u.session.Loops[at].At = u.now.Add(metAgain).Unix()
		return
	}
	due := u.session.Loops[at]
	u.session.Loops = slices.Delete(u.session.Loops, at, at+1)
	for i := range u.session.Loops { // one question a day
		u.session.Loops[i].At = max(u.session.Loops[i].At, u.now.Add(metAgain).Unix())
	}
	u.session.Met, u.session.Dialog = &due, string(dialogMet)
	u.settleTyped()
	u.say("talk.met", nil,
		u.button("talk.button.met.yes", due.data("yes")),
		u.button("talk.button.met.no", due.data("no")),
		u.button("talk.button.met.not-yet", due.data("not-yet")))
	u.count("met_asked")
}

func (l loop) data(answer string) string {
	return string(dialogMet) + ":" + answer + ":" + strconv.FormatInt(l.At, 36)
}

// met counts the answer, once, and says something kind.
func (u *turn) met(ctx context.Context, data string) error {
	answer, key, _ := strings.Cut(data, ":")
	asked := u.session.Met
	if asked == nil || key != strconv.FormatInt(asked.At, 36) || !slices.Contains(metAnswers, answer) {
		u.say("talk.thanks", nil) // it was answered before
		return nil
	}
	u.session.Met = nil
	if err := u.Queue.Met(ctx, asked.From, u.in.ID, answer); err != nil {
		return err
	}
	switch {
	case answer != "yes" && (u.blocked() || u.live()):
		u.say("talk.met.thanks", nil)
		return nil
	case answer == "no":
		u.say("talk.met.no", nil, u.button("button.book", "book"), u.button("button.human", "human"))
		return nil
	}
	u.say("talk.met."+answer, nil)
	return nil
}

// metTyped are the answers as people type them.
func (u *turn) metTyped() map[string][]string {
	if u.session.Met == nil {
		return nil
	}
	return map[string][]string{
		u.session.Met.data("yes"):     {u.words("talk.button.met.yes", nil), "ja", "yes"},
		u.session.Met.data("no"):      {u.words("talk.button.met.no", nil), "nej", "no"},
		u.session.Met.data("not-yet"): {u.words("talk.button.met.not-yet", nil), "ikke endnu", "not yet"},
	}
}

package talk

import (
	"strings"
	"time"

	"lyt/bot/flow"
	"lyt/bot/handoff"
	"lyt/bot/who5"
)

// measure is one WHO-5 answered.
type measure struct {
	At    int64 `json:"t"` // Unix seconds
	Score int   `json:"s"`
}

const mostMeasures = 12

// noteMeasure keeps the score when the last of the five items was answered just now.
func (u *turn) noteMeasure(before flow.State) {
	const almost = who5.Items - 1
	after := u.session.Flow
	if len(before.Digits) != almost || after.Digits != "" || u.erase || !strings.HasPrefix(after.Value("who5"), before.Digits) {
		return
	}
	score, ok := after.Score("who5")
	if !ok {
		return
	}
	u.session.Measures = append(u.session.Measures, measure{u.now.Unix(), score})
	u.session.Measures = u.session.Measures[max(0, len(u.session.Measures)-mostMeasures):]
}

// measures are what the counsellor may see of them.
func (u *turn) measures(agreed bool) []handoff.Measure {
	if !agreed {
		return nil
	}
	var all []handoff.Measure
	for _, m := range u.session.Measures {
		all = append(all, handoff.Measure{At: time.Unix(m.At, 0), Score: m.Score})
	}
	return all
}

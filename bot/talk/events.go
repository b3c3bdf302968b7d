package talk

import (
	"context"
	"fmt"

	"lyt/bot"
	"lyt/bot/flow"
	"lyt/bot/triage"
)

// carryOut does what the flow wants, in order, and reports back where the flow
// waits to hear what became of it.
func (u *turn) carryOut(ctx context.Context, events []flow.Event) error {
	elsewhere := len(events) > 0 // coming back to a human from something else
	for len(events) > 0 {
		event := events[0]
		events = events[1:]
		if _, ok := event.(flow.Human); ok {
			elsewhere = false
		}
		result, err := u.do(ctx, event)
		if err != nil {
			return err
		}
		if result.Name == "" {
			continue
		}
		next, more := u.Flows.Step(u.words, u.areas, u.session.Flow, flow.Input{Do: flow.Report, Result: result})
		u.session.Flow = next
		events = append(events, more...)
		if err := u.afterReport(ctx, event, result); err != nil {
			return err
		}
	}
	if elsewhere && u.session.Human != nil && u.session.Flow.Sleeping() {
		return u.tellPlace(ctx)
	}
	return nil
}

// do carries out one event. A result without a name is nothing to report.
func (u *turn) do(ctx context.Context, event flow.Event) (flow.Result, error) {
	switch e := event.(type) {
	case flow.Speak:
		u.speak(e)
	case flow.Offer:
		return u.offer(ctx, e)
	case flow.Book:
		return u.book(ctx, e)
	case flow.Human:
		return u.askHuman(ctx, e)
	case flow.Partners:
		return u.partners(e), nil
	case flow.Card:
		return u.card(e), nil
	case flow.Crisis:
		name := u.session.Flow.Flow
		third := name == otherFlow || name != concernFlow && u.grown()
		u.crisisCard(triage.Verdict{Family: triage.Suicidal, Third: third}, "")
	case flow.End:
		u.count("end")
	default:
		return flow.Result{}, fmt.Errorf("carry out %T: unknown event", event)
	}
	return flow.Result{}, nil
}

// afterReport says what the talk, not the flow, has to say.
func (u *turn) afterReport(ctx context.Context, event flow.Event, result flow.Result) error {
	if _, ok := event.(flow.Human); ok && result.Name == "waiting" {
		return u.tellPlace(ctx)
	}
	return nil
}

// speak turns a flow's words into a reply.
func (u *turn) speak(e flow.Speak) {
	if isDirect(e.Key) && e.Key != parentsAsked {
		u.session.Asked = u.now.Unix()
	}
	text := e.Text
	if text == "" {
		text = u.words(u.whilePaused(e.Key), e.Args)
	}
	out := bot.Out{Text: text, Buttons: u.flowButtons(e.Buttons)}
	if e.Change && u.in.Message != "" {
		out.Replace = u.in.Message
		u.settled = true
	}
	u.reply(out)
}

func (u *turn) flowButtons(buttons []flow.Button) []bot.Button {
	var made []bot.Button
	for _, b := range buttons {
		label := b.Text
		if label == "" {
			label = u.words(b.Key, nil)
		}
		data := b.ID
		if len(data) == 0 || data[0] != '!' {
			data = joinData(u.session.Flow.Turn, b.ID)
		}
		made = append(made, bot.Button{Label: label, Data: data, Beside: b.Beside})
	}
	return made
}

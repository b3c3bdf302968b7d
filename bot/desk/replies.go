package desk

import (
	"context"
	"strings"

	"lyt/bot/handoff"
)

// Where the replies stand that everybody has: "reply.<id>" is the text, and
// "reply.<id>.name" what a counsellor finds it by.
const (
	replyKeys = "reply."
	replyName = ".name"
)

// replies gives what a counsellor can put into their answer with a few keys: their own
// replies first, then everybody's, in the person's language, with the places filled.
func (d *Desk) replies(ctx context.Context, v visit, h handoff.Handoff) ([]handoff.Reply, error) {
	own, err := d.Staff.Replies(ctx, v.Name)
	if err != nil {
		return nil, err
	}
	places, err := d.places(ctx, v, h)
	if err != nil {
		return nil, err
	}
	var all []handoff.Reply
	fill := filler(places)
	for _, r := range own {
		all = append(all, handoff.Reply{Name: r.Name, Text: fill.Replace(r.Text)})
	}
	return append(all, d.shippedReplies(v.lang, h.Request.Lang, places)...), nil
}

// shippedReplies lists those of the locale files. One with a place that nothing is
// known for is left out.
func (d *Desk) shippedReplies(staff, person string, places map[string]any) []handoff.Reply {
	var all []handoff.Reply
	for _, key := range d.Words.Keys(person) {
		if !strings.HasPrefix(key, replyKeys) || strings.HasSuffix(key, replyName) {
			continue
		}
		if text := d.Words.Text(person, key, places); !strings.ContainsAny(text, "{}") {
			all = append(all, handoff.Reply{Name: d.Words.Text(staff, key+replyName, nil), Text: text})
		}
	}
	return all
}

// places are what stands in braces in a reply. A place that nothing is known for keeps
// its braces, so that the counsellor sees it.
func (d *Desk) places(ctx context.Context, v visit, h handoff.Handoff) (map[string]any, error) {
	free, err := d.Calendar.NextFree(ctx, h.Request.Service)
	if err != nil {
		return nil, err
	}
	places := map[string]any{"service": d.serviceName(h.Request.Service), "name": v.Name, "time": "{time}"}
	if at, ok := free[h.Request.Service]; ok {
		places["time"] = d.Words.Time(h.Request.Lang, at.In(d.Zone))
	}
	return places, nil
}

func filler(places map[string]any) *strings.Replacer {
	var pairs []string
	for name, value := range places {
		pairs = append(pairs, "{"+name+"}", value.(string))
	}
	return strings.NewReplacer(pairs...)
}

package desk_test

import (
	"context"
	"slices"

	"lyt/bot"
	"lyt/bot/handoff"
)

func (q *memQueue) Draft(_ context.Context, service, id, staff string, of handoff.Who) (bot.Said, error) {
	if err := q.lock(); err != nil {
		return bot.Said{}, err
	}
	defer q.mu.Unlock()
	return bot.Heard(q.drafts[service+"/"+id+"/"+staff+"/"+string(of)]), nil
}

func (q *memQueue) KeepDraft(_ context.Context, service, id, staff string, of handoff.Who, words bot.Said) error {
	if err := q.lock(); err != nil {
		return err
	}
	defer q.mu.Unlock()
	if q.find(service, id).State == handoff.Over {
		return handoff.ErrOver
	}
	q.drafts[service+"/"+id+"/"+staff+"/"+string(of)] = words.Reveal()
	return nil
}

// Writes notes somebody as typing at noon, which is now.
func (q *memQueue) Writes(_ context.Context, service, id, staff string) error {
	if err := q.lock(); err != nil {
		return err
	}
	defer q.mu.Unlock()
	h := q.find(service, id)
	h.Writing = append(slices.Clone(h.Writing), handoff.Writing{Staff: staff, At: noon})
	q.bell.ring("t:" + id)
	return nil
}

func (q *memQueue) Colleagues(context.Context, string) ([]handoff.Colleague, error) {
	all := []handoff.Colleague{{Name: "maja", Presence: handoff.On, Room: 4}, {Name: "ole", Presence: handoff.On, Talks: 1, Room: 4}, {Name: "per", Presence: handoff.Pause, Room: 4}}
	return slices.DeleteFunc(all, func(c handoff.Colleague) bool { return c.Name == q.left }), nil
}
